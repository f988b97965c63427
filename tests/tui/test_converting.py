"""Converting a lead on the screen: what the form shows and sends, and where one stands afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

import pytest

from crm_tui.base.messages import message
from crm_tui.bootstrap import Installation
from crm_tui.domain.blueprints import FieldBlueprint, standard_module
from crm_tui.domain.conversion import Conversion, Converted
from crm_tui.domain.errors import Conflict, Invalid
from crm_tui.domain.fields import Choice, FieldDef, Link
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Done, Found, ListQuery
from crm_tui.domain.values import ValueContext
from crm_tui.tui.dialogs.why_card import WhyCard
from crm_tui.tui.forms.conversion import ConversionForm, Find, conversion_spec, deal_of, save_by
from tests.tui import dialog_pilot
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown
from tests.tui.dialog_pilot import HOSTILE, SIZES, dialog, screen_text
from tests.tui.test_scenes import rows_of, stand_on, state

__all__ = ["demo", "demo_source"]

SALES = "sales@demo.test"


def module(name: str) -> ModuleDef:
    """A standard module, as if an organisation had it."""
    made = standard_module(name)
    fields = tuple(_field(at, each) for at, each in enumerate(made.fields))
    return ModuleDef(
        1, name, made.label, made.singular, made.kind, "m_1", fields, made.layout, made.list_columns, made.name_field
    )


def _field(at: int, made: FieldBlueprint) -> FieldDef:
    choices = tuple(Choice(n, c.api_name, c.label) for n, c in enumerate(made.choices))
    return FieldDef(
        at, made.api_name, made.label, made.kind, made.column, made.required, target=made.target, choices=choices,
        default=made.default, length=made.length,
    )  # fmt: skip


MODULES = (module("Contacts"), module("Accounts"), module("Deals"))


@dataclass
class Asked:
    """What the form saves by; raises what it is told to."""

    error: Exception | None = None
    calls: list[tuple[int | None, int | None, Mapping[str, object] | None]] = field(default_factory=list)

    def __call__(self, account: int | None, contact: int | None, deal: Mapping[str, object] | None) -> Converted:
        self.calls.append((account, contact, deal))
        if self.error is not None:
            raise self.error
        return Converted(Done("Converted"), Found(5, "Contacts", "Anna"))


def form(
    asked: Asked | None = None, name: str = "Anna Lodz", company: str = "Polar", *, may_deal: bool = True
) -> ConversionForm:
    """A form for a lead that looks like one contact and one account."""
    proposal = Conversion(
        name, 1, {"Email": "anna@lodz.test", "Last_Name": name}, {"Account_Name": company} if company else None,
        {"Deal_Name": company}, (Found(7, "Accounts", f"{company} alike"),), (Found(8, "Contacts", f"{name} alike"),),
    )  # fmt: skip
    find: Find = lambda text: [Found(9, "Contacts", f"Found {text}")]  # noqa: E731
    context = ValueContext(dt.datetime(2026, 5, 15, tzinfo=dt.UTC))
    spec = conversion_spec(
        proposal, MODULES, (find, find), context, None if may_deal else message("Deals are not for you.")
    )
    return ConversionForm(spec, save_by(asked or Asked()))


@pytest.mark.parametrize("size", SIZES)
async def test_it_shows_what_will_be_made(size: tuple[int, int]) -> None:
    async with dialog(form, size) as (app, _pilot):
        text = screen_text(app)
        assert "Convert Anna Lodz" in text
        assert "Anna Lodz · anna@" in text
        if size != SIZES[0]:
            assert all(words in text for words in ("Polar", "Existing contact", "Existing account", "Make a deal"))


@pytest.mark.parametrize("words", HOSTILE)
async def test_words_of_people_are_only_words(words: str) -> None:
    async with dialog(lambda: form(name=words, company=words), (80, 24)) as (app, pilot):
        assert "\x1b" not in screen_text(app)
        await dialog_pilot.press(pilot, "enter")
        assert "\u202e" not in screen_text(app)


async def test_without_a_word_about_a_deal_there_is_none() -> None:
    asked = Asked()
    async with dialog(lambda: form(asked)) as (app, pilot):
        await dialog_pilot.press(pilot, "f2")
        assert asked.calls == [(None, None, None)]
        assert app.outcome == {"Deal_Name": "Polar", "Stage": "Qualification", "Deal_Wanted": False}


async def test_what_looks_like_the_lead_is_offered_first() -> None:
    asked = Asked()
    async with dialog(lambda: form(asked)) as (app, pilot):
        await dialog_pilot.press(pilot, "enter")
        assert "Anna Lodz alike" in screen_text(app)
        await dialog_pilot.type_text(pilot, "zo")
        assert "Found zo" in screen_text(app)
        await dialog_pilot.press(pilot, "backspace", "backspace", "enter", "tab", "enter")
        assert "Polar alike" in screen_text(app)
        await dialog_pilot.press(pilot, "enter", "f2")
        assert asked.calls == [(7, 8, None)]


async def test_a_closing_date_alone_says_that_a_deal_is_wanted() -> None:
    asked = Asked()
    async with dialog(lambda: form(asked)) as (app, pilot):
        screen = app.screen
        assert isinstance(screen, ConversionForm)
        editor = screen.rows["Closing_Date"].editor
        assert editor is not None
        editor.focus()
        await dialog_pilot.type_text(pilot, "2026-12-01")
        await dialog_pilot.press(pilot, "f2")
        deal = {"Deal_Name": "Polar", "Stage": "Qualification", "Closing_Date": dt.date(2026, 12, 1)}
        assert asked.calls == [(None, None, deal)]


async def test_a_refusal_stays_in_the_form() -> None:
    wrong = Asked(Invalid(message("The deal is not complete."), {"Amount": message("This is no number.")}))
    async with dialog(lambda: form(wrong)) as (app, pilot):
        await dialog_pilot.press(pilot, "f2")
        assert "Amount" in screen_text(app)
        assert app.outcome is dialog_pilot.NONE_YET
    stale = Asked(Conflict(message("This lead was converted before.")))
    async with dialog(lambda: form(stale)) as (app, pilot):
        await dialog_pilot.press(pilot, "f2")
        assert "! This lead was converted before." in screen_text(app)
        assert isinstance(app.screen, ConversionForm)


async def test_who_makes_no_deals_is_told_why() -> None:
    async with dialog(lambda: form(may_deal=False), (120, 40)) as (app, _pilot):
        assert "Deals are not for you." in screen_text(app)


def test_a_deal_that_is_wanted_is_named_and_has_a_stage() -> None:
    assert deal_of({"Deal_Name": "x", "Stage": "y"}) is None
    assert deal_of({"Deal_Name": "x", "Stage": "y", "Deal_Wanted": True}) == {"Deal_Name": "x", "Stage": "y"}
    with pytest.raises(Invalid) as caught:
        deal_of({"Amount": Decimal(1), "Account_Name": Link(1)})
    assert set(caught.value.fields) == {"Deal_Name", "Stage"}


async def test_a_lead_is_converted_by_a_key_and_one_stands_on_the_contact(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    open_leads = {row.id for row in ws.listing.page(ListQuery("Leads", view="My_Open"), limit=500).rows}
    mine = rows_of(ws, "Leads", lambda row: row.id in open_leads)

    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await stand_on(pilot, mine[0].id)
        assert state(pilot)["record.convert"]
        await press(pilot, "K")
        assert isinstance(pilot.app.screen, ConversionForm)
        await press(pilot, "f2")
        lead = ws.records.get("Leads", mine[0].id)
        person = lead.values["Converted_Contact"]
        assert isinstance(person, Link)
        assert (desk(pilot).place.module, desk(pilot).place.record_id) == ("Contacts", person.id)
        text = shown(pilot)
        assert f"Converted {lead.name}" in text
        assert "u undo" in text
        await press(pilot, "u")
        assert not ws.records.get("Leads", mine[0].id).values["Converted"]
        assert person.id not in {row.id for row in ws.listing.page(ListQuery("Contacts"), limit=500).rows}


async def test_it_is_greyed_for_a_team_user_and_absent_elsewhere(demo: Installation) -> None:
    async with app_of(demo, "legal@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        assert state(pilot)["record.convert"] is False
        await press(pilot, "K")
        assert isinstance(pilot.app.screen, WhyCard)
        depth = len(pilot.app.screen_stack) - 1
        assert pilot.app.screen.explanation.decision.rule == "O23"
        await press(pilot, "escape")
        await open_module(pilot, "Contacts")
        assert "record.convert" not in state(pilot)
        await press(pilot, "K")
        assert len(pilot.app.screen_stack) == depth
