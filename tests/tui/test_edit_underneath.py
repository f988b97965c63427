"""An edited record that changes underneath says by whom and what, and merges field by field (decision 0012)."""

from __future__ import annotations

from typing import Any

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.records import Record
from crm_tui.services.workspace import Workspace
from crm_tui.tui.dialogs.conflict import ConflictDialog
from crm_tui.tui.dialogs.no_longer import NoLonger
from crm_tui.tui.dialogs.notes import NoteEditor
from crm_tui.tui.forms.field_row import FieldRow
from crm_tui.tui.forms.record_form import RecordForm
from crm_tui.tui.off_loop import off_loop
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown

__all__ = ["demo", "demo_source"]

SALES = "sales@demo.test"
SIZES = [(80, 24), (120, 40)]


def boss(demo: Installation) -> Workspace:
    """Somebody else, by another door."""
    return demo.workspace("admin@demo.test", "demo", door="cli")


def name_of(ws: Workspace) -> str:
    """What people read of whoever works there."""
    return ws.session.user(ws.actor.user_id).name


async def opened(pilot: Pilot[int], demo: Installation, module: str = "Leads", **values: str) -> Record:
    """The form of a record of his own, made for the test."""
    await settle(pilot)
    names = {"Last_Name": "Zamora", "Company": "Zoo"} if module == "Leads" else {}
    made = await off_loop(lambda: demo.workspace(SALES, "demo").records.new(module, {**names, **values}))
    await look(pilot)  # or the list has it now, and now not yet, when its form opens
    await open_module(pilot, module)
    await desk(pilot).go(desk(pilot).place.on(made.id))
    await settle(pilot)
    await press(pilot, "e")
    assert isinstance(pilot.app.screen, RecordForm)
    return made


async def changes(pilot: Pilot[int], demo: Installation, record: Record, **values: str) -> None:
    """Somebody else saves, and the watcher looks."""
    ws = boss(demo)
    await off_loop(lambda: ws.records.edit(record.module.api_name, record.id, values))
    await look(pilot)


async def look(pilot: Pilot[int]) -> None:
    """What the watcher does by itself after less than a second."""
    await off_loop(desk(pilot).watcher.look)
    await settle(pilot)


def row(pilot: Pilot[int], name: str) -> FieldRow:
    """A field of the form, which may lie under a dialog."""
    form = next(screen for screen in pilot.app.screen_stack if isinstance(screen, RecordForm))
    return form.rows[name]


async def type_into(pilot: Pilot[int], name: str, text: str) -> None:
    """Go to a field and type at its end."""
    editor: Any = row(pilot, name).editor
    editor.focus()
    await pilot.pause()
    await press(pilot, "end", *text)


def values(demo: Installation, record: Record) -> dict[str, object]:
    """What stands in the store."""
    return dict(boss(demo).records.get(record.module.api_name, record.id).values)


@pytest.mark.parametrize("size", SIZES)
async def test_untouched_fields_follow_at_once_and_are_marked(demo: Installation, size: tuple[int, int]) -> None:
    async with app_of(demo, SALES).run_test(size=size) as pilot:
        made = await opened(pilot, demo, Phone="1")
        await type_into(pilot, "Email", "a@b.test")
        focused = pilot.app.screen.focused
        await changes(pilot, demo, made, Phone="77", Company="Menagerie")
        assert "changed Company, Phone just now" in shown(pilot)
        assert row(pilot, "Phone").typed == "77"
        assert "Phone ↻" in shown(pilot)
        assert (row(pilot, "Email").typed, pilot.app.screen.focused) == ("a@b.test", focused)
        await press(pilot, "f2")
        assert not isinstance(pilot.app.screen, RecordForm)
        now = values(demo, made)
        assert (now["Phone"], now["Company"], now["Email"]) == ("77", "Menagerie", "a@b.test")


