"""Ask for access: who will be asked, and a word why."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from crm_tui.base.messages import _
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.inputs import TextBox
from crm_tui.tui.dialogs.saving import SavingDialog
from crm_tui.tui.dialogs.text import content

LINES = 5
"""Of the box to write in: a sentence or two."""


class WordsDialog(SavingDialog[str]):
    """A text that may be empty, sent by a key; dismissed with it. `send` runs in a thread; while it fails the text
    stays. `about` says above it what it is for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "send", "Send", id="words.send", show=False),
    ]

    def __init__(self, title: str, about: str, send: Callable[[str], object]) -> None:
        super().__init__(title)
        self.about, self.send = about, send
        self._box = TextBox("", id="note")
        self._box.styles.height = LINES

    def body(self) -> ComposeResult:
        yield Static(content(self.about), id="about")
        yield self._box

    def keys(self) -> Keys:
        return [("ctrl+s/F2", _("send")), ("esc", _("close"))]

    def on_mount(self) -> None:
        self._box.focus()

    def action_send(self) -> None:
        """Send it, with or without words."""
        text = self._box.text.strip()
        self.save_by(lambda: self.send(text))

    def after_save(self) -> None:
        self.dismiss(self._box.text.strip())

    @property
    def changed(self) -> bool:
        """Whether there is something to lose."""
        return bool(self._box.text.strip())
