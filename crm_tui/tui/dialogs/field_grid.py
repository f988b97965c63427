"""Field permissions of a module: a grid to walk and change, and beside it what the draft does (AC18, M26)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from crm_tui.base.messages import _
from crm_tui.domain.field_access import FieldAccess, FieldPermission
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.drafting import Acts, DraftDialog
from crm_tui.tui.panes.grid import GridPane
from crm_tui.tui.presenters.field_grid import Spot, cycled, field_grid
from crm_tui.tui.presenters.permission_tree import changed_words

Draft = dict[Spot, FieldAccess]
Titles = tuple[Callable[[str], str], Callable[[str], str]]


class FieldGrid(DraftDialog[Draft]):
    """Change several permissions, see what they do, save. `fixed`: why a cell stays; `titles`: of fields, holders."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter,x", "cycle", "Change", id="grid.cycle", show=False),
    ]

    def __init__(
        self,
        title: str,
        table: Sequence[FieldPermission],
        acts: Acts[Draft],
        *,
        fixed: Mapping[Spot, str],
        titles: Titles,
    ) -> None:
        super().__init__(title, acts)
        self.table, self.fixed, self.titles = table, fixed, titles
        self.draft: Draft = {}

    def left(self) -> Widget:
        return GridPane(id="left")

    def keys(self) -> Keys:
        return [("←→", _("profile")), *super().keys()]

    def repaint(self) -> None:
        grid = field_grid(self.table, self.draft, self.fixed, self.titles, self.text)
        self.query_one("#left", GridPane).show(grid, _("Fields"), changed_words(len(self.draft)))

    def action_cycle(self) -> None:
        """Read-write, read-only, hidden, and round again."""
        found = self.query_one("#left", GridPane).cell
        if found is None:
            return
        field, holder, cell = found
        if cell.reason:
            self.show_problem(cell.reason)
            return
        self.draft = cycled((field, holder), self.table, self.draft)
        self.drafted()
