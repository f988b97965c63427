"""Requests on the screen: one's own in their area, raised from any record, taken up by the team (3.5)."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.errors import NotFound
from crm_tui.domain.records import ListQuery
from crm_tui.domain.requests import Request
from crm_tui.services.workspace import Workspace
from crm_tui.tui.commands.registry import BY_ID, Context
from crm_tui.tui.dialogs.files import AttachFile
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown

__all__ = ["demo", "demo_source"]

SUPPORT, LEAD, SALES = "support@demo.test", "legal.lead@demo.test", "sales@demo.test"
SIZES = [(80, 24), (120, 40)]


def workspace(demo: Installation, login: str) -> Workspace:
    """A session of one's own beside the screen."""
    return demo.workspace(login, "demo")


def fresh(ws: Workspace) -> Request:
    """The latest request that nobody has taken up."""
    return next(one for one in ws.requests.mine() if one.editable)


def offered(pilot: Pilot[int]) -> dict[str, bool | None]:
    """Commands of the focused pane: live, greyed or absent."""
    screen = desk(pilot)
    return {c.id: screen.allowed(c) for c in screen.keymap.commands_for(screen.context)}


async def go_to(pilot: Pilot[int], record_id: int) -> None:
    """Move the cursor of the area to a request."""
    for _step in range(40):
        pointed = desk(pilot).areas.pointed()
        if pointed is not None and pointed[1] == record_id:
            return
        await press(pilot, "j")
    raise AssertionError("not in the list")


@pytest.mark.parametrize("size", SIZES)
async def test_a_requester_raises_answers_edits_and_withdraws(demo: Installation, size: tuple[int, int]) -> None:
    ws = workspace(demo, SUPPORT)
    before = {one.id for one in ws.requests.mine()}
    async with app_of(demo, SUPPORT).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "g", "r")
        assert desk(pilot).context is Context.REQUESTS
        assert "My requests" in shown(pilot).splitlines()[0]
        assert f"{len(before)} open" in shown(pilot)
        await press(pilot, "n")
        assert "Raise a request to" in shown(pilot)
        await press(pilot, *"contr", "enter")
        await press(pilot, *"Mirror [/] lease", "ctrl+s")
        (made,) = {one.id: one for one in ws.requests.mine() if one.id not in before}.values()
        assert (made.name, made.module.api_name, made.accepted) == ("Mirror [/] lease", "Contracts", False)
        screen = desk(pilot)
        assert (screen.place.area, screen.place.record_id, screen.context) == ("requests", made.id, Context.RECORD)
        assert "Mirror [/] lease" in shown(pilot)
        await press(pilot, "escape")
        assert screen.areas.pointed() == ("Contracts", made.id)
        await press(pilot, "m", *"Soon please", "ctrl+s")
        assert [note.text for note in ws.notes.list("Contracts", made.id)] == ["Soon please"]
        await press(pilot, "e")
        await press(pilot, *" now", "ctrl+s")
        assert ws.requests.get("Contracts", made.id).name == "Mirror [/] lease now"
        await press(pilot, "w", "n")
        assert ws.requests.get("Contracts", made.id).id == made.id
        await press(pilot, "w", "y")
        with pytest.raises(NotFound):
            ws.requests.get("Contracts", made.id)
        assert "Mirror" not in "".join(shown(pilot).splitlines()[1:-2])


async def test_a_file_is_attached_where_the_request_stands(demo: Installation, tmp_path: Path) -> None:
    ws, file = workspace(demo, SUPPORT), tmp_path / "photo.txt"
    file.write_text("photo")
    async with app_of(demo, SUPPORT).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "r", "a")
        assert isinstance(pilot.app.screen, AttachFile)
        pilot.app.screen.dismiss(file)
        await settle(pilot)
        assert [each.name for each in ws.attachments.list("Contracts", fresh(ws).id)] == ["photo.txt"]


@pytest.mark.parametrize("size", SIZES)
async def test_what_the_team_has_taken_up_is_greyed_with_its_reason(demo: Installation, size: tuple[int, int]) -> None:
    ws = workspace(demo, SUPPORT)
    taken = next(one for one in ws.requests.mine() if not one.editable)
    async with app_of(demo, SUPPORT).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "g", "r")
        assert offered(pilot)["request.withdraw"] is True
        await go_to(pilot, taken.id)
        now = offered(pilot)
        assert (now["request.withdraw"], now["request.edit"], now["record.note"]) == (False, False, True)
        assert "(w Withdraw)" in shown(pilot)
        await press(pilot, "w")
        assert "Q07" in shown(pilot)
        await press(pilot, "escape")
        assert ws.requests.get("Contracts", taken.id).id == taken.id
        last = workspace(demo, "admin@demo.test").audit.list(1)[0].entry
        assert (last.login, last.action, last.outcome, last.rule) == (SUPPORT, "requests.withdraw", "refused", "Q07")


async def test_closed_ones_are_shown_where_they_are_wanted(demo: Installation) -> None:
    ws = workspace(demo, SUPPORT)
    closed = {one.name for one in ws.requests.mine(closed=True) if one.closed}
    assert closed
    async with app_of(demo, SUPPORT).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "r")
        assert "Closed" not in "".join(shown(pilot).splitlines()[2:-2])
        await press(pilot, "f")
        keys = {line.key for line in desk(pilot).areas.pane.lines if line.key}
        assert len(keys) == len(ws.requests.mine(closed=True))
        assert "closed too" in shown(pilot).splitlines()[0]
        await press(pilot, "f")
        assert len([line for line in desk(pilot).areas.pane.lines if line.key]) == len(ws.requests.mine())


