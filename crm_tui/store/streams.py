"""Reading streams of contacts, and what happened to the records between them, as one reader may see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from crm_tui.domain.modules import ModuleDef
from crm_tui.store.events import EventBody, decoded
from crm_tui.store.organisation import OrganisationStore
from crm_tui.store.plans import ScopeOf
from crm_tui.store.rule_sql import scopes_of
from crm_tui.store.scope_sql import ScopeSql
from crm_tui.store.sql_parts import Sql, any_of
from crm_tui.store.stream_sql import Place, StreamPlan, latest_sql, stream_sql

MILESTONES = 200
"""So many stand on a page at most: the latest of them."""


class StreamRow(NamedTuple):
    """A line of a stream. `via`: 0, or the record through which it came; `data`: JSON text; the words are empty
    where it has a source."""

    at: int
    id: int
    via: int
    channel: str
    direction: str
    status: str
    minutes: int | None
    actor_id: int
    source_id: int | None
    data: str
    subject: str
    people: str


@dataclass(frozen=True, slots=True)
class EventLeg:
    """Of which records milestones are told: the record itself, or those of `module` whose `column` holds `value`.

    `kinds`: kinds of events; `field`: one whose changes are told too.
    """

    kinds: tuple[str, ...]
    field: str = ""
    module: ModuleDef | None = None
    column: str = ""
    value: int = 0


@dataclass(frozen=True, slots=True)
class StoredMilestone:
    """An event between contacts."""

    record_id: int
    at: int
    actor_id: int
    kind: str
    body: EventBody


class Streams:
    """The streams of one organisation, as one asker reaches them."""

    def __init__(self, org: OrganisationStore, scope_of: ScopeOf) -> None:
        self._org, self._engine, self._scope_of = org, org.engine, scope_of

    def page(self, plan: StreamPlan, limit: int, after: Place | None = None) -> list[StreamRow]:
        """Up to `limit` entries in the plan's order, from the start or behind a place."""
        query = stream_sql(self._scopes(), plan, limit, after)
        return [StreamRow._make(row) for row in self._engine.rows(query.text, query.params)]

    def latest(self, plan: StreamPlan, record: str) -> Sql:
        """A query for the moment of the latest entry of the record that a column names."""
        return latest_sql(self._scopes(), plan, record)

    def milestones(self, record_id: int, legs: Sequence[EventLeg], low: int, high: int) -> list[StoredMilestone]:
        """Events from `low` up to, but not including, `high`, newest first."""
        scopes = self._scopes()
        parts = [self._events(scopes, record_id, leg, low, high) for leg in legs]
        union = " UNION ALL ".join(part.text for part in parts)
        params = tuple(value for part in parts for value in part.params)
        rows = self._engine.rows(
            f"SELECT record_id, at, actor_id, kind, body FROM ({union}) e ORDER BY at DESC, id DESC LIMIT ?",
            (*params, MILESTONES),
        )
        return [StoredMilestone(record, at, actor_id, kind, decoded(body)) for record, at, actor_id, kind, body in rows]

    def _events(self, scopes: ScopeSql, record_id: int, leg: EventLeg, low: int, high: int) -> Sql:
        ids = _ids(scopes, record_id, leg)
        kinds = Sql(f"e.kind IN ({', '.join('?' * len(leg.kinds))})", leg.kinds)
        # The name only narrows down what is read; the body says which field it was.
        changed = Sql("e.kind = 'edited' AND e.body LIKE ?", (f'%"{leg.field}"%',))
        told = any_of([kinds, changed]) if leg.field else kinds
        text = (
            "SELECT e.id, e.record_id, e.at, e.actor_id, e.kind, e.body FROM event e"
            f" WHERE e.record_id IN ({ids.text}) AND e.at >= ? AND e.at < ? AND {told.text}"
        )
        return Sql(text, (*ids.params, low, high, *told.params))

    def _scopes(self) -> ScopeSql:
        return scopes_of(self._org, self._org.catalog_seen(), self._scope_of)


def _ids(scopes: ScopeSql, record_id: int, leg: EventLeg) -> Sql:
    if leg.module is None:
        return Sql("?", (record_id,))
    reachable = scopes.reachable(leg.module, "c", 0)
    if reachable is None:
        return Sql("NULL")
    text = f"SELECT c.id FROM {leg.module.table} c WHERE c.{leg.column} = ? AND {reachable.text}"
    return Sql(text, (leg.value, *reachable.params))
