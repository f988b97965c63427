"""A storm: everybody writes, death walks among them, and then the books are compared."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.serving.guest import Guest
from bench.serving.people import VISITS, Person, move_in
from bench.serving.servers import Server, ours
from bench.storm.killing import Death
from bench.storm.ledger import Ledger, Term
from bench.storm.verdict import Verdict, judge
from bench.storm.writers import Writer
from crm_tui.bootstrap import Installation, open_installation
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.users import TeamProfile

SLUG, ADMIN = "storm", "admin@storm.test"
SHARED = 8
"""Visits that everybody edits."""
LONGEST = 4
"""Times its length that a storm may take on a slow machine."""


@dataclass(frozen=True, slots=True)
class Weather:
    """How many people, for how many seconds, with a kill each so many seconds on average; `seed` of all chance."""

    people: int
    seconds: float
    pause: float
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Place:
    """The data directory, and with a `url` the PostgreSQL beside it."""

    data: Path
    url: str = ""

    def open(self) -> Installation:
        """It, open."""
        return open_installation(self.url, files=self.data) if self.url else open_installation(self.data)


def storm(place: Place, weather: Weather) -> tuple[Ledger, Verdict]:
    """A new organisation at that place, the storm in it, and what was found afterwards."""
    with _opened(place) as installation:
        people, shared = settle(installation, weather.people)
    ledger = Ledger()
    with ours(place.data, SLUG, database=place.url) as server:
        asyncio.run(_rage(server, people, shared, ledger, weather))
    with _opened(place) as installation:
        return ledger, judge(installation, SLUG, ADMIN, ledger)


@contextmanager
def _opened(place: Place) -> Iterator[Installation]:
    installation = place.open()
    try:
        yield installation
    finally:
        installation.close()


def settle(installation: Installation, number: int) -> tuple[list[Person], list[int]]:
    """The people, all of whom are in the team's module too, and the visits that they share."""
    installation.create_organisation(
        NewOrganisation("Storm", SLUG, "EUR", "en", "FR", "Europe/Paris", login=ADMIN, user_name="Ada Storm")
    )
    people = move_in(installation, SLUG, number, records=2)
    admin = installation.workspace(ADMIN, SLUG, door="cli")
    for person in people:
        admin.team_members.set(VISITS, person.login, TeamProfile.MANAGER)
    return people, [admin.records.new(VISITS, {"Name": f"Shared {place}"}).id for place in range(SHARED)]


async def _rage(
    server: Server, people: Sequence[Person], shared: Sequence[int], ledger: Ledger, weather: Weather
) -> None:
    first = Guest(server.door, people[0])
    await first.come_in(b"Help")  # from now on the server is warm, and the time counts
    await first.leave()
    start = time.monotonic()
    term = Term(ledger, start + weather.seconds, start + LONGEST * weather.seconds)
    writers = [
        Writer(server.door, person, ledger, random.Random(weather.seed * 1000 + person.number), term, shared)
        for person in people
    ]
    death = Death(server, writers, ledger, random.Random(weather.seed), weather.pause)
    await asyncio.gather(death.walk(term), *(writer.work() for writer in writers))
