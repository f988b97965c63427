"""M34: what an administrator of the organisation did to the people of a team module is marked, and stays."""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.domain.decisions import Decision
from crm_tui.domain.facts import RecordFacts
from crm_tui.domain.groups import Party, PartyKind
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import TeamProfile
from crm_tui.services.membership import People
from crm_tui.services.refusal import Refused
from crm_tui.services.session import Session
from crm_tui.services.standing import Standing

AROUND = frozenset({"groups.manage", "roles.manage"})
"""By these acts people come into a team module and go out of it, though nobody acts on the module."""
Given = tuple[Party, TeamProfile, bool]
"""To whom, which profile, whether by an administrator."""


class SetByAdmin:
    """The marks of one organisation, as one actor meets them."""

    def __init__(self, session: Session) -> None:
        self._session, self._store = session, session.store

    def given(self, module: ModuleDef) -> Iterator[Given]:
        """What was given in a module, by name, to roles and to groups."""
        for row in self._store.module_members(module.id):
            yield Party(PartyKind.USER, row.user_id), row.profile, row.set_by_admin
        for grant in self._store.module_grants():
            if grant.module_id == module.id:
                yield grant.party, grant.profile, grant.set_by_admin

    def from_above(self, module: ModuleDef) -> bool:
        """Whether he acts as administrator of the organisation; an Admin of the module acts as that (M33)."""
        actor = self._session.actor
        return actor.is_admin and TeamProfile.ADMIN not in actor.team_profiles.get(module.id, ())

    def has(self, module: ModuleDef, party: Party) -> bool:
        """Whether a party has the mark: put in, or taken out."""
        return party in self._marked(module)

    def facts(self, module: ModuleDef, party: Party) -> RecordFacts:
        """What the rules are told of a party's place in a module."""
        return RecordFacts(owner_id=0, set_by_admin=self.has(module, party))

    def check(self, action: str, module: ModuleDef, before: People, after: People) -> None:
        """A way round: a role or group that gives a marked person more, or less. Raises Refused."""
        session, marked = self._session, self._marked(module)
        users = (party.id for party in marked if party.kind is PartyKind.USER)
        if not session.actor.is_admin and any(before.get(user) != after.get(user) for user in users):
            raise Refused(self._denial(action, module))

    def around(self, action: str, before: Standing, after: Standing) -> None:
        """A way round by groups or roles: an Admin of a module who manages them as well. Raises Refused."""
        me = before.actors[self._session.actor.user_id]
        if action not in AROUND or me.is_admin:
            return
        for key, profiles in me.team_profiles.items():
            module = before.catalog.by_id.get(key)
            if module is not None and TeamProfile.ADMIN in profiles and self._undone(module, before, after):
                raise Refused(self._denial("module.manage_members", module))

    def _undone(self, module: ModuleDef, before: Standing, after: Standing) -> bool:
        """Whether what an administrator gave in a module is gone, or somebody whom he meant has another profile."""
        given = [grant for grant in before.shared.grants if grant.module_id == module.id and grant.set_by_admin]
        if any(grant not in after.shared.grants for grant in given):
            return True
        parties = {grant.party for grant in given} | self._marked(module)
        meant = frozenset(user for one in (before, after) for party in parties for user in one.parties.users(party))
        return any(_profiles(before, user, module) != _profiles(after, user, module) for user in meant)

    def _denial(self, action: str, module: ModuleDef) -> Decision:
        session, facts = self._session, RecordFacts(owner_id=0, set_by_admin=True)
        return session.policy.decide(session.actor, action, session.module_facts(module), facts)

    def _marked(self, module: ModuleDef) -> frozenset[Party]:
        put_in = (party for party, _, by_admin in self.given(module) if by_admin)
        return frozenset(put_in) | self._store.module_barred(module.id)


def _profiles(standing: Standing, user_id: int, module: ModuleDef) -> frozenset[TeamProfile]:
    actor = standing.actors.get(user_id)
    return actor.team_profiles.get(module.id, frozenset()) if actor is not None else frozenset()
