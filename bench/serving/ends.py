"""Whoever may no longer be in: from the commit that says so to the reason on his screen, and to his session's end."""

from __future__ import annotations

import asyncio
import random
import shutil
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field

import asyncssh

from bench.bars import Missing, Result
from bench.serving.guest import Guest, Screen
from bench.serving.people import Person, move_in
from bench.serving.scene import first_frame
from bench.serving.servers import Server, ours
from bench.storm.postgres import server as postgres
from bench.timing import percentile
from bench.world import cache_folder
from crm_tui.bootstrap import Installation, open_installation
from crm_tui.domain.doors import END_WORDS, EndReason
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.users import UserState

SLUG, ADMIN = "ends", "admin@ends.test"
ENGINES = ("sqlite", "postgresql")
OPEN, AT_ONCE, EACH = 20, 5, 20
"""Sessions that are open; of these so many end one after the other; and so many ends of each kind."""
PAUSE = (0.5, 1.5)
"""Seconds between two ends: all others have looked at the one before, and the server's looks do not keep step."""
LONGEST = 1000.0
HANG = 30.0

Way = Callable[[Installation, Person], object]


def _revoke(installation: Installation, person: Person) -> None:
    installation.workspace(person.login, SLUG, door="cli").keys.revoke("load")


def _deactivate(installation: Installation, person: Person) -> None:
    installation.workspace(ADMIN, SLUG, door="cli").staff.set_state(person.login, UserState.INACTIVE)


def _remove(installation: Installation, person: Person) -> None:
    installation.workspace(ADMIN, SLUG, door="cli").staff.delete(person.login, ADMIN, team_records=True)


WAYS: Mapping[str, tuple[Way, EndReason]] = {
    "key revoked": (_revoke, EndReason.KEY_REVOKED),
    "deactivated": (_deactivate, EndReason.INACTIVE),
    "removed": (_remove, EndReason.REMOVED),
}


@dataclass(slots=True)
class Ending(Screen):
    """Keeps the moments at which the reason was read, and at which all was over."""

    reason: bytes = b""
    read_at: float = 0.0
    over_at: float = 0.0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    _kept: bytes = b""

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        if self.reason and not self.read_at:
            self._kept = self._kept[-len(self.reason) :] + data
            if self.reason in self._kept:
                self.read_at = time.perf_counter()
        Screen.data_received(self, data, datatype)

    def connection_lost(self, exc: Exception | None) -> None:
        self.over_at = time.perf_counter()
        self.over.set()
        Screen.connection_lost(self, exc)


@dataclass(slots=True)
class Ends:
    """Milliseconds from the commit."""

    read: list[float] = field(default_factory=list)
    over: list[float] = field(default_factory=list)
    unread: int = 0

    def __str__(self) -> str:
        return f"reason {_spread(self.read)}, over {_spread(self.over)}, {len(self.over)} sessions"


def _spread(waits: list[float]) -> str:
    if not waits:
        return "never"
    return f"p50 {percentile(waits, 0.5):.0f}, p95 {percentile(waits, 0.95):.0f}, max {max(waits):.0f} ms"


def measure() -> Iterator[Result | Missing]:
    """Each of the three ways on each engine, twenty sessions open."""
    for engine in ENGINES:
        for way, ends in _on(engine).items():
            at = f"{engine}, {OPEN} live"
            what = f"ssh: {way}, commit to the end of the session, p95"
            longest = percentile(ends.over, 0.95)
            yield Result(f"serve-ends/{engine}/{way}", what, at, longest, "ms", LONGEST, False, str(ends))
            what = f"ssh: {way}, sessions that ended without the reason"
            yield Result(f"serve-ends/{engine}/{way}/unread", what, at, ends.unread, "", 0, False)


def _on(engine: str) -> dict[str, Ends]:
    folder = cache_folder() / f"ends-{engine}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, mode=0o700)
    with ExitStack() as stack:
        url = stack.enter_context(postgres()) if engine == "postgresql" else ""
        installation = open_installation(url, files=folder) if url else open_installation(folder)
        stack.callback(installation.close)
        people = _people(installation)
        served = stack.enter_context(ours(folder, SLUG, database=url))
        return asyncio.run(_all(served, installation, people))


def _people(installation: Installation) -> list[Person]:
    installation.create_organisation(
        NewOrganisation("Ends", SLUG, "EUR", "en", "FR", "Europe/Paris", login=ADMIN, user_name="Ada Ends")
    )
    return move_in(installation, SLUG, OPEN - AT_ONCE + EACH * len(WAYS), records=2)


async def _all(served: Server, installation: Installation, people: Sequence[Person]) -> dict[str, Ends]:
    staying, leaving = people[: OPEN - AT_ONCE], list(people[OPEN - AT_ONCE :])
    found = {}
    async with _in(served, staying):
        for name, (way, reason) in WAYS.items():
            found[name] = ends = Ends()
            for _turn in range(EACH // AT_ONCE):
                batch = [leaving.pop() for _place in range(AT_ONCE)]
                async with _in(served, batch) as guests:
                    for guest in guests:
                        await _end(guest, installation, way, reason, ends)
    return found


@asynccontextmanager
async def _in(served: Server, people: Sequence[Person]) -> AsyncIterator[list[Guest]]:
    guests = [Guest(served.door, person) for person in people]
    try:
        for guest in guests:
            guest.screen = Ending(guest.person)
            await guest.come_in(*first_frame(served, guest.person))
        yield guests
    finally:
        await asyncio.gather(*(guest.leave() for guest in guests))


async def _end(guest: Guest, installation: Installation, way: Way, reason: EndReason, ends: Ends) -> None:
    screen = guest.screen
    assert isinstance(screen, Ending)
    await asyncio.sleep(random.uniform(*PAUSE))
    screen.reason = str(END_WORDS[reason]).encode()
    committed = await asyncio.to_thread(_committed, way, installation, guest.person)
    async with asyncio.timeout(HANG):
        await screen.over.wait()
    ends.over.append((screen.over_at - committed) * 1e3)
    if screen.read_at:
        ends.read.append((screen.read_at - committed) * 1e3)
    else:
        ends.unread += 1


def _committed(way: Way, installation: Installation, person: Person) -> float:
    """Do it; when that was."""
    way(installation, person)
    return time.perf_counter()
