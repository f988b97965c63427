"""Who a party is, and who stands above whom (AC12, AC13, AC15). Pure: users, roles and groups as they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Protocol

from crm_tui.domain.groups import Group, Party, PartyKind
from crm_tui.domain.sharing import Hierarchy


class Placed(Protocol):
    """A user's place. Whoever owns records has one, active or not."""

    @property
    def role_id(self) -> int | None: ...
    @property
    def manager_id(self) -> int | None: ...


class Rung(Protocol):
    """A role's place (AC12). `peers`: users of the role see each other's records."""

    @property
    def parent_id(self) -> int | None: ...
    @property
    def peers(self) -> bool: ...


class Parties:
    """The users of an organisation by roles, groups and hierarchy; everything by id."""

    def __init__(
        self,
        users: Mapping[int, Placed],
        roles: Mapping[int, Rung],
        groups: Mapping[int, Group],
        hierarchy: Hierarchy = Hierarchy.ROLES,
    ) -> None:
        self._users, self._roles, self._groups, self._hierarchy = users, roles, groups, hierarchy
        self._below_role: dict[int, frozenset[int]] = {}
        self._members: dict[Party, frozenset[int]] = {}

    def users(self, party: Party) -> frozenset[int]:
        """The users that a party names; nobody where it names nothing that is there."""
        known = self._members.get(party)
        if known is None:
            known = self._members[party] = self._named(party)
        return known

    def below(self, user_id: int) -> frozenset[int]:
        """The users whose records a user has by the hierarchy, peers of his role among them where it says so."""
        if user_id not in self._users:
            return frozenset()
        if self._hierarchy is Hierarchy.REPORTING:
            return frozenset(_reached(user_id, self._reports)) - {user_id}
        role_id = self._users[user_id].role_id
        return frozenset() if role_id is None else self._under(role_id) - {user_id}

    def above(self, users: Iterable[int]) -> frozenset[int]:
        """The users who stand above at least one of these (AC23); peers do not."""
        if self._hierarchy is Hierarchy.REPORTING:
            return frozenset(boss for user_id in users for boss in self._bosses(user_id))
        named = frozenset(users) & self._users.keys()
        held = {self._users[user_id].role_id for user_id in named}
        roles = {above for role_id in held if role_id is not None for above in self._roles_above(role_id)}
        return self._in_roles(roles | {self.top} if named and self.top is not None else roles)

    def roles_below(self, role_id: int) -> frozenset[int]:
        """The roles below a role, at any depth."""
        return frozenset(_reached(role_id, self._children)) - {role_id}

    def groups_in(self, group_id: int) -> frozenset[int]:
        """The groups that a group holds, at any depth, and itself. A group must not be put into one of these."""
        return frozenset(_reached(group_id, self._held_groups))

    @cached_property
    def top(self) -> int | None:
        """The role that sees all others, users without a role too: the oldest of those that stand below none."""
        return min((role_id for role_id, role in self._roles.items() if role.parent_id is None), default=None)

    def _named(self, party: Party) -> frozenset[int]:
        match party.kind:
            case PartyKind.USER:
                return frozenset({party.id}) & self._users.keys()
            case PartyKind.ROLE:
                return self._in_roles({party.id})
            case PartyKind.ROLE_BELOW:
                return self._in_roles(self.roles_below(party.id) | {party.id})
            case PartyKind.GROUP:
                held = (self._groups[g].members for g in self.groups_in(party.id) if g in self._groups)
                inside = (member for members in held for member in members if member.kind is not PartyKind.GROUP)
                return frozenset().union(*map(self.users, inside))

    def _under(self, role_id: int) -> frozenset[int]:
        known = self._below_role.get(role_id)
        if known is None:
            known = self._below_role[role_id] = self._seen_from(role_id)
        return known

    def _seen_from(self, role_id: int) -> frozenset[int]:
        if role_id == self.top:
            return frozenset(self._users)
        role = self._roles.get(role_id)
        own = {role_id} if role is not None and role.peers else set()
        return self._in_roles(self.roles_below(role_id) | own)

    def _in_roles(self, roles: Iterable[int]) -> frozenset[int]:
        return frozenset(user_id for role_id in roles for user_id in self._holders.get(role_id, ()))

    def _roles_above(self, role_id: int) -> set[int]:
        found: set[int] = set()
        role = self._roles.get(role_id)
        while role is not None and role.parent_id is not None and role.parent_id not in found:
            found.add(role.parent_id)
            role = self._roles.get(role.parent_id)
        return found - {role_id}

    def _bosses(self, user_id: int) -> set[int]:
        found: set[int] = set()
        user = self._users.get(user_id)
        while user is not None and user.manager_id is not None and user.manager_id not in found:
            found.add(user.manager_id)
            user = self._users.get(user.manager_id)
        return found - {user_id}

    @cached_property
    def _holders(self) -> Mapping[int, list[int]]:
        return _inverted({user_id: user.role_id for user_id, user in self._users.items()})

    @cached_property
    def _children(self) -> Mapping[int, list[int]]:
        return _inverted({role_id: role.parent_id for role_id, role in self._roles.items()})

    @cached_property
    def _reports(self) -> Mapping[int, list[int]]:
        return _inverted({user_id: user.manager_id for user_id, user in self._users.items()})

    @cached_property
    def _held_groups(self) -> Mapping[int, list[int]]:
        return {g.id: [m.id for m in g.members if m.kind is PartyKind.GROUP] for g in self._groups.values()}


def _inverted(above: Mapping[int, int | None]) -> Mapping[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for below, over in above.items():
        if over is not None:
            found[over].append(below)
    return found


def _reached(start: int, next_of: Mapping[int, list[int]]) -> set[int]:
    """All that can be reached from a start, itself too; a circle ends where it began."""
    found, waiting = {start}, [start]
    while waiting:
        new = [other for other in next_of.get(waiting.pop(), ()) if other not in found]
        found.update(new)
        waiting += new
    return found
