"""Somebody else's change appears wherever it shows, within one look; the cursor stays on its record (AC59)."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.fields import Link
from crm_tui.domain.interactions import Channel, Direction, NewInteraction
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.records import ListQuery, Record, Sort
from crm_tui.domain.users import SpaceRole, UserKind
from crm_tui.services.workspace import Workspace
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.presenters.lines import TableRow
from crm_tui.tui.screens import live
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown

__all__ = ["demo", "demo_source"]

SALES, SUPPORT = "sales@demo.test", "support@demo.test"
WORD = "Quetzal"


def boss(demo: Installation) -> Workspace:
    """Somebody else, by another door."""
    return demo.workspace("admin@demo.test", "demo", door="cli")


def sales(demo: Installation) -> Workspace:
    """The one who looks, by another door: for what belongs to him."""
    return demo.workspace(SALES, "demo", door="cli")


async def look(pilot: Pilot[int]) -> None:
    """What the watcher does by itself after less than a second."""
    await off_loop(desk(pilot).watcher.look)
    await settle(pilot)


@dataclass(frozen=True)
class Case:
    """A kind of place: how to get there with a contact open in it, and what somebody else does there."""

    there: Callable[[Pilot[int], Record], object]
    act: Callable[[Workspace, Record], object]
    himself: bool = False
    """Whether it is he, in another session of his own."""


def tab(name: str) -> Callable[[Pilot[int], Record], object]:
    """The record on one of its tabs."""

    async def go(pilot: Pilot[int], record: Record) -> None:
        await open_module(pilot, "Contacts")
        await desk(pilot).go(desk(pilot).place.on(record.id, name))

    return go


def area(name: str) -> Callable[[Pilot[int], Record], object]:
    """An area or a page of set-up."""

    async def go(pilot: Pilot[int], _record: Record) -> None:
        screen = desk(pilot)
        await screen.go(screen.place.at_area(name))
        screen.focus_pane("table")

    return go


async def listed(pilot: Pilot[int], _record: Record) -> None:
    await open_module(pilot, "Contacts")


async def found(pilot: Pilot[int], _record: Record) -> None:
    await open_module(pilot, "Contacts")
    await press(pilot, "/", *WORD.lower(), "enter")


async def binned(pilot: Pilot[int], _record: Record) -> None:
    await open_module(pilot, "Contacts")
    await desk(pilot).go(replace(desk(pilot).place, bin=True))


async def related(pilot: Pilot[int], record: Record) -> None:
    await open_module(pilot, "Contacts")
    screen = desk(pilot)
    firm = record.values["Account_Name"]
    assert isinstance(firm, Link)
    assert firm.id is not None
    await screen.go(replace(screen.place, related=("Account_Name", firm.id), related_to="Zoo"))


def edit(ws: Workspace, record: Record) -> object:
    return ws.records.edit("Contacts", record.id, {"Last_Name": WORD, "Title": WORD})


def another(ws: Workspace, record: Record) -> Record:
    firm = record.values["Account_Name"]
    assert isinstance(firm, Link)
    return ws.records.new("Contacts", {"Last_Name": WORD, "Account_Name": str(firm.id)})


def task(ws: Workspace, record: Record) -> object:
    return ws.records.new("Tasks", {"Subject": WORD, "Due_Date": "2020-01-01", "Owner": SALES})


def attach(ws: Workspace, record: Record) -> object:
    return ws.attachments.add_stream("Contacts", record.id, f"{WORD}.txt", io.BytesIO(b"x"))


def give(ws: Workspace, record: Record) -> object:
    made = ws.records.new("Leads", {"Last_Name": WORD, "Company": "Zoo"})
    return ws.records.change_owner("Leads", made.id, SALES)


def contacted(ws: Workspace, record: Record) -> object:
    return ws.interactions.log("Contacts", record.id, NewInteraction(Channel.EMAIL, Direction.IN, WORD))


PLACES: dict[str, Case] = {
    "list": Case(listed, another),
    "list, an edited row": Case(listed, edit),
    "search in a list": Case(found, another),
    "related list": Case(related, another),
    "bin": Case(binned, lambda ws, r: ws.records.delete("Contacts", another(ws, r).id)),
    "fields": Case(tab("info"), edit),
    "timeline": Case(tab("timeline"), lambda ws, r: ws.tags.add("Contacts", r.id, [WORD])),
    "interactions": Case(tab("interactions"), contacted),
    "notes": Case(tab("notes"), lambda ws, r: ws.notes.add("Contacts", r.id, WORD)),
    "files": Case(tab("files"), attach),
    "tags": Case(tab("info"), lambda ws, r: ws.tags.add("Contacts", r.id, [WORD])),
    "home": Case(area("home"), task),
    "inbox": Case(area("inbox"), give),
    "recently opened": Case(area("home"), lambda ws, r: ws.recent.note(another(ws, r).id), himself=True),
}


@pytest.mark.parametrize("kind", list(PLACES))
async def test_each_kind_of_place_shows_what_somebody_else_did(demo: Installation, kind: str) -> None:
    case = PLACES[kind]
    firm = sales(demo).records.new("Accounts", {"Account_Name": "Zoo"})
    made = sales(demo).records.new("Contacts", {"Last_Name": "Zamora", "Account_Name": str(firm.id)})
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await case.there(pilot, made)  # type: ignore[misc]
        await settle(pilot)
        screen = desk(pilot)
        here = screen.table.row
        assert WORD not in shown(pilot).replace(WORD.lower(), "")
        ws = sales(demo) if case.himself else boss(demo)
        await off_loop(lambda: case.act(ws, made))
        await look(pilot)
        assert WORD in shown(pilot), shown(pilot)
        if here is not None and screen.table.row is not None:
            assert screen.table.row.id == here.id


async def test_a_request_appears_among_ones_own(demo: Installation) -> None:
    async with app_of(demo, SUPPORT).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        screen = desk(pilot)
        await screen.go(screen.place.at_area("requests"))
        await settle(pilot)
        ws = demo.workspace(SUPPORT, "demo", door="cli")
        await off_loop(lambda: ws.requests.new("Contracts", {"Name": WORD}))
        await look(pilot)
        assert WORD in shown(pilot)


async def test_counts_of_list_and_sidebar_follow(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contacts")
        screen = desk(pilot)
        before = {name: count.number for name, count in screen.navigation.counts.items()}
        await off_loop(lambda: boss(demo).records.new("Products", {"Product_Name": WORD}))
        await off_loop(lambda: boss(demo).records.new("Contacts", {"Last_Name": WORD}))
        await look(pilot)
        now = {name: count.number for name, count in screen.navigation.counts.items()}
        assert (now["Products"], now["Contacts"]) == (before["Products"] + 1, before["Contacts"] + 1)
        assert screen.list.source is not None
        assert screen.list.source.count is not None
        assert screen.list.source.count.number == now["Contacts"]
        assert f" {now['Contacts']} " in shown(pilot).replace("│", " ")


def row_id(row: TableRow | None) -> int | None:
    return row.id if row is not None else None


async def many(pilot: Pilot[int], demo: Installation, number: int = 200) -> list[int]:
    """A list of products by name; the ids in its order."""
    ws = boss(demo)
    for start in range(number):
        await off_loop(lambda start=start: ws.records.new("Products", {"Product_Name": f"P{start:03d}"}))  # type: ignore[misc]
    await settle(pilot)
    await open_module(pilot, "Products")
    screen = desk(pilot)
    await screen.go(replace(screen.place, sort=Sort("Product_Name")))
    await settle(pilot)
    query = ListQuery("Products", sort=Sort("Product_Name"))
    return [row.id for row in ws.listing.page(query, limit=1000).rows]


async def test_the_cursor_stays_on_its_record_wherever_that_goes(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        order = await many(pilot, demo)
        screen, ws = desk(pilot), boss(demo)
        table = screen.table
        table.go_to(130)
        await settle(pilot)
        table.set_marks(order[100:103])
        top = table.top
        assert table.row is not None
        here = table.row.id
        assert here == order[130]

        def insert() -> None:
            for number in range(70):
                ws.records.new("Products", {"Product_Name": f"A{number:03d}"})

        await off_loop(insert)
        await look(pilot)
        assert (row_id(table.row), table.cursor, table.top) == (here, 200, top + 70)
        assert table.marks == frozenset(order[100:103])
        await off_loop(lambda: ws.records.edit("Products", here, {"Product_Name": "ZZZ"}))
        await look(pilot)
        assert table.row is not None
        assert (table.row.id, table.cursor) == (here, len(order) + 69)
        await off_loop(lambda: ws.records.edit("Products", here, {"Product_Name": "0"}))
        await look(pilot)
        assert table.row is not None
        assert (table.row.id, table.cursor, table.top) == (here, 0, 0)


async def test_where_the_row_is_gone_the_next_one_has_the_cursor_and_a_line_says_so(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        order = await many(pilot, demo, 20)
        screen, ws = desk(pilot), boss(demo)
        screen.table.go_to(5)
        await settle(pilot)

        def delete() -> None:
            for gone in (order[2], order[5], order[6]):
                ws.records.delete("Products", gone)

        await off_loop(delete)
        await look(pilot)
        assert screen.table.row is not None
        assert (screen.table.row.id, screen.table.cursor) == (order[7], 4)
        assert "no longer in this list" in shown(pilot)
        await press(pilot, "j")
        screen.table.go_to(len(order))
        await settle(pilot)
        last = screen.table.row
        assert last is not None
        await off_loop(lambda: ws.records.delete("Products", last.id))
        await look(pilot)
        assert screen.table.row is not None
        assert screen.table.row.id == order[-2]


async def test_what_is_out_of_sight_makes_no_difference_to_be_seen(demo: Installation) -> None:
    ws = boss(demo)
    ws.field_permissions.set("Contacts", [("Department", "Standard", FieldAccess.HIDDEN)])
    ws.data_sharing.set_default("Leads", OrgDefault.PRIVATE)
    made = sales(demo).records.new("Contacts", {"Last_Name": "Zamora"})
    hidden = ws.records.new("Leads", {"Last_Name": "Hidden", "Company": "Zoo"})
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        for module in ("Leads", "Contacts"):
            await open_module(pilot, module)
            if module == "Contacts":
                await desk(pilot).go(desk(pilot).place.on(made.id))
                await settle(pilot)
            before = shown(pilot)
            await off_loop(lambda: ws.records.edit("Contacts", made.id, {"Department": f"{WORD} {module}"}))  # noqa: B023
            await off_loop(lambda: ws.records.edit("Leads", hidden.id, {"Phone": str(len(module))}))  # noqa: B023
            await off_loop(lambda: ws.records.new("Leads", {"Last_Name": WORD, "Company": "Zoo"}))
            await look(pilot)
            assert shown(pilot) == before


async def test_what_is_typed_stays_while_the_list_under_it_waits(demo: Installation, tmp_path: Path) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contacts")
        await press(pilot, "/", *"zam")
        await off_loop(lambda: boss(demo).records.new("Contacts", {"Last_Name": f"Zamora {WORD}"}))
        await look(pilot)
        assert desk(pilot).filter.value == "zam"
        assert WORD in shown(pilot)
        await press(pilot, *"ora")
        assert desk(pilot).filter.value == "zamora"


SETUP: dict[str, Callable[[Workspace], object]] = {
    "users": lambda ws: ws.staff.add("q@demo.test", WORD, UserKind.TEAM, "Team_User"),
    "roles": lambda ws: ws.roles.add("Q", WORD, "CEO"),
    "profiles": lambda ws: ws.profiles.clone("Standard", "Q", WORD),
    "groups": lambda ws: ws.groups.add("Q", WORD, ()),
}


@pytest.mark.parametrize("page", SETUP)
async def test_pages_of_set_up_follow_other_administrators(demo: Installation, page: str) -> None:
    async with app_of(demo, "admin@demo.test").run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        screen = desk(pilot)
        await screen.go(screen.place.at_area(f"setup/{page}"))
        await settle(pilot)
        here = screen.areas.key
        await off_loop(lambda: SETUP[page](boss(demo)))
        await look(pilot)
        assert any(WORD in repr(line) for line in screen.areas.pane.lines)
        assert screen.areas.key == here or not here


async def test_a_space_that_is_made_appears_in_the_sidebar(demo: Installation) -> None:
    async with app_of(demo, "admin@demo.test").run_test(size=(120, 60)) as pilot:
        await settle(pilot)

        def make() -> None:
            boss(demo).setup.add_space(WORD, WORD)
            boss(demo).setup.set_space_member(WORD, "admin@demo.test", SpaceRole.USER)

        await off_loop(make)
        await look(pilot)
        assert any(space.api_name == WORD for space in desk(pilot).navigation.spaces)


async def test_a_served_session_waits_until_a_look_has_paid_for_itself(
    demo: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "SHARE", 1e9)
    monkeypatch.setattr(live, "LONGEST", 1e6)
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Products")
        screen = desk(pilot)

        async def made(name: str) -> bool:
            await off_loop(lambda: boss(demo).records.new("Products", {"Product_Name": name}))
            await look(pilot)
            return name in shown(pilot)

        assert await made("First")
        assert await made("Second"), "alone at his terminal nobody waits"
        pilot.app.line = object()  # type: ignore[attr-defined]  # what a served session has
        screen.told.set()  # and is told by whoever serves it
        assert not await made("Third")
        assert screen.watcher.pending
        screen.live._waited()
        await settle(pilot)
        assert "Third" in shown(pilot)


async def test_an_open_search_finds_what_somebody_makes_and_its_cursor_stays(demo: Installation) -> None:
    sales(demo).records.new("Products", {"Product_Name": f"{WORD} B"})
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "s", *WORD.lower())
        dialog = pilot.app.screen
        assert isinstance(dialog, Picker)
        here = dialog.choices.current
        assert here is not None
        await off_loop(lambda: boss(demo).records.new("Products", {"Product_Name": f"{WORD} A"}))
        await look(pilot)
        await settle(pilot)
        assert f"{WORD} A" in shown(pilot)
        assert (dialog.text, dialog.choices.current) == (WORD.lower(), here)
