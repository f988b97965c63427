"""The table that each module has: made at run time, one typed column for each field, named by ids only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm_tui.domain.fields import FieldKind
from crm_tui.store.engine import Engine
from crm_tui.store.field_types import FIELD_TYPES

SYSTEM_COLUMNS = (
    "id", "owner_id", "name", "name_key", "created_by", "created_at", "modified_by", "modified_at", "version",
    "number", "locked", "requester_id", "handled", "parent_id",
)  # fmt: skip
"""They stand in front, because SQLite walks a row from its start to the column it wants."""

_TEXT = {dialect: words["CRM_TEXT"] for dialect, words in FIELD_TYPES.items()}
_REAL = {"sqlite": "REAL", "postgresql": "DOUBLE PRECISION"}
_INTEGER = {"sqlite": "INTEGER", "postgresql": "BIGINT"}
_TO_RECORD = " REFERENCES record(id) ON DELETE SET NULL"
_FOLDED = (FieldKind.TEXT, FieldKind.EMAIL, FieldKind.PHONE, FieldKind.URL)


@dataclass(frozen=True, slots=True)
class Column:
    """A field's own column. `status`: kanban columns are read by it; `indexed`: lists are sorted or found by it."""

    name: str
    kind: FieldKind
    indexed: bool = False
    status: bool = False


def create_table(engine: Engine, table: str, columns: Sequence[Column]) -> None:
    """Make a module's table with its indexes; inside `write()`."""
    parts = (*_system(engine.dialect), *(_definition(engine.dialect, column) for column in columns))
    engine.execute(f"CREATE TABLE {table} ({', '.join(parts)}){' STRICT' if engine.is_sqlite else ''}")
    for statement in (*_system_indexes(table), *_field_indexes(table, columns)):
        engine.execute(statement)


def add_column(engine: Engine, table: str, column: Column) -> None:
    """Add a field's column to a table in use; quick at any number of rows, but for its index."""
    engine.execute(f"ALTER TABLE {table} ADD COLUMN {_definition(engine.dialect, column)}")
    for statement in _field_indexes(table, (column,)):
        engine.execute(statement)


def add_index(engine: Engine, table: str, column: Column) -> None:
    """Index a column that lists are often sorted or filtered by; holds the write gate meanwhile."""
    engine.execute(_index(table, column).replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS", 1))


def column_type(dialect: str, kind: FieldKind) -> str:
    """The SQL type of a field's stored form."""
    match kind:
        case FieldKind.DECIMAL | FieldKind.PERCENT:
            return _REAL[dialect]
        case FieldKind.CHECKBOX:
            return f"{_INTEGER[dialect]} DEFAULT 0"
        case FieldKind.LOOKUP | FieldKind.PARENT:
            return _INTEGER[dialect] + _TO_RECORD
        case FieldKind.INTEGER | FieldKind.CURRENCY | FieldKind.DATETIME | FieldKind.PICKLIST | FieldKind.USER:
            return _INTEGER[dialect]
        case FieldKind.MULTI_PICKLIST:
            raise ValueError("multi-select values have no column: they stand in multi_value")
        case _:
            return _TEXT[dialect]


def _system(dialect: str) -> tuple[str, ...]:
    integer, text = _INTEGER[dialect], _TEXT[dialect]
    return (
        f"id {integer} NOT NULL PRIMARY KEY REFERENCES record(id) ON DELETE CASCADE",
        f"owner_id {integer} NOT NULL REFERENCES member(id)",
        f"name {text} NOT NULL DEFAULT ''",
        f"name_key {text} NOT NULL DEFAULT ''",
        f"created_by {integer} NOT NULL",
        f"created_at {integer} NOT NULL",
        f"modified_by {integer} NOT NULL",
        f"modified_at {integer} NOT NULL",
        f"version {integer} NOT NULL DEFAULT 1",
        f"number {text}",
        f"locked {integer} NOT NULL DEFAULT 0",
        f"requester_id {integer} REFERENCES member(id) ON DELETE SET NULL",
        f"handled {integer} NOT NULL DEFAULT 0",
        f"parent_id {integer}{_TO_RECORD}",
    )


def _definition(dialect: str, column: Column) -> str:
    return f"{column.name} {column_type(dialect, column.kind)}"


def _system_indexes(table: str) -> tuple[str, ...]:
    return (
        f"CREATE INDEX {table}_owner ON {table} (owner_id, modified_at, id)",
        f"CREATE INDEX {table}_modified ON {table} (modified_at, id)",
        f"CREATE INDEX {table}_name ON {table} (name_key, id)",
        f"CREATE INDEX {table}_created ON {table} (created_at, id)",
        f"CREATE INDEX {table}_requester ON {table} (requester_id, id) WHERE requester_id IS NOT NULL",
        f"CREATE INDEX {table}_parent ON {table} (parent_id, id) WHERE parent_id IS NOT NULL",
    )


def _field_indexes(table: str, columns: Iterable[Column]) -> list[str]:
    lookups = (FieldKind.LOOKUP, FieldKind.PARENT)
    return [_index(table, c) for c in columns if c.indexed or c.status or c.kind in lookups]


def _index(table: str, column: Column) -> str:
    key = f"lower({column.name})" if column.kind in _FOLDED else column.name
    # Each kanban column is read newest first.
    by_time = "modified_at, " if column.status else ""
    return f"CREATE INDEX {table}_{column.name} ON {table} ({key}, {by_time}id)"
