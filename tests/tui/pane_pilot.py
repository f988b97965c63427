"""Small apps made of panes, and what tests read from their screens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.widget import Widget

from crm_tui.tui.panes.record_table import RecordTable
from crm_tui.tui.presenters.lines import Column, TableRow
from crm_tui.tui.theme import DEFAULT_THEME, themes

HOSTILE = ("[/]", "[b]x[/b]", "[@click=app.quit]x[/]", "\x1b]52;c;eA==\x07", "a\u202eb", "tab\there", "x\x9b2Jy\r\n")
WORLD = ("Łucja Wiśniewska", "王伟", "e\u0301clair", "👨\u200d👩\u200d👧 family", "☺\ufe0f", "한국어 이름", "Ω" * 60)
COLUMNS = (
    Column("Name", "Name", weight=3, least=12, sort="up"),
    Column("Company", "Company", weight=2, least=8),
    Column("Amount", "Amount", least=8, most=14, right=True),
)


class Rows:
    """A source of so many rows, at once; `calls` are the pages asked for."""

    def __init__(self, number: int, *, total: int | None = -1, names: Sequence[str] = ()) -> None:
        self.number = number
        self.total = number if total == -1 else total
        self.names = names
        self.first = 0
        self.calls: list[int] = []

    def row(self, index: int) -> TableRow:
        name = self.names[index % len(self.names)] if self.names else f"Name {index}"
        return TableRow(1000 + index + self.first, (name, f"Company {index}", str(index)))

    def page(self, start: int, size: int) -> Sequence[TableRow] | None:
        self.calls.append(start)
        return [self.row(i) for i in range(start, min(start + size, self.number))]


class LateRows(Rows):
    """The same, but pages come later, by `put_page`."""

    def page(self, start: int, size: int) -> Sequence[TableRow] | None:
        self.calls.append(start)
        return None

    def answer(self, start: int) -> Sequence[TableRow]:
        return [self.row(i) for i in range(start, min(start + 64, self.number))]


class Panes(App[None]):
    """Shows panes below each other."""

    CSS = "Screen { layout: vertical; } .rest { height: 1fr; }"

    def __init__(self, *panes: Widget, theme: str = DEFAULT_THEME) -> None:
        super().__init__()
        self.panes = panes
        for each in themes():
            self.register_theme(each)
        self.theme = theme

    def compose(self) -> ComposeResult:
        yield from self.panes

    def on_mount(self) -> None:
        self.set_focus(self.first())

    def first(self) -> Widget | None:
        """The pane that has the keyboard at the start."""
        return next((pane for pane in self.panes if pane.can_focus), None)


def table_app(source: Rows, **options: Any) -> tuple[Panes, RecordTable]:
    """An app that holds one table over a source."""
    table = RecordTable(classes="rest", **options)
    table.show(source, COLUMNS)
    return Panes(table), table


def screen_lines(app: App[Any]) -> list[str]:
    """What stands on the screen, line by line."""
    return ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]


def assert_aligned(app: App[Any]) -> None:
    """Every line of the screen is exactly as wide as the screen."""
    assert {cell_len(line) for line in screen_lines(app)} == {app.size.width}


@contextmanager
def counted_frames(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Collects the partial and full repaints of the screen."""
    from textual._compositor import Compositor

    frames: list[str] = []
    for name in ("render_partial_update", "render_full_update"):
        original = getattr(Compositor, name)

        def counting(self: Compositor, *args: Any, _name: str = name, _original: Any = original, **kw: Any) -> Any:
            frames.append(_name)
            return _original(self, *args, **kw)

        monkeypatch.setattr(Compositor, name, counting)
    yield frames
    monkeypatch.undo()
