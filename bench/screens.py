"""The app on a real pseudo-terminal of 120x40: CPU for each key, and how long a key takes to a painted row."""

from __future__ import annotations

import sqlite3
import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from bench.bars import Result, number
from bench.terminal import FRAME_END, Terminal, python, terminals
from bench.timing import percentile
from bench.world import ADMIN, cache_folder, world

DOWN, UP, PAGE_DOWN, PAGE_UP, HOME, END = b"\x1b[B", b"\x1b[A", b"\x1b[6~", b"\x1b[5~", b"\x1b[H", b"\x1b[F"
GAP = 0.09
"""Seconds between two keys: as quick as fingers, and longer than the slowest screen works on one."""
READING_GAP = 0.25
"""The same where the cursor rests on each row until its record was read."""
WALK = 12
BURSTS = 5
AT = "120x40"


def cursor() -> Iterator[Result]:
    """CPU of a cursor key with detail, status and footer following, against stock widgets and a key without effect."""
    folder = str(world().folder)
    programs = {name: python("-m", "bench.apps", name, folder, ADMIN) for name in ("ours", "stock")}
    with terminals(programs) as screens:
        ours, stock = screens["ours"], screens["stock"]
        for screen in screens.values():
            screen.run(2.0)
            screen.settle()
            _type(screen, [DOWN] * WALK + [UP] * WALK, READING_GAP)  # all these records have been read now
        there_and_back = [DOWN] * WALK + [UP] * WALK
        runs = {
            "ours": (ours, there_and_back, GAP),
            "stock": (stock, there_and_back, GAP),
            "nothing": (ours, [UP] * WALK * 2, GAP),  # on the first row already
        }
        times = _by_turns(runs, BURSTS)
        fresh = {"ours": (ours, [DOWN] * WALK, READING_GAP), "stock": (stock, [DOWN] * WALK, READING_GAP)}
        _type(ours, [DOWN] * (WALK + 1), GAP)
        _type(stock, [DOWN] * (WALK + 1), GAP)
        reading = _by_turns(fresh, 3)
    what = "CPU of a cursor key, all panes following"
    detail = f"{number(times['ours'], 'ms')} against {number(times['stock'], 'ms')}"
    ratio = times["ours"] / times["stock"]
    yield Result("cursor/stock", f"{what} vs stock widgets", AT, ratio, "x", 0.25, False, detail)
    detail = f"{number(times['ours'], 'ms')} against {number(times['nothing'], 'ms')}"
    ratio = times["ours"] / times["nothing"]
    yield Result("cursor/nothing", f"{what} vs a key that paints nothing", AT, ratio, "x", 4, False, detail)
    detail = f"{number(reading['ours'], 'ms')} against {number(reading['stock'], 'ms')}"
    what = "the same where each record is read from the database first"
    yield Result("cursor/reading", what, AT, reading["ours"] / reading["stock"], "x", None, False, detail)


def table() -> Iterator[Result]:
    """A `RecordTable` over 50 rows and over five million of a real SQLite table."""
    path = _lines()
    few, many = 50, 5_000_000
    keys = [DOWN, PAGE_DOWN, DOWN, END, UP, PAGE_UP, UP, HOME]
    programs = {str(rows): python("-m", "bench.apps", "table", str(path), str(rows)) for rows in (few, many)}
    with terminals(programs) as screens:
        for screen in screens.values():
            screen.run(1.0)
            screen.settle()
            _latencies(screen, keys)
        cpu: dict[str, list[float]] = {name: [] for name in programs}
        waits: dict[str, list[float]] = {name: [] for name in programs}
        for _ in range(12):
            for name, screen in screens.items():
                before = screen.cpu()
                waits[name] += _latencies(screen, keys)
                cpu[name].append((screen.cpu() - before) / len(keys))
    small, large = (statistics.median(cpu[str(rows)]) for rows in (few, many))
    detail = f"{number(large, 'ms')} against {number(small, 'ms')} CPU for each key"
    what = "RecordTable: a key, CPU at 5M rows vs 50"
    yield Result("table", what, "real SQLite table", large / small, "x", 1.3, False, detail)
    slow = percentile(waits[str(many)], 0.95)
    detail = f"50 rows: {number(percentile(waits[str(few)], 0.95), 'ms')}; down, page down, end, page up, home"
    yield Result("table/p95", "RecordTable: key to painted row, p95", "5M rows", slow, "ms", 30, False, detail)


def far() -> Iterator[Result]:
    """In the real list of a million: the key that goes to its end, until the row there is painted."""
    large = world()
    with terminals({"ours": python("-m", "bench.apps", "ours", str(large.folder), ADMIN)}) as screens:
        ours = screens["ours"]
        ours.run(4.0)
        ours.settle()
        waits = []
        for _ in range(5):
            start, seen = time.perf_counter(), len(ours.output)
            ours.press(END)
            _until_quiet(ours, 0.6)
            waits.append(_last_bytes(ours, start, seen))
            ours.press(HOME)
            ours.run(0.6)
    detail = "the first time, when nothing of the end is known: " + number(waits[0], "ms")
    yield Result("far", "key to the end of the list, row painted", "1M contacts", max(waits), "ms", None, False, detail)


def _by_turns(runs: dict[str, tuple[Terminal, list[bytes], float]], rounds: int) -> dict[str, float]:
    """CPU milliseconds for each key, what the program does by itself taken off; medians."""
    spent: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, (screen, keys, gap) in runs.items():
            idle = _idle(screen)
            start, before = time.perf_counter(), screen.cpu()
            _type(screen, keys, gap)
            used = screen.cpu() - before - idle * (time.perf_counter() - start)
            spent[name].append(used / len(keys))
    return {name: statistics.median(values) for name, values in spent.items()}


def _idle(screen: Terminal) -> float:
    """CPU milliseconds in a second without keys."""
    start, before = time.perf_counter(), screen.cpu()
    screen.run(1.0)
    return (screen.cpu() - before) / (time.perf_counter() - start)


def _type(screen: Terminal, keys: list[bytes], gap: float) -> None:
    for key in keys:
        screen.press(key)
        screen.run(gap)
    screen.settle()


def _latencies(screen: Terminal, keys: list[bytes]) -> list[float]:
    """Milliseconds from each key to the end of the frame that it made."""
    found = []
    for key in keys:
        seen, start = len(screen.output), time.perf_counter()
        screen.press(key)
        while FRAME_END not in screen.output[seen:] and time.perf_counter() - start < 2:
            screen.read(0.5)
        found.append((time.perf_counter() - start) * 1e3)
        screen.run(0.03)
    return found


def _until_quiet(screen: Terminal, seconds: float) -> None:
    while screen.read(seconds):
        pass


def _last_bytes(screen: Terminal, start: float, seen: int) -> float:
    return (screen.last - start) * 1e3 if len(screen.output) > seen else 0.0


def _lines() -> Path:
    """A narrow table of five million rows, made once."""
    path = cache_folder() / "lines.db"
    if path.exists():
        return path
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_suffix(".making")
    half.unlink(missing_ok=True)
    connection = sqlite3.connect(half)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("CREATE TABLE line (id INTEGER PRIMARY KEY, name TEXT, company TEXT, amount INTEGER)")
    connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000000)"
        " INSERT INTO line SELECT i, 'Łucja 王伟 ' || i, 'Énergie ' || (i * 31 % 5003), i * 7919 % 100000 FROM n"
    )
    connection.commit()
    connection.close()
    half.rename(path)
    return path
