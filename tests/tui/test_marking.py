"""Marks and copies: by record, whatever rows are on the screen."""

from __future__ import annotations

import base64
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from crm_tui.base.ids import CountingIds
from crm_tui.bootstrap import Installation, open_installation
from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.records import ListQuery
from crm_tui.services.session import Session
from crm_tui.services.workspace import Workspace
from crm_tui.tui.app import CrmApp
from crm_tui.tui.clipboard import LARGEST, clipboard_text
from crm_tui.tui.panes.row_pages import PAGE
from crm_tui.tui.place import Place
from tests.pty_app import PtyApp
from tests.tui.desk_pilot import desk, open_module, press, settle, shown

LOGIN = "ada@x.test"
ROWS = 1100
RUN = "import sys; from crm_tui.cli.main import run; run()"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An organisation with more contacts than any page, and a hostile account."""
    folder = tmp_path_factory.mktemp("marking")
    installation = open_installation(folder)
    new = NewOrganisation("Ada", "ada", "EUR", "en", "", "UTC", login=LOGIN, user_name="Ada")
    installation.create_organisation(new)
    ws = installation.workspace(LOGIN, "ada")
    with ws.session.engine.write():
        for number in range(ROWS):
            ws.records.new("Contacts", {"Last_Name": f"Person {number:05}", "Phone": f"+{number}"})
    ws.records.new("Accounts", {"Account_Name": "=cmd\x1b]52;c;SE9T\x07 \t[/]", "Phone": "12"})
    ws.records.new("Accounts", {"Account_Name": "王 plain", "Phone": "34"})
    installation.close()
    return folder


@pytest.fixture
def installation(data: Path) -> Iterator[Installation]:
    opened = open_installation(data)
    yield opened
    opened.close()


def app(installation: Installation) -> CrmApp:
    return CrmApp(installation, CountingIds(), login=LOGIN, slug="ada")


def named(row: int) -> str:
    """Who stands in a row of the list: the last one made is the first."""
    return f"Person {ROWS - 1 - row:05}"


def ids_of(ws: Workspace) -> list[int]:
    """The ids of all contacts in the order of the list."""
    first = ws.listing.page(ListQuery("Contacts"), limit=1000)
    return [row.id for page in (first, ws.listing.page(ListQuery("Contacts"), limit=1000, after=first.after))
            for row in page.rows]  # fmt: skip


async def to_row(pilot: Pilot[int], row: int) -> None:
    """Move the cursor to a row, counted from 0, by its number."""
    await press(pilot, *str(row + 1), "home")
    await settle(pilot)


async def test_a_range_goes_from_the_last_mark_to_the_cursor(installation: Installation) -> None:
    async with app(installation).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contacts")
        table, ids = desk(pilot).table, ids_of(desk(pilot).ws)
        await to_row(pilot, 3)
        await press(pilot, "space", "down", "down", "V")
        assert table.marks == set(ids[3:7])
        assert "4 marked" in shown(pilot).splitlines()[-1]
        await press(pilot, "down", "V")
        assert table.marks == set(ids[3:8])


async def test_a_range_begins_where_nothing_is_marked_and_may_go_upwards(installation: Installation) -> None:
    async with app(installation).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contacts")
        table, ids = desk(pilot).table, ids_of(desk(pilot).ws)
        await to_row(pilot, 9)
        await press(pilot, "V")
        assert table.marks == {ids[9]}
        assert "press V again" in desk(pilot).status.status.text
        await press(pilot, "up", "up", "V")
        assert table.marks == set(ids[7:10])


async def test_a_range_over_pages_that_never_were_on_the_screen_is_whole(installation: Installation) -> None:
    async with app(installation).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contacts")
        table, ids = desk(pilot).table, ids_of(desk(pilot).ws)
        await to_row(pilot, 10)
        await press(pilot, "space")
        await to_row(pilot, 10 + 6 * PAGE)
        await press(pilot, "V")
        assert table.marks == set(ids[10 : 11 + 6 * PAGE])
        await press(pilot, "end")
        await settle(pilot)
        await press(pilot, "V")
        assert table.marks >= set(ids[10:ROWS])


async def test_a_range_of_more_than_a_thousand_says_where_it_ends(installation: Installation) -> None:
    async with app(installation).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contacts")
        table = desk(pilot).table
        await press(pilot, "space", "end")
        await settle(pilot)
        await press(pilot, "V")
        assert len(table.marks) == 1000
        assert "first 1000" in desk(pilot).status.status.text


async def test_a_range_in_a_list_that_has_changed_marks_nothing_wrong(installation: Installation) -> None:
    async with app(installation).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contacts")
        screen = desk(pilot)
        await to_row(pilot, 5)
        await press(pilot, "space")
        marked = screen.table.marks
        other = installation.workspace(LOGIN, "ada")
        made = [other.records.new("Contacts", {"Last_Name": f"Aaa {n}"}).id for n in range(3)]
        await to_row(pilot, 40)
        await press(pilot, "V")
        assert screen.table.marks == marked
        assert "has changed" in screen.status.status.text
        other.several.delete("Contacts", made)


async def test_another_list_has_no_beginning_of_a_range(installation: Installation) -> None:
    async with app(installation).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contacts")
        await press(pilot, "space")
        await open_module(pilot, "Accounts")
        await press(pilot, "V")
        assert len(desk(pilot).table.marks) == 1


async def test_marked_rows_are_copied_in_the_order_of_the_list(installation: Installation) -> None:
    async with app(installation).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await desk(pilot).go(Place(module="Contacts", columns=("Last_Name", "Phone")))
        await settle(pilot)
        await to_row(pilot, 6 * PAGE)
        await press(pilot, "space", "home", "space", "2", "down", "space", "y")
        lines = pilot.app.clipboard.split("\n")
        assert [line.split("\t")[0] for line in lines[1:]] == [named(0), named(3), named(6 * PAGE)]
        assert lines[0].split("\t") == ["Last Name", "Phone"]
        assert "3 rows copied" in desk(pilot).status.status.text


@pytest.mark.parametrize("hidden", [frozenset(), frozenset({"Phone"})])
async def test_a_hidden_field_is_not_copied(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, hidden: frozenset[str]
) -> None:
    monkeypatch.setattr(Session, "mask", lambda _session, _module: FieldMask(hidden))
    async with app(installation).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Contacts")
        await press(pilot, "space", "space", "y")
        assert ("Phone" in pilot.app.clipboard, f"+{ROWS - 1}" in pilot.app.clipboard) == (not hidden, not hidden)


async def test_a_row_and_a_value_are_copied_as_they_are_shown(installation: Installation) -> None:
    async with app(installation).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await desk(pilot).go(Place(module="Contacts", columns=("Last_Name", "Phone")))
        await settle(pilot)
        await press(pilot, "y")
        assert pilot.app.clipboard == f"{named(0)}\t+{ROWS - 1}"
        await press(pilot, "enter")
        line = desk(pilot).record.pane.line
        assert line is not None
        await press(pilot, "y")
        assert pilot.app.clipboard == line.value


async def test_a_clipboard_that_is_too_long_is_cut_and_says_so(installation: Installation) -> None:
    async with app(installation).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        desk(pilot).copy("\n".join(["x" * 99] * 1000))
        await settle(pilot)
        assert set(pilot.app.clipboard.split("\n")) == {"x" * 99}
        assert any("terminals take no more" in note.message for note in pilot.app._notifications)


@given(st.text(max_size=200), st.sampled_from([0, LARGEST - 3, LARGEST, LARGEST + 9]))
def test_what_goes_to_the_clipboard_is_harmless_and_short(text: str, more: int) -> None:
    safe, cut = clipboard_text(text + "é" * (more // 2))
    assert len(safe.encode()) <= LARGEST
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", safe)
    assert cut or safe.count("\n") == text.count("\n")


def test_the_terminal_is_sent_the_text_and_no_sequence_in_it(data: Path) -> None:
    argv = [sys.executable, "-c", RUN, "--data", str(data), "--as", LOGIN]
    with PtyApp(argv) as terminal:
        terminal.wait_for("?")
        terminal.send(":")
        terminal.wait_for("esc")
        terminal.send("Accounts")
        terminal.wait_for("Accounts")
        terminal.read(0.5)
        terminal.send("\r")
        terminal.wait_for("王 plain")
        terminal.send("*")
        terminal.wait_for("2 marked")
        terminal.send("y")
        terminal.wait_for("2 rows copied")
        sent = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", terminal.raw)
        assert len(sent) == 1
        titles, second, first = base64.b64decode(sent[0]).decode().split("\n")
        assert titles.split("\t")[0] == "Account Name"
        assert first.startswith("=cmd\N{REPLACEMENT CHARACTER}]52;c;SE9T\N{REPLACEMENT CHARACTER}  [/]\t")
        assert second.startswith("王 plain\t")
        assert len({line.count("\t") for line in (titles, first, second)}) == 1
        terminal.send("\x11")
        assert terminal.wait_end() == 0
