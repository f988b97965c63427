"""Choose a list view, its columns, its order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.base.messages import _
from crm_tui.domain.fields import FieldDef
from crm_tui.domain.modules import ViewDef
from crm_tui.domain.records import Sort
from crm_tui.tui.dialogs.choice_list import ChoiceList, PickItem
from crm_tui.tui.dialogs.dialog import Dialog, Keys
from crm_tui.tui.dialogs.narrowing import narrow
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.dialogs.text import field_label


class ViewPicker(Picker[ViewDef]):
    """Choose one of a module's views; `current` names the one that is open."""

    def __init__(self, title: str, views: Sequence[ViewDef], current: str = "") -> None:
        super().__init__(title, items=[_view_item(view, current) for view in views])


def _view_item(view: ViewDef, current: str) -> PickItem[ViewDef]:
    label = _(view.label) if view.standard else view.label
    kind = _("standard") if view.standard else (_("shared") if view.shared else _("mine"))
    return PickItem(view, label, _("{kind}, open now", kind=kind) if view.api_name == current else kind)


class SortPicker(Picker[Sort]):
    """Choose the field to sort by: once ascending, the one that it is sorted by already turns round.

    A minus typed first sorts descending, as on the command line.
    """

    def __init__(self, title: str, fields: Sequence[FieldDef], current: Sort | None = None) -> None:
        self.fields = fields
        self.current = current
        super().__init__(title)

    def _item(self, field: FieldDef, *, down: bool) -> PickItem[Sort]:
        now = self.current if self.current is not None and self.current.field == field.api_name else None
        if now is not None:
            down = not now.descending
        order = _("descending ▼") if down else _("ascending ▲")
        detail = _("now sorted by it; turns to {order}", order=order) if now is not None else order
        return PickItem(Sort(field.api_name, down), field_label(field), detail)

    def keys(self) -> Keys:
        return [("enter", _("sort")), ("-", _("descending")), ("esc", _("close"))]

    def lines(self, text: str) -> list[PickItem[Any]]:
        down = text.startswith("-")
        named = [PickItem(field, field_label(field), field.api_name) for field in self.fields]
        return [self._item(each.value, down=down) for each in narrow(named, text.removeprefix("-"))]


class ColumnsPicker(Dialog[tuple[str, ...]]):
    """Choose the columns of a list and their order; dismissed with API names, None when left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down,j", "move(1)", "Down", id="columns.down", show=False),
        Binding("up,k", "move(-1)", "Up", id="columns.up", show=False),
        Binding("pagedown", "move(10)", "Page down", id="columns.page_down", show=False),
        Binding("pageup", "move(-10)", "Page up", id="columns.page_up", show=False),
        Binding("space,x", "mark", "Mark", id="columns.mark", show=False),
        Binding("J,shift+down", "shift(1)", "Later", id="columns.later", show=False),
        Binding("K,shift+up", "shift(-1)", "Earlier", id="columns.earlier", show=False),
        Binding("enter,ctrl+s,f2", "done", "Done", id="columns.done", show=False),
    ]

    def __init__(self, title: str, fields: Sequence[FieldDef], shown: Sequence[str]) -> None:
        super().__init__(title)
        known = {field.api_name: field for field in fields}
        first = [known[name] for name in shown if name in known]
        rest = [field for field in fields if field.api_name not in shown]
        self.items = [_column(field, marked=True) for field in first] + [_column(field, marked=False) for field in rest]

    def body(self) -> ComposeResult:
        yield ChoiceList(id="choices")

    def keys(self) -> Keys:
        return [
            ("space", _("mark")),
            ("J K", _("order")),
            ("enter", _("done")),
            ("esc", _("close")),
        ]

    def on_mount(self) -> None:
        self._show(0)

    def _show(self, cursor: int) -> None:
        self.query_one(ChoiceList).show(self.items, cursor)

    def on_choice_list_clicked(self) -> None:
        self.action_mark()

    def action_move(self, lines: int) -> None:
        """Move the cursor."""
        self.query_one(ChoiceList).move(lines)

    def action_mark(self) -> None:
        """Show or hide the column under the cursor."""
        at = self.query_one(ChoiceList).cursor
        self.items[at] = self.items[at].with_mark(not self.items[at].marked)
        self._show(at)

    def action_shift(self, lines: int) -> None:
        """Move the column under the cursor earlier or later."""
        at = self.query_one(ChoiceList).cursor
        to = at + lines
        if 0 <= to < len(self.items):
            self.items[at], self.items[to] = self.items[to], self.items[at]
            self._show(to)

    def action_done(self) -> None:
        """Close with the columns; a list needs at least one."""
        shown = tuple(item.value for item in self.items if item.marked)
        if shown:
            self.dismiss(shown)
        else:
            self.show_problem(_("A list needs at least one column."))


def _column(field: FieldDef, *, marked: bool) -> PickItem[str]:
    return PickItem(field.api_name, field_label(field), marked=marked)
