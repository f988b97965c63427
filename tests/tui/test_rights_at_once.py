"""Rights that change while somebody works: what is open closes with the reason, what was typed can be copied."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.users import TeamProfile, UserState
from crm_tui.services.workspace import Workspace
from crm_tui.tui.dialogs.no_longer import NoLonger
from crm_tui.tui.dialogs.notes import NoteEditor
from crm_tui.tui.off_loop import off_loop
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown

__all__ = ["demo", "demo_source"]

SALES, LEGAL = "sales@demo.test", "legal@demo.test"


def admin(demo: Installation) -> Workspace:
    return demo.workspace("admin@demo.test", "demo", door="cli")


def forbid(demo: Installation, action: str) -> None:
    """Switch an action off in the Standard profile."""
    ws = admin(demo)
    standard = next(profile for profile in ws.profiles.list() if profile.api_name == "Standard")
    ws.profiles.save(replace(standard, denied=standard.denied | {(action, "*")}))


async def look(pilot: Pilot[int]) -> None:
    """What the watcher does by itself after less than a second."""
    await off_loop(desk(pilot).watcher.look)
    await settle(pilot)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_a_form_closes_with_the_reason_and_keeps_what_was_typed(
    demo: Installation, size: tuple[int, int]
) -> None:
    async with app_of(demo, SALES).run_test(size=size) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "n", *"Zamora")
        await off_loop(lambda: forbid(demo, "records.create"))
        await look(pilot)
        dialog = pilot.app.screen
        assert isinstance(dialog, NoLonger)
        assert "AC04" in shown(pilot) or "profile" in shown(pilot)
        await press(pilot, "y")
        assert "Zamora" in pilot.app.clipboard
        await press(pilot, "escape")
        assert "(n New" in shown(pilot), "the action is greyed"


async def test_what_another_action_lost_disturbs_nobody(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "m", *"half a note")
        await off_loop(lambda: forbid(demo, "records.export"))
        await look(pilot)
        assert isinstance(pilot.app.screen, NoteEditor)
        assert pilot.app.screen.unsaved() == "half a note"


async def test_a_record_that_goes_out_of_sight_takes_its_form_along(demo: Installation) -> None:
    ws = admin(demo)
    async with app_of(demo, "sales2@demo.test").run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        screen = desk(pilot)
        while (row := screen.list.row()) is not None and row.facts is not None:
            if row.facts.owner_id != screen.ws.actor.user_id:
                break
            await press(pilot, "down")
        await press(pilot, "m", *"lost words")
        assert isinstance(pilot.app.screen, NoteEditor)
        await off_loop(lambda: ws.data_sharing.set_default("Leads", OrgDefault.PRIVATE))
        await look(pilot)
        assert isinstance(pilot.app.screen, NoLonger)
        assert "lost words" in shown(pilot)


async def test_who_is_deactivated_is_told_why_and_goes(demo: Installation) -> None:
    app = app_of(demo, SALES)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "m", *"last words")
        await off_loop(lambda: admin(demo).staff.set_state(SALES, UserState.INACTIVE))
        await look(pilot)
        await look(pilot)
        assert isinstance(app.screen, NoLonger)
        assert "last words" in shown(pilot)
        await press(pilot, "escape")
    assert app.return_value == 3


async def test_the_sidebar_follows_a_membership(demo: Installation) -> None:
    async with app_of(demo, LEGAL).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contracts")
        lead = demo.workspace("admin@demo.test", "demo", door="cli")
        await off_loop(lambda: lead.team_members.set("Contracts", LEGAL, None))
        await look(pilot)
        assert desk(pilot).place.module != "Contracts"
        assert "Contracts" not in "".join(shown(pilot).splitlines()[1:-2])
        await off_loop(lambda: lead.team_members.set("Contracts", LEGAL, TeamProfile.MEMBER))
        await look(pilot)
        assert "Contracts" in shown(pilot)
