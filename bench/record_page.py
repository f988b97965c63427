"""A record's page: its fields, its related lists, and the last 50 contacts with their head and milestones."""

from __future__ import annotations

from collections.abc import Iterator

from bench.bars import Result, number
from bench.timing import interleaved
from bench.world import TEAMS, World, lead, world
from crm_tui.services.workspace import Workspace

RECORDS = 200
LIMIT = 50
BAR = 2.0
"""Milliseconds."""


def measure() -> Iterator[Result]:
    """By an administrator, for whom no scope holds, and by somebody whose scope is a list of owners."""
    large = world()
    what = "record page: fields + related lists + last 50 interactions"
    for who, ws in (
        ("an administrator", large.workspace()),
        (f"the lead of {TEAMS[-1]}", large.workspace(lead(TEAMS[-1]))),
    ):
        times = _times(ws, _seen(ws, large))
        detail = ", ".join(f"{name} {number(time, 'ms')}" for name, time in times.items() if name != "page")
        name = "record-page" if who == "an administrator" else "record-page/scope"
        yield Result(name, what, f"3M events, {who}", times["page"], "ms", BAR, False, detail)


def _times(ws: Workspace, ids: list[int]) -> dict[str, float]:
    def fields(turn: int) -> object:
        return ws.records.get("Contacts", ids[turn % len(ids)])

    def lists(turn: int) -> object:
        return ws.related.list("Contacts", ids[turn % len(ids)])

    def stream(turn: int) -> object:
        return ws.interactions.stream("Contacts", ids[turn % len(ids)], limit=LIMIT)

    def page(turn: int) -> object:
        return fields(turn), lists(turn), stream(turn)

    variants = {"fields": fields, "related lists": lists, "interactions": stream, "page": page}
    return interleaved(variants, len(ids) * 2, warm=len(ids))


def _seen(ws: Workspace, large: World) -> list[int]:
    """Busy contacts that he sees."""
    module = large.contacts
    found = [i for i in large.busy[: 12 * RECORDS] if ws.session.rows.names(module, [i], ws.session.scope(module))]
    assert all(ws.interactions.count("Contacts", i).number > LIMIT for i in found[:5])
    return found[:RECORDS]
