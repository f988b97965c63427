"""Opening places: lists, records, filters, and what a chosen line leads to."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from crm_tui.base.messages import _
from crm_tui.domain.errors import CrmError
from crm_tui.domain.records import Sort
from crm_tui.tui.acts.lines import act_on_line
from crm_tui.tui.acts.listing import narrow, sort_by
from crm_tui.tui.place import Place
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.presenters.navigation import module_title, parse_module_id

if TYPE_CHECKING:
    from crm_tui.tui.screens.main import MainScreen

AREAS = {"home": "go.home", "spaces": "go.spaces", "search": "go.search", "organisations": "go.organisations"}
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
        first = screen.navigation.first_module()
        if first is not None:
            await self.open(screen.place.at_module(first[1], first[0]), remember=False)
        screen.navigation.start_counting()
        screen.focus_pane("table")

    async def open(self, place: Place, *, remember: bool = True) -> None:
        """Open a list, or a record in it. Nothing on the screen changes unless it can be read."""
        screen, old = self._screen, self._screen.place
        left = screen.list.standing(old)
        screen.place = replace(place, at=None)
        try:
            if not place.same_list(old) or screen.list.source is None:
                await screen.list.show(place)
                screen.record.forget()
            if place.at is not None:
                screen.table.go_back_to(*place.at)
            if place.record_id is not None:
                screen.record.tab = place.tab
                await screen.record.open(place.module, place.record_id)
                screen.focus_pane("detail")
                screen.table.seek(place.record_id)
            elif screen.panes.focused == "detail":
                screen.focus_pane("table")
        except CrmError:
            screen.place = old
            raise
        if remember:
            screen.trail.leave(left)
        screen.navigation.follow()
        screen.repaint_bars()

    async def leave(self, error: CrmError) -> None:
        """What is open may no longer be read: it closes with the reason, and one stands where one starts."""
        screen = self._screen
        left = screen.list.module
        screen.list.close()
        screen.record.close()
        screen.place = Place()
        with suppress(CrmError):
            await self.open_first()
        name = module_title(left) if left is not None else ""
        text = _("{module} is no longer open to you: {why}", module=name, why=error) if name else str(error)
        screen.say(Status(text, "warn"))

    def start_line(self, line_id: str) -> None:
        """A line of the navigation was chosen."""
        found = parse_module_id(line_id)
        if found is None:
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
        work = screen.runner.guarded(lambda: self._narrow(text, done))
        screen.run_worker(work, group="narrow", exclusive=True, exit_on_error=False)
