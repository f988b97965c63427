"""A large organisation in the cache: a million contacts of 600 owners, made once and used again."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

from bench.names import Names
from crm_tui.base.text import person_name
from crm_tui.bootstrap import Installation, open_installation
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.users import UserKind
from crm_tui.services.workspace import Workspace
from crm_tui.store.engine import Engine, open_sqlite
from crm_tui.store.events import EventBody, Events, StoredChange
from crm_tui.store.organisation import OrganisationStore, open_organisation
from crm_tui.store.plans import Held, NewRow
from crm_tui.store.rows import RecordRows

CONTACTS = 1_000_000
ACCOUNTS = 50_000
TEAMS = (5, 50, 500)
"""Each has a lead who sees the records of so many owners, himself among them."""
OTHERS = 45
EVENTS_EACH = 3
BUSY = 500
"""Each so many contacts there is one with much to read: `MAILS` and `CALLS`; all others got one e-mail."""
MAILS, CALLS = 60, 12
MADE_BY = 2
"""Raised when what this file makes changes."""
SLUG = "bench"
ADMIN = "admin@bench.test"
START = 1_700_000_000
SPAN = 60 * 60 * 24 * 700
_BATCH = 5_000


@dataclass(frozen=True)
class World:
    """The organisation, open, and where it is. `ids` of the first and the last contact."""

    folder: Path
    installation: Installation
    first: int
    last: int

    @property
    def store(self) -> OrganisationStore:
        return self.installation.store(SLUG)

    @property
    def engine(self) -> Engine:
        return self.store.engine

    @property
    def busy(self) -> list[int]:
        """Ids of the contacts with much to read."""
        return list(range(self.first, self.last + 1, BUSY))

    @property
    def contacts(self) -> ModuleDef:
        return self.store.catalog().by_name["Contacts"]

    def workspace(self, login: str = ADMIN) -> Workspace:
        """A workspace of one of its people."""
        return self.installation.workspace(login, SLUG, door="cli")


def lead(team: int) -> str:
    """The login of whoever sees the records of so many owners."""
    return f"lead{team}@bench.test"


def cache_folder() -> Path:
    """CRM_TUI_BENCH_CACHE, else `crm-tui-bench` in the XDG cache folder."""
    if named := os.environ.get("CRM_TUI_BENCH_CACHE"):
        return Path(named)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "crm-tui-bench"


@cache
def world(contacts: int = CONTACTS) -> World:
    """The organisation, made now if it is not there or if the tables of the program have changed."""
    folder = cache_folder() / f"world-{contacts}-{_fingerprint()}"
    if not (folder / "ready").exists():
        for old in cache_folder().glob(f"world-{contacts}-*"):
            shutil.rmtree(old, ignore_errors=True)
        _make(folder, contacts)
        (folder / "ready").touch()
    installation = open_installation(folder)
    engine = installation.store(SLUG).engine
    table = installation.store(SLUG).catalog().by_name["Contacts"].table
    first, last = engine.rows(f"SELECT min(id), max(id) FROM {table}")[0]
    return World(folder, installation, first, last)


def _fingerprint() -> str:
    """Of the tables and indexes that this version of the program makes."""
    folder = cache_folder() / f"empty-{os.getpid()}"
    try:
        installation = _empty(folder)
        sql = installation.store(SLUG).engine.rows("SELECT sql FROM sqlite_master ORDER BY name")
        installation.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return hashlib.sha256(repr((MADE_BY, sql)).encode()).hexdigest()[:12]


def _empty(folder: Path) -> Installation:
    installation = open_installation(folder)
    installation.create_organisation(
        NewOrganisation("Bench", SLUG, "EUR", "en", "FR", "Europe/Paris", login=ADMIN, user_name="Ada Bench")
    )
    return installation


def _make(folder: Path, contacts: int) -> None:
    start = time.monotonic()
    shutil.rmtree(folder, ignore_errors=True)
    installation = _empty(folder)
    with installation.store(SLUG).engine.write():
        owners = _people(installation.store(SLUG))
    for team in TEAMS:
        installation.directory.add_login(lead(team), f"Lead {team}")
        installation.directory.add_membership(lead(team), installation.org(SLUG).id)
    path = installation.places.home(installation.org(SLUG).location) / "data.db"
    installation.close()
    engine = open_sqlite(path, durable=False)
    engine.raw().pragma("cache_size", -400_000)
    filler = _Filler(open_organisation(engine), owners)
    filler.accounts(ACCOUNTS * contacts // CONTACTS)
    for done in filler.contacts(contacts):
        print(f"\rmaking {contacts:,} contacts: {done:,}, {time.monotonic() - start:.0f} s", end="", file=sys.stderr)
    filler.events()
    filler.mails()
    filler.calls()
    engine.analyse()
    engine.close()
    print(f"\rmade {contacts:,} contacts in {time.monotonic() - start:.0f} s" + " " * 20, file=sys.stderr)


def _people(store: OrganisationStore) -> list[int]:
    """600 users in three teams below a lead each, and some others; their ids."""
    profile = next(row.id for row in store.profiles().values() if row.rights.api_name == "Standard")
    ceo = next(role.id for role in store.roles().values() if role.parent_id is None)
    people: list[int] = []

    def hire(login: str, name: str, role: int) -> None:
        people.append(store.add_member(login, name, UserKind.REGULAR, profile, role))

    names = Names(7)
    for team in TEAMS:
        above = store.add_role(f"Lead_{team}", f"Lead {team}", ceo)
        below = store.add_role(f"Team_{team}", f"Team {team}", above)
        hire(lead(team), f"Lead {team}", above)
        for number in range(1, team):
            person = names.person(number)
            hire(f"user{team}-{number}@bench.test", person_name(person.first, person.last), below)
    apart = store.add_role("Others", "Others", ceo)
    for number in range(OTHERS):
        hire(f"other{number}@bench.test", f"Other {number}", apart)
    return people


class _Filler:
    """Writes accounts, contacts and events through the store, with the indexes made afterwards."""

    def __init__(self, store: OrganisationStore, owners: list[int]) -> None:
        self._store, self._engine, self._owners = store, store.engine, owners
        self._rows, self._names = RecordRows(store), Names(1)
        self._accounts: list[int] = []
        self._contacts: list[int] = []

    def accounts(self, number: int) -> None:
        """Companies, for contacts to belong to."""
        module = self._store.catalog().by_name["Accounts"]
        rows = (
            NewRow(self._owner(i), name, {"Account_Name": name, "Billing_City": "Łódź"})
            for i, name in ((i, self._names.company()) for i in range(number))
        )
        for ids in self._insert(module, rows):
            self._accounts += ids

    def contacts(self, number: int) -> Iterator[int]:
        """Contacts; tells how many there are so far."""
        module = self._store.catalog().by_name["Contacts"]
        sources = [choice.id for choice in module.by_name["Lead_Source"].choices]
        with self._without_indexes(module.table):
            for ids in self._insert(module, (self._contact(i, sources) for i in range(number))):
                self._contacts += ids
                yield len(self._contacts)
            with self._engine.write():
                # As if they had been made and changed over two years, in another order than that of their ids.
                self._engine.execute(
                    f"UPDATE {module.table} SET created_at = ? + id * ? / ?,"
                    " modified_at = ? + (id * 7919 * 104729) % ?",
                    (START, SPAN, number, START, SPAN),
                )

    def events(self) -> None:
        """Each contact was made, and changed twice."""
        events, door = Events(self._engine), "cli"
        changed = EventBody((StoredChange("Phone", "+33 1 23 45 67 89", "+33 9 87 65 43 21"),))
        for first in range(0, len(self._contacts), 50_000):
            ids = self._contacts[first : first + 50_000]
            with self._engine.write():
                for turn in range(EVENTS_EACH):
                    kind, body = ("edited", changed) if turn else ("created", EventBody())
                    events.append_many(ids, START + turn * 86_400, self._owner(turn), kind, door, body)

    def mails(self) -> None:
        """An e-mail with everybody, and many with some, from the day on which the contact was made."""
        with self._without_indexes("interaction", "interaction_link"):
            for first in range(0, len(self._contacts), 50_000):
                ids = self._contacts[first : first + 50_000]
                rows = [
                    (START + turn * 50_000 + number % 40_000, self._owner(number + turn), record_id)
                    for number, record_id in enumerate(ids, first)
                    for turn in range(1 if number % BUSY else MAILS)
                ]
                with self._engine.write():
                    self._engine.many(_MAIL, [(*row, ("in", "out")[row[0] % 2]) for row in rows])
        with self._engine.write():
            self._engine.execute(
                "INSERT INTO interaction_link (record_id, at, interaction_id)"
                " SELECT record_id, at, id FROM interaction ORDER BY 1, 2, 3"
            )

    def calls(self) -> None:
        """Records that are contacts themselves."""
        module = self._store.catalog().by_name["Calls"]
        kinds, states = (module.by_name[name].choices for name in ("Call_Type", "Call_Status"))
        rows = (
            NewRow(
                self._owner(number), "Follow-up call",
                {
                    "Subject": "Follow-up call", "Call_Type": kinds[turn % len(kinds)].id, "Call_Duration": turn,
                    "Call_Status": states[1].id, "Call_Start_Time": START + turn * 250_000 + number % 40_000,
                },
                parent_id=record_id,
            )
            for number, record_id in enumerate(self._contacts)
            if not number % BUSY
            for turn in range(CALLS)
        )  # fmt: skip
        for _ids in self._insert(module, rows):
            pass

    def _contact(self, number: int, sources: Sequence[int]) -> NewRow:
        person = self._names.person(number)
        stored: dict[str, Held] = {
            "First_Name": person.first, "Last_Name": person.last, "Title": person.title, "Email": person.email,
            "Phone": person.phone, "Mobile": person.mobile, "Lead_Source": sources[number % len(sources)],
            "Mailing_Street": person.street, "Mailing_City": person.city, "Mailing_Zip": person.postcode,
            "Mailing_Country": person.country, "Account_Name": self._accounts[number * 31 % len(self._accounts)],
            "Email_Opt_Out": 0,
        }  # fmt: skip
        return NewRow(self._owner(number), person_name(person.first, person.last), stored)

    def _owner(self, number: int) -> int:
        return self._owners[number * 7_919 % len(self._owners)]

    def _insert(self, module: ModuleDef, rows: Iterable[NewRow]) -> Iterator[list[int]]:
        waiting = iter(rows)
        while batch := list(islice(waiting, _BATCH)):
            with self._engine.write():
                ids = self._rows.insert_many(module, self._owners[0], START, batch)
            yield ids

    @contextmanager
    def _without_indexes(self, *tables: str) -> Iterator[None]:
        """Building them once is far quicker than keeping them in step."""
        places = ", ".join("?" * len(tables))
        found: list[tuple[Any, ...]] = self._engine.rows(
            f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name IN ({places}) AND sql IS NOT NULL",
            tables,
        )
        with self._engine.write():
            for name, _sql in found:
                self._engine.execute(f"DROP INDEX {name}")
        yield
        for _name, sql in found:
            with self._engine.write():
                self._engine.execute(sql)


_MAIL = (
    "INSERT INTO interaction (at, actor_id, record_id, channel, direction, status, subject, people, body)"
    " VALUES (?, ?, ?, 'email', ?, 'sent', 'Your order of last week', 'somebody@kunde.test', 'Dear customer, …')"
)
