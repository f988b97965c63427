"""What all dialogs promise, and the small ones by name."""

from __future__ import annotations

import ast
import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Button, Input, TextArea

from crm_tui.base.messages import message
from crm_tui.domain.decisions import Decision, Explanation, Person, RemedyClass
from crm_tui.domain.doors import SshKey
from crm_tui.domain.effects import Diff, Effect, Shift
from crm_tui.domain.errors import Forbidden, LimitReached, NotFound
from crm_tui.domain.field_access import FieldAccess, FieldPermission
from crm_tui.domain.fields import FieldDef, FieldKind, UserRef
from crm_tui.domain.modules import Layout, Level, ModuleDef, ModuleKind, Section, ViewDef
from crm_tui.domain.organisations import NewOrganisation, SignIn
from crm_tui.domain.records import Found, TagLink
from crm_tui.domain.users import UserKind
from crm_tui.domain.values import ValueContext
from crm_tui.tui.dialogs.change import Change, ChangeDialog
from crm_tui.tui.dialogs.confirm import Confirm, TypedConfirm
from crm_tui.tui.dialogs.conflict import ConflictDialog, ConflictField, Side
from crm_tui.tui.dialogs.dialog import Dialog
from crm_tui.tui.dialogs.drafting import Acts
from crm_tui.tui.dialogs.field_grid import FieldGrid
from crm_tui.tui.dialogs.files import AttachFile, SaveFile
from crm_tui.tui.dialogs.files_by_pipe import FetchFile, SendFile
from crm_tui.tui.dialogs.filter import FilterBuilder
from crm_tui.tui.dialogs.help import Help, HelpSection
from crm_tui.tui.dialogs.keys import KeyList
from crm_tui.tui.dialogs.notes import NoteEditor
from crm_tui.tui.dialogs.palette import CommandLine, Palette
from crm_tui.tui.dialogs.people import OrganisationLine, OrganisationSwitcher, SignInPicker
from crm_tui.tui.dialogs.permission_tree import PermissionTree
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.dialogs.reader import ErrorDialog, LongText
from crm_tui.tui.dialogs.share import SharePicker
from crm_tui.tui.dialogs.tags import TagEditor
from crm_tui.tui.dialogs.text import content, content_lines, key_line, visible
from crm_tui.tui.dialogs.views import ColumnsPicker, SortPicker, ViewPicker
from crm_tui.tui.dialogs.welcome import SampleWanted, Welcome
from crm_tui.tui.dialogs.why_card import WhyCard
from crm_tui.tui.forms.new_organisation import OrganisationOptions
from crm_tui.tui.forms.record_form import RecordForm
from crm_tui.tui.forms.setup_form import SetupForm, setup_field, setup_spec
from crm_tui.tui.forms.spec import FormSpec, form_sections
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.permission_tree import Node
from tests.tui.dialog_pilot import HOSTILE, NONE_YET, SIZES, dialog, press, screen_text, type_text

CONTEXT = ValueContext(dt.datetime(2026, 11, 21, tzinfo=dt.UTC))
OPTIONS = OrganisationOptions(
    (("EUR", "Euro"),),
    (("en", "English"),),
    (("FR", "France"),),
    ("Europe/Paris",),
    (("currency", "EUR"), ("locale", "en"), ("time_zone", "Europe/Paris")),
)
FORMATS = Formats("en", "UTC", "EUR", dt.date(2026, 11, 21))
CONTROLS = "\x1b\x07\u202e"


def _module(text: str) -> ModuleDef:
    fields = (
        FieldDef(1, "Name", text, FieldKind.TEXT, "f_1", standard=False),
        FieldDef(2, "About", text, FieldKind.LONG_TEXT, "f_2", standard=False),
    )
    layout = Layout((Section(text, ("Name", "About")),))
    return ModuleDef(1, "Deals", text, text, ModuleKind.TEAM, "m_1", fields, layout, (), "Name", standard=False)


def _explanation(text: str) -> Explanation:
    decision = Decision(False, "O05", message("{x}", x=text), message("{x}", x=text), RemedyClass.HARD, step=3)
    return Explanation(decision, (Person(text, text),))


def _form(text: str) -> RecordForm:
    module = _module(text)
    sections = form_sections(module, {"Name": text, "About": text}, writable=("Name",))
    return RecordForm(FormSpec(text, sections, CONTEXT, 1))


def _effect(x: str) -> Effect:
    return Effect(
        tuple(Shift(f"{x}{n}", x, x, ("records.view",), records=n) for n in range(9)), (Diff(x, x, x),) * 9, (x,)
    )


def _no_effect(_draft: object) -> Effect:
    return Effect()


