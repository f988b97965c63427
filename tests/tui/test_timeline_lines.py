"""A timeline as lines: days, who, what, before and after, doors; the next action; any text, any width."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pytest
from rich.cells import cell_len

from crm_tui.base.text import display_text
from crm_tui.domain.events import EventFilter, EventGroup
from crm_tui.domain.fields import NOT_VISIBLE, Link, UserRef
from crm_tui.domain.home import NextAction
from crm_tui.domain.records import Event, FieldChange
from crm_tui.tui.forms.timeline_filter import asked_events
from crm_tui.tui.panes.line_layout import lay_out
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.next_action import next_line
from crm_tui.tui.presenters.timeline import FILTER_KEY, timeline_lines
from crm_tui.tui.presenters.timeline_filter import AskedEvents, event_filter_words
from tests.tui.pane_pilot import HOSTILE
from tests.tui.test_presenters import LEADS

TODAY = dt.date(2026, 11, 12)
EN = Formats("en_GB", "Europe/Paris", "EUR", TODAY)
AT = dt.datetime(2026, 11, 11, 23, 5, tzinfo=dt.UTC)  # already the twelfth in Paris
SAMIR = UserRef(3, "samir@x.test", "Samir Haddad")
CLOSED = FieldChange("Lead_Status", "Status", "New", "Lost")
EDITED = Event(3, 5, AT, SAMIR, "edited", "screen", (CLOSED, FieldChange("Amount", "Amount", None, None)))
CREATED = Event(1, 5, AT - dt.timedelta(days=41), SAMIR, "created", "cli", (CLOSED,))
WIDTHS = (30, 40, 55, 80, 118)


def texts(lines: Iterable[Line]) -> list[str]:
    return [" ".join(part for part in (line.label.strip(), line.sign, line.value) if part) for line in lines]


def event(kind: str, *changes: FieldChange, door: str = "screen", detail: str = "", link: Link | None = None) -> Event:
    return Event(9, 5, AT, SAMIR, kind, door, changes, detail, link)


def test_days_are_headings_and_each_event_says_who_what_and_through_which_door() -> None:
    note = event("note_added", detail="hello\x1b", door="ssh")
    assert texts(timeline_lines([EDITED, note, CREATED], LEADS, EN)) == [
        "▾ everything · everyone · last six months",
        "",
        "Thursday, 12 November 2026",
        "00:05 Samir Haddad changed",
        "Lead Status: New → Lost lead",
        "Amount: – → –",
        "00:05 Samir Haddad wrote a note: hello\ufffd · by SSH",
        "",
        "Friday, 2 October 2026",
        "01:05 Samir Haddad created the record · by command line",
    ]


def test_kinds_doors_and_fields_that_nobody_knows_are_shown_as_they_are_called() -> None:
    lines = timeline_lines([event("something_new", FieldChange("Gone", "Gone", "1", None), door="fax")], LEADS, EN)
    assert texts(lines)[3:] == ["00:05 Samir Haddad something new · by fax", "Gone: 1 → –"]


def test_a_new_record_tells_only_the_field_that_is_asked_for() -> None:
    asked = AskedEvents(EventFilter(field="Lead_Status"))
    assert texts(timeline_lines([CREATED], LEADS, EN, asked))[-1] == "Lead Status: New → Lost lead"
    assert texts(timeline_lines([EDITED], LEADS, EN, asked))[-1] == "Lead Status: New → Lost lead"


def test_enter_leads_to_what_is_spoken_of() -> None:
    other, before = Link(7, "Tasks", "Call"), Link(8, "Accounts", "Old")
    lines = timeline_lines(
        [
            event("activity_added", link=other, detail="Call"),
            event("edited", FieldChange("Account", "Account", before, NOT_VISIBLE)),
            event("edited", FieldChange("Account", "Account", before, other)),
            event("note_added"),
            event("file_added"),
            event("converted"),
        ],
        LEADS,
        EN,
    )
    assert [line.key for line in lines if line.key] == [
        FILTER_KEY, "record:Tasks/7", "event:9", "record:Accounts/8", "event:9", "record:Tasks/7", "tab:notes",
        "tab:files", "event:9",
    ]  # fmt: skip
    assert "Account: Old → (not visible)" in texts(lines)


def test_an_empty_timeline_says_why() -> None:
    assert texts(timeline_lines([], LEADS, EN))[-1] == "Nothing has happened yet."
    assert texts(timeline_lines([], LEADS, EN, older=True))[-1] == "Nothing in the last six months."
    assert texts(timeline_lines([], LEADS, EN, AskedEvents(EventFilter(user="x"))))[-1] == "Nothing fits the filter."


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (EventFilter(), "everything · everyone · last six months"),
        (EventFilter(frozenset({EventGroup.NOTES, EventGroup.CHANGES})),
         "Changes, Notes, files, tags · everyone · last six months"),
        (EventFilter(field="lead_status", user="samir@x.test"),
         "everything · Lead Status · samir@x.test · last six months"),
        (EventFilter(since=dt.date(2026, 1, 2)), "everything · everyone · since 2 Jan 2026"),
        (EventFilter(until=dt.date(2026, 11, 2)), "everything · everyone · six months, until 2 Nov 2026"),
        (EventFilter(since=TODAY, until=TODAY), "everything · everyone · 12 Nov 2026 to 12 Nov 2026"),
    ],
)  # fmt: skip
def test_the_filter_in_words(wanted: EventFilter, words: str) -> None:
    assert event_filter_words(AskedEvents(wanted), LEADS, EN) == words


def test_a_filter_by_a_field_is_dropped_where_there_is_no_such_field() -> None:
    asked = AskedEvents(EventFilter(field="Lead_Status", user="samir@x.test"), "Samir")
    assert asked.of(LEADS, frozenset({"Lead_Status"})) == asked
    assert asked.of(LEADS, frozenset()).filter == EventFilter(user="samir@x.test")


def test_what_the_form_sends_becomes_a_filter() -> None:
    assert asked_events({}, TODAY) == AskedEvents()
    asked = asked_events(
        {"groups": ("notes", "owner"), "person": SAMIR, "field": "Amount", "period": "-3m", "until": TODAY}, TODAY
    )
    groups = frozenset({EventGroup.NOTES, EventGroup.OWNER})
    assert asked == AskedEvents(
        EventFilter(groups, "samir@x.test", "Amount", dt.date(2026, 8, 12), TODAY), "Samir Haddad"
    )
    assert asked_events({"period": "month", "since": TODAY}, TODAY).filter.since == TODAY


@pytest.mark.parametrize(
    ("day", "at", "overdue", "words"),
    [
        (None, None, False, "NEXT Call back · Samir Haddad"),
        (TODAY, None, False, "NEXT Call back, Today · Samir Haddad"),
        (dt.date(2026, 11, 14), None, False, "NEXT Call back, Sat · Samir Haddad"),
        (dt.date(2026, 11, 18), dt.datetime(2026, 11, 18, 13, tzinfo=dt.UTC), False,
         "NEXT Call back, Wed 14:00 · Samir Haddad"),
        (dt.date(2026, 11, 19), None, False, "NEXT Call back, 19 Nov 2026 · Samir Haddad"),
        (dt.date(2026, 11, 10), None, True, "NEXT ! Call back, overdue: 10 Nov 2026 · Samir Haddad"),
    ],
)  # fmt: skip
def test_the_next_action_stands_on_one_line(
    day: dt.date | None, at: dt.datetime | None, overdue: bool, words: str
) -> None:
    lines = next_line(NextAction(4, "Tasks", "Call back", SAMIR, day, at, overdue=overdue), EN)
    assert (texts(lines), lines[0].key) == ([words], "record:Tasks/4")
    assert lines[0].tone is (Tone.WARN if overdue else Tone.LINK)


def test_without_an_open_action_there_is_no_line() -> None:
    assert next_line(None, EN) == []


@pytest.mark.parametrize("words", HOSTILE)
def test_words_of_people_are_only_words(words: str) -> None:
    who, link = UserRef(1, words, words), Link(4, "Tasks", words)
    changes = (FieldChange("Company", words, words, words), FieldChange(words, words, words, link))
    told = Event(1, 5, AT, who, words, words, changes, words, link)
    lines = timeline_lines([told], LEADS, EN, AskedEvents(EventFilter(user=words, field=words), words))
    lines += next_line(NextAction(1, "Tasks", words, who), EN)
    assert all(text == display_text(text) for line in lines for text in (line.value, line.label))


@pytest.mark.parametrize("cells", WIDTHS)
def test_every_width_holds_all_of_it(cells: int) -> None:
    long = FieldChange("Company", "Company", "王伟" * 30, "word " * 40)
    lines = timeline_lines([event("edited", long), event("note_added", detail="x" * 200)], LEADS, EN)
    body = lay_out([*next_line(NextAction(1, "Tasks", "Call " * 20, SAMIR), EN), *lines], cells)
    for row in body.rows:
        for piece in row:
            label = body.label + 1 if piece.line.label else 0
            assert cell_len(piece.value) + label + 2 <= max(cells, 34)
    shown = "".join(piece.value for row in body.rows for piece in row).replace(" ", "")
    assert "王伟" * 30 in shown
    assert "x" * 200 in shown