async def test_a_touched_field_keeps_its_text_and_one_key_takes_theirs_or_gives_it_back(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        made = await opened(pilot, demo, Phone="1")
        await type_into(pilot, "Phone", "23")
        await changes(pilot, demo, made, Phone="77")
        assert row(pilot, "Phone").typed == "123"
        assert f"{name_of(boss(demo))}: 77 · F4 takes it" in shown(pilot)
        await press(pilot, "f4")
        assert row(pilot, "Phone").typed == "77"
        await press(pilot, "f4")
        assert row(pilot, "Phone").typed == "123"
        await press(pilot, "f4", "f2")
        assert not isinstance(pilot.app.screen, (RecordForm, ConflictDialog))
        assert values(demo, made)["Phone"] == "77"
        assert boss(demo).records.get("Leads", made.id).version == 2, "nothing of his was left to send"


@pytest.mark.parametrize(("key", "phone"), [("t", "77"), ("m", "123")])
async def test_what_both_changed_is_asked_about_before_it_is_saved(demo: Installation, key: str, phone: str) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        made = await opened(pilot, demo, Phone="1")
        await type_into(pilot, "Phone", "23")
        await type_into(pilot, "Email", "a@b.test")
        await changes(pilot, demo, made, Phone="77", Company="Menagerie")
        await press(pilot, "f2")
        dialog = pilot.app.screen
        assert isinstance(dialog, ConflictDialog)
        assert [(f.api_name, f.theirs, f.mine) for f in dialog.fields] == [("Phone", "77", "123")]
        assert values(demo, made)["Email"] is None
        await press(pilot, key, "f2")
        now = values(demo, made)
        assert (now["Phone"], now["Email"], now["Company"]) == (phone, "a@b.test", "Menagerie")


async def test_a_change_that_no_look_has_brought_yet_is_merged_or_asked_about_too(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        made = await opened(pilot, demo, Phone="1")
        await type_into(pilot, "Phone", "23")
        await off_loop(lambda: boss(demo).records.edit("Leads", made.id, {"Phone": "77", "Company": "Menagerie"}))
        await press(pilot, "f2")
        dialog = pilot.app.screen
        assert isinstance(dialog, ConflictDialog)
        assert [field.api_name for field in dialog.fields] == ["Phone"]
        await press(pilot, "escape")
        assert row(pilot, "Phone").typed == "123"
        await look(pilot)
        assert row(pilot, "Company").typed == "Menagerie"


async def test_what_changes_while_one_chooses_is_asked_about_again(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        made = await opened(pilot, demo, Phone="1")
        await type_into(pilot, "Phone", "23")
        await changes(pilot, demo, made, Phone="77")
        await press(pilot, "f2")
        await changes(pilot, demo, made, Phone="88")
        assert "88" not in shown(pilot), "nothing moves under a question"
        await press(pilot, "m", "f2")
        dialog = pilot.app.screen
        assert isinstance(dialog, ConflictDialog)
        assert dialog.fields[0].theirs == "88"
        await press(pilot, "m", "f2")
        assert values(demo, made)["Phone"] == "123"


async def test_only_hidden_fields_that_changed_make_no_difference_to_be_seen(demo: Installation) -> None:
    ws = boss(demo)
    await off_loop(lambda: hide(ws, "Leads", "Phone"))
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        made = await opened(pilot, demo)
        await type_into(pilot, "Email", "a@b.test")
        before = shown(pilot)
        await changes(pilot, demo, made, Phone="77")
        assert shown(pilot) == before
        await press(pilot, "f2")
        assert not isinstance(pilot.app.screen, (RecordForm, ConflictDialog))
        now = values(demo, made)
        assert (now["Phone"], now["Email"]) == ("77", "a@b.test")


def hide(ws: Workspace, module: str, field: str) -> None:
    """From the Standard profile."""
    ws.field_permissions.set(module, [(field, "Standard", FieldAccess.HIDDEN)])


async def test_values_of_people_stay_text_in_the_line_that_tells_of_them(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        made = await opened(pilot, demo, Phone="1")
        await type_into(pilot, "Company", "!")
        await changes(pilot, demo, made, Company="[/][b]x[/b] =cmd")
        assert "[/][b]x[/b] =cmd · F4" in shown(pilot)


async def test_the_line_that_tells_of_them_shows_where_their_value_parts_from_mine(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        made = await opened(pilot, demo, Phone="+353 1 555 01 079", Website="a")
        await type_into(pilot, "Phone", "8")
        await type_into(pilot, "Website", "b")
        await changes(pilot, demo, made, Phone="+353 1 555 01 0799 ext 1234", Website=f"a.test/{'x' * 40}/end")
        phone, website = (row(pilot, name) for name in ("Phone", "Website"))
        assert "≠ +353 1 555 01 0799 ext 1234" in str(phone.render())
        assert "a.test" in str(website.render())
        assert str(website.render()).endswith("…")
        editor: Any = website.editor
        editor.value = f"a.test/{'x' * 40}/mine"
        await settle(pilot)
        assert str(website.render()).endswith("…xx/end")


async def test_a_choice_and_what_follows_from_it(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        ws = demo.workspace(SALES, "demo")
        firm = await off_loop(lambda: ws.records.new("Accounts", {"Account_Name": "Zoo"}))
        made = await opened(
            pilot, demo, "Deals", Deal_Name="Cage", Stage="Qualification", Closing_Date="2027-01-01",
            Amount="100", Account_Name=str(firm.id),
        )  # fmt: skip
        row(pilot, "Stage").editor.enter("Closed Won")  # type: ignore[union-attr]
        await off_loop(lambda: boss(demo).records.edit("Deals", made.id, {"Probability": "55"}))
        await press(pilot, "f2")
        dialog = pilot.app.screen
        assert isinstance(dialog, ConflictDialog)
        assert [field.api_name for field in dialog.fields] == ["Probability"]
        await press(pilot, "t", "f2")
        now = values(demo, made)
        assert (now["Stage"], now["Probability"]) == ("Closed Won", 55)


@pytest.mark.parametrize("act", ["e", "m"])
async def test_a_record_that_somebody_deletes_says_who_and_leaves_what_was_typed(demo: Installation, act: str) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        made = await opened(pilot, demo)
        if act == "m":
            await press(pilot, "escape", "m")
            assert isinstance(pilot.app.screen, NoteEditor)
            await press(pilot, *"typed")
        else:
            await type_into(pilot, "Email", "typed")
        await off_loop(lambda: boss(demo).records.delete("Leads", made.id))
        await look(pilot)
        assert isinstance(pilot.app.screen, NoLonger)
        assert f"{name_of(boss(demo))} deleted this record" in shown(pilot)
        await press(pilot, "y")
        assert "typed" in pilot.app.clipboard


async def test_a_record_that_is_locked_closes_its_form_and_keeps_what_was_typed(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        made = await opened(pilot, demo)
        await type_into(pilot, "Email", "typed")
        await off_loop(lambda: boss(demo).locks.lock("Leads", made.id))
        await look(pilot)
        assert isinstance(pilot.app.screen, NoLonger)
        await press(pilot, "y")
        assert "typed" in pilot.app.clipboard


async def test_a_lead_that_is_converted_says_so_and_may_still_be_saved(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        made = await opened(pilot, demo)
        await type_into(pilot, "Email", "a@b.test")
        await off_loop(lambda: boss(demo).converting.convert(made.id))
        await look(pilot)
        assert "converted this lead just now" in shown(pilot)
        await press(pilot, "f2")
        assert values(demo, made)["Email"] == "a@b.test"
