"""The users page: each verb against what the service then says."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Installation
from crm_tui.domain.errors import Forbidden
from crm_tui.domain.promises import Must, Promise, Subject
from crm_tui.domain.users import UserKind, UserState
from crm_tui.tui.dialogs.change import ChangeDialog
from crm_tui.tui.dialogs.confirm import Confirm, TypedConfirm
from crm_tui.tui.dialogs.reach_card import ReachCard
from crm_tui.tui.dialogs.reader import Reader
from crm_tui.tui.dialogs.why_card import WhyCard
from crm_tui.tui.forms.setup_form import SetupForm
from crm_tui.tui.off_loop import off_loop
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, press, settle, shown
from tests.tui.scene_pilot import at_desk
from tests.tui.setup_pilot import (
    ADMIN,
    LEGAL,
    MANAGER,
    SALES,
    SIZES,
    is_active,
    open_setup,
    rows,
    stand_on_row,
    state,
    type_in,
    user,
)

__all__ = ["demo", "demo_source"]

NEW = "nia@new.test"


@pytest.mark.parametrize("size", SIZES)
async def test_an_invitation_shows_its_token_once(demo: Installation, size: tuple[int, int]) -> None:
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        await press(pilot, "n")
        await type_in(pilot, NEW)
        await press(pilot, "tab")
        await type_in(pilot, "Nia [/]")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, ChangeDialog)
        assert "1 person gains rights" in shown(pilot)
        assert NEW not in [one.login for one in demo.workspace(ADMIN, "demo").users.list()]
        await press(pilot, "enter")
        reader = pilot.app.screen
        assert isinstance(reader, Reader)
        assert reader.plain in shown(pilot).replace("\n", "")
        # What the new one is told to type must work: the token is an option, and he is nobody's last login yet.
        assert f"--as {NEW} org accept --token" in shown(pilot)
        assert "ssh join@HOST" in shown(pilot)
        await press(pilot, "y", "escape")
        made = user(demo, NEW)
        assert (made.name, made.kind, made.state) == ("Nia [/]", UserKind.TEAM, UserState.UNCONFIRMED)
        await stand_on_row(pilot, NEW)
        now = state(pilot)
        assert now["user.send_again"]
        assert now["user.revoke"]
        assert not {"user.delete", "user.activate", "user.deactivate", "user.convert"} & set(now)
        token = reader.plain
        await press(pilot, "s")
        again = pilot.app.screen
        assert isinstance(again, Reader)
        assert again.plain != token
        await press(pilot, "escape", "r")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "y")
        assert NEW not in rows(pilot)
        assert NEW not in [one.login for one in demo.workspace(ADMIN, "demo").users.list()]


async def test_what_is_wrong_with_an_invitation_leaves_what_was_typed(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        await press(pilot, "n")
        await type_in(pilot, SALES)
        await press(pilot, "tab")
        await type_in(pilot, "Twin")
        await press(pilot, "ctrl+s")
        assert "user of this organisation already" in shown(pilot)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, SetupForm)
        text = shown(pilot)
        assert "user of this organisation already" in text
        assert "Twin" in text


@pytest.mark.parametrize("size", SIZES)
async def test_deactivating_shows_its_effect_and_activating_lets_in_again(
    demo: Installation, size: tuple[int, int]
) -> None:
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        await stand_on_row(pilot, LEGAL)
        await press(pilot, "x")
        assert isinstance(pilot.app.screen, ChangeDialog)
        assert "1 person loses rights" in shown(pilot)
        await press(pilot, "escape")
        assert is_active(demo, LEGAL)
        await press(pilot, "x", "enter")
        assert not is_active(demo, LEGAL)
        assert "inactive" in shown(pilot)
        assert "user.deactivate" not in state(pilot)
        await press(pilot, "a")
        assert "1 person gains rights" in shown(pilot)
        await press(pilot, "enter")
        assert is_active(demo, LEGAL)


@pytest.mark.parametrize("size", SIZES)
async def test_editing_goes_through_the_effect_and_keeps_what_was_typed(
    demo: Installation, size: tuple[int, int]
) -> None:
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        await stand_on_row(pilot, SALES)
        await press(pilot, "e", "end")
        await type_in(pilot, " jun.")
        await press(pilot, "ctrl+s")
        assert isinstance(pilot.app.screen, ChangeDialog)
        await press(pilot, "escape")
        assert isinstance(pilot.app.screen, SetupForm)
        assert "jun." in shown(pilot)
        assert "jun." not in user(demo, SALES).name
        await press(pilot, "ctrl+s", "ctrl+s")
        assert user(demo, SALES).name == "Samir Haddad jun."
        assert desk(pilot).areas.key == f"row:{SALES}"
        assert "Samir Haddad jun. is saved" in shown(pilot) or "Samir Haddad is saved" in shown(pilot)


async def test_role_and_manager_are_chosen_and_taken_away(demo: Installation) -> None:
    def managed() -> tuple[str, str]:
        found = demo.workspace(ADMIN, "demo").users.managed()
        return next((one.role, one.manager) for one in found if one.info.login == SALES)

    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        await stand_on_row(pilot, SALES)
        await press(pilot, "e", "tab", "tab", "tab")
        await type_in(pilot, "nora")
        await press(pilot, "enter", "ctrl+s", "enter")
        assert managed() == ("Sales_Rep", MANAGER)
        await press(pilot, "e", "tab", "tab", "tab", "backspace", "ctrl+s", "enter")
        assert managed() == ("Sales_Rep", "")


async def test_a_team_user_becomes_a_regular_one(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        await stand_on_row(pilot, LEGAL)
        await press(pilot, "K", "ctrl+s")
        assert isinstance(pilot.app.screen, ChangeDialog)
        assert "gains rights" in shown(pilot)
        await press(pilot, "enter")
        assert (user(demo, LEGAL).kind, user(demo, LEGAL).profile) == (UserKind.REGULAR, "Standard")
        assert "user.convert" not in state(pilot)


async def test_administrators_come_and_go_and_the_super_administrator_hands_over(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        await stand_on_row(pilot, MANAGER)
        await press(pilot, "A", "enter")
        assert user(demo, MANAGER).kind is UserKind.ADMINISTRATOR
        assert state(pilot)["user.hand_over"]
        await press(pilot, "A", "ctrl+s", "enter")
        assert user(demo, MANAGER).kind is UserKind.REGULAR
        assert "user.hand_over" not in state(pilot)
        await press(pilot, "A", "enter", "O", "enter")
        assert user(demo, MANAGER).kind is UserKind.SUPER_ADMIN
        assert user(demo, ADMIN).kind is UserKind.ADMINISTRATOR
        assert "· administrator" in shown(pilot).splitlines()[0]


@pytest.mark.parametrize("size", SIZES)
async def test_deleting_asks_for_an_heir_and_for_the_login(demo: Installation, size: tuple[int, int]) -> None:
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        await stand_on_row(pilot, SALES)
        await press(pilot, "d")
        assert isinstance(pilot.app.screen, SetupForm)
        assert "go on" in shown(pilot)  # nothing is saved, and nobody deleted, by this key alone
        await type_in(pilot, "nora")
        await press(pilot, "enter", "ctrl+s")
        assert isinstance(pilot.app.screen, TypedConfirm)
        assert MANAGER in shown(pilot).replace("\n", "")
        assert "loses rights" in shown(pilot)
        assert "records go to" in shown(pilot)
        assert is_active(demo, SALES)
        await type_in(pilot, "yes")
        await press(pilot, "enter")
        assert is_active(demo, SALES)
        await press(pilot, "ctrl+u")
        await type_in(pilot, SALES)
        await press(pilot, "enter")
        assert SALES not in [one.login for one in demo.workspace(ADMIN, "demo").users.list()]
        assert SALES not in rows(pilot)
        assert MANAGER in shown(pilot)


async def test_what_he_reaches_and_the_view_as_him(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        assert "user.view_as" not in state(pilot)
        await stand_on_row(pilot, LEGAL)
        await press(pilot, "w")
        assert isinstance(pilot.app.screen, ReachCard)
        assert "Contracts" in shown(pilot)
        await press(pilot, "escape", "v")
        assert desk(pilot).ws.actor.login == LEGAL
        assert "VIEWING AS" in shown(pilot).splitlines()[0]
        await press(pilot, "g", "u")
        assert isinstance(pilot.app.screen, WhyCard)
        await press(pilot, "escape", "g", "b")
        assert desk(pilot).ws.actor.login == ADMIN


@pytest.mark.parametrize("size", SIZES)
async def test_a_promise_that_would_break_lets_nothing_be_saved(demo: Installation, size: tuple[int, int]) -> None:
    ws = demo.workspace(ADMIN, "demo")
    ws.promises.save(Promise(0, "Sales make no roles", Subject.LOGIN, SALES, "roles.manage", Must.REFUSED))
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        await stand_on_row(pilot, SALES)
        await press(pilot, "A")
        dialog = pilot.app.screen
        assert isinstance(dialog, ChangeDialog)
        assert dialog.effect is not None
        assert dialog.effect.broken == ("Sales make no roles",)
        assert "Sales make no roles" in shown(pilot)
        await press(pilot, "enter", "ctrl+s", "escape")
        assert user(demo, SALES).kind is UserKind.REGULAR


async def test_who_manages_users_without_more_makes_nobody_an_administrator(demo: Installation) -> None:
    ws = demo.workspace(ADMIN, "demo")
    rights = ("users.manage", "users.invite", "users.activate")
    ws.profiles.set("Standard", [(right, "*", True) for right in rights])
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        await stand_on_row(pilot, MANAGER)
        now = state(pilot)
        assert (now["user.edit"], now["user.invite"], now["user.deactivate"]) == (True, True, True)
        assert (now["user.administrator"], now["user.delete"]) == (False, False)
        await press(pilot, "A")
        assert isinstance(pilot.app.screen, WhyCard)
        await press(pilot, "escape")
        await stand_on_row(pilot, ADMIN)
        await press(pilot, "e")
        await press(pilot, "end")
        await type_in(pilot, "x")
        await press(pilot, "ctrl+s")
        await press(pilot, "escape", "escape", "escape")
        assert user(demo, ADMIN).name == "Amara Osei"


def test_who_does_not_manage_users_reads_no_more_of_them(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    for ask in (ws.users.managed, ws.users.options):
        with pytest.raises(Forbidden) as refused:
            ask()
        assert ADMIN not in str(refused.value)


async def test_what_time_changes_on_a_page_is_read_again_by_itself(demo: Installation) -> None:
    """Somebody who came in was never seen until something else changed."""
    async with at_desk(demo, ADMIN) as pilot:
        await open_setup(pilot, "users")
        await stand_on_row(pilot, LEGAL)
        await press(pilot, "enter")
        assert "Last seen" in shown(pilot)
        before = shown(pilot)
        await off_loop(demo.workspace(LEGAL, "demo").users.arrive)
        assert desk(pilot).areas.aging is not None
        desk(pilot).company.grow_old()
        await settle(pilot)
        assert shown(pilot) != before
        assert desk(pilot).areas.chosen_row() is not None
        await open_setup(pilot, "audit")
        assert desk(pilot).areas.aging is None
