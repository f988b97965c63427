"""The explanation on the screen: cards that ask, answers, who reaches what, view as (AC48, AC55, AC56)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.access_requests import AccessRequest, AskState
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.records import ListQuery
from crm_tui.services.workspace import Workspace
from crm_tui.tui.dialogs.ask_access import WordsDialog
from crm_tui.tui.dialogs.why_card import WhyCard
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown
from tests.tui.hostile import FORBIDDEN, SHORT

__all__ = ["demo", "demo_source"]

ADMIN, SALES, SALES2, LEGAL = "admin@demo.test", "sales@demo.test", "sales2@demo.test", "legal@demo.test"
SIZES = [(80, 24), (120, 40)]


def others_lead(ws: Workspace) -> int:
    """A lead that somebody else owns."""
    return next(row.id for row in ws.listing.page(ListQuery("Leads")).rows if row.owner_id != ws.actor.user_id)


def asked(demo: Installation, text: str = "Please") -> AccessRequest:
    """The sales person asks to edit a lead that he reads."""
    demo.workspace(ADMIN, "demo").data_sharing.set_default("Leads", OrgDefault.READ_ONLY)
    ws = demo.workspace(SALES, "demo")
    return ws.access_requests.ask("records.edit", "Leads", others_lead(ws), text)


async def to_line(pilot: Pilot[int], key: str) -> None:
    """Put the cursor of the area on a line."""
    pane = desk(pilot).areas.pane
    at = next(at for at, line in enumerate(pane.lines) if key in line.key)
    pane.go_to(at)
    await settle(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_a_card_asks_for_access_and_the_answer_comes_back(demo: Installation, size: tuple[int, int]) -> None:
    ws = demo.workspace(LEGAL, "demo")
    async with app_of(demo, LEGAL).run_test(size=size) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "e")
        assert "r ask for it" in shown(pilot)
        await press(pilot, "r")
        assert isinstance(pilot.app.screen, WordsDialog)
        await press(pilot, "p", "l", "s", "ctrl+s")
        (one,) = ws.access_requests.mine()
        assert (one.action, one.text, one.state) == ("records.edit", "pls", AskState.OPEN)
        await press(pilot, "g", "r")
        assert "waits for an answer" in shown(pilot)
        await to_line(pilot, f"access:{one.id}")
        await press(pilot, "W")
        assert ws.access_requests.get(one.id).state is AskState.WITHDRAWN
        assert "waits for an answer" not in shown(pilot)


async def test_a_card_about_what_nobody_grants_offers_no_key(demo: Installation) -> None:
    async with app_of(demo, LEGAL).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "g", "w")
        await pilot.press(*"Open")
        await press(pilot, "enter")
        text = shown(pilot)
        assert "is available" in text
        assert "ask for it" not in text
        assert "enter do it" in text
        await press(pilot, "r", "escape")
        assert demo.workspace(LEGAL, "demo").access_requests.mine() == ()


@pytest.mark.parametrize("size", SIZES)
async def test_one_key_in_the_inbox_grants(demo: Installation, size: tuple[int, int]) -> None:
    one = asked(demo, SHORT)
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "g", "n")
        await to_line(pilot, "notice:")
        text = shown(pilot)
        assert "asks for access" in text
        assert not any(bad in text.encode() for bad in FORBIDDEN)
        assert "Y Grant" in text
        await press(pilot, "Y")
        assert "Granted" in shown(pilot)
        assert "Y Grant" not in shown(pilot)
    mine = demo.workspace(SALES, "demo")
    assert mine.access_requests.get(one.id).state is AskState.GRANTED
    assert one.record is not None
    assert one.record.id is not None
    mine.records.edit("Leads", one.record.id, {"Company": "Now mine to edit"})


async def test_one_key_declines_with_a_word(demo: Installation) -> None:
    one = asked(demo)
    async with app_of(demo, ADMIN).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "r")
        assert "Wait for your answer" in shown(pilot)
        await to_line(pilot, f"access:{one.id}")
        await press(pilot, "X", "n", "o", "ctrl+s")
        assert "Wait for your answer" not in shown(pilot)
    found = demo.workspace(SALES, "demo").access_requests.get(one.id)
    assert (found.state, found.answer) == (AskState.DECLINED, "no")


async def test_what_concerns_a_whole_profile_is_shown_first(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    one = ws.access_requests.ask("module.customise", "Leads")
    async with app_of(demo, ADMIN).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "n")
        await to_line(pilot, "notice:")
        await press(pilot, "Y")
        text = shown(pilot)
        assert "Grant access?" in text
        assert "It changes the rights of:" in text
        assert "Zofia Krawiec" in text
        await press(pilot, "n")
        assert ws.access_requests.get(one.id).state is AskState.OPEN
        await press(pilot, "Y", "y")
        assert ws.access_requests.get(one.id).state is AskState.GRANTED
    assert ws.access.can(SALES, "module.customise", "Leads").decision.allowed


async def test_enter_offers_all_ways(demo: Installation) -> None:
    one = asked(demo)
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "r")
        await to_line(pilot, f"access:{one.id}")
        await press(pilot, "enter")
        text = shown(pilot)
        assert "share the record: edit" in text
        assert "Decline" in text
        await press(pilot, "escape")
    assert demo.workspace(SALES, "demo").access_requests.get(one.id).state is AskState.OPEN


@pytest.mark.parametrize("size", SIZES)
async def test_who_sees_a_record_has_a_key(demo: Installation, size: tuple[int, int]) -> None:
    async with app_of(demo, SALES).run_test(size=size) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "W")
        text = shown(pilot)
        assert "people see this record" in text
        assert "owner: full" in text
        await press(pilot, "y", "escape")
        assert "owner: full" in pilot.app.clipboard


async def test_what_a_user_reaches(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, ":")
        await pilot.press(*"What users")
        await press(pilot, "enter")
        text = shown(pilot)
        assert "What Samir Haddad reaches" in text
        assert "sees " in text
        assert "Set-up" in text


@pytest.mark.parametrize("size", [(60, 16), *SIZES])
async def test_view_as_shows_that_world_marked_and_ends_where_one_was(
    demo: Installation, size: tuple[int, int]
) -> None:
    admin = demo.workspace(ADMIN, "demo")
    admin.data_sharing.set_default("Leads", OrgDefault.PRIVATE)
    admin.settings.change(header=False)
    his = demo.workspace(SALES2, "demo").listing.count(ListQuery("Leads")).number
    opened = demo.workspace(SALES2, "demo").recent.list()
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await open_module(pilot, "Accounts")
        await press(pilot, ":")
        await pilot.press(*"View as")
        await press(pilot, "enter")
        await pilot.press(*"sales2")
        await press(pilot, "enter")
        assert "VIEWING AS" in shown(pilot)
        assert desk(pilot).ws.actor.login == SALES2
        await open_module(pilot, "Leads")
        assert desk(pilot).list.source is not None
        assert len(desk(pilot).ws.listing.page(ListQuery("Leads"), limit=500).rows) == his
        await press(pilot, "enter", "m")
        assert isinstance(pilot.app.screen, WhyCard)
        assert "AC56" in shown(pilot)
        await press(pilot, "escape", "g", "b")
        assert desk(pilot).ws.actor.login == ADMIN
        assert desk(pilot).place.module == "Accounts"
        assert "VIEWING AS" not in shown(pilot)
    rows = [row.entry for row in admin.audit.list(limit=50, login=ADMIN) if row.entry.action == "access.view_as"]
    assert [row.detail for row in rows] == [f"as {SALES2} ends", f"begins {SALES2}"]
    assert demo.workspace(SALES2, "demo").recent.list() == opened


async def test_escape_leads_out_of_a_view(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, ":")
        await pilot.press(*"View as")
        await press(pilot, "enter")
        await pilot.press(*"sales2")
        await press(pilot, "enter")
        for _step in range(6):
            if desk(pilot).ws.own is None:
                break
            await press(pilot, "escape")
        assert desk(pilot).ws.actor.login == ADMIN


async def test_view_as_is_greyed_for_who_may_not(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, ":")
        await pilot.press(*"View as")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, WhyCard)
        assert "AC04" in shown(pilot)


async def test_all_actions_are_explained_by_enter_and_question_mark(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "A")
        pane = desk(pilot).record.pane
        for key, word in (("records.edit", "is available"), ("records.purge", "is not available")):
            for press_key in ("enter", "?"):
                pane.go_to(next(at for at, line in enumerate(pane.lines) if line.key == f"action:{key}"))
                await press(pilot, press_key)
                assert word in shown(pilot), (key, press_key)
                await press(pilot, "escape")


async def test_the_palette_explains_an_allowed_command(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, ":")
        await pilot.press(*"Edit")
        await press(pilot, "?")
        text = shown(pilot)
        assert "is available" in text
        assert "Open by" in text
        await press(pilot, "e")
        assert "0 Is the organisation" in shown(pilot)


async def test_help_leads_to_the_why_of_a_command(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "?", "w")
        assert "Explain which command?" in shown(pilot)


async def test_a_view_ends_once_it_is_no_longer_allowed(demo: Installation) -> None:
    admin = demo.workspace(ADMIN, "demo")
    rights = next(p for p in admin.profiles.list() if p.api_name == "Standard")
    denied = frozenset(switch for switch in rights.denied if switch[0] != "access.view_as")
    admin.profiles.save(replace(rights, denied=denied))
    async with app_of(demo, SALES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, ":")
        await pilot.press(*"View as")
        await press(pilot, "enter")
        await pilot.press(*"legal@")
        await press(pilot, "enter")
        assert desk(pilot).ws.actor.login == LEGAL
        admin.profiles.save(rights)
        await desk(pilot).read_again()
        await settle(pilot)
        assert desk(pilot).ws.actor.login == SALES
