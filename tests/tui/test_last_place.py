"""Where a user left is where he starts again, as far as it is still open to him."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.places import HOME, KeptPlace
from crm_tui.domain.records import ListQuery, Sort
from crm_tui.tui.place import Place
from crm_tui.tui.presenters.places import kept_place, place_of
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown

__all__ = ["demo", "demo_source"]

SALES, LEGAL = "sales@demo.test", "legal@demo.test"
SIZES = [(80, 24), (120, 40)]


async def leave(pilot: Pilot[int]) -> None:
    """Quit, and wait until that is done."""
    await pilot.press("q")
    await pilot.app.workers.wait_for_complete([w for w in pilot.app.workers if w.group == "leave"])


@pytest.mark.parametrize("size", SIZES)
async def test_one_starts_where_one_left(demo: Installation, size: tuple[int, int]) -> None:
    async with app_of(demo, SALES).run_test(size=size) as pilot:
        await settle(pilot)
        await open_module(pilot, "Deals")
        screen = desk(pilot)
        await screen.go(Place(screen.place.space, "Deals", where="Stage != Closed", sort=Sort("Deal_Name", True)))
        await press(pilot, "j", "enter", "2")
        left, name = screen.place, screen.record.record.name if screen.record.record else ""
        assert left.record_id is not None
        await leave(pilot)
    async with app_of(demo, SALES).run_test(size=size) as pilot:
        await settle(pilot)
        screen = desk(pilot)
        assert screen.place == left
        assert screen.record.record is not None
        assert screen.record.record.name == name
        assert "[Timeline" in shown(pilot)
        assert screen.panes.focused == "detail"


async def test_an_area_is_kept_too(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "n")
        await leave(pilot)
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert desk(pilot).place.area == "inbox"


async def test_the_cursor_of_an_area_is_on_the_record_that_was_open(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    for lead in [row.id for row in ws.listing.page(ListQuery("Leads")).rows[:4]]:
        ws.recent.note(lead)
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "h")
        last = ws.recent.list()[3]
        desk(pilot).areas.seek(last.module, last.id)
        await press(pilot, "enter")
        assert desk(pilot).place.record_id == last.id
        await leave(pilot)
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert desk(pilot).place.record_id == last.id
        assert desk(pilot).areas.pointed() == (last.module, last.id)


async def test_moving_about_writes_nothing_down(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Deals")
        await press(pilot, "j", "j", "g", "h")
        assert ws.settings.last_place() is None
        space = desk(pilot).place.space
        await leave(pilot)
    assert ws.settings.last_place() == KeptPlace(space, area="home")


async def test_what_is_gone_opens_home_and_nothing_tells_of_it(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    lead = next(r for r in ws.listing.page(ListQuery("Leads")).rows if r.owner_id == ws.actor.user_id)
    name = ws.records.get("Leads", lead.id).name
    ws.settings.keep_place(KeptPlace(module="Leads", record_id=lead.id))
    ws.records.delete("Leads", lead.id)
    assert ws.settings.last_place() == HOME
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        screen = desk(pilot)
        assert screen.place == Place(area="home")
        assert name not in shown(pilot)
        assert screen.status.status.text == ""


@pytest.mark.parametrize(
    "kept",
    [
        KeptPlace(module="Leads", where="Annual_Revenue > 5 and Nonsense = 3"),
        KeptPlace(module="Leads", view="No_such_view"),
        KeptPlace(module="Leads", sort=Sort("No_such_field")),
        KeptPlace(module="Leads", record_id=99_999_999),
        KeptPlace(module="[/]\x1b]52;c;eA==\x07"),
        KeptPlace(area="moon"),
    ],
)
async def test_a_place_that_makes_no_sense_opens_home(demo: Installation, kept: KeptPlace) -> None:
    demo.workspace(LEGAL, "demo").settings.keep_place(kept)
    async with app_of(demo, LEGAL).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert desk(pilot).place == Place(area="home")
        assert desk(pilot).status.status.text == ""


async def test_a_tab_that_there_is_not_is_the_first(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    lead = ws.listing.page(ListQuery("Leads")).rows[0].id
    ws.settings.keep_place(KeptPlace(module="Leads", record_id=lead, tab="moon"))
    async with app_of(demo, SALES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert (desk(pilot).place.record_id, desk(pilot).place.tab) == (lead, "info")


async def test_who_never_left_starts_in_the_first_list(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = desk(pilot)
        assert (screen.place.area, screen.place.module) == ("", (screen.navigation.first_module() or (0, ""))[1])


def test_a_place_and_its_kept_form_are_one() -> None:
    place = Place(3, "Leads", "All", "All", "a = 1", "words", Sort("Name", True), record_id=7, tab="notes")
    assert place_of(kept_place(place), 3, "All") == place
    assert place_of(kept_place(Place(area="home")), 0, "") == Place(area="home")


def test_of_bin_and_related_list_only_the_module_is_kept() -> None:
    for place in (Place(1, "Leads", bin=True), Place(1, "Deals", related=("Account_Name", 3), related_to="Ada")):
        assert kept_place(place) == KeptPlace(1, place.module)
