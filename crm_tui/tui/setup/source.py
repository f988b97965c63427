"""A page of set-up as an area: reads, narrows, and keeps rows for what commands are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.errors import Forbidden, NotFound
from crm_tui.domain.modules import ModuleDef
from crm_tui.services.workspace import Workspace
from crm_tui.tui.area_source import Section
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.desk import Desk
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import Column, DetailView, Line
from crm_tui.tui.setup.page import SetupRow
from crm_tui.tui.setup.table import asked_first, may_open, page_named

ROW = "row:"
"""Start of the key of a line that stands for a row."""


class SetupSource:
    """One page on one screen. `text`: what it is narrowed by."""

    def __init__(self, ws: Workspace, formats: Formats, area: str) -> None:
        named = page_named(area)
        if named is None:
            raise NotFound
        self.definition, self._subject = named
        self._ws = ws
        self.page = self.definition.make(ws, formats, self._subject)
        self.text = ""
        self._rows: dict[str, SetupRow[Any]] = {}

    @property
    def context(self) -> Context:
        """Whose commands stand in the footer."""
        return self.page.context

    @property
    def title(self) -> str:
        """The page, what it is about, and what it is narrowed by."""
        return " · ".join(part for part in (self.definition.words, *self._about, self.text) if part)

    @property
    def crumbs(self) -> tuple[str, ...]:
        """Where one is, below the organisation."""
        return (_("Set-up"), self.definition.words, *self._about)

    @property
    def _about(self) -> tuple[str, ...]:
        return (self.page.name,) if self._subject else ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """Titles and widths of the rows' cells."""
        return self.page.columns

    @property
    def note(self) -> str:
        """What stands right in the title."""
        return display_text(self.page.note) or (str(len(self._rows)) if self._rows else "")

    def sections(self) -> Sequence[Section]:
        """All rows in one. Forbidden for who may do nothing here."""
        if not may_open(self._ws, self.definition):
            raise Forbidden(self._ws.access.mine(*asked_first(self._ws, self.definition)))
        empty = _("Nothing found: esc takes the filter away.") if self.text else self.page.empty
        return (Section("rows", "", empty, self._lines),)

    def row(self, key: str) -> SetupRow[Any] | None:
        """The row that a line's key names."""
        return self._rows.get(key.removeprefix(ROW)) if key.startswith(ROW) else None

    def module(self, key: str) -> ModuleDef | None:
        """The module that decisions are about on this line."""
        return self.page.module(self.row(key))

    def offers(self, command: str, key: str) -> bool:
        """Whether a command makes sense on this line."""
        row = self.row(key)
        return self.page.offers(command, row) and (row is not None or command != "setup.open")

    def card(self, key: str) -> DetailView:
        """What stands beside of this line."""
        row = self.row(key)
        return self.page.card(row) if row is not None else DetailView(empty=_("Nothing is chosen."))

    async def chosen(self, desk: Desk, key: str) -> None:
        """Enter on a row, or on a line of its card."""
        row = self.row(key)
        if row is not None:
            await self.page.open(desk, row)

    def _lines(self) -> Sequence[Line]:
        """In a thread."""
        rows = self.page.rows(self.text)
        self._rows = {row.key: row for row in rows if row.key}
        return [line_of(row) for row in rows]


def line_of(row: SetupRow[Any]) -> Line:
    """A row as the pane paints it."""
    first, *others = (display_text(cell) for cell in row.cells)
    words = ("  " * row.depth + first, *others)
    key = f"{ROW}{row.key}" if row.key else ""
    return Line(words[0], tone=row.tone, key=key, sign=row.sign, cells=words if key and others else ())
