"""Questions before dangerous acts; the worst ones ask for a typed word."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.widgets import Button, Input, Static

from crm_tui.base.messages import _
from crm_tui.tui.dialogs.dialog import Dialog, Keys
from crm_tui.tui.dialogs.inputs import TextInput
from crm_tui.tui.dialogs.text import content, content_lines


class Confirm(Dialog[bool]):
    """Ask yes or no. True for yes; False or None for no.

    `dangerous`: the focus starts on no, so that a stray enter does nothing.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="confirm.yes", show=False),
        Binding("n", "answer(False)", "No", id="confirm.no", show=False),
        Binding("left,up", "app.focus_previous", "Previous", id="confirm.previous", show=False),
        Binding("right,down", "app.focus_next", "Next", id="confirm.next", show=False),
    ]

    def __init__(self, title: str, text: str, *, yes: str = "", no: str = "", dangerous: bool = False) -> None:
        super().__init__(title)
        self.text = text
        self.yes, self.no = yes or _("Yes"), no or _("No")
        self.dangerous = dangerous

    def body(self) -> ComposeResult:
        yield Static(content_lines(self.text), id="text")
        with Horizontal(id="buttons"):
            yield Button(content(self.yes), id="yes", compact=True)
            yield Button(content(self.no), id="no", compact=True)

    def keys(self) -> Keys:
        return [("y", self.yes), ("n", self.no), ("esc", _("close"))]

    def on_mount(self) -> None:
        self.query_one("#no" if self.dangerous else "#yes", Button).focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.dismiss(event.button.id == "yes")

    def action_answer(self, answer: bool) -> None:
        """Answer by key."""
        self.dismiss(answer)


class TypedConfirm(Dialog[bool]):
    """Ask for a word before something that cannot be undone; True only when it was typed exactly."""

    def __init__(self, title: str, text: str, word: str) -> None:
        super().__init__(title)
        self.text, self.word = text, word

    def body(self) -> ComposeResult:
        yield Static(content_lines(self.text), id="text")
        yield Static(content(_("Type {word} to go on:", word=self.word)), id="ask")
        yield TextInput(id="word")

    def keys(self) -> Keys:
        return [("enter", _("go on")), ("esc", _("close"))]

    def on_mount(self) -> None:
        self.query_one("#word", TextInput).focus()

    @on(Input.Submitted, "#word")
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip() == self.word:
            self.dismiss(True)
        else:
            self.show_problem(_("That is not {word}.", word=self.word))


def leave_question() -> Confirm:
    """The question before typed text is lost."""
    return Confirm(
        _("Leave without saving?"),
        _("What you typed here would be lost."),
        yes=_("Leave"),
        no=_("Go on typing"),
        dangerous=True,
    )
