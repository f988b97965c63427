"""A short day at the screen: walk the list, open a record, read its timeline, make a record, change it, look it up.
Each step waits for its text to be painted; what belongs to somebody else must never be."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence

from bench.bars import Missing, Result, number
from bench.serving.guest import Guest, Unpainted
from bench.serving.people import LEADS
from bench.serving.scene import AT, DOWN, Scene, crowd, scene

PEOPLE = 30
STEPS = 6
SAVE, CLEAR, OUT = b"\x13", b"\x1b[F\x15", b"\x1b"


async def day(guest: Guest) -> None:
    """All of it; `Unpainted` where something is not painted."""
    person = guest.person
    for name in person.lines[1:STEPS]:
        await guest.type(DOWN, name)
    guest.press(b"\r")
    await guest.type(b"2", b"[Timeline]")
    await guest.type(b"1", b"[Info]")
    await guest.type(OUT, b"Filter")
    mine, changed = (f"{person.mark}-{word}".encode() for word in ("made", "changed"))
    await guest.type(b"n", b"next field")
    await guest.type((b"Company\t\t\t" if person.module == LEADS else b"") + mine, mine)
    await guest.type(SAVE, b"Created " + mine, b"[Info]")
    await guest.type(b"e", b"next field")
    await guest.type(CLEAR + changed, changed)
    await guest.type(SAVE, b"Saved", changed)
    await guest.type(OUT, b"Filter")


async def days(guests: Sequence[Guest]) -> tuple[list[float], list[str]]:
    """All at once: how long each took, in milliseconds, and what went wrong with whom."""
    spent: list[float] = []
    failed: list[str] = []

    async def one(guest: Guest) -> None:
        start = time.perf_counter()
        try:
            await day(guest)
            spent.append((time.perf_counter() - start) * 1e3)
        except Unpainted as error:
            failed.append(str(error))

    await asyncio.gather(*map(one, guests))
    return spent, failed


def measure() -> Iterator[Result | Missing]:
    """Thirty people at once, three of them team users, in as much of a hurry as the screen lets them."""
    with scene(PEOPLE) as both:
        spent, failed = asyncio.run(_days(both))
    what = f"ssh: days at the screen of {PEOPLE} people at once that did not go as they must"
    longest = f"median {number(statistics.median(spent), 'ms')}, longest {number(max(spent), 'ms')}" if spent else ""
    yield Result("serve-day", what, AT, len(failed), "", 0, False, "; ".join(failed[:3]) or longest)


async def _days(both: Scene) -> tuple[list[float], list[str]]:
    async with crowd(both.ours, both.people) as guests:
        return await days(guests)
