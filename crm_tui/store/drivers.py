"""Which condition a list starts from.

Every condition that an index can answer is a candidate. Where the smallest lets few rows through, the list starts
from it and sorts what it finds; else it walks the sort index and tests each row. Walking costs about
limit / share rows and starting costs share * total, so they break even at sqrt(limit * total) rows: 0.7 % of a
million, which is where both took the same time when measured.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from crm_tui.domain.modules import ModuleDef
from crm_tui.store.engine import Engine
from crm_tui.store.sql_parts import Sql

SMALL = 2000
"""In a module of so few rows no plan is slow, so nothing is counted."""
KEPT_SECONDS = 300.0
PAGE = 50
RARE = 4 * PAGE
"""Of so few rows it is quicker to read a whole table for them than to meet them in the order of an index."""
_KEPT = 512


@dataclass(frozen=True, slots=True)
class Candidate:
    """A condition that an index can answer.

    `drive` lets the planner use that index, `walk` keeps it from it. `ids` is a query whose rows are counted to learn
    how many it lets through; None where nobody knows. `ordered`: its index also gives the order by Modified_Time.
    `at_once`: all its rows are gathered before the first is read, so a capped count does not start from many.
    `scans`: no index finds all its rows, so that it is worth while for `RARE` rows at most. `legs`: the same rows in
    parts that have none in common, each of which gives its first row at once; none where nobody needs them.
    """

    drive: Sql
    walk: Sql
    ids: Sql | None = None
    ordered: bool = False
    at_once: bool = False
    scans: bool = False
    legs: tuple[Sql, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """The candidate to start from, None for none. `sorts`: the sort index must be left alone."""

    driver: Candidate | None = None
    sorts: bool = False


class Drivers:
    """Chooses, and remembers for five minutes how many rows it counted."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: OrderedDict[tuple[str, tuple[object, ...], int], tuple[float, int]] = OrderedDict()

    def for_page(
        self, module: ModuleDef, candidates: Sequence[Candidate], *, walkable: bool, by_modified: bool
    ) -> Choice:
        """How to read a page: `walkable` where an index gives its order."""
        ordered = next((c for c in candidates if c.ordered), None) if by_modified else None
        total = self.total(module) if candidates else 0
        if total <= SMALL:
            return Choice(ordered)
        limit = math.isqrt(PAGE * total) if walkable else total // 10
        fewest = self._fewest(candidates, limit)
        if fewest is None or fewest is ordered:
            return Choice(ordered)
        return Choice(fewest, sorts=True)

    def for_count(self, module: ModuleDef, candidates: Sequence[Candidate], *, alone: bool) -> Choice:
        """How to count: `alone` where the only condition is one candidate, which its index can answer by itself."""
        if alone and len(candidates) == 1 and candidates[0].ids is not None and not candidates[0].at_once:
            return Choice(candidates[0])
        total = self.total(module) if candidates else 0
        if total <= SMALL:
            return Choice()
        return Choice(self._fewest(candidates, total // 5, at_once=math.isqrt(PAGE * total)))

    def total(self, module: ModuleDef) -> int:
        """About how many rows a module has."""
        if self._engine.is_sqlite:
            return self._counted(f"SELECT count(*) FROM {module.table}", (), 0)
        guess = "SELECT greatest(reltuples::bigint, 0) FROM pg_class WHERE oid = to_regclass(?)"
        return self._counted(guess, (module.table,), 0)

    def number(self, ids: Sql, limit: int) -> int:
        """How many rows a query has, counted up to a limit."""
        sql = f"SELECT count(*) FROM (SELECT 1 FROM ({ids.text}) i LIMIT ?) n"
        if not self._engine.is_sqlite:
            # Hidden from the limit, lest PostgreSQL reads the whole table in the hope of meeting it early.
            sql = f"WITH i AS MATERIALIZED ({ids.text}) SELECT count(*) FROM (SELECT 1 FROM i LIMIT ?) n"
        return self._counted(sql, (*ids.params, limit), limit)

    def _fewest(self, candidates: Sequence[Candidate], limit: int, *, at_once: int | None = None) -> Candidate | None:
        """The candidate with the fewest rows, below the limit; `at_once`: another limit for such ones."""
        best, fewest = None, limit
        for candidate in candidates:
            if candidate.ids is not None:
                most = at_once if candidate.at_once and at_once is not None else limit
                most = min(most, RARE) if candidate.scans else most
                found = self.number(candidate.ids, most)
                if found < min(fewest, most):
                    best, fewest = candidate, found
        return best

    def _counted(self, sql: str, params: tuple[object, ...], limit: int) -> int:
        key, now = (sql, params, limit), time.monotonic()
        known = self._known.get(key)
        if known is not None and known[0] > now:
            return known[1]
        number: int = self._engine.value(sql, params) or 0
        self._known[key] = (now + KEPT_SECONDS, number)
        if len(self._known) > _KEPT:
            self._known.popitem(last=False)
        return number
