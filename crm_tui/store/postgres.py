"""The engine on PostgreSQL through psycopg 3: a schema for each organisation."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import peewee
import psycopg
from psycopg.adapt import Loader
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import IntDumper

from crm_tui.base.messages import message
from crm_tui.domain.errors import Unusable
from crm_tui.store.engine import Engine
from crm_tui.store.failures import translate, translated
from crm_tui.store.field_types import FIELD_TYPES

_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_QUOTED_OR_PLACE = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|\?""")
# In the transaction itself, so that a commit and its word are one; and sent with COMMIT, so that it costs no journey.
_TELL = "SELECT pg_notify('{channel}', '{schema}') WHERE pg_current_xact_id_if_assigned() IS NOT NULL"
_OPEN = (TransactionStatus.ACTIVE, TransactionStatus.INTRANS, TransactionStatus.INERROR)
LOCK_SECONDS = 15
CONNECT_SECONDS = 10
CHANNEL = "crm_tui"
"""Each commit that changed something names its schema here, so that nobody has to ask."""


class PostgresEngine(Engine):
    """One schema of a PostgreSQL database; sessions are per thread."""

    dialect = "postgresql"
    _begin_write = "BEGIN"
    _begin_read = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    _end_read = "COMMIT"  # psycopg forgets its prepared statements at each ROLLBACK.

    def __init__(self, url: str, schema: str, *, create: bool = False) -> None:
        super().__init__()
        if not _SCHEMA.fullmatch(schema):
            raise ValueError(f"not a schema name: {schema!r}")
        self.schema = schema
        self.url = url.replace("postgres://", "postgresql://", 1)
        self.place = schema
        self._commit = _TELL.format(channel=CHANNEL, schema=schema) + "; COMMIT"
        self.db = _Database(
            self.url,
            prefer_psycopg3=True,
            autoconnect=False,
            field_types=FIELD_TYPES[self.dialect],
            connect_timeout=CONNECT_SECONDS,
            application_name="crm-tui",
        )
        self.db.search_path = schema
        if create:
            self._open().execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')
        elif not self.value("SELECT 1 FROM pg_namespace WHERE nspname = ?", (schema,)):
            self.close()
            raise Unusable(message("There is no data at {place}.", place=schema))

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._run_sql(sql, params).fetchall()
        return found

    def stream(self, sql: str, params: Sequence[object] = (), size: int = 1000) -> Iterator[list[tuple[Any, ...]]]:
        # A cursor of the server's: an ordinary one would first fetch everything.
        with translated(self.place), self._connection().cursor(name="stream") as cursor:
            cursor.execute(server_sql(sql), params)
            while rows := cursor.fetchmany(size):
                yield rows

    def execute(self, sql: str, params: Sequence[object] = ()) -> int:
        self._must_write()
        return max(self._run_sql(sql, params).rowcount, 0)

    def many(self, sql: str, params: Iterable[Sequence[object]]) -> None:
        self._must_write()
        with translated(self.place), self._session.connection.cursor() as cursor:
            cursor.executemany(server_sql(sql), params)

    def serialise(self, name: str) -> None:
        super().serialise(name)
        self.rows("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))", (f"{self.schema}.{name}",))

    @contextmanager
    def _gate_of_all(self) -> Iterator[None]:
        # Nobody else may be in alone(); single writers are held up by the locks of the DDL.
        key = (f"{self.schema}.alone",)
        self.rows("SELECT pg_advisory_lock(hashtextextended(?, 0))", key)
        try:
            yield
        finally:
            self.rows("SELECT pg_advisory_unlock(hashtextextended(?, 0))", key)

    def data_version(self) -> int:
        # The list of transactions that are seen as ended: another one after each commit, and asking costs no write.
        # It may also change by a commit in another schema, which only makes the asker look in vain.
        snapshot = str(self.value("SELECT pg_current_snapshot()::text"))
        return int.from_bytes(hashlib.blake2b(snapshot.encode(), digest_size=7).digest())

    def analyse(self) -> None:
        tables = self.rows("SELECT tablename FROM pg_tables WHERE schemaname = ?", (self.schema,))
        for (table,) in tables:
            self._statement(f'ANALYZE "{table}"')

    def _run_sql(self, sql: str, params: Sequence[object] | None) -> psycopg.Cursor[Any]:
        try:
            return self._once(sql, params)
        except psycopg.OperationalError as error:
            if not self._reopened():
                raise translate(error, self.place) from error
        except psycopg.Error as error:
            raise translate(error, self.place) from error
        with translated(self.place):
            return self._once(sql, params)

    def _in_transaction(self) -> bool:
        connection = self._session.connection
        return connection is not None and connection.info.transaction_status in _OPEN

    def _once(self, sql: str, params: Sequence[object] | None) -> psycopg.Cursor[Any]:
        cursor: psycopg.Cursor[Any] = self._connection().execute(sql if params is None else server_sql(sql), params)
        return cursor

    def _statement(self, sql: str) -> None:
        # Without a list of values several statements may go at once.
        self._run_sql(sql, None)

    def _reopened(self) -> bool:
        """After the server went away: whether there is a new session and nothing of a transaction is lost by it."""
        session = self._session
        if session.connection is None or not session.connection.closed:
            return False
        session.connection = None
        if session.depth or session.reading:
            return False
        self._open()
        return True

    def _open(self) -> Any:
        if not self.db.is_closed() and not self.db.is_connection_usable():
            self.db.dispose()
        return super()._open()


class _Database(peewee.PostgresqlDatabase):
    """Every session sees one schema only and speaks in ints and floats, as SQLite does."""

    search_path = ""

    def _initialize_connection(self, conn: psycopg.Connection[Any]) -> None:
        conn.adapters.register_dumper(bool, IntDumper)
        conn.adapters.register_loader("numeric", _NumberLoader)
        conn.execute(f'SET search_path TO "{self.search_path}"')
        conn.execute(f"SET lock_timeout TO '{LOCK_SECONDS}s'")


class _NumberLoader(Loader):
    """Sums of integers come as numeric; on SQLite they are integers."""

    def load(self, data: bytes | bytearray | memoryview) -> int | float:
        text = bytes(data).decode()
        return int(text) if text.lstrip("-").isdigit() else float(text)


def listening(url: str) -> psycopg.Connection[Any]:
    """A connection that is told of commits. Raises psycopg's errors."""
    connection = psycopg.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS, application_name="crm-tui")
    connection.execute(f"LISTEN {CHANNEL}")
    return connection


@lru_cache(maxsize=4096)
def server_sql(sql: str) -> str:
    """SQL with `?` places as psycopg wants it: `%s`, and `%%` for a per cent sign; texts in quotes stay."""
    return _QUOTED_OR_PLACE.sub(lambda m: "%s" if m[0] == "?" else m[0], sql.replace("%", "%%"))
