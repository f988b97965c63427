"""Navigation, the record pane, and the three bars."""

from __future__ import annotations

import pytest
from rich.cells import cell_len
from textual.color import Color
from textual.widget import Widget

from crm_tui.base.text import display_text
from crm_tui.tui.panes.bars import FooterLine, HeadLine, StatusLine, fitting, item_width
from crm_tui.tui.panes.cells import cut, fit, width, wrap
from crm_tui.tui.panes.detail import Detail
from crm_tui.tui.panes.navigation import Navigation
from crm_tui.tui.panes.record_table import RecordTable
from crm_tui.tui.presenters.lines import Area, DetailView, FooterItem, Line, NavLine, Status, Tab, Tone
from crm_tui.tui.theme import Look
from tests.tui.pane_pilot import (
    COLUMNS,
    HOSTILE,
    WORLD,
    Panes,
    Rows,
    assert_aligned,
    counted_frames,
    screen_lines,
)
from tests.tui.rest import settle

from hypothesis import given, strategies as st  # isort: skip

AREAS = (Area("home", "H", "Home"), Area("spaces", "S", "Spaces"), Area("search", "/", "Search"))
PLACES = (
    NavLine("space:1", "Sales", container=True),
    NavLine("module:1/Leads", "Leads", "space:1", "312"),
    NavLine("folder:7", "Shared", "space:1", container=True),
    NavLine("module:1/Contracts", "光明 Contracts with a long name", "folder:7", "41"),
    NavLine("space:2", "Legal", container=True),
    NavLine("module:2/Contracts", "Contracts", "space:2", "1,204"),
)
TABS = (Tab("info", "Info"), Tab("notes", "Notes", "3"))
FIELDS = (
    Line("Details", tone=Tone.HEADING),
    Line("Samir Haddad", "Owner", key="field:Owner", half=True),
    Line("Trade fair", "Source", key="field:Lead_Source", half=True),
    Line("Warm", "Rating", key="field:Rating", half=True),
    Line("word " * 60, "Description", key="field:Description", wrap=True),
)
VIEW = DetailView("Łucja", "Lead · New", ("Polar Optyka · 王伟", "lucja@polar.test"), TABS, "info", FIELDS, "")


@given(st.text(), st.integers(0, 30), st.booleans())
def test_fit_takes_exactly_its_cells_and_lets_no_control_through(text: str, cells: int, right: bool) -> None:
    fitted = fit(text, cells, right=right)
    assert cell_len(fitted) == cells
    assert display_text(fitted) == fitted


@given(st.text(max_size=80), st.integers(2, 20))
def test_wrap_keeps_all_words_within_the_width(text: str, cells: int) -> None:
    lines = wrap(text, cells)
    assert all(width(line) <= cells for line in lines)
    assert "".join("".join(lines).split()) == "".join(display_text(text).split())


@pytest.mark.parametrize("text", WORLD)
def test_cut_says_that_something_is_missing(text: str) -> None:
    whole = width(text)
    assert cut(text, whole) == display_text(text)
    if whole > 1:
        assert cut(text, whole - 1).endswith("…")
        assert width(cut(text, whole - 1)) <= whole - 1


# navigation


async def test_navigation_moves_folds_and_opens() -> None:
    opened: list[str] = []
    moved: list[str] = []
    nav = Navigation(on_open=opened.append, on_move=moved.append, classes="rest")
    nav.show("Helios", AREAS, PLACES)
    app = Panes(nav)
    async with app.run_test(size=(30, 16)) as pilot:
        await pilot.press("j", "enter")
        assert opened == ["module:1/Leads"]
        await pilot.press("k", "space")
        assert nav.folded == {"space:1"}
        text = "\n".join(screen_lines(app))
        assert "Leads" not in text
        assert "▸ Sales" in text
        await pilot.press("j")
        assert moved[-1] == "space:2"
        await pilot.press("k", "right", "end")
        assert "Leads" in "\n".join(screen_lines(app))
        assert nav.line is not None
        assert nav.line.id == "module:2/Contracts"
        assert_aligned(app)


async def test_the_strip_shows_its_words_while_the_cursor_is_in_it() -> None:
    chosen: list[str] = []
    nav = Navigation(on_area=chosen.append, classes="rest")
    nav.show("Helios", AREAS, PLACES)
    app = Panes(nav)
    async with app.run_test(size=(40, 16)) as pilot:
        assert "Spaces" not in "\n".join(screen_lines(app))
        await pilot.press("left", "left")
        assert nav.in_strip
        assert "Spaces" in "\n".join(screen_lines(app))
        await pilot.press("j", "enter")
        assert chosen == ["spaces"]
        assert "Spaces" not in "\n".join(screen_lines(app))
        assert_aligned(app)


