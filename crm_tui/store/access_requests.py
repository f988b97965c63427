"""Requests for access: who was refused what, and what came of it (AC48)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from crm_tui.store.engine import Engine
from crm_tui.store.sql_parts import among

_COLUMNS = "id, asker_id, action, module_id, record_id, rule, state, asked_at, answered_by, answered_at, answer, text"


@dataclass(frozen=True, slots=True)
class StoredAsk:
    """One request; moments are epoch seconds. `state`: an `AskState`."""

    id: int
    asker_id: int
    action: str
    module_id: int | None
    record_id: int | None
    rule: str
    state: str
    asked_at: int
    answered_by: int | None
    answered_at: int | None
    answer: str
    text: str


class AccessRequestRows:
    """The requests for access of one organisation. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(
        self,
        asker_id: int,
        action: str,
        module_id: int | None,
        record_id: int | None,
        rule: str,
        remedy_class: str,
        at: int,
        text: str,
    ) -> int:
        """A new open request; its id."""
        return self._engine.insert(
            "INSERT INTO access_request (asker_id, action, module_id, record_id, rule, remedy_class, state, asked_at,"
            " answer, text) VALUES (?, ?, ?, ?, ?, ?, 'open', ?, '', ?) RETURNING id",
            (asker_id, action, module_id, record_id, rule, remedy_class, at, text),
        )

    def open_of(self, asker_id: int) -> tuple[StoredAsk, ...]:
        """A user's open requests, oldest first."""
        return self._read("asker_id = ? AND state = 'open' ORDER BY id", asker_id)

    def of(self, asker_id: int, limit: int) -> tuple[StoredAsk, ...]:
        """A user's requests, newest first."""
        return self._read("asker_id = ? ORDER BY id DESC LIMIT ?", asker_id, limit)

    def open(self) -> tuple[StoredAsk, ...]:
        """All open requests, oldest first."""
        return self._read("state = 'open' ORDER BY id")

    def many(self, ids: Iterable[int]) -> dict[int, StoredAsk]:
        """Requests by id; those that are gone are missing."""
        wanted = frozenset(ids)
        if not wanted:
            return {}
        here = among(self._engine.dialect, "id", wanted)
        return {one.id: one for one in self._read(here.text, *here.params)}

    def close(self, request_id: int, state: str, by: int, at: int, answer: str = "") -> bool:
        """Answer or withdraw an open request; False where it is open no more."""
        sql = (
            "UPDATE access_request SET state = ?, answered_by = ?, answered_at = ?, answer = ?"
            " WHERE id = ? AND state = 'open'"
        )
        return self._engine.execute(sql, (state, by, at, answer, request_id)) == 1

    def _read(self, test: str, *params: Any) -> tuple[StoredAsk, ...]:
        rows = self._engine.rows(f"SELECT {_COLUMNS} FROM access_request WHERE {test}", params)
        return tuple(StoredAsk(*row) for row in rows)
