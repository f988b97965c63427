"""What each user looked at last."""

from __future__ import annotations

from crm_tui.store.engine import Engine

KEPT = 50
"""So many records are remembered for each user."""


class Recents:
    """The recently opened records of each user. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def note(self, user_id: int, record_id: int, at: int) -> None:
        """Remember that a user opened a record; the oldest beyond `KEPT` are forgotten."""
        self._engine.execute(
            "INSERT INTO recent (user_id, record_id, at) VALUES (?, ?, ?)"
            " ON CONFLICT (user_id, record_id) DO UPDATE SET at = excluded.at",
            (user_id, record_id, at),
        )
        self._engine.execute(
            "DELETE FROM recent WHERE user_id = ? AND record_id NOT IN"
            " (SELECT record_id FROM recent WHERE user_id = ? ORDER BY at DESC, record_id DESC LIMIT ?)",
            (user_id, user_id, KEPT),
        )

    def list(self, user_id: int, limit: int = 20) -> tuple[tuple[int, int], ...]:
        """(record id, module id) of the living records that a user opened, latest first; not yet under his scope."""
        rows = self._engine.rows(
            "SELECT r.id, r.module_id FROM recent o JOIN record r ON r.id = o.record_id"
            " WHERE o.user_id = ? AND r.deleted_at IS NULL ORDER BY o.at DESC, o.record_id DESC LIMIT ?",
            (user_id, limit),
        )
        return tuple((record_id, module_id) for record_id, module_id in rows)