EVERY: dict[str, Callable[[str], Dialog[Any]]] = {
    "attach": lambda x: AttachFile(x, Path(__file__).parent, 10),
    "change": lambda x: ChangeDialog(Change(x, lambda: None, lambda: _effect(x), x, x)),
    "columns": lambda x: ColumnsPicker(x, _module(x).fields, ("Name",)),
    "confirm": lambda x: Confirm(x, x, yes=x, no=x),
    "conflict": lambda x: ConflictDialog(x, x, [ConflictField("A", x, x, x)] * 9),
    "error": lambda x: ErrorDialog(x, x),
    "fetch file": lambda x: FetchFile(x, f"{x}/1", 2, x),
    "field grid": lambda x: FieldGrid(
        x, [FieldPermission(x, x, x, FieldAccess.HIDDEN)], Acts(_no_effect, print), fixed={}, titles=(str, str)
    ),
    "filter": lambda x: FilterBuilder(x, _module(x)),
    "form": _form,
    "help": lambda x: Help(x, [HelpSection(x, [CommandLine("a", x, x, x), CommandLine("b", x, x, x, x)] * 9)]),
    "keys": lambda x: KeyList(x, [SshKey(1, x, x, x, x, 0, slugs=(x,), everywhere=False)] * 9, FORMATS),
    "long text": lambda x: LongText(x, f"{x}\n" * 50),
    "note": lambda x: NoteEditor(x, f"{x}\n{x}"),
    "organisations": lambda x: OrganisationSwitcher([OrganisationLine(x, x, x, x, x)]),
    "permission tree": lambda x: PermissionTree(
        x, [Node(x, x, children=(Node("b", x, "c", reason=x),))], Acts(_no_effect, print)
    ),
    "palette": lambda x: Palette([CommandLine("a", x, x)], [_module(x)], lambda _text: [Found(1, x, x, x)], text="/]"),
    "save": lambda x: SaveFile(x, Path(__file__).parent, x),
    "send file": lambda x: SendFile(x, f"{x}/1"),
    "share": lambda x: SharePicker(x, lambda _text: [UserRef(1, x, x)], {x: Level.READ}),
    "set-up form": lambda x: SetupForm(setup_spec(x, [setup_field("a", x, FieldKind.TEXT, x)])),
    "sign in": lambda x: SignInPicker(x, [SignIn(x, x, UserKind.TEAM, x)]),
    "sort": lambda x: SortPicker(x, _module(x).fields),
    "tags": lambda x: TagEditor(x, [TagLink(x, 1)], suggest=lambda _text: [x, "b"]),
    "typed confirm": lambda x: TypedConfirm(x, x, x),
    "view": lambda x: ViewPicker(x, [ViewDef(1, "a", x, "Deals")]),
    "welcome": lambda _x: Welcome(OPTIONS, CONTEXT),
    "why": lambda x: WhyCard(x, _explanation(x)),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", EVERY)
async def test_every_dialog_fits_shows_its_keys_and_leaves_by_escape(name: str, size: tuple[int, int]) -> None:
    async with dialog(lambda: EVERY[name]("Łucja [/] 王伟"), size) as (app, pilot):
        frame = app.screen.query_one("#frame").region
        assert frame.y >= 0
        assert frame.bottom <= size[1]
        assert frame.right <= size[0]
        keys = app.screen.query_one("#keys").region
        assert keys.height == 1
        assert keys.bottom < frame.bottom
        await press(pilot, "escape")
        assert app.outcome is None


@pytest.mark.parametrize("name", EVERY)
async def test_every_dialog_shows_hostile_text_safely(name: str) -> None:
    text = " ".join(HOSTILE)
    async with dialog(lambda: EVERY[name](text)) as (app, pilot):
        assert not any(char in screen_text(app) for char in CONTROLS)
        await press(pilot, "enter")
        assert not any(char in screen_text(app) for char in CONTROLS)


@pytest.mark.parametrize("name", EVERY)
async def test_no_cursor_blinks_and_something_has_the_focus(name: str) -> None:
    async with dialog(lambda: EVERY[name]("x")) as (app, _pilot):
        blinking = [box for box in app.screen.query("Input, TextArea") if box.cursor_blink]  # type: ignore[attr-defined]
        assert not blinking
        assert app.screen.focused is not None or name in ("columns", "conflict")


# Text


@pytest.mark.parametrize("text", HOSTILE)
def test_content_keeps_brackets_and_shows_controls(text: str) -> None:
    for made in (content(text), content_lines(text), key_line([(text, text)])):
        assert not any(char in made.plain for char in CONTROLS)
    if not any(char in text for char in (*CONTROLS, "\t")):
        assert content(text).plain == text


def test_text_for_an_editor_keeps_its_length() -> None:
    for text in (*HOSTILE, "e\u0301", "\u200b"):
        assert len(visible(text)) == len(text)


SINKS = {"Static", "Label", "Button", "Checkbox", "update", "notify"}


def test_no_text_reaches_a_widget_but_as_content() -> None:
    screens = Path(__file__).parents[2] / "crm_tui" / "tui"
    for path in [*(screens / "dialogs").glob("*.py"), *(screens / "forms").glob("*.py")]:
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call):
                name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                strings = [each for each in call.args[:1] if isinstance(each, ast.JoinedStr)]
                assert not (name in SINKS and strings), f"{path}:{call.lineno}"
                marked = any(each.arg == "markup" for each in call.keywords)
                assert name != "notify" or marked, f"{path}:{call.lineno}"


