"""A stream as lines: answers at a glance, months, silences, milestones; any text, any width."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

import pytest
from rich.cells import cell_len

from crm_tui.base.messages import set_language
from crm_tui.base.text import display_text
from crm_tui.domain.fields import Choice, FieldDef, FieldKind, UserRef, Value
from crm_tui.domain.interactions import (
    Channel,
    Direction,
    Entry,
    Gap,
    Interaction,
    Milestone,
    Stream,
    StreamFilter,
    StreamHead,
)
from crm_tui.domain.modules import Catalog, Layout, ModuleDef, ModuleKind
from crm_tui.tui.forms.stream_filter import asked_of
from crm_tui.tui.panes.cells import wrap
from crm_tui.tui.panes.line_layout import lay_out
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.channels import CHANNELS, SIGNS, length
from crm_tui.tui.presenters.interactions import facts_of
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.milestones import StreamReader
from crm_tui.tui.presenters.stream import FILTER_KEY, stream_lines
from crm_tui.tui.presenters.stream_filter import Asked, filter_words
from tests.tui.pane_pilot import HOSTILE

TODAY = dt.date(2026, 11, 18)
EN = Formats("en_GB", "Europe/Paris", "EUR", TODAY)
SAMIR, NORA = UserRef(3, "samir@x.test", "Samir Haddad"), UserRef(4, "nora@x.test", "Nora Lind")
STAGE = FieldDef(
    1, "Stage", "Stage", FieldKind.PICKLIST, "f_1", choices=(Choice(1, "Qualification", "Qualified"),), standard=True
)
DEALS = ModuleDef(2, "Deals", "Deals", "Deal", ModuleKind.ORGANISATION, "m_2", (STAGE,), Layout(()), (), "Deal_Name")
READER = StreamReader(EN, Catalog((DEALS,)), "Contacts")
WIDTHS = (30, 40, 55, 80, 118)


def at(month: int, day: int, hour: int = 9, minute: int = 12) -> dt.datetime:
    return dt.datetime(2026, month, day, hour - 1, minute, tzinfo=dt.UTC)  # an hour later in Paris


MAIL = Interaction(
    7, at(11, 18), Channel.EMAIL, Direction.IN, "received", "Re: samples for the Lyon shop", "Aurélie Lefèvre", SAMIR
)
CALL = Interaction(
    8, at(11, 17, 16, 40), Channel.CALL, Direction.OUT, "completed", "Agreed", actor=SAMIR, minutes=8,
    source=("Calls", 12),
)  # fmt: skip
VISIT = Interaction(
    3, at(10, 19, 14, 30), Channel.MEETING, Direction.BOTH, "held", "Trade fair Lyon", "Nora", SAMIR, 90,
    source=("Meetings", 30), on=("Contacts", 9, "Łucja Wiśniewska"),
)  # fmt: skip
CLOSED = Interaction(4, at(11, 16), Channel.EMAIL, Direction.OUT, redacted=True)
MOVED = Milestone(at(11, 17), "stage", SAMIR, "Stage", "Deals", 5, "Lumen, 400 frames", "Qualification", "Proposal")
SILENCE = Gap(23, at(10, 19), at(11, 11))


def lines_of(*entries: Entry, head: StreamHead | None = None, asked: Asked | None = None) -> list[Line]:
    return stream_lines(Stream(head or StreamHead(), entries), asked or Asked(), READER)


def texts(lines: Iterable[Line]) -> list[str]:
    return [" ".join(part for part in (line.label, line.sign, line.value, line.close) if part) for line in lines]


def test_the_answers_stand_on_top() -> None:
    lines = lines_of(MAIL, head=StreamHead(MAIL, MAIL, None, Channel.CALL))
    assert texts(lines)[:3] == [
        "▾ all channels · both directions · everyone · all time",
        "Last contact: mail in, Today · best channel: call",
        "! We owe an answer: mail in, Today",
    ]
    assert [line.key for line in lines[:3]] == [FILTER_KEY, "interaction:7", "interaction:7"]
    assert lines[2].tone is Tone.WARN


def test_without_contacts_the_answers_say_so() -> None:
    assert texts(lines_of())[1:] == [
        "No contact yet · no best channel yet",
        "No answer is owed",
    ]
    inviting = replace(READER, logging=("N c New call", "N e Log e-mail"))
    assert stream_lines(Stream(StreamHead(), ()), Asked(), inviting)[-1].value == "N c New call · N e Log e-mail"


def test_our_open_question_is_told_where_nothing_is_owed() -> None:
    (_filter, _last, waiting, *_rest) = lines_of(CALL, head=StreamHead(CALL, None, CALL, Channel.CALL))
    assert waiting.value == "We await an answer: call out, Yesterday"


def test_entries_stand_by_month_with_silences_and_milestones() -> None:
    lines = lines_of(MAIL, MOVED, CALL, CLOSED, SILENCE, VISIT)
    assert texts(lines)[3:] == [
        "",
        "November 2026",
        '18  09:12 ← mail in   "Re: samples for the Lyon shop" · Aurélie Lefèvre → Samir Haddad',
        "── Lumen, 400 frames: stage: Qualified → Proposal (17 Nov) ──",
        '17  16:40 → call out  "Agreed" · Samir Haddad · 8 min',
        "16  09:12 → mail out  (not yours to read)",
        "···· 23 days without contact ····",
        "",
        "October 2026",
        '19  15:30 ⇄ meeting   "Trade fair Lyon" · Samir Haddad, Nora · 1 h 30 min · Łucja Wiśniewska',
    ]


def test_lines_lead_to_what_they_are_about() -> None:
    keys = [line.key for line in lines_of(MAIL, MOVED, CALL, CLOSED, SILENCE, VISIT)[3:]]
    assert keys == [
        "", "", "interaction:7", "record:Deals/5", "record:Calls/12", "interaction:4", "", "", "", "record:Meetings/30",
    ]  # fmt: skip


def test_a_silence_that_lasts_until_now_stands_before_the_first_month() -> None:
    assert texts(lines_of(SILENCE, VISIT))[3:5] == ["", "···· 23 days without contact ····"]


def test_what_may_not_be_read_and_what_reached_nobody_is_muted() -> None:
    planned = replace(CALL, status="planned", contact=False)
    tones = [line.tone for line in lines_of(CALL, CLOSED, planned) if line.label]
    assert tones == [Tone.PLAIN, Tone.MUTED, Tone.MUTED]
    redacted = next(line for line in lines_of(CLOSED) if line.label)
    assert "no subject" not in redacted.value


def test_what_became_of_a_mail_is_told_once() -> None:
    mail = replace(MAIL, direction=Direction.OUT, status="opened", marks=(("clicked", "1"), ("opened", "2")))
    assert lines_of(mail)[-1].value.endswith("Samir Haddad → Aurélie Lefèvre · clicked · opened 2 times")


def test_what_goes_without_saying_is_told_only_beside_the_text() -> None:
    assert "received" not in lines_of(MAIL)[-1].value
    assert facts_of(MAIL, EN)[1] == "received"
    assert lines_of(replace(MAIL, status="bounced"))[-1].value.endswith("· bounced")


def test_every_channel_and_direction_has_a_word_and_a_sign() -> None:
    assert set(CHANNELS) == set(Channel)
    assert set(SIGNS) == set(Direction)
    assert len(set(SIGNS.values())) == len(Direction)


@pytest.mark.parametrize(("minutes", "words"), [(8, "8 min"), (60, "1 h"), (90, "1 h 30 min")])
def test_lengths(minutes: int, words: str) -> None:
    assert length(minutes) == words


def test_milestones_of_every_kind() -> None:
    kinds: tuple[tuple[str, Value, Value], ...] = (
        ("created", None, None), ("converted", None, None), ("owner", SAMIR, NORA), ("stage", None, None),
        ("something_new", None, None),
    )  # fmt: skip
    told = [Milestone(at(11, 17), kind, SAMIR, before=before, after=after) for kind, before, after in kinds]
    assert texts(lines_of(*told))[5:] == [
        "── created by Samir Haddad (17 Nov) ──",
        "── converted by Samir Haddad (17 Nov) ──",
        "── owner: Samir Haddad → Nora Lind (17 Nov) ──",
        "── stage: – → – (17 Nov) ──",
        "── something new (17 Nov) ──",
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_text(text: str) -> None:
    evil = UserRef(9, text, text)
    entries: tuple[Entry, ...] = (
        replace(MAIL, subject=text, people=text, actor=evil, status=text, marks=((text, text),), on=("Leads", 1, text)),
        Milestone(at(11, 2), "stage", evil, text, "Deals", 5, text, text, text),
        Milestone(at(11, 2), text, evil, name=text),
    )
    asked = Asked(StreamFilter(user=text), text)
    lines = lines_of(*entries, head=StreamHead(entries[0], entries[0]), asked=asked)  # type: ignore[arg-type]
    shown = [part for line in lines for part in (line.label, line.sign, line.value)]
    assert all(display_text(each) == each for each in (*shown, *facts_of(entries[0], EN)))  # type: ignore[arg-type]


@pytest.mark.parametrize("cells", WIDTHS)
@pytest.mark.parametrize("subject", ["王伟光明镜片" * 12, "Zażółć gęślą jaźń " * 6, "x" * 300, ""])
def test_nothing_is_lost_or_too_wide_in_a_narrow_pane(cells: int, subject: str) -> None:
    lines = lines_of(replace(MAIL, subject=subject.strip()), MOVED, SILENCE)
    body = lay_out(lines, cells)
    for row in body.rows:
        (piece,) = row
        label = body.label + 1 if piece.line.label else 0
        sign = cell_len(piece.line.sign) + 1 if piece.line.sign else 0
        assert cell_len(piece.value) + label + sign <= cells - 2
    at_mail = next(at for at, line in enumerate(lines) if line.key == "interaction:7" and line.label)
    words = "".join(row[0].value for row in body.rows if row[0].at == at_mail)
    assert words.replace(" ", "") == lines[at_mail].value.replace(" ", "")


def test_an_entry_stands_on_one_line_where_there_is_room() -> None:
    lines = lines_of(MAIL, CALL, VISIT)
    assert len(lay_out(lines, 130).rows) == len(lines)
    assert len(lay_out(lines, 55).rows) > len(lines)


def test_wrapped_words_stand_under_the_subject() -> None:
    first, *more = wrap('mail in  "Re: samples for the Lyon shop" · Aurélie', 36, 9)
    assert first.startswith("mail in  ")
    assert more
    assert all(each.startswith(" " * 9) and each[9] != " " for each in more)


# The filter


def test_the_filter_is_told_in_words() -> None:
    wanted = StreamFilter(
        frozenset({Channel.CALL, Channel.EMAIL}), Direction.IN, "nora@x.test", dt.date(2026, 10, 1),
        dt.date(2026, 10, 31), 7, oldest_first=True,
    )  # fmt: skip
    assert filter_words(Asked(wanted, "Nora Lind"), EN) == (
        "mail, call · only in · Nora Lind · 1 Oct 2026 to 31 Oct 2026 · silences from 7 days · oldest first"
    )


def test_a_filter_that_leaves_something_out_names_its_way_out() -> None:
    assert lines_of(asked=Asked(StreamFilter(gap=0)))[0].value.endswith("no silences (esc: everything)")
    assert lines_of(asked=Asked(StreamFilter(gap=0)))[-1].value == "Nothing fits the filter."
    assert "esc" not in lines_of(asked=Asked().turned)[0].value


def test_a_period_is_a_first_day_and_typed_days_go_before_it() -> None:
    before = Asked(StreamFilter(oldest_first=True))

    def since(**values: object) -> dt.date | None:
        return asked_of(values, before, TODAY).filter.since

    assert since(period="month") == dt.date(2026, 11, 1)
    assert since(period="-3m") == dt.date(2026, 8, 18)
    assert since(period="-1y", since=dt.date(2020, 1, 2)) == dt.date(2020, 1, 2)
    assert asked_of({}, before, TODAY) == before
    assert asked_of({"direction": "with"}, before, TODAY).filter.direction is Direction.BOTH
    assert asked_of({"gap": 0}, before, TODAY).filter.gap == 0


def test_a_person_is_told_by_name_and_asked_for_by_login() -> None:
    asked = asked_of({"person": NORA, "channels": ("email",)}, Asked(), TODAY)
    assert (asked.filter.user, asked.person) == ("nora@x.test", "Nora Lind")
    assert filter_words(asked, EN) == "mail · both directions · Nora Lind · all time"
    assert asked.cleared == Asked()


def test_dates_are_the_readers() -> None:
    set_language("fr")
    try:
        reader = replace(READER, formats=Formats("fr", "America/New_York", "EUR", TODAY))
        late = replace(MAIL, at=dt.datetime(2026, 11, 1, 2, tzinfo=dt.UTC))
        lines = stream_lines(Stream(StreamHead(), (late, MOVED)), Asked(), reader)
    finally:
        set_language("en")
    assert [line.value for line in lines if line.tone is Tone.HEADING and "──" not in line.value] == [
        "octobre 2026",
        "novembre 2026",
    ]
    assert next(line.label for line in lines if line.label).startswith("31 ")
    assert "(17 nov.)" in lines[-1].value


@pytest.mark.parametrize(("entry", "mark"), [(MOVED, "──"), (SILENCE, "····")])
def test_a_rule_closes_a_line_only_where_it_all_stands_on_one(entry: Entry, mark: str) -> None:
    line = lines_of(entry)[-1]
    wide = [piece.value for (piece,) in lay_out([line], 80).rows]
    narrow = [piece.value for (piece,) in lay_out([line], len(line.value)).rows]
    assert wide == [f"{line.value} {mark}"]
    assert len(narrow) > 1
    assert not narrow[-1].endswith(mark)
