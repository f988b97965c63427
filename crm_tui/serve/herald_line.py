"""The line of a session that nobody serves: it notices itself what a front would tell it."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable

from crm_tui.bootstrap import Installation
from crm_tui.serve.herald import Herald
from crm_tui.tui.line import Listener

LOOK = 0.7
"""Seconds between two looks at SQLite files: what changes is on the screen within a second, and a session that rests is
woken less than twice in one. PostgreSQL tells by itself."""
STAY = 12.0
"""Seconds between two looks at which a session says that it is still there: one may be missed (`live_rows`)."""


class HeraldLine(ABC):
    """See `tui.line.Line`."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        self._herald: Herald | None = None
        self._listener: Listener | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def listen(self, listener: Listener) -> None:
        """See `Line`."""
        self._listener, self._loop = listener, asyncio.get_running_loop()
        self._herald = Herald(self._installation, self._noticed, LOOK)
        self._herald.start()
        self._stay()

    @abstractmethod
    def ready(self, slug: str = "") -> None:
        """See `Line`."""

    def close(self) -> None:
        """See `Line`."""
        self._listener = None
        if self._herald is not None:
            self._herald.stop()

    def _stay(self) -> None:
        """A look every few seconds, at which the session says that it is still there: no front says it."""
        if self._listener is not None and self._loop is not None:
            self._listener.look("live")
            self._loop.call_later(STAY, self._stay)

    def _watch(self, org_id: int, before: int | None = None) -> None:
        """From now on this organisation, and no longer the one before."""
        if self._herald is not None:
            self._herald.watch(org_id)
            if before is not None:
                self._herald.forget(before)

    def _noticed(self, org_id: int | None) -> None:
        """In the herald's thread."""
        self._tell(lambda listener: listener.look("live" if org_id is None else "data"))

    def _tell(self, say: Callable[[Listener], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._say, say)

    def _say(self, say: Callable[[Listener], None]) -> None:
        if self._listener is not None:
            say(self._listener)
