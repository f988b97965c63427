"""The record pane: follows the cursor, loads a record and its tabs in a thread, and keeps what was read."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from textual.timer import Timer

from crm_tui.base.messages import _
from crm_tui.domain.errors import CrmError
from crm_tui.domain.interactions import Interaction
from crm_tui.domain.records import Record
from crm_tui.tui.background import begin
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.panes.detail import Detail
from crm_tui.tui.presenters.lines import DetailView
from crm_tui.tui.presenters.record import has_tab, record_view
from crm_tui.tui.presenters.status import error_status
from crm_tui.tui.presenters.stream_filter import Asked
from crm_tui.tui.presenters.timeline_filter import AskedEvents
from crm_tui.tui.screens.record_tabs import READERS, TabPage, Wanted, counts

if TYPE_CHECKING:
    from crm_tui.tui.screens.main import MainScreen

REST = 0.09
"""Seconds that the cursor rests on a row before its record is read."""
KEPT = 32
"""Records kept."""


@dataclass
class Opened:
    """A record that was read, with the tabs that were looked at."""

    record: Record
    counts: dict[str, str]
    tabs: dict[str, TabPage] = field(default_factory=dict)

    @property
    def at(self) -> tuple[str, int]:
        """Module and id of the record."""
        return self.record.module.api_name, self.record.id

    def tab(self, wanted: str) -> str:
        """The tab that is wanted, or the first one where the record has no such tab."""
        return wanted if has_tab(wanted, self.counts) else "info"


class RecordControl:
    """Connects the detail pane with the services."""

    def __init__(self, screen: MainScreen, pane: Detail) -> None:
        self._screen, self.pane = screen, pane
        self.tab = "info"
        self.asked = Asked()
        """What is shown of streams; it stays while one goes from record to record."""
        self.told = AskedEvents()
        """The same of timelines."""
        self.opened: Opened | None = None
        self._wanted: tuple[str, int] | None = None
        self._kept: OrderedDict[tuple[str, int], Opened] = OrderedDict()
        self._timer: Timer | None = None
        self._age = 0
        self._before: tuple[tuple[str, int], str, int] | None = None
        """Record, tab and size of what was forgotten while it was shown: as much of it is read again."""
        pane.call_tab = self.show_tab
        pane.call_act = screen.places.start_detail_line

    @property
    def record(self) -> Record | None:
        """The record in the pane."""
        return self.opened.record if self.opened is not None else None

    @property
    def page(self) -> TabPage:
        """The tab in the pane, as far as it was read."""
        opened = self.opened
        return opened.tabs.get(opened.tab(self.tab), TabPage()) if opened is not None else TabPage()

    @property
    def contact(self) -> Interaction | None:
        """The contact under the cursor."""
        line = self.pane.line
        return self.page.contacts.get(line.key) if line is not None else None

    def shows(self, tab: str) -> bool:
        """Whether this tab is in the pane."""
        return self.opened is not None and self.opened.tab(self.tab) == tab

    def has_tab(self, tab: str) -> bool:
        """Whether the record in the pane has a tab."""
        return self.opened is not None and has_tab(tab, self.opened.counts)

    @property
    def waiting(self) -> bool:
        """Whether a record will be read when the cursor has rested long enough."""
        return self._timer is not None

    def follow(self, record: tuple[str, int] | None) -> None:
        """Show a record soon: at once if it was read lately, else when the cursor rests. None: show nothing.

        The bars are left to the caller, whom the cursor called.
        """
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        self._wanted = record
        if self._wanted is None:
            self._put(None)
        elif (kept := self._kept.get(self._wanted)) and kept.tab(self.tab) in kept.tabs:
            self._put(kept)
        else:
            self._timer = self._screen.set_timer(REST, self._start)

    def show_card(self, view: DetailView) -> None:
        """Show what stands beside a line that is no record, as of a page of set-up."""
        if self._timer is not None:
            self._timer.stop()
        self._timer = self._wanted = self.opened = None
        self.pane.show(view, keep=view.title == self.pane.view.title)

    async def read(self, module: str, record_id: int, tab: str) -> Opened:
        """A record on one of its tabs; nothing changes on the screen. Raises NotFound and the like."""
        return await off_loop(lambda: self._read(module, record_id, tab))

    def show(self, opened: Opened, tab: str) -> None:
        """Show a record that was read."""
        self._wanted = (opened.record.module.api_name, opened.record.id)
        self.tab = tab
        self._keep(opened)

    def forget(self) -> None:
        """Everything may have changed: read again what is shown next; what is being read now comes too late."""
        if self.opened is not None and self.page.size:
            self._before = (self.opened.at, self.opened.tab(self.tab), self.page.size)
        self._kept.clear()
        self._age += 1

    def close(self) -> None:
        """Show nothing, and keep nothing."""
        self.forget()
        self._wanted = None
        self._show(None)

    async def reload(self, *, still: bool = False) -> bool:
        """Read the record in the pane again; False where it is gone. `still`: under a dialog, where it stays then."""
        self.forget()
        if self._wanted is not None:
            try:
                self._keep(await self.read(*self._wanted, self.tab))
            except CrmError:
                if not still:
                    self._show(None)
                return False
        return True

    def show_tab(self, tab: str) -> None:
        """Turn to a tab; its lines are read when they are not here. The way back leads to it too."""
        self.tab = tab
        self._screen.place = self._screen.place.on(self._screen.place.record_id, tab)
        if self.opened is not None and self.opened.tab(tab) in self.opened.tabs:
            self._show(self.opened)
        elif self._wanted is not None:
            self._start()

    def ask(self, asked: Asked) -> None:
        """Show something else of streams, here and on every record from now on."""
        self.asked = asked
        self._read_anew("interactions")

    def ask_events(self, told: AskedEvents) -> None:
        """Show something else of timelines, here and on every record from now on."""
        self.told = told
        self._read_anew("timeline")

    def _read_anew(self, tab: str) -> None:
        for kept in (*self._kept.values(), *([self.opened] if self.opened else ())):
            kept.tabs.pop(tab, None)
        self.show_tab(tab)

    async def read_on(self) -> bool:
        """Read the next stretch of the tab in the pane; False where there is no more."""
        opened, page = self.opened, self.page
        if opened is None or page.older is None:
            return False
        more = await off_loop(page.older)
        tab = opened.tab(self.tab)
        if opened is self.opened and opened.tabs.get(tab) is page:
            opened.tabs[tab] = more
            self._show(opened)
        return True

    def _start(self) -> None:
        self._timer = None
        if self._wanted is not None:
            work = partial(self._load, *self._wanted, self.tab)
            begin(self._screen, work, "record")

    async def _load(self, module: str, record_id: int, tab: str) -> None:
        age = self._age
        try:
            opened = await off_loop(lambda: self._read(module, record_id, tab))
        except CrmError as error:
            if self._wanted == (module, record_id):
                self._show(None)
                self._screen.say(error_status(error))
            return
        if age == self._age and self._wanted == (module, record_id):
            self._keep(opened)

    def _keep(self, opened: Opened) -> None:
        key = (opened.record.module.api_name, opened.record.id)
        self._kept[key] = opened
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self._show(opened)

    def _read(self, module: str, record_id: int, tab: str) -> Opened:
        """In a thread."""
        screen, ws = self._screen, self._screen.ws
        kept = self._kept.get((module, record_id))
        if kept is None:
            kept = Opened(ws.records.get(module, record_id), counts(ws, module, record_id, screen.formats))
        tab = kept.tab(tab)
        if tab not in kept.tabs:
            asked, told = self.asked, self.told
            size = self._before[2] if self._before and self._before[:2] == (kept.at, tab) else 0
            page = READERS[tab](Wanted(ws, kept.record, screen.formats, screen.keymap, asked, size, told))
            if asked is self.asked and told is self.told:
                kept.tabs[tab] = page
        return kept

    def _show(self, opened: Opened | None) -> None:
        self._put(opened)
        self._screen.repaint_bars()

    def _put(self, opened: Opened | None) -> None:
        same = opened is not None and self.opened is not None and opened.at == self.opened.at
        self.opened = opened
        if opened is None:
            self.pane.show(DetailView(empty=_("No record is open.")))
            return
        tab = opened.tab(self.tab)
        view = record_view(opened.record, tab, self.page.lines, self._screen.formats, opened.counts)
        self.pane.show(view, keep=same and self.pane.view.tab == tab)
