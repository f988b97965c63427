"""Runs the numbered scripts of `versions/` through `playhouse.migrations`.

A script `0002_what_it_does.py` defines `up(migrator, db)`; its number is the schema version after it. Raise
`schema.SCHEMA_VERSION` with it and change `schema.py` too, as new organisations start there. Do not let peewee's
migrator rebuild a STRICT table (drop or alter a column): it loses that word; write the SQL.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import peewee as pw
from playhouse.migrations import Runner  # type: ignore[import-untyped]

from crm_tui.base.messages import message
from crm_tui.domain.errors import Unusable
from crm_tui.store.backup import back_up
from crm_tui.store.engine import Engine
from crm_tui.store.failures import newer_schema, translated
from crm_tui.store.schema import SCHEMA_VERSION
from crm_tui.store.versions import SCHEMA, schema_version

FOLDER = Path(__file__).parent / "versions"


class _Runner(Runner):  # type: ignore[misc]
    """Keeps its history in text, as APSW binds no datetime, and the schema's number in step with it."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        super().__init__(engine.db, str(folder))

        class History(engine.db.Model):  # type: ignore[misc, name-defined]
            name = pw.CharField(unique=True)
            applied = pw.TextField(default=lambda: dt.datetime.now(dt.UTC).isoformat())

            class Meta:
                legacy_table_names = False
                table_name = self.table_name

            @classmethod
            def create(cls, **values: Any) -> Any:
                # In the transaction of the script that has just run.
                number = int(values["name"][:4])
                database: Any = engine.db
                database.execute_sql(f"UPDATE meta SET value = '{number}' WHERE key = '{SCHEMA}'")
                return super().create(**values)

        self.History = History


def migrate(engine: Engine, backups: Path | None = None, *, folder: Path = FOLDER, known: int = SCHEMA_VERSION) -> int:
    """Apply what is pending, in order, behind the write gate; how many scripts.

    `backups`: where the copy goes that is made first; beside the file by default, needed for PostgreSQL.
    Unusable where the schema is newer than `known`.
    """
    found = schema_version(engine)
    if found > known:
        raise newer_schema(engine.place, found, known)
    if found == known:
        return 0
    back_up(engine, _copy(engine, backups, found))
    with engine.alone(), translated(engine.place):
        # Somebody else may have migrated while we waited.
        return len(_Runner(engine, folder).up())


def mark_as_new(engine: Engine, *, folder: Path = FOLDER) -> None:
    """Write down that a new organisation needs none of the scripts; inside `write()`."""
    _Runner(engine, folder).fake()


def pending(engine: Engine, *, folder: Path = FOLDER) -> tuple[str, ...]:
    """Names of the scripts that were not applied yet."""
    with engine.connected():
        return tuple(m.name for m in _Runner(engine, folder).status() if m.path and not m.applied)


def _copy(engine: Engine, backups: Path | None, found: int) -> Path:
    stamp = dt.datetime.now(dt.UTC).strftime("%Y%m%dT%H%M%S")
    if engine.path is not None:
        folder = backups or engine.path.parent / "backups"
        return folder / f"{engine.path.stem}-schema{found}-{stamp}.db"
    if backups is None:
        raise Unusable(message("{place} needs a migration, but no folder for its backup is known.", place=engine.place))
    return backups / f"{engine.place}-schema{found}-{stamp}.jsonl.gz"
