"""How a form opens the list of a pick-list, look-up or user field, and quick create from there (R13)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import events

from crm_tui.base.messages import _
from crm_tui.domain.fields import FieldKind, Link, Value
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.marking import MarkingPicker
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.dialogs.text import field_label
from crm_tui.tui.forms.editors import PickEditor
from crm_tui.tui.forms.sources import choice_items

if TYPE_CHECKING:
    from crm_tui.tui.forms.record_form import RecordForm


@dataclass(frozen=True, slots=True)
class Create:
    """The person wants a new record instead; `text` is what he typed for its name."""

    text: str


class LookupPicker(Picker[Any]):
    """Find a record or a person; the last line makes a new one, as `+` does while nothing is typed."""

    def __init__(self, editor: PickEditor, text: str) -> None:
        self.create = editor.spec.create
        super().__init__(field_label(editor.spec.field), search=editor.spec.search, text=text)

    def keys(self) -> Keys:
        plus = [("+", _("quick create"))] if self.create is not None else []
        return [("enter", _("choose")), *plus, ("esc", _("close"))]

    def lines(self, text: str) -> list[PickItem[Any]]:
        found = super().lines(text)
        if self.create is None:
            return found
        named = _("+ new {what} “{name}”", what=self.create.label, name=text) if text.strip() else ""
        return [*found, PickItem(Create(text.strip()), named or _("+ new {what}", what=self.create.label))]

    def on_key(self, event: events.Key) -> None:
        """`+` as the first character asks for quick create."""
        if event.character == "+" and self.create is not None and not self.text:
            event.stop()
            event.prevent_default()
            self.dismiss(Create(""))


def open_list(form: RecordForm, wanted: PickEditor.Wanted) -> None:
    """Open what lets a person choose the value of a field."""
    editor = wanted.editor
    if wanted.create:
        quick_create(form, editor, "")
    elif editor.spec.field.kind is FieldKind.MULTI_PICKLIST:
        _open_marks(form, editor, wanted.text)
    elif editor.spec.field.kind is FieldKind.PICKLIST:
        _open_choices(form, editor, wanted.text)
    else:
        form.app.push_screen(LookupPicker(editor, wanted.text), partial(_chosen, form, editor))


def _open_choices(form: RecordForm, editor: PickEditor, text: str) -> None:
    field = editor.spec.field
    picker: Picker[str] = Picker(field_label(field), items=choice_items(field, editor.value), text=text)
    form.app.push_screen(picker, partial(_chosen, form, editor))


def _open_marks(form: RecordForm, editor: PickEditor, text: str) -> None:
    field, chosen = editor.spec.field, editor.value if isinstance(editor.value, tuple) else ()
    items = [item.with_mark(item.value in chosen) for item in choice_items(field, editor.value)]
    form.app.push_screen(MarkingPicker(field_label(field), items, text=text), partial(_chosen, form, editor))


def _chosen(form: RecordForm, editor: PickEditor, value: Value | Create) -> None:
    if isinstance(value, Create):
        quick_create(form, editor, value.text)
    elif value is not None:
        editor.enter(value)


def quick_create(form: RecordForm, editor: PickEditor, text: str) -> None:
    """Open the form of the record that is missing, with its mandatory fields."""
    create = editor.spec.create
    if create is None:
        return
    quick = form.quick_form(create.spec(text), create.save)
    form.app.push_screen(quick, lambda values: _created(form, editor, quick) if values is not None else None)


def _created(form: RecordForm, editor: PickEditor, quick: RecordForm) -> None:
    link = quick.result
    if not isinstance(link, Link):
        return
    if quick.associate:
        editor.enter(link)
    else:
        # R13, Save: the new record is listed, and the person still has to choose it.
        form.app.push_screen(LookupPicker(editor, link.name), partial(_chosen, form, editor))
