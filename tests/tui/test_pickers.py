"""Searching lists: narrowing, late answers, what cannot be chosen, and the pickers made of them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from crm_tui.base.messages import message
from crm_tui.domain.errors import Unusable
from crm_tui.domain.fields import Choice, FieldDef, FieldKind, UserRef
from crm_tui.domain.modules import Layout, Level, ModuleDef, ModuleKind, ViewDef
from crm_tui.domain.organisations import SignIn
from crm_tui.domain.records import Found, Sort, TagLink
from crm_tui.domain.users import UserKind
from crm_tui.tui.dialogs.choice_list import ChoiceList, PickItem
from crm_tui.tui.dialogs.files import AttachFile, SaveFile, safe_file_name, size_words
from crm_tui.tui.dialogs.filter import FilterBuilder, suggestions
from crm_tui.tui.dialogs.narrowing import narrow
from crm_tui.tui.dialogs.palette import (
    CommandLine,
    ExplainCommand,
    GoToModule,
    OpenRecord,
    Palette,
    RunCommand,
)
from crm_tui.tui.dialogs.people import OrganisationLine, OrganisationSwitcher, SignInPicker
from crm_tui.tui.dialogs.picker import Picker, RecordSearch
from crm_tui.tui.dialogs.share import ShareChoice, SharePicker
from crm_tui.tui.dialogs.tags import TagChange, TagEditor
from crm_tui.tui.dialogs.views import ColumnsPicker, SortPicker, ViewPicker
from tests.tui.dialog_pilot import HOSTILE, NONE_YET, SIZES, dialog, press, screen_text, type_text
from tests.tui.rest import settle

FRUIT = [PickItem(name, name) for name in ("Apple", "Green apple", "Pear", "Łódź plum")]
FIELDS = (
    FieldDef(1, "Name", "Name", FieldKind.TEXT, "f_1"),
    FieldDef(
        2,
        "Stage",
        "Stage",
        FieldKind.PICKLIST,
        "f_2",
        choices=(Choice(1, "New", "New"), Choice(2, "On Hold", "On Hold")),
    ),
    FieldDef(3, "Closing", "Closing day", FieldKind.DATE, "f_3"),
    FieldDef(4, "Owner", "Owner", FieldKind.USER, "f_4"),
)
MODULE = ModuleDef(1, "Deals", "Deals", "Deal", ModuleKind.ORGANISATION, "m_1", FIELDS, Layout(()), (), "Name")


def _lines(app: Any) -> list[str]:
    """The labels of the lines that are offered."""
    return [item.label for item in app.screen.query_one(ChoiceList).items]


# Narrowing


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("", ["Apple", "Green apple", "Pear", "Łódź plum"]),
        ("app", ["Apple", "Green apple"]),
        ("APPLE green", ["Green apple"]),
        ("lodz", ["Łódź plum"]),
        ("quince", []),
        ("[/]", []),
    ],
)
def test_narrowing_folds_and_puts_beginnings_first(text: str, labels: list[str]) -> None:
    assert [item.label for item in narrow(FRUIT, text)] == labels


async def test_typing_narrows_and_enter_takes() -> None:
    async with dialog(lambda: Picker("Fruit", items=FRUIT)) as (app, pilot):
        await press(pilot, "p", "e", "enter")
        assert app.outcome == "Pear"


async def test_arrows_move_and_stop_at_the_ends() -> None:
    async with dialog(lambda: Picker("Fruit", items=FRUIT)) as (app, pilot):
        await press(pilot, "up", *["down"] * 9, "up", "enter")
        assert app.outcome == "Pear"


async def test_escape_leaves_and_nothing_found_is_said() -> None:
    async with dialog(lambda: Picker("Fruit", items=FRUIT)) as (app, pilot):
        await type_text(pilot, "zz")
        assert "nothing found" in screen_text(app)
        await press(pilot, "enter")
        assert app.outcome is NONE_YET
        await press(pilot, "escape")
        assert app.outcome is None


async def test_a_line_that_cannot_be_chosen_stands_in_parentheses_and_says_why() -> None:
    items = [PickItem(1, "Nora", reason="not active")]
    async with dialog(lambda: Picker("Owner", items=items)) as (app, pilot):
        assert "(Nora)" in screen_text(app)
        await press(pilot, "enter")
        assert app.outcome is NONE_YET
        assert "! not active" in screen_text(app)


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_labels_are_shown_safely_and_chosen_as_they_are(text: str) -> None:
    items = [PickItem(text, text, text), PickItem("x", "x", reason=text)]
    async with dialog(lambda: Picker(text, items=items)) as (app, pilot):
        shown = screen_text(app)
        assert not any(char in shown for char in "\x1b\x07\u202e")
        await press(pilot, "down", "enter")
        assert not any(char in screen_text(app) for char in "\x1b\x07\u202e")
        await press(pilot, "up", "enter")
        assert app.outcome == text


@pytest.mark.parametrize("size", SIZES)
async def test_the_cursor_stays_in_sight_in_a_long_list(size: tuple[int, int]) -> None:
    items = [PickItem(at, f"line {at}") for at in range(100)]
    async with dialog(lambda: Picker("Long", items=items), size) as (app, pilot):
        await press(pilot, *["pagedown"] * 20)
        assert "▸ line 99" in screen_text(app)
        assert "esc close" in screen_text(app)


async def test_a_click_takes_the_line() -> None:
    async with dialog(lambda: Picker("Fruit", items=FRUIT)) as (app, pilot):
        await pilot.click(ChoiceList, offset=(4, 2))
        await settle(pilot)
        assert app.outcome == "Pear"


# Searching in a thread


class SlowSearch:
    """Answers when it is told to, so that a late answer can be made."""

    def __init__(self) -> None:
        self.doors: dict[str, threading.Event] = {}
        self.threads: set[threading.Thread] = set()
        self.asked: list[str] = []

    def door(self, text: str) -> threading.Event:
        return self.doors.setdefault(text, threading.Event())

    def __call__(self, text: str) -> Sequence[PickItem[str]]:
        self.asked.append(text)
        self.threads.add(threading.current_thread())
        assert self.door(text).wait(10)
        return [PickItem(text, f"answer to {text!r}")]


async def _until_asked(search: SlowSearch, text: str, pilot: Pilot[None]) -> None:
    for _turn in range(500):
        if text in search.asked:
            return
        await pilot.pause(0.01)
    raise AssertionError(f"{text!r} was not asked for")


async def test_a_late_answer_does_not_replace_the_right_one() -> None:
    search = SlowSearch()
    search.door("").set()
    async with dialog(lambda: Picker("Find", search=search)) as (app, pilot):
        await pilot.press("a")
        await _until_asked(search, "a", pilot)
        await pilot.press("b")
        await _until_asked(search, "ab", pilot)
        search.door("ab").set()
        while _lines(app) != ["answer to 'ab'"]:
            await pilot.pause(0.01)
        search.door("a").set()
        await settle(pilot)
        assert _lines(app) == ["answer to 'ab'"]
        assert threading.main_thread() not in search.threads


async def test_while_it_searches_the_old_lines_are_gone_and_it_says_so() -> None:
    search = SlowSearch()
    search.door("").set()
    async with dialog(lambda: Picker("Find", search=search)) as (app, pilot):
        await pilot.press("a")
        await _until_asked(search, "a", pilot)
        await pilot.pause()
        assert "searching…" in screen_text(app)
        await pilot.press("enter")
        assert app.outcome is NONE_YET
        search.door("a").set()
        await settle(pilot)


async def test_each_text_is_asked_for_once() -> None:
    asked: list[str] = []

    def search(text: str) -> list[PickItem[str]]:
        asked.append(text)
        return []

    async with dialog(lambda: Picker("Find", search=search, text="x")) as (_app, pilot):
        await press(pilot, "y")
        assert asked == ["x", "xy"]


async def test_a_search_that_is_refused_says_why_and_one_that_breaks_is_handed_to_the_app() -> None:
    def search(text: str) -> list[PickItem[str]]:
        if text == "b":
            raise RuntimeError("secret")
        raise Unusable(message("The disk is full."))

    async with dialog(lambda: Picker("Find", search=search)) as (app, pilot):
        assert "! The disk is full." in screen_text(app)
        await press(pilot, "b")
        assert "The search did not work." in screen_text(app)
        assert "secret" not in screen_text(app)
        assert [str(error) for error in app.failures] == ["secret"]


# Palette


def _palette() -> Palette:
    commands = [
        CommandLine("record.delete", "Delete", "d", reason="team users do not"),
        CommandLine("record.note", "Note", "m"),
    ]
    return Palette(commands, [MODULE], lambda text: [Found(5, "Leads", f"Denise {text}")])


@pytest.mark.parametrize(
    ("typed", "moves", "outcome"),
    [
        ("note", 0, RunCommand("record.note")),
        ("dele", 0, ExplainCommand("record.delete", pressed=True)),
        ("deals", 0, GoToModule("Deals")),
        ("de", 2, OpenRecord("Leads", 5)),
    ],
)
async def test_the_palette_runs_explains_and_goes(typed: str, moves: int, outcome: object) -> None:
    async with dialog(_palette) as (app, pilot):
        await type_text(pilot, typed)
        await press(pilot, *["down"] * moves, "enter")
        assert app.outcome == outcome


async def test_the_palette_searches_records_from_two_letters_on() -> None:
    async with dialog(_palette) as (app, pilot):
        await press(pilot, "d")
        assert "Denise d" not in _lines(app)
        await press(pilot, "e")
        assert "Denise de" in _lines(app)


# Tags


def _tags() -> TagEditor:
    links = (TagLink("warm", 1, mine=True), TagLink("fair", 2))
    known = ("cold", "Warm", "cool")
    return TagEditor("Tags", links, suggest=lambda text: [tag for tag in known if text in tag])


async def test_tags_are_added_from_suggestions_and_by_typing() -> None:
    async with dialog(_tags) as (app, pilot):
        await type_text(pilot, "cold")
        await press(pilot, "enter")
        await type_text(pilot, "brand new")
        await press(pilot, "enter", "f2")
        assert app.outcome == TagChange(("brand new", "cold"), ())


async def test_ones_own_tag_is_removed_and_others_say_why_not() -> None:
    async with dialog(_tags) as (app, pilot):
        await press(pilot, "enter", "down", "enter")
        assert "! not yours" in screen_text(app)
        await press(pilot, "f2")
        assert app.outcome == TagChange((), ("warm",))


async def test_a_tag_that_is_there_is_not_offered_again() -> None:
    async with dialog(_tags) as (app, _pilot):
        assert _lines(app) == ["warm", "fair", "cold", "cool"]


# Shares, views, columns, order


def _share(now: dict[str, Level] | None = None) -> SharePicker:
    people = [UserRef(1, "nora@x", "Nora"), UserRef(2, "samir@x", "Samir")]
    return SharePicker("Share", lambda text: [user for user in people if text in user.name.casefold()], now)


async def test_a_share_is_a_user_and_a_level() -> None:
    async with dialog(_share) as (app, pilot):
        await type_text(pilot, "sam")
        await press(pilot, "tab", "enter")
        assert app.outcome == ShareChoice(UserRef(2, "samir@x", "Samir"), Level.EDIT)


async def test_a_share_can_be_taken_back_where_there_is_one() -> None:
    async with dialog(lambda: _share({"nora@x": Level.READ})) as (app, pilot):
        assert "now: read" in screen_text(app)
        await press(pilot, "shift+tab", "enter")
        assert app.outcome == ShareChoice(UserRef(1, "nora@x", "Nora"), Level.NONE)


async def test_whoever_has_all_of_it_already_comes_last_and_is_not_chosen() -> None:
    people = [UserRef(1, "nora@x", "Nora"), UserRef(2, "samir@x", "Samir"), UserRef(3, "tom@x", "Tom")]
    now, full = {"tom@x": Level.FULL}, {"nora@x", "tom@x"}
    async with dialog(lambda: SharePicker("Share", lambda _text: people, now, full)) as (app, pilot):
        assert _lines(app) == ["Samir", "Tom", "Nora"]
        await press(pilot, "down", "down", "enter")
        assert app.outcome is NONE_YET
        assert "! now: full" in screen_text(app)
        await press(pilot, "up", "shift+tab", "enter")
        assert app.outcome == ShareChoice(people[2], Level.NONE), "a share that is there can be taken back"


async def test_a_view_is_chosen() -> None:
    views = [ViewDef(0, "All", "All", "Deals", standard=True), ViewDef(4, "Hot", "Hot [/]", "Deals", shared=True)]
    async with dialog(lambda: ViewPicker("Views", views, "All")) as (app, pilot):
        await press(pilot, "down", "enter")
        assert app.outcome == views[1]


@pytest.mark.parametrize(
    ("typed", "current", "outcome"),
    [
        ("clos", None, Sort("Closing")),
        ("-clos", None, Sort("Closing", True)),
        ("clos", Sort("Closing"), Sort("Closing", True)),
        ("clos", Sort("Closing", True), Sort("Closing")),
    ],
)
async def test_a_field_to_sort_by_is_chosen_and_turned_round(typed: str, current: Sort | None, outcome: Sort) -> None:
    async with dialog(lambda: SortPicker("Sort", FIELDS, current)) as (app, pilot):
        await type_text(pilot, typed)
        await press(pilot, "enter")
        assert app.outcome == outcome


async def test_columns_are_marked_and_put_in_order() -> None:
    async with dialog(lambda: ColumnsPicker("Columns", FIELDS, ("Stage", "Name"))) as (app, pilot):
        await press(pilot, "J", "down", "space", "enter")
        assert app.outcome == ("Name", "Stage", "Closing")


async def test_a_list_keeps_at_least_one_column() -> None:
    async with dialog(lambda: ColumnsPicker("Columns", FIELDS, ("Name",))) as (app, pilot):
        await press(pilot, "space", "enter")
        assert app.outcome is NONE_YET
        assert "at least one column" in screen_text(app)


# Filter


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", "Name"),
        ("Clo", "Closing"),
        ("Stage = ", "New"),
        ("Stage = hold", "On Hold"),
        ("Stage = New ", "and"),
        ("Stage = New and ", "Name"),
        ("Closing < this_m", "this_month"),
        ("Owner = ", "me"),
    ],
)
def test_the_filter_offers_what_may_come_next(text: str, first: str) -> None:
    assert suggestions(text, MODULE)[0].label == first


def test_after_a_field_its_operators_are_offered() -> None:
    offered = {item.value for item in suggestions("Stage ", MODULE)}
    assert {"=", "!=", "in", "empty"} <= offered
    assert "<" not in offered


async def test_a_filter_is_written_with_tab_and_applied_with_enter() -> None:
    async with dialog(lambda: FilterBuilder("Filter", MODULE)) as (app, pilot):
        await press(pilot, "s", "t", "a", "tab")
        await press(pilot, "=", "space", "h", "o", "tab")
        assert "✓" in screen_text(app)
        await press(pilot, "enter")
        assert app.outcome == 'Stage = "On Hold"'


async def test_a_wrong_filter_says_what_is_wrong_and_is_not_applied() -> None:
    async with dialog(lambda: FilterBuilder("Filter", MODULE, "Nonsense = [/]")) as (app, pilot):
        assert "Nonsense" in screen_text(app).split("…")[-1]
        await press(pilot, "enter")
        assert app.outcome is NONE_YET


async def test_an_empty_line_takes_the_filter_away() -> None:
    async with dialog(lambda: FilterBuilder("Filter", MODULE, "Name = a")) as (app, pilot):
        await press(pilot, "ctrl+u", "enter")
        assert app.outcome == ""


# Files


def _folder(tmp_path: Path) -> Path:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "offer.txt").write_text("hello")
    (tmp_path / "big.bin").write_bytes(b"x" * 2000)
    (tmp_path / "small.txt").write_text("x")
    (tmp_path / ".hidden").write_text("x")
    (tmp_path / "[b]\x1bx").write_text("x")
    return tmp_path


async def test_a_file_is_found_through_folders(tmp_path: Path) -> None:
    async with dialog(lambda: AttachFile("Attach", _folder(tmp_path), 1000)) as (app, pilot):
        assert _lines(app)[0] == "letters/"
        assert ".hidden" not in _lines(app)
        await press(pilot, "enter")
        assert _lines(app) == ["offer.txt"]
        await press(pilot, "enter")
        assert app.outcome == tmp_path / "letters" / "offer.txt"


async def test_a_path_can_be_typed_with_tab_completing(tmp_path: Path) -> None:
    async with dialog(lambda: AttachFile("Attach", _folder(tmp_path), 1000)) as (app, pilot):
        await type_text(pilot, "letters/of")
        await press(pilot, "tab")
        assert app.screen.query_one("#text").value == "letters/offer.txt"  # type: ignore[attr-defined]
        await press(pilot, "enter")
        assert app.outcome == tmp_path / "letters" / "offer.txt"


async def test_a_file_that_is_too_big_says_so(tmp_path: Path) -> None:
    async with dialog(lambda: AttachFile("Attach", _folder(tmp_path), 1000)) as (app, pilot):
        await type_text(pilot, "big")
        await press(pilot, "enter")
        assert app.outcome is NONE_YET
        assert "! 2.0 kB, the limit is 1.0 kB" in screen_text(app)


async def test_a_hostile_file_name_is_chosen_as_it_is(tmp_path: Path) -> None:
    async with dialog(lambda: AttachFile("Attach", _folder(tmp_path), 1000)) as (app, pilot):
        await press(pilot, "down", "enter")
        assert app.outcome == tmp_path / "[b]\x1bx"


async def test_two_dots_go_to_the_folder_above(tmp_path: Path) -> None:
    async with dialog(lambda: AttachFile("Attach", _folder(tmp_path) / "letters", 1000)) as (app, pilot):
        await press(pilot, ".", ".", "enter")
        assert "letters/" in _lines(app)


async def test_saving_proposes_the_name_and_asks_before_it_replaces(tmp_path: Path) -> None:
    async with dialog(lambda: SaveFile("Save", _folder(tmp_path), "../small.txt")) as (app, pilot):
        await press(pilot, "enter")
        assert "small.txt exists. Replace it?" in screen_text(app)
        await press(pilot, "enter")
        assert app.outcome is NONE_YET
        await press(pilot, "ctrl+u")
        await type_text(pilot, "letters/new.txt")
        await press(pilot, "enter")
        assert app.outcome == tmp_path / "letters" / "new.txt"


async def test_saving_into_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    async with dialog(lambda: SaveFile("Save", tmp_path, "a.txt")) as (app, pilot):
        await press(pilot, "ctrl+u")
        await type_text(pilot, "nowhere/a.txt")
        await press(pilot, "enter")
        assert app.outcome is NONE_YET
        assert "There is no folder" in screen_text(app)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("a.txt", "a.txt"),
        ("../../etc/passwd", "passwd"),
        ("..\\x", "x"),
        ("\x1b[2J", "[2J"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_a_file_name_from_a_record_is_made_safe(name: str, safe: str) -> None:
    assert safe_file_name(name) == safe


@pytest.mark.parametrize(("size", "words"), [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (20_000_000, "20 MB")])
def test_sizes_read_well(size: int, words: str) -> None:
    assert size_words(size) == words


# People and organisations


async def test_a_login_is_chosen_by_what_helps_to_choose() -> None:
    people = [SignIn("a@x", "Ann", UserKind.REGULAR, "Sales"), SignIn("b@x", "Bo", UserKind.TEAM, "Marketing")]
    async with dialog(lambda: SignInPicker("Helios", people, first="b@x")) as (app, pilot):
        assert _lines(app) == ["Bo", "Ann"]
        assert "team user · Marketing · b@x" in screen_text(app)
        await type_text(pilot, "sales")
        await press(pilot, "enter")
        assert app.outcome == "a@x"


async def test_organisations_stand_before_invitations() -> None:
    lines = [OrganisationLine("new", "New", days_left=3), OrganisationLine("helios", "Helios", default=True)]
    async with dialog(lambda: OrganisationSwitcher(lines)) as (app, pilot):
        assert _lines(app) == ["Helios", "New"]
        assert "invitation, 3 days left" in screen_text(app)
        await press(pilot, "enter")
        assert app.outcome == "helios"


async def test_a_search_says_that_it_found_nothing_only_where_it_looked() -> None:
    async with dialog(lambda: RecordSearch("Search", search=lambda _text: ())) as (app, pilot):
        assert "nothing found" not in screen_text(app)
        await type_text(pilot, "x")
        assert "nothing found" in screen_text(app)
        await press(pilot, "backspace")
        assert "nothing found" not in screen_text(app)
