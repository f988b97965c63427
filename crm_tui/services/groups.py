"""Groups of users (AC15)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm_tui.base.messages import message
from crm_tui.base.text import clean
from crm_tui.domain.errors import Invalid
from crm_tui.domain.groups import Group, Party, PartyKind
from crm_tui.services.gate import Gate, Target
from crm_tui.services.named import Named
from crm_tui.services.names import checked_api_name, checked_name
from crm_tui.services.parties import Parties, PartyName
from crm_tui.services.session import Session

__all__ = ["GroupInfo", "Groups", "PartyName"]

DESCRIPTION = 500
"""Characters in the description of a group."""


@dataclass(frozen=True, slots=True)
class GroupInfo:
    """A group. `people`: how many active users are in it, counted through roles and groups."""

    api_name: str
    label: str
    description: str
    members: tuple[PartyName, ...]
    people: int


class Groups:
    """The verbs on groups; all need `groups.manage`."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate, self._store = session, gate, session.store
        self._named, self._parties = Named(session.store), Parties(session.store)

    def list(self) -> tuple[GroupInfo, ...]:
        """All groups with who is in them."""
        self._gate.require("groups.manage", Target())
        return tuple(self._info(group) for group in self._store.groups().values())

    def parties(self) -> tuple[PartyName, ...]:
        """Who can be put into a group."""
        self._gate.require("groups.manage", Target())
        return self._parties.offered()

    def add(self, api_name: str, label: str, members: Sequence[PartyName] = (), description: str = "") -> int:
        """A new group; its id."""
        with self._gate.act("groups.manage", Target()) as change:
            change.detail = checked_api_name(api_name)
            label, description = checked_name(label, message("A group")), _described(description)
            if any(one.api_name.casefold() == api_name.casefold() for one in self._store.groups().values()):
                raise Invalid(message("There is a group {group} already.", group=api_name))
            parties = self._read(members)
            group_id = self._store.add_group(api_name, label, description)
            self._store.set_group_members(group_id, parties)
            return group_id

    def edit(
        self,
        api_name: str,
        *,
        label: str | None = None,
        description: str | None = None,
        members: Sequence[PartyName] | None = None,
    ) -> None:
        """Change what is given; `members` replaces all. Invalid: a circle of groups."""
        with self._gate.act("groups.manage", Target()) as change:
            self._store.hold_people()  # two at once could put each of two groups into the other
            group = self._named.group(api_name)
            change.detail = group.api_name
            label = None if label is None else checked_name(label, message("A group"))
            description = None if description is None else _described(description)
            self._store.edit_group(group.id, label=label, description=description)
            if members is not None:
                parties = self._read(members)
                self._no_circle(group, parties)
                self._store.set_group_members(group.id, parties)

    def delete(self, api_name: str) -> None:
        """Remove a group with the rules and grants that name it."""
        with self._gate.act("groups.manage", Target()) as change:
            group = self._named.group(api_name)
            change.detail = group.api_name
            self._store.delete_group(group.id)

    def _read(self, members: Iterable[PartyName]) -> tuple[Party, ...]:
        return tuple(dict.fromkeys(self._parties.read(name) for name in members))

    def _no_circle(self, group: Group, members: Iterable[Party]) -> None:
        inside = self._store.roster().parties.groups_in
        if any(group.id in inside(party.id) for party in members if party.kind is PartyKind.GROUP):
            raise Invalid(message("A group cannot hold itself, nor a group that holds it."))

    def _info(self, group: Group) -> GroupInfo:
        names = tuple(self._parties.name(party) for party in group.members)
        people = len(self._parties.people(Party(PartyKind.GROUP, group.id)))
        return GroupInfo(group.api_name, group.label, group.description, names, people)


def _described(text: str) -> str:
    text = clean(" ".join(text.split()))
    if len(text) > DESCRIPTION:
        raise Invalid(message("A description has at most {most} characters.", most=DESCRIPTION))
    return text
