"""The rows of a list as the table wants them: page by page, from the nearest cursor that is known."""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Count, Cursor, ListQuery, Page, Row
from crm_tui.services.listing import Listing
from crm_tui.tui.panes.row_pages import PAGE
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import TableRow
from crm_tui.tui.presenters.rows import rows_of

KEPT = 10
"""Pages kept."""
WHOLE = 1000
"""Rows read at a time where a whole list is looked through."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A page on its way to the table."""

    start: int
    page: Page
    rows: tuple[TableRow, ...]


@dataclass
class ListSource:
    """One list of one actor. `load` asks the store, in a thread; the other methods only look at what is here.

    A page far from any known cursor is found by skipping from the nearest one before it.
    """

    listing: Listing
    module: ModuleDef
    query: ListQuery
    formats: Formats
    count: Count | None = None
    _pages: OrderedDict[int, tuple[TableRow, ...]] = field(default_factory=OrderedDict)
    _rows: dict[int, Row] = field(default_factory=dict)
    _anchors: dict[int, Cursor] = field(default_factory=dict)

    @property
    def total(self) -> int | None:
        """The exact number of rows, once it is known."""
        return None if self.count is None or self.count.more else self.count.number

    def page(self, start: int, size: int) -> Sequence[TableRow] | None:
        """Rows that are here, None for a page that must be loaded."""
        return self._pages.get(start)

    def row(self, record_id: int) -> Row | None:
        """What is known of a record of the list: owner, version, facts for greying."""
        return self._rows.get(record_id)

    def load(self, start: int) -> Loaded:
        """Read a page, in a thread; hand it to `keep` in the app's own."""
        anchor, after = self._anchor(start)
        page = self.listing.page(self.query, limit=PAGE, after=after, offset=start - anchor, with_facts=True)
        return Loaded(start, page, rows_of(self.module, page, self.formats))

    def span(self, first: int, number: int) -> list[int]:
        """The ids of so many rows (up to 1,000) from a place on, in a thread; fewer at the end of the list."""
        anchor, after = self._anchor(first)
        page = self.listing.page(self.query, limit=number, after=after, offset=first - anchor)
        return [row.id for row in page.rows]

    def among(self, ids: Collection[int]) -> list[TableRow]:
        """Those of these records that are in the list, as it shows them and in its order, in a thread."""
        left, found, after = set(ids), [], None
        while left:
            page = self.listing.page(self.query, limit=WHOLE, after=after)
            found += [row for row in rows_of(self.module, page, self.formats) if row.id in left]
            left.difference_update(row.id for row in page.rows)
            if (after := page.after) is None:
                break
        return found

    def _anchor(self, start: int) -> tuple[int, Cursor | None]:
        """The nearest place before whose cursor is known."""
        places = sorted(self._anchors)
        at = bisect_right(places, start)
        anchor = places[at - 1] if at else 0
        return anchor, self._anchors.get(anchor)

    def keep(self, loaded: Loaded) -> None:
        """Take a page in."""
        self._pages[loaded.start] = loaded.rows
        self._rows.update({row.id: row for row in loaded.page.rows})
        if len(loaded.rows) == PAGE:
            self._anchors[loaded.start + PAGE] = loaded.page.rows[-1].cursor
        while len(self._pages) > KEPT:
            _start, rows = self._pages.popitem(last=False)
            for gone in rows:
                self._rows.pop(gone.id, None)
