"""The sidebars: spaces, folders and modules, with the actor's own counts."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from crm_tui.base.messages import _
from crm_tui.domain.errors import CrmError
from crm_tui.domain.modules import SpaceInfo
from crm_tui.domain.records import Count, ListQuery
from crm_tui.tui.background import begin
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.panes.navigation import Navigation
from crm_tui.tui.presenters.lines import NavLine
from crm_tui.tui.presenters.navigation import all_space_lines, areas, module_id, setup_lines
from crm_tui.tui.setup.table import PAGES, may_open, page_named

if TYPE_CHECKING:
    from crm_tui.tui.screens.main import MainScreen


class NavigationControl:
    """Connects the navigation pane with the spaces service."""

    def __init__(self, screen: MainScreen, pane: Navigation) -> None:
        self._screen, self.pane = screen, pane
        self.spaces: list[SpaceInfo] = []
        self.counts: dict[str, Count] = {}
        self.unread = 0
        self._setup = False
        self._uncounted: set[str] = set()
        self._painted: dict[str, Count] | None = None
        pane.call_open = screen.places.start_line
        pane.call_area = screen.places.start_area
        pane.call_move = lambda _key: screen.repaint_bars()

    async def read(self) -> None:
        """Read the spaces."""
        self.spaces = await off_loop(self._screen.ws.spaces.list)

    async def show(self) -> None:
        """Read the spaces again and show them; counts follow."""
        await self.read()
        self.paint()
        self.start_counting()

    def start_counting(self, modules: Collection[str] | None = None) -> None:
        """Count in the background what each module holds for the actor; only these, where others stay as they are.

        What a count that is under way has not come to is counted too.
        """
        names = dict.fromkeys(entry.module.api_name for space in self.spaces for entry in space.entries)
        self._uncounted |= {name for name in names if modules is None or name in modules}
        if self._uncounted:
            begin(self._screen, self._count, "counts")

    def counted(self, query: ListQuery, count: Count) -> None:
        """The open list was counted: a module's whole list counts the same beside it, also after a share."""
        if query == ListQuery(query.module) and self.counts.get(query.module) not in (None, count):
            self.counts[query.module] = count
            self.paint()

    def paint(self) -> None:
        """Show what is known: the pages of set-up while one is there, else the spaces."""
        self._painted = dict(self.counts)
        place = self._screen.place
        area = place.area.partition("/")[0] or "spaces"
        if self._setup:
            page = named[0].area if (named := page_named(place.area)) is not None else ""
            self.pane.show(_("Set-up"), areas(self.unread_text), self._pages(), page, area)
            return
        lines = all_space_lines(self.spaces, self.counts, self._screen.formats)
        current = module_id(place.space, place.module) if place.module and not place.area else ""
        self.pane.show(_("Spaces"), areas(self.unread_text), lines, current, area)

    def _pages(self) -> list[NavLine]:
        return setup_lines((page.area, page.words, may_open(self._screen.ws, page)) for page in PAGES)

    def show_spaces(self) -> None:
        """Show the spaces, also beside a page of set-up."""
        if self._setup:
            self._setup = False
            self.paint()

    def follow(self) -> None:
        """Let the cursor follow to the module or page that was opened, by whatever way."""
        place = self._screen.place
        named = page_named(place.area)
        self._setup = named is not None
        self.paint()
        if named is not None:
            self.pane.stand_on(named[0].area)
        elif not place.area:
            self.pane.stand_on(module_id(place.space, place.module))

    @property
    def unread_text(self) -> str:
        """How many notices are unread; nothing for none."""
        return self._screen.formats.number(self.unread) if self.unread else ""

    async def read_unread(self) -> None:
        """Count the unread notices: at start, and when something changed (0005)."""
        unread = await off_loop(self._unread)
        if unread != self.unread:
            self.unread = unread
            self.paint()
            self._screen.repaint_bars()

    def _unread(self) -> int:
        """In a thread."""
        try:
            return self._screen.ws.notices.unread()
        except CrmError:
            return 0

    def space(self, space_id: int) -> SpaceInfo | None:
        """A space that is shown."""
        return next((space for space in self.spaces if space.id == space_id), None)

    def first_module(self) -> tuple[int, str] | None:
        """Where one starts: in a team module of one's own team, else in the first module of the first space."""
        places = [(space.id, entry) for space in self.spaces for entry in space.entries]
        own = [place for place in places if place[0] and place[1].module.is_team and place[1].folder_id is None]
        return next(((space, entry.module.api_name) for space, entry in own or places), None)

    def space_of(self, module: str, preferred: int = 0) -> int:
        """The space in which a module is shown, the preferred one first."""
        holding = [s.id for s in self.spaces if any(e.module.api_name == module for e in s.entries)]
        return preferred if preferred in holding or not holding else holding[0]

    async def _count(self) -> None:
        """The actor's own counts, one module after the other, so that nothing else waits for them."""
        listing = self._screen.ws.listing
        names = dict.fromkeys(entry.module.api_name for space in self.spaces for entry in space.entries)
        for name in [name for name in names if name in self._uncounted]:
            try:
                self.counts[name] = await off_loop(lambda name=name: listing.count(ListQuery(name)))  # type: ignore[misc]
            except CrmError:
                self.counts.pop(name, None)
            self._uncounted.discard(name)
        if self.counts != self._painted:
            self.paint()