# Questions


@pytest.mark.parametrize(
    ("keys", "answer"), [(("y",), True), (("n",), False), (("enter",), True), (("right", "enter"), False)]
)
async def test_a_question_is_answered(keys: tuple[str, ...], answer: bool) -> None:
    async with dialog(lambda: Confirm("Leave?", "Sure?")) as (app, pilot):
        await press(pilot, *keys)
        assert app.outcome is answer


async def test_a_dangerous_question_starts_on_no() -> None:
    async with dialog(lambda: Confirm("Delete?", "Sure?", dangerous=True)) as (app, pilot):
        assert app.screen.query_one("#no", Button).has_focus
        await press(pilot, "enter")
        assert app.outcome is False


async def test_the_worst_questions_want_a_word() -> None:
    async with dialog(lambda: TypedConfirm("Delete organisation", "All goes.", "acme")) as (app, pilot):
        await press(pilot, "enter")
        await type_text(pilot, "acm")
        await press(pilot, "enter")
        assert app.outcome is NONE_YET
        assert "That is not acme." in screen_text(app)
        await press(pilot, "e", "enter")
        assert app.outcome is True


# Notes


async def test_a_note_is_handed_over() -> None:
    async with dialog(lambda: NoteEditor("Note")) as (app, pilot):
        await press(pilot, "ctrl+s")
        assert "The note is empty." in screen_text(app)
        await press(pilot, "h", "i", "enter", "y", "o", "ctrl+s")
        assert app.outcome == "hi\nyo"


async def test_escape_asks_before_a_note_is_lost() -> None:
    async with dialog(lambda: NoteEditor("Note", "old")) as (app, pilot):
        await press(pilot, "x", "escape")
        assert "Leave without saving?" in screen_text(app)
        await press(pilot, "n")
        assert app.screen.query_one(TextArea).text == "xold"
        await press(pilot, "escape")
        await press(pilot, "y")
        assert app.outcome is None


@pytest.mark.parametrize("error", [Forbidden(_explanation("no")), LimitReached(message("full"), _explanation("no"))])
async def test_a_refused_note_shows_the_why_card_and_keeps_the_text(error: Exception) -> None:
    def save(_text: str) -> None:
        raise error

    async with dialog(lambda: NoteEditor("Note", save=save)) as (app, pilot):
        await press(pilot, "h", "i", "f2")
        assert isinstance(app.screen, WhyCard)
        await press(pilot, "escape")
        assert app.screen.query_one(TextArea).text == "hi"


async def test_a_note_that_cannot_be_saved_says_why() -> None:
    def save(_text: str) -> None:
        raise NotFound

    async with dialog(lambda: NoteEditor("Note", save=save)) as (app, pilot):
        await press(pilot, "h", "f2")
        assert "! Not found." in screen_text(app)
        assert app.outcome is NONE_YET


async def test_a_saved_note_closes_with_its_text_and_what_the_save_gave_back() -> None:
    editor = NoteEditor("Note", save=lambda text: len(text))
    async with dialog(lambda: editor) as (app, pilot):
        await press(pilot, "h", "i", "f2")
        assert app.outcome == "hi"
        assert editor.result == 2


# Conflict


def _conflict() -> ConflictDialog:
    fields = [ConflictField("Amount", "Amount", "5", "6"), ConflictField("Name", "Name", "", "Ann")]
    return ConflictDialog("Nora changed it.", "Nora", fields)


@pytest.mark.parametrize(
    ("keys", "amount", "name"),
    [
        ((), Side.MINE, Side.MINE),
        (("t",), Side.THEIRS, Side.MINE),
        (("down", "space"), Side.MINE, Side.THEIRS),
        (("T",), Side.THEIRS, Side.THEIRS),
        (("T", "M"), Side.MINE, Side.MINE),
        (("T", "down", "m"), Side.THEIRS, Side.MINE),
    ],
)
async def test_a_conflict_is_settled_by_field_or_as_a_whole(keys: tuple[str, ...], amount: Side, name: Side) -> None:
    async with dialog(_conflict) as (app, pilot):
        await press(pilot, *keys, "f2")
        assert app.outcome == {"Amount": amount, "Name": name}


