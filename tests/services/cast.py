"""Two organisations with users of each kind, made through the services as people make them; no sample data.

They are made once for each engine, for all workers, and copied for each test, so that every test has real
transactions of its own.
"""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from crm_tui.base.clock import FrozenClock
from crm_tui.base.ids import CountingIds
from crm_tui.bootstrap import Installation, open_installation
from crm_tui.domain.blueprints import FieldBlueprint, ModuleBlueprint, team_module
from crm_tui.domain.fields import FieldKind
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.users import ProfileRights, SpaceRole, TeamProfile, UserKind
from crm_tui.policy.profiles import STANDARD
from crm_tui.services.workspace import Workspace
from crm_tui.store.engine import Engine

NOW = dt.datetime(2026, 5, 15, 9, 30, tzinfo=dt.UTC)
ACME, BETA = "acme", "beta"

BOSS = "boss@acme.test"
HEAD, REP, REP2 = "head@acme.test", "rep@acme.test", "rep2@acme.test"
READER = "reader@acme.test"
TEAM_ADMIN, TEAM_MANAGER, TEAM_MEMBER = "ada@acme.test", "max@acme.test", "meg@acme.test"
PARTICIPANT, REQUESTER, OUTSIDER = "pat@acme.test", "rex@acme.test", "tom@acme.test"
EVERYBODY = (
    BOSS, HEAD, REP, REP2, READER, TEAM_ADMIN, TEAM_MANAGER, TEAM_MEMBER, PARTICIPANT, REQUESTER, OUTSIDER,
)  # fmt: skip
ZOE = "zoe@beta.test"

CLAIMS, VAULT = "Claims", "Vault"
"""Team modules: one with a user of each profile, one with nobody but the administrator."""

DEFAULTS: Mapping[str, OrgDefault] = {
    "Contacts": OrgDefault.READ_ONLY,
    "Accounts": OrgDefault.READ_WRITE,
    "Products": OrgDefault.READ_WRITE_DELETE,
}
"""All other modules stay private."""

READING = ProfileRights(
    "Reading",
    "Reading",
    modules=frozenset({"Leads", "Contacts", "Accounts", "Tasks"}),
    denied=STANDARD.denied | {(action, "*") for action in ("records.edit", "records.delete", "records.create")},
)


@dataclass
class Cast:
    """The installation of one test."""

    installation: Installation
    clock: FrozenClock
    folder: Path
    _kept: dict[tuple[str, str], Workspace] = field(default_factory=dict)
    _screens: list[Installation] = field(default_factory=list)

    def ws(self, login: str = BOSS, slug: str = ACME) -> Workspace:
        """The workspace of a login, kept for the test."""
        if (login, slug) not in self._kept:
            self._kept[login, slug] = self.another(login, slug)
        return self._kept[login, slug]

    def another(self, login: str = BOSS, slug: str = ACME, *, owner_of_data: bool = False) -> Workspace:
        """A further session of a login."""
        return self.installation.workspace(login, slug, door="cli", owner_of_data=owner_of_data)

    def at_screen(self, login: str = BOSS, slug: str = ACME, *, name: str = "") -> Workspace:
        """A login at a screen, as in a process of its own: an open session, with this id or one like `s1`."""
        places, ids = self.installation.places, self.installation.ids
        self._screens.append(Installation(places, clock=self.clock, ids=ids))
        self._screens[-1].session_id = name or f"s{len(self._screens)}"
        ws = self._screens[-1].workspace(login, slug)
        ws.users.arrive()
        return ws

    def leaves(self, ws: Workspace) -> None:
        """Somebody at a screen is gone."""
        session = ws.session.live.session if ws.session.live is not None else ""
        for screen in [screen for screen in self._screens if screen.session_id == session]:
            self._screens.remove(screen)
            screen.close()

    def close(self) -> None:
        """Let go of all databases."""
        for opened in (*self._screens, self.installation):
            opened.close()

    def engine(self, slug: str = ACME) -> Engine:
        """The database of an organisation."""
        return self.installation.store(slug).engine

    def user_id(self, login: str, slug: str = ACME) -> int:
        """The id of a user."""
        member = self.installation.store(slug).member(login)
        assert member is not None
        return member.id

    def later(self, minutes: int = 1) -> None:
        """Let time pass."""
        self.clock.advance(60 * minutes)


class Origin(Protocol):
    """Where the organisations of one engine are kept, and copied from."""

    def copy(self, folder: Path) -> Cast:
        """A copy for one test."""
        ...

    def drop(self, cast: Cast) -> None:
        """Remove a copy."""
        ...


