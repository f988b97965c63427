"""The data of modules holds together, and says what product.md 7.1 says."""

from __future__ import annotations

import io
from collections.abc import Iterator
from importlib.resources import files

import pytest

from crm_tui.domain.blueprints import (
    STANDARD_MODULES,
    ChoiceBlueprint,
    FieldBlueprint,
    ModuleBlueprint,
    standard_module,
    standard_modules,
    team_module,
)
from crm_tui.domain.data.extract import extract_toml
from crm_tui.domain.fields import FieldKind
from crm_tui.domain.modules import ModuleKind, OrgDefault
from crm_tui.domain.values import ValueContext, parse_value
from tests.domain.making import NOW, made_module

CONTRACTS = team_module(
    "Contracts",
    "Contracts",
    "Contract",
    fields=(
        FieldBlueprint("Value", "Value", FieldKind.CURRENCY),
        FieldBlueprint("Account", "Account", FieldKind.LOOKUP, target="Accounts", related_label="Contracts"),
        FieldBlueprint("Clauses", "Clauses", FieldKind.LONG_TEXT, length=32_000),
    ),
    number_prefix="CON-",
)
ALL = (*standard_modules(), CONTRACTS)
every_module = pytest.mark.parametrize("blueprint", ALL, ids=lambda m: m.api_name)


def _referred(blueprint: ModuleBlueprint) -> Iterator[str]:
    layout = blueprint.layout
    yield from (name for section in layout.sections for name in section.fields)
    yield from (*layout.card, *layout.quick_create, *blueprint.list_columns, blueprint.name_field)
    yield from filter(None, (blueprint.status_field, blueprint.amount_field))


def test_the_seventeen_standard_modules_stand_in_their_order() -> None:
    assert tuple(m.api_name for m in standard_modules()) == STANDARD_MODULES
    assert len(STANDARD_MODULES) == 17
    assert {m.kind for m in standard_modules()} == {ModuleKind.ORGANISATION}
    assert {m.default for m in standard_modules()} == {OrgDefault.PRIVATE}  # AC14


@every_module
def test_layout_card_list_and_marks_name_fields_that_exist(blueprint: ModuleBlueprint) -> None:
    assert set(_referred(blueprint)) <= set(blueprint.by_name)
    assert len(blueprint.by_name) == len(blueprint.fields)


@every_module
def test_a_module_has_at_least_eight_fields_a_card_of_five_and_a_list(blueprint: ModuleBlueprint) -> None:
    own = [f for f in blueprint.fields if not f.system]
    assert len(own) >= (8 if blueprint.standard else 3)  # R06
    assert len(blueprint.fields) >= 8
    assert 1 <= len(blueprint.layout.card) <= 5  # 5.4
    assert 5 <= len(blueprint.list_columns) <= 7
    assert blueprint.name_field in blueprint.list_columns


@every_module
def test_every_field_that_people_fill_in_is_on_the_layout_once(blueprint: ModuleBlueprint) -> None:
    shown = [name for section in blueprint.layout.sections for name in section.fields]
    assert len(shown) == len(set(shown))
    assert {f.api_name for f in blueprint.fields} - set(shown) <= {"Full_Name"}


@every_module
def test_locked_fields_are_required_and_required_ones_are_in_quick_create(blueprint: ModuleBlueprint) -> None:
    for field in blueprint.fields:
        assert field.required or not field.locked
        if field.required and field.default is None:
            assert field.api_name in blueprint.layout.quick_create  # R13: mandatory fields only


@every_module
def test_look_ups_name_a_target_and_title_the_list_on_the_other_side(blueprint: ModuleBlueprint) -> None:
    for field in blueprint.fields:
        assert (field.kind is FieldKind.LOOKUP) == (field.target is not None) == bool(field.related_label)
        assert field.target is None or field.target in STANDARD_MODULES


@every_module
def test_pick_lists_have_choices_and_defaults_can_be_read(blueprint: ModuleBlueprint) -> None:
    context = ValueContext(NOW)
    for field in made_module(blueprint).fields:
        assert (field.kind in (FieldKind.PICKLIST, FieldKind.MULTI_PICKLIST)) == bool(field.choices)
        assert len({c.api_name for c in field.choices}) == len(field.choices)
        assert field.default is None or parse_value(field, field.default, context) is not None


@every_module
def test_the_name_stands_in_the_system_column_and_the_system_fields_are_there(blueprint: ModuleBlueprint) -> None:
    assert [f.api_name for f in blueprint.fields if f.column == "name"] == [blueprint.name_field]
    columns = {f.api_name: f.column for f in blueprint.fields if f.system}
    assert columns["Owner"] == "owner_id"
    assert columns["Created_Time"] == "created_at"
    assert columns["Modified_By"] == "modified_by"
    assert not any(f.own_column for f in blueprint.fields if f.system)
    assert not blueprint.by_name["Owner"].computed


