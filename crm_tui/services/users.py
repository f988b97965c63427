"""The people of the organisation, as every member may read them."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.gate import Gate, Target
from crm_tui.services.session import Session


@dataclass(frozen=True, slots=True)
class UserInfo:
    """One user as others read him."""

    id: int
    login: str
    name: str
    kind: UserKind
    state: UserState
    profile: str
    role: str


class Users:
    """Lists people: names, kinds, roles; no personal settings."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate

    def list(self) -> list[UserInfo]:
        """All users but deleted ones, by name. Forbidden to who is no longer active (AC01)."""
        self._gate.require("settings.personal", Target())
        store = self._session.store
        profiles, roles = store.profiles(), store.roles()
        return [
            UserInfo(
                row.id,
                row.login,
                row.name,
                row.kind,
                row.state,
                profiles[row.profile_id].rights.label,
                roles[row.role_id].label if row.role_id else "",
            )
            for row in sorted(store.members().values(), key=lambda m: (m.name, m.id))
            if row.state is not UserState.DELETED
        ]
