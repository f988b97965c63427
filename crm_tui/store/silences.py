"""Records with whose people nobody has spoken for a while: a list's rows with the last contact that its reader sees.

Each row costs a step or two in the index of its stream, which is walked from now on backwards.
"""

from __future__ import annotations

from typing import NamedTuple

from crm_tui.store.engine import Engine
from crm_tui.store.sql_parts import Sql

LOOKED_AT = 10_000
"""Of so many records the last contact is looked up: of those that nobody has touched longest."""


class SilentRow(NamedTuple):
    """A silence; `since`: epoch seconds of the last contact, or of the record's making where there was none."""

    id: int
    name: str
    last: int | None
    since: int


def silent_columns(latest: Sql) -> Sql:
    """What is read of each row of the list; `latest`: a query for the moment of its last contact."""
    return Sql(f"t.id AS id, t.name AS name, t.created_at AS made, ({latest.text}) AS last", latest.params)


def silences(engine: Engine, rows: Sql, before: int, limit: int, *, never: bool) -> list[SilentRow]:
    """Silences that began before a moment, in epoch seconds, the longest first.

    `rows`: the list with `silent_columns`; `never`: also of records that have had no contact since they were made.
    """
    since = "coalesce(s.last, s.made)" if never else "s.last"
    found = engine.rows(
        # Read once: else SQLite would look for the last contact again wherever it is named.
        f"WITH s AS MATERIALIZED ({rows.text} ORDER BY t.modified_at, t.id LIMIT ?)"
        f" SELECT s.id, s.name, s.last, {since} AS since FROM s"
        f" WHERE {since} < ? ORDER BY since, s.id LIMIT ?",
        (*rows.params, LOOKED_AT, before, limit),
    )
    return [SilentRow._make(row) for row in found]
