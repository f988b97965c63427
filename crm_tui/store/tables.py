"""Peewee's words for our tables: columns alike on both engines, and models that belong to no database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import peewee as pw

from crm_tui.store.engine import Engine


class Id(pw.AutoField):
    """A key that counts up and is never given twice, so that nothing old can point to something new."""

    field_type = "CRM_ID"


class Number(pw.BigIntegerField):
    """An integer of 64 bits: a moment in epoch seconds, an id, a count, 0 or 1."""


class Text(pw.TextField):
    """Text that sorts by code point on both engines."""

    field_type = "CRM_TEXT"


def number(default: int | None = None, *, null: bool = False) -> Any:
    """An integer column; NOT NULL unless said otherwise."""
    options: Any = {"null": null, "constraints": [] if default is None else [pw.SQL(f"DEFAULT {default}")]}
    return Number(**options)


def text(default: str | None = "", *, null: bool = False, unique: bool = False) -> Any:
    """A text column, NOT NULL DEFAULT '' unless said otherwise; no default where it is None."""
    defaults = [] if default is None or null else [pw.SQL(f"DEFAULT '{default}'")]
    options: Any = {"null": null, "unique": unique, "constraints": defaults}
    return Text(**options)


def to(
    table: type[pw.Model], column: str, *, null: bool = False, on_delete: str = "CASCADE", index: bool = True
) -> Any:
    """A reference to another table's key, in a column of this name."""
    options: Any = {"column_name": column, "null": null, "on_delete": on_delete, "index": index}
    return pw.ForeignKeyField(table, backref="+", lazy_load=False, **options)


def create_tables(engine: Engine, models: Sequence[type[pw.Model]]) -> None:
    """Make the tables of models, parents first, with their indexes; inside `write()`."""
    create_in(engine.db, models, sqlite=engine.is_sqlite)


def create_in(db: Any, models: Sequence[type[pw.Model]], *, sqlite: bool) -> None:
    """As `create_tables`, for migrations, which are handed a database."""
    for model in models:
        manager: Any = pw.SchemaManager(model, db)
        # Peewee would say STRICT on PostgreSQL too, so what only SQLite understands is added to its statement.
        sql, _ = manager._create_table(safe=False).query()
        db.execute_sql(_for_sqlite(sql, model) if sqlite else sql)
        manager.create_indexes(safe=False)


def _for_sqlite(sql: str, model: type[pw.Model]) -> str:
    meta: Any = model
    if meta._meta.composite_key:
        return sql + " STRICT, WITHOUT ROWID"
    if isinstance(meta._meta.primary_key, Id):
        sql = sql.replace(" PRIMARY KEY,", " PRIMARY KEY AUTOINCREMENT,", 1)
    # STRICT keeps types as PostgreSQL does.
    return sql + " STRICT"
