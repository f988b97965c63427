"""The pane of an area, alone: sections, a cursor that stays on its line, hostile text; and what keys of lines name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.base.messages import message
from crm_tui.domain.errors import NotFound
from crm_tui.tui.area_source import Section
from crm_tui.tui.panes.area import AreaPane
from crm_tui.tui.panes.detail import Detail
from crm_tui.tui.presenters.areas import Shelf, mark_of, record_key, record_named, shelf_lines
from crm_tui.tui.presenters.lines import Column, DetailView, Line, Tone
from crm_tui.tui.screens.area_control import read_section
from tests.tui.pane_pilot import HOSTILE, Panes, assert_aligned, counted_frames, screen_lines
from tests.tui.rest import settle


def lines(*ids: int) -> tuple[Line, ...]:
    """A line for each record."""
    return tuple(Line(f"Lead {i}", key=record_key("Leads", i), sign="!", note="Today") for i in ids)


def shelves(first: tuple[Line, ...] | None, second: tuple[Line, ...] | None) -> tuple[Shelf, Shelf]:
    """Two sections."""
    return Shelf("a", "First", "Nothing first.", first), Shelf("b", "Second", "Nothing second.", second)


def key_of(pane: AreaPane) -> str:
    """The key under the cursor."""
    return pane.line.key if pane.line is not None else ""


async def test_sections_stand_below_each_other_with_their_words() -> None:
    pane = AreaPane(classes="rest")
    async with Panes(pane).run_test(size=(60, 20)) as pilot:
        pane.show("Home", shelves(None, ()))
        await settle(pilot)
        text = [line.strip() for line in screen_lines(pilot.app)]
        assert text[1:6] == ["First", "…", "", "Second", "Nothing second."]
        pane.show("Home", shelves(lines(1), lines(2)), keep=True)
        await settle(pilot)
        assert "▌! Lead 1" in screen_lines(pilot.app)[2]
        assert screen_lines(pilot.app)[2].rstrip().endswith("Today")
        assert_aligned(pilot.app)


async def test_the_cursor_goes_over_lines_that_can_be_chosen() -> None:
    acted: list[str] = []
    moved: list[str] = []
    pane = AreaPane(on_act=acted.append, classes="rest")
    pane.call_move = lambda: moved.append(key_of(pane))
    async with Panes(pane).run_test(size=(60, 20)) as pilot:
        pane.show("Home", shelves(lines(1, 2), lines(3)))
        moved.clear()
        await pilot.press("j", "j", "j", "enter", "k")
        assert moved == ["record:Leads/2", "record:Leads/3", "record:Leads/2"]
        assert acted == ["record:Leads/3"]


async def test_home_and_end_reach_the_first_and_the_last_line() -> None:
    pane = AreaPane(classes="rest")
    async with Panes(pane).run_test(size=(60, 10)) as pilot:
        pane.show("Home", shelves(lines(*range(30)), lines(40)))
        await pilot.press("end")
        assert key_of(pane) == "record:Leads/40"
        await pilot.press("home")
        assert (key_of(pane), pane.top) == ("record:Leads/0", 0)


async def test_what_is_read_anew_leaves_the_cursor_on_its_line() -> None:
    pane = AreaPane(classes="rest")
    async with Panes(pane).run_test(size=(60, 20)) as pilot:
        pane.show("Home", shelves(lines(1, 2), lines(2, 3)))
        await pilot.press("j", "j")
        assert key_of(pane) == "record:Leads/2"
        pane.show("Home", shelves(lines(7, 8, 1, 2), lines(9, 2, 3)), keep=True)
        assert key_of(pane) == "record:Leads/2"
        assert [line.key for line in pane.lines[: pane.cursor]].count("record:Leads/2") == 1, "of the second section"
        pane.show("Home", shelves(lines(7, 8, 1, 2), lines(9, 3)), keep=True)
        assert key_of(pane) == "record:Leads/3", "the nearest one, where it is gone"
        pane.show("Home", shelves((), ()), keep=True)
        assert key_of(pane) == ""


async def test_the_view_keeps_still_where_one_has_scrolled() -> None:
    pane = AreaPane(classes="rest")
    async with Panes(pane).run_test(size=(60, 10)) as pilot:
        pane.show("Home", shelves(lines(*range(30)), ()))
        for _n in range(12):
            await pilot.press("j")
        before = next(y for y, line in enumerate(screen_lines(pilot.app)) if "▌" in line)
        pane.show("Home", shelves(lines(100, 101, *range(30)), ()), keep=True)
        await settle(pilot)
        assert "Lead 12" in screen_lines(pilot.app)[before]
        assert "▌" in screen_lines(pilot.app)[before]


async def test_who_reads_the_top_sees_what_comes_in_above() -> None:
    pane = AreaPane(classes="rest")
    async with Panes(pane).run_test(size=(60, 10)) as pilot:
        pane.show("Home", shelves(lines(1), ()))
        pane.show("Home", shelves(lines(5, 1), ()), keep=True)
        await settle(pilot)
        assert pane.top == 0
        assert key_of(pane) == "record:Leads/1"
        assert "Lead 5" in screen_lines(pilot.app)[2]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (30, 6), (3, 3)])
async def test_hostile_text_and_any_size_keep_the_lines_whole(size: tuple[int, int]) -> None:
    pane = AreaPane(classes="rest", edge=True)
    async with Panes(pane).run_test(size=size) as pilot:
        for text in (*HOSTILE, "Ω" * 300, "光" * 300):
            line = Line(text, text, key="k", sign=text, note=text, wrap=True)
            pane.show(text, [Shelf("a", text, text, (line,)), Shelf("b", "", text, ())])
            await settle(pilot)
            assert not set("".join(screen_lines(pilot.app))) & set("\x1b\x07\u202e\x9b\r\n\t")
            assert_aligned(pilot.app)


async def test_one_frame_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    pane, detail = AreaPane(classes="rest"), Detail(classes="rest")
    pane.call_move = lambda: detail.show(DetailView(key_of(pane), lines=lines(1)))
    async with Panes(pane, detail).run_test(size=(80, 24)) as pilot:
        pane.show("Home", shelves(lines(*range(6)), lines(7)))
        await settle(pilot)
        with counted_frames(monkeypatch) as frames:
            for _n in range(5):
                await pilot.press("j")
        assert frames == ["render_partial_update"] * 5


def test_what_cannot_be_read_says_so_in_its_place() -> None:
    def read() -> list[Line]:
        raise NotFound(message("Nothing [/] here."))

    (line,) = read_section(Section("a", "First", "None.", read))
    assert (line.sign, line.value, line.key) == ("!", "  Nothing [/] here.", "")


def test_a_section_without_title_brings_its_own_headings() -> None:
    found = shelf_lines([Shelf("a", "", "Nothing.", (Line("Today", tone=Tone.HEADING), *lines(1)))])
    assert [line.value for _owner, line in found] == ["Today", "Lead 1"]


@given(st.from_regex(r"[A-Za-z_]{1,20}", fullmatch=True), st.integers(1, 2**63 - 1), st.sampled_from(["", "notice:3"]))
def test_a_key_names_its_record_and_mark(module: str, record_id: int, mark: str) -> None:
    key = record_key(module, record_id, mark)
    assert record_named(key) == (module, record_id)
    assert mark_of(key) == mark


@pytest.mark.parametrize(
    "key", ["", "notice:3", "view:Deals/My_Open", "record:", "record:Leads", "record:Leads/x", "²"]
)
def test_other_keys_name_no_record(key: str) -> None:
    assert record_named(key) is None


async def test_a_first_sign_moves_all_rows_with_cells() -> None:
    columns = (Column("name", "Name"), Column("kind", "Kind"))

    def rows(sign: str) -> tuple[Shelf]:
        signed = zip((1, 2, 3), ("", sign, ""), strict=True)
        return (Shelf("a", "", "", tuple(Line("x", key=str(i), sign=s, cells=(f"U{i}", "team")) for i, s in signed)),)

    pane = AreaPane(classes="rest")
    async with Panes(pane).run_test(size=(60, 20)) as pilot:
        pane.show("Users", rows(""), columns=columns)
        await settle(pilot)
        pane.show("Users", rows("?"), columns=columns, keep=True)
        await settle(pilot)
        text = screen_lines(pilot.app)
        assert len({line.index(f"U{i}") for i, line in enumerate(text[2:5], 1)}) == 1


async def test_a_column_takes_no_room_that_its_cells_do_not_need() -> None:
    columns = (
        Column("name", "Name", least=10, weight=9),
        Column("kind", "Kind", least=6),
        Column("end", "End", least=3),
    )
    rows = tuple(Line(name, key=name, cells=(name, "super administrator", "ok")) for name in ("Ada", "Bo"))
    pane = AreaPane(classes="rest")
    async with Panes(pane).run_test(size=(40, 8)) as pilot:
        pane.show("Users", (Shelf("rows", "", "", rows),), columns=columns)
        await settle(pilot)
        assert any("super administrator" in line for line in screen_lines(pilot.app))
        pane.show("Users", (Shelf("rows", "", "", ()),), columns=columns)
        await settle(pilot)
        assert "Name" in screen_lines(pilot.app)[1], "without rows the titles stand as before"


async def test_rows_that_stay_are_painted_anew_where_another_row_moves_their_columns() -> None:
    first, last = Column("name", "Name", least=8, weight=9), Column("end", "End", least=3)
    columns = (first, Column("kind", "Kind", least=6), last)
    one = Line("Ada", key="a", cells=("Ada", "team", "yes"))
    other = Line("Bo", key="b", cells=("Bo", "super administrator", "no"))
    pane = AreaPane(classes="rest")
    async with Panes(pane).run_test(size=(40, 8)) as pilot:
        pane.show("Users", (Shelf("rows", "", "", (one,)),), columns=columns)
        await settle(pilot)
        before = next(line for line in screen_lines(pilot.app) if "Ada" in line)
        pane.show("Users", (Shelf("rows", "", "", (one, other)),), columns=columns, keep=True)
        await settle(pilot)
        lines_now = screen_lines(pilot.app)
        ada, bo = (next(line for line in lines_now if name in line) for name in ("Ada", "Bo"))
        assert ada.index("team") == bo.index("super") < before.index("team")
