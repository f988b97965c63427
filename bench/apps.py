"""The programs that bench/screens.py runs on a pseudo-terminal: `python -m bench.apps NAME …`."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import DataTable, Footer, OptionList, Static

from bench.world import SLUG
from crm_tui.base.ids import RandomIds
from crm_tui.base.text import display_text
from crm_tui.bootstrap import open_installation
from crm_tui.domain.records import ListQuery, Record, Row
from crm_tui.services.workspace import Workspace
from crm_tui.tui.app import CrmApp
from crm_tui.tui.panes.record_table import RecordTable
from crm_tui.tui.place import Place
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import Column, TableRow
from crm_tui.tui.presenters.rows import rows_of
from crm_tui.tui.screens.main import MainScreen
from crm_tui.tui.screens.record_control import REST
from crm_tui.tui.theme import DEFAULT_THEME, themes

MODULE = "Contacts"
ROWS = 1000
"""That the stock table is filled with: more take it seconds to start."""


class Ours(CrmApp):
    """The real app, brought to the list of contacts."""

    async def show(self, workspace: Workspace) -> None:
        await super().show(workspace)
        if isinstance(self.screen, MainScreen):
            await self.screen.go(Place(module=MODULE))


class Stock(App[None]):
    """The same screen as a newcomer would build it of Textual's own widgets, over the same services."""

    CSS = """
    Screen { layout: grid; grid-size: 3; grid-columns: 24 1fr 36; grid-rows: 1 1fr 1; }
    #head, #status { column-span: 3; height: 1; }
    #detail { height: 100%; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(key, f"work('{name}')", name)
        for key, name in (
            ("n", "New"), ("e", "Edit"), ("d", "Delete"), ("o", "Owner"), ("s", "Share"), ("t", "Tag"), ("a", "Attach"),
            ("c", "Clone"), ("u", "Undo"), ("f", "Filter"), ("question_mark", "Help"), ("q", "Quit"),
        )
    ]  # fmt: skip

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self.ws = workspace
        session, info = workspace.session, workspace.organisation
        self.formats = Formats("en", session.zone().key, info.currency, session.today())
        self.rows: dict[int, Row] = {}
        self.kept: dict[int, Record] = {}
        self.resting: Timer | None = None
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        yield Static("Bench", id="head", markup=False)
        yield OptionList(*(display_text(module.label) for module in self.ws.modules.visible()))
        yield DataTable(cursor_type="row", id="table")
        yield Static("", id="detail", markup=False)
        yield Static("", id="status", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        table = self.query_one(DataTable)
        page = self.ws.listing.page(ListQuery(MODULE), limit=ROWS, with_facts=True)
        for field in page.columns:
            table.add_column(field.label, width=16)
        for row, line in zip(page.rows, rows_of(self.ws.module(MODULE), page, self.formats), strict=True):
            self.rows[row.id] = row
            table.add_row(*line.cells, key=str(row.id))
        table.focus()

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        record_id = int(str(event.row_key.value))
        if self.resting is not None:
            self.resting.stop()
        if record_id in self.kept:
            self.show_record(self.kept[record_id])
        else:
            self.resting = self.set_timer(REST, lambda: self.read_record(record_id))
        self.query_one("#status", Static).update(f"{MODULE} / {record_id}", layout=False)
        self.refresh_bindings()

    def read_record(self, record_id: int) -> None:
        """Read it and show it."""
        record = self.kept[record_id] = self.ws.records.get(MODULE, record_id)
        self.show_record(record)

    def show_record(self, record: Record) -> None:
        """All fields, a line each."""
        values = {name: getattr(value, "name", value) for name, value in record.values.items() if value is not None}
        lines = [f"{name:20.20} {display_text(value)}" for name, value in values.items()]
        self.query_one("#detail", Static).update("\n".join([display_text(record.name), *lines]), layout=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Greyed on every other record, as rights would have it."""
        if action != "work" or not self.rows:
            return True
        table = self.query_one(DataTable)
        return True if parameters[0] in ("Undo", "Filter", "Help", "Quit", "New") or table.cursor_row % 2 else None

    def action_work(self, name: str) -> None:
        """Nothing: only the footer counts here."""


class _Narrow:
    """Rows of a plain SQLite table with dense ids, a page at a time by its key."""

    def __init__(self, path: str, rows: int) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self.total = rows

    def page(self, start: int, size: int) -> Sequence[TableRow]:
        """Rows from a place on."""
        found = self._connection.execute(
            "SELECT id, name, company, amount FROM line WHERE id > ? AND id <= ? ORDER BY id LIMIT ?",
            (start, self.total, size),
        )
        return [TableRow(number, (name, company, str(amount))) for number, name, company, amount in found]


class Table(App[None]):
    """A `RecordTable` and nothing else."""

    CSS = "RecordTable { height: 1fr; }"

    def __init__(self, path: str, rows: int) -> None:
        super().__init__()
        self.source = _Narrow(path, rows)
        for theme in themes():
            self.register_theme(theme)
        self.theme = DEFAULT_THEME
        self.animation_level = "none"

    def compose(self) -> ComposeResult:
        yield RecordTable(id="table")

    def on_mount(self) -> None:
        table = self.query_one(RecordTable)
        columns = (
            Column("Name", "Name", weight=3, least=12, sort="up"),
            Column("Company", "Company", weight=2, least=8),
            Column("Amount", "Amount", least=8, most=14, right=True),
        )
        table.set_title("Lines", f"{self.source.total:,}")
        table.show(self.source, columns)
        table.focus()


def _ours(folder: str, login: str) -> App[int]:
    return Ours(open_installation(Path(folder)), RandomIds(), login=login, slug=SLUG)


def _stock(folder: str, login: str) -> App[None]:
    return Stock(open_installation(Path(folder)).workspace(login, SLUG))


APPS: dict[str, Callable[..., App[int] | App[None]]] = {
    "ours": _ours,
    "stock": _stock,
    "table": lambda path, rows: Table(path, int(rows)),
}

if __name__ == "__main__":
    APPS[sys.argv[1]](*sys.argv[2:]).run()
