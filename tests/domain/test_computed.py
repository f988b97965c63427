"""Fields that follow from others, and money in minor units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.computed import derive, record_name, sources_of
from crm_tui.domain.fields import Value
from crm_tui.domain.money import currency_digits, from_minor, rounded, to_minor
from tests.domain.making import NOW, module

DEALS, TASKS = module("Deals"), module("Tasks")


def test_a_full_name_follows_the_order_of_its_script() -> None:
    contacts = module("Contacts")
    assert record_name(contacts, {"First_Name": "Aurélie", "Last_Name": "Lefèvre"}) == "Aurélie Lefèvre"
    assert record_name(contacts, {"First_Name": "伟", "Last_Name": "王"}) == "王伟"
    assert derive(contacts, {"Last_Name": "Li"}, {"Last_Name"}, NOW) == {"Full_Name": "Li"}
    assert derive(contacts, {"Last_Name": "Li"}, {"Phone"}, NOW) == {}
    assert record_name(DEALS, {"Deal_Name": "Big"}) == "Big"


def test_expected_revenue_is_amount_times_stage_probability_r04() -> None:
    values: dict[str, Value] = {"Amount": Decimal("99.99"), "Stage": "Value Proposition", "Probability": Decimal(5)}
    assert derive(DEALS, values, {"Amount"}, NOW) == {"Expected_Revenue": Decimal("40.00")}
    assert derive(DEALS, {"Stage": "Closed Won"}, {"Stage"}, NOW) == {
        "Expected_Revenue": None,
        "Probability": Decimal(100),
    }


def test_a_probability_given_by_hand_stays() -> None:
    values: dict[str, Value] = {"Stage": "Qualification", "Probability": Decimal(55)}
    assert "Probability" not in derive(DEALS, values, {"Stage", "Probability"}, NOW)


def test_a_closed_task_has_a_closing_time_until_it_is_opened_again() -> None:
    assert derive(TASKS, {"Status": "Completed"}, {"Status"}, NOW) == {"Closed_Time": NOW}
    assert derive(TASKS, {"Status": "In Progress"}, {"Status"}, NOW) == {"Closed_Time": None}
    assert derive(module("Cases"), {"Status": "Closed"}, {"Status"}, NOW) == {}


def test_a_grand_total_adds_up() -> None:
    values = {"Sub_Total": Decimal("100.00"), "Discount": Decimal("10.50"), "Tax": Decimal("7.25")}
    assert derive(module("Invoices"), values, {"Tax"}, NOW) == {"Grand_Total": Decimal("96.75")}
    assert derive(module("Invoices"), {}, {"Tax"}, NOW) == {"Grand_Total": None}


def test_computed_fields_name_their_sources_ac29() -> None:
    assert sources_of(DEALS, "Expected_Revenue") == ("Amount", "Stage")
    assert sources_of(DEALS, "Amount") == ()
    # A campaign's expected revenue is typed in.
    assert sources_of(module("Campaigns"), "Expected_Revenue") == ()


@given(st.integers(-(10**15), 10**15), st.sampled_from([0, 2, 3]))
def test_minor_units_and_back(minor: int, digits: int) -> None:
    assert to_minor(from_minor(minor, digits), digits) == minor


def test_money() -> None:
    assert [currency_digits(code) for code in ("EUR", "jpy", "KWD", "PLN")] == [2, 0, 3, 2]
    assert str(from_minor(1250, 2)) == "12.50"
    assert rounded(Decimal("0.005"), 2) == Decimal("0.01")
    with pytest.raises(ValueError, match="more than 2 decimals"):
        to_minor(Decimal("0.005"), 2)
