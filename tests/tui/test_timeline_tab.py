"""The tab of the timeline on a record: next action, filter, reading on, ways to what it speaks of."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.events import EventFilter
from crm_tui.services.workspace import Workspace
from crm_tui.tui.forms.filter_form import FilterForm
from crm_tui.tui.presenters.record import OLDER_KEY
from crm_tui.tui.presenters.timeline import FILTER_KEY
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, press, settle, shown
from tests.tui.test_interactions_tab import NARROW, SALES, WIDE, fill, form, new_lead, open_on, to_line

__all__ = ["demo", "demo_source"]

OLD = 300 * 86_400
"""Seconds that are more than six months."""


def long_ago(ws: Workspace, record_id: int, kind: str) -> None:
    """Let events of a record have happened before the window."""
    with ws.session.engine.write():
        ws.session.engine.execute(
            "UPDATE event SET at = at - ? WHERE record_id = ? AND kind = ?", (OLD, record_id, kind)
        )


def words(pilot: Pilot[int]) -> list[str]:
    return [line.value for line in desk(pilot).detail.view.lines]


@pytest.mark.parametrize("size", [WIDE, NARROW])
async def test_it_tells_who_did_what_and_what_is_next(demo: Installation, size: tuple[int, int]) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    ws.records.new("Tasks", {"Subject": "Call back", "Due_Date": "2026-11-23", "Parent": f"Leads/{at[1]}"})
    ws.records.edit(*at, {"City": "Gdynia"})
    async with app_of(demo, SALES).run_test(size=size) as pilot:
        await open_on(pilot, at, "timeline")
        text = shown(pilot)
        told = ("NEXT", "Call back, Mon · ", "Friday, November 20, 2026", "planned an activity", "– → Gdynia")
        for part in told:
            assert part in text
        await press(pilot, "1")
        assert "Call back, Mon · " in shown(pilot)
        await press(pilot, "home", "enter")
        assert desk(pilot).place.module == "Tasks"


async def test_what_is_older_comes_by_a_key_and_stays(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    ws.notes.add(*at, "words")
    long_ago(ws, at[1], "created")
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at, "timeline")
        assert not any("created the record" in line for line in words(pilot))
        assert desk(pilot).detail.view.lines[-1].key == OLDER_KEY
        await press(pilot, "+")
        assert any("created the record" in line for line in words(pilot))
        assert desk(pilot).detail.view.lines[-1].key != OLDER_KEY
        await press(pilot, "f5")
        assert any("created the record" in line for line in words(pilot))
        long_ago(ws, at[1], "note_added")
        other = new_lead(ws, "Other")
        long_ago(ws, other[1], "created")
        await open_on(pilot, other, "timeline")
        assert "Nothing in the last six months." in words(pilot)
        await press(pilot, "+")
        assert any("created the record" in line for line in words(pilot))


async def test_the_filter_is_chosen_told_and_taken_away(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    ws.records.edit(*at, {"City": "Gdynia"})
    ws.records.edit(*at, {"Phone": "123"})
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at, "timeline")
        await press(pilot, "f")
        assert isinstance(pilot.app.screen, FilterForm)
        field = form(pilot).rows["field"].editor
        assert field is not None
        field.focus()
        await settle(pilot)
        await press(pilot, "enter", *"City", "enter", "f2")
        assert desk(pilot).record.told.filter == EventFilter(field="City")
        assert any("City: – → Gdynia" in line for line in words(pilot))
        assert not any("Phone" in line for line in words(pilot))
        assert any("esc: everything" in line for line in words(pilot))
        await press(pilot, "escape")
        assert desk(pilot).place.record_id == at[1]
        assert any("Phone" in line for line in words(pilot))
        await to_filter(pilot)
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, FilterForm)
        await fill(pilot, until="2020-01-01")
        await press(pilot, "f2")
        assert "Nothing fits the filter." in words(pilot)
        await press(pilot, "f", "f3")
        assert not desk(pilot).record.told.narrowed


async def to_filter(pilot: Pilot[int]) -> None:
    """Put the cursor on the line of the filter."""
    for _line in desk(pilot).detail.view.lines:
        line = desk(pilot).detail.line
        if line is not None and line.key == FILTER_KEY:
            return
        await press(pilot, "up")
    raise AssertionError(FILTER_KEY)


async def test_a_filter_by_a_field_does_not_stand_in_the_way_elsewhere(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    product = ws.search.find("o", module_name="Products")[0]
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at, "timeline")
        await press(pilot, "f")
        field = form(pilot).rows["field"].editor
        assert field is not None
        field.focus()
        await settle(pilot)
        await press(pilot, "enter", *"Company", "enter", "f2")
        await open_on(pilot, ("Products", product.id), "timeline")
        assert any("created the record" in line for line in words(pilot))


async def test_an_event_leads_to_the_record_that_it_speaks_of(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    at = new_lead(ws)
    ws.notes.add(*at, "words of a note")
    done = ws.converting.convert(at[1])
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at, "timeline")
        await to_line(pilot, f"record:Contacts/{done.contact.id}")
        await press(pilot, "enter")
        assert (desk(pilot).place.module, desk(pilot).place.record_id) == ("Contacts", done.contact.id)
        await press(pilot, "2")
        await to_line(pilot, f"record:Leads/{at[1]}")
        await press(pilot, "[")
        await press(pilot, "2")
        await to_line(pilot, "tab:notes")
        await press(pilot, "enter")
        assert desk(pilot).detail.view.tab == "notes"


async def test_f_and_older_are_absent_where_there_is_nothing_of_the_kind(demo: Installation) -> None:
    at = new_lead(demo.workspace(SALES, "demo"))
    async with app_of(demo, SALES).run_test(size=WIDE) as pilot:
        await open_on(pilot, at, "info")
        screen = desk(pilot)
        offered = {c.id: screen.allowed(c) for c in screen.keymap.commands_for(screen.context)}
        assert (offered["stream.filter"], offered["record.older"]) == (None, None)
        await press(pilot, "2")
        offered = {c.id: screen.allowed(c) for c in screen.keymap.commands_for(screen.context)}
        assert (offered["stream.filter"], offered["record.older"]) == (True, None)
