"""The index of contacts that are records themselves, as calls and cases: in step with them, and without their words.

A stream reads it in order of time; subject and people are read from the record when somebody asks, under his field
mask, so nothing of a hidden field stands here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from crm_tui.domain.channels import Source, SourceEntry, channel_data
from crm_tui.domain.modules import ModuleDef
from crm_tui.store.sql_parts import among

BATCH = 1000
"""So many records are looked at together."""


class Writes(Protocol):
    """What of an engine the index needs; a migration has no engine."""

    dialect: str

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        ...

    def execute(self, sql: str, params: Sequence[object] = ()) -> int:
        """Change something."""
        ...

    def many(self, sql: str, params: Iterable[Sequence[object]]) -> None:
        """Run a statement for each of many rows."""
        ...


@dataclass(frozen=True, slots=True)
class Indexed:
    """An entry as the index holds it; `links`: ids of the records in whose streams it stands."""

    at: int
    channel: str
    direction: str
    status: str
    minutes: int | None
    actor_id: int
    links: frozenset[int]

    @property
    def columns(self) -> tuple[object, ...]:
        """In the order of `_COLUMNS`."""
        return self.at, self.channel, self.direction, self.status, self.minutes, self.actor_id


_COLUMNS = "at, channel, direction, status, minutes, actor_id"
_ENTRY = ", ".join(f"i.{name}" for name in _COLUMNS.split(", "))
_INSERT = f"INSERT INTO interaction (source_id, {_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)"
_UPDATE = f"UPDATE interaction SET {', '.join(f'{name} = ?' for name in _COLUMNS.split(', '))} WHERE id = ?"
_LINK = "INSERT INTO interaction_link (record_id, at, interaction_id) VALUES (?, ?, ?)"


def source_of(module: ModuleDef) -> Source | None:
    """What the data says of a module whose records are contacts; None for all others, and where fields are gone."""
    if module.is_team or not module.standard:
        return None
    source = channel_data().sources.get(module.api_name)
    return source if source is not None and all(name in module.by_name for name in source.fields) else None


class InteractionIndex:
    """Keeps the entries of records in step with them, in the caller's transaction."""

    def __init__(self, engine: Writes) -> None:
        self._engine = engine

    def refresh(self, module: ModuleDef, ids: Sequence[int], *, new: bool = False) -> None:
        """Make the entries of these records what the records say now. `new`: they have none yet."""
        source = source_of(module)
        if source is None or not ids:
            return
        wanted = self._wanted(source, module, ids)
        known = {} if new else self._known(ids)
        gone = [number for source_id, (number, _) in known.items() if source_id not in wanted]
        self._delete(gone)
        for source_id, entry in wanted.items():
            if source_id in known and known[source_id][1] != entry:
                self._replace(known[source_id][0], entry)
        self._insert({i: entry for i, entry in wanted.items() if i not in known})

    def fill(self, module: ModuleDef) -> None:
        """Make the entries of all records of a module."""
        for ids in self._batches(module):
            self.refresh(module, ids)

    def wrong(self, module: ModuleDef) -> int:
        """How many records of a module the index disagrees with."""
        source = source_of(module)
        if source is None:
            return 0
        return sum(self._wrong(source, module, ids) for ids in self._batches(module))

    def _wrong(self, source: Source, module: ModuleDef, ids: Sequence[int]) -> int:
        wanted = self._wanted(source, module, ids)
        known = {source_id: entry for source_id, (_, entry) in self._known(ids).items()}
        return sum(wanted.get(record_id) != known.get(record_id) for record_id in ids)

    def _batches(self, module: ModuleDef) -> Iterator[list[int]]:
        last = 0
        while found := self._engine.rows(
            f"SELECT id FROM {module.table} WHERE id > ? ORDER BY id LIMIT ?", (last, BATCH)
        ):
            yield [record_id for (record_id,) in found]
            last = found[-1][0]

    def _wanted(self, source: Source, module: ModuleDef, ids: Sequence[int]) -> dict[int, Indexed]:
        """The entries that records should have, by record id."""
        names = source.fields
        columns = ", ".join(module.by_name[name].column for name in names)
        here = among(self._engine.dialect, "id", frozenset(ids))
        rows = self._engine.rows(f"SELECT id, owner_id, {columns} FROM {module.table} WHERE {here.text}", here.params)
        found = ((row, source.entry(module, dict(zip(names, row[2:], strict=True)))) for row in rows)
        return {row[0]: _indexed(source, entry, row[1]) for row, entry in found if entry is not None}

    def _known(self, ids: Sequence[int]) -> dict[int, tuple[int, Indexed]]:
        """Record id -> the id of its entry, and the entry."""
        here = among(self._engine.dialect, "i.source_id", frozenset(ids))
        rows = self._engine.rows(
            f"SELECT i.source_id, i.id, {_ENTRY}, l.record_id, l.at FROM interaction i"
            f" LEFT JOIN interaction_link l ON l.interaction_id = i.id WHERE {here.text}",
            here.params,
        )
        links: dict[int, set[int]] = {}
        for row in rows:
            # A link with another time than its entry would stand in the wrong place: it counts as another one.
            if row[8] is not None:
                links.setdefault(row[1], set()).add(row[8] if row[9] == row[2] else -row[8])
        return {row[0]: (row[1], _stored(row[2:8], links.get(row[1], set()))) for row in rows}

    def _delete(self, numbers: Sequence[int]) -> None:
        if numbers:
            here = among(self._engine.dialect, "id", frozenset(numbers))
            self._engine.execute(f"DELETE FROM interaction WHERE {here.text}", here.params)

    def _replace(self, number: int, entry: Indexed) -> None:
        """An entry keeps its number: notices name it."""
        self._engine.execute(_UPDATE, (*entry.columns, number))
        self._engine.execute("DELETE FROM interaction_link WHERE interaction_id = ?", (number,))
        self._engine.many(_LINK, [(record_id, entry.at, number) for record_id in sorted(entry.links)])

    def _insert(self, entries: dict[int, Indexed]) -> None:
        if not entries:
            return
        self._engine.many(_INSERT, [(source_id, *entry.columns) for source_id, entry in sorted(entries.items())])
        here = among(self._engine.dialect, "source_id", frozenset(entries))
        numbers = self._engine.rows(f"SELECT source_id, id FROM interaction WHERE {here.text}", here.params)
        links = [
            (record_id, entries[source_id].at, number)
            for source_id, number in numbers
            for record_id in sorted(entries[source_id].links)
        ]
        if links:
            self._engine.many(_LINK, links)


def _indexed(source: Source, entry: SourceEntry, owner_id: int) -> Indexed:
    links = frozenset(record_id for _, record_id in entry.links)
    return Indexed(entry.at, str(source.channel), str(entry.direction), entry.status, entry.minutes, owner_id, links)


def _stored(row: tuple[Any, ...], links: set[int]) -> Indexed:
    at, channel, direction, status, minutes, actor_id = row
    return Indexed(at, channel, direction, status, minutes, actor_id, frozenset(links))
