"""Text inputs that let no control character in, and whose cursor blinks only for whoever likes movement."""

from __future__ import annotations

from typing import ClassVar, Protocol, runtime_checkable

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widgets import Input, TextArea

from crm_tui.base.text import display_text
from crm_tui.domain.taste import Taste
from crm_tui.tui.dialogs.text import safe_lines, visible
from crm_tui.tui.panes.cells import ELLIPSIS


@runtime_checkable
class HasTaste(Protocol):
    """An app that knows how its person likes the screen to behave."""

    taste: Taste


def moves(app: object) -> bool:
    """Whether the person lets things move."""
    return isinstance(app, HasTaste) and app.taste.motion


class TextInput(Input):
    """A line of text. `blink`: a blinking cursor wakes the session twice a second, so it is off unless chosen."""

    def __init__(
        self,
        value: str = "",
        *,
        placeholder: str = "",
        max_length: int = 0,
        blink: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's word
    ) -> None:
        super().__init__(
            visible(value), placeholder=display_text(placeholder), max_length=max_length, id=id, select_on_focus=False
        )
        self.compact = True
        self.blink = self.cursor_blink = blink

    def on_focus(self) -> None:
        """Blink for whoever likes movement."""
        self.cursor_blink = self.blink or moves(self.app)

    def render_line(self, y: int) -> Strip:
        """A text that goes on beyond an edge says so there, unless the cursor stands on that cell."""
        strip, room = super().render_line(y), self.scrollable_content_region.width
        if y or not self.value or room < 2:
            return strip
        shift, cursor = self.scroll_offset.x, self.cursor_screen_offset.x - self.content_region.x
        ends = {0: shift > 0, room - 1: cell_len(self.value) - shift > room}
        for cell in (at for at, cut in ends.items() if cut and not (self.has_focus and at == cursor)):
            style = next(iter(strip.crop(cell, cell + 1))).style
            strip = Strip.join([strip.crop(0, cell), Strip([Segment(ELLIPSIS, style)]), strip.crop(cell + 1)])
        return strip

    def validate_value(self, value: str) -> str:
        """Make controls visible, however they came in: typed, pasted or set."""
        return visible(value)

    def on_paste(self, event: events.Paste) -> None:
        """Take the whole of a pasted text, its line breaks as spaces; Textual would drop all but the first line."""
        event.prevent_default()
        event.stop()
        self.replace(display_text(event.text.strip("\r\n")), *self.selection)


class TextBox(TextArea):
    """Several lines of text; tab leaves it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+v", "paste", "Paste", id="text.paste", show=False),
    ]

    def __init__(
        self,
        value: str = "",
        *,
        blink: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's word
    ) -> None:
        super().__init__(safe_lines(value), id=id, compact=True, highlight_cursor_line=False)
        self.blink = self.cursor_blink = blink

    def on_focus(self) -> None:
        """Blink for whoever likes movement."""
        self.cursor_blink = self.blink or moves(self.app)

    def on_paste(self, event: events.Paste) -> None:
        """Paste with controls made visible."""
        event.prevent_default()
        event.stop()
        self._insert(event.text)

    def action_paste(self) -> None:
        """Paste what was copied within the app, with controls made visible."""
        self._insert(self.app.clipboard)

    def _insert(self, text: str) -> None:
        result = self.replace(safe_lines(text.replace("\r\n", "\n").replace("\r", "\n")), *self.selection)
        self.move_cursor(result.end_location)
