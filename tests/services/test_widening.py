"""Lists, counts, single records and decisions against a naive model of who reaches what, in random organisations."""

from __future__ import annotations

import pytest

from crm_tui.domain.errors import NotFound
from crm_tui.domain.modules import Level
from crm_tui.domain.records import ListQuery
from crm_tui.services.workspace import Workspace
from crm_tui.store.plans import ListPlan
from crm_tui.store.rows import RecordRows
from tests.services.cast import ACME, Cast
from tests.services.making import ids
from tests.services.worlds import make_world

NEEDS = {"records.view": Level.READ, "records.edit": Level.EDIT, "records.delete": Level.FULL}


@pytest.mark.parametrize("seed", range(10))
def test_everybody_reaches_what_the_model_says_and_nothing_else(cast: Cast, seed: int) -> None:
    world = make_world(cast, seed)
    for number in range(7):
        login = f"u{number}@acme.test"
        ws = cast.ws(login)
        for module in ("Leads", "Tasks"):
            levels = {t.id: world.level(ws.actor.user_id, t) for t in world.things.values() if t.module == module}
            in_lists(ws, module, levels)
            at_each_level(ws, module, {n: level for n, level in levels.items() if not world.things[n].on_claim})
            one_by_one(ws, module, levels)


def in_lists(ws: Workspace, module: str, levels: dict[int, Level]) -> None:
    seen = {number for number, level in levels.items() if level}
    assert ids(ws, module) & levels.keys() == seen
    assert ws.listing.count(ListQuery(module)).number == len(ids(ws, module))


def at_each_level(ws: Workspace, module: str, levels: dict[int, Level]) -> None:
    """What of team records is edited or deleted is decided in their module, one by one (AC10)."""
    session, found = ws.session, ws.module(module)
    for need in (Level.READ, Level.EDIT, Level.FULL):
        rows = RecordRows(session.store, lambda number: session.scope(session.catalog().by_id[number], need))  # noqa: B023
        plan = ListPlan(found, session.scope(found, need), user_id=ws.actor.user_id, now=session.now())
        reached = {row.id for row in rows.page(plan, limit=500)}
        assert reached & levels.keys() == {number for number, level in levels.items() if level >= need}, need


def one_by_one(ws: Workspace, module: str, levels: dict[int, Level]) -> None:
    rows = {row.id: row for row in ws.listing.page(ListQuery(module), limit=500, with_facts=True).rows}
    for number, level in levels.items():
        for action, need in NEEDS.items():
            decision = decided(ws, action, module, number)
            assert decision == (level >= need), (module, number, action, level)
            if number in rows:
                assert ws.access.decide(action, ws.module(module), rows[number]).allowed == decision


def decided(ws: Workspace, action: str, module: str, number: int) -> bool:
    try:
        return ws.access.mine(action, module, number).decision.allowed
    except NotFound:
        return False


def test_all_actors_are_those_of_single_logins_and_stay_the_same_objects(cast: Cast) -> None:
    make_world(cast, 3)
    store = cast.installation.store(ACME)
    everybody = store.actors()
    assert {actor.login for actor in everybody.values()} == {m.login for m in store.members().values()}
    for actor in everybody.values():
        assert store.actor(actor.login) is actor
    with store.engine.write():
        store.edit_member(next(iter(everybody)), name="New Name")
        assert store.actors()[next(iter(everybody))].name == "New Name", "one's own open changes count"
