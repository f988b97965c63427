"""SQL text of single records: all their fields by id, and their search entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm_tui.domain.decisions import RowScope
from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import ModuleDef
from crm_tui.store.listing import choice_ids
from crm_tui.store.plans import Held, StoredRecord
from crm_tui.store.sql_parts import Sql

SYSTEM = (
    "id", "version", "owner_id", "name", "created_by", "created_at", "modified_by", "modified_at", "number", "locked",
    "requester_id", "handled", "parent_id",
)  # fmt: skip
SYSTEM_COLUMNS = frozenset((*SYSTEM, "name_key"))


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """A query for one record by id and a condition on it, and how to read its row.

    `asked`: scopes of other modules that the text holds; it is stale when they change.
    """

    module: ModuleDef
    text: str
    params: tuple[object, ...]
    names: tuple[str, ...]
    multi: tuple[FieldDef, ...]
    asked: tuple[tuple[int, RowScope], ...]


def record_query(dialect: str, module: ModuleDef, condition: Sql, asked: Mapping[int, RowScope]) -> RecordQuery:
    """Make the query for all fields of a record."""
    columns = [*(f"t.{name}" for name in SYSTEM), "r.deleted_at", *(_column(dialect, f) for f in module.fields)]
    text = (
        f"SELECT {', '.join(columns)} FROM {module.table} t JOIN record r ON r.id = t.id"
        f" WHERE t.id = ? AND {condition.text}"
    )
    multi = tuple(field for field in module.fields if field.kind is FieldKind.MULTI_PICKLIST)
    names = tuple(field.api_name for field in module.fields)
    return RecordQuery(module, text, condition.params, names, multi, tuple(asked.items()))


def _column(dialect: str, field: FieldDef) -> str:
    if field.kind is not FieldKind.MULTI_PICKLIST:
        return f"t.{field.column}"
    joined = "group_concat(v.choice_id)" if dialect == "sqlite" else "string_agg(v.choice_id::text, ',')"
    return f"(SELECT {joined} FROM multi_value v WHERE v.field_id = {field.id} AND v.record_id = t.id)"


def stored_record(query: RecordQuery, row: tuple[Held, ...]) -> StoredRecord:
    """The record of a row of a `RecordQuery`."""
    values: dict[str, Held] = dict(zip(query.names, row[14:], strict=True))
    for field in query.multi:
        places = {choice.id: place for place, choice in enumerate(field.choices)}
        values[field.api_name] = choice_ids(values[field.api_name], places)
    (record_id, version, owner, name, created_by, created_at, modified_by, modified_at, number, locked,
     requester, handled, parent, deleted_at) = row[:14]  # fmt: skip
    return StoredRecord(
        record_id, version, owner, name, created_by, created_at, modified_by, modified_at, number or "",  # type: ignore[arg-type]
        bool(locked), requester, bool(handled), parent, deleted_at, values,  # type: ignore[arg-type]
    )  # fmt: skip


def own_columns(module: ModuleDef, stored: Mapping[str, Held]) -> dict[str, Held]:
    """Column -> value of the given fields that have a column of their own, and the parent; empty text is no value."""
    found: dict[str, Held] = {}
    for api_name, value in stored.items():
        field = module.by_name.get(api_name)
        if field is None or field.kind in (FieldKind.MULTI_PICKLIST, FieldKind.AUTO_NUMBER):
            continue
        if field.column not in SYSTEM_COLUMNS or field.column == "parent_id":
            found[field.column] = None if value == "" else value
    return found


def chosen(module: ModuleDef, stored: Mapping[str, Held]) -> dict[int, tuple[int, ...]]:
    """Field id -> choice ids of the given multi-select fields."""
    found: dict[int, tuple[int, ...]] = {}
    for api_name, value in stored.items():
        field = module.by_name.get(api_name)
        if field is not None and field.kind is FieldKind.MULTI_PICKLIST:
            found[field.id] = tuple(value) if isinstance(value, tuple) else ()
    return found
