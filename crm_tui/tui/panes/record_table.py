"""The list of records: millions of rows as cheap as fifty, one small frame a key."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize
from textual.strip import Strip

from crm_tui.base.messages import _
from crm_tui.tui.commands.reader import Count
from crm_tui.tui.panes.cells import strip_of
from crm_tui.tui.panes.columns import Layout, lay_out
from crm_tui.tui.panes.labels import Spot
from crm_tui.tui.panes.painted import Painted
from crm_tui.tui.panes.row_pages import RowPages, RowSource
from crm_tui.tui.panes.table_lines import MARGIN, RowState, header_line, row_line, thumb
from crm_tui.tui.presenters.lines import Column, TableRow
from crm_tui.tui.standing import NEIGHBOURS, Standing
from crm_tui.tui.theme import Look

STRIPS = 512
"""Painted rows kept; cleared on resize, theme and data."""
HEAD = 2
"""Lines above the rows: title and header."""
MOVES = {"down": 1, "j": 1, "up": -1, "k": -1}
WHEEL = 3
"""Rows a notch of the wheel scrolls."""


class NoRows:
    """A source without rows: what a table shows before it is given one."""

    total = 0

    def page(self, start: int, size: int) -> Sequence[TableRow] | None:
        """Nothing, at once."""
        return ()


class RecordTable(Painted, can_focus=True):
    """A list over a `RowSource`, with a cursor, marks by record id, and its own scrolling.

    Callbacks run inside the key handler, so that what follows the cursor is painted in the same frame:
    `on_move(index)` after the cursor stands on another row or its row arrived, `on_need(start)` for a page that
    the source has not got (answer with `put_page`), `on_open(index)`, `on_mark()`, `on_sort(column key)`;
    `call_count(digits)` as digits of a count are typed and taken. Digits that no move took are left in `count`.
    `last_mark` is place and id of the row that was marked last, from which a range goes.
    Rows are counted from 0. `keys` maps Textual keys to "open" and "mark", for remapped keyboards.
    """

    def __init__(
        self,
        *,
        on_move: Callable[[int], None] = lambda index: None,
        on_need: Callable[[int], None] = lambda start: None,
        on_open: Callable[[int], None] = lambda index: None,
        on_mark: Callable[[], None] = lambda: None,
        on_sort: Callable[[str], None] = lambda key: None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.call_move, self.call_need, self.call_open = on_move, on_need, on_open
        self.call_mark, self.call_sort = on_mark, on_sort
        self.call_count: Callable[[str], None] = lambda digits: None
        self.keys = {"enter": "open", "space": "mark"}
        self.columns: tuple[Column, ...] = ()
        self.cursor = 0
        self.top = 0
        self.marks: frozenset[int] = frozenset()
        self.last_mark: tuple[int, int] | None = None
        self.count = Count()
        self._title, self._note, self._empty = "", "", ""
        self._shift = 0
        self._seek: int | None = None
        self._layout = Layout()
        self._strips: OrderedDict[tuple[int, RowState], Strip] = OrderedDict()
        self._pages = RowPages(NoRows(), lambda start: self.call_need(start))

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
            self.marks, self.last_mark = frozenset(), None
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

    @property
    def page_rows(self) -> int:
        """Rows in view."""
        return max(1, self.size.height - HEAD)

    # the cursor

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

    def places(self) -> list[Spot]:
        """The rows in view that are here, by record id."""
        rows = ((y, self._pages.peek(self.top + y - HEAD)) for y in range(HEAD, HEAD + self.page_rows))
        return [Spot(str(row.id), 0, y) for y, row in rows if row is not None]

    def stand_on(self, key: str) -> None:
        """Put the cursor on a record in view, by its id."""
        self.seek(int(key))

    # marks

    def toggle_mark(self, rows: int = 1) -> None:
        """Mark or unmark the row under the cursor, and so many in all, going down."""
        for _n in range(min(rows, self.extent - self.cursor)):
            if self.row is not None:
                self.marks ^= {self.row.id}
                self.last_mark = (self.cursor, self.row.id) if self.row.id in self.marks else None
            self.touch(self._line_of(self.cursor))
            self.move(1)
        self.call_mark()

    def set_marks(self, ids: Iterable[int]) -> None:
        """Mark exactly these records, in view or not."""
        self.marks = frozenset(ids)
        if self.last_mark is not None and self.last_mark[1] not in self.marks:
            self.last_mark = None
        self.touch()
        self.call_mark()

    def begin_range(self) -> None:
        """Mark the row under the cursor, and remember it as the beginning of a range."""
        if self.row is not None:
            self.last_mark = (self.cursor, self.row.id)
            self.set_marks(self.marks | {self.row.id})

    # keys and mouse

    def press(self, key: str) -> bool:
        """Moves, digits before them, and what `keys` names."""
        if self.count.press(key):
            self.call_count(self.count.digits)
            return True
        counted = bool(self.count.digits)
        taken = self._press(key)
        if taken and counted:
            self.count.clear()
            self.call_count("")
        return taken

    def _press(self, key: str) -> bool:
        target = self._target(key)
        if target is not None:
            self.go_to(target)
        elif key in ("left", "right"):
            self.shift_columns(1 if key == "right" else -1)
        else:
            return self.act(self.keys.get(key, ""))
        return True

    def _target(self, key: str) -> int | None:
        times = int(self.count.digits or 1)
        if key in MOVES:
            return self.cursor + MOVES[key] * times
        if key in ("pagedown", "pageup"):
            return self.cursor + (self.page_rows if key == "pagedown" else -self.page_rows) * times
        if key == "home":
            return times - 1
        if key == "end":
            return self.extent - 1
        return None

    def act(self, verb: str) -> bool:
        """Do what `keys` calls so; False for anything else."""
        if verb == "open" and self.extent:
            self.call_open(self.cursor)
        elif verb == "mark":
            self.toggle_mark(int(self.count.digits or 1))
        else:
            return False
        return True

    def shift_columns(self, by: int) -> None:
        """Show columns further right or left; the first one stays."""
        new = max(0, min(len(self.columns) - 2, self._shift + by))
        if new != self._shift and (by < 0 or self._layout.right):
            self._shift = new
            self._strips.clear()
            self.touch()

    def on_click(self, event: Click) -> None:
        """A click chooses a row or sorts by a title; a double click opens."""
        x, y = event.x - self.edge, event.y
        if y == HEAD - 1:
            for placed in self._layout.placed:
                if placed.start <= x - 2 < placed.start + placed.width and placed.column.sortable:
                    self.call_sort(placed.column.key)
            return
        index = self.top + y - HEAD
        if y >= HEAD and index < self.extent:
            self.go_to(index)
            if event.chain == 2:
                self.call_open(index)

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

    def on_resize(self, event: Resize) -> None:
        """The cursor stays in view."""
        self.top = min(max(self.top, self.cursor - self.page_rows + 1), self.cursor)
        self._fetch()
        self.touch()

    # inside

    def _within(self, index: int) -> int:
        return max(0, min(self.extent - 1, index))

    def _line_of(self, index: int) -> int:
        return index - self.top + HEAD

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

    def _rows_now(self) -> list[object]:
        """What each row in view says now, and how it is painted."""
        return [self._row_now(index) for index in range(self.top, self.top + self.page_rows)]

    def _row_now(self, index: int) -> object:
        if index >= self.extent:
            return self._empty if index == self.top else None
        return self._pages.peek(index), self._state(index)

    def _fetch(self) -> None:
        self._pages.fetch(self.top, self._within(self.top + self.page_rows - 1))
        if not self.top <= self.cursor < self.top + self.page_rows:
            self._pages.fetch(self.cursor, self.cursor)

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
