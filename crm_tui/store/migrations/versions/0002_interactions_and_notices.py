"""Schema 2: interactions with their streams, notices, and notes that are kept from requesters."""

from __future__ import annotations

from typing import Any

from crm_tui.store.interaction_index import InteractionIndex
from crm_tui.store.migrations.statements import Statements
from crm_tui.store.modules_meta import read_modules
from crm_tui.store.organisation_tables import Interaction, InteractionLink, Notice
from crm_tui.store.schema import NOTICE_UNREAD
from crm_tui.store.tables import create_in


def up(migrator: Any, db: Any) -> None:
    """Only adds: tables, a column that says no of every note, and the entries of calls, meetings, tasks and cases.

    The tables are taken from `schema` and the entries from today's index: a later script that changes one of them
    writes its SQL of today here, and makes the entries itself. A dump of schema 1 is loaded into today's tables, so
    what is there already is left.
    """
    statements = Statements(db)
    if "interaction" not in db.get_tables():
        create_in(db, (Interaction, InteractionLink, Notice), sqlite=statements.dialect == "sqlite")
        db.execute_sql(NOTICE_UNREAD)
    if "internal" not in [column.name for column in db.get_columns("note")]:
        kind = "INTEGER" if statements.dialect == "sqlite" else "BIGINT"
        db.execute_sql(f"ALTER TABLE note ADD COLUMN internal {kind} NOT NULL DEFAULT 0")
    index = InteractionIndex(statements)
    for module in read_modules(statements):
        index.fill(module)
