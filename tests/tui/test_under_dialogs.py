"""What somebody else changes while a dialog is open: the desk around it follows by its lines, and no act is misled."""

from __future__ import annotations

import asyncio

import pytest
from textual._compositor import ChopsUpdate
from textual.app import App
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.records import ListQuery
from crm_tui.tui.dialogs.dialog import Dialog
from crm_tui.tui.dialogs.notes import NoteEditor
from crm_tui.tui.forms.record_form import RecordForm
from crm_tui.tui.off_loop import off_loop
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown
from tests.tui.test_live import SALES, boss, look

__all__ = ["demo", "demo_source"]

ADMIN = "admin@demo.test"


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """Every frame that the terminal gets, in its order."""
    frames: list[object] = []
    display = App._display

    def note(app: App[int], screen: object, renderable: object) -> None:
        if renderable is not None:
            frames.append(renderable)
        display(app, screen, renderable)  # type: ignore[arg-type]

    monkeypatch.setattr(App, "_display", note)
    return frames


def lines(frames: list[object]) -> int:
    """How many pieces of lines were painted; a frame that is painted as a whole counts for very many."""
    return sum(len(each.spans) if isinstance(each, ChopsUpdate) else 10_000 for each in frames)


@pytest.mark.parametrize(("keys", "most"), [("", 4), ("?", 4), ("m", 4), (":", 24), ("g s", 24)])
async def test_of_what_changed_elsewhere_the_counts_are_painted_and_no_more(
    demo: Installation, painted: list[object], keys: str, most: int
) -> None:
    """Whatever lies over the desk; a search in it is asked again."""
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, *keys.split())
        assert desk(pilot).on_top == (not keys)
        for number in range(2):
            made = {"Product_Name": f"P{number}"}
            await off_loop(lambda made=made: boss(demo).records.new("Products", made))  # type: ignore[misc]
            painted.clear()
            await look(pilot)
            assert lines(painted) <= most


async def test_rows_around_a_dialog_follow_by_their_own_lines(demo: Installation, painted: list[object]) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen = desk(pilot)
        here = screen.table.row
        assert here is not None
        await press(pilot, "m", *"typed")
        dialog = pilot.app.screen
        assert isinstance(dialog, NoteEditor)
        painted.clear()
        await off_loop(lambda: boss(demo).records.edit("Leads", here.id, {"Last_Name": "Aardvark"}))
        await look(pilot)
        assert "Aardvark" in shown(pilot)
        assert lines(painted) < 120
        assert (dialog.unsaved(), screen.table.row and screen.table.row.id) == ("typed", here.id)


async def test_what_is_wholly_behind_a_dialog_is_read_when_it_closes(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen = desk(pilot)
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, RecordForm)
        source = screen.list.source
        await off_loop(lambda: boss(demo).records.new("Leads", {"Last_Name": "Aardvark", "Company": "Zoo"}))
        await look(pilot)
        assert screen.list.source is source
        await press(pilot, "escape")
        assert "Aardvark" in shown(pilot)
        assert not screen.watcher.pending


async def test_an_act_never_falls_on_the_row_after_the_one_it_was_begun_on(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen = desk(pilot)
        here = screen.table.row
        assert here is not None
        await press(pilot, ":", *"delete")
        assert not screen.on_top
        await off_loop(lambda: boss(demo).records.delete("Leads", here.id))
        await off_loop(lambda: boss(demo).records.new("Leads", {"Last_Name": "Aardvark", "Company": "Zoo"}))
        await look(pilot)
        assert screen.table.row == here
        left = await off_loop(lambda: boss(demo).listing.count(ListQuery("Leads")))
        await press(pilot, "enter")
        assert await off_loop(lambda: boss(demo).listing.count(ListQuery("Leads"))) == left
        assert screen.on_top
        assert screen.table.row != here
        assert "Aardvark" in shown(pilot)


async def test_lines_of_an_area_around_a_dialog_follow_unless_the_chosen_one_is_gone(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo", door="cli")
    first = ws.records.new("Tasks", {"Subject": "Antelope", "Due_Date": "2020-01-01"})
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        screen = desk(pilot)
        await screen.go(screen.place.at_area("home"))
        screen.focus_pane("table")
        screen.seek("Tasks", first.id)
        await settle(pilot)
        await press(pilot, "g", "s")
        assert not screen.on_top

        def task(name: str) -> None:
            ws.records.new("Tasks", {"Subject": name, "Due_Date": "2020-01-01"})

        await off_loop(lambda: task("Buffalo"))
        await look(pilot)
        assert "Buffalo" in repr(screen.areas.pane.lines)
        await off_loop(lambda: ws.records.delete("Tasks", first.id))
        await off_loop(lambda: task("Camel"))
        await look(pilot)
        assert screen.areas.pointed() == ("Tasks", first.id)
        await press(pilot, "escape")
        assert "Camel" in shown(pilot)
        assert "Antelope" not in shown(pilot)


async def test_a_page_of_set_up_follows_when_the_dialog_closes(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        screen = desk(pilot)
        await screen.go(screen.place.at_area("setup/roles"))
        screen.focus_pane("table")
        await press(pilot, "?")
        await off_loop(lambda: boss(demo).roles.add("Q", "Quetzal", "CEO"))
        await look(pilot)
        assert "Quetzal" not in repr(screen.areas.pane.lines)
        await press(pilot, "escape")
        assert "Quetzal" in repr(screen.areas.pane.lines)


async def test_a_form_under_a_question_is_painted_by_its_lines(demo: Installation, painted: list[object]) -> None:
    async with app_of(demo, ADMIN).run_test(size=(220, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "e", "x", "escape")
        assert len([one for one in pilot.app.screen_stack if isinstance(one, Dialog)]) == 2, shown(pilot)
        painted.clear()
        await off_loop(lambda: boss(demo).records.new("Products", {"Product_Name": "P"}))
        await look(pilot)
        assert lines(painted) < 120
        counts = desk(pilot).navigation.counts
        assert f"{counts['Products'].number} " in shown(pilot)


async def test_a_change_during_a_look_takes_nothing_from_it(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contacts")
        screen = desk(pilot)
        begun, free, reload = asyncio.Event(), asyncio.Event(), screen.list.reload

        async def slowly(*, still: bool = False) -> None:
            begun.set()
            await free.wait()
            await reload(still=still)

        screen.list.reload = slowly  # type: ignore[method-assign]
        await off_loop(lambda: boss(demo).records.new("Contacts", {"Last_Name": "Aardvark"}))
        await off_loop(screen.watcher.look)
        await begun.wait()
        await off_loop(lambda: boss(demo).records.new("Products", {"Product_Name": "P"}))
        await off_loop(screen.watcher.look)
        free.set()
        await settle(pilot)
        assert "Aardvark" in shown(pilot)


def colours_above(pilot: Pilot[int]) -> list[tuple[str, str]]:
    """Each cell of the lines above a dialog, with its colours."""
    strips = pilot.app.screen._compositor.render_strips()[1:6]
    return [
        (cell, f"{segment.style.color} {segment.style.bgcolor}" if segment.style else "")
        for strip in strips
        for segment in strip
        for cell in segment.text
    ]


async def test_another_size_and_theme_under_a_dialog_paint_all_of_the_desk(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "m")
        before = colours_above(pilot)
        await pilot.resize_terminal(140, 50)
        await settle(pilot)
        pilot.app.use_theme("crm-light")  # type: ignore[attr-defined]
        await settle(pilot)
        around = colours_above(pilot)
        desk(pilot).table.touch()
        pilot.app.screen.refresh()
        await settle(pilot)
        assert before != around == colours_above(pilot)
