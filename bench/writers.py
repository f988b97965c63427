"""32 processes that write to one organisation, each thinking 20 ms between two changes."""

from __future__ import annotations

import multiprocessing
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.bars import Result, number
from bench.timing import percentile
from bench.world import ADMIN, SLUG, World, world
from crm_tui.bootstrap import open_installation
from crm_tui.domain.errors import Unusable
from crm_tui.store.events import EventBody, Events, StoredChange
from crm_tui.store.rows import RecordRows

if TYPE_CHECKING:
    from multiprocessing.synchronize import Barrier

PROCESSES = 32
THINK = 0.020
SECONDS = 6.0
SLOWEST = 100.0
Change = Callable[[int, int], None]
"""Changes a record, in its round."""


@dataclass(frozen=True, slots=True)
class _Report:
    """Of one process: how long each write took and the CPU of all of them, in milliseconds; failures on a lock."""

    times: list[float]
    errors: int
    cpu: float


def measure() -> Iterator[Result]:
    """Through the store, as the bar means it; then through the services with all that an edit does."""
    large = world()
    for way, at in (("store", "update + event"), ("services", "whole edits through the services")):
        flush = _flush(large.folder)
        reports = _crowd(large, way)
        times = [spent for report in reports for spent in report.times]
        errors, slow = sum(report.errors for report in reports), percentile(times, 0.99)
        counts = sorted(len(report.times) for report in reports)
        detail = (
            f"{len(times) / SECONDS:.0f} writes/s, median {number(percentile(times, 0.5), 'ms')},"
            f" longest {number(max(times), 'ms')}, fewest and most of a process {counts[0]} and {counts[-1]};"
            f" {number(sum(report.cpu for report in reports) / len(times), 'ms')} CPU each;"
            f" a flush of this disk takes {number(flush, 'ms')}"
        )
        what = f"{PROCESSES} processes writing, 20 ms think"
        yield Result(f"writers/{way}/errors", f"{what}: lock errors", at, errors, "", 0, False, detail)
        yield Result(f"writers/{way}", f"{what}: p99", at, slow, "ms", SLOWEST, False, detail)


def _flush(folder: Path) -> float:
    """Milliseconds that the disk takes to make 4 KiB durable, the median: no queue of commits is quicker."""
    spent = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for _ in range(50):
            os.write(file.fileno(), bytes(4096))
            start = time.perf_counter()
            os.fdatasync(file.fileno())
            spent.append((time.perf_counter() - start) * 1e3)
    return statistics.median(spent)


def _crowd(large: World, way: str) -> list[_Report]:
    """All processes at once; each works on records of its own."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["bench.writers"])
    ready = context.Barrier(PROCESSES)
    answers: Any = context.SimpleQueue()
    where = (large.folder, large.first, large.last)
    people = [
        context.Process(target=_write, args=(*where, way, place, ready, answers), daemon=True)
        for place in range(PROCESSES)
    ]
    for person in people:
        person.start()
    reports = [answers.get() for _ in people]
    for person in people:
        person.join()
    return [_Report(*report) for report in reports]


def _write(folder: Path, first: int, last: int, way: str, place: int, ready: Barrier, answers: Any) -> None:
    chance = random.Random(place)
    change = {"store": _store_change, "services": _service_change}[way](folder)
    step = (last - first) // PROCESSES
    first += place * step
    times, errors, turn = [], 0, 0
    change(first, turn)
    ready.wait()
    end, before = time.monotonic() + SECONDS, time.process_time()
    while time.monotonic() < end:
        time.sleep(chance.expovariate(1 / THINK))
        turn += 1
        start = time.perf_counter()
        try:
            change(first + turn % step, turn)
        except Unusable:
            errors += 1
        times.append((time.perf_counter() - start) * 1e3)
    answers.put((times, errors, (time.process_time() - before) * 1e3))


def _store_change(folder: Path) -> Change:
    store = open_installation(folder).store(SLUG)
    rows, events, module = RecordRows(store), Events(store.engine), store.catalog().by_name["Contacts"]

    def change(record_id: int, turn: int) -> None:
        with store.engine.write():
            stored = rows.get(module, record_id, scope=None)
            assert stored is not None
            title = f"Head of {turn:08d}"
            body = EventBody((StoredChange("Title", stored.values["Title"], title),))
            assert rows.update(module, record_id, stored.version, 1, 1_760_000_000, {"Title": title})
            events.append(record_id, 1_760_000_000, 1, "edited", "cli", body)

    return change


def _service_change(folder: Path) -> Change:
    workspace = open_installation(folder).workspace(ADMIN, SLUG, door="cli")

    def change(record_id: int, turn: int) -> None:
        workspace.records.edit("Contacts", record_id, {"Title": f"Head of {turn:08d} {time.time_ns() % 1000}"})

    return change
