"""Sort keys: the expression by which a list is ordered, the same on both engines.

Every order is by key and then id, so that it is total and a cursor (key, id) names one place in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Sort
from crm_tui.store.criteria_sql import TEXT_KINDS
from crm_tui.store.scope_sql import ScopeSql
from crm_tui.store.sql_parts import Sql

_INDEXED = {"name": "name_key", "modified_at": "modified_at", "created_at": "created_at"}
"""Columns of every module's table with an index (key, id), and the column that it is on."""
_PLAIN = frozenset({FieldKind.EMAIL, FieldKind.PHONE, FieldKind.URL})
"""Hold few letters outside of ASCII; sorted by `lower`, on which indexed ones have their index."""
_PEOPLE = "WITH people(id, k) AS MATERIALIZED (SELECT id, crm_fold(name) FROM member) "
"""Folds each user's name once, not once for each row."""
DELETED_TIME = "Deleted_Time"
"""A sort field of the bin, which no module has."""


@dataclass(frozen=True, slots=True)
class SortKey:
    """`walkable`: an index gives this order. `nullable`: rows without a key stand last, in the order of ids.

    `column` is the bare column where the key is one. `filled` tells, cheaper than the key itself, whether a row has
    one. `prelude` is what the query begins with, `join` what its FROM ends with.
    """

    key: Sql
    walkable: bool = False
    nullable: bool = True
    column: str = ""
    filled: str = ""
    prelude: str = ""
    join: str = ""


def sort_key(module: ModuleDef, sort: Sort, scopes: ScopeSql) -> SortKey:
    """The key of a list's order. Raises Invalid for a field that the module does not have."""
    if sort.field == DELETED_TIME:
        return SortKey(Sql("(SELECT d.deleted_at FROM record d WHERE d.id = t.id)"))
    field = module.field(sort.field)
    if field is None:
        why = message("{module} has no such field.", module=module.api_name)
        raise Invalid(message("Cannot sort by {field}.", field=sort.field), {sort.field: why})
    if column := _INDEXED.get(field.column):
        return SortKey(Sql(f"t.{column}"), walkable=True, nullable=False, column=column)
    if field.kind in _PLAIN:
        return SortKey(Sql(f"lower(t.{field.column})"), walkable=field.indexed, filled=_has(field))
    if field.kind in TEXT_KINDS and field.kind is not FieldKind.AUTO_NUMBER:
        return SortKey(Sql(f"crm_fold(t.{field.column})"), filled=_has(field))
    return _of_kind(module, field, scopes)


def _of_kind(module: ModuleDef, field: FieldDef, scopes: ScopeSql) -> SortKey:
    match field.kind:
        case FieldKind.AUTO_NUMBER:
            # Numbers are given in the order of ids; as text, CON-1000 would stand before CON-999.
            return SortKey(Sql("t.id"), walkable=True, nullable=False, column="id")
        case FieldKind.PICKLIST:
            key = _position(field)
            by_id = key == f"t.{field.column}"
            # The index of a status field has Modified_Time behind it, and gives no order by id.
            walkable = by_id and field.indexed and field.api_name != module.status_field
            return SortKey(Sql(key), walkable, column=field.column if by_id else "")
        case FieldKind.MULTI_PICKLIST:
            first = "SELECT min(v.choice_id) FROM multi_value v WHERE v.field_id = ? AND v.record_id = t.id"
            return SortKey(Sql(f"({first})", (field.id,)))
        case FieldKind.USER:
            return _user_name(field, scopes.dialect)
        case FieldKind.LOOKUP | FieldKind.PARENT:
            return SortKey(_target_name(field, scopes))
        case FieldKind.CHECKBOX:
            return SortKey(Sql(f"coalesce(t.{field.column}, 0)"), nullable=False)
        case _:
            return SortKey(Sql(f"t.{field.column}"), walkable=field.indexed, column=field.column)


def _user_name(field: FieldDef, dialect: str) -> SortKey:
    """The user's folded name. SQLite asks faster row by row, PostgreSQL by a join; each is slow the other's way."""
    nullable = field.column not in ("owner_id", "created_by", "modified_by")
    if dialect == "sqlite":
        key = f"coalesce((SELECT people.k FROM people WHERE people.id = t.{field.column}), '')"
        return SortKey(Sql(key), nullable=nullable, filled=f"+t.{field.column} IS NOT NULL", prelude=_PEOPLE)
    join = f" LEFT JOIN people ON people.id = t.{field.column}"
    return SortKey(Sql("coalesce(people.k, '')"), nullable=nullable, filled=_has(field), prelude=_PEOPLE, join=join)


def _has(field: FieldDef) -> str:
    return f"t.{field.column} IS NOT NULL"


def _position(field: FieldDef) -> str:
    """Choices stand in their list's order; ids mostly do too, and then the bare column is the key."""
    ids = [choice.id for choice in field.choices]
    if all(one < other for one, other in pairwise(ids)):
        return f"t.{field.column}"
    arms = " ".join(f"WHEN {choice_id} THEN {place}" for place, choice_id in enumerate(ids))
    return f"CASE t.{field.column} {arms} END"


def _target_name(field: FieldDef, scopes: ScopeSql) -> Sql:
    """The folded name of the record pointed to; none where the asker does not reach it, so that no order tells it."""
    column = f"t.{field.column}"
    names = [_name_in(module, column, scopes) for module in scopes.targets(field)]
    known = [name for name in names if name is not None]
    if not known:
        return Sql("CAST(NULL AS text)")
    if len(known) == 1:
        return known[0]
    return Sql(f"coalesce({', '.join(name.text for name in known)})", _params(known))


def _name_in(module: ModuleDef, column: str, scopes: ScopeSql) -> Sql | None:
    reachable = scopes.reachable(module, "p1")
    if reachable is None or not scopes.shows_names(module):
        return None
    return Sql(
        f"(SELECT p1.name_key FROM {module.table} p1 WHERE p1.id = {column} AND {reachable.text})", reachable.params
    )


def _params(parts: Sequence[Sql]) -> tuple[object, ...]:
    return tuple(param for part in parts for param in part.params)
