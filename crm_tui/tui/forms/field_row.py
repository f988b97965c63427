"""A line of a form: label, editor, and below it what is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from textual.app import ComposeResult, RenderResult
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from crm_tui.base.messages import Message, _, message
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import Value
from crm_tui.domain.values import is_empty, parse_value
from crm_tui.tui.dialogs.text import content, field_label
from crm_tui.tui.forms.edit_text import plain_text
from crm_tui.tui.forms.editors import Editor, ValueEditor, editor_for
from crm_tui.tui.forms.spec import FieldSpec, FormSpec

LABEL_WIDTH = 20
"""Cells of the label column; the style sheet leaves as much room beside the editor."""
BEFORE = 3
"""Characters that two values share and that stand before where they part."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else wrote into the field while the form stood open. `taken`: it stands in the field.

    `mine`: what was typed, alone in a tuple, where it gave way to that.
    """

    value: Value
    by: str
    mine: tuple[object] | None = None
    taken: bool = False


class FieldRow(Widget):
    """One field. It paints its label and error by itself, so that a form of forty fields stays light."""

    def __init__(self, spec: FieldSpec, form: FormSpec) -> None:
        super().__init__()
        self.spec = spec
        self.form = form
        self.editor: Editor | None = None if spec.reason is not None else editor_for(spec, form.context)
        self.error: Message | None = None
        self.base: Value = spec.value
        """What stands in the record; it goes back as it is while nobody touches the editor."""
        self.theirs: Theirs | None = None
        self.sent = False
        """Whether it is sent untouched: theirs was chosen where it would follow from another field (R04)."""
        if self.editor is not None:
            self.editor.add_class("editor")

    def compose(self) -> ComposeResult:
        if self.editor is not None:
            yield self.editor

    @property
    def api_name(self) -> str:
        return self.spec.field.api_name

    @property
    def label(self) -> str:
        return field_label(self.spec.field)

    @property
    def touched(self) -> bool:
        return self.editor is not None and self.editor.touched

    @property
    def typed(self) -> str:
        """What stands in the editor, in words."""
        if isinstance(self.editor, ValueEditor):
            return plain_text(self.spec.field, self.editor.value, self.form.context)
        return self.editor.raw if self.editor is not None else ""

    def render(self) -> RenderResult:
        star = "*" if self.spec.field.required and self.editor is not None else ""
        star += f" {self._sign}" if self._sign else ""
        label = content(self.label).truncate(LABEL_WIDTH - 2 - len(star), ellipsis=True) + Content(star)
        first = label.pad_right(max(1, LABEL_WIDTH - label.cell_length))
        lines = self._read_only(first, self.size.width) if self.editor is None else [first]
        room = max(1, self.size.width - LABEL_WIDTH)
        if below := self._below(room):
            blank = [Content("")] * (self._height - 1)
            line = content(below, "bold").truncate(room, ellipsis=True)
            lines += [*blank, line.pad_left(LABEL_WIDTH)]
        return Content("\n").join(lines)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Beside the label as many lines as the value and the reason take, and below them what is wrong."""
        if self.editor is not None:
            return super().get_content_height(container, viewport, width)
        return len(self._read_only(Content(""), width)) + bool(self._below(width))

    def _read_only(self, label: Content, width: int) -> list[Content]:
        """The value and the reason, with their further lines under the first."""
        first, *more = self._read_only_text().wrap(max(1, width - LABEL_WIDTH))
        return [label + first, *(line.pad_left(LABEL_WIDTH) for line in more)]

    @property
    def _sign(self) -> str:
        """Beside the label: taken from somebody else while the form stood open, or differing from his."""
        return "" if self.theirs is None else "≠" if self.clashes else "↻"

    def _below(self, room: int) -> str:
        """The line under the field: what is wrong, else what somebody else wrote, in so many cells."""
        if self.error is not None:
            return f"! {self.error}"
        if self.theirs is None or not self.clashes:
            return ""
        # Name and key stand at the foot of the form too; what he wrote must be read as a whole.
        texts = (f"≠ {self.about_theirs}", f"≠ {self.theirs.by}: {self._his}", f"≠ {self._his}")
        fits = (text for text in texts if content(text).cell_length <= room)
        return next(fits, "") or f"≠ {parting(self._his, self.typed, room - 2)}"

    @property
    def clashes(self) -> bool:
        """Whether both changed it and nobody has chosen yet."""
        return self.theirs is not None and not self.theirs.taken

    @property
    def about_theirs(self) -> str:
        """What somebody else wrote, and the key that takes it or gives one's own back; empty where nobody did."""
        theirs = self.theirs
        if theirs is None:
            return ""
        if not theirs.taken:
            return _("{user}: {value} · F4 takes it", user=theirs.by, value=self._his)
        if theirs.mine is not None:
            return _("{user} wrote this; F4 gives yours back", user=theirs.by)
        return _("{user} wrote this meanwhile", user=theirs.by)

    @property
    def _his(self) -> str:
        """What somebody else wrote, in words."""
        value = None if self.theirs is None else self.theirs.value
        return plain_text(self.spec.field, value, self.form.context) or _("(empty)")

    def _read_only_text(self) -> Content:
        words = self._value_text()
        reason = content(f"({self.spec.reason})", "italic")
        return content(words) + Content("  ") + reason if words else reason

    def _value_text(self) -> str:
        return plain_text(self.spec.field, self.base, self.form.context)

    @property
    def _height(self) -> int:
        return self.editor.outer_size.height if self.editor is not None else 1

    def check(self) -> Value:
        """The value that is entered; shows and raises what is wrong with it.

        Raises:
            Invalid: when the field is empty but required, or cannot be read.
        """
        try:
            value = self._entered()
            if self.spec.field.required and is_empty(value):
                raise Invalid(message("This must be filled in."))
        except Invalid as error:
            self.show_error(error.fields.get(self.api_name, error.text))
            raise
        self.show_error(None)
        return value

    def _entered(self) -> Value:
        editor = self.editor
        if editor is None or not editor.touched:
            return self.base
        raw = editor.raw
        if not editor.typed:
            return raw  # type: ignore[return-value]  # editors that are not typed in hold values
        return parse_value(self.spec.field, raw, self.form.context)

    def show_error(self, error: Message | None) -> None:
        """Say under the field what is wrong, or take it away."""
        if error == self.error:
            return
        self.error = error
        self._mark()

    def _mark(self) -> None:
        """Room for the line below, where there is one."""
        self.set_class(self.error is not None, "-wrong")
        self.set_class(self.clashes, "-clash")
        self.refresh(layout=True)

    def take(self, value: Value) -> None:
        """Put in a value that now stands in the record, as theirs in a conflict."""
        self.base, self.theirs = value, None
        if self.editor is not None:
            self.editor.show_value(value)
        self.show_error(None)
        self._mark()

    # Somebody else writes into it while the form stands open

    def meet(self, value: Value, by: str) -> None:
        """Somebody else wrote it: an untouched field takes it, a touched one keeps what was typed and shows his."""
        if self.editor is None:
            self.base = value
            self.refresh(layout=True)
            return
        if self.touched and not self.says(value):
            self.theirs = Theirs(value, by)
        else:
            self.take(value)
            self.theirs = Theirs(value, by, taken=True)
        self._mark()

    def says(self, value: Value) -> bool:
        """Whether this was entered."""
        try:
            return self._entered() == value
        except Invalid:
            return False

    def turn(self) -> None:
        """Take what somebody else wrote, or have one's own back."""
        theirs, editor = self.theirs, self.editor
        if theirs is None or editor is None:
            return
        if self.clashes:
            mine = editor.raw
            self.take(theirs.value)
            self.theirs = Theirs(theirs.value, theirs.by, (mine,), taken=True)
        elif theirs.mine is not None:
            editor.put_back(*theirs.mine)
            self.theirs = Theirs(theirs.value, theirs.by)
        self._mark()

    def settle(self) -> None:
        """One's own was chosen over what somebody else wrote."""
        if self.theirs is not None:
            self.base, self.theirs = self.theirs.value, None
            self._mark()


def parting(text: str, other: str, room: int) -> str:
    """A text from a little before where it parts from another, if that would not be seen in so many cells."""
    same = next((at for at, (one, two) in enumerate(zip(text, other, strict=False)) if one != two), len(other))
    if content(text[:same]).cell_length < room - 1:
        return text
    return f"…{text[max(0, same - BEFORE) :]}"
