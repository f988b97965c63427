"""The terminal goes away (a window that is closed, a line that breaks): a last word, then the end as ever."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable

PATIENCE = 3
"""Seconds that the last word may take."""


def on_hang_up(last_word: Callable[[], Awaitable[None]]) -> None:
    """Have `last_word` done when the terminal hangs up. Who ignores hang-ups (nohup) goes on ignoring them."""
    loop = asyncio.get_running_loop()
    ends: list[asyncio.Task[None]] = []

    async def end() -> None:
        try:
            await last_word()
        finally:
            signal.raise_signal(signal.SIGHUP)

    def hung_up(_number: int, _frame: object) -> None:
        # Whoever writes to a terminal that is gone may wait for good: the alarm ends the program all the same.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.alarm(PATIENCE)
        signal.signal(signal.SIGHUP, signal.SIG_DFL)
        loop.call_soon_threadsafe(lambda: ends.append(loop.create_task(end())))

    if signal.getsignal(signal.SIGHUP) is signal.SIG_DFL:
        signal.signal(signal.SIGHUP, hung_up)
