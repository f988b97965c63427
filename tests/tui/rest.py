"""When an app is at rest, as its event loop tells: pilots wait for that, and no longer.

Textual's pilot takes an app for idle when the process has used little of the processor for a fiftieth of a second: it
waits as long where nothing is to be waited for, and on a busy machine it may not wait long enough. What an app still
does stands in its loop: what goes on at once, what was given to threads, and timers that are about to fire, as the one
is that paints a screen.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, TextArea

SOON = 0.04
"""Seconds within which a timer is waited for: Textual's that paints may be two sixtieths away, where it missed one."""
TIMERS = 60
"""So many are waited for, one after the other: something may move on the screen as long as one looks."""
VAIN = 1.0
"""Seconds without any answer after which threads are waited for no more."""
_in_threads: set[asyncio.Future[Any]] = set()
_held: set[asyncio.Future[Any]] = set()
"""Waited for in vain: a test holds the thread up, to see what the screen says meanwhile."""


async def rest(_least: float = 0.0) -> None:
    """Until the app can go on only by a key, by another program, or by a timer that is not near."""
    loop = asyncio.get_running_loop()
    answered, timers = loop.time(), 0
    while True:
        await asyncio.sleep(0)
        soon = _next_timer(loop) - loop.time()
        if loop._ready:  # type: ignore[attr-defined]
            answered = loop.time()
        elif threads := in_threads() - _held:
            await asyncio.wait(threads, timeout=min(VAIN, max(0, soon)), return_when=asyncio.FIRST_COMPLETED)
            if loop.time() - answered > VAIN:
                _held.update(threads)
        elif soon < SOON and timers < TIMERS:
            timers += 1
            await asyncio.sleep(max(0, soon))
        else:
            return


def in_threads() -> set[asyncio.Future[Any]]:
    """What threads have not given back yet to the loop that runs."""
    loop = asyncio.get_running_loop()
    return {future for future in _in_threads if future.get_loop() is loop and not future.done()}


def _next_timer(loop: asyncio.AbstractEventLoop) -> float:
    """When the next timer fires, by the loop's clock."""
    handles: list[asyncio.TimerHandle] = loop._scheduled  # type: ignore[attr-defined]
    return min((handle.when() for handle in handles if not handle.cancelled()), default=float("inf"))


@contextmanager
def pilots_wait_for_rest() -> Iterator[None]:
    """All that a pilot does, also within Textual, waits by `rest`."""
    into_thread = asyncio.BaseEventLoop.run_in_executor

    def run_in_executor(loop: asyncio.BaseEventLoop, *call: Any) -> asyncio.Future[Any]:
        future = into_thread(loop, *call)
        _in_threads.add(future)
        future.add_done_callback(_in_threads.discard)
        future.add_done_callback(_held.discard)
        return future

    async def screen_at_rest(_pilot: Pilot[Any], _timeout: float = 30.0) -> bool:
        await rest()
        return True

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asyncio.BaseEventLoop, "run_in_executor", run_in_executor)
        patch.setattr("textual.app.wait_for_idle", rest)
        patch.setattr("textual.pilot.wait_for_idle", rest)
        # Textual's sends a message to each widget and waits for all to come back.
        patch.setattr(Pilot, "_wait_for_screen", screen_at_rest)
        yield


async def settle(pilot: Pilot[Any]) -> None:
    """Wait until no worker runs, no message waits, all is painted and nothing blinks."""
    await pilot.pause()
    while running := [worker for worker in pilot.app.workers if not worker.is_finished]:
        await pilot.app.workers.wait_for_complete(running)
        await pilot.pause()
    if stop_blinking(pilot):
        await pilot.pause()


def stop_blinking(pilot: Pilot[Any]) -> bool:
    """Keep the cursor where it is seen; whether it blinked."""
    box = pilot.app.screen.focused
    blinks = isinstance(box, Input | TextArea) and box.cursor_blink
    if isinstance(box, Input | TextArea):
        box.cursor_blink = False
    return blinks
