"""Who else is at a record: two people on one organisation, each with an app of his own."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.doors import Doing
from crm_tui.tui.dialogs.dialog import Dialog, Frame
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.dialogs.tags import TagEditor
from crm_tui.tui.forms.conversion import ConversionForm
from crm_tui.tui.off_loop import off_loop
from tests.tui.desk_pilot import demo, demo_source, desk, open_module, press, settle, shown
from tests.tui.scene_pilot import at_desk, look
from tests.tui.session_pilot import Another, another

__all__ = ["another", "demo", "demo_source"]

MANAGER, SALES = "manager@demo.test", "sales@demo.test"
ADMIN = "admin@demo.test"


def at(pilot: Pilot[int]) -> tuple[str, int]:
    record = desk(pilot).record.record
    assert record is not None
    return record.module.api_name, record.id


async def open_record(pilot: Pilot[int], record_id: int) -> None:
    await desk(pilot).go(desk(pilot).place.at_module("Contacts").on(record_id))
    await settle(pilot)


def company(pilot: Pilot[int]) -> str:
    return desk(pilot).detail.company.text


def writes(installation: Installation) -> int:
    return installation.live.data_version()


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 16)])
async def test_two_at_one_record_see_each_other_look_edit_and_go(another: Another, size: tuple[int, int]) -> None:
    mine, his = another("mine"), another("his")
    async with at_desk(mine, MANAGER, size) as pilot:
        await open_module(pilot, "Contacts")
        await press(pilot, "enter")
        assert company(pilot) == ""
        ws = his.workspace(SALES, "demo")
        await off_loop(ws.users.arrive)
        name = ws.actor.name
        await off_loop(lambda: ws.presence.stand(*at(pilot)))
        await look(pilot)
        assert company(pilot) == f"● {name} looks"
        assert "●" in shown(pilot)
        assert [one.name for one in ws.presence.others(*at(pilot))] == [desk(pilot).ws.actor.name]
        await off_loop(lambda: ws.presence.stand(*at(pilot), Doing.EDITS))
        await look(pilot)
        assert company(pilot) == f"● {name} is editing"
        assert name in shown(pilot)
        await press(pilot, "e")
        assert f"{name} is editing" in shown(pilot)
        assert [one.doing for one in ws.presence.others(*at(pilot))] == [Doing.EDITS]
        await off_loop(ws.presence.leave)
        await look(pilot)
        assert "●" not in str(pilot.app.screen.query_one(Frame).border_title)
        assert f"{name} is editing" not in shown(pilot)
        await press(pilot, "escape")
        assert [one.doing for one in ws.presence.others(*at(pilot))] == [Doing.LOOKS]
        await press(pilot, "escape")
        assert desk(pilot).place.record_id is None
        assert ws.presence.others("Contacts", desk(pilot).subject().id) == ()  # type: ignore[union-attr]


async def test_two_apps_tell_each_other(another: Another) -> None:
    made = another("maker").workspace(SALES, "demo").records.new("Contacts", {"Last_Name": "Together"}).id
    async with at_desk(another("mine"), MANAGER) as first:
        await open_record(first, made)
        async with at_desk(another("his"), SALES) as second:
            await open_record(second, made)
            name = desk(second).ws.actor.name
            assert company(second) == f"● {desk(first).ws.actor.name} looks"
            await look(first)
            assert company(first) == f"● {name} looks"
            await press(second, "e")
            await look(first)
            assert company(first) == f"● {name} is editing"
        await look(first)
        assert company(first) == "", "his app has ended"


@pytest.mark.parametrize(("key", "kind"), [("o", Picker), ("t", TagEditor), ("K", ConversionForm)])
async def test_whatever_changes_the_record_itself_is_said_while_it_is_open(
    another: Another, key: str, kind: type[Dialog[object]]
) -> None:
    mine, his = another("mine"), another("his").workspace(SALES, "demo")
    await off_loop(his.users.arrive)
    made = his.records.new("Leads", {"Last_Name": "Together", "Company": "Zoo"}).id
    here = ("Leads", made)
    async with at_desk(mine, ADMIN) as pilot:
        await open_module(pilot, "Leads")
        desk(pilot).seek(*here)
        await settle(pilot)
        assert his.presence.others(*here) == ()
        await press(pilot, key)
        assert isinstance(pilot.app.screen, kind)
        assert [one.doing for one in his.presence.others(*here)] == [Doing.EDITS]
        await off_loop(lambda: his.presence.stand(*here, Doing.EDITS))
        await look(pilot)
        assert f"{his.actor.name} is editing" in shown(pilot), "he is told of others too"
        await press(pilot, "escape")
        assert his.presence.others(*here) == ()


async def test_walking_a_list_leaves_no_mark(another: Another) -> None:
    mine = another("mine")
    async with at_desk(mine, MANAGER) as pilot:
        await open_module(pilot, "Contacts")
        before = writes(mine)
        await press(pilot, "j", "j", "k", "G", "g g")
        assert writes(mine) == before
        await press(pilot, "enter")
        assert writes(mine) != before


async def test_hurrying_from_record_to_record_is_said_of_the_last_one(another: Another) -> None:
    mine, his = another("mine"), another("his").workspace(SALES, "demo")
    async with at_desk(mine, MANAGER) as pilot:
        await open_module(pilot, "Contacts")
        await press(pilot, "enter")
        before = mine.live.glance("mine")
        await pilot.press("J", "J", "J")
        await settle(pilot)
        assert [one.user_id for one in his.presence.others(*at(pilot))] == [desk(pilot).ws.actor.user_id]
        assert mine.live.glance("mine") == before


async def test_who_views_as_somebody_else_is_told_of_others_and_leaves_no_mark(another: Another) -> None:
    """AC56."""
    mine, his = another("mine"), another("his").workspace(SALES, "demo")
    await off_loop(his.users.arrive)
    async with at_desk(mine, "admin@demo.test") as pilot:
        desk(pilot).look_through(await off_loop(lambda: desk(pilot).ws.view_as(MANAGER)))
        await settle(pilot)
        await open_module(pilot, "Contacts")
        await press(pilot, "enter")
        assert his.presence.others(*at(pilot)) == ()
        await off_loop(lambda: his.presence.stand(*at(pilot)))
        await press(pilot, "J", "H")
        assert company(pilot) == f"● {his.actor.name} looks"


async def test_hostile_names_are_shown_as_they_are(another: Another) -> None:
    mine, his = another("mine"), another("his").workspace(SALES, "demo")
    await off_loop(his.users.arrive)
    boss = another("boss").workspace("admin@demo.test", "demo")
    await off_loop(lambda: boss.staff.edit(SALES, name="[/] Bob [bold]"))
    async with at_desk(mine, MANAGER) as pilot:
        await open_module(pilot, "Contacts")
        await press(pilot, "enter")
        await off_loop(lambda: his.presence.stand(*at(pilot), Doing.EDITS))
        await look(pilot)
        assert "[/] Bob [bold] is editing" in shown(pilot)
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, Dialog)
        assert "[/] Bob [bold] is editing" in shown(pilot)


async def test_without_an_open_session_nothing_is_said(demo: Installation, demo_source: Path) -> None:
    async with at_desk(demo, MANAGER) as pilot:
        await open_module(pilot, "Contacts")
        await press(pilot, "enter", "e", "escape", "escape")
    assert not demo.places.database("live").exists()
