"""The app through a door: one person, his organisations, and nothing of the machine that it runs on."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from crm_tui.base.ids import CountingIds
from crm_tui.bootstrap import Installation
from crm_tui.cli.door_entrance import DoorEntrance
from crm_tui.cli.doors import Door
from crm_tui.domain.doors import Caller
from crm_tui.domain.errors import Forbidden, NotFound
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.records import ListQuery
from crm_tui.tui.app import CrmApp
from crm_tui.tui.dialogs.files_by_pipe import FetchFile, SendFile
from crm_tui.tui.dialogs.no_longer import NoLonger
from crm_tui.tui.last_words import ENDED, leave_with
from tests.key_lines import ed25519
from tests.tui.desk_pilot import demo, demo_source, open_module, press, settle, shown

__all__ = ["demo", "demo_source"]

SALES = "sales@demo.test"
NEW = NewOrganisation("Own", "own", "EUR", "en", "", "UTC", login=SALES, user_name="S")


def door(installation: Installation, key: int | None = None) -> DoorEntrance:
    """The way in of the salesman, from now on the only one into this installation."""
    installation.caller = Caller(SALES, key)
    return DoorEntrance(Door("ssh", SALES, installation, "demo"))


def app_through(entrance: DoorEntrance) -> CrmApp:
    return CrmApp(entrance, CountingIds(), login=SALES, slug="demo")


async def test_he_is_himself_and_his_changes_say_through_which_door(demo: Installation) -> None:
    demo.workspace("marketing@demo.test", "demo")
    app = app_through(door(demo))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "n", "escape")
        workspace = app.screen_stack[1].ws  # type: ignore[attr-defined]
        assert (workspace.actor.login, workspace.session.door) == (SALES, "ssh")
    demo.caller = None
    assert demo.last_login() == "marketing@demo.test"


async def test_a_file_is_sent_by_a_command_and_no_folder_of_the_server_is_shown(
    demo: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unseen(*_: object) -> None:
        raise AssertionError("a folder of the server was looked into")

    async with app_through(door(demo)).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        with monkeypatch.context() as patched:
            patched.setattr(os, "scandir", unseen)
            await press(pilot, "a")
        assert isinstance(pilot.app.screen, SendFile)
        assert "ssh demo@HOST record attach Leads/" in shown(pilot)
        await press(pilot, "y")
        assert pilot.app.clipboard.startswith("ssh demo@HOST record attach Leads/")


async def test_a_copy_is_fetched_by_a_command(demo: Installation, tmp_path: Path) -> None:
    ours = demo.workspace(SALES, "demo")
    lead = ours.listing.page(ListQuery("Leads"), limit=1).rows[0].id
    (tmp_path / "x").write_bytes(b"x")
    ours.attachments.add_stream("Leads", lead, "it's $(here).txt", (tmp_path / "x").open("rb"))
    number = ours.attachments.list("Leads", lead)[0].id
    async with app_through(door(demo)).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "enter", "5", "enter")
        assert isinstance(pilot.app.screen, FetchFile)
        await press(pilot, "y")
        wanted = f"ssh demo@HOST record file Leads/{lead} {number} > 'it'\"'\"'s $(here).txt'"
        assert pilot.app.clipboard == wanted


@pytest.mark.parametrize(
    "want",
    [
        lambda way: way.logins("demo"), lambda way: way.make_demo(),
        lambda way: way.create_organisation(NEW),
    ],
)  # fmt: skip
def test_what_is_the_owners_is_refused(demo: Installation, want: Callable[[DoorEntrance], object]) -> None:
    with pytest.raises(Forbidden) as refused:
        want(door(demo))
    assert refused.value.explanation.decision.rule == "DOOR-1"


def test_nobody_comes_in_as_somebody_else(demo: Installation) -> None:
    way = door(demo)
    for ask in (way.workspace, way.organisations):
        with pytest.raises(NotFound):
            ask("marketing@demo.test")
    assert way.workspace(" Sales@Demo.test ", "demo").session.door == "ssh"


def test_a_key_of_one_organisation_opens_no_other(demo: Installation) -> None:
    demo.create_organisation(NEW)
    narrow = demo.workspace("admin@demo.test", "demo").keys.add(ed25519(1), login=SALES)
    assert [one.slug for one in door(demo).organisations(SALES)] == ["demo", "own"]
    bound = door(demo, narrow.id)
    assert [one.slug for one in bound.organisations(SALES)] == ["demo"]
    assert bound.workspace(SALES, "demo").organisation.slug == "demo"
    for slug in ("own", "nowhere"):
        with pytest.raises(NotFound):
            bound.workspace(SALES, slug)


def test_there_is_always_somewhere_so_that_nobody_is_welcomed(demo: Installation) -> None:
    assert list(door(demo).slugs()) == ["demo"]


async def test_no_key_and_no_action_of_textual_reaches_the_machine(
    demo: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with app_through(door(demo)).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+z", "ctrl+p", "escape")
        for action in ("screenshot", "screenshot('x.svg', '.')", "suspend_process", "app.screenshot"):
            await pilot.app.run_action(action)
        pilot.app.open_url("file:///etc/passwd")
        await settle(pilot)
        assert pilot.app.is_running
    assert os.listdir(tmp_path) == ["data"]


async def test_a_dialog_that_was_about_to_open_does_not_change_the_last_word(demo: Installation) -> None:
    """Whoever is ended may have been about to read in a dialog why: it finds no screen any more to open on."""
    app = app_through(door(demo))
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        leave_with(app, "Your key was revoked.")
        app.push_screen(NoLonger("Your access has ended", "You are no longer a user.", ""))
    assert (app.return_code, app.last_lines) == (ENDED, ["Your key was revoked."])
