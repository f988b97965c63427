"""The people of the organisation, as every member may read them, and for who manages them its profiles and roles."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.users import ProfileRights, UserKind, UserState
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


@dataclass(frozen=True, slots=True)
class RoleInfo:
    """A role (AC12). `above`: API name of the role over it, empty for the top one; `peers`: they share their data."""

    api_name: str
    label: str
    above: str
    peers: bool


class Users:
    """Lists people: names, kinds, roles; no personal settings."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate

    def list(self) -> list[UserInfo]:
        """All users, by name. Forbidden to who is no longer active (AC01)."""
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
        ]

    def profiles(self) -> tuple[ProfileRights, ...]:
        """All profiles with what they hold back. Forbidden to who does not manage them (AC11)."""
        self._gate.require("profiles.manage", Target())
        return tuple(row.rights for row in self._session.store.profiles().values())

    def roles(self) -> tuple[RoleInfo, ...]:
        """All roles. Forbidden to who does not manage them (AC12)."""
        self._gate.require("roles.manage", Target())
        rows = self._session.store.roles()
        names = {row.id: row.api_name for row in rows.values()}
        return tuple(RoleInfo(r.api_name, r.label, names.get(r.parent_id or 0, ""), r.peers) for r in rows.values())
