"""The rows of a list as they are painted: millions as cheap as fifty, each line only when it says something else."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from textual.events import MouseScrollDown, MouseScrollUp
from textual.strip import Strip

from crm_tui.base.messages import _
from crm_tui.tui.panes.cells import strip_of
from crm_tui.tui.panes.columns import Layout, lay_out
from crm_tui.tui.panes.labels import Spot
from crm_tui.tui.panes.painted import Painted
from crm_tui.tui.panes.row_pages import NoRows, RowPages
from crm_tui.tui.panes.table_lines import MARGIN, RowState, header_line, row_line, thumb
from crm_tui.tui.presenters.lines import Column, TableRow
from crm_tui.tui.theme import Look

STRIPS = 512
"""Painted rows kept; cleared on resize, theme and data."""
HEAD = 2
"""Lines above the rows: title and header."""
WHEEL = 3
"""Rows a notch of the wheel scrolls."""


class PaintedRows(Painted):
    """Shows rows of a `RowSource` under a title and a header. Whoever builds on it moves the cursor and sets marks.

    `on_need(start)` asks for a page that the source has not got. Rows are counted from 0.
    """

    def __init__(self, *, on_need: Callable[[int], None] = lambda start: None, **options: Any) -> None:
        super().__init__(**options)
        self.call_need = on_need
        self.columns: tuple[Column, ...] = ()
        self.cursor = 0
        self.top = 0
        self.marks: frozenset[int] = frozenset()
        self._title, self._note, self._empty = "", "", ""
        self._shift = 0
        self._layout = Layout()
        self._strips: OrderedDict[tuple[int, RowState], Strip] = OrderedDict()
        self._pages = RowPages(NoRows(), lambda start: self.call_need(start))

    def set_title(self, title: str, note: str = "", empty: str = "") -> None:
        """Name the pane; `note` stands right (the count), `empty` is what a list without rows says."""
        if (title, note, empty) != (self._title, self._note, self._empty):
            only_title = empty == self._empty
            self._title, self._note, self._empty = title, note, empty
            self.touch(*((0,) if only_title else ()))

    @property
    def extent(self) -> int:
        """How many rows are known to exist."""
        return self._pages.extent

    @property
    def row(self) -> TableRow | None:
        """The row under the cursor; None in an empty list or while it is on its way."""
        return self._pages.peek(self.cursor)

    @property
    def page_rows(self) -> int:
        """Rows in view."""
        return max(1, self.size.height - HEAD)

    def places(self) -> list[Spot]:
        """The rows in view that are here, by record id."""
        rows = ((y, self._pages.peek(self.top + y - HEAD)) for y in range(HEAD, HEAD + self.page_rows))
        return [Spot(str(row.id), 0, y) for y, row in rows if row is not None]

    # the view

    def shift_columns(self, by: int) -> None:
        """Show columns further right or left; the first one stays."""
        new = max(0, min(len(self.columns) - 2, self._shift + by))
        if new != self._shift and (by < 0 or self._layout.right):
            self._shift = new
            self._strips.clear()
            self.touch()

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves the view and leaves the cursor."""
        event.stop()
        self._scroll(WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel moves the view and leaves the cursor."""
        event.stop()
        self._scroll(-WHEEL)

    def _scroll(self, by: int) -> None:
        top = max(0, min(self.extent - self.page_rows, self.top + by))
        if top != self.top:
            self.top = top
            self._fetch()
            self.touch()

    def _fetch(self) -> None:
        self._pages.fetch(self.top, self._within(self.top + self.page_rows - 1))
        if not self.top <= self.cursor < self.top + self.page_rows:
            self._pages.fetch(self.cursor, self.cursor)

    def _within(self, index: int) -> int:
        return max(0, min(self.extent - 1, index))

    def _line_of(self, index: int) -> int:
        return index - self.top + HEAD

    # painting

    def forget(self) -> None:
        """Painted rows are of the old size and theme."""
        self._strips.clear()
        self._layout = lay_out(self.columns, self.inner_width - MARGIN + 1, self._shift)

    def paint(self, y: int, cells: int) -> Strip:
        """Title, header, then rows."""
        if y == 0:
            return self.title_line(self._title, self._note, cells)
        if y == 1:
            return header_line(self, self._layout, cells)
        index = self.top + y - HEAD
        if index < self.extent:
            return self._row_strip(index, cells)
        empty = self._empty or _("Nothing here yet.")
        text = f"  {empty}" if y == HEAD and not self._pages.waiting else ""
        return strip_of([(text, self.look(Look.MUTED))], cells, self.look(Look.PLAIN))

    def _rows_now(self) -> list[object]:
        """What each row in view says now, and how it is painted."""
        return [self._row_now(index) for index in range(self.top, self.top + self.page_rows)]

    def _row_now(self, index: int) -> object:
        if index >= self.extent:
            return self._empty if index == self.top else None
        return self._pages.peek(index), self._state(index)

    def _state(self, index: int) -> RowState:
        row = self._pages.peek(index)
        marked = row is not None and row.id in self.marks
        beside = thumb(index - self.top, self.page_rows, self.top, self.extent)
        return RowState(index == self.cursor, index == self.cursor and self.has_focus, marked, beside)

    def _row_strip(self, index: int, cells: int) -> Strip:
        row, state = self._pages.peek(index), self._state(index)
        strip = self._strips.get((index, state))
        if strip is None:
            strip = row_line(self, self._layout, row, state, cells)
            self._strips[index, state] = strip
            if len(self._strips) > STRIPS:
                self._strips.popitem(last=False)
        return strip
