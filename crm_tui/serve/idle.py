"""Who types nothing for long is warned, and then his session ends."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable

_REPORTS = re.compile(
    rb"\x1b\[[IO]"  # focus came or went
    rb"|\x1b\[<(?:35|39|43|47|51|55|59|63);\d+;\d+[Mm]"  # the mouse was moved, no button pressed
    rb"|\x1b\[[?>=][0-9;:$]*[a-zA-Z]|\x1b\[\d+;\d+R|\x1b\[48;[0-9;:]*t"  # answers to questions of the app
)


def is_typed(data: bytes) -> bool:
    """Whether somebody did this: terminals say more by themselves."""
    return bool(_REPORTS.sub(b"", data))


class Idle:
    """One session's patience. `warn(seconds)` and `end()` are called in the event loop; without minutes never.

    `warn(0)`: somebody is there after all.
    """

    def __init__(self, minutes: float, warn_seconds: int, warn: Callable[[int], None], end: Callable[[], None]) -> None:
        self._patience, self._notice = minutes * 60.0, min(float(warn_seconds), minutes * 60.0)
        self._warn, self._end = warn, end
        self._loop = asyncio.get_running_loop()
        self._last = self._loop.time()
        self._warned = False
        self._timer: asyncio.TimerHandle | None = None
        if self._patience:
            self._wait(self._patience - self._notice)

    def typed(self) -> None:
        """Somebody is there."""
        self._last = self._loop.time()
        if self._warned:
            self._warned = False
            self._warn(0)
            self._wait(self._patience - self._notice)

    def stop(self) -> None:
        """Wait for nothing any more."""
        if self._timer is not None:
            self._timer.cancel()

    def _wait(self, seconds: float) -> None:
        self.stop()
        self._timer = self._loop.call_later(seconds, self._look)

    def _look(self) -> None:
        """The timer is not set anew at every key: it is looked at when it rings."""
        quiet = self._loop.time() - self._last
        if self._warned and quiet >= self._patience:
            self._end()
        elif quiet >= self._patience - self._notice:
            self._warned = True
            self._warn(round(self._patience - quiet))
            self._wait(self._patience - quiet)
        else:
            self._wait(self._patience - self._notice - quiet)
