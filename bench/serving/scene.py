"""Both servers with people at their doors, all in one event loop; what the serving benches have in common."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field

from bench.serving.guest import Guest, Unpainted
from bench.serving.people import Person, move_in
from bench.serving.processes import cpu
from bench.serving.servers import Server, bare, ours
from bench.starts import demo_folder
from bench.terminal import SIZE
from bench.timing import percentile
from bench.world import cache_folder
from crm_tui.bootstrap import open_installation

SLUG = "demo"
READY = b"ready"
AT_ONCE = 4
"""So many come in at the same time where many are wanted: what the clients cost stays small."""
DOWN, UP = b"\x1b[B", b"\x1b[A"
WALK = 12


@dataclass(frozen=True, slots=True)
class Scene:
    """Our server on the sample organisation with people in it, and the bare one beside it."""

    ours: Server
    bare: Server
    people: Sequence[Person]


@contextmanager
def scene(people: int) -> Iterator[Scene]:
    """Both servers, and so many people who have not come in yet."""
    folder = demo_folder()
    installation = open_installation(folder)
    moved_in = move_in(installation, SLUG, people)
    installation.close()
    with ours(folder, SLUG) as served, bare(cache_folder() / "bare.log") as other:
        yield Scene(served, other, moved_in)


def first_frame(server: Server, person: Person) -> tuple[bytes, ...]:
    """What stands on the first full frame: list, detail and footer, or the empty app's only line."""
    return (READY,) if server.empty else (person.lines[0], b"[Info]", b"Help")


@asynccontextmanager
async def crowd(server: Server, people: Sequence[Person]) -> AsyncIterator[list[Guest]]:
    """All of these at the door's other side; they leave at the end, and none may have seen what is not his."""
    guests = [Guest(server.door, person) for person in people]
    turns = asyncio.Semaphore(AT_ONCE)

    async def come(guest: Guest) -> None:
        async with turns:
            await guest.come_in(*first_frame(server, guest.person))

    try:
        await asyncio.gather(*map(come, guests))
        yield guests
    finally:
        await asyncio.gather(*(guest.leave() for guest in guests))
    if foreign := {name for guest in guests for name in guest.screen.foreign}:
        raise AssertionError(f"seen by somebody else: {sorted(foreign)[:5]}")


@dataclass(slots=True)
class Pace:
    """How keys were answered, in milliseconds; `client` and `server` CPU in shares of a core."""

    waits: list[float] = field(default_factory=list)
    unanswered: int = 0
    client: float = 0.0
    server: float = 0.0
    per_key: float = 0.0

    def at(self, share: float) -> float:
        """The wait that this share of all keys did not exceed."""
        return percentile(self.waits, share)

    def __str__(self) -> str:
        waits = (
            f"p50 {self.at(0.5):.0f}, p95 {self.at(0.95):.0f}, p99 {self.at(0.99):.0f}, max {max(self.waits):.0f} ms"
        )
        return f"{waits}; {len(self.waits)} keys, {self.unanswered} unanswered"

    @property
    def load(self) -> str:
        """What it cost on both sides."""
        return f"server {self.server:.0%} of a core, clients {self.client:.0%}"


Mark = Callable[[Guest, int], tuple[bytes, bytes]]
"""The key of a turn, and what it paints."""


def walking(guest: Guest, turn: int) -> tuple[bytes, bytes]:
    """Down and up again in his own list: the name of the row that the cursor comes to."""
    step = turn % (2 * WALK)
    place = step + 1 if step < WALK else 2 * WALK - step - 1
    return (DOWN if step < WALK else UP), guest.person.lines[place]


def counting(guest: Guest, turn: int) -> tuple[bytes, bytes]:
    """A key of the empty app, which tells how many there were."""
    return b"j", b"%d times" % (turn + 1)


async def typing(
    server: Server, guests: Sequence[Guest], key_of: Mark, *, gap: float, keys: int, first: int = 0
) -> Pace:
    """All type in turn, a key each `gap` seconds, evenly spread; late answers count from when the key was due."""
    pace, start, pids = Pace(), time.perf_counter() + 0.1, server.family()
    used, own = cpu(pids), time.process_time()

    async def one(place: int, guest: Guest) -> None:
        for turn in range(keys):
            due = start + gap * (turn + place / len(guests))
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            late = max(0.0, time.perf_counter() - due) * 1e3
            key, mark = key_of(guest, first + turn)
            try:
                pace.waits.append(late + await guest.type(key, mark))
            except Unpainted:
                pace.unanswered += 1

    await asyncio.gather(*(one(place, guest) for place, guest in enumerate(guests)))
    seconds = time.perf_counter() - start
    pace.server, pace.client = (cpu(pids) - used) / 1e3 / seconds, (time.process_time() - own) / seconds
    pace.per_key = (cpu(pids) - used) / (keys * len(guests))
    return pace


AT = f"demo, {SIZE[1]}x{SIZE[0]}"