class SqliteOrigin:
    """Files, copied. `folder` holds what `make` made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @staticmethod
    def make(folder: Path) -> None:
        """Make both organisations in a folder."""
        cast = _opened(folder, None)
        fill(cast)
        cast.installation.close()

    def copy(self, folder: Path) -> Cast:
        shutil.copytree(self._folder, folder / "data")
        return _opened(folder / "data", None)

    def drop(self, cast: Cast) -> None:
        cast.close()


class PostgresOrigin:
    """A database that the server copies as a template, and that goes with it. `folder` is of what `make` made."""

    NAME = "name"

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._name = url, (folder / self.NAME).read_text()

    @classmethod
    def make(cls, url: str, folder: Path) -> None:
        """Make both organisations in a database, and leave its name in a folder."""
        name = f"crm_{uuid.uuid4().hex[:12]}"
        _run(url, f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        cast = _opened(folder / "data", _place(url, name))
        fill(cast)
        cast.installation.close()
        (folder / cls.NAME).write_text(name)

    def copy(self, folder: Path) -> Cast:
        name = f"{self._name}_{uuid.uuid4().hex[:8]}"
        _run(self._url, f"CREATE DATABASE {name} TEMPLATE {self._name} STRATEGY FILE_COPY")
        return _opened(folder / "data", _place(self._url, name))

    def drop(self, cast: Cast) -> None:
        cast.close()
        name = cast.installation.places.url.split("?")[0].rsplit("/", 1)[1]
        _run(self._url, f"DROP DATABASE {name} WITH (FORCE)")


def _run(url: str, sql: str) -> None:
    _manager(url).execute(sql)


@cache
def _manager(url: str) -> Any:
    """One connection for all databases that are made and dropped."""
    import psycopg

    return psycopg.connect(url, autocommit=True)


def _place(url: str, name: str) -> str:
    head, _, options = url.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{name}?{options}"


def _opened(folder: Path, url: str | None) -> Cast:
    clock = FrozenClock(NOW)
    if url is None:
        return Cast(open_installation(folder, clock=clock, ids=CountingIds()), clock, folder)
    return Cast(open_installation(url, files=folder, clock=clock, ids=CountingIds()), clock, folder)


def fill(cast: Cast) -> None:
    """Make both organisations."""
    make = cast.installation.create_organisation
    make(NewOrganisation("Acme", ACME, "EUR", "en", "FR", "Europe/Paris", login=BOSS, user_name="Bo Boss"))
    make(NewOrganisation("Beta", BETA, "USD", "en", "US", "UTC", login=BOSS, user_name="Bo Boss"))
    _people(cast)
    _modules(cast)
    _beta(cast)


def _people(cast: Cast) -> None:
    ws = cast.ws()
    ws.roles.add("Sales_Manager", "Sales Manager", "Manager")
    ws.roles.add("Sales_Rep", "Sales Rep", "Sales_Manager")
    ws.roles.add("Legal", "Legal", "CEO")
    ws.profiles.add(READING)
    for login, name, role in (
        (HEAD, "Hed Head", "Sales_Manager"), (REP, "Rae Rep", "Sales_Rep"), (REP2, "Ron Rep", "Sales_Rep"),
    ):  # fmt: skip
        ws.staff.add(login, name, UserKind.REGULAR, "Standard", role)
    ws.staff.add(READER, "Rita Reader", UserKind.REGULAR, "Reading")
    for login, name in (
        (TEAM_ADMIN, "Ada Admin"), (TEAM_MANAGER, "Max Manager"), (TEAM_MEMBER, "Meg Member"),
        (PARTICIPANT, "Pat Participant"), (REQUESTER, "Rex Requester"), (OUTSIDER, "Tom Outsider"),
    ):  # fmt: skip
        ws.staff.add(login, name, UserKind.TEAM, "Team_User", "Legal")


def _modules(cast: Cast) -> None:
    ws = cast.ws()
    for name, level in DEFAULTS.items():
        ws.data_sharing.set_default(name, level)
    ws.setup.add_space("Legal", "Legal")
    ws.setup.set_space_member("Legal", BOSS, SpaceRole.USER)
    ws.setup.set_space_member("Legal", TEAM_ADMIN, SpaceRole.ADMIN)
    ws.setup.set_space_member("Legal", TEAM_MEMBER, SpaceRole.USER)
    ws.setup.add_module(claims(), "Legal")
    ws.setup.add_module(vault())
    for login, profile in (
        (TEAM_ADMIN, TeamProfile.ADMIN), (TEAM_MANAGER, TeamProfile.MANAGER), (TEAM_MEMBER, TeamProfile.MEMBER),
        (REP2, TeamProfile.MEMBER), (PARTICIPANT, TeamProfile.PARTICIPANT), (REQUESTER, TeamProfile.REQUESTER),
    ):  # fmt: skip
        ws.team_members.set(CLAIMS, login, profile)
    ws.team_members.set(CLAIMS, BOSS, None)


def claims(api_name: str = CLAIMS) -> ModuleBlueprint:
    """A team module with look-ups, a user field and a unique field."""
    return team_module(
        api_name,
        api_name,
        api_name.removesuffix("s"),
        fields=(
            FieldBlueprint("Reference", "Reference", FieldKind.TEXT, unique=True),
            FieldBlueprint("Account", "Account", FieldKind.LOOKUP, target="Accounts", related_label=api_name),
            FieldBlueprint("Lead", "Lead", FieldKind.LOOKUP, target="Leads", related_label=api_name),
            FieldBlueprint("Lawyer", "Lawyer", FieldKind.USER),
            FieldBlueprint("Damage", "Damage", FieldKind.CURRENCY),
        ),
        number_prefix="CLA-",
    )


def vault() -> ModuleBlueprint:
    """A team module of the administrator alone."""
    return team_module(
        VAULT,
        "Vault",
        "Secret",
        fields=(FieldBlueprint("Claim", "Claim", FieldKind.LOOKUP, target=CLAIMS, related_label="Secrets"),),
    )


def _beta(cast: Cast) -> None:
    """The other organisation: a user of its own, and one of Acme's people as another kind of user."""
    ws = cast.ws(BOSS, BETA)
    ws.staff.add(ZOE, "Zoe Zeta", UserKind.REGULAR, "Standard", "Manager")
    ws.staff.add(REP, "Rae Elsewhere", UserKind.TEAM, "Team_User")
    ws.data_sharing.set_default("Leads", OrgDefault.READ_ONLY)
