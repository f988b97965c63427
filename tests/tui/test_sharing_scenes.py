"""Scenes of data sharing: a private module and a rule, a hidden field, one shared record (chapter 9).

Each is played by people at their own screens at once: who changes the rights, and whom it concerns.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.records import ListQuery
from crm_tui.services.workspace import Workspace
from crm_tui.tui.dialogs.change import ChangeDialog
from crm_tui.tui.dialogs.field_grid import FieldGrid
from crm_tui.tui.dialogs.filter import FilterBuilder
from crm_tui.tui.dialogs.share import SharePicker
from crm_tui.tui.dialogs.views import ColumnsPicker, SortPicker, ViewPicker
from tests.cli.conftest import run_in
from tests.tui.desk_pilot import demo, demo_source, desk, open_module, press, settle, shown
from tests.tui.scene_pilot import PARALEGAL, SALES2, all_rows, at_desk, at_row, ids, look, save_change
from tests.tui.setup_pilot import ADMIN, MANAGER, SALES, state, type_in

__all__ = ["demo", "demo_source"]

LEGAL_LEAD = "legal.lead@demo.test"


def of(demo: Installation, login: str, module: str) -> set[int]:
    """The records of a module that somebody owns, as the administrator sees them."""
    owner = demo.workspace(login, "demo").actor.user_id
    return {row.id for row in all_rows(demo, ADMIN, module) if row.owner_id == owner}


def listed(pilot: Pilot[int]) -> int:
    """How many records the open list says that it has."""
    source = desk(pilot).list.source
    assert source is not None
    assert source.total is not None
    return source.total


def count_beside(pilot: Pilot[int], module: str) -> int:
    """The count of a module in the sidebar."""
    return desk(pilot).navigation.counts[module].number


async def searched(pilot: Pilot[int], text: str) -> str:
    """What the search over all modules finds for a text."""
    await press(pilot, "g", "s")
    await type_in(pilot, text)
    found = shown(pilot)
    await press(pilot, "escape")
    return found


async def home(pilot: Pilot[int]) -> str:
    """The home screen."""
    await press(pilot, "g", "h")
    return shown(pilot)


# Private leads


async def test_private_leads_are_the_managers_and_each_reps_own_until_a_rule(demo: Installation) -> None:
    demo.workspace(SALES, "demo").records.new("Leads", {"Last_Name": "Zzyzx", "First_Name": "Quarn", "Company": "Q"})
    mine, his = of(demo, SALES2, "Leads"), of(demo, SALES, "Leads")
    both = mine | his
    async with at_desk(demo, ADMIN) as boss, at_desk(demo, SALES2) as rep:
        await open_module(rep, "Leads")
        await press(rep, "enter")
        assert "Quarn Zzyzx" in shown(rep)
        assert "Quarn" in await home(rep), "he has just viewed it"
        await open_module(rep, "Leads")
        everything = listed(rep)
        assert everything > len(both) > len(mine)

        await at_row(boss, "sharing", "module:Leads")
        await press(boss, "o", *"private", "enter")
        dialog = boss.app.screen
        assert isinstance(dialog, ChangeDialog)
        assert dialog.effect is not None
        lost = {one.login: one.records for one in dialog.effect.shifts if one.module == "Leads"}
        assert (lost[SALES2], lost[SALES]) == (len(mine) - everything, len(his) - everything)
        assert MANAGER not in lost, "all leads belong to him or his reps"
        assert f"Leads (- {everything - len(mine)} records)" in shown(boss)
        assert len(ids(demo, SALES2, "Leads")) == everything, "nothing is written before it is saved"
        await save_change(boss)

        await look(rep)
        assert (listed(rep), count_beside(rep, "Leads")) == (len(mine), len(mine))
        assert (ids(demo, SALES2, "Leads"), ids(demo, SALES, "Leads")) == (mine, his)
        assert both <= ids(demo, MANAGER, "Leads")
        assert "Quarn" not in await searched(rep, "zzyzx")
        assert "Quarn" not in await home(rep)
        await open_module(rep, "Leads")

        await press(boss, "n", "enter", *"Reps share", "tab", *"role sales rep", "enter")
        await press(boss, "tab", *"role sales rep", "enter", "ctrl+s")
        assert f"Leads (+ {len(his)} records)" in await save_change(boss)
        await look(rep)
        assert (listed(rep), count_beside(rep, "Leads")) == (len(both), len(both))
        assert ids(demo, SALES2, "Leads") == ids(demo, SALES, "Leads") == both
        assert "Quarn" in await searched(rep, "zzyzx")
        assert "Quarn" in await home(rep)


# A hidden field


BIG = "Colossal 987654"
"""A name and an amount that nothing else in the sample has."""
TELLING = ("987654", "987,654", "Amount", "Expected_Revenue", "Expected Revenue", "Colossal")
"""What would tell of the field."""


def big_deal(demo: Installation) -> int:
    """A deal of the sales person whose amount was changed, and a public view that filters by it."""
    ws = demo.workspace(SALES, "demo")
    deal = next(row for row in all_rows(demo, SALES, "Deals") if row.owner_id == ws.actor.user_id)
    ws.records.edit("Deals", deal.id, {"Amount": "987654"})
    demo.workspace(ADMIN, "demo").views.new("Deals", BIG, "Amount > 987000", sort="-Amount", shared=True)
    return deal.id


async def hide_amount(boss: Pilot[int]) -> str:
    """On the page of field permissions; what the grid says of its effect."""
    await at_row(boss, "fields", "Deals")
    await press(boss, "enter", "/", *"amount", "enter", "right", "space", "space")
    assert isinstance(boss.app.screen, FieldGrid)
    said = shown(boss)
    await press(boss, "ctrl+s")
    assert not isinstance(boss.app.screen, FieldGrid)
    return said


async def test_a_hidden_field_goes_from_an_open_session_with_the_view_that_filters_by_it(demo: Installation) -> None:
    deal = big_deal(demo)
    async with at_desk(demo, ADMIN) as boss, at_desk(demo, SALES) as rep:
        await open_module(rep, "Deals")
        everything = listed(rep)
        await press(rep, "v", *"colossal", "enter")
        assert listed(rep) == 1
        await press(rep, "enter")
        assert "987,654" in shown(rep)
        assert "Amount, Expected Revenue" in await hide_amount(boss), "what is computed from it goes along"

        await look(rep)
        text = shown(rep)
        assert not any(word in text for word in TELLING)
        assert (desk(rep).place.module, desk(rep).place.view, listed(rep)) == ("Deals", "", everything)
        await press(rep, "v", *"colossal")
        assert isinstance(rep.app.screen, ViewPicker)
        assert rep.app.screen.choices.current is None
        await press(rep, "escape")

        await go_to_record(rep, "Deals", deal)
        for tab in ("1", "2", "6"):
            await press(rep, tab)
            assert not any(word in shown(rep) for word in TELLING), tab


async def go_to_record(pilot: Pilot[int], module: str, record_id: int) -> None:
    """Open a record of a module."""
    screen = desk(pilot)
    await screen.go(screen.place.at_module(module).on(record_id))
    await settle(pilot)


async def test_no_tool_of_the_list_knows_a_hidden_field(demo: Installation) -> None:
    deal = big_deal(demo)
    async with at_desk(demo, ADMIN, (80, 24)) as boss:
        await hide_amount(boss)
    async with at_desk(demo, SALES) as rep:
        await open_module(rep, "Deals")
        everything = listed(rep)
        await press(rep, "f", *"Amou")
        builder = rep.app.screen
        assert isinstance(builder, FilterBuilder)
        assert builder.choices.current is None
        await press(rep, *"nt > 987000")
        hidden = builder.problem_of("Amount > 987000")
        assert hidden.replace("Amount", "Nothing") == builder.problem_of("Nothing > 987000") != ""
        await press(rep, "enter", "escape")
        assert (desk(rep).place.where, listed(rep)) == ("", everything)

        await press(rep, "/", *"Amount > 1", "enter")
        assert (desk(rep).place.where, desk(rep).place.text) == ("", "Amount > 1")
        assert listed(rep) == 0, "words like any others"
        await press(rep, "escape")
        assert listed(rep) == everything

        await press(rep, "s", *"amount")
        assert isinstance(rep.app.screen, SortPicker)
        assert rep.app.screen.choices.current is None
        await press(rep, "escape", "c")
        assert isinstance(rep.app.screen, ColumnsPicker)
        assert not {"Amount", "Expected_Revenue"} & {item.value for item in rep.app.screen.items}
        await press(rep, "escape")

        await press(rep, "*", "y")
        copied = rep.app.clipboard
        assert len(copied.splitlines()) == everything + 1
        assert not any(word in copied for word in TELLING)
        found = (await searched(rep, "987654")).replace("987654", "", 1)
        assert not any(word in found for word in TELLING)
        assert deal in ids(demo, SALES, "Deals"), "it is the field that is hidden, not the record"


def test_services_and_verbs_answer_for_a_hidden_field_as_for_one_that_does_not_exist(
    demo: Installation, tmp_path: Path
) -> None:
    deal = big_deal(demo)
    demo.workspace(ADMIN, "demo").field_permissions.set("Deals", [("Amount", "Standard", FieldAccess.HIDDEN)])
    ws = demo.workspace(SALES, "demo")
    for asked in (ListQuery("Deals", where="{} > 987000"), ListQuery("Deals", where="not {} empty")):
        assert refusal(ws, asked, "Amount") == refusal(ws, asked, "Nothing") != ""
    assert not ws.records.get("Deals", deal).values.keys() & {"Amount", "Expected_Revenue"}
    assert ws.search.find("987654") == []
    with pytest.raises(NotFound):
        ws.listing.count(ListQuery("Deals", view=BIG))
    assert BIG not in [view.label for view in ws.views.list("Deals")]
    for words in (("record", "list", "Deals", "--json"), ("record", "show", f"Deals/{deal}", "--json"),
                  ("timeline", f"Deals/{deal}", "--json"), ("view", "list", "Deals", "--json"),
                  ("search", "987654", "--json")):  # fmt: skip
        ran = run_in(tmp_path / "data", *words, login=SALES)
        assert ran.status == 0, ran.err
        assert not any(word in ran.out for word in TELLING), words
    for option in (("--where", "{} > 987000"), ("--sort", "{}"), ("--columns", "{}")):
        told = [
            run_in(tmp_path / "data", "record", "list", "Deals", option[0], option[1].format(name), login=SALES)
            for name in ("Amount", "Nothing")
        ]
        assert [ran.status for ran in told] == [2, 2]
        assert told[0].err.replace("Amount", "Nothing") == told[1].err
    ran = run_in(tmp_path / "data", "record", "list", "Deals", "--view", BIG, login=SALES)
    assert (ran.status, ran.out) == (4, "")


def refusal(ws: Workspace, query: ListQuery, field: str) -> str:
    """How a query is refused, with the name of the field taken out."""
    asked = ListQuery(query.module, where=query.where.format(field))
    with pytest.raises(Invalid) as page:
        ws.listing.page(asked)
    with pytest.raises(Invalid) as count:
        ws.listing.count(asked)
    assert str(page.value) == str(count.value)
    return str(page.value).replace(field, "")


# One shared record


async def test_a_share_opens_one_contract_to_a_participant(demo: Installation) -> None:
    own = ids(demo, PARALEGAL, "Contracts")
    shared = next(row for row in all_rows(demo, LEGAL_LEAD, "Contracts") if row.id not in own)
    everything = len(all_rows(demo, LEGAL_LEAD, "Contracts"))
    async with at_desk(demo, LEGAL_LEAD) as lead, at_desk(demo, PARALEGAL) as helper:
        await open_module(helper, "Contracts")
        assert listed(helper) == len(own)
        await go_to_record(lead, "Contracts", shared.id)
        await press(lead, "h")
        assert isinstance(lead.app.screen, SharePicker)
        refused = {item.value.login for item in lead.app.screen.lines("") if item.reason}
        assert LEGAL_LEAD in refused, "who shares it has all of it"
        assert PARALEGAL not in refused
        await press(lead, *"trang", "enter")

        await look(helper)
        assert ids(demo, PARALEGAL, "Contracts") == own | {shared.id}
        assert (listed(helper), count_beside(helper, "Contracts")) == (len(own) + 1, len(own) + 1)
        await go_to_record(helper, "Contracts", shared.id)
        assert str(shared.values[0]) in shown(helper)
        assert not state(helper)["record.edit"], "shared to read"
        assert everything > len(own) + 1

        await press(lead, "u")
        await look(helper)
        assert ids(demo, PARALEGAL, "Contracts") == own
        assert str(shared.values[0]) not in shown(helper)
