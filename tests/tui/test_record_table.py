"""The list of records."""

from __future__ import annotations

import pytest
from textual.geometry import Size
from textual.strip import Strip

from crm_tui.tui.panes.columns import GAP, lay_out
from crm_tui.tui.panes.row_pages import PAGE, PAGES
from crm_tui.tui.presenters.lines import Column
from tests.tui.pane_pilot import (
    COLUMNS,
    HOSTILE,
    WORLD,
    LateRows,
    Rows,
    assert_aligned,
    counted_frames,
    screen_lines,
    table_app,
)
from tests.tui.rest import settle


async def test_keys_move_the_cursor() -> None:
    moves: list[int] = []
    app, table = table_app(Rows(500), on_move=moves.append)
    async with app.run_test(size=(80, 24)) as pilot:
        moves.clear()
        await pilot.press("j", "down", "k")
        assert (table.cursor, moves) == (1, [1, 2, 1])
        await pilot.press("pagedown")
        assert table.cursor == 1 + 22
        await pilot.press("end")
        assert table.cursor == 499
        assert "Name 499" in screen_lines(app)[-1]
        await pilot.press("pageup", "home")
        assert (table.cursor, table.top) == (0, 0)


async def test_digits_are_shown_while_they_are_typed() -> None:
    digits: list[str] = []
    app, table = table_app(Rows(500))
    table.call_count = digits.append
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "2", "j", "j", "4", "x")
        assert digits == ["1", "12", "", "4"]
        assert table.count.take() == 4


async def test_digits_repeat_a_move() -> None:
    app, table = table_app(Rows(500))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "2", "j")
        assert table.cursor == 12
        await pilot.press("2", "k")
        assert table.cursor == 10
        await pilot.press("3", "0", "home")
        assert table.cursor == 29


async def test_a_cursor_key_is_one_small_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    app, table = table_app(Rows(5_000_000))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        painted: list[int] = []
        paint = table.paint

        def noted(y: int, cells: int) -> Strip:
            painted.append(y)
            return paint(y, cells)

        monkeypatch.setattr(table, "paint", noted)
        with counted_frames(monkeypatch) as frames:
            for _n in range(5):
                await pilot.press("j")
        assert frames == ["render_partial_update"] * 5
        assert len(painted) == 2 * 5


async def test_a_scrolling_key_is_one_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    app, table = table_app(Rows(5_000_000))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3", "7", "j")
        await settle(pilot)
        with counted_frames(monkeypatch) as frames:
            await pilot.press("j")
        assert table.top == 1
        assert len(frames) == 1