async def test_a_conflict_shows_both_values_and_the_choice_by_a_sign() -> None:
    async with dialog(_conflict) as (app, pilot):
        await press(pilot, "t")
        text = screen_text(app)
        assert "(•) theirs (Nora): 5" in text
        assert "( ) mine: 6" in text
        assert "(•) mine: Ann" in text
        assert "(empty)" in text


# Reading


async def test_a_long_text_scrolls_and_is_copied() -> None:
    text = "\n".join(f"line {at}" for at in range(60))
    async with dialog(lambda: LongText("Description", text)) as (app, pilot):
        assert "line 59" not in screen_text(app)
        await press(pilot, "end")
        assert "line 59" in screen_text(app)
        await press(pilot, "y")
        assert app.clipboard == text


@pytest.mark.parametrize("size", SIZES)
async def test_a_long_text_has_all_the_room_that_the_dialog_takes(size: tuple[int, int]) -> None:
    async with dialog(lambda: LongText("T", "line\n" * 100), size) as (app, pilot):
        frame, scroll, keys = (app.screen.query_one(name) for name in ("#frame", "#scroll", "#keys"))
        assert frame.region.height == size[1]
        assert keys.region.bottom == frame.region.bottom - 1
        assert scroll.region.bottom == keys.region.y - (1 if size[1] >= 20 else 0)
        assert isinstance(app.screen, LongText)
        app.screen.show_problem("Something is wrong.")
        await pilot.pause()
        assert app.screen.query_one("#problem").region.height == 1


async def test_an_error_shows_its_id_and_no_traceback() -> None:
    async with dialog(lambda: ErrorDialog("00c0ffee")) as (app, _pilot):
        assert "00c0ffee" in screen_text(app)
        assert "Traceback" not in screen_text(app)


async def test_help_lists_keys_and_greyed_commands_with_the_reason() -> None:
    lines = [CommandLine("record.note", "Note", "m", "add a note"), CommandLine("d", "Delete", "d", "x", "team users")]
    async with dialog(lambda: Help("Help: record", [HelpSection("Record", lines), HelpSection("Empty", [])])) as (
        app,
        _pilot,
    ):
        text = screen_text(app)
        assert "Note: add a note" in text
        assert "(Delete) team users" in text
        assert "Empty" not in text


# First run


async def test_the_sample_is_one_key_away() -> None:
    async with dialog(lambda: Welcome(OPTIONS, CONTEXT)) as (app, pilot):
        await press(pilot, "enter")
        assert app.outcome == SampleWanted()


async def test_ones_own_organisation_is_made_from_the_welcome() -> None:
    made: list[NewOrganisation] = []
    async with dialog(lambda: Welcome(OPTIONS, CONTEXT, made.append)) as (app, pilot):
        await press(pilot, "down", "enter")
        await type_text(pilot, "Acme")
        await press(pilot, "tab", "tab")
        await type_text(pilot, "Ann")
        await press(pilot, "tab")
        await type_text(pilot, "ann@x.test")
        await press(pilot, "ctrl+s")
        own = NewOrganisation("Acme", "acme", "EUR", "en", "", "Europe/Paris", login="ann@x.test", user_name="Ann")
        assert made == [own]
        assert app.outcome == made[0]


async def test_leaving_the_form_of_the_welcome_comes_back_to_it() -> None:
    async with dialog(lambda: Welcome(OPTIONS, CONTEXT)) as (app, pilot):
        await press(pilot, "down", "enter")
        await press(pilot, "escape")
        assert isinstance(app.screen, Welcome)
        assert app.screen.query_one(Input).has_focus


async def test_a_dialog_follows_the_size_of_the_terminal() -> None:
    async with dialog(lambda: Confirm("Delete?", "It is gone then.")) as (app, pilot):
        await pilot.resize_terminal(120, 40)
        await press(pilot)
        box = app.screen.children[0].region
        assert app.screen._compositor.size == (120, 40)
        assert abs(box.x + box.right - 120) <= 1, "it stands in the middle"


@pytest.mark.parametrize("text", ["fintan.fairwell@bright-field-lenses.test" * 3, "王" * 70])
async def test_a_text_that_goes_on_beyond_its_line_says_so(text: str) -> None:
    async with dialog(lambda: Picker[object]("Search", search=lambda _text: (), text=text)) as (app, pilot):
        shown = screen_text(app)
        assert "…" in shown
        await press(pilot, "home")
        line = next(each for each in screen_text(app).split("\n") if "…" in each)
        assert line.index(text[:5]) < line.index("…")
        assert line.count("…") == 1
        await press(pilot, "ctrl+k", "x")
        assert "…" not in screen_text(app)
