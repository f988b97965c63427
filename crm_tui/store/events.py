"""Events: what happened to each record, newest first; append only."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from crm_tui.store.bodies import canonical, held_in, held_out, parsed
from crm_tui.store.engine import Engine
from crm_tui.store.plans import Held


@dataclass(frozen=True, slots=True)
class StoredChange:
    """Before and after of one field, by API name, in stored form."""

    field: str
    before: Held
    after: Held


@dataclass(frozen=True, slots=True)
class EventBody:
    """What an event tells. `detail`: words from people or names; `data`: further marks, pair by pair."""

    changes: tuple[StoredChange, ...] = ()
    detail: str = ""
    data: tuple[tuple[str, str], ...] = ()

    def mark(self, name: str) -> str:
        """The further mark of this name, or an empty text."""
        return dict(self.data).get(name, "")


@dataclass(frozen=True, slots=True)
class StoredEvent:
    """One event; `at` is epoch seconds, `door` as `screen`, `cli`."""

    id: int
    record_id: int
    at: int
    actor_id: int
    kind: str
    door: str
    body: EventBody


_COLUMNS = "id, record_id, at, actor_id, kind, door, body"


class Events:
    """The events of one organisation. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(self, record_id: int, at: int, actor_id: int, kind: str, door: str, body: EventBody) -> int:
        """Write an event; its id."""
        return self._engine.insert(
            "INSERT INTO event (record_id, at, actor_id, kind, door, body) VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            (record_id, at, actor_id, kind, door, encoded(body)),
        )

    def append_many(self, record_ids: list[int], at: int, actor_id: int, kind: str, door: str, body: EventBody) -> None:
        """Write the same event for many records: for imports."""
        text = encoded(body)
        self._engine.many(
            "INSERT INTO event (record_id, at, actor_id, kind, door, body) VALUES (?, ?, ?, ?, ?, ?)",
            [(record_id, at, actor_id, kind, door, text) for record_id in record_ids],
        )

    def list(
        self,
        record_id: int,
        limit: int = 100,
        before: int | None = None,
        since: int | None = None,
        but: Collection[str] = (),
        *,
        until: int | None = None,
        kinds: Collection[str] = (),
        actor_id: int | None = None,
    ) -> tuple[StoredEvent, ...]:
        """The events of a record, newest first.

        `before`: only those with a smaller id (the id of the last line of the page above).
        `since`, `until`: only those from this moment on, up to but not including that one, in epoch seconds.
        `but`: kinds that are left out; `kinds`: the only ones, where any is named; `actor_id`: only what he did.
        """
        where = "record_id = ?"
        params: list[object] = [record_id]
        for condition, value in (("id < ?", before), ("at >= ?", since), ("at < ?", until), ("actor_id = ?", actor_id)):
            if value is not None:
                where, params = f"{where} AND {condition}", [*params, value]
        for word, some in (("NOT IN", but), ("IN", kinds)):
            if some:
                where, params = f"{where} AND kind {word} ({', '.join('?' * len(some))})", [*params, *sorted(some)]
        rows = self._engine.rows(
            f"SELECT {_COLUMNS} FROM event WHERE {where} ORDER BY id DESC LIMIT ?", (*params, limit)
        )
        return tuple(_event(row) for row in rows)

    def after(self, event_id: int, limit: int = 1000) -> tuple[StoredEvent, ...]:
        """All events with a greater id, oldest first: what others changed."""
        rows = self._engine.rows(f"SELECT {_COLUMNS} FROM event WHERE id > ? ORDER BY id LIMIT ?", (event_id, limit))
        return tuple(_event(row) for row in rows)

    def modules_after(self, event_id: int, limit: int) -> Sequence[tuple[int, str, int]]:
        """Id, kind and module id of all events with a greater id: which modules something happened in."""
        return self._engine.rows(
            "SELECT e.id, e.kind, r.module_id FROM event e JOIN record r ON r.id = e.record_id WHERE e.id > ?"
            " ORDER BY e.id LIMIT ?",
            (event_id, limit),
        )

    def last_id(self) -> int:
        """The greatest id so far; 0 where there is no event."""
        return self._engine.value("SELECT max(id) FROM event") or 0


def encoded(body: EventBody) -> str:
    """The stored text of a body; an empty part is left out."""
    parts: dict[str, object] = {}
    if body.changes:
        parts["changes"] = [[c.field, held_out(c.before), held_out(c.after)] for c in body.changes]
    if body.detail:
        parts["detail"] = body.detail
    if body.data:
        parts["data"] = dict(body.data)
    return canonical(parts)


def decoded(text: str) -> EventBody:
    """The body of a stored text."""
    parts = parsed(text)
    changes = tuple(StoredChange(name, held_in(old), held_in(new)) for name, old, new in parts.get("changes", ()))
    return EventBody(changes, parts.get("detail", ""), tuple(parts.get("data", {}).items()))


def _event(row: tuple[int, int, int, int, str, str, str]) -> StoredEvent:
    return StoredEvent(*row[:6], decoded(row[6]))
