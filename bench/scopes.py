"""Lists under row scopes of 5, 50 and 500 owners of 600, in every order that an index gives."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from typing import NamedTuple

from bench.bare import Statement, connect, recorded, replay
from bench.bars import Result, number
from bench.timing import interleaved
from bench.world import TEAMS, World, lead, world
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.fields import FieldDef
from crm_tui.domain.groups import Party, PartyKind
from crm_tui.domain.modules import Level
from crm_tui.domain.records import ListQuery, Sort
from crm_tui.domain.sharing import SharingRule
from crm_tui.services.workspace import Workspace

ORDERS = (
    Sort("Modified_Time", descending=True), Sort("Created_Time", descending=True), Sort("Full_Name"), Sort("Email"),
)  # fmt: skip
KEYS = {"Modified_Time": "t.modified_at", "Created_Time": "t.created_at", "Full_Name": "t.name_key"}
LIVING = "NOT EXISTS (SELECT 1 FROM record r WHERE r.id = t.id AND r.deleted_at IS NOT NULL)"
SHARED = "SELECT s.record_id FROM share s WHERE s.user_id = ? AND s.level >= ?"
SLOWEST, WORST = 15.0, 1.2
CITY = "Mailing_City = Gdynia"
"""Nobody lives there, which is the worst case: the rule is tested on each row that is walked, and opens none."""


class _Times(NamedTuple):
    """Milliseconds: through the services by the wall clock and the CPU's, its own SQL, the best of the forced plans."""

    at: str
    wall: float
    chosen: float
    best: float
    forced: str

    @property
    def ratio(self) -> float:
        return self.chosen / self.best


def measure() -> Iterator[Result]:
    """For each scope the slowest order, and the one where the chosen plan loses most against a forced one."""
    large = world()
    for team in TEAMS:
        workspace = large.workspace(lead(team))
        times = [_times(large, workspace, sort) for sort in ORDERS]
        slow, bad = max(times, key=lambda t: t.wall), max(times, key=lambda t: t.ratio)
        at = f"1M contacts, {team} owners of 600"
        every = ", ".join(f"{t.at} {number(t.wall, 'ms')}" for t in times)
        yield Result(
            f"scopes/{team}", "list in scope, slowest indexed sort", at, slow.wall, "ms", SLOWEST, False, every
        )
        detail = ", ".join(f"{t.at} {t.chosen:.2f} to {t.best:.2f} ms ({t.forced})" for t in times)
        what = "its SQL vs the best plan forced by hand"
        yield Result(f"scopes/{team}/plan", what, f"{at}, by {bad.at}", bad.ratio, "x", WORST, False, detail)

    yield _under_a_rule(large)


def _under_a_rule(large: World) -> Result:
    """The same list where a sharing rule of criteria, which no index answers, opens records to the lead besides."""
    team, store = min(TEAMS), large.store
    workspace = large.workspace(lead(team))
    to = Party(PartyKind.USER, workspace.actor.user_id)
    with store.engine.write():
        rule = store.add_sharing_rule(SharingRule(0, large.contacts.id, "Bench", to, Level.READ, None, CITY))
    try:
        walls = {sort.field: _wall(workspace, ListQuery("Contacts", sort=sort)) for sort in ORDERS}
    finally:
        with store.engine.write():
            store.delete_sharing_rule(rule)
    every = ", ".join(f"{field} {number(wall, 'ms')}" for field, wall in walls.items())
    at = f"1M contacts, {team} owners of 600 and {CITY}"
    what = "list under a sharing rule, slowest indexed sort"
    return Result("scopes/rule", what, at, max(walls.values()), "ms", SLOWEST, False, every)


def _wall(workspace: Workspace, query: ListQuery) -> float:
    workspace.listing.page(query)
    return interleaved({"page": lambda turn: workspace.listing.page(query)}, 25, clock=time.perf_counter_ns)["page"]


def _times(large: World, workspace: Workspace, sort: Sort) -> _Times:
    query, bare = ListQuery("Contacts", sort=sort), connect(large)
    workspace.listing.page(query)  # counts what is in scope, once in five minutes
    with recorded(large) as statements:
        page = workspace.listing.page(query)
    chosen = next(statement for statement in statements if "LIMIT" in statement.sql)
    scope = workspace.session.scope(large.contacts)
    plans = {name: replay(bare, [statement]) for name, statement in _forced(large, scope, sort, page.columns)}
    variants = {name: partial(_run, run) for name, run in {"chosen": replay(bare, [chosen]), **plans}.items()}
    first = interleaved(variants, 3, warm=1)
    near = {name: run for name, run in variants.items() if name == "chosen" or first[name] < 3 * min(first.values())}
    times = interleaved(near, 60, again=True)
    wall = _wall(workspace, query)
    forced = min((name for name in times if name != "chosen"), key=lambda name: times[name])
    return _Times(sort.field, wall, times["chosen"], times[forced], forced)


def _run(run: Callable[[], None], turn: int) -> None:
    run()


def _forced(
    large: World, scope: RowScope, sort: Sort, columns: tuple[FieldDef, ...]
) -> Iterator[tuple[str, Statement]]:
    """The plans that a person would write: start from the owners or walk the sort index, each way of saying it."""
    email = large.contacts.by_name["Email"].column
    key = KEYS.get(sort.field) or f"lower(t.{email})"
    way = " DESC" if sort.descending else ""
    what = ", ".join(("t.id", "t.version", "t.owner_id", key, *(f"t.{field.column}" for field in columns)))
    start, end = f"SELECT {what} FROM {large.contacts.table} t WHERE", "LIMIT 50"
    filled = f" AND t.{email} IS NOT NULL" if sort.field == "Email" else ""
    shares = (scope.user_id, scope.shared_level)
    listed = (json.dumps(sorted(scope.owners)),)
    lists = {
        "list": (f"({', '.join(map(str, sorted(scope.owners)))})", ()),
        "json": ("(SELECT value FROM json_each(?))", listed),
    }
    for (name, (owners, values)), sorts in product(lists.items(), (True, False)):
        shown = f"EXISTS ({SHARED} AND s.record_id = t.id)"
        order = f"ORDER BY {'+' if sorts else ''}{key}{way}, t.id{way} {end}"
        if sorts:
            ids = f"t.id IN (SELECT id FROM {large.contacts.table} WHERE owner_id IN {owners} UNION {SHARED})"
            yield f"start, {name}", Statement(f"{start} {ids} AND {LIVING}{filled} {order}", (*values, *shares))
        else:
            walk = f"(+t.owner_id IN {owners} OR {shown})"
            yield f"walk, {name}", Statement(f"{start} {walk} AND {LIVING}{filled} {order}", (*values, *shares))
