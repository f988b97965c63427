"""Scenes of the sample organisation: what a team user and a sales person meet on their screens."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.records import ListQuery, Row
from crm_tui.domain.users import TeamProfile
from crm_tui.services.workspace import Workspace
from crm_tui.tui.dialogs.conflict import ConflictDialog
from crm_tui.tui.dialogs.files import AttachFile
from crm_tui.tui.dialogs.notes import NoteEditor
from crm_tui.tui.dialogs.tags import TagEditor
from crm_tui.tui.dialogs.why_card import WhyCard
from crm_tui.tui.forms.record_form import RecordForm
from tests.dump import changed_tables, dump
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown

__all__ = ["demo", "demo_source"]

GREYED = {
    "n": ("record.new", "O06"),
    "e": ("record.edit", "O05"),
    "d": ("record.delete", "O05"),
    "o": ("record.owner", "O09"),
    "h": ("record.share", "O10"),
    "C": ("record.clone", "O39"),
}
"""Keys of commands that a team user has not got on a lead, with the rule of 2.1 that says so."""


def rows_of(ws: Workspace, module: str, test: Callable[[Row], bool]) -> list[Row]:
    """Rows of a list that meet a test."""
    return [row for row in ws.listing.page(ListQuery(module), limit=500).rows if test(row)]


async def stand_on(pilot: Pilot[int], record_id: int) -> None:
    """Put the list's cursor on a record, wherever in the list it is."""
    table = desk(pilot).table
    table.go_to(0)
    for _row in range(table.extent + 64):
        if table.row is not None and table.row.id == record_id:
            break
        table.move(1)
        await settle(pilot) if table.row is None else None
    await settle(pilot)
    assert table.row is not None
    assert table.row.id == record_id


def state(pilot: Pilot[int]) -> dict[str, bool]:
    """Command id -> live or greyed, as the footer of the focused pane has it."""
    screen = desk(pilot)
    return {c.id: on for c in screen.keymap.commands_for(screen.context) if (on := screen.allowed(c)) is not None}


async def test_a_team_user_works_in_his_module_and_edits_only_what_is_his(demo: Installation) -> None:
    ws = demo.workspace("legal@demo.test", "demo")
    me = ws.actor.user_id
    mine = rows_of(ws, "Contracts", lambda row: row.owner_id == me)
    others = rows_of(ws, "Contracts", lambda row: row.owner_id != me)
    assert mine
    assert others
    async with app_of(demo, "legal@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contracts")
        assert desk(pilot).list.source is not None
        await stand_on(pilot, mine[0].id)
        assert state(pilot)["record.edit"]
        await stand_on(pilot, others[0].id)
        assert not state(pilot)["record.edit"]
        assert "(e Edit)" in shown(pilot)
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, WhyCard)
        assert pilot.app.screen.explanation.decision.rule == "M12"
        await press(pilot, "escape")
        await stand_on(pilot, mine[0].id)
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, RecordForm)