async def test_navigation_keeps_its_place_when_shown_again() -> None:
    nav = Navigation(classes="rest")
    nav.show("Helios", AREAS, PLACES)
    async with Panes(nav).run_test(size=(30, 16)) as pilot:
        await pilot.press("end")
        nav.show("Helios", AREAS, PLACES[1:])
        assert nav.line is not None
        assert nav.line.id == "module:2/Contracts"
        nav.set_current("module:1/Leads")
        assert nav.line.id == "module:1/Leads"


async def test_navigation_scrolls_and_takes_clicks() -> None:
    opened: list[str] = []
    nav = Navigation(on_open=opened.append, classes="rest")
    nav.show("Helios", (), [NavLine(f"module:1/M{n}", f"Module {n}") for n in range(100)])
    app = Panes(nav)
    async with app.run_test(size=(30, 10)) as pilot:
        await pilot.press("end")
        assert "Module 99" in screen_lines(app)[-1]
        await pilot.click(nav, offset=(8, 3))
        assert opened == ["module:1/M93"]


# the record


async def test_detail_walks_through_lines_that_can_be_chosen() -> None:
    acted: list[str] = []
    detail = Detail(on_act=acted.append, classes="rest")
    detail.show(VIEW)
    async with Panes(detail).run_test(size=(80, 24)) as pilot:
        await pilot.press("enter", "j", "enter", "j", "j", "enter")
        assert acted == ["field:Owner", "field:Lead_Source", "field:Description"]


async def test_fields_stand_in_two_columns_when_wide_and_in_one_when_narrow() -> None:
    detail = Detail(classes="rest")
    detail.show(VIEW)
    app = Panes(detail)
    async with app.run_test(size=(80, 24)) as pilot:
        assert any("Samir" in line and "Trade fair" in line for line in screen_lines(app))
        assert_aligned(app)
        await pilot.press("j")
        await pilot.resize_terminal(40, 20)
        await settle(pilot)
        assert not any("Samir" in line and "Trade fair" in line for line in screen_lines(app))
        assert detail.line is not None
        assert detail.line.key == "field:Lead_Source"
        assert_aligned(app)


async def test_long_values_are_wrapped_and_can_be_read_to_the_end() -> None:
    detail = Detail(classes="rest")
    detail.show(DetailView("x", lines=(Line(" ".join(f"w{n}" for n in range(200)), key="field:D", wrap=True),)))
    app = Panes(detail)
    async with app.run_test(size=(40, 10)) as pilot:
        for _n in range(40):
            await pilot.press("j")
        assert "w199" in "\n".join(screen_lines(app))
        await pilot.press("home")
        assert "w0 " in "\n".join(screen_lines(app))


async def test_tabs_turn_by_arrows_and_clicks() -> None:
    turned: list[str] = []
    detail = Detail(on_tab=turned.append, classes="rest")
    detail.show(VIEW)
    app = Panes(detail)
    async with app.run_test(size=(80, 24)) as pilot:
        assert "[Info]" in screen_lines(app)[3]
        await pilot.press("right", "left")
        await pilot.click(detail, offset=(9, 3))
        assert turned == ["notes", "notes", "notes"]


async def test_only_lines_that_differ_are_painted() -> None:
    detail = Detail(classes="rest")
    detail.show(VIEW)
    app = Panes(detail)
    async with app.run_test(size=(50, 24)) as pilot:
        await settle(pilot)
        painted: list[int] = []
        paint = detail.paint
        detail.paint = lambda y, cells: (painted.append(y), paint(y, cells))[1]  # type: ignore[method-assign, func-returns-value]
        other = (*FIELDS[:3], Line("Cold", "Rating", key="field:Rating", half=True), FIELDS[4])
        detail.show(DetailView(**{**{f: getattr(VIEW, f) for f in VIEW.__slots__}, "lines": other}), keep=True)
        await settle(pilot)
        assert len(painted) == 1
        assert "Cold" in screen_lines(app)[painted[0]]


