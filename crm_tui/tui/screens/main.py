"""The main screen: sidebars, list, record and three bars in a flat grid. It routes; controls and acts do."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Awaitable, Callable
from typing import TypeVar

from textual.app import ComposeResult
from textual.events import Key, Resize
from textual.screen import Screen
from textual.widget import Widget

from crm_tui.base.messages import _
from crm_tui.domain.decisions import Explanation
from crm_tui.domain.errors import CrmError, Forbidden
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Done, Record, Row, Sort
from crm_tui.services.workspace import Workspace
from crm_tui.tui.acts.lines import act_on_line
from crm_tui.tui.acts.listing import narrow, sort_by
from crm_tui.tui.acts.table import ACTS, AT_ONCE
from crm_tui.tui.acts.why import explain_command
from crm_tui.tui.allowed import is_allowed
from crm_tui.tui.commands.registry import BY_ID, Command, Context, Keymap, KeyReader, key_name
from crm_tui.tui.dialogs.dialog import Dialog
from crm_tui.tui.dialogs.why_card import WhyCard
from crm_tui.tui.entrance import Entrance
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.panes.bars import FooterLine, HeadLine, StatusLine
from crm_tui.tui.panes.detail import Detail
from crm_tui.tui.panes.navigation import Navigation
from crm_tui.tui.panes.record_table import RecordTable
from crm_tui.tui.place import Place, Trail
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.presenters.navigation import module_title, parse_module_id, space_title
from crm_tui.tui.presenters.status import crumbs, done_status, error_status, footer_items, user_line
from crm_tui.tui.screens.filter_line import FilterLine
from crm_tui.tui.screens.list_control import ListControl
from crm_tui.tui.screens.navigation_control import NavigationControl
from crm_tui.tui.screens.panes_layout import PANES, Panes
from crm_tui.tui.screens.record_control import RecordControl

T = TypeVar("T")

LOOK = 1.0
"""Seconds between two looks for other people's changes."""
CONTEXTS = {"nav": Context.NAVIGATION, "table": Context.LIST, "detail": Context.RECORD}


