"""The area pane: reads the sections of an area one by one, each shown as it comes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.timer import Timer

from crm_tui.base.text import display_text
from crm_tui.domain.errors import CrmError, NotFound
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Row
from crm_tui.tui.area_source import AreaSource, OfRecords, Section
from crm_tui.tui.areas.table import SOURCES
from crm_tui.tui.background import begin
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.panes.area import AreaPane
from crm_tui.tui.presenters.areas import Shelf, record_named
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.screens.company import AGE, AGING
from crm_tui.tui.setup.page import SetupRow
from crm_tui.tui.setup.source import SetupSource
from crm_tui.tui.setup.table import page_named

if TYPE_CHECKING:
    from crm_tui.tui.screens.main import MainScreen

Sought = Callable[[Line], bool]
"""Whether a line is the one on which the cursor is to stand."""


class AreaControl:
    """Connects the area pane with its sources. Sections are read in threads; late answers are dropped."""

    def __init__(self, screen: MainScreen, pane: AreaPane) -> None:
        self._screen, self.pane = screen, pane
        self.source: AreaSource | None = None
        self._sources: dict[str, AreaSource] = {}
        self._shelves: dict[str, Shelf] = {}
        self._sought: Sought | None = None
        self._left: dict[AreaSource, str] = {}
        self.aging: Timer | None = None
        """Of a page on which time itself passes."""
        pane.call_move = screen.cursor_moved
        pane.call_act = screen.places.start_area_line

    @property
    def context(self) -> Context:
        """Whose commands stand in the footer."""
        return self.source.context if self.source is not None else Context.HOME

    @property
    def title(self) -> str:
        """The name of the area that is open."""
        return display_text(self.source.title) if self.source is not None else ""

    def pointed(self) -> tuple[str, int] | None:
        """The record that the line under the cursor names."""
        line = self.pane.line
        return record_named(line.key) if line is not None else None

    @property
    def crumbs(self) -> tuple[str, ...]:
        """Where one is, below the organisation."""
        return self.setup.crumbs if self.setup is not None else (self.title,)

    @property
    def setup(self) -> SetupSource | None:
        """The page of set-up that is open."""
        return self.source if isinstance(self.source, SetupSource) else None

    @property
    def on_card(self) -> bool:
        """Whether the card beside a page of set-up has the keyboard."""
        return self.setup is not None and self._screen.panes.focused == "detail"

    @property
    def key(self) -> str:
        """The key of the line under the cursor."""
        return self.pane.line.key if self.pane.line is not None else ""

    def chosen_row(self) -> SetupRow[Any] | None:
        """The row of set-up under the cursor."""
        return self.setup.row(self.key) if self.setup is not None else None

    async def chosen_on_card(self, key: str) -> None:
        """Enter on a line of the card beside a page of set-up."""
        row, setup = self.chosen_row(), self.setup
        if setup is not None and row is not None:
            await setup.page.chosen(self._screen, row, key)

    async def narrow(self, text: str) -> None:
        """Leave only the rows of set-up that a text fits."""
        if self.setup is not None:
            self.setup.text = text
            self._screen.place = replace(self._screen.place, text=text)
            await self.reload()

    def subject(self) -> tuple[ModuleDef, Row] | None:
        """The record under the cursor as commands work on it, where they do."""
        pointed, source = self.pointed(), cast(object, self.source)
        return source.row(*pointed) if pointed is not None and isinstance(source, OfRecords) else None

    async def read(self, area: str, text: str = "") -> tuple[AreaSource, Sequence[Section]]:
        """An area with its sections; nothing changes on the screen. NotFound where there is no such area."""
        source = self._sources.get(area)
        if source is None:
            source = self._sources[area] = self._made(area)
        if isinstance(source, SetupSource):
            source.text = text
        return source, await off_loop(source.sections)

    def _made(self, area: str) -> AreaSource:
        ws, formats = self._screen.ws, self._screen.formats
        if area in SOURCES:
            return SOURCES[area](ws, formats)
        if page_named(area) is not None:
            return SetupSource(ws, formats, area)
        raise NotFound

    def show(self, source: AreaSource, sections: Sequence[Section]) -> None:
        """Open an area: its headings at once, its lines as they come; the cursor goes where it stood last time."""
        self.close()
        self.source = source
        if key := self._left.get(source):
            self._sought = lambda line: line.key == key
        if self.context in AGING:
            self.aging = self._screen.set_interval(AGE, self._screen.company.grow_old)
        self._shelves = {each.id: _shelf(each) for each in sections}
        self._paint(keep=False)
        self._start(source, sections)

    async def reload(self) -> None:
        """Read the area again; the cursor stays on its line."""
        source = self.source
        if source is None:
            return
        sections = await off_loop(source.sections)
        if source is self.source:
            lines = {id_: shelf.lines for id_, shelf in self._shelves.items()}
            self._shelves = {each.id: replace(_shelf(each), lines=lines.get(each.id)) for each in sections}
            self._paint(keep=True)
            if self.setup is not None:
                self._screen.navigation.paint()
            self._start(source, sections)

    async def reload_still(self) -> None:
        """Read an area again under a dialog; it stays as it is where the line under the cursor would go."""
        source, line = self.source, self.pane.line
        if source is None or self.setup is not None:
            return
        shelves = await off_loop(lambda: {each.id: _filled(each) for each in source.sections()})
        keys = {each.key for shelf in shelves.values() for each in shelf.lines or ()}
        if source is self.source and (line is None or line.key in keys):
            self._shelves = shelves
            self._paint(keep=True)

    def seek(self, module: str, record_id: int) -> None:
        """Put the cursor on the first line that names a record, unless it stands on one; or once that line comes."""
        self._sought = lambda line: record_named(line.key) == (module, record_id)
        self._seek()

    def seek_new(self) -> None:
        """Put the cursor on the first row of set-up that comes when the page is read again: what was just made."""
        known = {line.key for line in self.pane.lines}
        if self.setup is not None:
            self._sought = lambda line: bool(line.key) and line.key not in known

    def _seek(self) -> None:
        sought, line = self._sought, self.pane.line
        if sought is None or (line is not None and sought(line)):
            self._sought = None
            return
        at = next((at for at, line in enumerate(self.pane.lines) if sought(line)), None)
        if at is not None:
            self._sought = None
            self.pane.go_to(at)

    def close(self) -> None:
        """Show nothing, and keep nothing but where the cursor stood."""
        if self.source is not None and self.pane.line is not None:
            self._left[self.source] = self.pane.line.key
        if self.aging is not None:
            self.aging.stop()
        self.source, self._sought, self.aging = None, None, None
        self._shelves = {}
        self.pane.show("", ())

    def step(self, by: int) -> tuple[str, int] | None:
        """Go so many lines on that name a record; the record where the cursor stands then."""
        cursor = self.pane.cursor
        places = [at for at, line in enumerate(self.pane.lines) if record_named(line.key)]
        ahead = [at for at in places if at > cursor] if by > 0 else [at for at in reversed(places) if at < cursor]
        for at in ahead[: abs(by)][-1:]:
            self.pane.go_to(at)
        return self.pointed()

    def _start(self, source: AreaSource, sections: Sequence[Section]) -> None:
        work = partial(self._read_all, source, sections)
        begin(self._screen, work, "area")

    async def _read_all(self, source: AreaSource, sections: Sequence[Section]) -> None:
        for section in sections:
            shelf = await off_loop(lambda section=section: _filled(section))  # type: ignore[misc]
            if source is not self.source:
                return
            self._shelves[section.id] = shelf
            self._paint(keep=True)
            self._seek()
        self._sought = None
        self._screen.repaint_bars()  # what may be done with the line under the cursor came with the lines

    def _paint(self, *, keep: bool) -> None:
        setup = self.setup
        note, columns = (setup.note, setup.columns) if setup is not None else ("", ())
        self.pane.show(self.title, tuple(self._shelves.values()), note, columns=columns, keep=keep)
        if setup is not None:
            self._screen.show_card()


def _shelf(section: Section) -> Shelf:
    return Shelf(section.id, display_text(section.title), display_text(section.empty))


def _filled(section: Section) -> Shelf:
    """In a thread."""
    return replace(_shelf(section), lines=read_section(section))


def read_section(section: Section) -> tuple[Line, ...]:
    """The lines of a section, in a thread. What cannot be read says so in its place."""
    try:
        return tuple(section.read())
    except CrmError as error:
        return (Line(f"  {display_text(str(error))}", tone=Tone.WARN, sign="!", wrap=True),)