async def test_a_lead_opens_read_only_for_a_team_user(demo: Installation) -> None:
    async with app_of(demo, "legal@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        now = state(pilot)
        assert all(not now[command] for command, _rule in GREYED.values())
        assert all(now[command] for command in ("record.note", "record.tag", "record.attach", "list.filter"))
        assert not now["activity.call"]
        assert not now["activity.meeting"]
        text = shown(pilot)
        assert "(n New)" in text
        assert "(e Edit)" in text
        assert "m Note" in text


@pytest.mark.parametrize("key", GREYED)
async def test_a_greyed_key_opens_the_why_card_and_leaves_one_audit_row(demo: Installation, key: str) -> None:
    store = demo.store("demo")
    async with app_of(demo, "legal@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        before = dump(store.engine)
        await press(pilot, key)
        card = pilot.app.screen
        assert isinstance(card, WhyCard)
        decision = card.explanation.decision
        assert decision.rule == GREYED[key][1]
        assert str(decision.because)
        assert str(decision.remedy)
        assert card.explanation.grantors
        assert decision.rule in shown(pilot)
        await press(pilot, "escape")
        assert changed_tables(before, dump(store.engine)) == {"audit": 1}


async def test_what_has_no_key_is_explained_by_all_actions(demo: Installation) -> None:
    ws = demo.workspace("legal@demo.test", "demo")
    lead = ws.listing.page(ListQuery("Leads")).rows[0]
    rules = {a.id: e.decision for a, e in ws.access.all_actions("Leads", lead.id)}
    for action, rule in (
        ("records.export", "O13"),
        ("calls.create", "O22"),
        ("meetings.create", "O22"),
        ("records.convert", "O23"),
        ("email.send", "O19"),
    ):
        assert (rules[action].allowed, rules[action].rule) == (False, rule)
    assert rules["notes.add"].allowed
    async with app_of(demo, "legal@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "A")
        assert "(Export records)" in shown(pilot) or "(O1" in shown(pilot)


async def test_note_tag_and_file_on_a_lead_by_a_team_user(demo: Installation, tmp_path: Path) -> None:
    paper = tmp_path / "brief.txt"
    paper.write_text("hello")
    ws = demo.workspace("legal@demo.test", "demo")
    async with app_of(demo, "legal@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        row = desk(pilot).table.row
        assert row is not None
        await press(pilot, "m")
        assert isinstance(pilot.app.screen, NoteEditor)
        await press(pilot, *"Seen", "f2")
        assert [n.text for n in ws.notes.list("Leads", row.id) if n.mine] == ["Seen"]
        assert "u undo" in shown(pilot)
        await press(pilot, "t")
        assert isinstance(pilot.app.screen, TagEditor)
        await press(pilot, *"warm2", "f2")
        assert "warm2" in [t.name for t in ws.tags.list("Leads", row.id)]
        await press(pilot, "a")
        assert isinstance(pilot.app.screen, AttachFile)
        pilot.app.screen.dismiss(paper)
        await settle(pilot)
        assert "brief.txt" in [f.name for f in ws.attachments.list("Leads", row.id)]
        await press(pilot, "u")
        assert "brief.txt" not in [f.name for f in ws.attachments.list("Leads", row.id)]


async def test_a_sales_person_makes_changes_and_undoes_them(demo: Installation) -> None:
    ws = demo.workspace("sales@demo.test", "demo")
    async with app_of(demo, "sales@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        mine = rows_of(ws, "Leads", lambda row: row.owner_id == ws.actor.user_id)[0]
        await stand_on(pilot, mine.id)
        now = state(pilot)
        assert all(now[c] for c in ("record.new", "record.edit", "record.delete", "record.clone", "record.share"))
        await press(pilot, "d")
        assert mine.id not in {row.id for row in rows_of(ws, "Leads", lambda row: True)}
        await press(pilot, "u")
        assert mine.id in {row.id for row in rows_of(ws, "Leads", lambda row: True)}


async def test_a_stale_edit_shows_both_sides_and_overwrites_nothing(demo: Installation) -> None:
    mine = demo.workspace("sales@demo.test", "demo")
    lead = rows_of(mine, "Leads", lambda row: row.owner_id == mine.actor.user_id)[0]
    async with app_of(demo, "sales@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await stand_on(pilot, lead.id)
        await press(pilot, "e")
        form = pilot.app.screen
        assert isinstance(form, RecordForm)
        demo.workspace("manager@demo.test", "demo").records.edit("Leads", lead.id, {"City": "Gdynia"})
        editor = form.rows["City"].editor
        assert editor is not None
        editor.focus()
        await press(pilot, "ctrl+u", *"Sopot", "f2")
        dialog = pilot.app.screen
        assert isinstance(dialog, ConflictDialog)
        text = shown(pilot)
        assert all(word in text for word in ("Gdynia", "Sopot", "Nora Lind"))
        assert mine.records.get("Leads", lead.id).values["City"] == "Gdynia"


async def test_a_module_that_is_taken_away_closes_with_the_reason(demo: Installation) -> None:
    admin = demo.workspace("admin@demo.test", "demo")
    async with app_of(demo, "legal@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contracts")
        assert state(pilot)["record.new"]
        admin.team_members.set("Contracts", "legal@demo.test", TeamProfile.REQUESTER)
        for _wait in range(60):
            await pilot.pause(0.1)
            if desk(pilot).place.module != "Contracts":
                break
        await settle(pilot)
        text = shown(pilot)
        assert desk(pilot).place.module == "Leads"
        assert "no longer open to you" in text
        assert "CON-" not in text


async def test_another_persons_new_record_appears_by_itself(demo: Installation) -> None:
    async with app_of(demo, "sales@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        demo.workspace("manager@demo.test", "demo").records.new("Leads", {"Last_Name": "Fresh", "Company": "New & Co"})
        for _wait in range(60):
            await pilot.pause(0.1)
            if "Fresh" in shown(pilot):
                break
        assert "Fresh" in shown(pilot)