@pytest.mark.parametrize(
    ("name", "locked", "required"),
    [
        ("Leads", {"Last_Name"}, {"Company"}),
        ("Contacts", {"Last_Name"}, set()),
        ("Accounts", {"Account_Name"}, set()),
        ("Deals", {"Deal_Name", "Stage"}, {"Account_Name", "Closing_Date"}),
        ("Tasks", {"Subject"}, set()),
        ("Calls", {"Subject", "Call_Type", "Call_Start_Time", "Call_Duration"}, set()),
        ("Meetings", {"Event_Title", "Start_DateTime", "End_DateTime"}, set()),
        ("Products", {"Product_Name"}, set()),
        ("Purchase_Orders", {"Subject", "Vendor_Name"}, set()),
        ("Campaigns", {"Campaign_Name"}, set()),
        ("Vendors", {"Vendor_Name"}, set()),
        ("Cases", {"Case_Origin", "Status", "Subject"}, set()),
        ("Solutions", {"Solution_Title"}, set()),
    ],
)
def test_mandatory_fields_and_those_that_cannot_be_made_optional_r05(
    name: str, locked: set[str], required: set[str]
) -> None:
    blueprint = standard_module(name)
    assert {f.api_name for f in blueprint.fields if f.locked} == locked
    assert {f.api_name for f in blueprint.fields if f.required} == locked | required


@pytest.mark.parametrize(
    ("place", "length"),
    [
        ("Leads.First_Name", 40), ("Leads.Last_Name", 80), ("Leads.Company", 100), ("Leads.Email", 100),
        ("Leads.Website", 120), ("Leads.Phone", 30), ("Contacts.Title", 100), ("Contacts.Description", 32_000),
        ("Accounts.Account_Name", 100), ("Accounts.Account_Site", 80), ("Accounts.Billing_City", 250),
        ("Deals.Deal_Name", 120), ("Deals.Next_Step", 100),
    ],
)  # fmt: skip
def test_lengths_of_r01_to_r04(place: str, length: int) -> None:
    module, field = place.split(".")
    assert standard_module(module).by_name[field].length == length


def test_deal_stages_have_probabilities_and_end_won_or_lost() -> None:
    stages = standard_module("Deals").by_name["Stage"].choices
    assert all(stage.probability is not None for stage in stages)
    assert {s.api_name for s in stages if s.closed and s.won} == {"Closed Won"}
    assert all(s.probability == (100 if s.won else 0) for s in stages if s.closed)


def test_persons_are_named_by_a_computed_full_name() -> None:
    persons = [m for m in standard_modules() if m.person]
    assert [m.api_name for m in persons] == ["Leads", "Contacts"]
    assert all(m.name_field == "Full_Name" and m.by_name["Full_Name"].computed for m in persons)


def test_activities_hang_on_a_parent() -> None:
    activities = [m for m in standard_modules() if m.activity]
    assert [m.api_name for m in activities] == ["Tasks", "Meetings", "Calls"]
    for module in activities:
        parent = module.by_name["Parent"]
        assert (parent.kind, parent.column, parent.label) == (FieldKind.PARENT, "parent_id", "Related to")


def test_a_team_module_numbers_its_records_and_knows_its_requests() -> None:
    assert CONTRACTS.kind is ModuleKind.TEAM
    assert not CONTRACTS.standard
    assert [f.api_name for f in CONTRACTS.fields][:6] == [
        "Name",
        "Status",
        "Value",
        "Account",
        "Clauses",
        "Description",
    ]
    assert CONTRACTS.by_name["Number"].prefix == "CON-"
    assert CONTRACTS.by_name["Requester"].column == "requester_id"
    assert CONTRACTS.by_name["Accepted"].column == "handled"
    assert not CONTRACTS.by_name["Value"].standard


def test_a_team_module_may_have_its_own_statuses() -> None:
    statuses = (ChoiceBlueprint("Asked", "Asked"), ChoiceBlueprint("Signed", "Signed", closed=True))
    blueprint = team_module("Papers", "Papers", "Paper", statuses=statuses, name_label="Title")
    assert blueprint.by_name["Status"].choices == statuses
    assert blueprint.by_name["Status"].default == "Asked"
    assert blueprint.by_name["Name"].label == "Title"
    assert "Number" not in blueprint.by_name


def test_all_labels_reach_the_catalogues() -> None:
    words: set[str] = set()
    data = files("crm_tui.domain.data")
    names = [f"modules/{name.lower()}.toml" for name in STANDARD_MODULES]
    for name in (*names, "team_module.toml", "system_fields.toml", "views.toml", "editions.toml"):
        found = list(extract_toml(io.BytesIO((data / name).read_bytes()), (), (), {}))
        assert all(line >= 1 and text for line, _, text, _ in found)
        words |= {text for _, _, text, _ in found}
    blank = team_module("X", "x", "x")
    for module in (*standard_modules(), blank):
        shown = {s.title for s in module.layout.sections} | {f.label for f in module.fields}
        shown |= {choice.label for field in module.fields for choice in field.choices}
        assert shown <= words
    assert {"Deal", "Related to", "Closed Won", "Closing This Month", "Enterprise", "Lead Owner"} <= words
    assert not words & {"Leads.toml", "picklist", "Owner = me"}
