"""The mapping of a lead's fields against the standard modules (7.4)."""

from __future__ import annotations

import pytest

from crm_tui.domain.blueprints import standard_module
from crm_tui.domain.conversion import mapping

PAIRS = [(module, source, target) for module, pairs in mapping().items() for source, target in pairs.items()]
PERSON = {"Salutation", "First_Name", "Last_Name", "Mobile", "Email", "Skype_ID", "Email_Opt_Out", "Title"}
COMPANY = {"Company", "Industry", "Annual_Revenue", "Website", "No_of_Employees"}
BOTH = {"Phone", "Fax", "Street", "City", "State", "Zip_Code", "Country"}


@pytest.mark.parametrize(("module", "source", "target"), PAIRS)
def test_each_field_can_hold_whatever_the_leads_field_holds(module: str, source: str, target: str) -> None:
    one, other = standard_module("Leads").by_name[source], standard_module(module).by_name[target]
    assert one.kind is other.kind
    assert {choice.api_name for choice in one.choices} <= {choice.api_name for choice in other.choices}
    assert (one.length or 0) <= (other.length or 0)
    assert not other.computed


def test_the_table_of_the_page_is_complete() -> None:
    assert set(mapping()["Contacts"]) >= PERSON | BOTH | {"Lead_Source"}
    assert set(mapping()["Accounts"]) == COMPANY | BOTH
    assert set(mapping()["Deals"]) == {"Lead_Source", "Rating"}


def test_no_field_is_filled_from_two() -> None:
    assert all(len(set(pairs.values())) == len(pairs) for pairs in mapping().values())
