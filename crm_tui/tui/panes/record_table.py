"""The list of records: what keys and the mouse do with its cursor, and marks by record id."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from textual.events import Click

from crm_tui.tui.commands.reader import Count
from crm_tui.tui.panes.painted_rows import HEAD
from crm_tui.tui.panes.row_cursor import RowCursor
from crm_tui.tui.panes.row_pages import RowSource
from crm_tui.tui.presenters.lines import Column

MOVES = {"down": 1, "j": 1, "up": -1, "k": -1}


class RecordTable(RowCursor, can_focus=True):
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
        on_open: Callable[[int], None] = lambda index: None,
        on_mark: Callable[[], None] = lambda: None,
        on_sort: Callable[[str], None] = lambda key: None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.call_open, self.call_mark, self.call_sort = on_open, on_mark, on_sort
        self.call_count: Callable[[str], None] = lambda digits: None
        self.keys = {"enter": "open", "space": "mark"}
        self.last_mark: tuple[int, int] | None = None
        self.count = Count()

    # marks

    def show(
        self,
        source: RowSource,
        columns: Sequence[Column],
        *,
        keep: bool = False,
        at: tuple[int, int] | None = None,
    ) -> None:
        """See `RowCursor`; marks go with the list that they were made in."""
        if not keep:
            self.marks, self.last_mark = frozenset(), None
        super().show(source, columns, keep=keep, at=at)

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
