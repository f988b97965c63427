"""Who is in a team module, directly or by a role or group (3.2)."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import TeamProfile, UserKind, UserState
from crm_tui.services.session import Session

People = Mapping[int, frozenset[TeamProfile]]
"""User id -> his profiles in a module, of which the widest counts."""


class Membership:
    """The people of team modules, as of the rights that were last read."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known: tuple[object, dict[int, People]] = (None, {})

    def people(self, module: ModuleDef) -> People:
        """Everybody in a module who is not deleted."""
        return self._session.store.roster().in_module(module.id)

    def admins(self, module: ModuleDef) -> frozenset[int]:
        """The active Admins of a module."""
        members, people = self._session.store.members(), self.people(module)
        admins = (user_id for user_id, profiles in people.items() if TeamProfile.ADMIN in profiles)
        return frozenset(user_id for user_id in admins if members[user_id].state is UserState.ACTIVE)

    def met(self) -> frozenset[int] | None:
        """U06, AC48: of the organisation's people an external user knows those of the modules that he was put in, and
        in which he is not a requester only (M10); None for everybody else, who knows all."""
        session = self._session
        me, catalog = session.actor, session.catalog().by_id
        if me.kind is not UserKind.EXTERNAL:
            return None
        modules = [catalog[key] for key in me.team_profiles if key in catalog]
        seen = [m for m in modules if session.policy.decide(me, "module.see", session.module_facts(m)).allowed]
        return frozenset({me.user_id}).union(*(self.people(module) for module in seen))

    def knows(self, user_id: int) -> bool:
        """Whether the actor may be told who somebody is (`met`)."""
        met = self.met()
        return met is None or user_id in met

    def has(self, module: ModuleDef, user_id: int) -> bool:
        """Whether a user is in a module; asked for each owner of a list, so it is kept as long as nothing changes."""
        roster, (of, known) = self._session.store.roster(), self._known
        if of is not roster:
            known = {}
            self._known = (roster, known)
        if module.id not in known:
            known[module.id] = roster.in_module(module.id)
        return user_id in known[module.id]
