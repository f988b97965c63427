"""Standard views: every module has them, their criteria can be read, and they show what their name says."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest

from crm_tui.domain.blueprints import STANDARD_MODULES, team_module
from crm_tui.domain.criteria import CriteriaContext, evaluate, parse
from crm_tui.domain.fields import UserRef, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.views import standard_view, standard_views
from tests.domain.making import NOW, made_module, module

CONTEXT = CriteriaContext(user_id=7, now=NOW)


def shows(module: ModuleDef, view: str, **values: Value) -> bool:
    found = standard_view(module, view)
    assert found is not None
    return evaluate(parse(found.criteria, module), values, CONTEXT)


@pytest.mark.parametrize("name", STANDARD_MODULES)
def test_every_module_has_the_views_of_5_3(name: str) -> None:
    views = standard_views(module(name))
    names = [view.api_name for view in views]
    assert names[:4] == ["All", "My", "Recently_Created", "Recently_Modified"]
    assert len(set(names)) == len(names)
    assert all(view.standard and view.id == 0 and view.module == name for view in views)
    assert views[0].criteria == ""


@pytest.mark.parametrize("name", ["Leads", "Deals", "Tasks", "Cases"])
def test_open_is_what_is_not_closed(name: str) -> None:
    found = module(name)
    status = found.field(found.status_field)
    assert status is not None
    for choice in status.choices:
        assert shows(found, "open", **{status.api_name: choice.api_name}) is not choice.closed
    assert shows(found, "Open")


def test_deals_that_close_this_month_and_overdue_ones() -> None:
    deals = module("Deals")
    day = {n: dt.date(2026, 3, n) for n in (1, 17, 18, 31)}
    assert shows(deals, "Closing_This_Month", Closing_Date=day[31], Stage="Qualification")
    assert not shows(deals, "Closing_This_Month", Closing_Date=day[31], Stage="Closed Won")
    assert shows(deals, "Overdue", Closing_Date=day[17], Stage="Qualification")
    assert not shows(deals, "Overdue", Closing_Date=day[18], Stage="Qualification")
    assert not shows(deals, "Overdue", Stage="Qualification")


def test_mine() -> None:
    assert shows(module("Leads"), "My", Owner=UserRef(7, "a@demo.test", "A"))
    assert not shows(module("Leads"), "My", Owner=UserRef(8, "b@demo.test", "B"))


def test_a_team_module_has_open_requests_q13() -> None:
    contracts = made_module(team_module("Contracts", "Contracts", "Contract", number_prefix="CON-"))
    asked = UserRef(9, "c@demo.test", "C")
    assert shows(contracts, "Open_Requests", Requester=asked, Status="New")
    assert not shows(contracts, "Open_Requests", Requester=asked, Status="Done")
    assert not shows(contracts, "Open_Requests", Status="New")
    assert standard_view(module("Deals"), "Open_Requests") is None


def test_a_view_whose_field_is_gone_is_left_out() -> None:
    deals = module("Deals")
    without = dataclasses.replace(deals, fields=tuple(f for f in deals.fields if f.api_name != "Closing_Date"))
    assert standard_view(without, "Overdue") is None
    assert standard_view(without, "Open") is not None
