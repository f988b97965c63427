"""What all connections of one server share."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from crm_tui.base.ids import Ids
from crm_tui.bootstrap import Installation
from crm_tui.serve.config import Settings
from crm_tui.serve.errand import Place
from crm_tui.serve.journal import Journal, trace_of
from crm_tui.serve.limits import Doorbell, News, Seats, Strangers
from crm_tui.serve.rounds import Rounds
from crm_tui.serve.sessions import Sessions
from crm_tui.serve.spawning import Spawner

T = TypeVar("T")

THREADS = 2
"""For look-ups in the directory, each with its own connection to it."""
QUIET = 60.0
"""Seconds in which a trouble that stays is logged once."""


class Server:
    """The parts of a server. Made in its event loop."""

    def __init__(
        self, installation: Installation, place: Place, settings: Settings, spawner: Spawner, journal: Journal, ids: Ids
    ) -> None:
        self.installation, self.place, self.settings = installation, place, settings
        self.spawner, self.journal, self.ids = spawner, journal, ids
        self._threads = ThreadPoolExecutor(THREADS, "crm-tui-look-up")
        self._loop = asyncio.get_running_loop()
        self.seats = Seats(settings.sessions, settings.per_address, settings.per_user)
        self.doorbell = Doorbell(settings.logins_per_minute, self._loop.time)
        self.starts = asyncio.Semaphore(settings.starts or os.cpu_count() or 1)
        """Held while a session starts: a storm of sign-ins leaves those in peace who work."""
        self.strangers = Strangers(settings.strangers)
        self.news = News(self._loop.time)
        self.closing = False
        self.sessions = Sessions()
        self._troubles: dict[str, float] = {}
        self.rounds = Rounds(self)

    async def ask(self, call: Callable[[], T]) -> T:
        """The result of a look-up that runs in a thread; its exceptions are raised here."""
        return await self._loop.run_in_executor(self._threads, call)

    def failed(self, event: str, error: Exception) -> None:
        """Log what nobody foresaw, with an id; what goes on failing alike is not logged all the time. In any thread."""
        now, which = self._loop.time(), f"{event} {error!r}"
        if now < self._troubles.get(which, 0.0):
            return
        self._troubles = {name: until for name, until in self._troubles.items() if now < until} | {which: now + QUIET}
        self.journal.note(event, id=self.ids.hex(8), reason=repr(error), trace=trace_of(error))

    def close(self) -> None:
        """Let go of the threads and of the data."""
        self._threads.shutdown()
        self.installation.close()
