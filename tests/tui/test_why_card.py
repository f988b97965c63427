"""The why-card says which rule decided, why, who could grant it, and each step on the way."""

from __future__ import annotations

import pytest

from crm_tui.base.messages import message
from crm_tui.domain.decisions import Decision, Explanation, Person, RemedyClass, Scope, Step
from crm_tui.domain.errors import NotFound
from crm_tui.tui.dialogs.why_card import STEP_NAMES, WhyCard, step_lines, why_lines
from tests.tui.dialog_pilot import HOSTILE, SIZES, dialog, press, screen_text

BECAUSE = message("Team users read organisation records and do not change them.")
REMEDY = message("ask an administrator for a regular licence")
DENIED = Decision(False, "O05", BECAUSE, REMEDY, RemedyClass.HARD, step=3)
PEOPLE = (
    Person("Samir Haddad", "sales@demo.test", message("owner")),
    Person("Nora Lind", "manager@demo.test", message("manager")),
    Person("an administrator"),
)
STEPS = (
    Step(0, "AC00", message("organisation"), "passed", message("")),
    Step(3, "O05", message("user kind"), "denied", BECAUSE),
    Step(4, "", message("profile"), "skipped", message("")),
)
DENIAL = Explanation(DENIED, PEOPLE, STEPS)


async def test_a_denial_names_rule_step_people_and_remedy() -> None:
    async with dialog(lambda: WhyCard("Delete", DENIAL)) as (app, _pilot):
        text = screen_text(app)
        assert "Delete is not available" in text
        assert str(BECAUSE) in text
        assert "Rule O05 · decided at step 3 of 9, user kind" in text
        assert "Samir Haddad (owner), Nora Lind (manager)" in text
        assert str(REMEDY) in text
        assert dict(why_lines(DENIAL))["Who can"] == "Samir Haddad (owner), Nora Lind (manager), an administrator"


async def test_e_shows_every_step_and_back() -> None:
    async with dialog(lambda: WhyCard("Delete", DENIAL)) as (app, pilot):
        await press(pilot, "e")
        text = screen_text(app)
        assert "0 organisation" in text
        assert "refused · O05: Team users" in text
        assert "not asked" in text
        await press(pilot, "e")
        assert "Who can" in screen_text(app)


async def test_steps_are_worked_out_in_a_thread_when_they_are_asked_for() -> None:
    asked: list[int] = []

    def steps() -> tuple[Step, ...]:
        asked.append(1)
        return STEPS

    async with dialog(lambda: WhyCard("Delete", Explanation(DENIED, PEOPLE), steps=steps)) as (app, pilot):
        assert not asked
        await press(pilot, "e")
        assert "0 organisation" in screen_text(app)
        await press(pilot, "e", "e")
        assert asked == [1]


async def test_steps_that_cannot_be_read_any_more_say_so() -> None:
    def steps() -> tuple[Step, ...]:
        raise NotFound

    async with dialog(lambda: WhyCard("Delete", Explanation(DENIED, PEOPLE), steps=steps)) as (app, pilot):
        await press(pilot, "e")
        assert "! Not found." in screen_text(app)


async def test_without_steps_no_key_for_them_is_offered() -> None:
    async with dialog(lambda: WhyCard("Delete", Explanation(DENIED, PEOPLE))) as (app, pilot):
        assert "every step" not in screen_text(app)
        await press(pilot, "e")
        assert "Who can" in screen_text(app)


@pytest.mark.parametrize("key", ["escape", "enter", "q"])
async def test_the_card_closes(key: str) -> None:
    async with dialog(lambda: WhyCard("Delete", DENIAL)) as (app, pilot):
        await press(pilot, key)
        assert app.outcome is None


async def test_y_copies_what_the_card_says() -> None:
    async with dialog(lambda: WhyCard("Delete", DENIAL)) as (app, pilot):
        await press(pilot, "y")
        assert app.clipboard.startswith("Delete is not available\nTeam users read")
        assert "Who can  Samir Haddad (owner)" in app.clipboard


def test_nobody_can_grant_what_is_nobodys_to_grant() -> None:
    decision = Decision(False, "U08", BECAUSE, message(""), RemedyClass.NOBODY, step=1)
    assert why_lines(Explanation(decision, PEOPLE))[-1] == ("Who can", "nobody")


def test_outside_of_the_scope_the_card_reads_as_for_a_wrong_id() -> None:
    decision = Decision(False, "AC05", BECAUSE, REMEDY, RemedyClass.SHARING, step=5, found=False)
    assert why_lines(Explanation(decision, PEOPLE, STEPS)) == [("", str(NotFound()))]


async def test_outside_of_the_scope_no_step_is_shown_either() -> None:
    decision = Decision(False, "AC05", BECAUSE, REMEDY, RemedyClass.SHARING, step=5, found=False)
    async with dialog(lambda: WhyCard("Open", Explanation(decision, PEOPLE, STEPS))) as (app, pilot):
        await press(pilot, "e")
        text = screen_text(app)
        assert "Not found." in text
        assert "AC05" not in text
        assert "Samir" not in text
        assert "O05" not in text


def test_what_is_allowed_is_explained_too() -> None:
    decision = Decision(True, "AC05", message("You own it."), message(""), RemedyClass.NONE, step=5, scope=Scope.OWN)
    lines = dict(why_lines(Explanation(decision, ())))
    assert lines["Reaches"].startswith("your own")
    assert "Who can" not in lines


async def test_the_title_of_an_allowed_action_says_so() -> None:
    decision = Decision(True, "AC05", message("You own it."), message(""), RemedyClass.NONE, step=5)
    async with dialog(lambda: WhyCard("Delete", Explanation(decision, ()))) as (app, _pilot):
        assert "Delete is available" in screen_text(app)


def test_every_step_of_the_decision_order_has_a_name() -> None:
    for number in range(len(STEP_NAMES)):
        decision = Decision(False, "X", BECAUSE, REMEDY, RemedyClass.HARD, step=number)
        assert f"step {number} of 9, {STEP_NAMES[number]}" in why_lines(Explanation(decision, ()))[1][1]


def test_an_unknown_outcome_is_shown_as_it_is() -> None:
    assert step_lines([Step(1, "", message("member"), "strange", message(""))]) == [("1 member", "strange")]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_names_are_shown_safely(text: str) -> None:
    decision = Decision(False, "O05", message("Because {what}.", what=text), REMEDY, RemedyClass.HARD, step=3)
    explanation = Explanation(decision, (Person(text, "x", message("owner")),), STEPS)
    async with dialog(lambda: WhyCard(f"Delete {text}", explanation)) as (app, pilot):
        shown = screen_text(app)
        assert "Who can" in shown
        assert not any(char in shown for char in "\x1b\x07\u202e")
        await press(pilot, "y")
        assert not any(char in app.clipboard for char in "\x1b\x07\u202e")


@pytest.mark.parametrize("size", SIZES)
async def test_the_card_fits_and_scrolls(size: tuple[int, int]) -> None:
    steps = tuple(Step(at, "O05", message("profile and record"), "passed", BECAUSE) for at in range(10))
    async with dialog(lambda: WhyCard("Delete", Explanation(DENIED, PEOPLE, steps)), size) as (app, pilot):
        await press(pilot, "e")
        text = screen_text(app)
        assert "esc close" in text
        await press(pilot, *["j"] * 30)
        assert "9 profile and record" in screen_text(app)
