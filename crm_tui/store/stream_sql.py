"""A record's stream as one statement that holds the reader's row scope: pages, counts, gaps and head alike (I26)."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.modules import ModuleDef
from crm_tui.store.scope_sql import ScopeSql
from crm_tui.store.sql_parts import Sql, all_of, any_of

EMAIL = "email"
COLUMNS = "i.channel, i.direction, i.status, i.minutes, i.actor_id, i.source_id, i.data, i.subject, i.people"


@dataclass(frozen=True, slots=True)
class Leg:
    """From where entries come into a stream: the record itself, or records of `module` whose `column` holds `value`.

    `sources`: modules whose records may be told of here; `mails`: whether other people's e-mail may be read;
    `since`, `until`: epoch seconds, both included.
    """

    sources: tuple[ModuleDef, ...]
    mails: bool
    module: ModuleDef | None = None
    column: str = ""
    value: int = 0
    since: int | None = None
    until: int | None = None


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """What of a stream is asked for, fully resolved. The first leg is the record itself.

    `me`: the reader, whose own e-mail is always his; `unreached`: statuses with which nobody was reached;
    `reached`: only entries of others; `only`: one entry.
    """

    record_id: int
    legs: tuple[Leg, ...]
    me: int
    now: int
    unreached: frozenset[str] = frozenset()
    channels: frozenset[str] = frozenset()
    direction: str | None = None
    user_id: int | None = None
    since: int | None = None
    until: int | None = None
    oldest_first: bool = False
    reached: bool = False
    only: int | None = None


Place = tuple[int, int]
"""Where one stands in a stream: time and id of an entry."""


def stream_sql(scopes: ScopeSql, plan: StreamPlan, limit: int, after: Place | None) -> Sql:
    """Entries in order; each row: at, id, via (0, or the record of a roll-up), and `COLUMNS`."""
    if len(plan.legs) == 1:
        return _single(scopes, plan, limit, after)
    legs = [_leg(scopes, plan, leg, after) for leg in plan.legs]
    union = " UNION ALL ".join(leg.text for leg in legs)
    params = tuple(value for leg in legs for value in leg.params)
    way = _way(plan)
    # An entry that hangs on the account and on one of its contacts stands there once, as the account's.
    found = (
        f"SELECT u.at, u.id, min(u.via) AS via FROM ({union}) u GROUP BY u.at, u.id"
        f" ORDER BY u.at{way}, u.id{way} LIMIT ?"
    )
    text = (
        f"SELECT f.at, f.id, f.via, {COLUMNS} FROM ({found}) f JOIN interaction i ON i.id = f.id"
        f" ORDER BY f.at{way}, f.id{way}"
    )
    return Sql(text, (*params, limit))


def latest_sql(scopes: ScopeSql, plan: StreamPlan, record: str) -> Sql:
    """The moment of the latest entry of each of many records, `record` being the column that names them.

    Of the plan's first leg alone: roll-ups are of one record.
    """
    condition = _condition(scopes, plan, plan.legs[0], None)
    text = (
        "SELECT l.at FROM interaction_link l JOIN interaction i ON i.id = l.interaction_id"
        f" WHERE l.record_id = {record} AND {condition.text} ORDER BY l.at DESC, l.interaction_id DESC LIMIT 1"
    )
    return Sql(text, condition.params)


def _single(scopes: ScopeSql, plan: StreamPlan, limit: int, after: Place | None) -> Sql:
    condition, way = _condition(scopes, plan, plan.legs[0], after), _way(plan)
    text = (
        f"SELECT l.at, l.interaction_id, 0, {COLUMNS} FROM interaction_link l"
        f" JOIN interaction i ON i.id = l.interaction_id WHERE l.record_id = ? AND {condition.text}"
        f" ORDER BY l.at{way}, l.interaction_id{way} LIMIT ?"
    )
    return Sql(text, (plan.record_id, *condition.params, limit))


def _leg(scopes: ScopeSql, plan: StreamPlan, leg: Leg, after: Place | None) -> Sql:
    condition = _condition(scopes, plan, leg, after)
    joined = "interaction_link l JOIN interaction i ON i.id = l.interaction_id"
    if leg.module is None:
        text = f"SELECT l.at AS at, i.id AS id, 0 AS via FROM {joined} WHERE l.record_id = ? AND {condition.text}"
        return Sql(text, (plan.record_id, *condition.params))
    reachable = scopes.reachable(leg.module, "c", 0)
    if reachable is None:
        return Sql(f"SELECT l.at AS at, i.id AS id, 0 AS via FROM {joined} WHERE 1 = 0")
    text = (
        f"SELECT l.at AS at, i.id AS id, c.id AS via FROM {leg.module.table} c"
        f" JOIN interaction_link l ON l.record_id = c.id JOIN interaction i ON i.id = l.interaction_id"
        f" WHERE c.{leg.column} = ? AND {reachable.text} AND {condition.text}"
    )
    return Sql(text, (leg.value, *reachable.params, *condition.params))


def _condition(scopes: ScopeSql, plan: StreamPlan, leg: Leg, after: Place | None) -> Sql:
    parts = [*_times(plan, leg), _told(scopes, leg), *_asked(plan, leg)]
    if after is not None:
        than = ">" if plan.oldest_first else "<"
        parts.insert(0, Sql(f"(l.at, l.interaction_id) {than} (?, ?)", after))
    return all_of(parts)


def _times(plan: StreamPlan, leg: Leg) -> list[Sql]:
    """What is agreed on for later is no contact yet."""
    until = min(moment for moment in (plan.now, plan.until, leg.until) if moment is not None)
    since = [moment for moment in (plan.since, leg.since) if moment is not None]
    found = [Sql("l.at <= ?", (until,))]
    return [*found, Sql("l.at >= ?", (max(since),))] if since else found


def _told(scopes: ScopeSql, leg: Leg) -> Sql:
    """I23, I25: what has no source is seen with its record; the rest with its source, which must be living.

    The reader reaches the record of the link: the one that he looks at, or one that its leg has found in his scope.
    """
    own = Sql("(i.source_id IS NULL AND i.deleted_at IS NULL)")
    return any_of([own, scopes.hanging("i.source_id", leg.sources)])


def _asked(plan: StreamPlan, leg: Leg) -> list[Sql]:
    """The filter. An e-mail that the reader may not read matches nothing that asks for more than he is told (I24)."""
    parts: list[Sql] = []
    hidden = Sql("(i.channel = ? AND i.actor_id <> ?)", (EMAIL, plan.me))
    if plan.channels:
        places = ", ".join("?" * len(plan.channels))
        parts.append(Sql(f"i.channel IN ({places})", tuple(sorted(plan.channels))))
    if plan.direction is not None:
        parts.append(Sql("i.direction = ?", (plan.direction,)))
    if plan.user_id is not None:
        parts.append(Sql("i.actor_id = ?", (plan.user_id,)))
        if not leg.mails:
            parts.append(Sql(f"NOT {hidden.text}", hidden.params))
    if plan.reached:
        places = ", ".join("?" * len(plan.unreached))
        reached = Sql(f"i.status NOT IN ({places})", tuple(sorted(plan.unreached)))
        parts.append(reached if leg.mails else any_of([reached, hidden]))
    if plan.only is not None:
        parts.append(Sql("l.interaction_id = ?", (plan.only,)))
    return parts


def _way(plan: StreamPlan) -> str:
    return "" if plan.oldest_first else " DESC"
