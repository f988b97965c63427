"""Keys that arrive together, as over a slow line, do what they do one by one; what is shown is what keys are about."""

from __future__ import annotations

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.widgets import Input

from crm_tui.bootstrap import Installation
from crm_tui.domain.records import ListQuery
from crm_tui.tui.app import CrmApp
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.forms.picking import LookupPicker
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown

__all__ = ["demo", "demo_source"]


async def type_at_once(pilot: Pilot[int], *keys: str) -> None:
    """All keys before the app has seen the first."""
    app = pilot.app
    for key in keys:
        character = key if len(key) == 1 else None
        app.post_message(Key(_character_to_key(key) if character else key, character))
    assert isinstance(app, CrmApp)
    for _wait in range(200):
        await pilot.pause(0.02)
        if not app.typed_ahead.waiting:
            break
    await settle(pilot)


async def test_words_typed_at_once_after_search_are_searched_and_run_no_command(demo: Installation) -> None:
    ws = demo.workspace("legal@demo.test", "demo")
    before = ws.listing.count(ListQuery("Contracts"), None)
    async with app_of(demo, "legal@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contracts")
        await type_at_once(pilot, "g", "s", *"nda dune")
        assert isinstance(pilot.app.screen, Picker)
        assert pilot.app.screen.text == "nda dune"
        await press(pilot, "escape")
        assert len(pilot.app.screen_stack) == 2
        assert not desk(pilot).table.marks
    assert ws.listing.count(ListQuery("Contracts"), None) == before


async def test_words_typed_at_once_into_a_form_go_to_their_fields(demo: Installation) -> None:
    async with app_of(demo, "legal@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contracts")
        await type_at_once(pilot, "n", *"New one", "tab", "tab", *"nda", "enter", "tab", *"lum")
        picker = pilot.app.screen
        assert isinstance(picker, LookupPicker)
        assert picker.text == "lum"
        form = pilot.app.screen_stack[-2]
        assert form.query(Input).first().value == "New one"
        assert "NDA" in shown(pilot)


async def test_a_record_found_by_search_stays_open_after_a_note(demo: Installation) -> None:
    ws = demo.workspace("marketing@demo.test", "demo")
    last = ws.listing.page(ListQuery("Leads"), limit=500).rows[-1]
    async with app_of(demo, "marketing@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen = desk(pilot)
        await screen.go(screen.place.on(last.id))
        await settle(pilot)
        await press(pilot, "m", "x", "ctrl+s")
        assert "Note added" in shown(pilot)
        assert screen.record.record is not None
        assert screen.record.record.id == last.id
        await press(pilot, "shift+tab")
        row = screen.table.row
        assert row is not None
        assert screen.record.record.id == row.id


async def test_in_a_narrow_terminal_tab_shows_the_record_under_the_cursor(demo: Installation) -> None:
    async with app_of(demo, "sales@demo.test").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = desk(pilot)
        assert screen.table.display
        assert not screen.nav.display
        await press(pilot, "down", "down", "tab")
        assert screen.record.record is not None
        assert screen.table.row is not None
        assert screen.record.record.id == screen.table.row.id
