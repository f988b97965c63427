"""The half year before now, as a list of things that happen in it, each at its moment."""

from __future__ import annotations

import copy
import datetime as dt
import heapq
import itertools
from collections.abc import Callable
from zoneinfo import ZoneInfo

from crm_tui.base.clock import FrozenClock
from crm_tui.bootstrap.sample_dice import Dice

LENGTH = dt.timedelta(days=182)
DAY = dt.timedelta(days=1)
OPENS, CLOSES = 8, 18
"""Office hours, in the organisation's zone."""
SATURDAY = 5


class Days:
    """Moves a clock from deed to deed. What would happen after now has not happened: it is left out."""

    def __init__(self, clock: FrozenClock, now: dt.datetime, zone: ZoneInfo, dice: Dice) -> None:
        self.clock, self.now, self.zone = clock, now.replace(microsecond=0), zone
        self.start = self.now - LENGTH
        self._dice = dice
        self._planned: list[tuple[dt.datetime, int, Callable[[], None]]] = []
        self._count = itertools.count()

    def beside(self, dice: Dice) -> Days:
        """The same days for stories that draw for themselves: the others go on as without them."""
        days = copy.copy(self)
        days._dice = dice
        return days

    @property
    def today(self) -> dt.date:
        """The day of the deed that is being done, where the organisation is."""
        return self.clock.now().astimezone(self.zone).date()

    def at(self, share: float) -> dt.datetime:
        """A moment in office hours, `share` (0 to 1) of the way from the start to now, and before now."""
        return min(self._office(self.start + share * LENGTH), self.now - self._minutes(5, 600))

    def ago(self, minutes: int) -> dt.datetime:
        """So long before now, whatever hour that is."""
        return self.now - dt.timedelta(minutes=minutes)

    def later(self, least: float, most: float) -> dt.datetime:
        """A moment in office hours, so many days after the deed that is being done; it may be after now."""
        days = least + (most - least) * self._dice.share()
        here = self.clock.now()
        return max(self._office(here + days * DAY), here + self._minutes(2, 50))

    def plan(self, at: dt.datetime, deed: Callable[[], None]) -> None:
        """Let something happen at a moment; what is planned for the same moment happens in the order of planning."""
        heapq.heappush(self._planned, (at, next(self._count), deed))

    def run(self) -> None:
        """Do everything up to now in its order; deeds may plan further ones."""
        while self._planned and self._planned[0][0] <= self.now:
            at, _, deed = heapq.heappop(self._planned)
            self.clock.move_to(max(at, self.clock.now()))
            deed()
        self.clock.move_to(self.now)

    def _minutes(self, least: int, most: int) -> dt.timedelta:
        return dt.timedelta(minutes=self._dice.between(least, most))

    def _office(self, at: dt.datetime) -> dt.datetime:
        local = at.astimezone(self.zone)
        if local.weekday() >= SATURDAY:
            local -= (local.weekday() - SATURDAY + 1) * DAY
        hour, minute = self._dice.between(OPENS, CLOSES - 1), self._dice.between(0, 59)
        return local.replace(hour=hour, minute=minute, second=self._dice.between(0, 59)).astimezone(dt.UTC)