@pytest.mark.parametrize(
    ("chosen", "row"),
    [("a", " [Alpha]  Beta         ›"), ("b", "  Alpha  [Beta]        ›"), ("c", "‹ Beta  [Gamma rays]   ›"),
     ("d", "‹ Gamma rays  [Delta]")],
)  # fmt: skip
async def test_tabs_that_have_no_room_are_told_of_and_none_is_cut(chosen: str, row: str) -> None:
    tabs = (Tab("a", "Alpha"), Tab("b", "Beta"), Tab("c", "Gamma rays"), Tab("d", "Delta"))
    detail = Detail(classes="rest")
    detail.show(DetailView("x", tabs=tabs, tab=chosen))
    async with Panes(detail).run_test(size=(24, 8)) as pilot:
        await settle(pilot)
        assert screen_lines(pilot.app)[1].rstrip() == row


async def test_an_empty_tab_says_so() -> None:
    detail = Detail(classes="rest")
    detail.show(DetailView("x", tabs=TABS, tab="notes", empty="No notes yet."))
    app = Panes(detail)
    async with app.run_test(size=(50, 10)) as pilot:
        assert "No notes yet." in "\n".join(screen_lines(app))
        await pilot.press("j", "enter", "pagedown", "end", "k")


# bars


async def test_the_breadcrumb_is_cut_and_the_user_stays() -> None:
    head = HeadLine()
    head.show(
        ("Helios Optics", "Sales", "光明镜片光明镜片光明镜片", "All open"), ("/ search", "Nadia Roux · team user")
    )
    app = Panes(head)
    async with app.run_test(size=(120, 3)) as pilot:
        assert "Helios Optics  ›  Sales" in screen_lines(app)[0]
        for cells in (80, 60, 40, 30, 12):
            await pilot.resize_terminal(cells, 3)
            await settle(pilot)
            assert_aligned(app)
            if cells >= 40:
                assert "Nadia" in screen_lines(app)[0]
                assert "…" in screen_lines(app)[0]


async def test_where_there_is_little_room_the_user_is_a_name_and_no_half_word() -> None:
    head = HeadLine()
    head.show(("Helios Optics", "Sales", "Deals", "Optik, 400 frames"), ("! 3", "Samir Haddad · regular user"))
    async with Panes(head).run_test(size=(80, 3)) as pilot:
        await settle(pilot)
        assert screen_lines(pilot.app)[0].endswith("Optik, 400 frames    ! 3    Samir Haddad ")


async def test_the_status_has_a_sign_and_its_undo() -> None:
    status = StatusLine()
    app = Panes(status)
    async with app.run_test(size=(60, 3)) as pilot:
        for kind, start in (("done", " ✓ Tag"), ("warn", " ! Tag"), ("error", " ✗ Error: Tag")):
            status.show(Status("Tag added", kind, "u undo"))
            await settle(pilot)
            assert screen_lines(app)[0].startswith(start)
            assert "u undo" in screen_lines(app)[0]
        status.show(Status("long " * 40, "done", "u undo"))
        status.show_pending("g")
        await settle(pilot)
        assert "… · u undo" in screen_lines(app)[0]
        assert screen_lines(app)[0].endswith(" g ")
        assert_aligned(app)


ITEMS = (
    FooterItem("record.note", "m", "Note", True, 90),
    FooterItem("record.delete", "d", "Delete", False, 80),
    FooterItem("help", "?", "Help", True, 100),
    FooterItem("list.columns", "c", "Columns", True, 10),
)


async def test_greyed_commands_stand_in_parentheses() -> None:
    footer = FooterLine()
    footer.show(ITEMS)
    app = Panes(footer)
    async with app.run_test(size=(60, 3)) as pilot:
        assert screen_lines(app)[0].startswith(" m Note  (d Delete)  ? Help  c Columns")
        await pilot.resize_terminal(26, 3)
        await settle(pilot)
        assert "? Help" in screen_lines(app)[0]


async def test_an_unchanged_footer_paints_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    footer = FooterLine()
    footer.show(ITEMS)
    async with Panes(footer).run_test(size=(60, 3)) as pilot:
        await settle(pilot)
        with counted_frames(monkeypatch) as frames:
            footer.show(tuple(ITEMS))
            await settle(pilot)
        assert frames == []


async def test_a_click_in_the_footer_is_a_press() -> None:
    pressed: list[str] = []
    footer = FooterLine()
    footer.show(ITEMS)
    footer.call_press = pressed.append
    async with Panes(footer).run_test(size=(60, 3)) as pilot:
        await pilot.click(footer, offset=(12, 0))
        assert pressed == ["record.delete"]


