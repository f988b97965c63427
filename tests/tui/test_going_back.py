"""Back and forward lead to the place as it was left: cursor, tab and filter."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.bootstrap import Installation
from crm_tui.tui.panes.row_pages import PAGE
from crm_tui.tui.place import Place, Trail
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle
from tests.tui.test_marking import app, data, installation, to_row

__all__ = ["data", "demo", "demo_source", "installation"]

LOGIN = "sales@demo.test"


def test_a_place_is_the_same_wherever_its_cursor_stands() -> None:
    trail, place = Trail(), Place(1, "Leads")
    trail.leave(replace(place, at=(3, 30)))
    trail.leave(replace(place, at=(5, 50)))
    assert trail.back == [place]
    found = trail.go_back(Place(1, "Deals", at=(7, 70)))
    assert found is not None
    assert found.at == (5, 50)
    assert trail.forward[0].at == (7, 70)


async def test_the_cursor_of_a_list_comes_back_both_ways(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        table = desk(pilot).table
        await press(pilot, "7", "down")
        lead = table.row
        await open_module(pilot, "Contacts")
        await press(pilot, "4", "down")
        contact = table.row
        await press(pilot, "[")
        assert (desk(pilot).place.module, table.row, table.cursor) == ("Leads", lead, 7)
        await press(pilot, "]")
        assert (desk(pilot).place.module, table.row, table.cursor) == ("Contacts", contact, 4)


async def test_a_cursor_far_down_comes_back_without_what_is_between(installation: Installation) -> None:
    async with app(installation).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contacts")
        table = desk(pilot).table
        await to_row(pilot, 6 * PAGE + 5)
        row = table.row
        assert row is not None
        await open_module(pilot, "Accounts")
        await press(pilot, "[")
        assert (table.row, table.cursor) == (row, 6 * PAGE + 5)
        # One that came in above moves the record down; the cursor stays on the record.
        other = installation.workspace("ada@x.test", "ada")
        await open_module(pilot, "Accounts")
        made = other.records.new("Contacts", {"Last_Name": "Newcomer"})
        await press(pilot, "[")
        assert table.row is not None
        assert (table.row.id, table.cursor) == (row.id, 6 * PAGE + 6)
        other.records.delete("Contacts", made.id)


async def test_the_tab_of_a_record_and_the_row_below_it_come_back(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen = desk(pilot)
        await press(pilot, "5", "down", "enter", "2")
        record = screen.record.record
        assert record is not None
        await open_module(pilot, "Contacts")
        await press(pilot, "[")
        assert screen.record.record is not None
        assert (screen.record.record.id, screen.record.tab, screen.detail.view.tab) == (
            record.id,
            "timeline",
            "timeline",
        )
        assert screen.panes.focused == "detail"
        assert screen.table.row is not None
        assert screen.table.row.id == record.id


async def test_back_leads_to_the_list_before_the_filter_and_forward_to_the_filter(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen = desk(pilot)
        await press(pilot, "3", "down")
        row = screen.table.row
        await press(pilot, "/", "o", "e", "enter")
        assert screen.place.text == "oe"
        await press(pilot, "[")
        assert (screen.place.module, screen.place.text, screen.table.row) == ("Leads", "", row)
        await press(pilot, "]")
        assert screen.place.text == "oe"


async def test_a_filter_that_was_left_again_is_no_place(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen = desk(pilot)
        before = list(screen.trail.back)
        await press(pilot, "/", "x", "escape")
        assert screen.place.text == ""
        assert screen.trail.back == before
