"""What a hundred sessions cost while nobody types and nothing changes."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

from bench.bars import Missing, Result, number
from bench.serving.processes import cpu, switches
from bench.serving.scene import AT, Scene, crowd, scene

LIVE = 100
REST, WATCHED = 5.0, 20.0
"""Seconds in which they come to rest, and seconds that are watched."""


def measure() -> Iterator[Result | Missing]:
    """The server with all its processes, divided by the sessions."""
    with scene(LIVE) as both:
        woken, used = asyncio.run(_rest(both))
    at = f"{AT}, {LIVE} live"
    yield Result("serve-idle", "ssh: idle wake-ups of a session", at, woken / LIVE, "/s", 2, False)
    detail = f"{number(used / 10, '%')} of a core for all"
    yield Result("serve-idle/cpu", "CPU of an idle session in a second", at, used / LIVE, "ms", None, False, detail)


async def _rest(both: Scene) -> tuple[float, float]:
    """Wake-ups, and milliseconds of CPU, of all in a second."""
    async with crowd(both.ours, both.people):
        await asyncio.sleep(REST)
        pids, start = both.ours.family(), time.perf_counter()
        before, used = switches(pids), cpu(pids)
        await asyncio.sleep(WATCHED)
        seconds = time.perf_counter() - start
        return (switches(pids) - before) / seconds, (cpu(pids) - used) / seconds
