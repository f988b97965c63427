"""The main screen: sidebars, list, record and three bars in a flat grid. It routes; controls and acts do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from threading import Event
from typing import TypeVar

from textual.app import ComposeResult
from textual.events import Key, Resize
from textual.widget import Widget

from crm_tui.base.text import display_text
from crm_tui.domain.errors import CrmError
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Done, Record, Row
from crm_tui.domain.taste import Taste
from crm_tui.services.workspace import Workspace
from crm_tui.tui.adapter import Underlay
from crm_tui.tui.again import Again
from crm_tui.tui.allowed import is_allowed
from crm_tui.tui.background import begin
from crm_tui.tui.commands.registry import Command, Context, Keymap
from crm_tui.tui.dialogs.dialog import Dialog
from crm_tui.tui.entrance import Entrance
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.panes.area import AreaPane
from crm_tui.tui.panes.bars import FooterLine, HeadLine, StatusLine
from crm_tui.tui.panes.detail import Detail
from crm_tui.tui.panes.navigation import Navigation
from crm_tui.tui.panes.record_table import RecordTable
from crm_tui.tui.place import Place, Trail
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.presenters.navigation import module_title, space_title
from crm_tui.tui.presenters.status import crumbs, done_status, footer_items, marked_text, unread_sign, user_line
from crm_tui.tui.screens.area_control import AreaControl
from crm_tui.tui.screens.beneath import Beneath
from crm_tui.tui.screens.company import CompanyControl
from crm_tui.tui.screens.filter_line import FilterLine
from crm_tui.tui.screens.jumping import Jumping
from crm_tui.tui.screens.list_control import ListControl
from crm_tui.tui.screens.live import Live
from crm_tui.tui.screens.navigation_control import NavigationControl
from crm_tui.tui.screens.panes_layout import Panes
from crm_tui.tui.screens.places import Places
from crm_tui.tui.screens.record_control import RecordControl
from crm_tui.tui.screens.rights_watch import RightsWatch
from crm_tui.tui.screens.runner import Runner
from crm_tui.tui.watcher import LOOK, Watcher

T = TypeVar("T")

CONTEXTS = {"nav": Context.NAVIGATION, "table": Context.LIST, "detail": Context.RECORD}


class MainScreen(Underlay[None]):
    """The desk on which people stay, as acts see it (`tui.desk.Desk`); empty until it is given to somebody."""

    BLANK = True
    AUTO_FOCUS = ""
    CSS_PATH = "../styles/main.tcss"

    ws: Workspace
    entrance: Entrance
    formats: Formats

    def __init__(self, keymap: Keymap) -> None:
        super().__init__()
        self.keymap = keymap
        self.opened, self._given = asyncio.Event(), False
        self.place, self.trail = Place(), Trail()
        self.again: Again | None = None
        self.head, self.status, self.footer = HeadLine(id="head"), StatusLine(id="status"), FooterLine(id="footer")
        self.nav, self.table = Navigation(id="nav"), RecordTable(id="table", edge=True)
        self.area = AreaPane(id="area", edge=True)
        self.detail, self.filter = Detail(id="detail", edge=True), FilterLine(id="filter")
        middle = {"table": self.table, "area": self.area}
        self.panes = Panes(self, {"nav": self.nav, **middle, "detail": self.detail})
        self.runner, self.places = Runner(self, keymap), Places(self)
        self.navigation = NavigationControl(self, self.nav)
        self.list, self.areas = ListControl(self, self.table), AreaControl(self, self.area)
        self.record = RecordControl(self, self.detail)
        self.jumping = Jumping(self)
        self.rights, self.live, self.company = RightsWatch(self), Live(self), CompanyControl(self)
        self.beneath = Beneath(self)
        self.watcher = Watcher(self._poll, self._look, self._look_failed)
        self.told = Event()
        """Whoever serves the session has said that data changed."""

    def compose(self) -> ComposeResult:
        yield from (self.head, self.nav, self.table, self.area, self.detail, self.filter, self.status, self.footer)

    def give_to(self, ws: Workspace, entrance: Entrance, formats: Formats) -> None:
        """Whose desk it is; `opened` is set when his first list has been read."""
        self.ws, self.entrance, self.formats, self._given = ws, entrance, formats, True
        if self.is_mounted:
            self.call_later(self._open)

    async def on_mount(self) -> None:
        if self._given:
            await self._open()

    async def _open(self) -> None:
        self._show_head()
        # Before the first record is read: nobody has read what he did not see, above all in the audit log (M03).
        self.panes.fold(self.app.size.width)
        for pane in (self.nav, self.table, self.area, self.detail):
            pane.ahead = self.runner.press
        self.table.call_count = self.status.show_pending
        self.footer.call_press = self.runner.start
        self.filter.call_text = self.places.filtered
        await off_loop(self.ws.changes.poll)  # from before the first list is read on, nothing is missed
        await self.places.open_first()
        # Whoever serves the session says when something changed.
        self.watcher.start(None if self._is_served else LOOK)
        self.opened.set()

    async def on_unmount(self) -> None:
        if self._given:
            await off_loop(self.watcher.stop)
            await self.company.stop()

    def on_key(self, event: Key) -> None:
        """Keys while no pane has the keyboard."""
        if self.runner.press(event):
            event.stop()

    # Other people's changes

    def on_screen_resume(self) -> None:
        """A dialog has closed: what changed meanwhile comes now."""
        self.footer.rest(False)
        self._look()
        self.company.refresh_page(old=False)

    def on_screen_suspend(self) -> None:
        """A dialog has the keyboard."""
        self.footer.rest(True)

    def _poll(self) -> bool:
        """In the watcher's thread. Data is asked about where nobody says when it changed."""
        self.company.poll()
        if self._is_served and not self.told.is_set():
            return False
        self.told.clear()
        return self.ws.changes.poll()

    @property
    def _is_served(self) -> bool:
        return getattr(self.app, "line", None) is not None

    def _look(self) -> None:
        if self.watcher.pending:
            self.live.look()

    @property
    def on_top(self) -> bool:
        """Whether no dialog is open; to Textual a screen under a dialog is current too."""
        return self.app.screen is self

    def _look_failed(self, error: BaseException) -> None:
        self.app.report(error)  # type: ignore[attr-defined]

    async def read_again(self, *, listed: bool = True, opened: bool = True) -> None:
        """Rights, list and record as they stand now. Where the open record is gone, the list has the keyboard.

        `listed`, `opened`: whether list and record may have changed; what may not stays as it is.
        """
        if not await self._still_views():
            return
        self.record.forget()
        try:
            if listed:
                await self.list.reload()
                await self.areas.reload()
            await self.navigation.read_unread()
            if self.rights.changed:
                self.rights.changed = False
                await self.navigation.show()
        except CrmError as error:
            await self.places.leave(error)
            return
        if opened and self.panes.shown("detail") and not await self.record.reload() and self.panes.focused == "detail":
            self.place = self.place.on(None)
            self.focus_pane("table")
        self.repaint_bars()

    async def _still_views(self) -> bool:
        """Take up changed rights. A view as somebody else ends where it is no longer allowed (AC56)."""
        try:
            await off_loop(self.ws.refresh)
        except CrmError as error:
            if self.ws.own is None:
                raise
            self.app.notify(display_text(str(error)), severity="warning", markup=False)
            self.look_through(self.ws.own)
            return False
        return True

    # What acts use

    @property
    def busy(self) -> bool:
        """Whether an act is under way that may open a dialog or another place: keys wait for it."""
        return self.runner.busy

    @property
    def context(self) -> Context:
        focused = self.panes.focused
        if (focused == "table" and self.place.area) or self.areas.on_card:
            return self.areas.context
        return Context.BIN if focused == "table" and self.place.bin else CONTEXTS[focused]

    @property
    def module(self) -> ModuleDef | None:
        if self.place.area and self.context is Context.RECORD and self.record.record is not None:
            return self.record.record.module
        if self.areas.setup is not None:
            return self.areas.setup.module(self.areas.key)
        on_line = self.areas.subject() if self.place.area else None
        return on_line[0] if on_line is not None else self.list.module

    def subject(self) -> Row | Record | None:
        if self.context is Context.RECORD and self.record.record is not None:
            return self.record.record
        on_line = self.areas.subject() if self.place.area else None
        return on_line[1] if on_line is not None else self.list.row()

    def allowed(self, command: Command) -> bool | None:
        return is_allowed(self, command)

    async def run_command(self, command: Command) -> None:
        await self.runner.run(command)

    async def go(self, place: Place, *, remember: bool = True) -> None:
        await self.runner.guarded(lambda: self.places.open(place, remember=remember))

    async def ask(self, dialog: Dialog[T]) -> T | None:
        answer = await self.app.push_screen_wait(dialog)
        async with self.beneath.turn:
            return answer

    async def off_loop(self, call: Callable[[], T]) -> T:
        return await off_loop(call)

    def say(self, status: Status) -> None:
        self.status.show(status)

    async def changed(self, done: Done | None = None) -> None:
        if done is not None:
            self.say(done_status(done, self.keymap))
        await off_loop(self.ws.changes.touched)  # what came until now is read here, and not once more at the next look
        await self.read_again()
        self.navigation.start_counting()

    def open_filter(self) -> None:
        self.status.display = False
        self.places.begin_filter()
        self.filter.open(self.place.where or self.place.text)

    def copy(self, text: str) -> None:
        self.app.copy_to_clipboard(text)

    def enter(self, login: str, slug: str) -> None:
        self._leave(lambda: self.app.enter(login, slug))  # type: ignore[attr-defined]

    def look_through(self, ws: Workspace) -> None:
        self._leave(lambda: self.app.look_through(ws))  # type: ignore[attr-defined]

    def use_theme(self, name: str) -> None:
        self.app.use_theme(name)  # type: ignore[attr-defined]

    @property
    def taste(self) -> Taste:
        return self.app.taste  # type: ignore[attr-defined, no-any-return]

    def use_taste(self, taste: Taste) -> None:
        self.app.use_taste(taste)  # type: ignore[attr-defined]
        self._show_head()

    def _show_head(self) -> None:
        # AC56: that one views as somebody else is always in sight.
        self.set_class(not self.taste.header and self.ws.own is None, "headless")

    def count(self, default: int = 1) -> int:
        return self.table.count.take(default)

    def quit(self) -> None:
        self._leave(self.app.exit)

    def _leave(self, go: Callable[[], object]) -> None:
        begin(self, partial(self._keep_and, go), "leave")

    async def _keep_and(self, go: Callable[[], object]) -> None:
        try:
            await self.places.keep()
        finally:
            go()

    # Panes

    def cursor_moved(self) -> None:
        """The list's cursor stands on another row: record, breadcrumb and footer follow in the same frame."""
        self._follow_cursor()
        self.repaint_bars()

    def _follow_cursor(self) -> None:
        """Show the record under the cursor; one that was opened stays until the list has the keyboard."""
        if self.areas.setup is not None:
            self.show_card()
            return
        opened = self.panes.focused != "table" and self.place.record_id is not None
        if self.panes.shown("detail") and not opened:
            self.record.follow(self._pointed())

    def show_card(self) -> None:
        """Show what belongs to the line of set-up under the cursor."""
        if self.areas.setup is not None and self.panes.shown("detail"):
            self.record.show_card(self.areas.setup.card(self.areas.key))

    def _pointed(self) -> tuple[str, int] | None:
        """The record under the cursor of the list or area; those in the bin are not shown."""
        if self.place.area:
            return self.areas.pointed()
        line = self.table.row
        return (self.place.module, line.id) if line is not None and not self.place.bin else None

    def seek(self, module: str, record_id: int) -> None:
        """Let the cursor of the list or area stand on a record, if it is there."""
        if self.place.area:
            self.areas.seek(module, record_id)
        else:
            self.table.seek(record_id)

    def focus_pane(self, name: str) -> None:
        self.panes.focus(name)
        self._follow_cursor()
        self.repaint_bars()

    def next_pane(self, by: int) -> None:
        self.panes.turn(by)
        self._turned()

    def _turned(self) -> None:
        """Another pane was chosen by hand: keys are about what it shows."""
        if self.panes.focused == "table":
            self.place = self.place.on(None)
        elif self.panes.focused == "detail" and self.place.record_id is None and not self.place.bin:
            self._follow_cursor()
            module, record_id = self._pointed() or ("", None)
            self.place = self.place.on(record_id, self.record.tab, module)
        self._follow_cursor()
        self.repaint_bars()

    def start_jump(self) -> None:
        self.jumping.begin()

    def jumped_to(self, name: str) -> None:
        """A jump label chose a line of a pane."""
        self.panes.focus(self.panes.place_of(name))
        self._turned()

    def on_mouse_down(self) -> None:
        """Whoever points needs no labels."""
        self.jumping.leave()

    def on_descendant_focus(self) -> None:
        """A click gave another pane the keyboard."""
        name = self.panes.place_of(self.focused.id or "") if isinstance(self.focused, Widget) else ""
        if name and name != self.panes.focused:
            self.panes.chosen(name)
            self._turned()

    def on_resize(self, event: Resize) -> None:
        """Fold to one pane where the terminal is narrow; place and focus stay."""
        if event.size == self.outer_size:  # Textual tells of what it has just laid out, and would do it again
            event.prevent_default()
        self.jumping.leave()
        self.panes.fold(event.size.width)
        if self.panes.shown("detail") and (self.list.source is not None or self.areas.source is not None):
            self.cursor_moved()

    def repaint_bars(self) -> None:
        place, module = self.place, self.list.module
        space = self.navigation.space(place.space)
        parts = [self.ws.organisation.name]
        if place.area:
            parts += self.areas.crumbs
        else:
            parts += [space_title(space) if space else "", module_title(module) if module else ""]
            parts.append(place.related_to or place.view_label)
        if self.panes.narrow and self.panes.focused == "detail" and self.record.record is not None:
            parts.append(self.record.record.name)
        who = user_line(self.ws.actor, viewed=self.ws.own is not None)
        self.head.show(crumbs(parts), (unread_sign(self.navigation.unread_text), who))
        marked = len(self.table.marks) if self.panes.focused == "table" else 0
        self.footer.show(footer_items(self.context, self.allowed, self.keymap), marked_text(marked))
        self.company.follow()
