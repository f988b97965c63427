"""The registry of all records, and which of them are in the bin (7.7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crm_tui.store.engine import Engine
from crm_tui.store.plans import Gone
from crm_tui.store.sql_parts import Sql, among


class Bin:
    """Moves records in and out of the bin. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def put(self, ids: Sequence[int], by: int, at: int, batch: int | None) -> int:
        """See `RecordRows.delete`."""
        here = self._among(ids)
        return self._engine.execute(
            "UPDATE record SET deleted_at = ?, deleted_by = ?, deleted_batch = ?"
            f" WHERE {here.text} AND deleted_at IS NULL",
            (at, by, batch, *here.params),
        )

    def take(self, ids: Sequence[int]) -> int:
        """See `RecordRows.restore`."""
        here = self._among(ids)
        return self._engine.execute(
            "UPDATE record SET deleted_at = NULL, deleted_by = NULL, deleted_batch = NULL"
            f" WHERE {here.text} AND deleted_at IS NOT NULL",
            here.params,
        )

    def modules_of(self, ids: Iterable[int]) -> dict[int, int]:
        """See `RecordRows.modules_of`."""
        here = self._among(ids)
        return dict(self._engine.rows(f"SELECT id, module_id FROM record WHERE {here.text}", here.params))

    def entries(self, ids: Sequence[int]) -> dict[int, Gone]:
        """See `RecordRows.bin_entries`."""
        here = self._among(ids)
        rows = self._engine.rows(
            "SELECT id, deleted_at, deleted_by, deleted_batch FROM record"
            f" WHERE {here.text} AND deleted_at IS NOT NULL",
            here.params,
        )
        return {record_id: Gone(at, by, batch) for record_id, at, by, batch in rows}

    def batch(self, batch: int) -> dict[int, int]:
        """See `RecordRows.batch`."""
        return dict(self._engine.rows("SELECT id, module_id FROM record WHERE deleted_batch = ?", (batch,)))

    def next_batch(self) -> int:
        """See `RecordRows.next_batch`."""
        return self._engine.insert(
            "INSERT INTO sequence (name, value) VALUES ('batch', 1)"
            " ON CONFLICT (name) DO UPDATE SET value = sequence.value + 1 RETURNING value"
        )

    def expired(self, before: int, limit: int) -> dict[int, int]:
        """See `RecordRows.expired`."""
        rows = self._engine.rows(
            "SELECT id, module_id FROM record WHERE deleted_at IS NOT NULL AND deleted_at < ? LIMIT ?", (before, limit)
        )
        return dict(rows)

    def _among(self, ids: Iterable[int]) -> Sql:
        return among(self._engine.dialect, "id", frozenset(ids))