async def test_a_request_is_raised_from_a_deal_with_the_look_up_filled(demo: Installation) -> None:
    ws = workspace(demo, SUPPORT)
    before = {one.id for one in ws.requests.mine()}
    async with app_of(demo, SUPPORT).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Deals")
        row = desk(pilot).list.row()
        assert row is not None
        await press(pilot, "N", "r")
        assert "Contracts" in shown(pilot)
        await press(pilot, "enter")
        await press(pilot, *"Terms", "ctrl+s")
        (made,) = (one for one in ws.requests.mine() if one.id not in before)
        assert ws.records.get("Contracts", made.id).values["Deal"].id == row.id  # type: ignore[union-attr]
        assert desk(pilot).place.module == "Deals"
        related = {one.module.api_name: one.count.number for one in ws.related.list("Deals", row.id)}
        assert related["Contracts"] == 1


async def test_beside_a_deal_a_requester_opens_his_own_requests(demo: Installation) -> None:
    ws = workspace(demo, SUPPORT)
    mine = next(one for one in ws.requests.mine(closed=True) if ws.records.get("Contracts", one.id).values["Deal"])
    deal = ws.records.get("Contracts", mine.id).values["Deal"]
    async with app_of(demo, SUPPORT).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        screen = desk(pilot)
        await open_module(pilot, "Deals")
        await screen.go(screen.place.on(deal.id, "related"))  # type: ignore[union-attr]
        await settle(pilot)
        for _step in range(12):
            if screen.record.pane.line is not None and "Contracts" in screen.record.pane.line.key:
                break
            await press(pilot, "j")
        await press(pilot, "enter")
        assert screen.place.related is not None
        assert screen.list.row() is not None
        assert mine.number in shown(pilot)
        assert "Contracts" not in {e.module.api_name for space in screen.navigation.spaces for e in space.entries}


@pytest.mark.parametrize("size", SIZES)
async def test_the_team_accepts_and_writes_for_itself(demo: Installation, size: tuple[int, int]) -> None:
    asker, ws = workspace(demo, SUPPORT), workspace(demo, LEAD)
    made = fresh(asker)
    async with app_of(demo, LEAD).run_test(size=size) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contracts")
        screen = desk(pilot)
        await screen.go(screen.place.on(made.id))
        await settle(pilot)
        assert "Asked for by Mateo Ibarra" in shown(pilot)
        assert offered(pilot)["request.accept"] is True
        assert offered(pilot)["request.withdraw"] is None
        await press(pilot, "Y")
        assert asker.requests.get("Contracts", made.id).accepted
        assert offered(pilot)["request.accept"] is None
        await press(pilot, "u")
        assert not asker.requests.get("Contracts", made.id).accepted
        await press(pilot, "Y", "M", *"Bad payer", "ctrl+s")
        assert next((n.text, n.internal) for n in ws.notes.list("Contracts", made.id)) == ("Bad payer", True)
        await press(pilot, BY_ID["tab.notes"].keys[0])
        assert "internal" in shown(pilot)
        assert "Bad payer" not in repr(asker.notes.list("Contracts", made.id))


async def test_records_that_are_no_requests_have_none_of_it(demo: Installation) -> None:
    plain = next(
        row.id
        for row in workspace(demo, LEAD).listing.page(ListQuery("Contracts"), limit=100, with_facts=True).rows
        if row.facts is not None and row.facts.requester_id is None
    )
    async with app_of(demo, LEAD).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contracts")
        screen = desk(pilot)
        await screen.go(screen.place.on(plain))
        await settle(pilot)
        now = offered(pilot)
        assert [now[f"request.{verb}"] for verb in ("accept", "withdraw", "internal")] == [None] * 3
        assert now["request.raise"] is True  # he is in the module


async def test_who_may_ask_nobody_reads_so(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "r")
        assert "No team takes requests from you yet." in shown(pilot)
        assert offered(pilot)["request.new"] is None
        await press(pilot, "w", "e", "m", "n")
        assert len(pilot.app.screen_stack) == 2
        assert desk(pilot).status.status.text == "No team takes requests from you yet."


async def test_a_link_to_ones_own_request_leads_to_its_area(demo: Installation) -> None:
    ws = workspace(demo, SUPPORT)
    made = fresh(ws)
    ws.recent.note(made.id)
    async with app_of(demo, SUPPORT).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        from crm_tui.tui.acts.lines import open_elsewhere

        await open_elsewhere(desk(pilot), "Contracts", made.id)
        await settle(pilot)
        screen = desk(pilot)
        assert (screen.place.area, screen.place.record_id) == ("requests", made.id)
        await press(pilot, "[")
        assert screen.place.area == ""
        await press(pilot, "]")
        assert (screen.place.area, screen.place.record_id) == ("requests", made.id)


async def test_a_requester_is_asked_before_he_deletes_what_he_cannot_bring_back(demo: Installation) -> None:
    ws = workspace(demo, SUPPORT)
    made = fresh(ws)
    async with app_of(demo, SUPPORT).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = desk(pilot)
        await screen.go(screen.place.at_area("requests").on(made.id, "info", "Contracts"))
        await settle(pilot)
        await press(pilot, "d", "escape")
        assert ws.requests.get("Contracts", made.id).id == made.id
        await press(pilot, "d", "y")
        with pytest.raises(NotFound):
            ws.requests.get("Contracts", made.id)
        assert screen.context is Context.REQUESTS
        assert "undo" not in screen.status.status.hint
