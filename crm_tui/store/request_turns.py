"""Whose turn it is to own the next request of a module (Q05)."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.store.engine import Engine


class RequestTurns:
    """Gives turns round and round. Writing needs an open `engine.write()`; others wait for its end."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def next(self, module_id: int, owners: Sequence[int]) -> int:
        """The one after whoever had the last turn, the first where he is no longer among them. `owners`: user ids."""
        name = f"request_turn.{module_id}"
        self._engine.serialise(name)
        last = self._engine.value("SELECT value FROM sequence WHERE name = ?", (name,))
        place = owners.index(last) + 1 if last in owners else 0
        turn = owners[place % len(owners)]
        self._engine.execute(
            "INSERT INTO sequence (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (name, turn),
        )
        return turn
