"""What all dialogs share: a titled frame, a line of keys at the foot, and Esc that leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Resize, ScreenResume
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Static

from crm_tui.base.messages import _
from crm_tui.tui.adapter import Underlay
from crm_tui.tui.dialogs.text import content, key_line
from crm_tui.tui.presenters.company import Company

ResultT = TypeVar("ResultT")
Keys = Sequence[tuple[str, str]]

_WARNING = "$text-warning"


@dataclass
class WorkFailed(Message):
    """Work of a dialog ended in an error that is nobody's mistake; the app logs it and shows its id."""

    error: BaseException


class Frame(Vertical):
    """The box of a dialog."""


class Dialog(ModalScreen[ResultT], Underlay[ResultT]):
    """A modal screen with a title; it is dismissed with a result, or with None when left.

    Subclasses compose their widgets in `body` and name their keys in `keys`.
    """

    # Read when the first dialog opens, so that the first frame of the app does not wait for it.
    CSS_PATH = Path(__file__).parent.parent / "styles" / "dialogs.tcss"
    # Textual declares these two so that a type checker takes them for instance variables.
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (20, "-tall")]  # noqa: RUF012
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", id="dialog.close", show=False),
    ]

    def __init__(self, title: str) -> None:
        super().__init__()
        self.dialog_title = title
        self._ready = self._styled = False
        self._company = Company()

    @property
    def busy(self) -> bool:
        """Whether keys wait: until the first widget has the keyboard."""
        return not self._ready

    def on_mount(self) -> None:
        """Subclasses say first which widget has the keyboard; Textual gives it through this queue too."""
        self.app.call_later(self._take_keys)

    def _take_keys(self) -> None:
        self._ready = True

    @on(ScreenResume)
    def _came_up(self, event: ScreenResume) -> None:
        """Textual styles all anew whenever a screen comes up; at first only it itself is older than its style sheet."""
        if not self._styled:
            self._styled = True
            event.refresh_styles = False
            self.app.stylesheet.apply(self)

    def on_resize(self, event: Resize) -> None:
        """Textual tells a screen that it laid out of its size, and would lay it out again, and all that lies below."""
        if event.size == self.outer_size:
            event.prevent_default()

    def _take_size(self) -> None:
        """The classes of the terminal's size from the start: Textual's come after a frame, and style all anew."""
        for breakpoints, length in zip(
            (self.HORIZONTAL_BREAKPOINTS, self.VERTICAL_BREAKPOINTS), self.app.size, strict=True
        ):
            names = [name for least, name in breakpoints if length >= least]
            self.update_classes({name: name == names[-1] for _least, name in breakpoints}, update=False)

    def compose(self) -> ComposeResult:
        self._take_size()
        with Frame(id="frame") as frame:
            frame.border_title = self._title()
            yield from self.body()
            problem = Static(id="problem")
            problem.display = False
            yield problem
            yield Static(key_line(self.keys()), id="keys")

    def body(self) -> ComposeResult:
        """The widgets between the title and the line of keys."""
        yield from ()

    def keys(self) -> Keys:
        """Keys and what they do, for the foot."""
        return [("esc", _("close"))]

    def unsaved(self) -> str:
        """What was typed and would be lost, as text to copy; empty where there is nothing."""
        return ""

    async def changed_underneath(self) -> None:
        """Somebody else changed something while it stands open: what shows it may follow, what was typed stays."""

    def action_leave(self) -> None:
        """Leave without a result."""
        self.dismiss(None)

    def show_problem(self, text: object) -> None:
        """Say in the dialog what is wrong; empty text takes it away."""
        problem = self.query_one("#problem", Static)
        words = str(text)
        problem.display = bool(words)
        self.set_class(bool(words), "-problem")
        problem.update(content(f"! {words}") if words else "")

    def show_keys(self) -> None:
        """Write the line of keys anew."""
        self.query_one("#keys", Static).update(key_line(self.keys()))

    def retitle(self, title: str) -> None:
        """Give the frame another title."""
        self.dialog_title = title
        self._show_title()

    def show_company(self, company: Company) -> None:
        """Say behind the title who else is at what the dialog changes."""
        if company != self._company:
            self._company = company
            self._show_title()

    def _show_title(self) -> None:
        for frame in self.query(Frame):  # none before it is composed
            frame.border_title = self._title()

    def _title(self) -> Content:
        title = content(self.dialog_title or " ")
        if not self._company.text:
            return title
        return Content.assemble(title, " · ", content(self._company.text, _WARNING))
