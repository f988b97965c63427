"""Others at a record in words: who edits first, as many names as there is room for, a sign and a word beside colour."""

from __future__ import annotations

import datetime as dt

import pytest

from crm_tui.domain.doors import Doing, OpenSession, Presence
from crm_tui.tui.panes.cells import width
from crm_tui.tui.panes.detail import LEAST_TITLE, RULES, beside_title
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.company import Company, company_of
from crm_tui.tui.presenters.lines import Tone
from crm_tui.tui.presenters.sessions import door_words, idle_words, pairs_of, where_words
from crm_tui.tui.theme import Look

FORMATS = Formats("en", "UTC", "EUR", dt.date(2026, 5, 15))


def at(number: int, name: str, doing: Doing = Doing.LOOKS) -> Presence:
    return Presence(number, name, doing, number)


MIRA, JAN, EVE = at(1, "Mira Nowak", Doing.EDITS), at(2, "Jan"), at(3, "Eve")


def test_nobody_is_nothing() -> None:
    assert company_of(()) == Company()
    assert company_of(()).text == ""


def test_names_give_way_where_there_is_no_room() -> None:
    assert company_of((JAN,)).texts == ("● Jan looks", "● 1")
    assert company_of((MIRA, JAN)).texts == (
        "● Mira Nowak is editing · Jan looks", "● Mira Nowak is editing · 1 more", "● Mira is editing",
        "● ✎ Mira", "● ✎",
    )  # fmt: skip
    assert company_of((MIRA, JAN, EVE)).text == "● Mira Nowak is editing · Jan looks · 1 more"
    assert company_of((JAN, EVE)).texts[-1] == "● 2"


def test_somebody_who_edits_is_a_warning() -> None:
    assert (company_of((MIRA, JAN)).tone, company_of((JAN,)).tone) == (Tone.WARN, Tone.LINK)


def test_names_are_made_safe() -> None:
    text = company_of((at(1, "Bob\x1b[2J\n[/]"),)).text
    assert "\x1b" not in text
    assert "\n" not in text
    assert "[/]" in text


TITLE, NOTE = "Helios Optics GmbH", "Account · Customer"


@pytest.mark.parametrize("cells", [34, 40, 60, 80, 120])
@pytest.mark.parametrize("others", [(), (JAN,), (MIRA,), (MIRA, JAN, EVE), (at(1, "王" * 60),)])
def test_the_title_keeps_its_room_whoever_is_there(cells: int, others: tuple[Presence, ...]) -> None:
    note, look = beside_title(TITLE, NOTE, company_of(others), cells)
    assert ("●" in note) == bool(others)
    assert look is (Look.TITLE if not others else Look.WARN if MIRA in others else Look.LINK)
    if others:
        assert width(note) + LEAST_TITLE + RULES <= cells


def test_kind_and_state_stay_where_there_is_room() -> None:
    company = company_of((MIRA,))
    assert beside_title("Helios", "Account", company, 60)[0] == "● Mira Nowak is editing · Account"
    assert beside_title("Helios", "Account", company, 40)[0] == "● Mira Nowak is editing"
    assert beside_title("Helios", "Account", company, 30)[0] == "● Mira is editing"


def test_who_edits_is_named_in_a_narrow_pane_too() -> None:
    """The pane of a record at 120 cells beside a long name: it said only that it was edited, by nobody, in the past."""
    samir = company_of((at(1, "Samir Haddad", Doing.EDITS),))
    assert beside_title("Fintan Fairwell", "Lead", samir, 32)[0] == "● ✎ Samir"
    assert company_of((at(1, "王伟", Doing.EDITS),)).texts == ("● 王伟 is editing", "● ✎ 王伟", "● ✎")
    assert company_of((at(1, " ", Doing.EDITS),)).texts[-1] == "● ✎"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "a moment"),
        (0, "a moment"),
        (59, "a moment"),
        (60, "1 minute"),
        (3599, "59 minutes"),
        (7200, "2 hours"),
        (90_000, "1 day"),
    ],
)
def test_how_long_nothing_was_typed(seconds: int, words: str) -> None:
    assert idle_words(seconds) == words


def test_a_session_in_words() -> None:
    one = OpenSession("f00d", "m@x.test", "Mira", "ssh", "10.0.0.9", "lap\x1btop", "front", 0, 0, here=True)
    assert where_words(one).startswith("SSH · 10.0.0.9 · lap")
    assert "\x1b" not in where_words(one)
    assert door_words("pigeon") == "pigeon"
    pairs = dict(pairs_of(one, FORMATS, 60))
    assert (pairs["Idle for"], pairs["Status"], pairs["Address"]) == ("1 minute", "this one", "10.0.0.9")
    bare = OpenSession("f00d", "m@x.test", "", "screen", "", "", "", 0, 0, ending=True)
    assert dict(pairs_of(bare, FORMATS, 0)) == {
        "Login": "m@x.test", "Door": "this machine", "Since": pairs["Since"], "Idle for": "a moment", "Status": "ends",
        "Number": "f00d",
    }  # fmt: skip
