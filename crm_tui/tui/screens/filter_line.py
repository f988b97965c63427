"""The line in which a list is narrowed as one types; it stands in place of the status line."""

from __future__ import annotations

from collections.abc import Callable

from textual.events import Key
from textual.timer import Timer

from crm_tui.base.messages import _
from crm_tui.tui.dialogs.inputs import TextInput

REST = 0.15
"""Seconds without a key before the list is read."""


class FilterLine(TextInput):
    """Words to find. `on_text(text, done)` is called as one rests, and with `done` at enter; escape takes it back."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's word
        super().__init__(placeholder=_("words to find, or a criteria line as Status = New"), id=id)
        self.call_text: Callable[[str, bool], None] = lambda text, done: None
        self._before = ""
        self._timer: Timer | None = None
        self.display = False

    @property
    def waiting(self) -> bool:
        """Whether the list will be read when the typing has rested long enough."""
        return self._timer is not None

    def open(self, text: str) -> None:
        """Show the line and start typing."""
        self._before = text
        self.value = text
        self.display = True
        self.focus()
        self.cursor_position = len(text)

    def close(self) -> None:
        """Put the line away."""
        self.display = False
        self._stop()

    def watch_value(self, value: str) -> None:
        """Narrow when the typing rests."""
        if self.display and self.has_focus:
            self._stop()
            self._timer = self.set_timer(REST, self._rested)

    def _rested(self) -> None:
        self._timer = None
        self.call_text(self.value, False)

    def on_key(self, event: Key) -> None:
        """Enter keeps the filter, escape puts back the one before."""
        if event.key in ("enter", "escape", "down"):
            event.stop()
            event.prevent_default()
            text = self._before if event.key == "escape" else self.value
            self.close()
            self.call_text(text, True)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
