"""People write through the real door while sessions, the zygote and connections are killed; a small storm.

The large one is `python -m bench storm`.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from bench.serving.people import LEADS
from bench.storm.ledger import Act, Fate, Ledger
from bench.storm.storm import ADMIN, SLUG, Place, Weather, settle, storm
from bench.storm.verdict import Verdict, judge
from tests.engines import BOTH, postgres_url

__all__ = ["postgres_url"]
WEATHER = Weather(people=6, seconds=12, pause=1.2, seed=3)


@pytest.fixture(params=BOTH)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A place for a new installation, on either engine."""
    data = tmp_path / "data"
    data.mkdir(mode=0o700)
    if request.param == "sqlite":
        yield Place(data)
        return
    url, name = request.getfixturevalue("postgres_url"), f"storm_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        yield Place(data, url.replace("/postgres?", f"/{name}?"))
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_nothing_acknowledged_is_lost_and_nothing_is_there_in_part_whatever_is_killed(place: Place) -> None:
    ledger, verdict = storm(place, WEATHER)
    assert verdict.faults == [], str(ledger)
    assert ledger.full, (str(ledger), ledger.troubles)


NOTE_AGAIN = "INSERT INTO note (record_id, author_id, text, created_at) SELECT record_id, author_id, text, 1 FROM note"
OVERWRITTEN = """UPDATE event SET body = replace(body, '","Again"', '!","Again"')"""
DAMAGES: dict[str, tuple[str, Callable[[Verdict], object]]] = {
    "a lost change": ("UPDATE {table} SET {company} = 'Own' WHERE id = {id}", lambda v: v.torn),
    "a lost event": ("DELETE FROM event WHERE kind = 'edited'", lambda v: v.torn),
    "a change that overwrote another": (OVERWRITTEN, lambda v: v.torn),
    "a lost record": ("DELETE FROM record WHERE id = {id}", lambda v: len(v.lost) == 3),
    "a stale search entry": ("UPDATE search_doc SET name = 'other' WHERE id = {id}", lambda v: v.torn),
    "a lost audit row": ("DELETE FROM audit WHERE action = 'records.edit'", lambda v: v.torn and v.ill),
    "a note that is there twice": (NOTE_AGAIN, lambda v: v.doubled and v.torn),
    "a lost note": ("DELETE FROM note", lambda v: v.lost and v.torn),
}


class Undone(Exception):
    pass


def test_each_fault_is_noticed_afterwards(tmp_path: Path) -> None:
    installation, ledger = Place(tmp_path / "data").open(), Ledger()
    (person,), _shared = settle(installation, 1)
    new, edit, note = (ledger.ask(act, LEADS, person.login, "pipe", person.mark) for act in Act)
    ws = installation.workspace(person.login, SLUG, door="cli")
    made = ws.records.new(LEADS, {"Last_Name": new.token, "Company": "Company"})
    for company in (edit.token, "Again"):
        ws.records.edit(LEADS, made.id, {"Company": company})
    ws.notes.add(LEADS, made.id, note.token)
    new.fate = edit.fate = note.fate = Fate.TOLD
    assert judge(installation, SLUG, ADMIN, ledger).faults == []
    store = installation.store(SLUG)
    module = store.catalog().by_name[LEADS]
    for damage, (sql, noticed) in DAMAGES.items():
        with suppress(Undone), store.engine.write():
            store.engine.execute(sql.format(table=module.table, company=module.by_name["Company"].column, id=made.id))
            assert noticed(judge(installation, SLUG, ADMIN, ledger)), damage
            raise Undone
    assert judge(installation, SLUG, ADMIN, ledger).faults == []
    installation.close()


def test_what_was_refused_must_not_be_there(tmp_path: Path) -> None:
    installation, ledger = Place(tmp_path / "data").open(), Ledger()
    (person,), _shared = settle(installation, 1)
    refused = ledger.ask(Act.NEW, LEADS, person.login, "pipe", person.mark)
    refused.fate = Fate.REFUSED
    assert judge(installation, SLUG, ADMIN, ledger).faults == []
    ws = installation.workspace(person.login, SLUG, door="cli")
    ws.records.new(LEADS, {"Last_Name": refused.token, "Company": "Company"})
    assert len(judge(installation, SLUG, ADMIN, ledger).doubled) == 1
    installation.close()
