"""The frame of set-up: who may open what, searching, the card, the way back, rights that go while one is there."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.users import UserState
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.dialogs.palette import GoToPage, Palette
from crm_tui.tui.dialogs.why_card import WhyCard
from crm_tui.tui.setup.page import SetupRow, narrowed
from crm_tui.tui.setup.table import PAGES, may_open, page_named
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, press, settle, shown
from tests.tui.setup_pilot import ADMIN, LEGAL, SALES, SIZES, open_setup, rows, stand_on_row, state, type_in

__all__ = ["demo", "demo_source"]


def row(key: str, name: str, depth: int = 0) -> SetupRow[None]:
    return SetupRow(key, (name,), None, depth=depth)


def context(pilot: Pilot[int]) -> Context:
    return desk(pilot).context


def keys(found: list[SetupRow[None]]) -> list[str]:
    return [each.key or each.cells[0] for each in found]


def test_a_text_leaves_rows_that_hold_its_words_and_what_stands_above_them() -> None:
    tree = [
        row("", "People"), row("ceo", "CEO"), row("head", "Sales Manager", 1), row("rep", "Sales Rép", 2),
        row("legal", "Legal", 1), row("", "Other"), row("x", "Nothing"),
    ]  # fmt: skip
    assert keys(narrowed(tree, "rep")) == ["People", "ceo", "head", "rep"]
    assert keys(narrowed(tree, "SALES")) == ["People", "ceo", "head", "rep"]
    assert keys(narrowed(tree, "legal")) == ["People", "ceo", "legal"]
    assert keys(narrowed(tree, "not there")) == []
    assert keys(narrowed(tree, "  ")) == keys(tree)


def test_places_name_pages() -> None:
    found = page_named("setup/users/x/y")
    assert found is not None
    assert (found[0].id, found[1]) == ("users", "x/y")
    assert [page_named(area) for area in ("", "setup", "setup/nothing", "home", "home/users")] == [None] * 5


@pytest.mark.parametrize("size", SIZES)
async def test_an_administrator_finds_his_pages(demo: Installation, size: tuple[int, int]) -> None:
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "g", "u")
        screen = desk(pilot)
        assert screen.place.area == "setup/users"
        assert context(pilot) is Context.SETUP_USERS
        assert "Set-up" in shown(pilot).splitlines()[0]
        assert len(rows(pilot)) == 10
        await press(pilot, "escape")
        assert context(pilot) is Context.NAVIGATION
        text = shown(pilot)
        assert all(page.words[:14] in text for page in PAGES)
        assert "(" not in "".join(line[:24] for line in text.splitlines()[2:8])
        await press(pilot, "j", "enter")
        assert screen.place.area == PAGES[1].area


@pytest.mark.parametrize("size", SIZES)
async def test_who_may_do_nothing_here_is_told_why_and_leaves_one_audit_row(
    demo: Installation, size: tuple[int, int]
) -> None:
    async with app_of(demo, LEGAL).run_test(size=size) as pilot:
        await settle(pilot)
        before = desk(pilot).place
        newest = demo.workspace(ADMIN, "demo").audit.list(1)[0].id
        await press(pilot, "g", "u")
        card = pilot.app.screen
        assert isinstance(card, WhyCard)
        assert card.explanation.decision.rule == "O27"
        await press(pilot, "escape")
        assert desk(pilot).place == before
        left = demo.workspace(ADMIN, "demo").audit.list(1)[0]
        assert (left.id, left.entry.login, left.entry.outcome) == (newest + 1, LEGAL, "refused")


async def test_a_page_that_is_not_open_to_one_stays_in_its_place_greyed(demo: Installation) -> None:
    """A profile with one right of set-up opens one page; the others tell why not."""
    ws = demo.workspace(ADMIN, "demo")
    ws.profiles.set("Standard", [("org.audit", "*", True)])
    his = demo.workspace(SALES, "demo")
    assert [page.id for page in PAGES if may_open(his, page)] == ["audit"]
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "u")
        assert desk(pilot).place.area == "setup/audit"
        assert "(Users)" in shown(pilot)
        desk(pilot).focus_pane("nav")
        desk(pilot).nav.stand_on("setup/users")
        await press(pilot, "enter")
        assert isinstance(pilot.app.screen, WhyCard)
        await press(pilot, "escape")
        assert desk(pilot).place.area == "setup/audit"


@pytest.mark.parametrize("size", SIZES)
async def test_searching_narrows_as_one_types_and_escape_takes_it_back(
    demo: Installation, size: tuple[int, int]
) -> None:
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        await press(pilot, "/")
        await type_in(pilot, "legal lead")
        assert rows(pilot) == ["legal.lead@demo.test"]
        await press(pilot, "enter")
        assert "legal lead" in shown(pilot)
        await press(pilot, "escape")
        assert len(rows(pilot)) == 10
        await press(pilot, "/")
        await type_in(pilot, "[/] nobody")
        assert rows(pilot) == []
        assert "Nothing found" in shown(pilot)
        await press(pilot, "enter")
        assert "user.edit" not in state(pilot)
        assert "setup.open" not in state(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_the_card_follows_and_one_goes_back_to_where_one_was(demo: Installation, size: tuple[int, int]) -> None:
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        await stand_on_row(pilot, LEGAL)
        await press(pilot, "enter")
        screen = desk(pilot)
        assert screen.areas.on_card
        assert screen.context is Context.SETUP_USERS
        assert screen.record.pane.view.title == "Inès Duval"
        assert state(pilot)["user.edit"]
        assert LEGAL in shown(pilot)
        await press(pilot, "escape")
        assert not screen.areas.on_card
        await open_setup(pilot, "licences")
        await press(pilot, "[")
        assert screen.place.area == "setup/users"
        assert screen.areas.key == f"row:{LEGAL}"
        await press(pilot, "g", "t")
        assert "Spaces" in shown(pilot)


async def test_the_place_in_set_up_is_kept(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "licences")
        await press(pilot, "q")
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert desk(pilot).place.area == "setup/licences"


async def test_a_page_closes_with_the_reason_when_the_right_goes(demo: Installation) -> None:
    ws = demo.workspace(ADMIN, "demo")
    ws.profiles.set("Standard", [("org.audit", "*", True)])
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "audit")
        assert rows(pilot)
        ws.profiles.set("Standard", [("org.audit", "*", False)])
        await press(pilot, "f5")
        assert not desk(pilot).place.area
        assert rows(pilot) == []
        assert "audit" not in shown(pilot).splitlines()[0].casefold()


async def test_a_deactivated_administrator_keeps_no_page(demo: Installation) -> None:
    """What one has opened closes when one is deactivated."""
    ws = demo.workspace(ADMIN, "demo")
    ws.staff.appoint(SALES, administrator=True)
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        ws.staff.set_state(SALES, UserState.INACTIVE)
        await press(pilot, "f5")
        assert "Inès Duval" not in shown(pilot)


async def test_a_small_terminal_is_enough(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(60, 16)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "users")
        assert "Amara Osei" in shown(pilot)
        assert "State" not in shown(pilot).splitlines()[2]
        await press(pilot, "enter")
        assert "active" in shown(pilot)


@pytest.mark.parametrize("size", SIZES)
async def test_the_palette_finds_pages_by_name(demo: Installation, size: tuple[int, int]) -> None:
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, ":")
        await type_in(pilot, "field perm")
        await press(pilot, "enter")
        assert desk(pilot).place.area == "setup/fields"


async def test_the_palette_knows_no_page_that_is_not_open_to_one(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, ":")
        await type_in(pilot, "profiles")
        palette = pilot.app.screen
        assert isinstance(palette, Palette)
        assert not [item for item in palette.choices.items if isinstance(item.value, GoToPage)]


@pytest.mark.parametrize("page", ["roles", "profiles", "groups"])
async def test_the_cursor_goes_to_what_was_made(demo: Installation, page: str) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_setup(pilot, page)
        before = set(rows(pilot))
        await press(pilot, "n")
        await type_in(pilot, "Quite new")
        await press(pilot, "ctrl+s", "enter")
        [made] = set(rows(pilot)) - before
        chosen = desk(pilot).areas.chosen_row()
        assert chosen is not None
        assert chosen.key == made


async def test_undo_on_a_page_takes_back_no_record_unseen(demo: Installation) -> None:
    ws = demo.workspace(ADMIN, "demo")
    made = ws.records.new("Leads", {"Last_Name": "Kept", "Company": "Ltd"})
    async with app_of(demo, ADMIN).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_setup(pilot, "roles")
        await press(pilot, "u")
        assert "not taken back" in shown(pilot)
        assert ws.records.get("Leads", made.id).id == made.id
