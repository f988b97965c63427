"""The list pane: opens places, loads pages as the table asks, counts in the background."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.errors import CrmError
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Count, Row, Sort
from crm_tui.tui.background import begin
from crm_tui.tui.list_source import ListSource, Loaded
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.panes.record_table import RecordTable
from crm_tui.tui.panes.row_pages import PAGE, NoRows
from crm_tui.tui.place import Place
from crm_tui.tui.presenters.navigation import module_title
from crm_tui.tui.presenters.rows import columns_of, count_text
from crm_tui.tui.presenters.status import error_status, marked_status
from crm_tui.tui.standing import Found, Standing, find

QUICK = 1001
"""Rows up to which a list is counted first."""

if TYPE_CHECKING:
    from crm_tui.tui.screens.main import MainScreen


class ListControl:
    """Connects the table with the listing service. Every page is read in a thread; late ones are dropped."""

    def __init__(self, screen: MainScreen, table: RecordTable) -> None:
        self._screen, self.table = screen, table
        self.source: ListSource | None = None
        self.module: ModuleDef | None = None
        self.sort: Sort | None = None
        self.lost = False
        """Whether the record under the cursor was gone when the list was read again."""
        table.call_need = self._need
        table.call_move = self._moved
        table.call_open = lambda _index: screen.runner.start("record.open")
        table.call_mark = self._marked
        table.call_sort = self._sort_by

    async def read(self, place: Place) -> tuple[ListSource, list[Loaded]]:
        """The list of a place: its first page, and the one on which the cursor stood; the screen does not change."""
        return await off_loop(lambda: self._first(place))

    def show(
        self, source: ListSource, pages: list[Loaded], *, keep: bool = False, at: tuple[int, int] | None = None
    ) -> None:
        """Open a list that was read; `keep` leaves the cursor on its record, which stands `at` (place, id) now."""
        loaded = pages[0]
        self.source, self.module, self.sort = source, source.module, loaded.page.sort
        for each in pages:
            source.keep(each)
        columns = columns_of(source.module, loaded.page.columns, loaded.page.sort, self._screen.formats)
        self.table.show(source, columns, keep=keep, at=at)
        self._title()
        begin(self._screen, partial(self._count, source), "count")

    async def reload(self, *, still: bool = False) -> None:
        """Read the list again; the cursor stays on its record, or goes to the next one where that is `lost`.

        `still`: under a dialog, where the list stays as it is when that record is gone.
        """
        old, standing, place = self.source, self.table.standing, self._screen.place
        if old is None:
            return
        found = await off_loop(lambda: self._found(place, standing))
        if old is not self.source or place is not self._screen.place or (still and found.gone):
            return
        moved = self.table.row is not None and standing is not None and self.table.row.id != standing.record_id
        found.source.count = old.count  # until the new one is here
        self.show(found.source, found.pages, keep=True, at=None if moved else found.at)
        self.lost = found.gone and not moved

    def _found(self, place: Place, standing: Standing | None) -> Found:
        listing, source = self._screen.ws.listing, self._source(place)
        return find(source, standing, lambda record_id: listing.place_of(source.query, record_id))

    def close(self) -> None:
        """Show nothing."""
        self.source = self.module = self.sort = None
        self.table.show(NoRows(), ())
        self.table.set_title("", "", _("Nothing is open."))

    def row(self) -> Row | None:
        """What is known of the record under the cursor."""
        line = self.table.row
        return self.source.row(line.id) if line is not None and self.source is not None else None

    def step(self, by: int) -> tuple[str, int] | None:
        """Go so many rows on; the record there."""
        self.table.move(by)
        line = self.table.row
        return (self._screen.place.module, line.id) if line is not None else None

    def standing(self, place: Place) -> Place:
        """A place that is about to be left, with where the cursor stands."""
        row = self.table.row
        return replace(place, at=(self.table.cursor, row.id) if row is not None else None)

    def _first(self, place: Place) -> tuple[ListSource, list[Loaded]]:
        source = self._source(place)
        start = place.at[0] // PAGE * PAGE if place.at is not None else 0
        return source, [source.load(each) for each in dict.fromkeys((0, start))]

    def _source(self, place: Place) -> ListSource:
        ws = self._screen.ws
        return ListSource(ws.listing, ws.modules.reached(place.module), place.query(), self._screen.formats)

    def _need(self, start: int) -> None:
        if self.source is not None:
            work = partial(self._load, self.source, start)
            begin(self._screen, work, "page", exclusive=False)

    async def _load(self, source: ListSource, start: int) -> None:
        try:
            loaded = await off_loop(lambda: source.load(start))
        except CrmError as error:
            self._screen.say(error_status(error))
            return
        if source is self.source:
            source.keep(loaded)
            self.table.put_page(start, loaded.rows)

    async def _count(self, source: ListSource) -> None:
        """A quick count up to a thousand first, the exact one when it is there; a long list that was counted before
        shows its old number until then."""
        listing, query, known = self._screen.ws.listing, source.query, source.count
        long = known is not None and not known.more and known.number >= QUICK
        for cap in (None,) if long else (QUICK, None):
            try:
                count = await off_loop(lambda cap=cap: listing.count(query, cap))  # type: ignore[misc]
            except CrmError:
                return
            if source is not self.source:
                return
            self._counted(source, count)
            if not count.more:
                return

    def _counted(self, source: ListSource, count: Count) -> None:
        if count != source.count:
            source.count = count
            self._title()
            self.table.repaint()  # the scroll mark of every line depends on how many there are
        self._screen.navigation.counted(source.query, count)

    def _title(self) -> None:
        source, place = self.source, self._screen.place
        if source is None:
            return
        parts = [module_title(source.module), place.view_label]
        if place.related_to:
            parts = [display_text(place.related_to), module_title(source.module)]
        filters = [display_text(part) for part in (place.text, place.where) if part]
        empty = _("Nothing found: esc takes the filter away.") if filters else _("No records here yet.")
        title = " · ".join(part for part in [*parts, *filters] if part)
        self.table.set_title(title, count_text(source.count, self._screen.formats), empty)

    def _moved(self, _index: int) -> None:
        self._screen.cursor_moved()

    def _marked(self) -> None:
        self._screen.say(marked_status(len(self.table.marks)))
        self._screen.repaint_bars()

    def _sort_by(self, field: str) -> None:
        turned = self.sort is not None and self.sort.field == field and not self.sort.descending
        self._screen.places.start_sort(Sort(field, turned))
