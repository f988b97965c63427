"""The figures of product.md 3.4, orgs.md and 4, literally."""

from __future__ import annotations

import dataclasses

import pytest

from crm_tui.domain.blueprints import STANDARD_MODULES
from crm_tui.domain.editions import LimitsSet, edition, editions, general_limits, limits, lowest_edition_with

SEED, NEWER = LimitsSet.SEED, LimitsSet.NEWER


def test_all_editions_of_org_4_and_the_trial() -> None:
    assert [e.api_name for e in editions()] == [
        "free", "standard", "professional", "enterprise", "ultimate",
        "crm_plus", "zoho_one", "zoho_one_flexi", "enterprise_trial",
    ]  # fmt: skip
    assert [e.rule for e in editions()] == [f"X0{n}" for n in range(1, 10)]


@pytest.mark.parametrize(
    ("name", "licences", "seed", "newer", "pooled_seed"),
    [
        ("free", 3, 0, 0, False),
        ("standard", 100, 10, 10, False),
        ("professional", 100, 20, 25, False),
        ("enterprise", 0, 25, 200, True),
        ("enterprise", 10, 45, 200, True),
        ("enterprise", 87, 199, 200, True),
        ("enterprise", 88, 200, 200, True),
        ("enterprise", 1000, 200, 200, True),
        ("ultimate", 0, 50, 500, True),
        ("ultimate", 10, 100, 500, True),
        ("ultimate", 90, 500, 500, True),
        ("ultimate", 91, 500, 500, True),
        ("crm_plus", 10, 100, 500, True),
        ("zoho_one", 10, 45, 200, True),
        ("zoho_one_flexi", 10, 45, 200, True),
        ("enterprise_trial", 10, 45, 200, True),
    ],
)
def test_team_modules_x01_to_x10(name: str, licences: int, seed: int, newer: int, pooled_seed: bool) -> None:
    assert limits(name, SEED).team_modules.number(licences) == seed
    assert limits(name, NEWER).team_modules.number(licences) == newer
    assert limits(name, SEED).team_modules.pooled is pooled_seed
    assert limits(name, NEWER).team_modules.pooled is (name != "free")


@pytest.mark.parametrize(
    ("name", "fields", "spaces", "batch"),
    [
        ("free", 0, 0, 1_000),
        ("standard", 25, 5, 10_000),
        ("professional", 50, 10, 20_000),
        ("enterprise", 300, 25, 30_000),
        ("ultimate", 500, 25, 30_000),
        ("crm_plus", 500, 25, 30_000),
        ("zoho_one", 300, 25, 30_000),
        ("zoho_one_flexi", 300, 25, 30_000),
        ("enterprise_trial", 300, 25, 30_000),
    ],
)
def test_fields_spaces_and_batches(name: str, fields: int, spaces: int, batch: int) -> None:
    for limits_set in LimitsSet:
        found = limits(name, limits_set)
        assert (found.custom_fields, found.spaces, found.import_batch) == (fields, spaces, batch)


def test_seats() -> None:
    assert limits("free").users == 3  # U10
    trial = limits("enterprise_trial")
    assert (trial.regular_seats, trial.team_seats, trial.users) == (10, 10, None)  # X09
    assert limits("enterprise_trial", NEWER).users == 3
    assert limits("enterprise").regular_seats is None
    assert limits("enterprise").team_seats is None


def test_standard_has_one_look_up_and_one_file_field_in_a_team_module() -> None:
    assert [e.api_name for e in editions() if e.limits[SEED].lookups_per_team_module == 1] == ["standard"]
    assert limits("standard").files_per_team_module == 1


def test_limits_that_all_editions_share() -> None:
    assert dataclasses.asdict(general_limits()) == {
        "organisations_per_login": 10,
        "created_per_login": 5,
        "trial_days": 15,
        "invitation_days": 7,
        "reserved_slug_days": 60,
        "bin_days": 60,
        "team_user_modules": 10,
        "default_request_owners": 5,
        "sharing_rules_per_module": 25,
        "criteria_rules_per_module": 10,
        "folders_per_space": 50,
        "members_per_team_module": 2000,
        "admins_per_team_module": 5,
    }


def test_free_has_seven_modules_and_no_team_things_x12() -> None:
    free = edition("free")
    assert {name for name in STANDARD_MODULES if free.has_module(name)} == {
        "Leads", "Contacts", "Accounts", "Deals", "Tasks", "Meetings", "Calls",
    }  # fmt: skip
    assert not any(free.has(f) for f in ("team_users", "team_modules", "spaces", "custom_profiles", "custom_roles"))
    assert all(edition("standard").has_module(name) for name in STANDARD_MODULES)


def test_team_licences_are_sold_in_all_paid_editions_but_zoho_one_for_all_employees_u26() -> None:
    assert {e.api_name for e in editions() if not e.has("team_users")} == {"free", "zoho_one"}
    assert {e.api_name for e in editions() if not e.has("team_modules")} == {"free"}


def test_invitations_that_only_the_token_answers_org_10() -> None:
    unlisted = {e.api_name for e in editions() if e.unlisted_invitations}
    assert unlisted == {"crm_plus", "zoho_one", "zoho_one_flexi"}


@pytest.mark.parametrize(
    ("feature", "lowest"),
    [("team_users", "standard"), ("spaces", "standard"), ("module.Leads", "free"), ("module.Invoices", "standard")],
)
def test_the_lowest_edition_with_a_feature_x14(feature: str, lowest: str) -> None:
    found = lowest_edition_with(feature)
    assert found is not None
    assert found.api_name == lowest


def test_no_edition_has_an_unknown_feature() -> None:
    assert lowest_edition_with("telepathy") is None
    with pytest.raises(KeyError):
        edition("gold")
    with pytest.raises(ValueError, match="oldest"):
        limits("free", "oldest")
