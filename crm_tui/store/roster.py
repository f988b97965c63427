"""All users as actors, from data that is read once for each policy version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

from crm_tui.domain.sharing import Hierarchy, Opening
from crm_tui.domain.users import Actor, SpaceRole, TeamProfile, UserState
from crm_tui.policy.openings import Openings
from crm_tui.policy.parties import Parties
from crm_tui.store.engine import Engine
from crm_tui.store.people import People
from crm_tui.store.sharing_part import Shared

TeamProfiles = Mapping[int, Mapping[int, frozenset[TeamProfile]]]
"""User id -> module id -> his profiles there."""
_NO_SPACES: Mapping[int, SpaceRole] = {}
_NO_MODULES: Mapping[int, frozenset[TeamProfile]] = {}


class Roster:
    """The users of one organisation as of one policy version. An actor is made once, and is the same object since."""

    def __init__(
        self,
        people: People,
        shared: Shared,
        parties: Parties,
        members: TeamProfiles,
        spaces: Mapping[int, Mapping[int, SpaceRole]],
    ) -> None:
        self._people, self._shared, self.parties = people, shared, parties
        self._members, self._spaces = members, spaces
        self._actors: dict[int, Actor] = {}

    def actor(self, user_id: int) -> Actor:
        """A user with all that decides his rights; KeyError for an unknown id."""
        known = self._actors.get(user_id)
        if known is None:
            known = self._actors.setdefault(user_id, self._made(user_id))
        return known

    @cached_property
    def living(self) -> Mapping[int, Actor]:
        """All users but deleted ones, by id."""
        members = self._people.members.values()
        return {m.id: self.actor(m.id) for m in members if m.state is not UserState.DELETED}

    def openings(self, user_id: int, module_id: int) -> tuple[Opening, ...]:
        """What sharing rules open to a user in a module."""
        return self._openings.of(user_id).get(module_id, ())

    def in_module(self, module_id: int) -> Mapping[int, frozenset[TeamProfile]]:
        """The living users who are in a team module, by name, role or group: user id -> profiles (3.2)."""
        held = ((user_id, actor.team_profiles.get(module_id)) for user_id, actor in self.living.items())
        return {user_id: profiles for user_id, profiles in held if profiles}

    @cached_property
    def _openings(self) -> Openings:
        return Openings(self._shared.rules, self.parties)

    @cached_property
    def _team_profiles(self) -> TeamProfiles:
        """Those given by name, and those of roles and groups."""
        found: dict[int, dict[int, set[TeamProfile]]] = defaultdict(lambda: defaultdict(set))
        for user_id, modules in self._members.items():
            for module_id, profiles in modules.items():
                found[user_id][module_id] |= profiles
        for grant in self._shared.grants:
            for user_id in self.parties.users(grant.party):
                found[user_id][grant.module_id].add(grant.profile)
        return {user: {m: frozenset(held) for m, held in modules.items()} for user, modules in found.items()}

    def _made(self, user_id: int) -> Actor:
        member = self._people.members[user_id]
        role = self._people.roles.get(member.role_id or 0)
        return Actor(
            user_id=member.id,
            login=member.login,
            name=member.name,
            kind=member.kind,
            state=member.state,
            profile=self._people.profiles[member.profile_id].rights,
            role_id=member.role_id,
            role=role.api_name if role else "",
            team_profiles=self._team_profiles.get(user_id, _NO_MODULES),
            below=self.parties.below(user_id),
            spaces=self._spaces.get(user_id, _NO_SPACES),
            openings=self._openings.of(user_id),
            opened=self._openings.by_owner(user_id),
        )


def read_roster(engine: Engine, people: People, shared: Shared) -> Roster:
    """All users with what they are members of."""
    with engine.read():
        members = engine.rows("SELECT user_id, module_id, profile FROM module_member")
        spaces = engine.rows("SELECT user_id, space_id, role FROM space_member")
        hierarchy = engine.value("SELECT hierarchy FROM organisation WHERE id = 1") or Hierarchy.ROLES
    parties = Parties(people.members, people.roles, shared.groups, Hierarchy(hierarchy))
    return Roster(people, shared, parties, _team_profiles(members), _spaces(spaces))


def _team_profiles(rows: Iterable[tuple[int, int, str]]) -> TeamProfiles:
    found: dict[int, dict[int, frozenset[TeamProfile]]] = defaultdict(dict)
    for user_id, module_id, profile in rows:
        found[user_id][module_id] = frozenset({TeamProfile(profile)})
    return found


def _spaces(rows: Iterable[tuple[int, int, str]]) -> Mapping[int, Mapping[int, SpaceRole]]:
    found: dict[int, dict[int, SpaceRole]] = defaultdict(dict)
    for user_id, space_id, role in rows:
        found[user_id][space_id] = SpaceRole(role)
    return found
