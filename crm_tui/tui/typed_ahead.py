"""Keys typed faster than the screen follows: each is given to what the one before led to.

Textual hands a key to whatever has the keyboard when it arrives. Over a slow line, `:` and the words after it arrive
together, before the palette is there, and every letter would run as a command of the list.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any, Protocol, runtime_checkable

from textual.app import App
from textual.events import Event
from textual.message import Message

CALM = 0.1
"""Seconds after a key in which the next one waits until that key was handled."""
LOOK = 0.01
"""Seconds between two looks whether a busy screen takes keys again."""
LOST = 0.25
"""Seconds after which a key counts as handled, whatever became of its mark."""
ROUNDS = 2
"""Marks sent after a key: one follows it through its widgets, one follows the messages that these sent."""


@runtime_checkable
class Busy(Protocol):
    """A screen that at times takes no keys, because a dialog or another place is about to open."""

    @property
    def busy(self) -> bool:
        """Whether keys have to wait."""
        ...


class Mark(Message):
    """Goes the way that a key went, behind it."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


class TypedAhead:
    """Holds keys back while the app is busy with an earlier one. `give` hands an event to Textual."""

    def __init__(self, app: App[Any], give: Callable[[Event], Awaitable[None]]) -> None:
        self._app, self._give = app, give
        self._waiting: deque[Event] = deque()
        self._last = 0.0
        self._number, self._rounds = 0, 0

    @property
    def waiting(self) -> bool:
        """Whether keys are held back."""
        return bool(self._waiting)

    def hold(self, event: Event) -> bool:
        """Keep a key for later where an earlier one is not done with; False: it can be given at once."""
        now = monotonic()
        calm = not self._waiting and now - self._last >= CALM and not self._busy
        self._last = now
        if calm:
            return False
        self._waiting.append(event)
        if len(self._waiting) == 1:
            self._send(ROUNDS)
        return True

    async def marked(self, mark: Mark) -> None:
        """A mark came back: all that the key before led to has been done, or at least begun."""
        if mark.number != self._number or not self._waiting:
            return
        if self._rounds > 1:
            self._send(self._rounds - 1)
        elif self._busy:
            self._number += 1
            self._app.set_timer(LOOK, lambda: self._send(ROUNDS))
        else:
            await self._next()

    async def _next(self) -> None:
        event = self._waiting[0]
        await self._give(event)
        self._waiting.popleft()
        if self._waiting:
            self._send(ROUNDS)

    @property
    def _busy(self) -> bool:
        screen = self._app.screen
        return isinstance(screen, Busy) and screen.busy

    def _send(self, rounds: int) -> None:
        self._number += 1
        self._rounds = rounds
        mark = Mark(self._number)
        # A widget that goes away takes its messages with it, a mark among them.
        self._app.set_timer(LOST, lambda: self._app.post_message(mark))
        (self._app.focused or self._app.screen).post_message(mark)
