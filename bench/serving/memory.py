"""What a session adds to the memory of the machine (PSS), at 20 and at 100."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from bench.bars import Missing, Result, number
from bench.serving.processes import memory
from bench.serving.scene import AT, Scene, crowd, scene
from bench.serving.servers import Server

SIZES = (20, 100)
BARE = 20
MOST = 15.0
REST = 3.0


def measure() -> Iterator[Result | Missing]:
    """The server with all its processes, before and after so many have come in and come to rest."""
    with scene(max(SIZES)) as both:
        bare = asyncio.run(_each(both.bare, both, BARE))[0]
        for live in SIZES:
            each, base, processes = asyncio.run(_each(both.ours, both, live))
            detail = (
                f"{number(base, 'MB')} without sessions, {processes} processes;"
                f" {each / bare:.2f}x of an empty app in a process of its own ({number(bare, 'MB')})"
            )
            what = "ssh: memory a session adds (PSS)"
            yield Result(f"serve-memory/{live}", what, f"{AT}, {live} live", each, "MB", MOST, False, detail)


async def _each(server: Server, both: Scene, live: int) -> tuple[float, float, int]:
    """Megabytes for each session, those of the server alone, and how many processes there are."""
    async with crowd(server, both.people[:1]):
        pass  # what the first one makes the server itself load is not a session's
    await asyncio.sleep(REST)
    base = memory(server.family())
    async with crowd(server, both.people[:live]):
        await asyncio.sleep(REST)
        pids = server.family()
        return (memory(pids) - base) / live, base, len(pids)
