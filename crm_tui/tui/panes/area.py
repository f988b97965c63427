"""The pane of an area (home, requests, inbox, set-up): sections of lines, where otherwise the list stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from textual.strip import Strip

from crm_tui.tui.panes.cells import fit, strip_of, width
from crm_tui.tui.panes.columns import GAP, Placed, lay_out
from crm_tui.tui.panes.line_layout import Piece
from crm_tui.tui.panes.lines_pane import LinesPane
from crm_tui.tui.presenters.areas import Shelf, shelf_lines
from crm_tui.tui.presenters.lines import Column
from crm_tui.tui.theme import Look


class AreaPane(LinesPane):
    """Sections below each other. What is read anew leaves the cursor on its line, wherever that stands now.

    Lines that hold cells show them under `columns`, whose titles stay in view. Callbacks as in `LinesPane`.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._title, self._note = "", ""
        self._owners: tuple[str, ...] = ()
        self._columns: tuple[Column, ...] = ()
        self._needs: list[int] = []
        self._signs = 0

    @property
    def head(self) -> int:
        """Lines above the body: the title, and those of columns."""
        return 2 if len(self._columns) > 1 else 1

    def show(
        self,
        title: str,
        shelves: Sequence[Shelf],
        note: str = "",
        *,
        columns: Sequence[Column] = (),
        keep: bool = False,
    ) -> None:
        """Show sections; `keep` leaves the cursor on its line, or where that is gone, near its place.

        At the top one sees what comes in above; further down the view keeps still.
        """
        before, here, widths = self._all_now(), self._here(), (self._signs, self._needs)
        row = self._row_in_view() if keep and self.top else None
        self._title, self._note = title, note
        pairs = shelf_lines(shelves)
        self._owners = tuple(owner for owner, _line in pairs)
        self.lines = tuple(line for _owner, line in pairs)
        self._columns = tuple(columns)
        self._needs = [self._widest(at) for at in range(len(columns))]
        self._signs = max((width(line.sign) for line in self.lines if line.cells), default=0)
        if keep:
            self.cursor = self._again(here)
        else:
            self.cursor = self.top = 0
        self.relay(row)
        if (self._signs, self._needs) == widths:
            self.touch_changed(before, self._all_now())
        else:  # Rows that say the same stand elsewhere now.
            self.touch()
        if not keep or self._here() != here:
            self.call_move()

    def _here(self) -> tuple[str, str]:
        """Section and key of the line under the cursor."""
        return (self._owners[self.cursor], self.line.key) if self.line is not None else ("", "")

    def _again(self, here: tuple[str, str]) -> int:
        """Where the line stands now; else the nearest one after its old place that can be chosen, or before."""
        keys = [(owner, line.key) for owner, line in zip(self._owners, self.lines, strict=True)]
        if here in keys and here[1]:
            return keys.index(here)
        after = (at for at in range(self.cursor, len(keys)) if keys[at][1])
        before = (at for at in range(min(self.cursor, len(keys)) - 1, -1, -1) if keys[at][1])
        return next(after, next(before, 0))

    def _row_in_view(self) -> int:
        rows = self._body.first_row
        return rows[self.cursor] - self.top if self.cursor < len(rows) else 0

    def relay(self, row_in_view: int | None = None) -> None:
        """The cursor stays in view, on `row_in_view` of the pane where that is given. Unseen, nothing is scrolled."""
        super().relay()
        row = self._body.first_row[self.cursor] if self.cursor < len(self._body.first_row) else 0
        if row_in_view is not None:
            self.top = row - row_in_view
        most = max(0, len(self._body.rows) - self.rows)
        self.top = max(0, min(max(self.top, row - self.rows + 1), row, most)) if self.size.height else 0

    def _all_now(self) -> list[object]:
        head: list[object] = [(self._title, self._note), *([self._columns] if self.head > 1 else [])]
        return head + self.rows_now()

    def paint(self, y: int, cells: int) -> Strip:
        """Title, those of the columns, then sections."""
        if y == 0:
            return self.title_line(self._title, self._note, cells)
        if y < self.head:
            lead = 1 + (self._signs + 1 if self._signs else 0)
            look = self.look(Look.HEADING)
            titles = [fit(placed.column.title, placed.width) for placed in self._placed(cells - 1 - lead)]
            return strip_of([(fit(" " * lead + (" " * GAP).join(titles), cells), look)], cells, look)
        return self.paint_body(y - self.head, cells)

    def sign_of(self, piece: Piece) -> str:
        """Signs of rows with cells stand in a column of their own."""
        if piece.line.cells:
            return f"{fit(piece.line.sign, self._signs)} " if self._signs else ""
        return super().sign_of(piece)

    def value_of(self, piece: Piece, room: int) -> str:
        """The cells of a row under their titles."""
        cells = piece.line.cells
        if not cells:
            return piece.value
        placed = [each for each in self._placed(room) if each.index < len(cells)]
        return (" " * GAP).join(fit(cells[each.index], each.width, right=each.column.right) for each in placed)

    def _placed(self, room: int) -> tuple[Placed, ...]:
        """Where a cell would be cut, no column takes more than its own cells need: its neighbour may lack just that."""
        placed = lay_out(self._columns, room).placed
        if all(self._needs[each.index] <= each.width for each in placed):
            return placed
        return lay_out([self._no_wider(column, at) for at, column in enumerate(self._columns)], room).placed

    def _no_wider(self, column: Column, at: int) -> Column:
        return replace(column, most=max(column.least, width(column.title), min(column.most, self._needs[at])))

    def _widest(self, at: int) -> int:
        return max((width(line.cells[at]) for line in self.lines if at < len(line.cells)), default=0)
