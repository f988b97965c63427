"""A grid of cells to walk and change: rows with a title, columns that scroll when there is no room for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.events import Click
from textual.strip import Strip

from crm_tui.tui.panes.cells import Run, cut, fit, strip_of
from crm_tui.tui.panes.painted import Painted
from crm_tui.tui.presenters.field_grid import Grid, GridCell
from crm_tui.tui.theme import Look

MOVES = {
    "down": (1, 0), "j": (1, 0), "up": (-1, 0), "k": (-1, 0),
    "right": (0, 1), "l": (0, 1), "left": (0, -1), "h": (0, -1),
}  # fmt: skip
TITLE, CELL, HEAD = 24, 14, 2
"""Cells of a row's title and of a column; lines above the rows."""


class GridPane(Painted, can_focus=True):
    """Shows a grid with a cursor on one cell. `on_move()` after it stands on another one."""

    def __init__(self, *, on_move: Callable[[], None] = lambda: None, **options: Any) -> None:
        super().__init__(**options)
        self.call_move = on_move
        self.grid = Grid()
        self.title, self.note = "", ""
        self.row = self.column = self.top = self.first = 0

    def show(self, grid: Grid, title: str, note: str) -> None:
        """Show another grid; the cursor stays on its row, by key, or near it."""
        key = self.grid.rows[self.row].key if self.row < len(self.grid.rows) else ""
        self.grid, self.title, self.note = grid, title, note
        self.row = next((at for at, row in enumerate(grid.rows) if row.key == key), self.row)
        self._stay_inside()
        self.touch()

    @property
    def cell(self) -> tuple[str, str, GridCell] | None:
        """Row key, column key and cell under the cursor."""
        if not self.grid.rows or not self.grid.columns:
            return None
        row = self.grid.rows[self.row]
        return row.key, self.grid.columns[self.column].key, row.cells[self.column]

    @property
    def _in_view(self) -> int:
        return max(1, (self.inner_width - TITLE) // CELL)

    @property
    def _page(self) -> int:
        return max(1, self.size.height - HEAD)

    def press(self, key: str) -> bool:
        """Moves."""
        page = self._page
        far = {"pagedown": (page, 0), "pageup": (-page, 0), "home": (-len(self.grid.rows), 0)}
        step = MOVES.get(key) or far.get(key) or ((len(self.grid.rows), 0) if key == "end" else None)
        if step is None:
            return False
        self.move(*step)
        return True

    def move(self, rows: int, columns: int) -> None:
        """Go so many rows and columns on, as far as there are any."""
        self.row, self.column = self.row + rows, self.column + columns
        self._stay_inside()
        self.touch()
        self.call_move()

    def _stay_inside(self) -> None:
        self.row = max(0, min(self.row, len(self.grid.rows) - 1))
        self.column = max(0, min(self.column, len(self.grid.columns) - 1))
        self.top = max(0, min(max(self.top, self.row - self._page + 1), self.row))
        self.first = max(0, min(max(self.first, self.column - self._in_view + 1), self.column))

    def on_resize(self) -> None:
        """The cursor stays in view."""
        self._stay_inside()
        self.touch()

    def on_click(self, event: Click) -> None:
        """A click puts the cursor on a cell."""
        row, column = self.top + event.y - HEAD, self.first + (event.x - TITLE) // CELL
        if event.y >= HEAD and event.x >= TITLE and row < len(self.grid.rows) and column < len(self.grid.columns):
            self.move(row - self.row, column - self.column)

    def paint(self, y: int, cells: int) -> Strip:
        """Title, the names of the columns, then rows."""
        if y == 0:
            return self.title_line(self.title, self.note, cells)
        if y == 1:
            return strip_of(self._heads(cells), cells, self.look(Look.PLAIN))
        at = self.top + y - HEAD
        if at < len(self.grid.rows):
            return strip_of(self._row(at), cells, self.look(Look.PLAIN))
        words = f" {self.grid.empty}" if at == 0 and self.grid.empty else ""
        return strip_of([(fit(words, cells), self.look(Look.MUTED))], cells, self.look(Look.PLAIN))

    def _shown(self) -> Sequence[int]:
        return range(self.first, min(self.first + self._in_view, len(self.grid.columns)))

    def _heads(self, cells: int) -> list[Run]:
        heading = self.look(Look.HEADING)
        more = "‹" if self.first else " "
        heads = [(f" {fit(cut(self.grid.columns[at].title, CELL - 1), CELL - 1)}", heading) for at in self._shown()]
        last = [("›", heading)] if self.first + self._in_view < len(self.grid.columns) else []
        return [(fit("", TITLE - 1) + more, heading), *heads, *last]

    def _row(self, at: int) -> list[Run]:
        row, here = self.grid.rows[at], at == self.row
        title = self.look(Look.STRONG if here else Look.PLAIN)
        return [(f" {fit(row.title, TITLE - 2)} ", title), *(self._cell(row.cells[c], here and c == self.column)
                                                             for c in self._shown())]  # fmt: skip

    def _cell(self, cell: GridCell, here: bool) -> Run:
        look = Look.OFF if cell.reason else Look.STRONG if cell.changed else Look.PLAIN
        if here:
            look = Look.CURSOR if self.has_focus else Look.CURSOR_AWAY
        return ("▌" if here else " ") + fit(cell.text, CELL - 1), self.look(look)
