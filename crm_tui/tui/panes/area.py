"""The pane of an area (home, requests, inbox): sections of lines, where otherwise the list stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual.strip import Strip

from crm_tui.tui.panes.lines_pane import LinesPane
from crm_tui.tui.presenters.areas import Shelf, shelf_lines


class AreaPane(LinesPane):
    """Sections below each other. What is read anew leaves the cursor on its line, wherever that stands now.

    Callbacks as in `LinesPane`.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._title, self._note = "", ""
        self._owners: tuple[str, ...] = ()

    def show(self, title: str, shelves: Sequence[Shelf], note: str = "", *, keep: bool = False) -> None:
        """Show sections; `keep` leaves the cursor on its line, or where that is gone, near its place.

        At the top one sees what comes in above; further down the view keeps still.
        """
        before, here = self._all_now(), self._here()
        row = self._row_in_view() if keep and self.top else None
        self._title, self._note = title, note
        pairs = shelf_lines(shelves)
        self._owners = tuple(owner for owner, _line in pairs)
        self.lines = tuple(line for _owner, line in pairs)
        if keep:
            self.cursor = self._again(here)
        else:
            self.cursor = self.top = 0
        self.relay(row)
        self.touch_changed(before, self._all_now())
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
        return [(self._title, self._note), *self.rows_now()]

    def paint(self, y: int, cells: int) -> Strip:
        """Title, then sections."""
        if y == 0:
            return self.title_line(self._title, self._note, cells)
        return self.paint_body(y - 1, cells)
