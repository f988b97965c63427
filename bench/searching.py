"""Search: the first 50 hits in scope, for words of all sorts."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

from bench.bars import Result, number
from bench.timing import Variant, interleaved
from bench.world import TEAMS, lead, world
from crm_tui.services.workspace import Workspace

WORDS = ("mart", "lodz", "strauss", "王伟", "王", "lefevre paris", "a", "marta lodz head", "+33", "zzzz")
SLOWEST = 15.0


def measure() -> Iterator[Result]:
    """The slowest of the words, by the wall clock, for the lead of each team and for an administrator."""
    large = world()
    people = {"everything": large.workspace()} | {f"{team} owners": large.workspace(lead(team)) for team in TEAMS}
    for scope, workspace in people.items():
        searches: dict[str, Variant] = {word: partial(_find, workspace, word) for word in WORDS}
        times = interleaved(searches, 9, warm=2, clock=time.perf_counter_ns)
        slowest = max(times, key=lambda word: times[word])
        detail = ", ".join(f"{word} {number(spent, 'ms')}" for word, spent in times.items())
        at = f"1M contacts, {scope}, {slowest!r}"
        what = "search, first 50, slowest word"
        yield Result(f"search/{scope}", what, at, times[slowest], "ms", SLOWEST, False, detail)


def _find(workspace: Workspace, words: str, turn: int) -> None:
    workspace.search.find(words, 50)
