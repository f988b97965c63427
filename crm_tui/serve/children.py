"""A session's process, by a handle that never means another one (pidfd)."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress

SOON = 0.01
"""Seconds until a process that has ended, but whose middleman has not, is asked for again."""


class Child:
    """A process to be waited for. `status` is there when it has ended: as a shell says it, 128 and more for signals.

    It is a child of the front, or becomes one when whoever forked it ends (`linux.take_in_orphans`).
    """

    def __init__(self, pid: int) -> None:
        """Raises ProcessLookupError where there is no such process."""
        self.pid = pid
        self._fd = os.pidfd_open(pid)
        self._loop = asyncio.get_running_loop()
        self.status: asyncio.Future[int] = self._loop.create_future()
        self.killed = False
        """Whether a signal ended it: it had no time to tidy up its terminal."""
        self._loop.add_reader(self._fd, self._ended)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, if it still runs."""
        if not self.status.done():
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._fd, number)  # type: ignore[attr-defined, unused-ignore]

    def _ended(self) -> None:
        self._loop.remove_reader(self._fd)
        try:
            found = os.waitid(os.P_PIDFD, self._fd, os.WEXITED | os.WNOHANG)
        except ChildProcessError:
            found = None
        if found is None:
            self._loop.call_later(SOON, self._loop.add_reader, self._fd, self._ended)
            return
        os.close(self._fd)
        self.killed = found.si_code != os.CLD_EXITED
        self.status.set_result(128 + found.si_status if self.killed else found.si_status)
