"""Licences, edition and limits on their page, each verb against what the service then says."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Installation
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.licences import LicenceState
from crm_tui.tui.dialogs.change import ChangeDialog
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.forms.setup_form import SetupForm
from tests.tui.desk_pilot import app_of, demo, demo_source, press, settle, shown
from tests.tui.setup_pilot import ADMIN, SIZES, open_setup, rows, stand_on_row, type_in

__all__ = ["demo", "demo_source"]


def licences(demo: Installation) -> LicenceState:
    return demo.workspace(ADMIN, "demo").licences.state()


def active_team(demo: Installation) -> int:
    people = demo.workspace(ADMIN, "demo").users.list()
    return sum(one.kind is UserKind.TEAM and one.state is UserState.ACTIVE for one in people)


@pytest.mark.parametrize("size", SIZES)
async def test_what_is_used_and_what_is_left(demo: Installation, size: tuple[int, int]) -> None:
    found = licences(demo)
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await open_setup(pilot, "licences")
        text = shown(pilot)
        assert all(usage.name[:12] in text for usage in found.limits)
        assert "U28" in text or size[0] < 100
        assert rows(pilot)[:2] == ["edition", "team"]
        await stand_on_row(pilot, "limit:Team seats")
        await press(pilot, "enter")
        assert "left" in shown(pilot)
        assert "Bought" in shown(pilot)


async def test_licences_are_bought_and_never_below_what_is_in_use(demo: Installation) -> None:
    before = licences(demo)
    async with app_of(demo, ADMIN).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "licences")
        await press(pilot, "b", "ctrl+u")
        await type_in(pilot, "x")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, SetupForm)
        await press(pilot, "ctrl+u")
        await type_in(pilot, str(before.regular_bought + 5))
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, ChangeDialog)
        assert "Nobody gains or loses anything" in shown(pilot)
        assert licences(demo).regular_bought == before.regular_bought
        await press(pilot, "enter")
        assert licences(demo).regular_bought == before.regular_bought + 5
        await press(pilot, "b", "ctrl+u")
        await type_in(pilot, "1")
        await press(pilot, "ctrl+s")
        assert "in use" in shown(pilot)
        assert licences(demo).regular_bought == before.regular_bought + 5


@pytest.mark.parametrize("size", SIZES)
async def test_team_licences_off_tells_who_goes_and_on_again_brings_nobody_back(
    demo: Installation, size: tuple[int, int]
) -> None:
    number = active_team(demo)
    assert number
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await open_setup(pilot, "licences")
        await press(pilot, "s")
        assert isinstance(pilot.app.screen, ChangeDialog)
        assert f"{number} team users are deactivated" in shown(pilot)
        assert "disable" in shown(pilot)
        await press(pilot, "escape")
        assert active_team(demo) == number
        await press(pilot, "s", "enter")
        assert (active_team(demo), licences(demo).team_on) == (0, False)
        await press(pilot, "s", "enter")
        assert (active_team(demo), licences(demo).team_on) == (0, True)


async def test_an_edition_without_team_users_is_chosen_with_its_effect(demo: Installation) -> None:
    ws = demo.workspace(ADMIN, "demo")
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "licences")
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, Picker)
        await type_in(pilot, "free")
        await press(pilot, "enter")
        text = shown(pilot)
        assert isinstance(pilot.app.screen, ChangeDialog)
        assert "Team_Cloned" in text
        await press(pilot, "enter")
        assert licences(demo).edition == "free"
        assert "Team_Cloned" in {one.profile for one in ws.users.managed()}
        assert "!" in shown(pilot)


async def test_the_other_set_of_limits_can_count(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "licences")
        await press(pilot, "l")
        await type_in(pilot, "newer")
        await press(pilot, "enter")
        assert licences(demo).limits_set == "newer"
