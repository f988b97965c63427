"""The look for other people's changes: a thread that sleeps, asks one number, and sleeps on.

The event loop sleeps through it: of a timer and a query in a worker, a session would wake four times a second.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from threading import Event, Lock, Thread

LOOK = 0.8
"""Seconds between two looks: what changes is on the screen within a second."""


class Watcher:
    """Tells the event loop that something changed.

    `poll` asks, in the thread; `tell()` runs in the event loop after a change, `fail(error)` there after the first
    look that failed. `pending` stays until whoever was told has taken the change up.
    """

    def __init__(
        self, poll: Callable[[], bool], tell: Callable[[], None], fail: Callable[[BaseException], None]
    ) -> None:
        self._poll, self._tell, self._fail = poll, tell, fail
        self.pending = False
        self._end, self._wake, self._turn = Event(), Event(), Lock()
        self._failed = False
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def start(self, every: float | None = LOOK) -> None:
        """Look from now on, in the loop that runs, every so many seconds; None: only when poked."""
        self._loop = asyncio.get_running_loop()
        self._thread = Thread(target=copy_context().run, args=(self._run, every), name="crm-tui-watcher", daemon=True)
        self._thread.start()

    def poke(self) -> None:
        """Look now; while a look is under way, once more after it."""
        self._wake.set()

    def stop(self) -> None:
        """Look no more; the query that may be under way has ended. In a thread: it may wait for the database."""
        self._end.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join(LOOK)

    def look(self) -> None:
        """One look, in a thread. Raises nothing."""
        with self._turn:
            try:
                if self._poll():
                    self.call(self._changed)
                self._failed = False
            except Exception as error:
                # The database may be away for a while: one report of it is enough.
                if not self._failed:
                    self.call(lambda told=error: self._fail(told))  # type: ignore[misc]
                self._failed = True

    def _run(self, every: float | None) -> None:
        while True:
            self._wake.wait(every)
            self._wake.clear()
            if self._end.is_set():
                return
            self.look()

    def _changed(self) -> None:
        self.pending = True
        self._tell()

    def call(self, call: Callable[[], None]) -> None:
        """Have this done in the event loop, from the thread of a look; not after the end."""
        if self._loop is not None and not self._end.is_set() and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(call)
