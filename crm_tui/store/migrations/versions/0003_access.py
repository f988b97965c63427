"""Schema 3: the access model: groups, sharing rules, field permissions, promises, requests for access, managers."""

from __future__ import annotations

from typing import Any

from crm_tui.store.access_tables import ACCESS_MODELS
from crm_tui.store.migrations.statements import Statements
from crm_tui.store.tables import create_in


def up(migrator: Any, db: Any) -> None:
    """Only adds. The tables are taken from today's: a later script that changes one writes its SQL of today here.

    A dump of an older schema is loaded into today's tables, so what is there already is left.
    """
    sqlite = Statements(db).dialect == "sqlite"
    if "user_group" not in db.get_tables():
        create_in(db, ACCESS_MODELS, sqlite=sqlite)
    number = "INTEGER" if sqlite else "BIGINT"
    _add(db, "organisation", "hierarchy", "TEXT NOT NULL DEFAULT 'roles'")
    _add(db, "organisation", "team_licences", f"{number} NOT NULL DEFAULT 1")
    _add(db, "member", "manager_id", f"{number} REFERENCES member(id)")


def _add(db: Any, table: str, column: str, kind: str) -> None:
    if column not in [known.name for known in db.get_columns(table)]:
        db.execute_sql(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
