"""Who is in a team module, directly or by a role or group (3.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import TeamProfile, UserState
from crm_tui.services.parties import Parties
from crm_tui.services.session import Session

People = Mapping[int, frozenset[TeamProfile]]
"""User id -> his profiles in a module, of which the widest counts."""


class Membership:
    """The people of team modules, as of the rights that were last read."""

    def __init__(self, session: Session) -> None:
        self._session, self._parties = session, Parties(session.store)
        self._known: tuple[object, dict[int, People]] = (None, {})

    def people(self, module: ModuleDef) -> People:
        """Everybody in a module; deactivated ones where they are named themselves."""
        found: dict[int, set[TeamProfile]] = defaultdict(set)
        store = self._session.store
        for row in store.module_members(module.id):
            found[row.user_id].add(row.profile)
        for grant in store.module_grants():
            if grant.module_id == module.id:
                for user_id in self._parties.people(grant.party):
                    found[user_id].add(grant.profile)
        return {user_id: frozenset(profiles) for user_id, profiles in found.items()}

    def admins(self, module: ModuleDef) -> frozenset[int]:
        """The active Admins of a module."""
        members = self._session.store.members()
        return frozenset(
            user_id
            for user_id, profiles in self.people(module).items()
            if TeamProfile.ADMIN in profiles and members[user_id].state is UserState.ACTIVE
        )

    def has(self, module: ModuleDef, user_id: int) -> bool:
        """Whether a user is in a module; asked for each owner of a list, so it is kept as long as rights stay."""
        rights, (of, known) = self._session.policy, self._known
        if of is not rights:
            known = {}
            self._known = (rights, known)
        if module.id not in known:
            known[module.id] = self.people(module)
        return user_id in known[module.id]
