"""What to show: values, rows, records, events, decisions and bars as text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from crm_tui.base.messages import message
from crm_tui.base.text import display_text
from crm_tui.domain.decisions import Decision, Explanation, Person, RemedyClass, Step
from crm_tui.domain.errors import Forbidden, NotFound
from crm_tui.domain.fields import NOT_VISIBLE, Choice, FieldDef, FieldKind, Link, UserRef, Value
from crm_tui.domain.modules import Layout, ModuleDef, ModuleEntry, ModuleKind, Section, SpaceInfo
from crm_tui.domain.records import (
    Attachment,
    Count,
    Cursor,
    Done,
    Note,
    Page,
    Record,
    RelatedList,
    Row,
    Sort,
)
from crm_tui.domain.users import Actor, ProfileRights, UserKind, UserState
from crm_tui.tui.commands.registry import Command, Context, read_keymap
from crm_tui.tui.presenters.cells import Formats, value_text
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.navigation import all_space_lines, parse_module_id, space_lines
from crm_tui.tui.presenters.record import (
    TABS,
    file_lines,
    info_lines,
    note_lines,
    record_view,
    related_lines,
)
from crm_tui.tui.presenters.rows import columns_of, count_text, rows_of
from crm_tui.tui.presenters.status import crumbs, done_status, error_status, footer_items, user_line
from crm_tui.tui.presenters.why import action_lines, why_lines
from tests.tui.pane_pilot import HOSTILE

TODAY = dt.date(2026, 11, 12)
EN = Formats("en", "Europe/Paris", "EUR", TODAY)
FR = Formats("fr", "Europe/Paris", "EUR", TODAY)
AT = dt.datetime(2026, 11, 11, 23, 5, tzinfo=dt.UTC)  # already the twelfth in Paris
SAMIR = UserRef(3, "samir@x.test", "Samir Haddad")


def field(name: str, kind: FieldKind = FieldKind.TEXT, **more: object) -> FieldDef:
    return FieldDef(1, name, name.replace("_", " "), kind, f"f_{name}", **more)  # type: ignore[arg-type]


STATUS = field(
    "Lead_Status",
    FieldKind.PICKLIST,
    choices=(Choice(1, "New", "New"), Choice(2, "Lost", "Lost lead", closed=True)),
)
FIELDS = (
    field("Full_Name"),
    field("Company"),
    STATUS,
    field("Amount", FieldKind.CURRENCY),
    field("Account", FieldKind.LOOKUP, target="Accounts"),
    field("Owner", FieldKind.USER),
    field("Description", FieldKind.LONG_TEXT),
    field("Secret"),
)
LEADS = ModuleDef(
    1,
    "Leads",
    "Leads",
    "Lead",
    ModuleKind.ORGANISATION,
    "m_1",
    FIELDS,
    Layout(
        (
            Section("Lead", ("Full_Name", "Company", "Lead_Status", "Amount", "Account", "Owner", "Secret")),
            Section("Description", ("Description",), 1),
            Section("Hidden", ("Secret",)),
        ),
        card=("Full_Name", "Company", "Owner", "Secret"),
    ),
    ("Full_Name", "Company"),
    "Full_Name",
    status_field="Lead_Status",
)
VALUES: dict[str, Value] = {
    "Full_Name": "Łucja Wiśniewska",
    "Company": "Polar Optyka",
    "Lead_Status": "Lost",
    "Amount": Decimal("12345.5"),
    "Account": Link(7, "Accounts", "Polar"),
    "Owner": SAMIR,
    "Description": "one\ntwo",
}
RECORD = Record(5, LEADS, "Łucja Wiśniewska", 1, SAMIR, VALUES, tags=("fair-2026", "warm"))
NO = Decision(
    False,
    "O05",
    message("Team users read organisation records."),
    message("Ask for a licence."),
    RemedyClass.HARD,
    step=3,
)


def texts(lines: Iterable[Line]) -> str:
    return "\n".join(f"{line.label} {line.sign} {line.value}" for line in lines)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        (FieldKind.TEXT, None, ""),
        (FieldKind.TEXT, "a\tb\x1b", "a b\ufffd"),
        (FieldKind.CHECKBOX, True, "Yes"),
        (FieldKind.INTEGER, 1204, "1,204"),
        (FieldKind.DECIMAL, Decimal("0.12345"), "0.12345"),
        (FieldKind.PERCENT, Decimal("12.5"), "12.5%"),
        (FieldKind.CURRENCY, Decimal("12345.6"), "€12,345.60"),
        (FieldKind.DATE, dt.date(2026, 3, 9), "Mar 9, 2026"),
        (FieldKind.DATETIME, AT, "Today 12:05\u202fAM"),
        (FieldKind.LOOKUP, Link(1, "Accounts", "Polar"), "Polar"),
        (FieldKind.LOOKUP, NOT_VISIBLE, "(not visible)"),
        (FieldKind.USER, SAMIR, "Samir Haddad"),
        (FieldKind.USER, UserRef(1, "", "Old", former=True), "Old (former)"),
        (FieldKind.USER, UserRef(1, "", "Away", active=False), "Away (inactive)"),
        (FieldKind.MULTI_PICKLIST, ("New", "Gone"), "New, Gone"),
    ],
)
def test_values_read_as_people_read_them(kind: FieldKind, value: Value, expected: str) -> None:
    assert value_text(field("F", kind), value, EN) == expected


def test_values_follow_the_locale() -> None:
    assert value_text(field("F", FieldKind.CURRENCY), Decimal("12345.6"), FR) == "12\u202f345,60\xa0€"
    assert FR.date(dt.date(2026, 3, 9)) == "9 mars 2026"
    assert Formats("zh_CN", "Asia/Shanghai", "CNY", TODAY).date(TODAY) == "2026年11月12日"
    assert Formats("pl", "UTC", "JPY", TODAY).money(Decimal(1200)) == "1\xa0200\xa0JPY"


def test_unknown_locales_and_zones_fall_back() -> None:
    odd = Formats("xx-nonsense", "Mars/Base", "EUR", TODAY)
    assert odd.date(TODAY) == "Nov 12, 2026"
    assert odd.time(AT).startswith("11:05")


def test_sizes_are_short() -> None:
    assert [EN.size(n) for n in (0, 999, 1000, 1_250_000, 3 * 10**9)] == ["0 B", "999 B", "1 kB", "1.2 MB", "3 GB"]


def test_picklists_show_labels() -> None:
    assert value_text(STATUS, "Lost", EN) == "Lost lead"
    assert value_text(STATUS, "Removed", EN) == "Removed"


@given(st.text())
def test_every_text_is_safe(text: str) -> None:
    for kind in (FieldKind.TEXT, FieldKind.PICKLIST, FieldKind.LONG_TEXT):
        shown = value_text(field("F", kind), text, EN)
        assert display_text(shown) == shown
    former = value_text(field("F", FieldKind.USER), UserRef(1, "", text, former=True), EN)
    assert display_text(former) == former


def test_rows_and_columns_of_a_page() -> None:
    columns = FIELDS[:4]
    row = Row(5, 1, 3, ("Łucja", "Polar", "New", Decimal(3)), Cursor("łucja", 5))
    lost = Row(6, 1, 3, ("Aurélie", "Verre", "Lost", None), Cursor("aurelie", 6))
    page = Page(columns, (row, lost), Sort("Company", descending=True))
    rows = rows_of(LEADS, page, EN)
    assert rows[0].cells == ("Łucja", "Polar", "New", "€3.00")
    assert (rows[0].id, rows[0].tone, rows[1].tone) == (5, Tone.PLAIN, Tone.MUTED)
    shaped = columns_of(LEADS, columns, page.sort, EN)
    assert [(c.key, c.sort, c.right) for c in shaped] == [
        ("Full_Name", "", False),
        ("Company", "down", False),
        ("Lead_Status", "", False),
        ("Amount", "", True),
    ]


@pytest.mark.parametrize("language", ["en", "fr", "pl", "zh_CN"])
def test_a_column_of_dates_has_room_for_the_year_of_every_date(language: str) -> None:
    formats = Formats(language, "UTC", "EUR", dt.date(2026, 11, 22))
    closing = field("Closing_Date", FieldKind.DATE)
    (column,) = columns_of(LEADS, (closing,), None, formats)
    days = [dt.date(2027, month, day) for month in range(1, 13) for day in (1, 28)]
    assert all(cell_len(value_text(closing, day, formats)) <= column.least <= column.most for day in days)


def test_counts_say_when_there_are_more() -> None:
    assert count_text(Count(1000, more=True), EN) == "1,000+"
    assert count_text(Count(312), EN) == "312"
    assert count_text(None, EN) == ""


def test_info_shows_the_layout_without_hidden_fields() -> None:
    lines = info_lines(RECORD, EN)
    text = texts(lines)
    assert "Secret" not in text
    assert "Hidden" not in text
    assert "Amount  €12,345.50" in text
    by_key = {line.key: line for line in lines}
    assert by_key["record:Accounts/7"].tone is Tone.LINK
    assert by_key["field:Description"].wrap
    assert by_key["field:Company"].half


def test_a_link_that_is_not_visible_leads_nowhere() -> None:
    record = Record(5, LEADS, "x", 1, SAMIR, {**VALUES, "Account": NOT_VISIBLE})
    line = next(line for line in info_lines(record, EN) if line.label == "Account")
    assert (line.value, line.key, line.tone) == ("(not visible)", "field:Account", Tone.MUTED)


def test_the_card_names_kind_state_and_tags() -> None:
    view = record_view(RECORD, "info", info_lines(RECORD, EN), EN, {"interactions": "14", "notes": "3"})
    assert view.title == "Łucja Wiśniewska"
    assert view.note == "Lead · Lost lead"
    assert view.card == ("Polar Optyka  ·  Samir Haddad", "Tags: fair-2026  warm")
    assert [tab.key for tab in view.tabs] == list(TABS)
    assert "interactions" not in [tab.key for tab in record_view(RECORD, "info", [], EN, {"notes": "3"}).tabs]
    assert view.tabs[3].count == "3"


def test_notes_files_and_related_lists() -> None:
    note = Note(9, 5, SAMIR, "first\n\x1b[31msecond", AT)
    assert [line.value for line in note_lines([note], EN)] == [
        "Samir Haddad · Today 12:05\u202fAM",
        "  first",
        "  \ufffd[31msecond",
    ]
    file = Attachment(2, 5, SAMIR, "offer.pdf", 2048, "", AT)
    assert file_lines([file], EN)[0].key == "file:2"
    assert "2 kB" in file_lines([file], EN)[0].value
    related = RelatedList("Deals", "Deals", LEADS, "Account", Count(1000, more=True))
    line = related_lines([related], EN)[0]
    assert (line.label, line.value, line.key) == ("Deals", "1,000 or more", "related:Deals")


def test_spaces_folders_and_modules_are_a_tree() -> None:
    entries = (ModuleEntry(LEADS), ModuleEntry(LEADS, folder="Shared", folder_id=4))
    space = SpaceInfo(2, "sales", "Sales", entries=entries)
    lines = all_space_lines([space], {"Leads": Count(312)}, EN)
    assert [(line.id, line.parent, line.count) for line in lines] == [
        ("space:2", "", ""),
        ("module:2/Leads", "space:2", "312"),
        ("folder:4", "space:2", ""),
        ("module:2/Leads", "folder:4", "312"),
    ]
    assert [line.parent for line in space_lines(space, {}, EN)] == ["", "", "folder:4"]
    assert parse_module_id("module:2/Leads") == (2, "Leads")
    assert parse_module_id("space:2") is None


def test_a_refusal_says_why_and_who_can() -> None:
    steps = (Step(3, "O05", message("user kind"), "denied", message("Team users read.")),)
    explanation = Explanation(NO, (Person("Samir Haddad", why=message("owner")),), steps)
    text = texts(why_lines(explanation))
    for part in ("Team users read organisation", "Rule O05", "step 3 of 9", "Samir Haddad (owner)", "licence", "✗"):
        assert part in text
    status = error_status(Forbidden(explanation))
    assert (status.kind, status.hint) == ("warn", "rule O05")


def test_all_actions_are_listed_with_reasons() -> None:
    class Action:
        id, group, title, built = "records.delete", "records", message("Delete records"), True

    lines = action_lines([(Action(), Explanation(NO, ()))])
    assert lines[0].tone is Tone.HEADING
    assert (lines[1].value, lines[1].sign, lines[1].key) == ("(Delete records)", "✗", "action:records.delete")
    assert "(O05)" in lines[2].value


def test_the_status_names_the_key_that_undoes() -> None:
    assert done_status(Done("Tag added", 4)).hint == "u undo"
    keymap, _problems = read_keymap({"undo": "U"})
    assert done_status(Done("Tag added", 4), keymap).hint == "U undo"
    assert done_status(Done("Deleted 2", None, refused=("Polar: locked",))).kind == "warn"
    assert error_status(NotFound()).kind == "error"


def test_the_footer_greys_what_is_forbidden_and_leaves_out_what_is_absent() -> None:
    def allowed(command: Command) -> bool | None:
        return {"records.delete": False, "records.share": None}.get(command.action or "", True)

    items = {item.id: item for item in footer_items(Context.LIST, allowed)}
    assert not items["record.delete"].on
    assert "record.share" not in items
    assert items["record.note"].key == "m"
    assert items["help"].priority == max(item.priority for item in items.values())


def test_who_and_where_am_i() -> None:
    actor = Actor(1, "n@x.test", "Nadia Roux", UserKind.TEAM, UserState.ACTIVE, ProfileRights("team", "Team User"))
    assert user_line(actor) == "Nadia Roux · team user"
    assert crumbs(("Helios", "", "Leads\x1b")) == ("Helios", "Leads\ufffd")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_records_are_shown_as_text(text: str) -> None:
    values: dict[str, Value] = {**VALUES, "Full_Name": text, "Company": text, "Account": Link(1, "Accounts", text)}
    record = Record(5, LEADS, text, 1, UserRef(1, text, text), values, tags=(text,))
    view = record_view(record, "info", info_lines(record, EN), EN)
    shown = [view.title, view.note, *view.card, *(line.value for line in view.lines)]
    assert all(display_text(each) == each for each in shown)
