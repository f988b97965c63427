"""Editors of a form, one for each kind of field: each shows a value and gives back what is entered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events, on
from textual.app import RenderResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, TextArea

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.fields import FieldKind, Value
from crm_tui.domain.values import ValueContext
from crm_tui.tui.dialogs.inputs import TextBox, TextInput
from crm_tui.tui.dialogs.text import content
from crm_tui.tui.forms.edit_text import edit_text, plain_text
from crm_tui.tui.forms.spec import FieldSpec

PICKED = frozenset({FieldKind.PICKLIST, FieldKind.MULTI_PICKLIST, FieldKind.LOOKUP, FieldKind.PARENT, FieldKind.USER})
"""Kinds that are chosen from a list instead of typed."""


@dataclass
class Edited(Message):
    """What stands in an editor has changed."""


class TextEditor(TextInput):
    """A line of text, and all that is typed in one: numbers, dates, addresses."""

    typed: ClassVar[bool] = True

    def __init__(self, spec: FieldSpec, context: ValueContext) -> None:
        super().__init__(edit_text(spec.value, context))
        self._reading = context
        # Fields that still show this text were not touched, and keep what is stored to the last character.
        self.untouched = self.value

    @property
    def raw(self) -> str:
        return self.value

    def show_value(self, value: Value) -> None:
        """Put a value in, as the record's own."""
        self.value = edit_text(value, self._reading)
        self.untouched = self.value

    def put_back(self, raw: object) -> None:
        """Put in what was entered before."""
        self.value = str(raw)

    @property
    def touched(self) -> bool:
        return self.value != self.untouched

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(Edited())


class LongTextEditor(TextBox):
    """Several lines of text."""

    typed: ClassVar[bool] = True

    def __init__(self, spec: FieldSpec, context: ValueContext) -> None:
        super().__init__(edit_text(spec.value, context))
        self.untouched = self.text

    @property
    def raw(self) -> str:
        return self.text

    def show_value(self, value: Value) -> None:
        """Put a value in, as the record's own."""
        self.load_text("\n".join(display_text(line) for line in str(value or "").split("\n")))
        self.untouched = self.text

    def put_back(self, raw: object) -> None:
        """Put in what was entered before."""
        self.load_text(str(raw))

    @property
    def touched(self) -> bool:
        return self.text != self.untouched

    @on(TextArea.Changed)
    def _changed(self, event: TextArea.Changed) -> None:
        event.stop()
        self.post_message(Edited())


class ValueEditor(Widget):
    """An editor that holds a value instead of text."""

    can_focus = True
    typed: ClassVar[bool] = False

    def __init__(self, spec: FieldSpec, context: ValueContext) -> None:
        super().__init__()
        self.spec, self.context = spec, context
        self.value: Value = spec.value
        self.untouched: Value = spec.value

    @property
    def raw(self) -> object:
        return self.value

    def show_value(self, value: Value) -> None:
        """Put a value in, as the record's own."""
        self.untouched = value
        self.enter(value)

    def put_back(self, raw: object) -> None:
        """Put in what was entered before."""
        self.enter(raw)  # type: ignore[arg-type]  # it was given by `raw`

    @property
    def touched(self) -> bool:
        return self.value != self.untouched

    def enter(self, value: Value) -> None:
        """Put in what the person chose."""
        self.value = value
        self.refresh()
        self.post_message(Edited())


class CheckEditor(ValueEditor):
    """A check box that shows its state by a letter and a word; Textual's own shows it by colour."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "turn", "Turn", id="form.turn", show=False),
    ]

    def render(self) -> RenderResult:
        sign, word = ("[x]", _("yes")) if self.value else ("[ ]", _("no"))
        return content(f"{sign} {word}")

    @property
    def raw(self) -> object:
        return bool(self.value)

    @property
    def touched(self) -> bool:
        return bool(self.value) != bool(self.untouched)

    def action_turn(self) -> None:
        """Turn it on or off."""
        self.enter(not self.value)

    def on_click(self) -> None:
        self.action_turn()


class PickEditor(ValueEditor):
    """Shows what was chosen; typing a letter or enter opens the list, which the form does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", "Choose", id="form.choose", show=False),
        Binding("backspace,delete", "empty", "Empty", id="form.empty", show=False),
    ]

    @dataclass
    class Wanted(Message):
        """The list shall open; `text` is what was typed already, `create` asks for quick create instead."""

        editor: PickEditor
        text: str = ""
        create: bool = False

    def render(self) -> RenderResult:
        words = plain_text(self.spec.field, self.value, self.context)
        shown = content(words).truncate(max(1, self.size.width - 2), ellipsis=True)
        return shown + Content(" ▾" if words else "▾")

    def on_key(self, event: events.Key) -> None:
        """A printable key is the first letter of the search; `+` makes a new record where that is possible."""
        if not event.is_printable or event.character is None or event.key == "space":
            return
        event.stop()
        event.prevent_default()
        create = event.character == "+" and self.spec.create is not None
        self.post_message(self.Wanted(self, "" if create else event.character, create))

    def action_open(self) -> None:
        """Open the list."""
        self.post_message(self.Wanted(self))

    def action_empty(self) -> None:
        """Choose nothing."""
        self.enter(() if self.spec.field.kind is FieldKind.MULTI_PICKLIST else None)

    def on_click(self) -> None:
        self.action_open()


Editor = TextEditor | LongTextEditor | ValueEditor


def editor_for(spec: FieldSpec, context: ValueContext) -> Editor:
    """The editor of a field's kind."""
    kind = spec.field.kind
    if kind is FieldKind.CHECKBOX:
        return CheckEditor(spec, context)
    if kind in PICKED:
        return PickEditor(spec, context)
    return LongTextEditor(spec, context) if kind is FieldKind.LONG_TEXT else TextEditor(spec, context)
