"""Single records: read with all fields, and changed with event and version check, against the bare statements."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from functools import partial
from itertools import count

import apsw

from bench.bare import connect, of_records, recorded, replay
from bench.bars import Result, number
from bench.timing import Variant, interleaved
from bench.world import World, world
from crm_tui.store.events import EventBody, Events, StoredChange
from crm_tui.store.rows import RecordRows

RECORDS = 200
TITLES = ("Head of Sales", "Kierowniczka")
"""Of a field that search does not know: an entry of the search index made anew is another matter."""


def get() -> Iterator[Result]:
    """A record with its fields, owner, look-ups and tags, through the gate."""
    large = world()
    workspace, bare, ids = large.workspace(), connect(large), _some(large, 3)
    reads = []
    for record_id in ids:
        with recorded(large) as statements:
            workspace.records.get("Contacts", record_id)
        reads.append(of_records(statements))
    whole = [replay(bare, found) for found in reads]
    single = [replay(bare, [s for s in found if large.contacts.table in s.sql][-1:]) for found in reads]
    times = interleaved(
        {
            "services": lambda turn: workspace.records.get("Contacts", ids[turn % RECORDS]),
            "bare": lambda turn: whole[turn % RECORDS](),
            "single": lambda turn: single[turn % RECORDS](),
        },
        RECORDS * 5,
        warm=RECORDS,
    )
    detail = (
        f"{number(times['services'], 'ms')} against {number(times['bare'], 'ms')} for its {len(reads[0])} statements,"
        f" {number(times['single'], 'ms')} for the row alone"
    )
    ratio = times["services"] / times["bare"]
    yield Result("get", "get record with fields vs bare", "1M contacts", ratio, "x", 3, False, detail)


def update() -> Iterator[Result]:
    """The store's update, event and version check; then the whole edit of the services, which does far more."""
    large = world()
    workspace, bare = large.workspace(), connect(large)
    rows, events, engine = RecordRows(large.store), Events(large.engine), large.engine
    mine, theirs, edited = (_Turns(large, seed) for seed in (11, 12, 13))
    body = EventBody((StoredChange("Title", *TITLES),))

    def store(turn: int) -> None:
        record_id, version, title = mine.next()
        with engine.write():
            assert rows.update(large.contacts, record_id, version, 1, 1_760_000_000, {"Title": title})
            events.append(record_id, 1_760_000_000, 1, "edited", "cli", body)

    def services(turn: int) -> None:
        record_id, version, title = edited.next()
        workspace.records.edit("Contacts", record_id, {"Title": title}, version)

    variants: dict[str, Variant] = {
        "store": store,
        "bare": partial(_bare_update, bare, large, theirs),
        "services": services,
    }
    times = interleaved(variants, 300)
    wall = interleaved(variants, 100, clock=time.perf_counter_ns)
    base = f"{number(times['bare'], 'ms')} bare"
    what = "update + event + version check vs the three statements bare"
    detail = f"{number(times['store'], 'ms')} against {base}; wall {wall['store'] / wall['bare']:.2f}x"
    yield Result("update", what, "1M contacts, store", times["store"] / times["bare"], "x", 2, False, detail)
    ratio = times["services"] / times["bare"]
    detail = f"{number(times['services'], 'ms')} against {base}; wall {wall['services'] / wall['bare']:.2f}x"
    at = "services: gate, checks, undo, audit, reading back"
    yield Result("update/services", "a whole edit vs the same three statements", at, ratio, "x", None, False, detail)


class _Turns:
    """Records to change in turn, each with the version it is at and a title that it does not have."""

    def __init__(self, large: World, seed: int) -> None:
        self._ids = _some(large, seed)
        table, title = large.contacts.table, large.contacts.by_name["Title"].column
        self._versions = [
            large.engine.rows(f"SELECT version, {title} FROM {table} WHERE id = ?", (i,))[0] for i in self._ids
        ]
        self._turn = count()

    def next(self) -> tuple[int, int, str]:
        """Id, version, title."""
        place = next(self._turn) % len(self._ids)
        version, title = self._versions[place]
        changed = TITLES[title == TITLES[0]]
        self._versions[place] = (version + 1, changed)
        return self._ids[place], version, changed


def _bare_update(bare: apsw.Connection, large: World, turns: _Turns, turn: int) -> None:
    table, title = large.contacts.table, large.contacts.by_name["Title"].column
    record_id, version, changed = turns.next()
    bare.execute("BEGIN IMMEDIATE")
    [(now,)] = bare.execute(f"SELECT version FROM {table} WHERE id = ?", (record_id,)).fetchall()
    assert now == version
    bare.execute(
        f"UPDATE {table} SET {title} = ?, modified_by = ?, modified_at = ?, version = version + 1"
        " WHERE id = ? AND version = ?",
        (changed, 1, 1_760_000_000, record_id, version),
    )
    bare.execute(
        "INSERT INTO event (record_id, at, actor_id, kind, door, body) VALUES (?, ?, ?, ?, ?, ?)",
        (record_id, 1_760_000_000, 1, "edited", "cli", f'{{"changes":[["Title","{TITLES[0]}","{TITLES[1]}"]]}}'),
    )
    bare.execute("COMMIT")


def _some(large: World, seed: int) -> list[int]:
    """Records of all over the list, others for each seed below 20."""
    return random.Random(seed).sample(range(large.first + seed, large.last, 20), RECORDS)
