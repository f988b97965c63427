"""Areas in the list's place: home and inbox, the record beside them, the way back, other people's changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.records import ListQuery
from crm_tui.services.workspace import Workspace
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.presenters.lines import Status, Tone
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown

__all__ = ["demo", "demo_source"]

SALES, LEGAL, PRODUCT = "sales@demo.test", "legal@demo.test", "product@demo.test"
SIZES = [(80, 24), (120, 40)]
LIST_ONLY = ("list.filter", "list.builder", "list.sort", "list.views", "list.columns", "list.mark", "list.mark_all")


def mine(ws: Workspace, module: str, number: int = 1) -> list[int]:
    """Ids of records of a module that the actor owns."""
    rows = ws.listing.page(ListQuery(module), limit=500).rows
    return [row.id for row in rows if row.owner_id == ws.actor.user_id][:number]


def tell(demo: Installation, record_id: int, *, by: str = "head@demo.test", login: str = SALES) -> None:
    """Somebody else mentions a user on a lead."""
    demo.workspace(by, "demo").notes.add("Leads", record_id, f"Hello @{login}")


def offered(pilot: Pilot[int]) -> set[str]:
    """Ids of the commands that the focused pane has."""
    screen = desk(pilot)
    return {c.id for c in screen.keymap.commands_for(screen.context) if screen.allowed(c) is not None}


def context(pilot: Pilot[int]) -> Context:
    """Where the keyboard is."""
    return desk(pilot).context


def boss(demo: Installation) -> str:
    """An administrator of the sample organisation."""
    users = demo.workspace(SALES, "demo").users.list()
    return next(u.login for u in users if "admin" in u.kind.value)


@pytest.mark.parametrize("size", SIZES)
async def test_home_opens_in_the_lists_place_and_the_record_follows(demo: Installation, size: tuple[int, int]) -> None:
    ws = demo.workspace(SALES, "demo")
    first, second = mine(ws, "Leads", 2)
    ws.recent.note(first)
    ws.recent.note(second)
    names = [ws.records.get("Leads", i).name for i in (first, second)]
    async with app_of(demo, SALES).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "g", "h")
        screen = desk(pilot)
        assert screen.place.area == "home"
        assert context(pilot) is Context.HOME
        assert not offered(pilot) & set(LIST_ONLY)
        assert {"area.open", "go.home"} <= offered(pilot)
        assert all(name in shown(pilot) for name in names)
        for key in ["j"] * 30:
            if screen.areas.pointed() == ("Leads", first):
                break
            await press(pilot, key)
        assert screen.areas.pointed() == ("Leads", first)
        await press(pilot, "enter")
        assert context(pilot) is Context.RECORD
        assert screen.record.record is not None
        assert (screen.place.area, screen.place.module, screen.record.record.id) == ("home", "Leads", first)
        assert "Timeline" in shown(pilot)
        await press(pilot, "escape")
        assert context(pilot) is Context.HOME
        assert screen.place.record_id is None
        await press(pilot, "tab", "tab")
        assert context(pilot) is Context.NAVIGATION


@pytest.mark.parametrize("size", SIZES)
async def test_home_shows_what_waits_and_where_the_rest_is(demo: Installation, size: tuple[int, int]) -> None:
    ws = demo.workspace(SALES, "demo")
    actions, deals, silences = ws.home.next_actions(7), ws.home.open_deals(7), ws.home.silences(30, 6)
    assert actions[0].overdue
    assert len(actions) == 7
    async with app_of(demo, SALES).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "g", "h")
        pane = desk(pilot).areas.pane
        words = [line.value for line in pane.lines]
        titles = [line.value for line in pane.lines if line.tone is Tone.HEADING]
        assert titles[:3] == ["My next actions", "My open deals", "Recently viewed"]
        assert titles[-1].startswith("Silences")
        first = shown(pilot).splitlines()[3]
        assert "! " in first
        assert "overdue: " in first
        assert [d.name for d in deals[:6] if d.name not in words] == []
        assert len([line for line in pane.lines if line.key.startswith(("record:Tasks", "record:Meetings"))]) <= 6
        assert [s.name for s in silences if s.name not in words] == []
        pane.go_to(words.index("more: all my open tasks"))
        await press(pilot, "enter")
        screen = desk(pilot)
        assert (screen.place.area, screen.place.module, screen.place.view) == ("", "Tasks", "My_Open")
        assert context(pilot) is Context.LIST
        await press(pilot, "[")
        assert screen.place.area == "home"


async def test_home_shows_ones_own_requests_and_opens_them(demo: Installation) -> None:
    ws = demo.workspace(PRODUCT, "demo")
    asked = ws.requests.mine()
    assert asked, "else this proves nothing"
    async with app_of(demo, PRODUCT).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "h")
        screen = desk(pilot)
        assert "My requests" in [line.value for line in screen.areas.pane.lines]
        screen.areas.seek(asked[0].module.api_name, asked[0].id)
        await press(pilot, "enter")
        assert screen.record.record is not None
        assert (screen.record.record.id, screen.record.record.name) == (asked[0].id, asked[0].name)
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "h")
        keys = [line.key for line in desk(pilot).areas.pane.lines]
        assert not any(f"/{one.id}" in key for one in asked for key in keys)


async def test_who_sees_no_deals_has_no_such_section(demo: Installation) -> None:
    ws = demo.workspace(LEGAL, "demo")
    profile = ws.actor.profile
    names = frozenset(module.api_name for module in ws.modules.visible() if not module.is_team)
    assert "Deals" in names, "else this proves nothing"
    demo.workspace(boss(demo), "demo").profiles.save(replace(profile, modules=names - {"Deals"}))
    async with app_of(demo, LEGAL).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "h")
        assert "My open deals" not in [line.value for line in desk(pilot).areas.pane.lines]


async def test_back_and_forward_know_areas(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Deals")
        await press(pilot, "g", "h")
        await press(pilot, "g", "n")
        screen = desk(pilot)
        assert screen.place.area == "inbox"
        assert "Notices" in shown(pilot).splitlines()[0]
        await press(pilot, "[")
        assert screen.place.area == "home"
        await press(pilot, "[")
        assert (screen.place.area, screen.place.module) == ("", "Deals")
        assert screen.list.source is not None
        assert screen.table.display
        assert not screen.area.display
        await press(pilot, "]", "]")
        assert screen.place.area == "inbox"


async def test_an_area_opens_with_the_cursor_where_it_stood(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "n", "j", "j", "j")
        screen = desk(pilot)
        assert screen.areas.pane.line is not None
        key = screen.areas.pane.line.key
        await press(pilot, "g", "h", "[")
        assert screen.place.area == "inbox"
        assert screen.areas.pane.line is not None
        assert screen.areas.pane.line.key == key


async def test_jump_labels_stand_on_the_lines_of_an_area(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "n")
        screen = desk(pilot)
        keys = [line.key for line in screen.areas.pane.lines if line.key]
        await press(pilot, ";", "d")
        assert screen.areas.pane.line is not None
        assert screen.areas.pane.line.key == keys[2]
        assert context(pilot) is Context.INBOX


async def test_older_notices_come_when_they_are_asked_for(demo: Installation) -> None:
    ws, other = demo.workspace(SALES, "demo"), demo.workspace(boss(demo), "demo")
    lead = mine(ws, "Leads")[0]
    for number in range(101):
        other.notes.add("Leads", lead, f"@{SALES} {number}")
    async with app_of(demo, SALES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "n", "end")
        pane = desk(pilot).areas.pane
        assert pane.line is not None
        assert pane.line.value == "more: older notices"
        before = len(pane.lines)
        await press(pilot, "enter")
        assert len(pane.lines) > before
        assert pane.line.value != "more: older notices"


async def test_a_module_of_the_sidebar_leaves_the_area(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "h", "g", "t", "end", "enter")
        screen = desk(pilot)
        assert screen.place.area == ""
        assert context(pilot) is Context.LIST
        assert screen.list.source is not None


@pytest.mark.parametrize("size", SIZES)
async def test_notices_are_read_where_they_stand(demo: Installation, size: tuple[int, int]) -> None:
    ws = demo.workspace(SALES, "demo")
    lead = mine(ws, "Leads")[0]
    ws.notices.mark_read()
    for _n in range(3):
        tell(demo, lead, by=boss(demo))
    assert ws.notices.unread() == 3
    async with app_of(demo, SALES).run_test(size=size) as pilot:
        await settle(pilot)
        assert "! 3" in shown(pilot).splitlines()[0]
        await press(pilot, "g", "n")
        assert "mentioned you" in shown(pilot)
        assert "Today" in shown(pilot), shown(pilot)
        await press(pilot, "space")
        assert ws.notices.unread() == 2
        await press(pilot, "space")
        assert ws.notices.unread() == 3
        await press(pilot, "j", "enter")
        screen = desk(pilot)
        assert context(pilot) is Context.RECORD
        assert screen.record.record is not None
        assert screen.record.record.id == lead
        assert ws.notices.unread() == 2
        await press(pilot, "escape")
        assert screen.areas.pane.line is not None
        assert screen.areas.pane.line.sign == " "
        await press(pilot, "f")
        assert "unread only" in shown(pilot)
        assert len([line for line in screen.areas.pane.lines if line.key]) == 2
        await press(pilot, "*")
        assert ws.notices.unread() == 0
        assert "! 2" not in shown(pilot)
        assert "Everything is read" in shown(pilot)


async def test_a_notice_that_comes_in_leaves_the_cursor_on_its_line(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    lead, other = mine(ws, "Leads", 2)
    tell(demo, lead, by=boss(demo))
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "n")
        screen = desk(pilot)
        before = screen.areas.pane.line
        assert before is not None
        unread = ws.notices.unread()
        tell(demo, other, by=boss(demo))
        await off_loop(screen.watcher.look)
        await settle(pilot)
        after = screen.areas.pane.line
        assert after is not None
        assert after.key == before.key
        assert screen.navigation.unread == unread + 1 == ws.notices.unread()
        assert f"! {unread + 1}" in shown(pilot).splitlines()[0]


async def test_a_record_that_left_sight_is_neither_named_nor_shown(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    lead = mine(ws, "Leads")[0]
    name = ws.records.get("Leads", lead).name
    tell(demo, lead, by=boss(demo))
    ws.recent.note(lead)
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "n")
        screen = desk(pilot)
        assert name in shown(pilot)
        demo.workspace(boss(demo), "demo").records.delete("Leads", lead)
        await off_loop(screen.watcher.look)
        await settle(pilot)
        assert name not in shown(pilot)
        assert screen.record.record is None
        await press(pilot, "enter")
        assert screen.place.record_id is None
        assert screen.status.status == Status("Not found.", "warn")
        await press(pilot, "g", "h")
        assert screen.status.status == Status()
        assert name not in shown(pilot)


async def test_next_record_goes_from_line_to_line(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    leads = mine(ws, "Leads", 3)
    for lead in leads:
        tell(demo, lead, by=boss(demo))
    async with app_of(demo, SALES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "n", "enter")
        screen = desk(pilot)
        assert screen.place.record_id == leads[2]
        await press(pilot, "J")
        assert screen.place.record_id == leads[1]
        await press(pilot, "J", "H")
        assert screen.place.record_id == leads[1]
        assert screen.place.area == "inbox"


async def test_nothing_is_asked_while_nothing_changes(demo: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "n")
        screen = desk(pilot)
        await off_loop(screen.watcher.look)
        await settle(pilot)
        asked: list[str] = []
        monkeypatch.setattr(screen.ws.notices, "unread", lambda: asked.append("unread"))
        monkeypatch.setattr(screen.ws.notices, "list", lambda *a, **k: asked.append("list"))
        await off_loop(screen.watcher.look)
        await settle(pilot)
        assert asked == []
