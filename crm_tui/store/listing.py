"""Pages and counts of lists: keyset pages in both directions, rows without a sort key last."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from crm_tui.domain.fields import FieldDef
from crm_tui.domain.records import Count, Cursor
from crm_tui.store.drivers import KEPT_SECONDS
from crm_tui.store.engine import Engine
from crm_tui.store.list_sql import ListCompiler, ListSql, cache_key
from crm_tui.store.plans import Held, ListPlan, ScopeOf, StoredRow
from crm_tui.store.sql_parts import Sql

_KEPT = 256
Stretch = Literal["filled", "empty", "all"]
"""Rows with a sort key, rows without, or all where every row has one."""


@dataclass(slots=True)
class _Query:
    """A compiled plan and the texts of its pages so far."""

    sql: ListSql
    until: float
    texts: dict[tuple[bool, bool, Stretch, bool], str]

    def text(self, reverse: bool, cursor: bool, stretch: Stretch, offset: bool) -> str:
        key = (reverse, cursor, stretch, offset)
        if key not in self.texts:
            self.texts[key] = _page_text(self.sql, *key)
        return self.texts[key]

    def params(self, cursor: Cursor | None, stretch: Stretch) -> tuple[object, ...]:
        key, where = self.sql.sort.key.params, self.sql.condition.params
        tested = key if stretch != "all" and not self.sql.sort.filled else ()
        if stretch == "empty":
            return (*where, *tested, cursor.id) if cursor else (*where, *tested)
        if cursor is None:
            return (*key, *where, *tested)
        if self.sql.split:
            return (*where, cursor.key, cursor.id, *where, cursor.key)
        return (*key, *where, *tested, *key, cursor.key, cursor.id)


class Lister:
    """Runs list plans. SQL text is made once for each shape of plan and kept."""

    def __init__(self, engine: Engine, compiler: ListCompiler, scope_of: ScopeOf | None) -> None:
        self._engine, self._compiler, self._scope_of = engine, compiler, scope_of
        self._queries: OrderedDict[tuple[object, ...], _Query] = OrderedDict()

    def page(
        self, plan: ListPlan, limit: int, after: Cursor | None = None, before: Cursor | None = None, offset: int = 0
    ) -> list[StoredRow]:
        """See `RecordRows.page`."""
        query = self._query(plan)
        reverse = after is None and before is not None
        found: list[StoredRow] = []
        for stretch, cursor in _stretches(query.sql, before if reverse else after, reverse):
            rows = self._read(query, reverse, cursor, stretch, limit - len(found), offset)
            found += rows
            if len(found) >= limit:
                break
            if offset:
                offset = 0 if rows else max(0, offset - self._length(query, reverse, cursor, stretch))
        if reverse:
            found.reverse()
        return _with_choices(found, query.sql.multi) if query.sql.multi else found

    def count(self, plan: ListPlan, cap: int | None) -> Count:
        """See `RecordRows.count`."""
        if cap is None:
            exact = self._compiler.count_all(plan)
            return Count(self._engine.value(exact.text, exact.params) or 0)
        rows = self._compiler.count(plan)
        number = self._engine.value(f"SELECT count(*) FROM ({rows.text} LIMIT ?) n", (*rows.params, cap)) or 0
        return Count(min(number, cap - 1), more=True) if number >= cap else Count(number)

    def place(self, plan: ListPlan, record_id: int) -> int | None:
        """See `RecordRows.place`."""
        query = self._query(plan)
        sql, sort = query.sql, query.sql.sort
        found = self._engine.row(
            f"{sort.prelude}SELECT {sort.key.text} AS k FROM {sql.module.table} t{sort.join}"
            f" WHERE {sql.condition.text} AND t.id = ?",
            (*sort.key.params, *sql.condition.params, record_id),
        )
        if found is None:
            return None
        before = _stretches(sql, Cursor(found[0], record_id), reverse=True)
        return sum(self._length(query, True, cursor, stretch) for stretch, cursor in before)

    def rows(self, plan: ListPlan, columns: Sql) -> Sql:
        """See `RecordRows.query`."""
        return self._compiler.rows(plan, columns)

    def _read(
        self, query: _Query, reverse: bool, cursor: Cursor | None, stretch: Stretch, limit: int, offset: int
    ) -> list[StoredRow]:
        text = query.text(reverse, cursor is not None, stretch, offset > 0)
        params = query.params(cursor, stretch)
        end = (limit, offset) if offset else (limit,)
        return list(map(StoredRow, self._engine.rows(text, (*params, *end))))

    def _length(self, query: _Query, reverse: bool, cursor: Cursor | None, stretch: Stretch) -> int:
        text = query.text(reverse, cursor is not None, stretch, False)
        number: int = self._engine.value(f"SELECT count(*) FROM ({text}) n", (*query.params(cursor, stretch), 2**62))
        return number

    def _query(self, plan: ListPlan) -> _Query:
        key = cache_key(plan)
        known = self._queries.get(key) if key is not None else None
        if known is not None and known.until > time.monotonic() and self._is_current(known.sql, plan):
            return known
        query = _Query(self._compiler.page(plan), time.monotonic() + KEPT_SECONDS, {})
        if key is not None:
            self._queries[key] = query
            if len(self._queries) > _KEPT:
                self._queries.popitem(last=False)
        return query

    def _is_current(self, sql: ListSql, plan: ListPlan) -> bool:
        scope_of = self._scope_of
        if sql.module is not plan.module:
            return False
        return scope_of is None or all(scope_of(module_id) == scope for module_id, scope in sql.asked)


def _stretches(sql: ListSql, cursor: Cursor | None, reverse: bool) -> Iterator[tuple[Stretch, Cursor | None]]:
    """The stretches that a page may take rows from, in order, with the cursor where it stands."""
    if not sql.sort.nullable:
        yield "all", cursor
    elif reverse:
        if cursor and cursor.key is not None:
            yield "filled", cursor
        else:
            yield "empty", cursor
            yield "filled", None
    elif cursor and cursor.key is None:
        yield "empty", cursor
    else:
        yield "filled", cursor
        yield "empty", None


def _page_text(sql: ListSql, reverse: bool, cursor: bool, stretch: Stretch, offset: bool) -> str:
    down = sql.descending != reverse
    test, way = ("<", " DESC") if down else (">", "")
    # The plus keeps SQLite from walking the sort index where few rows were found by another one.
    plus = "+" if sql.sorts else ""
    key, filled = sql.sort.key.text, sql.sort.filled or f"{sql.sort.key.text} IS NOT NULL"
    conditions = [sql.condition.text]
    if stretch != "all":
        conditions.append(filled if stretch == "filled" else f"NOT ({filled})")
    read = "NULL" if stretch == "empty" else key
    columns = ", ".join(("t.id", "t.version", "t.owner_id", f"{read} AS k", *sql.columns))
    start = f"SELECT {columns} FROM {sql.module.table} t{sql.sort.join} WHERE {' AND '.join(conditions)}"
    # The order names the column that was read, so that a costly key is made once for each row.
    order = f"t.id{way}" if stretch == "empty" else f"{plus}k{way}, t.id{way}"
    if cursor and stretch == "empty":
        start += f" AND t.id {test} ?"
    elif cursor and sql.split:
        # SQLite leaves a rowid inside a row value out of the search: a million rows of one key would all be read.
        start = f"{start} AND {key} = ? AND t.id {test} ? UNION ALL {start} AND {key} {test} ?"
        order = f"4{way}, 1{way}"
    elif cursor:
        start += f" AND ({plus}{key}, t.id) {test} (?, ?)"
    return f"{sql.sort.prelude}{start} ORDER BY {order} LIMIT ?{' OFFSET ?' if offset else ''}"


def _with_choices(rows: list[StoredRow], multi: tuple[tuple[int, FieldDef], ...]) -> list[StoredRow]:
    """Multi-select columns come as joined ids; they leave as tuples in the order of the choices."""
    places = {field.id: {choice.id: i for i, choice in enumerate(field.choices)} for _, field in multi}
    found = []
    for row in rows:
        values: list[Held] = list(row)
        for column, field in multi:
            values[column] = choice_ids(values[column], places[field.id])
        found.append(StoredRow(values))
    return found


def choice_ids(joined: Held, places: dict[int, int]) -> tuple[int, ...]:
    """The ids of a joined text such as `7,3`, in the order of their places."""
    ids = [int(part) for part in str(joined).split(",")] if joined else []
    return tuple(sorted(ids, key=lambda choice_id: (places.get(choice_id, len(places)), choice_id)))