async def test_millions_of_rows_need_few_pages() -> None:
    source = Rows(5_000_000)
    app, table = table_app(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        assert table.cursor == 4_999_999
        assert len(source.calls) <= 3
        for _n in range(40):
            await pilot.press("pageup")
        assert len(table._pages._pages) <= PAGES


async def test_the_cursor_row_is_told_without_colour() -> None:
    app, _table = table_app(Rows(5))
    async with app.run_test(size=(60, 16)) as pilot:
        await pilot.press("j")
        lines = screen_lines(app)
        assert [line[0] for line in lines[2:7]] == [" ", "▌", " ", " ", " "]
        assert lines[0].startswith("━")


async def test_rows_of_all_scripts_are_aligned() -> None:
    app, table = table_app(Rows(40, names=WORLD))
    async with app.run_test(size=(80, 24)) as pilot:
        assert_aligned(app)
        starts = {line.index("Company") for line in screen_lines(app)[2:] if line.isascii()}
        assert len(starts) <= 1
        await pilot.press("j", "j")
        assert_aligned(app)
        for width in (20, 33, 60, 121):
            await pilot.resize_terminal(width, 16)
            await settle(pilot)
            assert_aligned(app)
            assert table.cursor == 2


async def test_hostile_names_stay_text() -> None:
    app, _table = table_app(Rows(len(HOSTILE), names=HOSTILE))
    async with app.run_test(size=(80, 24)):
        text = "".join(screen_lines(app))
        assert "[/]" in text
        assert "[@click=app.quit]x[/]"[:12] in text
        assert not set(text) & set("\x1b\x07\u202e\x9b\r\n\t")
        assert_aligned(app)


async def test_numbers_stand_right() -> None:
    app, _table = table_app(Rows(120))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("1", "0", "0", "j")
        await settle(pilot)
        assert len({len(line[:-1].rstrip()) for line in screen_lines(app)[2:]}) == 1


async def test_a_page_that_is_not_there_is_asked_for_once_and_painted_when_it_comes() -> None:
    needs: list[int] = []
    moves: list[int] = []
    source = LateRows(200)
    app, table = table_app(source, on_need=needs.append, on_move=moves.append)
    async with app.run_test(size=(80, 24)) as pilot:
        assert needs == [0]
        assert "…" in screen_lines(app)[2]
        assert table.row is None
        table.put_page(0, source.answer(0))
        await settle(pilot)
        assert "Name 0" in screen_lines(app)[2]
        assert moves == [0]
        await pilot.press("end")
        assert needs == [0, 128, 192]
        table.put_page(192, source.answer(192))
        assert table.row is not None
        assert table.row.id == 1199


async def test_a_stale_page_is_dropped() -> None:
    source = LateRows(200)
    app, table = table_app(source)
    async with app.run_test(size=(80, 24)):
        other = Rows(3)
        table.show(other, COLUMNS)
        table.put_page(0, source.answer(0))
        assert table.row is not None
        assert table.extent == 3


async def test_a_list_of_unknown_length_grows_as_it_is_read() -> None:
    app, table = table_app(Rows(100, total=None))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        await pilot.press("end")
        await pilot.press("end")
        assert table.cursor == 99
        assert table.extent == 100


async def test_an_empty_list_says_so() -> None:
    app, table = table_app(Rows(0))
    table.set_title("Leads", "0", "No leads yet. n makes one.")
    async with app.run_test(size=(60, 16)) as pilot:
        assert "No leads yet. n makes one." in screen_lines(app)[2]
        await pilot.press("j", "enter", "space", "end", "pagedown")
        assert table.cursor == 0


async def test_reload_stays_on_the_record() -> None:
    source = Rows(500)
    moves: list[int] = []
    app, table = table_app(source, on_move=moves.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("3", "0", "j")
        assert table.row is not None
        here, on_screen = table.row.id, table.cursor - table.top
        source.first = -2  # two new rows stand on top
        source.number = 502
        moves.clear()
        table.reload()
        await settle(pilot)
        assert table.row is not None
        assert table.row.id == here
        assert (table.cursor, table.cursor - table.top) == (32, on_screen)
        assert moves == [32]


async def test_reload_of_a_late_source_stays_on_the_record() -> None:
    source = LateRows(500)
    app, table = table_app(source)
    async with app.run_test(size=(80, 24)) as pilot:
        table.put_page(0, source.answer(0))
        await pilot.press("1", "0", "j")
        source.first = -3
        table.reload()
        await pilot.press("enter")
        table.put_page(0, source.answer(0))
        assert table.row is not None
        assert table.row.id == 1010


async def test_a_record_that_is_gone_leaves_the_cursor_near() -> None:
    source = Rows(10)
    app, table = table_app(source)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("end")
        source.number, source.total = 5, 5
        table.reload()
        await settle(pilot)
        assert table.cursor == 4


async def test_marks_are_kept_by_record() -> None:
    marked: list[int] = []
    app, table = table_app(Rows(50))
    table.call_mark = lambda: marked.append(len(table.marks))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("space", "space", "j", "3", "space")
        assert table.marks == {1000, 1001, 1003, 1004, 1005}
        assert [line[1] for line in screen_lines(app)[2:8]] == ["*", "*", " ", "*", "*", "*"]
        table.reload()
        assert len(table.marks) == 5
        table.set_marks(())
        assert marked == [1, 2, 5, 0]


async def test_enter_opens_and_other_keys_reach_the_screen() -> None:
    opened: list[int] = []
    app, table = table_app(Rows(50), on_open=opened.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "enter")
        assert opened == [1]
        assert not table.press("x")


async def test_the_screen_may_take_keys_ahead() -> None:
    app, table = table_app(Rows(50))
    table.ahead = lambda event: event.key == "j"
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("j", "down")
        assert table.cursor == 1


async def test_mouse_selects_opens_sorts_and_scrolls() -> None:
    opened: list[int] = []
    sorted_by: list[str] = []
    app, table = table_app(Rows(500), on_open=opened.append, on_sort=sorted_by.append)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.click(table, offset=(5, 6))
        assert table.cursor == 4
        await pilot.click(table, offset=(5, 7), times=2)
        assert (table.cursor, opened) == (5, [5])
        await pilot.click(table, offset=(4, 1))
        assert sorted_by == ["Name"]
        table._scroll(30)
        await pilot.pause()
        assert (table.top, table.cursor) == (30, 5)
        await pilot.press("j")
        assert (table.top, table.cursor) == (6, 6)


async def test_resizing_keeps_the_cursor_in_view() -> None:
    app, table = table_app(Rows(500))
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("3", "5", "j")
        await pilot.resize_terminal(60, 16)
        await settle(pilot)
        assert table.top <= 35 < table.top + table.page_rows
        assert any(line.startswith("▌") for line in screen_lines(app))


async def test_the_theme_can_change_while_it_is_open() -> None:
    app, table = table_app(Rows(5))
    async with app.run_test(size=(60, 16)) as pilot:
        dark = table.render_line(2)
        app.theme = "crm-light"
        await settle(pilot)
        assert table.render_line(2) != dark


async def test_columns_can_be_shifted() -> None:
    app, table = table_app(Rows(5))
    async with app.run_test(size=(28, 16)) as pilot:
        assert "Amount" not in screen_lines(app)[1]
        assert screen_lines(app)[1].rstrip().endswith("›")
        await pilot.press("right", "right")
        assert "Amount" in screen_lines(app)[1]
        assert "Company" not in screen_lines(app)[1]
        await pilot.press("left")
        assert "Company" in screen_lines(app)[1]
        assert table.cursor == 0


@pytest.mark.parametrize("room", [1, 5, 12, 30, 46, 80, 200])
def test_columns_never_pass_the_room(room: int) -> None:
    layout = lay_out(COLUMNS, room)
    last = layout.placed[-1]
    assert last.start + last.width <= room
    starts = [(a.start + a.width + GAP, b.start) for a, b in zip(layout.placed, layout.placed[1:], strict=False)]
    assert all(end == start for end, start in starts)


def test_spare_room_goes_by_weight() -> None:
    narrow, wide = lay_out((Column("a", "A", 1, 4), Column("b", "B", 3, 4)), 30).placed
    assert narrow.width < wide.width
    assert narrow.width + wide.width + GAP == 30


def test_a_page_is_larger_than_a_tall_screen() -> None:
    assert Size(120, 60).height < PAGE


async def test_far_down_the_cursor_stays_on_its_record_where_a_list_is_read_again_and_not_counted_yet() -> None:
    app, table = table_app(Rows(1000))
    async with app.run_test(size=(100, 30)) as pilot:
        table.go_to(400)
        table.show(Rows(1000, total=None), COLUMNS, keep=True)
        await pilot.pause()
        assert (table.cursor, table.row and table.row.id) == (400, 1400)
        # The same where its page comes late.
        late = LateRows(1000, total=None)
        table.show(late, COLUMNS, keep=True)
        for start in (0, 384):
            table.put_page(start, late.answer(start))
        assert (table.cursor, table.row and table.row.id) == (400, 1400)
