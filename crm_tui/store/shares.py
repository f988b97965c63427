"""Records that were shared to single users."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.modules import Level
from crm_tui.store.engine import Engine


@dataclass(frozen=True, slots=True)
class StoredShare:
    """One user's share of a record; `created_at` is epoch seconds."""

    record_id: int
    user_id: int
    level: Level
    shared_by: int
    created_at: int


class Shares:
    """The shares of one organisation. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list(self, record_id: int) -> tuple[StoredShare, ...]:
        """The shares of a record, oldest first."""
        rows = self._engine.rows(
            "SELECT record_id, user_id, level, shared_by, created_at FROM share WHERE record_id = ?"
            " ORDER BY created_at, user_id",
            (record_id,),
        )
        return tuple(StoredShare(record, user, Level(level), by, at) for record, user, level, by, at in rows)

    def level(self, record_id: int, user_id: int) -> Level:
        """The level at which a record is shared to a user; NONE where it is not."""
        found = self._engine.value("SELECT level FROM share WHERE record_id = ? AND user_id = ?", (record_id, user_id))
        return Level(found or 0)

    def put(self, record_id: int, user_id: int, level: Level, by: int, at: int) -> None:
        """Share a record to a user, or change the level at which it is."""
        self._engine.execute(
            "INSERT INTO share (record_id, user_id, level, shared_by, created_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (record_id, user_id) DO UPDATE SET level = excluded.level, shared_by = excluded.shared_by,"
            " created_at = excluded.created_at",
            (record_id, user_id, int(level), by, at),
        )

    def remove(self, record_id: int, user_id: int) -> bool:
        """End a share; False where there was none."""
        return self._engine.execute("DELETE FROM share WHERE record_id = ? AND user_id = ?", (record_id, user_id)) == 1
