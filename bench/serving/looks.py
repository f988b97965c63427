"""A hundred sessions look on while somebody writes ten times a second: what all their looks cost."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.bars import Missing, Result, number
from bench.serving.people import LEADS
from bench.serving.processes import cpu
from bench.serving.scene import AT, SLUG, Scene, crowd, scene
from bench.serving.servers import Server
from bench.world import cache_folder
from crm_tui.bootstrap import open_installation
from crm_tui.services.workspace import Workspace

LIVE = 100
EACH, WATCHED, REST = 0.1, 20.0, 5.0
"""Seconds between two commits, seconds of a storm, and seconds in which all come to rest."""
OTHER = "Contacts"
"""A module that nobody has open."""
WRITER = "admin@demo.test"


@dataclass(frozen=True, slots=True)
class Storm:
    """`cores`: CPU of the server and its sessions in shares of a core; `commits` of the writer in a second."""

    cores: float
    commits: float

    def __str__(self) -> str:
        return f"{number(self.commits, '/s')} commits, {number(self.cores * 1e3 / self.commits / LIVE, 'ms')} each"


def measure() -> Iterator[Result | Missing]:
    """Nine in ten have Leads open. First a commit in five is in Leads, then all. CPU: other work counts little."""
    with scene(LIVE) as both:
        rest, mixed, same = asyncio.run(_storms(both))
    at = f"{AT}, {LIVE} live"
    for name, what, storm in (
        ("mixed", "ten commits a second, one in five in the list that is open", mixed),
        ("same", "ten commits a second, all in the list that is open", same),
    ):
        detail = f"{storm}; at rest {number(rest * 100, '%')}"
        yield Result(f"serve-looks/{name}", f"ssh: {what}", at, storm.cores, "cores", None, False, detail)


async def _storms(both: Scene) -> tuple[float, Storm, Storm]:
    installation = open_installation(cache_folder() / "demo")
    writer = installation.workspace(WRITER, SLUG, door="cli")
    new = {
        LEADS: writer.records.new(LEADS, {"Last_Name": "Storm", "Company": "Own"}).id,
        OTHER: writer.records.new(OTHER, {"Last_Name": "Storm"}).id,
    }
    try:
        async with crowd(both.ours, both.people):
            await asyncio.sleep(REST)
            rest = (await _storm(both.ours, lambda _turn: None)).cores
            mixed = await _storm(both.ours, lambda turn: _write(writer, new, OTHER if turn % 5 else LEADS, turn))
            await asyncio.sleep(REST)
            same = await _storm(both.ours, lambda turn: _write(writer, new, LEADS, turn))
            return rest, mixed, same
    finally:
        installation.close()


def _write(writer: Workspace, new: dict[str, int], module: str, turn: int) -> None:
    writer.records.edit(module, new[module], {"Description": f"turn {turn}"})


async def _storm(server: Server, write: Callable[[int], None]) -> Storm:
    """So many seconds of it; the writer keeps its pace as well as it can."""
    pids, turns = server.family(), int(WATCHED / EACH)
    used, start = cpu(pids), time.perf_counter()
    for turn in range(turns):
        await asyncio.sleep(max(0.0, start + turn * EACH - time.perf_counter()))
        await asyncio.to_thread(write, turn)
    await asyncio.sleep(1.0)  # the last looks
    seconds = time.perf_counter() - start
    return Storm((cpu(pids) - used) / 1e3 / seconds, turns / seconds)
