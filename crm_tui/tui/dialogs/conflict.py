"""Two people changed the same record: field by field, theirs or mine; nothing is overwritten silently."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import clamp
from textual.widgets import Static

from crm_tui.base.messages import _
from crm_tui.tui.dialogs.dialog import Dialog, Keys
from crm_tui.tui.dialogs.text import content


class Side(StrEnum):
    """Whose version of a field stays."""

    THEIRS = "theirs"
    MINE = "mine"


@dataclass(frozen=True, slots=True)
class ConflictField:
    """A field that differs, with both values in words."""

    api_name: str
    label: str
    theirs: str
    mine: str


class ConflictDialog(Dialog[Mapping[str, Side]]):
    """Choose for each field; dismissed with API name -> side, or None to go back to the form.

    `text` says what happened, `changed_by` who did it (empty: not known).
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Next field", id="conflict.down", show=False),
        Binding("up,k", "move(-1)", "Previous field", id="conflict.up", show=False),
        Binding("space,left,right", "turn", "Other side", id="conflict.turn", show=False),
        Binding("t", "choose('theirs')", "Theirs", id="conflict.theirs", show=False),
        Binding("m", "choose('mine')", "Mine", id="conflict.mine", show=False),
        Binding("T", "choose_all('theirs')", "All theirs", id="conflict.all_theirs", show=False),
        Binding("M", "choose_all('mine')", "All mine", id="conflict.all_mine", show=False),
        Binding("ctrl+s,f2,enter", "save", "Save", id="conflict.save", show=False),
    ]

    def __init__(self, text: str, changed_by: str, fields: Sequence[ConflictField]) -> None:
        super().__init__(_("Changed meanwhile"))
        self.text, self.changed_by = text, changed_by
        self.fields = list(fields)
        self.sides = {field.api_name: Side.MINE for field in fields}
        self.cursor = 0

    def body(self) -> ComposeResult:
        yield Static(content(self.text), id="text")
        with VerticalScroll(id="scroll", can_focus=False):
            yield Static(self._lines(), id="fields")

    def keys(self) -> Keys:
        return [
            ("space", _("other side")),
            ("T", _("all theirs")),
            ("M", _("all mine")),
            ("F2", _("save")),
            ("esc", _("back")),
        ]

    def _lines(self) -> Content:
        return Content("\n").join([self._field(at, field) for at, field in enumerate(self.fields)])

    def _field(self, at: int, field: ConflictField) -> Content:
        here = at == self.cursor
        head = content(f"{'▸' if here else ' '} {field.label}", "bold reverse" if here else "bold")
        theirs = _("theirs ({name})", name=self.changed_by) if self.changed_by else _("theirs")
        sides = [(Side.THEIRS, theirs, field.theirs), (Side.MINE, _("mine"), field.mine)]
        return Content("\n").join([head, *(self._side(field, *side) for side in sides)])

    def _side(self, field: ConflictField, side: Side, title: str, text: str) -> Content:
        mark = "(•)" if self.sides[field.api_name] is side else "( )"
        return content(f"    {mark} {title}: ") + content(text or _("(empty)"))

    def _redraw(self) -> None:
        self.query_one("#fields", Static).update(self._lines())

    def action_move(self, fields: int) -> None:
        """Go to another field."""
        self.cursor = clamp(self.cursor + fields, 0, max(0, len(self.fields) - 1))
        self._redraw()
        self.query_one("#scroll").scroll_to(y=max(0, self.cursor * 3 - 3), animate=False)

    def action_turn(self) -> None:
        """Take the other side of this field."""
        field = self.fields[self.cursor]
        now = self.sides[field.api_name]
        self.sides[field.api_name] = Side.THEIRS if now is Side.MINE else Side.MINE
        self._redraw()

    def action_choose(self, side: str) -> None:
        """Take this side of this field."""
        self.sides[self.fields[self.cursor].api_name] = Side(side)
        self._redraw()

    def action_choose_all(self, side: str) -> None:
        """Take this side of every field."""
        self.sides = {field.api_name: Side(side) for field in self.fields}
        self._redraw()

    def action_save(self) -> None:
        """Go on with what was chosen."""
        self.dismiss(dict(self.sides))
