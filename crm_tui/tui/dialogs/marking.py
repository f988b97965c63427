"""Choose several: enter marks the line under the cursor, F2 or ctrl+s is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from crm_tui.base.messages import _
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.picker import SearchList


class MarkingPicker(SearchList[tuple[Any, ...]]):
    """Choose several; dismissed with the values that are marked, in the order of the list.

    An item with a reason stays as it is.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "done", "Done", id="picker.done", show=False),
    ]

    def __init__(self, title: str, items: Sequence[PickItem[Any]], **more: Any) -> None:
        super().__init__(title, items=items, **more)

    def keys(self) -> Keys:
        return [("enter", _("mark")), ("ctrl+s/F2", _("done")), ("esc", _("close"))]

    def take(self, item: PickItem[Any]) -> None:
        at = self.items.index(item)
        self.items[at] = item.with_mark(not item.marked)
        self.redraw(cursor=self.choices.cursor)

    def action_done(self) -> None:
        """Close with what is marked."""
        self.dismiss(tuple(item.value for item in self.items if item.marked))
