"""The list pane: opens places, loads pages as the table asks, counts in the background."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.errors import CrmError
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Row, Sort
from crm_tui.tui.background import begin
from crm_tui.tui.list_source import ListSource, Loaded
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.panes.record_table import NoRows, RecordTable
from crm_tui.tui.panes.row_pages import PAGE
from crm_tui.tui.place import Place
from crm_tui.tui.presenters.navigation import module_title
from crm_tui.tui.presenters.rows import columns_of, count_text
from crm_tui.tui.presenters.status import error_status, marked_status

if TYPE_CHECKING:
    from crm_tui.tui.screens.main import MainScreen


class ListControl:
    """Connects the table with the listing service. Every page is read in a thread; late ones are dropped."""

    def __init__(self, screen: MainScreen, table: RecordTable) -> None:
        self._screen, self.table = screen, table
        self.source: ListSource | None = None
        self.module: ModuleDef | None = None
        self.sort: Sort | None = None
        table.call_need = self._need
        table.call_move = self._moved
        table.call_open = lambda _index: screen.runner.start("record.open")
        table.call_mark = self._marked
        table.call_sort = self._sort_by

    async def read(self, place: Place) -> tuple[ListSource, list[Loaded]]:
        """The list of a place: its first page, and the one on which the cursor stood; the screen does not change."""
        return await off_loop(lambda: self._first(place))

    def show(self, source: ListSource, pages: list[Loaded], *, keep: bool = False) -> None:
        """Open a list that was read; `keep` leaves the cursor on its record."""
        loaded = pages[0]
        self.source, self.module, self.sort = source, source.module, loaded.page.sort
        for each in pages:
            source.keep(each)
        columns = columns_of(source.module, loaded.page.columns, loaded.page.sort)
        self.table.show(source, columns, keep=keep)
        self._title()
        begin(self._screen, partial(self._count, source), "count")

    async def reload(self) -> None:
        """Read the list again; the cursor stays on its record, whose page comes with the first one."""
        if self.source is not None:
            self.show(*await self.read(self.standing(self._screen.place)), keep=True)

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
        ws = self._screen.ws
        source = ListSource(ws.listing, ws.modules.reached(place.module), place.query(), self._screen.formats)
        start = place.at[0] // PAGE * PAGE if place.at is not None else 0
        return source, [source.load(each) for each in dict.fromkeys((0, start))]

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
        """A quick count up to a thousand first, the exact one when it is there."""
        listing, query = self._screen.ws.listing, source.query
        for cap in (1001, None):
            try:
                count = await off_loop(lambda cap=cap: listing.count(query, cap))  # type: ignore[misc]
            except CrmError:
                return
            if source is not self.source:
                return
            source.count = count
            self._title()
            self._screen.navigation.counted(query, count)
            self.table.touch()  # the scroll mark of every line depends on how many there are
            if not count.more:
                return

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
