"""The record form: every kind of field, checks, what is sent, and what happens when saving does not work."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from textual import events

from crm_tui.base.messages import message
from crm_tui.domain.decisions import Decision, Explanation, RemedyClass
from crm_tui.domain.errors import Conflict, Forbidden, Invalid
from crm_tui.domain.fields import Choice, FieldDef, FieldKind, Link, UserRef, Value
from crm_tui.domain.modules import Layout, ModuleDef, ModuleKind, Section
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.records import Found
from crm_tui.domain.values import ValueContext
from crm_tui.tui.dialogs.conflict import ConflictDialog
from crm_tui.tui.dialogs.why_card import WhyCard
from crm_tui.tui.forms.editors import TextEditor
from crm_tui.tui.forms.new_organisation import NewOrganisationForm, OrganisationOptions
from crm_tui.tui.forms.picking import LookupPicker
from crm_tui.tui.forms.record_form import RecordForm
from crm_tui.tui.forms.sources import links, users
from crm_tui.tui.forms.spec import FormSources, FormSpec, QuickCreate, form_sections, quick_create_fields
from tests.tui.dialog_pilot import HOSTILE, NONE_YET, SIZES, DialogApp, dialog, press, screen_text, type_text
from tests.tui.rest import settle

CONTEXT = ValueContext(dt.datetime(2026, 11, 21, 9, tzinfo=dt.UTC), ZoneInfo("Europe/Paris"), 2, ",")
STAGES = (Choice(1, "New", "New"), Choice(2, "Lost", "Lost"), Choice(3, "Old", "Old", active=False))
KIND = FieldKind


def _field(name: str, kind: FieldKind, **more: Any) -> FieldDef:
    return FieldDef(len(name), name, name.replace("_", " "), kind, f"f_{len(name)}", **more)


FIELDS = (
    _field("Owner", KIND.USER),
    _field("Last_Name", KIND.TEXT, required=True, length=20),
    _field("Email", KIND.EMAIL),
    _field("Stage", KIND.PICKLIST, choices=STAGES),
    _field("Interests", KIND.MULTI_PICKLIST, choices=(Choice(4, "Lens", "Lens"), Choice(5, "Frame", "Frame"))),
    _field("Amount", KIND.CURRENCY),
    _field("Employees", KIND.INTEGER),
    _field("Closing", KIND.DATE),
    _field("Call_At", KIND.DATETIME),
    _field("Opt_Out", KIND.CHECKBOX),
    _field("Account", KIND.LOOKUP, target="Accounts"),
    _field("About", KIND.PARENT),
    _field("Description", KIND.LONG_TEXT),
    _field("Number", KIND.AUTO_NUMBER),
    _field("Secret", KIND.TEXT),
)
NAMES = tuple(each.api_name for each in FIELDS)
MODULE = ModuleDef(
    1,
    "Deals",
    "Deals",
    "Deal",
    ModuleKind.ORGANISATION,
    "m_1",
    FIELDS,
    Layout((Section("Deal", NAMES[:12]), Section("More", NAMES[12:], 1)), quick_create=("Stage",)),
    (),
    "Last_Name",
)
PEOPLE = (UserRef(1, "nora@demo.test", "Nora Lind"), UserRef(2, "gone@demo.test", "Gone Person", active=False))


def _found(text: str) -> list[Found]:
    hits = (Found(7, "Accounts", "Acme [/]", "Paris"), Found(8, "Accounts", "Berg Optik", "Wien"))
    return [hit for hit in hits if text.casefold() in hit.name.casefold()]


def _create(saved: list[Mapping[str, object]]) -> QuickCreate:
    def save(values: Mapping[str, object], _version: int | None) -> Link:
        saved.append(values)
        return Link(9, "Accounts", str(values["Last_Name"]))

    def spec(text: str) -> FormSpec:
        sections = form_sections(MODULE, {"Last_Name": text or None}, writable=NAMES, only=quick_create_fields(MODULE))
        return FormSpec("New Account", sections, CONTEXT)

    return QuickCreate("Account", spec, save)


def _spec(
    values: Mapping[str, Value] | None = None,
    *,
    version: int | None = None,
    writable: tuple[str, ...] = NAMES,
    hidden: tuple[str, ...] = (),
    create: QuickCreate | None = None,
) -> FormSpec:
    def search(field: FieldDef) -> Any:
        if field.kind is KIND.USER:
            return users(lambda text: [user for user in PEOPLE if text.casefold() in user.name.casefold()])
        return (
            links(_found, show_module=field.kind is KIND.PARENT) if field.kind in (KIND.LOOKUP, KIND.PARENT) else None
        )

    sources = FormSources(search, lambda field: create if field.kind is KIND.LOOKUP else None)
    visible = [name for name in NAMES if name not in hidden]
    sections = form_sections(MODULE, values or {}, writable=writable, visible=visible, sources=sources)
    return FormSpec("New Deal", sections, CONTEXT, version)


def _form(app: DialogApp) -> RecordForm:
    form = next(screen for screen in app.screen_stack if isinstance(screen, RecordForm))
    assert isinstance(form, RecordForm)
    return form


async def _go_to(app: DialogApp, pilot: Any, name: str) -> None:
    editor = _form(app).rows[name].editor
    assert editor is not None
    editor.focus()
    await settle(pilot)


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("Last_Name", "Łucja", "Łucja"),
        ("Email", "lucja@polar.test", "lucja@polar.test"),
        ("Amount", "1200,50", Decimal("1200.50")),
        ("Employees", "14", 14),
        ("Closing", "2026-12-31", dt.date(2026, 12, 31)),
        ("Closing", "today", dt.date(2026, 11, 21)),
        ("Closing", "+3d", dt.date(2026, 11, 24)),
        ("Call_At", "2026-12-01 14:00", dt.datetime(2026, 12, 1, 13, tzinfo=dt.UTC)),
        ("Description", "two words", "two words"),
    ],
)
async def test_typed_fields_are_saved_as_values(name: str, typed: str, value: Value) -> None:
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "X"}, version=3))) as (app, pilot):
        await _go_to(app, pilot, name)
        await pilot.press("end", *["backspace"] * 3)
        await type_text(pilot, typed)
        await press(pilot, "ctrl+s")
        assert app.outcome == {name: value}


@pytest.mark.parametrize(
    ("name", "keys", "value"),
    [
        ("Stage", ("l", "enter"), "Lost"),
        ("Stage", ("enter", "enter"), "New"),
        ("Interests", ("enter", "enter", "down", "enter", "f2"), ("Lens", "Frame")),
        ("Opt_Out", ("space",), True),
        ("Account", ("b", "e", "enter"), Link(8, "Accounts", "Berg Optik")),
        ("About", ("a", "enter"), Link(7, "Accounts", "Acme [/]")),
        ("Owner", ("n", "o", "enter"), PEOPLE[0]),
    ],
)
async def test_picked_fields_are_saved_as_values(name: str, keys: tuple[str, ...], value: Value) -> None:
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "X"}, version=3))) as (app, pilot):
        await _go_to(app, pilot, name)
        for key in keys:
            await press(pilot, key)
        await press(pilot, "f2")
        assert app.outcome == {name: value}


async def test_backspace_empties_a_pick() -> None:
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "X", "Stage": "New"}, version=3))) as (app, pilot):
        await _go_to(app, pilot, "Stage")
        await press(pilot, "backspace", "ctrl+s")
        assert app.outcome == {"Stage": None}


async def test_a_user_who_is_not_active_is_shown_but_cannot_be_chosen() -> None:
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "X"}))) as (app, pilot):
        await _go_to(app, pilot, "Owner")
        await press(pilot, "g")
        await press(pilot, "enter")
        assert isinstance(app.screen, LookupPicker)
        assert "(Gone Person)" in screen_text(app)
        assert "! not active" in screen_text(app)


async def test_a_retired_choice_is_not_offered_but_stays_where_it_is_chosen() -> None:
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "X", "Stage": "Old"}, version=1))) as (app, pilot):
        await _go_to(app, pilot, "Stage")
        await press(pilot, "enter")
        assert "Old" in screen_text(app)
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "X"}))) as (app, pilot):
        await _go_to(app, pilot, "Stage")
        await press(pilot, "enter")
        assert "Old" not in screen_text(app)


async def test_a_new_record_sends_all_that_holds_something() -> None:
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "Copy", "Amount": Decimal(5)}))) as (app, pilot):
        await press(pilot, "ctrl+s")
        assert app.outcome == {"Last_Name": "Copy", "Amount": Decimal(5)}


async def test_required_fields_are_named_and_the_first_bad_one_has_the_focus() -> None:
    async with dialog(lambda: RecordForm(_spec())) as (app, pilot):
        await _go_to(app, pilot, "Closing")
        await type_text(pilot, "soon")
        await press(pilot, "ctrl+s")
        form = _form(app)
        assert app.outcome is NONE_YET
        assert form.focused is form.rows["Last_Name"].editor
        text = screen_text(app)
        assert "2 fields need a look: Last Name, Closing" in text
        assert "! This must be filled in." in text
        assert "Last Name*" in text


async def test_a_field_is_checked_when_it_is_left_and_the_error_goes_when_it_is_right() -> None:
    async with dialog(lambda: RecordForm(_spec())) as (app, pilot):
        await _go_to(app, pilot, "Employees")
        await type_text(pilot, "many")
        await press(pilot, "tab")
        row = _form(app).rows["Employees"]
        assert row.error is not None
        await press(pilot, "shift+tab", "home", *["delete"] * 4, "7", "tab")
        assert row.error is None
        assert "needs a look" not in screen_text(app)


async def test_a_field_that_nobody_touched_is_not_blamed_when_it_is_passed() -> None:
    async with dialog(lambda: RecordForm(_spec())) as (app, pilot):
        await press(pilot, "tab", "tab", "tab")
        assert all(row.error is None for row in _form(app).rows.values())


async def test_read_only_fields_say_why_and_hidden_ones_are_absent() -> None:
    writable = tuple(name for name in NAMES if name != "Amount")
    spec = _spec({"Amount": Decimal("9.5")}, writable=writable, hidden=("Secret",))
    async with dialog(lambda: RecordForm(spec), (120, 40)) as (app, _pilot):
        text = screen_text(app)
        assert "9,5  (read-only for you)" in text
        assert "(given when saved)" in text
        assert "Secret" not in text
        assert "Secret" not in _form(app).rows


async def test_escape_leaves_at_once_when_nothing_was_changed() -> None:
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "X"}, version=1))) as (app, pilot):
        await press(pilot, "escape")
        assert app.outcome is None


async def test_escape_asks_when_something_was_typed_and_a_stray_enter_keeps_it() -> None:
    async with dialog(lambda: RecordForm(_spec())) as (app, pilot):
        await _go_to(app, pilot, "Last_Name")
        await type_text(pilot, "Ann")
        await press(pilot, "escape")
        assert "Leave without saving?" in screen_text(app)
        await press(pilot, "enter")
        assert app.outcome is NONE_YET
        assert "Ann" in screen_text(app)
        await press(pilot, "escape")
        await press(pilot, "y")
        assert app.outcome is None


@pytest.mark.parametrize("value", HOSTILE)
async def test_hostile_text_is_shown_safely_and_kept_to_the_letter_when_untouched(value: str) -> None:
    values: dict[str, Value] = {
        "Last_Name": value,
        "Description": f"{value}\n{value}",
        "Account": Link(1, "Accounts", value),
        "Owner": UserRef(1, "x", value),
        "Secret": value,
    }
    spec = _spec(values, writable=tuple(name for name in NAMES if name != "Secret"))
    async with dialog(lambda: RecordForm(spec), (120, 40)) as (app, pilot):
        text = screen_text(app)
        assert "\x1b" not in text
        assert "\x07" not in text
        assert "\u202e" not in text
        await press(pilot, "ctrl+s")
        assert app.outcome["Last_Name"] == value
        assert app.outcome["Description"] == f"{value}\n{value}"


async def test_pasted_controls_become_visible_and_line_breaks_become_spaces() -> None:
    async with dialog(lambda: RecordForm(_spec())) as (app, pilot):
        await _go_to(app, pilot, "Last_Name")
        app.screen.focused.post_message(events.Paste("a\x1b[31mb\nc"))  # type: ignore[union-attr]
        await settle(pilot)
        await press(pilot, "ctrl+s")
        assert app.outcome["Last_Name"] == "a\N{REPLACEMENT CHARACTER}[31mb c"


async def test_pasted_controls_become_visible_in_long_text() -> None:
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "X"}))) as (app, pilot):
        await _go_to(app, pilot, "Description")
        app.screen.focused.post_message(events.Paste("a\x1b]0;t\x07\r\nb"))  # type: ignore[union-attr]
        await settle(pilot)
        await press(pilot, "ctrl+s")
        mark = "\N{REPLACEMENT CHARACTER}"
        assert app.outcome["Description"] == f"a{mark}]0;t{mark}\nb"


Save = Callable[[Mapping[str, object], int | None], object]


def _refusing(*errors: Exception) -> tuple[Save, list[tuple[Mapping[str, object], int | None]]]:
    """A save that raises these errors one after the other, and then works."""
    waiting = list(errors)
    calls: list[tuple[Mapping[str, object], int | None]] = []

    def save(values: Mapping[str, object], version: int | None) -> object:
        assert threading.current_thread() is not threading.main_thread()
        calls.append((dict(values), version))
        if waiting:
            raise waiting.pop(0)
        return "saved"

    return save, calls


async def test_an_invalid_answer_shows_at_its_field_and_nothing_typed_is_lost() -> None:
    save, calls = _refusing(Invalid(message("Not saved."), {"Email": message("Somebody else has it.")}))
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "Ann", "Email": "a@b.test"}), save)) as (app, pilot):
        await press(pilot, "ctrl+s")
        form = _form(app)
        assert form.focused is form.rows["Email"].editor
        assert "! Somebody else has it." in screen_text(app)
        await press(pilot, "ctrl+s")
        assert app.outcome["Last_Name"] == "Ann"
        assert form.result == "saved"
        assert len(calls) == 2


async def test_a_forbidden_save_opens_the_why_card_over_the_form() -> None:
    decision = Decision(False, "O05", message("No."), message("Ask."), RemedyClass.HARD, step=3)
    save, _calls = _refusing(Forbidden(Explanation(decision, ())))
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "Ann"}), save)) as (app, pilot):
        await press(pilot, "ctrl+s")
        assert [type(screen) for screen in app.screen_stack[1:]] == [RecordForm, WhyCard]
        await press(pilot, "escape")
        assert [type(screen) for screen in app.screen_stack[1:]] == [RecordForm]
        assert "Ann" in screen_text(app)


async def test_a_broken_save_is_handed_to_the_app_and_the_form_stays() -> None:
    save, _calls = _refusing(ValueError("secret data"))
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "Ann"}), save)) as (app, pilot):
        await press(pilot, "ctrl+s")
        assert [str(error) for error in app.failures] == ["secret data"]
        assert "secret data" not in screen_text(app)
        assert "It was not saved" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert app.outcome["Last_Name"] == "Ann"


def _conflict() -> Conflict:
    theirs, mine = {"Last_Name": "Theirs", "Email": "t@x.test"}, {"Last_Name": "Mine", "Email": "m@x.test"}
    return Conflict(message("Changed."), theirs=theirs, mine=mine, version=7, changed_by="Nora [/]")


async def _conflicting(app: DialogApp, pilot: Any) -> None:
    await _go_to(app, pilot, "Last_Name")
    await type_text(pilot, "Mine")
    await _go_to(app, pilot, "Email")
    await type_text(pilot, "m@x.test")
    await press(pilot, "ctrl+s")


async def test_a_conflict_is_settled_field_by_field_and_saved_on_the_new_version() -> None:
    save, calls = _refusing(_conflict())
    async with dialog(lambda: RecordForm(_spec(version=3), save)) as (app, pilot):
        await _conflicting(app, pilot)
        assert type(app.screen) is ConflictDialog
        assert "theirs (Nora [/]): Theirs" in screen_text(app)
        await press(pilot, "t", "enter")
        assert calls[-1] == ({"Email": "m@x.test"}, 7)
        assert app.outcome == {"Email": "m@x.test"}


async def test_leaving_a_conflict_keeps_the_form_and_what_was_typed() -> None:
    save, calls = _refusing(_conflict())
    async with dialog(lambda: RecordForm(_spec(version=3), save)) as (app, pilot):
        await _conflicting(app, pilot)
        await press(pilot, "escape")
        assert app.screen is _form(app)
        assert "Mine" in screen_text(app)
        assert calls == [({"Last_Name": "Mine", "Email": "m@x.test"}, 3)]


async def test_quick_create_sets_the_new_record_at_once() -> None:
    saved: list[Mapping[str, object]] = []
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "X"}, version=1, create=_create(saved)))) as (app, pilot):
        await _go_to(app, pilot, "Account")
        await press(pilot, "Z")
        await press(pilot, "end", "enter")
        assert "New Account" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert saved == [{"Last_Name": "Z"}]
        await press(pilot, "ctrl+s")
        assert app.outcome == {"Account": Link(9, "Accounts", "Z")}


async def test_quick_create_with_plain_save_lists_the_record_to_be_chosen() -> None:
    saved: list[Mapping[str, object]] = []
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "X"}, version=1, create=_create(saved)))) as (app, pilot):
        await _go_to(app, pilot, "Account")
        await press(pilot, "+")
        await type_text(pilot, "Acme")
        await press(pilot, "f3")
        assert isinstance(app.screen, LookupPicker)
        assert app.screen.text == "Acme"
        await press(pilot, "enter")
        await press(pilot, "ctrl+s")
        assert app.outcome == {"Account": Link(7, "Accounts", "Acme [/]")}


@pytest.mark.parametrize("size", SIZES)
async def test_the_form_fits_and_every_field_can_be_reached_by_keys(size: tuple[int, int]) -> None:
    async with dialog(lambda: RecordForm(_spec({"Last_Name": "X"})), size) as (app, pilot):
        form = _form(app)
        assert form.focused is not None
        assert isinstance(form.focused, TextEditor)  # of a new record the first that is typed, not its owner
        form.rows[NAMES[0]].editor.focus()  # type: ignore[union-attr]  # it is not hidden here
        await pilot.pause()
        for name in NAMES[:-2]:
            editor = form.rows[name].editor
            assert editor is not None
            assert editor.has_focus
            assert editor.region.bottom <= size[1]
            await press(pilot, "tab")
        assert "ctrl+s/F2 save" in screen_text(app)


OWN = NewOrganisation(
    "Óptica Łódź", "optica-lodz2", "EUR", "en", "", "Europe/Paris", login="ann@x.test", user_name="Ann"
)


async def test_a_new_organisation_gets_a_slug_from_its_name_and_errors_at_its_field() -> None:
    options = OrganisationOptions(
        (("EUR", "Euro"), ("PLN", "Złoty")),
        (("en", "English"),),
        (("FR", "France"),),
        ("Europe/Paris",),
        (("currency", "EUR"), ("locale", "en"), ("time_zone", "Europe/Paris")),
    )
    taken = [Invalid(message("Not made."), {"slug": message("This slug is taken.")})]
    made: list[NewOrganisation] = []

    def create(wanted: NewOrganisation) -> None:
        if taken:
            raise taken.pop()
        made.append(wanted)

    async with dialog(lambda: NewOrganisationForm(options, CONTEXT, create)) as (app, pilot):
        await type_text(pilot, "Óptica Łódź")
        await press(pilot, "tab")
        assert "optica-lodz" in screen_text(app)
        await press(pilot, "tab")
        await type_text(pilot, "Ann")
        await press(pilot, "tab")
        await type_text(pilot, "ann@x.test")
        await press(pilot, "ctrl+s")
        assert "! This slug is taken." in screen_text(app)
        await press(pilot, "end", "2", "ctrl+s")
        assert made == [OWN]
        assert isinstance(app.outcome, dict)
