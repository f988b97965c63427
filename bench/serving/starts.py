"""From connecting to the first full frame, in turns with an empty Textual app behind the least of servers."""

from __future__ import annotations

import asyncio
import statistics
from collections.abc import Iterator

from bench.bars import Missing, Result, number
from bench.serving.guest import Guest
from bench.serving.processes import cpu
from bench.serving.scene import AT, Scene, crowd, first_frame, scene
from bench.serving.servers import Server

ROUNDS, ROUNDS_WITH_OTHERS = 12, 8
LIVE = 20


def measure() -> Iterator[Result | Missing]:
    """One at a time, with nobody else there and with 20 who are in already."""
    with scene(LIVE + 1) as both:
        for live, rounds in ((0, ROUNDS), (LIVE, ROUNDS_WITH_OTHERS)):
            walls, used = asyncio.run(_starts(both, live, rounds))
            ours, bare = (statistics.median(walls[name]) for name in ("ours", "bare"))
            at = f"{AT}, {live + 1} live"
            detail = f"{number(ours, 'ms')} against {number(bare, 'ms')}; longest {number(max(walls['ours']), 'ms')}"
            name = f"serve-start/{live + 1}"
            yield Result(name, "ssh: connect to first full frame vs bare", at, ours / bare, "x", 1.3, False, detail)
            cost, empty = (statistics.median(used[name]) for name in ("ours", "bare"))
            detail = f"{number(cost, 'ms')} against {number(empty, 'ms')}"
            yield Result(f"{name}/cpu", "the same, CPU of the session", at, cost / empty, "x", None, False, detail)


async def _starts(both: Scene, live: int, rounds: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Wall time to the frame, and CPU of the new process, for each server."""
    servers = {"ours": both.ours, "bare": both.bare}
    walls: dict[str, list[float]] = {name: [] for name in servers}
    used: dict[str, list[float]] = {name: [] for name in servers}
    others, person = both.people[:live], both.people[-1]
    async with crowd(both.ours, others), crowd(both.bare, others):
        for turn in range(-1, rounds):
            for name, server in servers.items():
                wall, cost = await _start(server, Guest(server.door, person))
                if turn >= 0:
                    walls[name].append(wall)
                    used[name].append(cost)
    return walls, used


async def _start(server: Server, guest: Guest) -> tuple[float, float]:
    before = set(server.family())
    wall = await guest.come_in(*first_frame(server, guest.person))
    cost = cpu(set(server.family()) - before)
    await guest.leave()
    await asyncio.sleep(0.3)  # its process ends, and costs the next one nothing
    return wall, cost
