"""The rows of a long list, held page by page: as many rows as there are, as little memory as a screen needs."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Protocol

from crm_tui.tui.presenters.lines import TableRow

PAGE = 64
"""Rows in a page."""
PAGES = 8
"""Pages kept; a pane shows two or three at most."""


class RowSource(Protocol):
    """Where a table gets its rows from, such as a list query with its loaded pages."""

    @property
    def total(self) -> int | None:
        """Number of rows; None while it is not known, or known only as "more than 1,000"."""
        ...

    def page(self, start: int, size: int) -> Sequence[TableRow] | None:
        """Rows from `start` on (counted from 0): fewer than `size` at the end; None: not there yet, ask the owner."""
        ...


class NoRows:
    """A source without rows: what a table shows before it is given one."""

    total = 0

    def page(self, start: int, size: int) -> Sequence[TableRow] | None:
        """Nothing, at once."""
        return ()


class RowPages:
    """The least recently used pages of a source. `need(start)` is called once for a page that is not there yet."""

    def __init__(self, source: RowSource, need: Callable[[int], None]) -> None:
        self._source = source
        self._need = need
        self._pages: OrderedDict[int, Sequence[TableRow]] = OrderedDict()
        self._asked: set[int] = set()
        self._known = 0
        self._end: int | None = None

    def use(self, source: RowSource) -> None:
        """Take rows from another source; nothing of the old one stays."""
        self._source = source
        self.clear()

    def clear(self) -> None:
        """Forget all rows; pages still under way will be asked for again."""
        self._pages.clear()
        self._asked.clear()
        self._known, self._end = 0, None

    @property
    def extent(self) -> int:
        """Rows as far as known: all, or those seen and one more where the last page was full."""
        if self._end is not None:
            return self._end
        if (total := self._source.total) is not None:
            return max(total, self._known)
        return self._known + 1

    @property
    def complete(self) -> bool:
        """Whether `extent` is the true number of rows."""
        return self._end is not None or self._source.total is not None

    @property
    def waiting(self) -> bool:
        """Whether a page was asked for and has not come."""
        return bool(self._asked)

    def peek(self, index: int) -> TableRow | None:
        """The row at a place, None if it is not there (yet); asks for nothing."""
        number, offset = divmod(index, PAGE)
        rows = self._pages.get(number)
        return rows[offset] if rows is not None and 0 <= offset < len(rows) else None

    def fetch(self, first: int, last: int) -> None:
        """Have the pages of these rows here, at once or by asking the owner; the rest may be dropped."""
        for number in range(max(0, first) // PAGE, max(0, last) // PAGE + 1):
            self._fetch(number)

    def _fetch(self, number: int) -> None:
        if number in self._pages:
            self._pages.move_to_end(number)
            return
        if number in self._asked or (self._end is not None and 0 < self._end <= number * PAGE):
            return
        self._asked.add(number)
        rows = self._source.page(number * PAGE, PAGE)
        if rows is None:
            self._need(number * PAGE)
        else:
            self.put(number * PAGE, rows)

    def put(self, start: int, rows: Sequence[TableRow]) -> bool:
        """Take a loaded page; False where nobody asked for it any more (a stale answer)."""
        number = start // PAGE
        if number not in self._asked:
            return False
        self._asked.discard(number)
        self._pages[number] = rows
        if len(self._pages) > PAGES:
            self._pages.popitem(last=False)
        self._learn(start, len(rows))
        return True

    def _learn(self, start: int, length: int) -> None:
        self._known = max(self._known, start + length)
        if length < PAGE:
            self._end = start + length
        elif self._end is not None and self._end < self._known:
            self._end = None

    def find(self, record_id: int) -> int | None:
        """The place of a record among the rows that are here."""
        for number, rows in self._pages.items():
            for offset, row in enumerate(rows):
                if row.id == record_id:
                    return number * PAGE + offset
        return None

    def loaded(self) -> list[TableRow]:
        """All rows that are here, in the order of the list."""
        return [row for number in sorted(self._pages) for row in self._pages[number]]
