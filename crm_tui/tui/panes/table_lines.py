"""How a list looks: header, rows, placeholders and the scroll thumb, as strips."""

from __future__ import annotations

from dataclasses import dataclass

from textual.strip import Strip

from crm_tui.tui.panes.cells import Run, fit, strip_of
from crm_tui.tui.panes.columns import GAP, Layout, Placed
from crm_tui.tui.panes.painted import Painted
from crm_tui.tui.presenters.lines import TableRow
from crm_tui.tui.theme import Look

CURSOR, MARK, THUMB = "▌", "*", "█"
MARGIN = 4
"""Cells of a row beside its columns: cursor, mark, a blank, the scroll thumb."""

_SORTS = {"up": "▲", "down": "▼"}


@dataclass(frozen=True, slots=True)
class RowState:
    """Everything besides the row itself that changes its look."""

    cursor: bool = False
    focused: bool = False
    marked: bool = False
    thumb: str = " "


def header_line(pane: Painted, layout: Layout, cells: int) -> Strip:
    """Titles of the columns, the sorted one with its mark; arrows where columns stand outside."""
    look = pane.look(Look.HEADING)
    parts = [_title(placed) for placed in layout.placed]
    text = (" " * GAP).join(parts)
    ends = ("‹" if layout.left else " ", "›" if layout.right else " ")
    return strip_of([(f" {ends[0]}{fit(text, cells - 3)}{ends[1]}", look)], cells, look)


def _title(placed: Placed) -> str:
    mark = _SORTS.get(placed.column.sort, "")
    if not mark:
        return fit(placed.column.title, placed.width, right=placed.column.right)
    title = fit(placed.column.title, placed.width - 2, right=placed.column.right).rstrip()
    return fit(f"{title} {mark}", placed.width, right=placed.column.right)


def row_line(pane: Painted, layout: Layout, row: TableRow | None, state: RowState, cells: int) -> Strip:
    """One row; None is a row that has not come yet."""
    text = _ROW_ON_ITS_WAY if row is None else _cells(layout, row)
    look = pane.look(_look(row, state))
    signs = (CURSOR if state.cursor else " ") + (MARK if state.marked else (row.sign if row and row.sign else " "))
    runs: list[Run] = [(fit(signs, 2), look), (fit(text, cells - 3), look), (state.thumb, pane.look(Look.THUMB))]
    return strip_of(runs, cells, look)


_ROW_ON_ITS_WAY = "…"


def _cells(layout: Layout, row: TableRow) -> str:
    return (" " * GAP).join(
        fit(row.cells[p.index] if p.index < len(row.cells) else "", p.width, right=p.column.right)
        for p in layout.placed
    )


def _look(row: TableRow | None, state: RowState) -> Look:
    if state.cursor:
        return Look.CURSOR if state.focused else Look.CURSOR_AWAY
    if state.marked:
        return Look.MARKED
    return Look.MUTED if row is None else Look(row.tone.value)


def thumb(line: int, height: int, top: int, extent: int) -> str:
    """The scroll mark beside a line of so many: a thumb, or nothing where everything is in view."""
    if height < 1 or extent <= height:
        return " "
    size = max(1, height * height // extent)
    start = round((height - size) * top / (extent - height))
    return THUMB if start <= line < start + size else " "
