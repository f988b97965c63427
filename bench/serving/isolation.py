"""One session burns CPU, one is stopped, one is killed, one reads nothing: what ten others notice of it."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable, Iterator

from bench.bars import Missing, Result, number
from bench.serving.guest import Guest
from bench.serving.scene import AT, DOWN, UP, Pace, Scene, crowd, first_frame, scene, typing, walking

OTHERS, GAP, KEYS = 10, 0.5, 12
SLOWEST = 100.0
FLOOD = 20_000
Trouble = Callable[[Guest, int], Awaitable[None]]
"""What befalls a guest whose session is this process."""


async def _nothing(guest: Guest, pid: int) -> None:
    pass


async def _burns(guest: Guest, pid: int) -> None:
    """As if somebody's cat lay on a key: work for many seconds."""
    guest.press((DOWN + UP) * FLOOD)


async def _blocks(guest: Guest, pid: int) -> None:
    """As a query that does not come back: the process takes nothing in any more, and keys go on."""
    os.kill(pid, signal.SIGSTOP)
    guest.press(DOWN * 5_000)


async def _is_killed(guest: Guest, pid: int) -> None:
    await asyncio.sleep(GAP * KEYS / 3)
    os.kill(pid, signal.SIGKILL)


async def _reads_nothing(guest: Guest, pid: int) -> None:
    """As a terminal that is stopped while its program paints."""
    guest.pause()
    guest.press((DOWN + UP) * FLOOD)


TROUBLES: dict[str, Trouble] = {
    "all is well": _nothing,
    "one burns CPU": _burns,
    "one blocks": _blocks,
    "one is killed": _is_killed,
    "one reads nothing": _reads_nothing,
}


def measure() -> Iterator[Result | Missing]:
    """Ten others type two keys a second meanwhile."""
    with scene(OTHERS + 1) as both:
        quiet = 0.0
        for name, trouble in TROUBLES.items():
            pace = asyncio.run(_others(both, trouble))
            quiet = quiet or pace.at(0.95)
            detail = f"{pace}; {number(pace.at(0.95) / quiet, 'x')} of when all is well"
            what = f"ssh: key to painted of {OTHERS} others, p95, {name}"
            key = f"serve-isolation/{name}"
            yield Result(key, what, AT, pace.at(0.95), "ms", SLOWEST, False, detail)


async def _others(both: Scene, trouble: Trouble) -> Pace:
    async with crowd(both.ours, both.people[:OTHERS]) as guests:
        before = set(both.ours.family())
        bad = Guest(both.ours.door, both.people[OTHERS])
        await bad.come_in(*first_frame(both.ours, bad.person))
        (pid,) = set(both.ours.family()) - before
        try:
            pace, _ = await asyncio.gather(
                typing(both.ours, guests, walking, gap=GAP, keys=KEYS),
                trouble(bad, pid),
            )
        finally:
            await bad.leave()
        return pace
