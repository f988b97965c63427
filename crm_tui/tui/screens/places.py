"""Opening places: lists, records, filters, and what a chosen line leads to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from crm_tui.base.messages import _
from crm_tui.domain.errors import CrmError
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.places import KeptPlace
from crm_tui.domain.records import Sort
from crm_tui.tui.acts.areas import act_on_area_line
from crm_tui.tui.acts.lines import act_on_line
from crm_tui.tui.acts.listing import narrow, sort_by
from crm_tui.tui.acts.setup import press_page
from crm_tui.tui.area_source import AreaSource, Section
from crm_tui.tui.background import begin
from crm_tui.tui.list_source import ListSource, Loaded
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.place import Place
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.presenters.navigation import module_title, parse_module_id, view_title
from crm_tui.tui.presenters.places import kept_place, place_of
from crm_tui.tui.setup.table import page_named

if TYPE_CHECKING:
    from crm_tui.tui.screens.main import MainScreen

AREAS = {
    "home": "go.home",
    "spaces": "go.spaces",
    "inbox": "go.notices",
    "requests": "go.requests",
    "search": "go.search",
    "organisations": "go.organisations",
    "setup": "go.setup",
}
"""Area of the primary sidebar -> command."""


class Places:
    """Takes the main screen from place to place."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._unfiltered: Place | None = None

    async def open_first(self) -> None:
        """Where one starts."""
        screen = self._screen
        await screen.navigation.read()
        kept = await off_loop(screen.ws.settings.last_place)
        if kept is None:
            await self._open_first_module()
        else:
            await self._open_kept(kept)
        screen.navigation.start_counting()
        await screen.navigation.read_unread()

    async def _open_first_module(self) -> None:
        screen = self._screen
        first = screen.navigation.first_module()
        if first is not None:
            await self.open(screen.place.at_module(first[1], first[0]), remember=False)
        screen.focus_pane("table")

    async def _open_kept(self, kept: KeptPlace) -> None:
        """Where he left, or home where that is no longer open to him: nothing tells that there was something."""
        screen = self._screen
        screen.focus_pane("table")
        try:
            await self.open(await off_loop(lambda: self._place_of(kept)), remember=False)
        except CrmError:
            await self.open(Place(area="home"), remember=False)

    def _place_of(self, kept: KeptPlace) -> Place:
        """In a thread."""
        ws, navigation = self._screen.ws, self._screen.navigation
        view = ws.views.named(ws.module(kept.module), kept.view) if kept.view else None
        space = navigation.space_of(kept.module, kept.space) if kept.module else kept.space
        return place_of(kept, space, view_title(view) if view is not None else "")

    async def keep(self) -> None:
        """Write down where he leaves. Who may not write even that leaves all the same; a view as somebody else ends
        with it (AC56)."""
        if self._screen.ws.own is not None:
            await off_loop(self._screen.ws.viewing.end)
            return
        with suppress(CrmError):
            place = kept_place(self._screen.place)
            if place != KeptPlace():
                await off_loop(lambda: self._screen.ws.settings.keep_place(place))

    async def open(self, place: Place, *, remember: bool = True) -> None:
        """Open a list or an area, or a record in it. Nothing on the screen changes unless it can be read."""
        screen, old = self._screen, self._screen.place
        left = screen.list.standing(old)
        turn = await self._read(place) if not place.same_list(old) or not self._open else None
        if turn is not None:
            screen.record.forget()
        opened = None
        if place.record_id is not None:
            opened = await screen.record.read(place.module, place.record_id, place.tab)
        screen.place = replace(place, at=None)
        if turn is not None:
            turn()
        if place.at is not None:
            screen.table.go_back_to(*place.at)
        if opened is not None:
            screen.record.show(opened, place.tab)
            screen.focus_pane("detail")
            screen.seek(opened.record.module.api_name, opened.record.id)
        elif screen.panes.focused == "detail":
            screen.focus_pane("table")
        if remember:
            screen.trail.leave(left)
        screen.navigation.follow()
        screen.repaint_bars()

    @property
    def _open(self) -> bool:
        """Whether anything stands in the middle."""
        return self._screen.list.source is not None or self._screen.areas.source is not None

    async def _read(self, place: Place) -> Callable[[], None]:
        """What a place shows; called, it stands on the screen."""
        if place.area:
            area = await self._screen.areas.read(place.area, place.text)
            return lambda: self._show_area(*area)
        page = await self._screen.list.read(place)
        return lambda: self._show_list(*page)

    def _show_area(self, source: AreaSource, sections: Sequence[Section]) -> None:
        self._screen.list.close()
        self._screen.panes.stand("area")
        self._screen.areas.show(source, sections)

    def _show_list(self, source: ListSource, pages: list[Loaded]) -> None:
        self._screen.areas.close()
        self._screen.panes.stand("table")
        self._screen.list.show(source, pages)

    async def leave(self, error: CrmError) -> None:
        """What is open may no longer be read: it closes with the reason, and one stands where one starts; in the whole
        list of the module where only its view, filter or order is gone, as with a field that was hidden (AC08)."""
        screen = self._screen
        left, place = screen.list.module, screen.place
        screen.list.close()
        screen.areas.close()
        screen.record.close()
        screen.place = Place()
        with suppress(CrmError):
            await screen.navigation.read()
            screen.navigation.start_counting()
            if left is not None and await self._open_whole(left, place):
                return
            await self._open_first_module()
        name = module_title(left) if left is not None else ""
        text = _("{module} is no longer open to you: {why}", module=name, why=error) if name else str(error)
        screen.say(Status(text, "warn"))

    async def _open_whole(self, module: ModuleDef, place: Place) -> bool:
        """The whole list of a module of which less was open. Nothing is said of why: a reason would name the field."""
        try:
            await self.open(place.at_module(module.api_name), remember=False)
        except CrmError:
            return False
        words = _("{module}: its view, filter or order is no longer open to you. This is the whole list.",
                  module=module_title(module))  # fmt: skip
        self._screen.say(Status(words, "warn"))
        return True

    def start_line(self, line_id: str) -> None:
        """A line of the navigation was chosen."""
        found = parse_module_id(line_id)
        if page_named(line_id) is not None:
            self._screen.runner.queue(lambda: press_page(self._screen, line_id))
        elif found is None:
            self._screen.nav.fold()
        else:
            self._screen.runner.queue(lambda: self._open_module(*found))

    async def _open_module(self, space: int, module: str) -> None:
        await self.open(self._screen.place.at_module(module, space))
        self._screen.focus_pane("table")

    def start_area(self, area: str) -> None:
        """An area of the primary sidebar was chosen."""
        self._screen.runner.start(AREAS[area])

    def start_detail_line(self, key: str) -> None:
        """A line of the record pane was chosen."""
        self._screen.runner.queue(lambda: act_on_line(self._screen, key))

    def start_area_line(self, key: str) -> None:
        """A line of an area was chosen."""
        self._screen.runner.queue(lambda: act_on_area_line(self._screen, key))

    def start_sort(self, sort: Sort) -> None:
        """A column title was clicked."""
        self._screen.runner.queue(lambda: sort_by(self._screen, sort))

    def begin_filter(self) -> None:
        """The filter line opens: the way back leads to the list as it is now, not to what is shown as one types."""
        self._unfiltered = self._screen.list.standing(self._screen.place)

    async def _narrow(self, text: str, done: bool) -> None:
        await narrow(self._screen, text, done)
        if done and self._unfiltered is not None and self._unfiltered != self._screen.place:
            self._screen.trail.leave(self._unfiltered)
            self._unfiltered = None

    def filtered(self, text: str, done: bool) -> None:
        """The filter line was typed into; `done` at enter or escape."""
        screen = self._screen
        if done:
            screen.status.display = True
            screen.focus_pane("table")
        work = partial(screen.runner.guarded, lambda: self._narrow(text, done))
        begin(screen, work, "narrow")
