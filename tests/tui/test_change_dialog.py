"""The dialog that shows what a change of rights does: nothing is saved that was not seen, or that breaks a promise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crm_tui.base.messages import message
from crm_tui.domain.decisions import Decision, Explanation, RemedyClass
from crm_tui.domain.effects import Diff, Effect, Shift
from crm_tui.domain.errors import Forbidden, Invalid
from crm_tui.domain.fields import FieldKind
from crm_tui.tui.dialogs.change import Change, ChangeDialog
from crm_tui.tui.dialogs.why_card import WhyCard
from crm_tui.tui.forms.setup_form import SetupForm, setup_field, setup_spec
from crm_tui.tui.presenters.effects import effect_summary, shift_pairs
from tests.tui.dialog_pilot import HOSTILE, NONE_YET, SIZES, dialog, press, screen_text

NAMES = {"Deals": "Deals", "Leads": "Leads", "Leads.Phone": "Phone"}


def gain(login: str, module: str = "Deals", records: int = 0) -> Shift:
    return Shift(login, login.title(), module, ("records.export", "records.view"), records=records)


def made(effect: Callable[[], Effect], saved: list[str]) -> ChangeDialog:
    return ChangeDialog(Change("Share deals", lambda: saved.append("saved"), effect, names=NAMES))


@pytest.mark.parametrize("size", SIZES)
async def test_a_change_is_shown_and_then_saved(size: tuple[int, int]) -> None:
    saved: list[str] = []
    effect = Effect((gain("ann"), gain("bea")), (Diff("role Sales", "below CEO", ""),))
    async with dialog(lambda: made(lambda: effect, saved), size) as (app, pilot):
        text = screen_text(app)
        assert "2 people gain rights" in text
        assert "below CEO → –" in text
        assert saved == []
        await press(pilot, "enter")
        assert saved == ["saved"]
        assert app.outcome is True


async def test_escape_saves_nothing() -> None:
    saved: list[str] = []
    async with dialog(lambda: made(Effect, saved)) as (app, pilot):
        assert "Nothing changes for anybody" in screen_text(app)
        await press(pilot, "escape")
        assert (saved, app.outcome) == ([], None)


@pytest.mark.parametrize("size", SIZES)
async def test_a_broken_promise_lets_nothing_be_saved(size: tuple[int, int]) -> None:
    saved: list[str] = []
    effect = Effect((gain("ann"),), broken=("Teams never export",))
    async with dialog(lambda: made(lambda: effect, saved), size) as (app, pilot):
        text = screen_text(app)
        assert "Teams never export" in text
        assert "cannot be saved" in text
        assert "ctrl+s" not in text
        await press(pilot, "enter", "ctrl+s", "f2")
        assert (saved, app.outcome) == ([], NONE_YET)


async def test_what_cannot_be_done_at_all_says_why() -> None:
    saved: list[str] = []

    def refuse() -> Effect:
        raise Invalid(message("A role is not below itself."))

    async with dialog(lambda: made(refuse, saved)) as (app, pilot):
        assert "A role is not below itself." in screen_text(app)
        await press(pilot, "enter")
        assert saved == []


async def test_a_form_below_shows_what_was_wrong_where_it_was_typed() -> None:
    def refuse() -> Effect:
        raise Invalid(message("No."), {"name": message("That name is taken.")})

    def form() -> SetupForm:
        spec = setup_spec("Role", [setup_field("name", "Name", FieldKind.TEXT, required=True)])
        return SetupForm(spec, lambda _values: Change("Role", lambda: None, refuse))

    async with dialog(form) as (app, pilot):
        await press(pilot, *"Rep", "ctrl+s")
        assert isinstance(app.screen, ChangeDialog)
        await press(pilot, "escape")
        assert isinstance(app.screen, SetupForm)
        assert "That name is taken." in screen_text(app)
        assert "Rep" in screen_text(app)
        assert app.outcome is NONE_YET


async def test_what_is_forbidden_opens_the_why_card() -> None:
    denied = Decision(False, "U21", message("Nobody gives what he lacks."), message("-"), RemedyClass.NOBODY, step=4)

    def refuse() -> Effect:
        raise Forbidden(Explanation(denied, ()))

    async with dialog(lambda: made(refuse, [])) as (app, pilot):
        assert isinstance(app.screen, WhyCard)
        assert "U21" in screen_text(app)
        await press(pilot, "escape", "escape")
        assert app.outcome is None


async def test_an_unexpected_fault_saves_nothing_and_is_reported() -> None:
    def fail() -> Effect:
        raise ZeroDivisionError

    async with dialog(lambda: made(fail, [])) as (app, pilot):
        assert "something went wrong" in screen_text(app)
        await press(pilot, "enter")
        assert app.outcome is NONE_YET
        assert [type(error) for error in app.failures] == [ZeroDivisionError]


@pytest.mark.parametrize("text", HOSTILE)
async def test_names_are_never_markup(text: str) -> None:
    effect = Effect((Shift("x", text, "Deals", ("records.view",)),), (Diff(text, text, text),), (text,))
    async with dialog(lambda: made(lambda: effect, [])) as (app, _pilot):
        assert "1 promise would be broken" in screen_text(app)
        assert not any(char in screen_text(app) for char in "\x1b\x07\u202e\t")


def test_what_is_the_same_for_several_is_told_once() -> None:
    shifts = [
        gain(login, module, number)
        for login in ("ann", "bea", "cid")
        for module, number in (("Deals", 3), ("Leads", 0))
    ]
    assert shift_pairs(shifts, NAMES) == [("3 people", "+ View records, Export records · Deals (+ 3 records), Leads")]


def test_fields_records_and_bounds_are_told() -> None:
    hidden = Shift("ann", "Ann", "Leads", fields_lost=("Phone",))
    fewer = Shift("bea", "Bea", "Leads", records=-7, at_least=True)
    assert shift_pairs([hidden, fewer], NAMES) == [
        ("Ann", "- Phone · Leads"),
        ("Bea", "- sees fewer records · Leads (- at least 7 records)"),
    ]
    assert effect_summary(Effect((hidden, fewer))) == "2 people lose rights"


def test_who_was_not_counted_in_time_falls_out_of_no_sum() -> None:
    ann = Shift("ann", "Ann", "Leads", records=-7)
    bea = Shift("bea", "Bea", "Leads", at_least=True, fewer=True)
    cid = Shift("cid", "Cid", "Leads", at_least=True)
    assert effect_summary(Effect((ann,))) == "1 person loses rights"
    assert effect_summary(Effect((ann, bea))) == "at least 1 person loses rights"
    assert effect_summary(Effect((bea,))) == "1 person may see fewer records"
    assert effect_summary(Effect((bea, cid))) == "1 person may see more records; 1 person may see fewer records"
    both = (ann, Shift("ann", "Ann", "Deals", at_least=True, fewer=True))
    assert effect_summary(Effect(both)) == "1 person loses rights"
    assert shift_pairs([bea, cid], NAMES) == [
        ("Bea", "- may see fewer records · Leads"), ("Cid", "+ may see more records · Leads"),
    ]  # fmt: skip


def test_many_changes_are_cut_and_counted() -> None:
    shifts = [gain(f"user{n}", records=n) for n in range(60)]
    pairs = shift_pairs(shifts, NAMES)
    assert len(pairs) == 51
    assert pairs[-1] == ("", "and 10 more changes")
