"""The grid of cells: walking, scrolling both ways, staying on its row, hostile words."""

from __future__ import annotations

import pytest

from crm_tui.tui.panes.grid import GridPane
from crm_tui.tui.presenters.field_grid import Grid, GridCell, GridColumn, GridRow
from tests.tui.pane_pilot import HOSTILE, Panes, assert_aligned, screen_lines
from tests.tui.rest import settle


def grid(rows: int, columns: int, words: str = "x") -> Grid:
    """Cells that say where they stand."""
    heads = tuple(GridColumn(f"c{c}", f"{words} {c}") for c in range(columns))
    return Grid(
        heads,
        tuple(
            GridRow(f"r{r}", f"{words} {r}", tuple(GridCell(f"{r}.{c}") for c in range(columns))) for r in range(rows)
        ),
        "nothing",
    )


def pane_of(shown: Grid) -> GridPane:
    pane = GridPane(classes="rest")
    pane.show(shown, "Fields", "")
    return pane


def where(pane: GridPane) -> tuple[str, str] | None:
    return pane.cell[:2] if pane.cell is not None else None


async def test_arrows_walk_and_both_ways_scroll() -> None:
    pane = pane_of(grid(60, 9))
    async with Panes(pane).run_test(size=(80, 24)) as pilot:
        await pilot.press("right", "right", "down")
        assert where(pane) == ("r1", "c2")
        assert "▌1.2" in screen_lines(pilot.app)[3]
        await pilot.press(*["l"] * 9)
        assert where(pane) == ("r1", "c8")
        assert "x 0" not in screen_lines(pilot.app)[1]
        assert "‹" in screen_lines(pilot.app)[1]
        await pilot.press("end", "k")
        assert where(pane) == ("r58", "c8")
        assert any("▌58.8" in line for line in screen_lines(pilot.app))
        await pilot.press("home", "pagedown", "left", "up")
        assert where(pane) == ("r21", "c7")
        await pilot.resize_terminal(60, 8)
        await settle(pilot)
        assert any("▌21.7" in line for line in screen_lines(pilot.app))
        assert_aligned(pilot.app)


async def test_a_narrowed_grid_keeps_the_cursor_on_its_row() -> None:
    pane = pane_of(grid(10, 2))
    async with Panes(pane).run_test(size=(80, 24)) as pilot:
        await pilot.press("down", "down", "down", "right")
        full = pane.grid
        pane.show(Grid(full.columns, full.rows[2:5], "nothing"), "Fields", "")
        assert where(pane) == ("r3", "c1")
        pane.show(Grid(full.columns, (), "nothing"), "Fields", "")
        await settle(pilot)
        assert pane.cell is None
        assert "nothing" in screen_lines(pilot.app)[2]


@pytest.mark.parametrize("words", HOSTILE)
async def test_hostile_words_move_no_cell(words: str) -> None:
    async with Panes(pane_of(grid(3, 3, words))).run_test(size=(60, 16)) as pilot:
        assert_aligned(pilot.app)
        assert not any(char in line for line in screen_lines(pilot.app) for char in "\x1b\x07\u202e\x9b")


async def test_a_click_goes_to_a_cell() -> None:
    pane = pane_of(grid(9, 3))
    async with Panes(pane).run_test(size=(80, 24)) as pilot:
        await pilot.click(GridPane, offset=(24 + 14 + 3, 5))
        assert where(pane) == ("r3", "c1")
