"""The people of the organisation, as every member may read them."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.gate import Gate, Target
from crm_tui.services.membership import Membership
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
class ManagedUser:
    """One user as those who manage users read him. `profile` and `role`: API names, `manager`: a login; empty for
    none. `last_seen`: epoch seconds, None for never."""

    info: UserInfo
    profile: str
    role: str
    manager: str
    last_seen: int | None


@dataclass(frozen=True, slots=True)
class StaffOptions:
    """What may be chosen for a user, each as API name and label; profiles of regular users only."""

    profiles: tuple[tuple[str, str], ...]
    roles: tuple[tuple[str, str], ...]


class Users:
    """Lists people: names, kinds, roles; no personal settings."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate

    def list(self) -> list[UserInfo]:
        """All users but deleted ones, by name; to an external user those whom he meets (U06). Forbidden to who is no
        longer active (AC01)."""
        self._gate.require("settings.personal", Target())
        store, met = self._session.store, Membership(self._session).met()
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
            if row.state is not UserState.DELETED and (met is None or row.id in met)
        ]

    def arrive(self) -> None:
        """Write down that the actor is here now. A mark of his own, no change of anybody's data: it passes no gate.

        Who views as somebody else leaves no mark in that person's name: Forbidden (AC56).
        """
        self._gate.only_looking("settings.personal", Target())
        self._gate.require("settings.personal", Target())
        with self._session.engine.write():
            self._session.store.note_seen(self._session.actor.user_id)
        if self._session.live is not None:
            self._session.live.arrive(self._session.login, self._session.door)

    def managed(self) -> tuple[ManagedUser, ...]:
        """The same with what only those may read who manage users; Forbidden to all others."""
        self._gate.require("users.manage", Target())
        store = self._session.store
        members, profiles, roles = store.members(), store.profiles(), store.roles()
        seen = store.last_seen()

        def managed(info: UserInfo) -> ManagedUser:
            row = members[info.id]
            manager = members.get(row.manager_id or 0)
            role = roles[row.role_id].api_name if row.role_id else ""
            profile = profiles[row.profile_id].rights.api_name
            return ManagedUser(info, profile, role, manager.login if manager else "", seen.get(row.id))

        return tuple(managed(info) for info in self.list())

    def options(self) -> StaffOptions:
        """Profiles and roles to choose from; Forbidden to who may neither manage, add nor convert users."""
        if not any(self._gate.decide(action, Target())[0].allowed for action in ("users.invite", "users.convert")):
            self._gate.require("users.manage", Target())
        store = self._session.store
        profiles = (row.rights for row in store.profiles().values())
        return StaffOptions(
            tuple((one.api_name, one.label) for one in profiles if not (one.everything or one.team_user)),
            tuple((row.api_name, row.label) for row in store.roles().values()),
        )
