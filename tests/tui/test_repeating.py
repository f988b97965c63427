"""`.` does the last thing again, on another record and through the same gate."""

from __future__ import annotations

from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.records import ListQuery
from crm_tui.tui.acts.table import ACTS, AT_ONCE
from crm_tui.tui.commands.registry import BY_ID, COMMANDS
from crm_tui.tui.dialogs.why_card import WhyCard
from tests.dump import changed_tables, dump
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle
from tests.tui.test_scenes import stand_on

__all__ = ["demo", "demo_source"]

LOGIN = "sales@demo.test"


async def tag_first(pilot: Pilot[int], word: str) -> None:
    """Tag the record under the cursor by hand."""
    await press(pilot, "t", *word, "enter", "ctrl+s")


def tags(pilot: Pilot[int], record_id: int) -> set[str]:
    screen = desk(pilot)
    return {tag.name for tag in screen.ws.tags.list(screen.place.module, record_id)}


def test_repeatable_commands_are_few_and_none_deletes() -> None:
    repeatable = {command.id for command in COMMANDS if command.repeat}
    assert repeatable == {"record.tag", "record.owner", "record.next", "record.previous", "list.mark"}
    assert repeatable <= {*ACTS, *AT_ONCE}


async def test_the_same_tag_goes_on_the_next_record_and_undo_takes_it_off(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen = desk(pilot)
        await press(pilot, ".")
        assert "nothing to repeat" in screen.status.status.text
        await tag_first(pilot, "zebra")
        await press(pilot, "down", ".")
        row = screen.table.row
        assert row is not None
        assert "zebra" in tags(pilot, row.id)
        assert len(pilot.app.screen_stack) == 2
        await press(pilot, "u")
        assert "zebra" not in tags(pilot, row.id)


async def test_a_repeat_that_is_not_allowed_is_greyed_and_explained(demo: Installation) -> None:
    """A team user may change the owner of his own contract, and of no other."""
    ws = demo.workspace("legal@demo.test", "demo")
    rows = ws.listing.page(ListQuery("Contracts"), limit=500).rows
    mine = next(row for row in rows if row.owner_id == ws.actor.user_id)
    other = next(row for row in rows if row.owner_id != ws.actor.user_id)
    async with app_of(demo, "legal@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contracts")
        screen = desk(pilot)
        await stand_on(pilot, mine.id)
        await press(pilot, "o", "enter")
        assert screen.again is not None
        assert screen.again.command.id == "record.owner"
        await stand_on(pilot, other.id)
        assert screen.allowed(BY_ID["repeat"]) is False
        before = dump(demo.store("demo").engine)
        await press(pilot, ".")
        assert isinstance(pilot.app.screen, WhyCard)
        assert changed_tables(before, dump(demo.store("demo").engine)) == {"audit": 1}


async def test_moves_and_marks_repeat_with_their_count(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        table = desk(pilot).table
        await press(pilot, "3", "J")
        assert table.cursor == 3
        await press(pilot, ".")
        assert table.cursor == 6
        await press(pilot, "2", ".")
        assert table.cursor == 8
        await press(pilot, ".")
        assert table.cursor == 10
        await press(pilot, "home", "2", "space", ".")
        assert (len(table.marks), table.cursor) == (4, 4)


async def test_digits_before_what_takes_none_are_forgotten(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "5", "t", "escape", "J")
        assert desk(pilot).table.cursor == 1


async def test_what_was_done_to_a_list_has_no_place_in_the_sidebar(demo: Installation) -> None:
    async with app_of(demo, LOGIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "space", "g", "t", ".")
        assert "cannot be repeated here" in desk(pilot).status.status.text
