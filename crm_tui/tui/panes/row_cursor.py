"""The cursor of a list: it stays on its record, wherever that goes, or takes the place of what is gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.events import Resize

from crm_tui.tui.panes.painted_rows import HEAD, PaintedRows
from crm_tui.tui.panes.row_pages import RowSource
from crm_tui.tui.presenters.lines import Column, TableRow
from crm_tui.tui.standing import NEIGHBOURS, Standing


class RowCursor(PaintedRows):
    """Rows with a cursor. `on_move(index)` after it stands on another row or its row arrived, in the same frame."""

    def __init__(self, *, on_move: Callable[[int], None] = lambda index: None, **options: Any) -> None:
        super().__init__(**options)
        self.call_move = on_move
        self._seek: int | None = None

    # what is shown

    def show(
        self,
        source: RowSource,
        columns: Sequence[Column],
        *,
        keep: bool = False,
        at: tuple[int, int] | None = None,
    ) -> None:
        """List another source; `keep` stays on the record under the cursor (a new sort, a reload).

        `at`: place and id of the record on which the cursor is to stay, where it is known; the view goes along.
        """
        before = self._rows_now() if keep and self.columns == tuple(columns) else None
        self.columns = tuple(columns)
        if not keep:
            self.cursor = self.top = self._shift = 0
        self._seek = self._seek_here() if keep else None
        if at is not None:
            self._stay_on(*at)
        self._pages.use(source)
        # Far down, before anything else: of a list that is not counted yet nobody knows that it reaches so far.
        self._pages.fetch(self.cursor, self.cursor)
        self._again(before)

    def reload(self) -> None:
        """Read all rows again; cursor and marks stay on their records where these are still near."""
        self._seek = self._seek_here()
        self._pages.clear()
        self._again()

    def put_page(self, start: int, rows: Sequence[TableRow]) -> None:
        """Hand in a page that `on_need` asked for; a page that is no longer wanted is dropped."""
        missed = self.row is None
        if not self._pages.put(start, rows):
            return
        self._strips.clear()
        self._settle(missed)
        self.touch()

    @property
    def standing(self) -> Standing | None:
        """Where the cursor stands among the rows that are here; None while there is none under it."""
        if self.row is None:
            return None
        near = range(self.cursor + 1, self.cursor + NEIGHBOURS + 1)
        after = [row.id for at in near if (row := self._pages.peek(at)) is not None]
        before = [
            row.id
            for at in range(self.cursor - 1, max(-1, self.cursor - NEIGHBOURS - 1), -1)
            if (row := self._pages.peek(at)) is not None
        ]
        above = self.cursor - self.top
        return Standing(self.row.id, self.cursor, tuple(after), tuple(before), above, self.page_rows)

    # moves

    def move(self, by: int) -> None:
        """Move the cursor so many rows, as far as there are any."""
        self.go_to(self.cursor + by)

    def go_to(self, index: int) -> None:
        """Put the cursor on a row; a key past the edge scrolls just as far as it must."""
        new = self._within(index)
        if new == self.cursor:
            return
        old, self.cursor, self._seek = self.cursor, new, None
        top = min(max(self.top, new - self.page_rows + 1), new)
        scrolled, self.top = top != self.top, top
        self._fetch()
        self.touch(*(() if scrolled else (self._line_of(old), self._line_of(new))))
        self.call_move(new)

    def go_back_to(self, index: int, record_id: int) -> None:
        """Put the cursor where it stood, on its record if that is still near."""
        self._pages.fetch(index, index)
        self.go_to(index)
        self.seek(record_id)

    def seek(self, record_id: int) -> bool:
        """Put the cursor on a record, if it is among the rows that are here."""
        found = self._pages.find(record_id)
        if found is not None:
            self.go_to(found)
        return found is not None

    def stand_on(self, key: str) -> None:
        """Put the cursor on a record in view, by its id."""
        self.seek(int(key))

    def on_resize(self, event: Resize) -> None:
        """The cursor stays in view."""
        self.top = min(max(self.top, self.cursor - self.page_rows + 1), self.cursor)
        self._fetch()
        self.touch()

    # staying

    def _stay_on(self, index: int, record_id: int) -> None:
        # At the top one sees what comes in above; further down the view keeps still.
        top = self.top + index - self.cursor if self.top else index - self.page_rows + 1
        self.cursor, self.top, self._seek = index, max(0, top), record_id

    def _seek_here(self) -> int | None:
        """The record to stay on; one that is still on its way comes before the row that stands in for it."""
        if self._seek is not None:
            return self._seek
        return self.row.id if self.row is not None else None

    def _again(self, before: list[object] | None = None) -> None:
        """Show what the pages hold now; only lines that say something else are painted again where `before` tells."""
        self._strips.clear()
        self._fetch()
        self._settle(missed=True)
        if before is None or self._pages.waiting:
            self.touch()
            return
        pairs = zip(before, self._rows_now(), strict=False)
        if changed := [HEAD + n for n, (old, new) in enumerate(pairs) if old != new]:
            self.touch(*changed)

    def _settle(self, missed: bool) -> None:
        """Put the cursor back on its record, or on the nearest row, once rows are here."""
        found = self._pages.find(self._seek) if self._seek is not None else None
        if found is not None:
            self._stay_on(found, 0)
            self._seek = None
        elif not self._pages.waiting:
            self._seek = None
        self.cursor = self._within(self.cursor)
        self.top = max(0, min(self.top, self.cursor, max(0, self.extent - self.page_rows)))
        self._fetch()
        if self._seek is None and missed and (self.row is not None or not self._pages.waiting):
            self.call_move(self.cursor)
