"""Keys over SSH to what they paint: a hundred people at their own pace, and twenty in a hurry."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from bench.bars import Missing, Result, number
from bench.serving.scene import AT, Pace, Scene, counting, crowd, scene, typing, walking

MANY, CALM, CALM_KEYS = 100, 5.0, 5
"""People, seconds between two keys of one, and keys of each."""
FEW, HURRY, HURRY_KEYS = 20, 0.5, 24
SLOWEST = 100.0


def measure() -> Iterator[Result | Missing]:
    """Every key moves the cursor of a list of one's own; the name of the row that it comes to must be painted."""
    with scene(MANY) as both:
        calm = asyncio.run(_calm(both))
        at, what = f"{AT}, {MANY} live", f"ssh: key to painted, p95, {MANY} with a key in {CALM:.0f} s"
        yield Result("serve-keys/calm", what, at, calm.at(0.95), "ms", SLOWEST, False, f"{calm}; {calm.load}")
        hurry, empty = asyncio.run(_hurry(both))
    at, what = f"{AT}, {FEW} live", f"ssh: key to painted, p95, {FEW} with two keys a second"
    detail = f"{hurry}; {hurry.load}"
    yield Result("serve-keys/hurry", what, at, hurry.at(0.95), "ms", SLOWEST, False, detail)
    ratio, detail = hurry.at(0.95) / empty.at(0.95), f"{empty}; {empty.load}"
    yield Result(
        "serve-keys/bare", "the same vs an empty app behind bare asyncssh", at, ratio, "x", None, False, detail
    )
    yield Result("serve-keys/unanswered", "keys without an answer", at, hurry.unanswered + calm.unanswered, "", 0)
    detail = f"{number(hurry.per_key, 'ms')} against {number(empty.per_key, 'ms')}, front and session together"
    ratio = hurry.per_key / empty.per_key
    yield Result("serve-keys/cpu", "CPU of a cursor key over ssh vs the empty app", at, ratio, "x", None, False, detail)


async def _calm(both: Scene) -> Pace:
    async with crowd(both.ours, both.people) as guests:
        return await typing(both.ours, guests, walking, gap=CALM, keys=CALM_KEYS)


async def _hurry(both: Scene) -> tuple[Pace, Pace]:
    """The two servers one after the other, each alone: they would take each other's processors."""
    async with crowd(both.ours, both.people[:FEW]) as guests:
        ours = await typing(both.ours, guests, walking, gap=HURRY, keys=HURRY_KEYS)
    async with crowd(both.bare, both.people[:FEW]) as guests:
        bare = await typing(both.bare, guests, counting, gap=HURRY, keys=HURRY_KEYS)
    return ours, bare
