"""What hangs on a record, hung on another one (R44)."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from crm_tui.store.engine import Engine
from crm_tui.store.sql_parts import among


class Hung(StrEnum):
    """A table whose rows hang on records by `record_id`."""

    NOTES = "note"
    FILES = "attachment"


class Moving:
    """Moves notes and attachments, and what was told of them. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self, kind: Hung, of: int, to: int) -> tuple[int, ...]:
        """Move everything of one kind from a record to another; the ids of what was moved."""
        rows = self._engine.rows(f"SELECT id FROM {kind} WHERE record_id = ? ORDER BY id", (of,))
        ids = tuple(item for (item,) in rows)
        self.some(kind, ids, of, to)
        return ids

    def some(self, kind: Hung, ids: Sequence[int], of: int, to: int) -> None:
        """Move these, as far as they still hang on the record."""
        here = among(self._engine.dialect, "id", frozenset(ids))
        self._engine.execute(
            f"UPDATE {kind} SET record_id = ? WHERE record_id = ? AND {here.text}", (to, of, *here.params)
        )

    def notices(self, kind: str, items: Sequence[int], of: int, to: int) -> None:
        """What people were told of these items leads to the record on which they hang now."""
        here = among(self._engine.dialect, "item_id", frozenset(items))
        self._engine.execute(
            f"UPDATE notice SET record_id = ? WHERE record_id = ? AND kind = ? AND {here.text}",
            (to, of, kind, *here.params),
        )
