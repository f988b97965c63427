"""The few verbs of an engine for scripts, which are handed a database inside their transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import peewee as pw


class Statements:
    """Runs SQL with `?` places on either engine."""

    def __init__(self, db: Any) -> None:
        self._db = db
        self.dialect = "sqlite" if isinstance(db, pw.SqliteDatabase) else "postgresql"

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return [tuple(row) for row in self._run(sql, params).fetchall()]

    def execute(self, sql: str, params: Sequence[object] = ()) -> int:
        """Change something; how many rows were met, where the driver tells."""
        return max(getattr(self._run(sql, params), "rowcount", 0), 0)

    def many(self, sql: str, params: Iterable[Sequence[object]]) -> None:
        """Run one statement for each of many rows."""
        for row in params:
            self._run(sql, row)

    def _run(self, sql: str, params: Sequence[object]) -> Any:
        return self._db.execute_sql(self._spelled(sql), tuple(params))

    def _spelled(self, sql: str) -> str:
        if self.dialect == "sqlite":
            return sql
        from crm_tui.store.postgres import server_sql

        return server_sql(sql)
