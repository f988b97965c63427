"""The record pane: follows the cursor, loads a record and its tabs in a thread, and keeps what was read."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from textual.timer import Timer

from crm_tui.base.messages import _
from crm_tui.domain.errors import CrmError
from crm_tui.domain.records import Record
from crm_tui.services.workspace import Workspace
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.panes.detail import Detail
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import DetailView, Line
from crm_tui.tui.presenters.record import file_lines, info_lines, note_lines, record_view, related_lines
from crm_tui.tui.presenters.status import error_status
from crm_tui.tui.presenters.timeline import timeline_lines
from crm_tui.tui.presenters.why import action_lines

if TYPE_CHECKING:
    from crm_tui.tui.screens.main import MainScreen

REST = 0.09
"""Seconds that the cursor rests on a row before its record is read."""
KEPT = 32
"""Records kept."""


@dataclass
class Opened:
    """A record that was read, with the lines of the tabs that were looked at."""

    record: Record
    counts: dict[str, str]
    tabs: dict[str, tuple[Line, ...]] = field(default_factory=dict)


class RecordControl:
    """Connects the detail pane with the services."""

    def __init__(self, screen: MainScreen, pane: Detail) -> None:
        self._screen, self.pane = screen, pane
        self.tab = "info"
        self.opened: Opened | None = None
        self._wanted: tuple[str, int] | None = None
        self._kept: OrderedDict[tuple[str, int], Opened] = OrderedDict()
        self._timer: Timer | None = None
        self._age = 0
        pane.call_tab = self.show_tab
        pane.call_act = screen.places.start_detail_line

    @property
    def record(self) -> Record | None:
        """The record in the pane."""
        return self.opened.record if self.opened is not None else None

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
        elif (kept := self._kept.get(self._wanted)) and self.tab in kept.tabs:
            self._put(kept)
        else:
            self._timer = self._screen.set_timer(REST, self._start)

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
        self._kept.clear()
        self._age += 1

    def close(self) -> None:
        """Show nothing, and keep nothing."""
        self.forget()
        self._wanted = None
        self._show(None)

    async def reload(self) -> bool:
        """Read the record in the pane again; False where it is gone."""
        self.forget()
        if self._wanted is not None:
            try:
                self._keep(await self.read(*self._wanted, self.tab))
            except CrmError:
                self._show(None)
                return False
        return True

    def show_tab(self, tab: str) -> None:
        """Turn to a tab; its lines are read when they are not here. The way back leads to it too."""
        self.tab = tab
        self._screen.place = self._screen.place.on(self._screen.place.record_id, tab)
        if self.opened is not None and tab in self.opened.tabs:
            self._show(self.opened)
        elif self._wanted is not None:
            self._start()

    def _start(self) -> None:
        self._timer = None
        if self._wanted is not None:
            work = self._load(*self._wanted, self.tab)
            self._screen.run_worker(work, group="record", exclusive=True, exit_on_error=False)

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
        ws = self._screen.ws
        kept = self._kept.get((module, record_id))
        if kept is None:
            kept = Opened(ws.records.get(module, record_id), counts(ws, module, record_id))
        if tab not in kept.tabs:
            kept.tabs[tab] = tuple(TABS[tab](ws, kept.record, self._screen.formats))
        return kept

    def _show(self, opened: Opened | None) -> None:
        self._put(opened)
        self._screen.repaint_bars()

    def _put(self, opened: Opened | None) -> None:
        same = opened is not None and self.opened is not None and opened.record.id == self.opened.record.id
        same_tab = opened is not None and self.pane.view.tab == self.tab
        self.opened = opened
        if opened is None:
            self.pane.show(DetailView(empty=_("No record is open.")))
        else:
            lines = opened.tabs.get(self.tab, ())
            view = record_view(opened.record, self.tab, lines, self._screen.formats, opened.counts)
            self.pane.show(view, keep=same and same_tab)


def counts(ws: Workspace, module: str, record_id: int) -> dict[str, str]:
    """How many notes and files a record has, where the actor may see them."""
    found: dict[str, str] = {}
    for tab, items in (("notes", ws.notes.list), ("files", ws.attachments.list)):
        try:
            found[tab] = str(len(items(module, record_id)) or "")
        except CrmError:
            continue
    return found


def _info(ws: Workspace, record: Record, formats: Formats) -> Sequence[Line]:
    return info_lines(record, formats)


def _timeline(ws: Workspace, record: Record, formats: Formats) -> Sequence[Line]:
    return timeline_lines(ws.timeline.list(record.module.api_name, record.id), record.module, formats)


def _notes(ws: Workspace, record: Record, formats: Formats) -> Sequence[Line]:
    return note_lines(ws.notes.list(record.module.api_name, record.id), formats)


def _files(ws: Workspace, record: Record, formats: Formats) -> Sequence[Line]:
    return file_lines(ws.attachments.list(record.module.api_name, record.id), formats)


def _related(ws: Workspace, record: Record, formats: Formats) -> Sequence[Line]:
    return related_lines(ws.related.list(record.module.api_name, record.id), formats)


def _actions(ws: Workspace, record: Record, formats: Formats) -> Sequence[Line]:
    return action_lines(ws.access.all_actions(record.module.api_name, record.id))


TABS: dict[str, Callable[[Workspace, Record, Formats], Sequence[Line]]] = {
    "info": _info,
    "timeline": _timeline,
    "notes": _notes,
    "files": _files,
    "related": _related,
    "actions": _actions,
}
