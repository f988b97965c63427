"""Parties as people name them: users, roles, roles with their subordinates, groups (AC15)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from crm_tui.base.messages import message
from crm_tui.base.text import fold
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.groups import Party, PartyKind
from crm_tui.domain.users import UserState
from crm_tui.services.named import Named
from crm_tui.store.organisation import OrganisationStore


@dataclass(frozen=True, slots=True)
class PartyName:
    """A party by names: `kind` as `domain.groups.PartyKind`, `name` a login or API name, `label` for people."""

    kind: str
    name: str
    label: str = ""


ROLES = (PartyKind.ROLE, PartyKind.ROLE_BELOW)


class Parties:
    """Turns names into parties and back, and counts who is meant."""

    def __init__(self, store: OrganisationStore) -> None:
        self._store, self._named = store, Named(store)

    def read(self, name: PartyName, kinds: Collection[PartyKind] = tuple(PartyKind)) -> Party:
        """The party of a name; Invalid where there is none, or where one of its kind has no place."""
        kind = next((kind for kind in kinds if kind.value == name.kind), None)
        if kind is None:
            known = ", ".join(kind.value for kind in kinds)
            raise Invalid(message("{kind} has no place here. There is: {known}.", kind=name.kind, known=known))
        try:
            return Party(kind, self._id(kind, name.name))
        except NotFound:
            raise Invalid(message("There is no {kind} {name}.", kind=kind.value, name=name.name)) from None

    def name(self, party: Party) -> PartyName:
        """A party by names; both are empty for one that is gone."""
        match party.kind:
            case PartyKind.USER:
                member = self._store.members().get(party.id)
                names = (member.login, member.name) if member else ("", "")
            case PartyKind.GROUP:
                group = self._store.groups().get(party.id)
                names = (group.api_name, group.label) if group else ("", "")
            case _:
                role = self._store.roles().get(party.id)
                names = (role.api_name, role.label) if role else ("", "")
        return PartyName(party.kind.value, *names)

    def offered(self) -> tuple[PartyName, ...]:
        """All that can be named: active users, then each role alone and with its subordinates, then groups."""
        members = sorted(self._store.members().values(), key=lambda member: (fold(member.name), member.id))
        roles, groups = self._store.roles().values(), self._store.groups().values()
        return (
            *(PartyName(PartyKind.USER, m.login, m.name) for m in members if m.state is UserState.ACTIVE),
            *(PartyName(kind, role.api_name, role.label) for role in roles for kind in ROLES),
            *(PartyName(PartyKind.GROUP, group.api_name, group.label) for group in groups),
        )

    def people(self, party: Party) -> frozenset[int]:
        """Ids of the active users who are meant, through roles and groups."""
        meant, members = self._store.roster().parties.users(party), self._store.members()
        return frozenset(one for one in meant if members[one].state is UserState.ACTIVE)

    def _id(self, kind: PartyKind, name: str) -> int:
        match kind:
            case PartyKind.USER:
                return self._named.member(name).id
            case PartyKind.GROUP:
                return self._named.group(name).id
            case _:
                return self._named.role(name).id
