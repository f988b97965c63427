"""The tables of what is only true now. Times are epoch seconds.

There are no references between them: a row whose counterpart is lost counts for nothing and is swept.
"""

from __future__ import annotations

from contextlib import suppress

import peewee as pw

from crm_tui.store.engine import Engine
from crm_tui.store.failures import newer_schema
from crm_tui.store.tables import create_tables, number, text

LIVE_VERSION = 1
"""Of the tables below. An older one is dropped and made anew: nothing in it is worth a migration."""


class Server(pw.Model):
    """A process that serves sessions. `beat_at`: when it last said that it is there."""

    id = pw.TextField(primary_key=True)
    pid = number()
    beat_at = number()


class LiveSessionTable(pw.Model):
    """`server` empty: a screen of this machine, served by nobody. `mark`: tells its process from a later one of the
    same number. `ending`, `ended_by`: why it is asked to end, and by whom. `news`: raised whenever somebody else comes
    to the record where it stands, goes, or turns to something else there."""

    id = pw.TextField(primary_key=True)
    login = text(None)
    org_id = number()
    door = text(None)
    address = text()
    key_id = number(null=True)
    key_name = text()
    server = text()
    pid = number()
    mark = text()
    started_at = number()
    active_at = number()
    ending = text()
    ended_by = text()
    news = number(0)

    class Meta:
        table_name = "session"


class PresenceTable(pw.Model):
    """Where a session stands."""

    session_id = pw.TextField(primary_key=True)
    org_id = number()
    user_id = number()
    module_id = number()
    record_id = number()
    doing = text(None)
    since = number()

    class Meta:
        table_name = "presence"
        indexes = ((("org_id", "module_id", "record_id"), False),)


class LiveMeta(pw.Model):
    """schema_version."""

    key = pw.TextField(primary_key=True)
    value = text(None)

    class Meta:
        table_name = "meta"


LIVE_MODELS = (Server, LiveSessionTable, PresenceTable, LiveMeta)
TABLES = ("server", "session", "presence", "meta")


def make_ready(engine: Engine) -> None:
    """Have the tables there as this program knows them. Unusable where a newer program has made them."""
    if is_whole(engine):
        return
    with engine.write():
        engine.serialise("tables")
        found = _version(engine)
        if found > LIVE_VERSION:
            raise newer_schema(engine.place, found, LIVE_VERSION)
        if found < LIVE_VERSION:
            _make(engine)


def is_whole(engine: Engine) -> bool:
    """Whether all tables are there in this version."""
    return _version(engine) == LIVE_VERSION


def _version(engine: Engine) -> int:
    """0 where something is missing: it is made anew as a whole."""
    if not engine.has_tables(*TABLES):
        return 0
    found = 0
    with suppress(TypeError, ValueError):
        found = int(engine.value("SELECT value FROM meta WHERE key = 'schema_version'"))
    return found


def _make(engine: Engine) -> None:
    for table in TABLES:
        engine.execute(f"DROP TABLE IF EXISTS {table}")
    create_tables(engine, LIVE_MODELS)
    if not engine.is_sqlite:
        # Emptied after a crash of the server, and written without waiting for a disk: as it should be.
        for table in TABLES[:-1]:
            engine.execute(f"ALTER TABLE {table} SET UNLOGGED")
    engine.execute("INSERT INTO meta (key, value) VALUES ('schema_version', ?)", (str(LIVE_VERSION),))
