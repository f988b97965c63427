"""Writing records: registry, row, multi-select values, auto numbers, search entry and the entry of a contact with a
customer, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.base.text import fold
from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import ModuleDef
from crm_tui.store.engine import Engine
from crm_tui.store.interaction_index import InteractionIndex
from crm_tui.store.plans import Held, NewRow
from crm_tui.store.row_sql import chosen, own_columns
from crm_tui.store.search_entries import SearchEntries
from crm_tui.store.search_sql import searchable
from crm_tui.store.sql_parts import among


class RowWriter:
    """Writes records. Every method needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._entries = SearchEntries(engine)
        self._contacts = InteractionIndex(engine)

    def insert(
        self,
        module: ModuleDef,
        owner_id: int,
        actor_id: int,
        at: int,
        stored: Mapping[str, Held],
        name: str,
        requester_id: int | None,
        parent_id: int | None,
    ) -> int:
        """See `RecordRows.insert`."""
        new = NewRow(owner_id, name, stored, parent_id, requester_id)
        record_id = self._engine.insert(
            "INSERT INTO record (module_id, created_at) VALUES (?, ?) RETURNING id", (module.id, at)
        )
        columns = self._columns(module, new, record_id, actor_id, at)
        self._engine.execute(_insert_text(module.table, tuple(columns)), tuple(columns.values()))
        self._put_choices(record_id, chosen(module, stored))
        self._entries.put(module, record_id, name, _with_numbers(module, stored, columns))
        self._contacts.refresh(module, (record_id,), new=True)
        return record_id

    def insert_many(self, module: ModuleDef, actor_id: int, at: int, new: Sequence[NewRow]) -> list[int]:
        """See `RecordRows.insert_many`."""
        ids = self._next_ids(len(new))
        self._engine.many(
            "INSERT INTO record (id, module_id, created_at) VALUES (?, ?, ?)", [(i, module.id, at) for i in ids]
        )
        rows = [self._columns(module, row, i, actor_id, at) for i, row in zip(ids, new, strict=True)]
        names = tuple(dict.fromkeys(column for row in rows for column in row))
        self._engine.many(_insert_text(module.table, names), [[row.get(n) for n in names] for row in rows])
        self._engine.many(
            _CHOOSE,
            [
                (field_id, record_id, choice_id)
                for record_id, row in zip(ids, new, strict=True)
                for field_id, choices in chosen(module, row.stored).items()
                for choice_id in choices
            ],
        )
        self._entries.put_many(
            module,
            [
                (record_id, row.name, _with_numbers(module, row.stored, columns))
                for record_id, row, columns in zip(ids, new, rows, strict=True)
            ],
        )
        self._contacts.refresh(module, ids, new=True)
        return ids

    def update(
        self,
        module: ModuleDef,
        record_id: int,
        version: int,
        actor_id: int,
        at: int,
        stored: Mapping[str, Held],
        name: str | None,
        owner_id: int | None,
    ) -> bool:
        """See `RecordRows.update`."""
        columns = own_columns(module, stored)
        if name is not None:
            columns |= {"name": name, "name_key": fold(name)}
        if owner_id is not None:
            columns["owner_id"] = owner_id
        columns |= {"modified_by": actor_id, "modified_at": at}
        places = ", ".join(f"{column} = ?" for column in columns)
        changed = self._engine.execute(
            f"UPDATE {module.table} SET {places}, version = version + 1 WHERE id = ? AND version = ?",
            (*columns.values(), record_id, version),
        )
        if changed != 1:
            return False
        if choices := chosen(module, stored):
            self._clear_choices(record_id, choices)
            self._put_choices(record_id, choices)
        if name is not None or any(field.api_name in stored for field in searchable(module)):
            self._entries.refresh(module, record_id)
        self._contacts.refresh(module, (record_id,))
        return True

    def purge(self, ids: Sequence[int]) -> int:
        """See `RecordRows.purge`. What hangs on the records goes by the database's own foreign keys."""
        found = frozenset(ids)
        self._entries.forget(found)
        here = among(self._engine.dialect, "id", found)
        return self._engine.execute(f"DELETE FROM record WHERE {here.text}", here.params)

    def _columns(self, module: ModuleDef, new: NewRow, record_id: int, actor_id: int, at: int) -> dict[str, Held]:
        columns: dict[str, Held] = {
            "id": record_id, "owner_id": new.owner_id, "name": new.name, "name_key": fold(new.name),
            "created_by": actor_id, "created_at": at, "modified_by": actor_id, "modified_at": at,
        }  # fmt: skip
        columns |= own_columns(module, new.stored)
        if new.parent_id is not None:
            columns["parent_id"] = new.parent_id
        if new.requester_id is not None:
            columns["requester_id"] = new.requester_id
        for field in _numbered(module):
            columns[field.column] = self._next_number(module, field)
        return columns

    def _next_number(self, module: ModuleDef, field: FieldDef) -> str:
        number = self._engine.insert(
            "INSERT INTO sequence (name, value) VALUES (?, 1)"
            " ON CONFLICT (name) DO UPDATE SET value = sequence.value + 1 RETURNING value",
            (f"number.{module.id}.{field.id}",),
        )
        return f"{field.prefix or module.number_prefix}{number:04d}"

    def _next_ids(self, count: int) -> list[int]:
        if not self._engine.is_sqlite:
            rows = self._engine.rows(
                "SELECT nextval(pg_get_serial_sequence('record', 'id')) FROM generate_series(1, ?)", (count,)
            )
            return [number for (number,) in rows]
        # The write gate is held, so nobody else takes these.
        last = self._engine.value("SELECT seq FROM sqlite_sequence WHERE name = 'record'") or 0
        return list(range(last + 1, last + 1 + count))

    def _clear_choices(self, record_id: int, choices: Mapping[int, tuple[int, ...]]) -> None:
        fields = among(self._engine.dialect, "field_id", frozenset(choices))
        self._engine.execute(
            f"DELETE FROM multi_value WHERE record_id = ? AND {fields.text}", (record_id, *fields.params)
        )

    def _put_choices(self, record_id: int, choices: Mapping[int, tuple[int, ...]]) -> None:
        rows = [(field_id, record_id, choice) for field_id, ids in choices.items() for choice in dict.fromkeys(ids)]
        if rows:
            self._engine.many(_CHOOSE, rows)


_CHOOSE = "INSERT INTO multi_value (field_id, record_id, choice_id) VALUES (?, ?, ?)"


def _insert_text(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


def _numbered(module: ModuleDef) -> list[FieldDef]:
    return [field for field in module.fields if field.kind is FieldKind.AUTO_NUMBER]


def _with_numbers(module: ModuleDef, stored: Mapping[str, Held], columns: Mapping[str, Held]) -> dict[str, Held]:
    return {**stored, **{field.api_name: columns[field.column] for field in _numbered(module)}}
