"""Who owns an organisation-module record where the owner worked out may not: exactly 10.7.

Automation calls these; what it assigns by goes in as values. Nobody here is asked by a face.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import UserRef
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.pickers import Parent, Pickers
from crm_tui.services.session import Session
from crm_tui.store.owned import Owned
from crm_tui.store.people import MemberRow

LIGHT = (UserKind.TEAM, UserKind.EXTERNAL)
"""O07: never owners of organisation-module records."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of an assignment rule whose criteria fit: users in their listed order, and who had the last turn."""

    users: tuple[int, ...]
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Assigned:
    """Who gets a record; `entry` is the place of the entry that gave it, None where the default owner gets it."""

    owner: UserRef
    entry: int | None


class Fallbacks:
    """The rows of 10.7 as functions. "May own" is decided by the rules, for the module at hand (O07)."""

    def __init__(self, session: Session, pickers: Pickers) -> None:
        self._session, self._pickers = session, pickers
        self._owned = Owned(session.engine)

    def assigned(self, module: ModuleDef, entries: Sequence[Entry], default: int) -> Assigned:
        """Assignment rule: the next user in the round, else the next entry, else the default owner.

        Invalid where not even he may own records of the module.
        """
        for place, entry in enumerate(entries):
            for user_id in _round(entry):
                if self._may_own(module, user_id):
                    return Assigned(self._session.user(user_id), place)
        return Assigned(self.checked(module, default), None)

    def created_by_workflow(self, module: ModuleDef, owner: int, parent_owner: int | None = None) -> UserRef:
        """Workflow "create record": the owner of the parent record, if an active regular user, else the super admin."""
        if self._may_own(module, owner):
            return self._session.user(owner)
        if parent_owner is not None and self._is_regular(parent_owner) and self._may_own(module, parent_owner):
            return self._session.user(parent_owner)
        return self._super_admin()

    def made_by_wizard(self, module: ModuleDef, by: int) -> UserRef:
        """Wizard without an owner field: he who runs it, else an active regular user in a subordinate role.

        Of those the nearest level first, then the fewest open records of the module, then the lowest id; where there
        is none, the super admin.
        """
        if self._may_own(module, by):
            return self._session.user(by)
        for level in self._levels_below(by):
            able = [user_id for user_id in level if self._is_regular(user_id) and self._may_own(module, user_id)]
            if able:
                counts = self._owned.counts(module, able)
                return self._session.user(min(able, key=lambda user_id: (counts[user_id], user_id)))
        return self._super_admin()

    def checked(self, module: ModuleDef, owner: int, parent: Parent | None = None) -> UserRef:
        """Any other path (import, macro, mass transfer): Invalid where the owner may not be one."""
        user = self._session.user(owner)
        if not self._may_own(module, owner, parent):
            why = message("{login} cannot own records of {module}.", login=user.login, module=module.label)
            raise Invalid(why, {"Owner": why})
        return user

    def _may_own(self, module: ModuleDef, user_id: int, parent: Parent | None = None) -> bool:
        user = self._session.user(user_id)
        return user.active and self._pickers.may_own(module, user, parent).allowed

    def _is_regular(self, user_id: int) -> bool:
        row = self._session.store.members().get(user_id)
        return row is not None and row.state is UserState.ACTIVE and row.kind not in LIGHT

    def _super_admin(self) -> UserRef:
        rows = self._session.store.members().values()
        return self._session.user(next(row.id for row in rows if row.kind is UserKind.SUPER_ADMIN))

    def _levels_below(self, user_id: int) -> Iterator[list[int]]:
        """Users in the roles below his, level by level."""
        store = self._session.store
        me = store.members().get(user_id)
        children: dict[int | None, list[int]] = defaultdict(list)
        for role in store.roles().values():
            children[role.parent_id].append(role.id)
        level = children[me.role_id] if me is not None and me.role_id is not None else []
        while level:
            yield _in_roles(store.members().values(), frozenset(level))
            level = [child for role_id in level for child in children[role_id]]


def _round(entry: Entry) -> Iterable[int]:
    """The users of an entry, from the one after the last turn on, each once."""
    start = entry.users.index(entry.last) + 1 if entry.last in entry.users else 0
    return (*entry.users[start:], *entry.users[:start])


def _in_roles(members: Iterable[MemberRow], roles: frozenset[int]) -> list[int]:
    return [row.id for row in members if row.role_id in roles]