class MainScreen(Screen[None]):
    """The desk on which people stay. Keys become commands of the registry; commands become acts."""

    BLANK = True
    CSS_PATH = "../styles/main.tcss"

    def __init__(self, ws: Workspace, entrance: Entrance, formats: Formats, keymap: Keymap) -> None:
        super().__init__()
        self.ws, self.entrance, self.formats, self.keymap = ws, entrance, formats, keymap
        self.place, self.trail = Place(), Trail()
        self.reader = KeyReader(keymap)
        self._turn = Lock()
        self.head, self.status, self.footer = HeadLine(id="head"), StatusLine(id="status"), FooterLine(id="footer")
        self.nav, self.table = Navigation(id="nav"), RecordTable(id="table", edge=True)
        self.detail, self.filter = Detail(id="detail", edge=True), FilterLine(id="filter")
        self.panes = Panes(self, {"nav": self.nav, "table": self.table, "detail": self.detail})
        self.navigation = NavigationControl(self, self.nav)
        self.list = ListControl(self, self.table)
        self.record = RecordControl(self, self.detail)

    def compose(self) -> ComposeResult:
        yield from (self.head, self.nav, self.table, self.detail, self.filter, self.status, self.footer)

    async def on_mount(self) -> None:
        for pane in (self.nav, self.table, self.detail):
            pane.ahead = self._ahead
        self.footer.call_press = self.start
        self.filter.call_text = self._filtered
        await self.navigation.read()
        first = self.navigation.first_module()
        if first is not None:
            await self._go(self.place.at_module(first[1], first[0]), remember=False)
        self.navigation.start_counting()
        self.focus_pane("table")
        self.repaint_bars()
        self.set_interval(LOOK, self._look)

    def _look(self) -> None:
        """Did somebody else change something? Not while a dialog is open: what is typed there must not move."""
        if self.is_current:
            self.run_worker(self._take_up_changes(), group="look", exclusive=True, exit_on_error=False)

    async def _take_up_changes(self) -> None:
        if await off_loop(self.ws.changes.poll) and self.is_current:
            async with self._turn:
                await self.guarded(self.read_again)

    # Keys and commands

    def _ahead(self, event: Key) -> bool:
        """Keys of the registry, sequences and all; what a pane moves by is left to it."""
        key = key_name(event.key, event.character)
        command = self.reader.press(self.context, key)
        self.status.show_pending(self.reader.pending)
        if command is None:
            return bool(self.reader.pending)
        if command.id in self.panes.own(event.key):
            return False
        self.start(command.id)
        return True

    def on_key(self, event: Key) -> None:
        """Keys while no pane has the keyboard."""
        if self._ahead(event):
            event.stop()

    def start(self, command_id: str) -> None:
        """Run a command: what needs no waiting at once, the rest in a worker, one after the other."""
        if (now := AT_ONCE.get(command_id)) is not None:
            now(self)
        else:
            self.queue(lambda: self.run_command(BY_ID[command_id]))

    def queue(self, act: Callable[[], Awaitable[None]]) -> None:
        """Keys typed ahead are done in their order, none is lost."""

        async def in_turn() -> None:
            async with self._turn:
                await act()

        self.run_worker(in_turn(), group="act", exit_on_error=False)

    async def run_command(self, command: Command) -> None:
        """Do it, or explain why not."""
        if self.allowed(command) is False:
            await self.explain(command)
        else:
            await self.guarded(lambda: self._do(command.id))

    async def _do(self, command_id: str) -> None:
        if command_id in ACTS:
            await ACTS[command_id](self)
        elif command_id in AT_ONCE:
            AT_ONCE[command_id](self)
        else:
            self.panes.do(command_id)

    async def guarded(self, act: Callable[[], Awaitable[None]]) -> None:
        """The one place where errors of acts end: a card or a line; the unexpected goes to the app's boundary."""
        try:
            await act()
        except CrmError as error:
            await self.refused(error)

    async def refused(self, error: CrmError) -> None:
        """Say why something was not done."""
        self.say(error_status(error))
        if isinstance(error, Forbidden):
            await self.ask(WhyCard(_("This"), error.explanation))

    async def explain(self, command: Command, explanation: Explanation | None = None) -> None:
        """The why-card of a greyed command; trying it is an attempt, and audited as one."""
        await explain_command(self, command, explanation)

    def allowed(self, command: Command) -> bool | None:
        return is_allowed(self, command)

    # Places

    async def go(self, place: Place, *, remember: bool = True) -> None:
        await self.guarded(lambda: self._go(place, remember=remember))

    async def _go(self, place: Place, *, remember: bool) -> None:
        old = self.place
        self.place = place
        try:
            if not place.same_list(old) or self.list.source is None:
                await self.list.show(place)
                self.record.forget()
            if place.record_id is not None:
                self.record.tab = place.tab
                await self.record.open(place.module, place.record_id)
                self.focus_pane("detail")
        except CrmError:
            self.place = old
            raise
        if remember:
            self.trail.leave(old)
        self.navigation.paint()
        self.repaint_bars()

    def start_place(self, line_id: str) -> None:
        """A line of the navigation was chosen."""
        if (found := parse_module_id(line_id)) is not None:
            self.queue(lambda: self._open_module(*found))
        else:
            self.nav.fold()

    async def _open_module(self, space: int, module: str) -> None:
        await self.go(self.place.at_module(module, space))
        self.focus_pane("table")

    def start_area(self, area: str) -> None:
        """An area of the primary sidebar was chosen."""
        self.start({"home": "go.home", "spaces": "go.spaces", "search": "go.search"}.get(area, "go.organisations"))

    def start_line(self, key: str) -> None:
        """A line of the record pane was chosen."""
        self.queue(lambda: self.guarded(lambda: act_on_line(self, key)))

    def start_sort(self, sort: Sort) -> None:
        """A column title was clicked."""
        self.queue(lambda: self.guarded(lambda: sort_by(self, sort)))

    # What acts use

    @property
    def context(self) -> Context:
        focused = self.panes.focused
        if focused == "table" and self.place.bin:
            return Context.BIN
        return CONTEXTS[focused]

    @property
    def module(self) -> ModuleDef | None:
        return self.list.module

    def subject(self) -> Row | Record | None:
        if self.context is Context.RECORD and self.record.record is not None:
            return self.record.record
        return self.list.row()

    async def ask(self, dialog: Dialog[T]) -> T | None:
        return await self.app.push_screen_wait(dialog)

    async def off_loop(self, call: Callable[[], T]) -> T:
        return await off_loop(call)

    def say(self, status: Status) -> None:
        self.status.show(status)

    async def changed(self, done: Done | None = None) -> None:
        if done is not None:
            self.say(done_status(done, self.keymap))
        await self.read_again()

    async def read_again(self) -> None:
        """Rights, list and record as they stand now."""
        await off_loop(self.ws.refresh)
        self.record.forget()
        try:
            await self.list.reload()
        except CrmError as error:
            self.say(error_status(error))
        if self.panes.shown("detail"):
            await self.record.reload()
        self.repaint_bars()

    def cursor_moved(self) -> None:
        """The list's cursor stands on another row: record, breadcrumb and footer follow in the same frame."""
        line = self.table.row
        if self.panes.shown("detail"):
            self.record.follow(self.place.module, line.id if line is not None and not self.place.bin else None)
        self.repaint_bars()

    def focus_pane(self, name: str) -> None:
        self.panes.focus(name)
        self.repaint_bars()

    def next_pane(self, by: int) -> None:
        self.panes.turn(by)
        self.repaint_bars()

    def on_descendant_focus(self) -> None:
        """A click gave another pane the keyboard."""
        if self.is_mounted and isinstance(self.focused, Widget) and self.focused.id in PANES:
            self.repaint_bars()

    def on_resize(self, event: Resize) -> None:
        """Fold to one pane where the terminal is narrow; place and focus stay."""
        self.panes.fold(event.size.width)
        if self.panes.shown("detail") and self.list.source is not None:
            self.cursor_moved()

    def open_filter(self) -> None:
        place = self.place
        self.status.display = False
        self.filter.open(place.where or place.text)

    def _filtered(self, text: str, done: bool) -> None:
        """The filter line was typed into."""
        if done:
            self.status.display = True
            self.focus_pane("table")
        work = self.guarded(lambda: narrow(self, text, done))
        self.run_worker(work, group="narrow", exclusive=True, exit_on_error=False)

    def copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)

    def enter(self, login: str, slug: str) -> None:
        self.app.enter(login, slug)  # type: ignore[attr-defined]

    def count(self) -> int:
        return self.table.count.take()

    def quit(self) -> None:
        self.app.exit()

    # The bars

    def repaint_bars(self) -> None:
        place, module = self.place, self.list.module
        space = self.navigation.space(place.space)
        parts = [self.ws.organisation.name, space_title(space) if space else ""]
        parts += [module_title(module) if module else "", place.related_to or self.view_label(place)]
        if self.panes.narrow and self.panes.focused == "detail" and self.record.record is not None:
            parts[-1] = self.record.record.name
        self.head.show(crumbs(parts), (user_line(self.ws.actor),))
        self.footer.show(footer_items(self.context, self.allowed, self.keymap))

    def view_label(self, place: Place) -> str:
        """The name of the view of a place."""
        if place.bin:
            return _("Recycle bin")
        return place.view.replace("_", " ") if place.view else ""
