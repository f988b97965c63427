"""Finds users, roles, profiles and groups by the names that people enter."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from crm_tui.base.messages import Message, message
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.groups import Group
from crm_tui.domain.users import UserKind
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.people import MemberRow, ProfileRow, RoleRow

Row = TypeVar("Row")


class Named:
    """Finds rows of one organisation; NotFound where there is none of the name."""

    def __init__(self, store: OrganisationStore) -> None:
        self._store = store

    def member(self, login: str) -> MemberRow:
        """The living user of a login."""
        member = self._store.member(login)
        if member is None:
            raise NotFound(message("There is no user {login}.", login=login))
        return member

    def role(self, api_name: str) -> RoleRow:
        """A role by API name."""
        rows = self._store.roles().values()
        return found(rows, lambda row: row.api_name == api_name, message("There is no role {name}.", name=api_name))

    def profile(self, name: str) -> ProfileRow:
        """A profile by API name, else by the name that people read, if only one is called so."""
        profiles = self._store.profiles().values()
        by_label = [row for row in profiles if row.rights.label.casefold() == name.casefold()]
        known = [row for row in profiles if row.rights.api_name == name] or by_label
        if len(known) != 1:
            raise NotFound(message("There is no profile {name}.", name=name))
        return known[0]

    def group(self, api_name: str) -> Group:
        """A group by API name."""
        rows = self._store.groups().values()
        return found(rows, lambda row: row.api_name == api_name, message("There is no group {name}.", name=api_name))

    def profile_for(self, kind: UserKind, api_name: str) -> int:
        """The id of a profile that users of a kind may have (1.1); Invalid for any other."""
        row = self.profile(api_name)
        fits = {
            UserKind.SUPER_ADMIN: False,  # there is exactly one, from the start (U02)
            UserKind.ADMINISTRATOR: row.rights.everything,
            UserKind.TEAM: row.rights.team_user,
        }.get(kind, not (row.rights.everything or row.rights.team_user))
        if not fits:
            raise Invalid(message("Users of the kind {kind} do not have the profile {profile}.", kind=kind.value,
                                  profile=api_name))  # fmt: skip
        return row.id


def found(rows: Iterable[Row], test: Callable[[Row], bool], missing: Message | None = None) -> Row:
    """The first row that meets a test; NotFound where none does, which `missing` says."""
    for row in rows:
        if test(row):
            return row
    raise NotFound(missing) if missing is not None else NotFound
