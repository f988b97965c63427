"""Who works under load: people with keys and records of their own, one in ten of them a team user."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import asyncssh

from crm_tui.bootstrap import Installation
from crm_tui.domain.blueprints import team_module
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.places import KeptPlace
from crm_tui.domain.records import ListQuery
from crm_tui.domain.users import SpaceRole, TeamProfile, UserKind
from crm_tui.services.workspace import Workspace
from crm_tui.store.events import EventBody, Events
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.plans import Held, NewRow
from crm_tui.store.rows import RecordRows

TEAM_EACH = 10
"""Every tenth is a team user."""
LEADS, VISITS = "Leads", "Visits"
SPACE = "Field"
OWN, TEAM = "Zq", "Ty"
"""Names of records begin so, with the number of whose they are: nobody else may see a lead, and team users see the
visits of all of them."""
START = 1_760_000_000
SEEN = 40


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a key. `lines`: names in his list, from its top."""

    number: int
    login: str
    team: bool
    key: asyncssh.SSHKey
    lines: tuple[bytes, ...] = ()

    @property
    def module(self) -> str:
        """Where he works."""
        return VISITS if self.team else LEADS

    @property
    def mark(self) -> str:
        """What the names of his records begin with."""
        return f"{TEAM if self.team else OWN}{self.number:03d}"


def move_in(installation: Installation, slug: str, number: int, *, records: int = 30) -> list[Person]:
    """So many people into an organisation, each with so many records in his list, and with his key registered.

    Leads become private there, so that nobody sees another person's.
    """
    people = [_person(place) for place in range(number)]
    store = installation.store(slug)
    admin = installation.workspace(_maker(store), slug, door="cli")
    admin.data_sharing.set_default(LEADS, OrgDefault.PRIVATE)
    admin.setup.add_space(SPACE, SPACE)
    admin.setup.add_module(team_module(VISITS, VISITS, "Visit"), SPACE)
    _employ(installation, slug, people)
    for person in people:
        if person.team:
            admin.setup.set_space_member(SPACE, person.login, SpaceRole.USER)
            admin.team_members.set(VISITS, person.login, TeamProfile.MEMBER)
    _fill(store, people, records)
    return [_settled(installation.workspace(person.login, slug, door="cli"), person) for person in people]


def _person(number: int) -> Person:
    team = number % TEAM_EACH == TEAM_EACH - 1
    return Person(number, f"person{number:03d}@load.test", team, asyncssh.generate_private_key("ssh-ed25519"))


def _maker(store: OrganisationStore) -> str:
    return next(member.login for member in store.members().values() if member.kind is UserKind.SUPER_ADMIN)


def _employ(installation: Installation, slug: str, people: Sequence[Person]) -> None:
    """Through the store: there are more of them than the sample organisation has seats."""
    store, directory, org = installation.store(slug), installation.directory, installation.org(slug)
    profiles = {row.rights.api_name: row.id for row in store.profiles().values()}
    top = next(role.id for role in store.roles().values() if role.parent_id is None)
    with store.engine.write():
        role = store.add_role("Load", "Load", top)
        for person in people:
            kind, profile = (UserKind.TEAM, "Team_User") if person.team else (UserKind.REGULAR, "Standard")
            store.add_member(person.login, f"Person {person.number}", kind, profiles[profile], role)
    with directory.engine.write():
        for person in people:
            directory.add_login(person.login, f"Person {person.number}")
            directory.add_membership(person.login, org.id)


def _fill(store: OrganisationStore, people: Sequence[Person], records: int) -> None:
    """Records of each, with the event that tells of their making."""
    rows, events, catalog = RecordRows(store), Events(store.engine), store.catalog().by_name
    with store.engine.write():
        for person in people:
            member = store.member(person.login)
            assert member is not None
            module = catalog[person.module]
            new = [_row(person, member.id, number) for number in range(records)]
            ids = rows.insert_many(module, member.id, START + person.number, new)
            events.append_many(ids, START + person.number, member.id, "created", "cli", EventBody())


def _row(person: Person, owner_id: int, number: int) -> NewRow:
    name = f"{person.mark}-{number:04d}"
    values: dict[str, Held] = {"Name": name} if person.team else {"Last_Name": name, "Company": "Own"}
    return NewRow(owner_id, name, values)


def _settled(workspace: Workspace, person: Person) -> Person:
    """With his key registered, and his own list to open with."""
    workspace.keys.add(person.key.export_public_key("openssh").decode(), "load")
    workspace.settings.keep_place(KeptPlace(module=person.module))
    page = workspace.listing.page(ListQuery(person.module), limit=SEEN)
    place = next(at for at, column in enumerate(page.columns) if column.api_name in ("Full_Name", "Name"))
    return replace(person, lines=tuple(str(row.values[place]).encode() for row in page.rows))
