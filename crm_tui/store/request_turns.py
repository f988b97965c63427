"""Whose turn it is to own the next request of a module (Q05)."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from crm_tui.store.engine import Engine


class RequestTurns:
    """Gives turns round and round. Writing needs an open `engine.write()`; others wait for its end."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def next(self, module_id: int, owners: Sequence[int], ready: Collection[int]) -> int | None:
        """The next one who is ready after whoever had the last turn; None where nobody is.

        `owners`: user ids in their order, `ready`: those of them who may own today. It starts anew where the last one
        is no longer among them.
        """
        name = f"request_turn.{module_id}"
        self._engine.serialise(name)
        last = self._engine.value("SELECT value FROM sequence WHERE name = ?", (name,))
        place = owners.index(last) + 1 if last in owners else 0
        turn = next((owner for owner in (*owners[place:], *owners[:place]) if owner in ready), None)
        if turn is not None:
            self._engine.execute(
                "INSERT INTO sequence (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, turn),
            )
        return turn
