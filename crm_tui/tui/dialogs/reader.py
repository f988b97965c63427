"""Dialogs to read in: a long text, an error with its id."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.visual import VisualType
from textual.widgets import Static

from crm_tui.base.messages import _
from crm_tui.tui.dialogs.dialog import Dialog, Keys, ResultT
from crm_tui.tui.dialogs.text import content_lines, safe_lines


class Reader(Dialog[ResultT]):
    """Text that scrolls; `y` copies it. `shown` is what stands there, already made safe; `plain` what is copied."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy", "Copy", id="reader.copy", show=False),
        Binding("j", "scroll(1)", "Down", id="reader.down", show=False),
        Binding("k", "scroll(-1)", "Up", id="reader.up", show=False),
    ]

    def __init__(self, title: str, shown: VisualType, plain: str) -> None:
        super().__init__(title)
        self.shown, self.plain = shown, plain

    def body(self) -> ComposeResult:
        with VerticalScroll(id="scroll"):
            yield Static(self.shown, id="text")

    def keys(self) -> Keys:
        return [("↑↓", _("scroll")), ("y", _("copy")), ("esc", _("close"))]

    def on_mount(self) -> None:
        self.query_one("#scroll").focus()

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.query_one("#scroll").scroll_relative(y=lines, animate=False)

    def action_copy(self) -> None:
        """Copy the text, as it is shown."""
        self.app.copy_to_clipboard(self.plain)
        self.notify(_("Copied."), markup=False)


class LongText(Reader[None]):
    """A field's or note's whole text."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title, content_lines(text), safe_lines(text))


class ErrorDialog(Reader[None]):
    """An unexpected error: no traceback, since it can show data; the id finds it in the log."""

    def __init__(self, error_id: str, text: str = "") -> None:
        words = [
            _("Something went wrong. What you were doing was not saved."),
            text,
            _("Error {id}. Whoever looks after this installation finds it in the log.", id=error_id),
        ]
        whole = safe_lines("\n\n".join(word for word in words if word))
        super().__init__(_("Error"), content_lines(whole), whole)