def test_help_stays_in_the_narrowest_footer() -> None:
    assert [item.id for item in fitting(ITEMS, 8)] == ["help"]
    for cells in range(0, 60):
        kept = fitting(ITEMS, cells)
        assert sum(map(item_width, kept)) <= cells + 2


# together


class Main(Panes):
    """The panes of a main screen in a flat grid, all following the cursor."""

    CSS = """
    Screen { layout: grid; grid-size: 3 4; grid-columns: 24 2fr 3fr; grid-rows: 1 1fr 1 1; }
    .bar { column-span: 3; }
    """

    def __init__(self) -> None:
        self.head, self.status, self.footer = (
            HeadLine(classes="bar"),
            StatusLine(classes="bar"),
            FooterLine(classes="bar"),
        )
        self.nav, self.detail = Navigation(), Detail(edge=True)
        self.table = RecordTable(edge=True, on_move=self.follow)
        super().__init__(self.head, self.nav, self.table, self.detail, self.status, self.footer)

    def on_mount(self) -> None:
        self.head.show(("Helios", "Sales", "Leads"), ("Nadia Roux · team user",))
        self.nav.show("Sales", AREAS, PLACES)
        self.table.show(Rows(5_000_000, names=WORLD), COLUMNS)

    def first(self) -> Widget:
        return self.table

    def follow(self, index: int) -> None:
        row = self.table.row
        lines = (*FIELDS[:2], Line(str(index), "Row", key="field:x"), *FIELDS[3:])
        self.detail.show(DetailView(row.cells[0] if row else "…", tabs=TABS, tab="info", lines=lines))
        self.status.show(Status(f"row {index}"))
        self.footer.show([FooterItem(i.id, i.key, i.title, bool(index % 2), i.priority) for i in ITEMS])


@pytest.mark.parametrize("size", [(120, 40), (80, 24)])
async def test_one_frame_a_key_with_everything_following(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Main()
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        with counted_frames(monkeypatch) as frames:
            for _n in range(6):
                await pilot.press("j")
        assert frames == ["render_partial_update"] * 6
        assert_aligned(app)
        text = "\n".join(screen_lines(app))
        assert "row 6" in text
        assert "(m Note)" in text


async def test_the_pane_with_the_keyboard_is_told_without_colour() -> None:
    app = Main()
    async with app.run_test(size=(120, 40)) as pilot:
        assert screen_lines(app)[1].count("━") > 5
        table_rule = screen_lines(app)[1][25:30]
        await pilot.press("tab")
        assert screen_lines(app)[1][25:30] != table_rule


@pytest.mark.parametrize("theme", ["crm-light", "crm-ansi-16", "crm-high-contrast", "nord"])
async def test_each_theme_paints_its_own_ground(theme: str) -> None:
    app = Main()
    app.theme = theme
    async with app.run_test(size=(80, 24)):
        style = app.table.look(Look.PLAIN)
        assert style.bgcolor == Color.parse(app.table.colours.inks[Look.PLAIN].background).rich_color
        assert_aligned(app)


async def test_no_colour_is_left_where_the_person_wants_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = Main()
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for y in range(10):
            for segment in app.table.render_line(y):
                triplet = segment.style.color.triplet if segment.style and segment.style.color else None
                assert triplet is None or triplet.red == triplet.green == triplet.blue


async def test_hostile_text_reaches_no_pane_raw() -> None:
    app = Main()
    async with app.run_test(size=(120, 40)) as pilot:
        for text in HOSTILE:
            app.head.show((text, text), (text,))
            app.nav.show(text, AREAS, [NavLine("module:1/x", text, count=text)])
            app.detail.show(DetailView(text, text, (text,), (Tab("info", text),), "info", (Line(text, text, key="k"),)))
            app.status.show(Status(text, "error", text))
            app.footer.show([FooterItem("x", text, text)])
            app.table.set_title(text, text)
            await settle(pilot)
            assert not set("".join(screen_lines(app))) & set("\x1b\x07\u202e\x9b\r\n\t")
            assert_aligned(app)


async def test_many_sizes() -> None:
    app = Main()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("9", "j")
        for size in ((60, 16), (80, 24), (30, 6), (200, 60)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert_aligned(app)
        assert app.table.cursor == 9
        assert app.focused is app.table
