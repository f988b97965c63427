"""Schema 2: interactions with their streams, notices, and notes that are kept from requesters."""

from __future__ import annotations

from typing import Any

import peewee as pw

from crm_tui.store.schema import NOTICE_UNREAD, Interaction, InteractionLink, Notice
from crm_tui.store.tables import create_in


def up(migrator: Any, db: Any) -> None:
    """Only adds: tables, and a column that says no of every note.

    The tables are taken from `schema`: a later script that changes one of them writes its SQL of today here.
    """
    create_in(db, (Interaction, InteractionLink, Notice), sqlite=isinstance(db, pw.SqliteDatabase))
    db.execute_sql(NOTICE_UNREAD)
    db.execute_sql("ALTER TABLE note ADD COLUMN internal BIGINT NOT NULL DEFAULT 0")
