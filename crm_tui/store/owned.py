"""Open records by their owners: what somebody hands on, and who has the fewest."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.domain.modules import ModuleDef
from crm_tui.store.engine import Engine
from crm_tui.store.sql_parts import Sql, among


class Owned:
    """Counts and finds under no row scope: for acts of administrators and for automation."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def open_of(self, module: ModuleDef, owner_id: int) -> list[int]:
        """The ids of a user's open records of a module, oldest first."""
        still = self._open(module)
        rows = self._engine.rows(
            f"SELECT t.id FROM {module.table} t JOIN record r ON r.id = t.id"
            f" WHERE t.owner_id = ? AND r.deleted_at IS NULL AND {still.text} ORDER BY t.id",
            (owner_id, *still.params),
        )
        return [record_id for (record_id,) in rows]

    def counts(self, module: ModuleDef, owners: Iterable[int]) -> dict[int, int]:
        """How many open records of a module each of these users has."""
        wanted = frozenset(owners)
        still, whose = self._open(module), among(self._engine.dialect, "t.owner_id", wanted)
        rows = self._engine.rows(
            f"SELECT t.owner_id, count(*) FROM {module.table} t JOIN record r ON r.id = t.id"
            f" WHERE {whose.text} AND r.deleted_at IS NULL AND {still.text} GROUP BY t.owner_id",
            (*whose.params, *still.params),
        )
        return dict.fromkeys(wanted, 0) | dict(rows)

    def _open(self, module: ModuleDef) -> Sql:
        """Not in a closed state; in a module without states every record is open."""
        status = module.field(module.status_field)
        closed = [choice.id for choice in status.choices if choice.closed] if status is not None else []
        if status is None or not closed:
            return Sql("1 = 1", ())
        here = among(self._engine.dialect, f"t.{status.column}", frozenset(closed))
        return Sql(f"(t.{status.column} IS NULL OR NOT {here.text})", here.params)
