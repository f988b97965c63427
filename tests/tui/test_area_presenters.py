"""Home and inbox as lines: what is late says so in a word, what is unread by a sign, and nothing hidden is named."""

from __future__ import annotations

import datetime as dt

import pytest

from crm_tui.base.text import display_text
from crm_tui.domain.fields import NOT_VISIBLE, Link, UserRef
from crm_tui.domain.home import NextAction, Silence
from crm_tui.domain.modules import Catalog
from crm_tui.domain.notices import Notice, NoticeKind
from crm_tui.domain.records import Found
from crm_tui.services.notice_words import notice_words
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.home import action_lines, deal_lines, more_line, recent_lines, silence_lines
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.navigation import areas
from crm_tui.tui.presenters.notices import notice_lines, notice_of
from crm_tui.tui.presenters.status import unread_sign
from tests.tui.pane_pilot import HOSTILE

TODAY = dt.date(2026, 11, 12)
EN = Formats("en", "Europe/Paris", "EUR", TODAY)
AT = dt.datetime(2026, 11, 11, 23, 5, tzinfo=dt.UTC)  # already the twelfth in Paris
SAMIR = UserRef(3, "samir@x.test", "Samir Haddad")
NOTHING = Catalog(())


def notice(number: int, at: dt.datetime = AT, **more: object) -> Notice:
    """A notice of a lead."""
    values = {"kind": NoticeKind.OWNER, "record": Link(7, "Leads", "Ada"), "module": "Leads", "actor": SAMIR}
    return Notice(number, at, **(values | more))  # type: ignore[arg-type]


def of(*notices: Notice) -> list[Line]:
    """Their lines."""
    return notice_lines(notices, notice_words, NOTHING, EN)


def test_an_overdue_action_says_so_by_sign_and_word() -> None:
    late = NextAction(
        4, "Tasks", "Call back", SAMIR, day=TODAY - dt.timedelta(1), overdue=True, on=Link(7, "Leads", "Ada")
    )
    soon = NextAction(5, "Meetings", "Visit", SAMIR, day=TODAY, at=AT)
    first, second = action_lines([late, soon], EN)
    assert (first.sign, first.value, first.note) == ("!", "Call back · Ada", "overdue: Yesterday")
    assert first.tone is Tone.WARN
    assert first.key == "record:Tasks/4"
    assert (second.sign, second.value, second.note) == (" ", "Visit", "Today 12:05 AM".replace(" AM", "\u202fAM"))


def test_an_action_on_what_is_not_visible_names_only_itself() -> None:
    (line,) = action_lines([NextAction(4, "Tasks", "Call back", SAMIR, on=NOT_VISIBLE)], EN)
    assert (line.value, line.note) == ("Call back", "")


def test_deals_show_their_day_and_what_is_late() -> None:
    found = [Found(1, "Deals", "Big", "2026-11-11"), Found(2, "Deals", "Small", "2026-11-12"), Found(3, "Deals", "")]
    late, today, bare = deal_lines(found, EN)
    assert (late.sign, late.note) == ("!", "overdue: Yesterday")
    assert (today.sign, today.note) == (" ", "Today")
    assert (bare.value, bare.note) == ("(no name)", "")


def test_silences_say_how_long() -> None:
    never, long, day = silence_lines(
        [Silence(1, "Leads", "Ada", 90), Silence(2, "Leads", "Bo", 40, AT), Silence(3, "Leads", "Cy", 1, AT)]
    )
    assert (never.note, long.note, day.note) == ("never spoken to", "40 days", "1 day")


def test_notices_stand_by_day_with_unread_ones_marked() -> None:
    lines = of(notice(9), notice(8, AT - dt.timedelta(hours=1), read=True), notice(7, AT - dt.timedelta(hours=2)))
    assert [line.value for line in lines if line.tone is Tone.HEADING] == ["Today", "Yesterday"]
    unread, read, _third = [line for line in lines if line.key]
    assert (unread.sign, unread.tone) == ("!", Tone.STRONG)
    assert (read.sign, read.tone) == (" ", Tone.PLAIN)
    assert unread.value == "Samir Haddad made you the owner of Ada."
    assert unread.key == "record:Leads/7#notice:9"


def test_a_notice_of_a_hidden_record_leads_nowhere_and_names_nothing() -> None:
    (_day, line) = of(notice(9, record=NOT_VISIBLE, module="", actor=None))
    assert line.key == "notice:9"
    assert line.value == "You are the owner of (not visible)."


def test_words_of_people_stand_below_and_are_safe() -> None:
    for text in HOSTILE:
        lines = of(notice(9, record=Link(7, "Leads", text), text=text, kind=NoticeKind.MENTION))
        assert all(line.value == display_text(line.value) for line in lines)
        assert display_text(text) in lines[-1].value
        assert not lines[-1].key


def test_hostile_names_are_safe_on_home() -> None:
    for text in HOSTILE:
        lines = [
            *action_lines([NextAction(1, "Tasks", text, SAMIR, on=Link(7, "Leads", text))], EN),
            *deal_lines([Found(1, "Deals", text, text)], EN),
            *recent_lines([Found(1, text, text)], NOTHING),
            *silence_lines([Silence(1, "Leads", text, 3)]),
        ]
        assert all(part == display_text(part) for line in lines for part in (line.value, line.note))


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("notice:12", 12),
        ("record:Leads/7#notice:12", 12),
        ("record:Leads/7", None),
        ("more:", None),
        ("notice:x", None),
    ],
)
def test_a_key_names_its_notice(key: str, expected: int | None) -> None:
    assert notice_of(key) == expected


def test_the_sidebar_and_the_head_say_how_many_are_unread() -> None:
    assert [area.id for area in areas("3")][:3] == ["home", "spaces", "inbox"]
    assert [area.count for area in areas("3") if area.id == "inbox"] == ["3"]
    assert (unread_sign("3"), unread_sign("")) == ("! 3", "")


def test_the_way_to_the_whole_list_is_a_line_of_its_own() -> None:
    line = more_line("all my open deals", "view:Deals/My_Open")
    assert (line.value, line.key) == ("more: all my open deals", "view:Deals/My_Open")
