"""Pieces of SQL with their parameters, and the few spellings in which the engines differ."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

FEW_IDS = 8
"""Up to so many ids stand in the SQL text as places; more travel as one value, so that the text stays the same."""


@dataclass(frozen=True, slots=True)
class Sql:
    """A condition or expression and the values for its `?` places."""

    text: str
    params: tuple[object, ...] = ()


TRUE = Sql("1 = 1")
FALSE = Sql("1 = 0")


def all_of(parts: Iterable[Sql]) -> Sql:
    """All of the parts; true where there is none."""
    return _joined([part for part in parts if part != TRUE], " AND ", TRUE)


def any_of(parts: Iterable[Sql]) -> Sql:
    """Any of the parts; false where there is none."""
    return _joined([part for part in parts if part != FALSE], " OR ", FALSE)


def negation(part: Sql) -> Sql:
    """Not the part. All our conditions are true or false, never unknown, so this turns the result round."""
    return Sql(f"NOT ({part.text})", part.params)


def _joined(parts: Sequence[Sql], word: str, nothing: Sql) -> Sql:
    if not parts:
        return nothing
    if len(parts) == 1:
        return parts[0]
    return Sql("(" + word.join(part.text for part in parts) + ")", tuple(p for part in parts for p in part.params))


def among(dialect: str, expression: str, ids: frozenset[int]) -> Sql:
    """Whether an expression is one of these ids. Put `+` before it where its index shall not be used."""
    if not ids:
        return FALSE
    if len(ids) == 1:
        return Sql(f"{expression} = ?", tuple(ids))
    if len(ids) <= FEW_IDS:
        return Sql(f"{expression} IN ({', '.join('?' * len(ids))})", tuple(sorted(ids)))
    if dialect == "postgresql":
        return Sql(f"{expression} = ANY(?::bigint[])", (_array(ids),))
    return Sql(f"{expression} IN (SELECT value FROM json_each(?))", (_json(ids),))


def gathered(dialect: str, expression: str, ids: Sql) -> Sql:
    """Whether an expression is among the ids of a query, in words that make both planners start from that query."""
    if dialect == "postgresql":
        return Sql(f"{expression} = ANY(ARRAY({ids.text}))", ids.params)
    return Sql(f"{expression} IN ({ids.text})", ids.params)


@lru_cache(maxsize=256)
def _json(ids: frozenset[int]) -> str:
    return json.dumps(sorted(ids))


@lru_cache(maxsize=256)
def _array(ids: frozenset[int]) -> str:
    return "{" + ",".join(map(str, sorted(ids))) + "}"
