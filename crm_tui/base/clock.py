"""Time as a value that is handed in: UTC inside, the user's zone outside."""

from __future__ import annotations

import datetime as dt
import time
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> dt.datetime:
        """This moment, aware, in UTC."""
        ...

    def tick(self) -> float:
        """Seconds since whatever moment, which nobody sets back: for how long something takes."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)

    def tick(self) -> float:
        return time.monotonic()


class FrozenClock:
    """A clock that moves only when told to: for tests, snapshots and sample data."""

    def __init__(self, at: dt.datetime) -> None:
        self._at = at.astimezone(dt.UTC)

    def now(self) -> dt.datetime:
        return self._at

    def tick(self) -> float:
        return self._at.timestamp()

    def move_to(self, at: dt.datetime) -> None:
        """Set the time."""
        self._at = at.astimezone(dt.UTC)

    def advance(self, seconds: float) -> None:
        """Move on by so many seconds."""
        self._at += dt.timedelta(seconds=seconds)


def epoch(at: dt.datetime) -> int:
    """Whole seconds since 1970 in UTC: how moments are stored."""
    return int(at.timestamp())


def from_epoch(seconds: int) -> dt.datetime:
    """The moment that `epoch` stored, aware, in UTC."""
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


def start_of(day: dt.date, zone: dt.tzinfo) -> int:
    """The first moment of a day in a time zone, in epoch seconds."""
    return epoch(dt.datetime.combine(day, dt.time(), zone))
