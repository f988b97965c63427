"""Scenes of people: a team user becomes a regular one, somebody is deleted and added again, privilege (chapter 1)."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.users import UserKind
from crm_tui.tui.dialogs.confirm import TypedConfirm
from crm_tui.tui.dialogs.no_longer import NoLonger
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.dialogs.reader import Reader
from crm_tui.tui.dialogs.why_card import WhyCard
from tests.cli.conftest import run_in
from tests.dump import Dump, changed_tables, dump
from tests.tui.desk_pilot import demo, demo_source, desk, open_module, press, settle, shown
from tests.tui.scene_pilot import SALES2, SUPPORT, all_rows, at_desk, at_row, ids, look, save_change
from tests.tui.setup_pilot import ADMIN, MANAGER, SALES, rows, state, type_in, user

__all__ = ["demo", "demo_source"]


# Team to regular


def seats(demo: Installation) -> tuple[int, int]:
    """Regular and team licences in use."""
    now = demo.workspace(ADMIN, "demo").licences.state()
    return now.regular_used, now.team_used


async def offered_as_owner(pilot: Pilot[int], record_id: int, name: str) -> bool:
    """Whether the picker of a new owner offers somebody; it is left open."""
    screen = desk(pilot)
    await screen.go(screen.place.on(record_id))
    await settle(pilot)
    await press(pilot, "o", *name)
    assert isinstance(pilot.app.screen, Picker)
    return pilot.app.screen.choices.current is not None


async def test_a_team_user_becomes_a_regular_one_and_never_the_other_way(demo: Installation) -> None:
    regular, team = seats(demo)
    kept = ids(demo, SUPPORT, "Onboarding_Tasks")
    before = demo.workspace(SUPPORT, "demo").actor
    sales = demo.workspace(SALES, "demo")
    own = next(row for row in all_rows(demo, SALES, "Deals") if row.owner_id == sales.actor.user_id)
    async with at_desk(demo, ADMIN) as boss, at_desk(demo, SUPPORT) as he, at_desk(demo, SALES) as rep:
        await open_module(rep, "Deals")
        assert not await offered_as_owner(rep, own.id, "mateo"), "a team user owns nothing there (O07)"
        await press(rep, "escape")
        await open_module(he, "Leads")
        assert not state(he)["record.new"]

        await at_row(boss, "users", SUPPORT)
        await press(boss, "K", "ctrl+s")
        said = await save_change(boss)
        assert "team user → regular user" in said
        assert "1 person gains rights" in said
        assert seats(demo) == (regular + 1, team - 1)
        assert "user.convert" not in state(boss), "there is no way back"

        await look(he)
        assert state(he)["record.new"], "the open session follows"
        assert "regular user" in shown(he)
        after = demo.workspace(SUPPORT, "demo").actor
        assert (after.user_id, after.kind, after.profile.api_name) == (before.user_id, UserKind.REGULAR, "Standard")
        assert (after.team_profiles, after.spaces) == (before.team_profiles, before.spaces) != ({}, {})
        assert ids(demo, SUPPORT, "Onboarding_Tasks") == kept != set()

        assert await offered_as_owner(rep, own.id, "mateo")
        await press(rep, "enter")
        assert sales.records.get("Deals", own.id).owner.login == SUPPORT


def test_no_verb_makes_a_team_user_of_a_regular_one(demo: Installation, tmp_path: Path) -> None:
    before = dump(demo.store("demo").engine)
    for words, status in ((("convert", SALES), 2), (("edit", SALES, "--profile", "Team_User"), 2)):
        ran = run_in(tmp_path / "data", "user", *words, login=ADMIN)
        assert ran.status in (status, 5), (words, ran)
    assert changed_tables(before, dump(demo.store("demo").engine)).keys() <= {"audit"}
    assert user(demo, SALES).kind is UserKind.REGULAR


# Deleted and added again


async def test_who_is_deleted_and_added_again_is_somebody_new(demo: Installation) -> None:
    old = demo.workspace(SALES2, "demo").actor.user_id
    lead = next(row for row in all_rows(demo, ADMIN, "Leads") if row.owner_id == old)
    async with at_desk(demo, ADMIN) as boss, at_desk(demo, SALES2) as he:
        await open_module(he, "Leads")
        await press(he, "m", *"half a note")
        await at_row(boss, "users", SALES2)
        await press(boss, "d", "ctrl+s")
        assert isinstance(boss.app.screen, TypedConfirm)
        assert "marked as former" in shown(boss)
        await type_in(boss, SALES2)
        await press(boss, "enter")
        assert SALES2 not in rows(boss)

        await look(he)
        assert isinstance(he.app.screen, NoLonger)
        assert "You are no longer a user of Helios Optics." in shown(he)
        assert "half a note" in shown(he)
        await press(he, "y", "escape")
        assert "half a note" in he.app.clipboard
        assert he.app.return_value == 3

        await press(boss, "n")
        await type_in(boss, SALES2)
        await press(boss, "tab")
        await type_in(boss, "Zoe Newcomer")
        await press(boss, "tab")
        await type_in(boss, "regular")
        await press(boss, "enter", "ctrl+s", "enter")
        token = boss.app.screen
        assert isinstance(token, Reader), shown(boss)
        assert f"crm-tui --as {SALES2} org accept --token" in shown(boss)
        assert token.plain in shown(boss)
        demo.answer(SALES2, accepted=True, token=token.plain)
        await press(boss, "escape")

        new = demo.workspace(SALES2, "demo").actor
        assert new.user_id != old
        assert lead.id not in {row.id for row in all_rows(demo, SALES2, "Leads") if row.owner_id == new.user_id}
        await open_module(boss, "Leads")
        screen = desk(boss)
        await screen.go(screen.place.on(lead.id))
        await settle(boss)
        assert "Zofia Krawiec (former)" in shown(boss)
        assert "Zoe Newcomer" not in shown(boss)
    assert not (ids(demo, SALES2, "Contracts") if can_see(demo, SALES2, "Contracts") else set())


def can_see(demo: Installation, login: str, module: str) -> bool:
    """Whether somebody has a module."""
    return module in [each.api_name for each in demo.workspace(login, "demo").modules.visible()]


# Privilege


WIDE, NARROW = "Wide", "User_Manager"


def user_manager(demo: Installation) -> None:
    """The second sales person manages users and no more; there is a profile that may do more than he."""
    ws = demo.workspace(ADMIN, "demo")
    for name, rights in ((NARROW, ("users.manage", "users.invite", "users.activate", "users.convert")),
                         (WIDE, ("org.audit", "users.manage"))):  # fmt: skip
        ws.profiles.clone("Standard", name)
        ws.profiles.set(name, [(right, "*", True) for right in rights])
    ws.staff.edit(SALES2, profile=NARROW)


def refused_once(demo: Installation, before: Dump) -> None:
    """One audit row was written in his name, and nothing else."""
    assert changed_tables(before, dump(demo.store("demo").engine)) == {"audit": 1}
    row = demo.workspace(ADMIN, "demo").audit.list(1)[0].entry
    assert (row.login, row.outcome) == (SALES2, "refused")


@pytest.mark.parametrize(
    ("login", "keys"),
    [
        (SALES2, ("e", "tab", "tab", *"ceo", "enter", "ctrl+s")),
        (SALES2, ("e", "tab", *"wide", "enter", "ctrl+s")),
        (MANAGER, ("e", "tab", *"wide", "enter", "ctrl+s")),
        (ADMIN, ("e", "end", "x", "ctrl+s")),
        (SUPPORT, ("K", *"wide", "enter", "ctrl+s")),
        (MANAGER, ("A",)),
    ],
    ids=["own role", "own profile", "a wider profile", "a stronger user", "converting to a wider one", "appointing"],
)
async def test_privilege_is_not_raised_on_the_screen(demo: Installation, login: str, keys: tuple[str, ...]) -> None:
    user_manager(demo)
    async with at_desk(demo, SALES2) as he:
        await at_row(he, "users", login)
        before = dump(demo.store("demo").engine)
        await press(he, *keys)
        card = he.app.screen
        assert isinstance(card, WhyCard), shown(he)
        assert card.explanation.decision.rule in ("U21", "AC04", "AC48")
        assert ADMIN in {one.login for one in card.explanation.grantors}
        refused_once(demo, before)


@pytest.mark.parametrize(
    "words",
    [
        f"edit {SALES2} --role CEO",
        f"edit {SALES2} --profile {WIDE}",
        f"edit {MANAGER} --profile {WIDE}",
        f"edit {MANAGER} --administrator yes",
        f"edit {ADMIN} --name Nobody",
        f"convert {SUPPORT} --profile {WIDE}",
        f"new zoe@demo.test Zoe --profile {WIDE}",
        "invite zoe@demo.test Zoe --kind administrator --profile Administrator",
    ],
)
def test_privilege_is_not_raised_by_a_verb(demo: Installation, tmp_path: Path, words: str) -> None:
    user_manager(demo)
    before = dump(demo.store("demo").engine)
    ran = run_in(tmp_path / "data", "user", *words.split(), login=SALES2)
    assert ran.status == 3, ran
    assert ran.out == ""
    refused_once(demo, before)


async def test_undo_brings_nothing_back_that_he_may_not_do_any_more(demo: Installation) -> None:
    user_manager(demo)
    ws = demo.workspace(SALES2, "demo")
    lead = next(row for row in all_rows(demo, SALES2, "Leads") if row.owner_id == ws.actor.user_id)
    async with at_desk(demo, SALES2) as he:
        await open_module(he, "Leads")
        screen = desk(he)
        await screen.go(screen.place.on(lead.id))
        await settle(he)
        await press(he, "o", *"samir", "enter")
        assert ws.records.get("Leads", lead.id).owner.login == SALES
        demo.workspace(ADMIN, "demo").profiles.set(NARROW, [("records.change_owner", "*", False)])
        await look(he)
        before = dump(demo.store("demo").engine)
        await press(he, "u")
        refused_once(demo, before)
        assert ws.records.get("Leads", lead.id).owner.login == SALES
