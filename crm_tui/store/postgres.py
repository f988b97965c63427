"""The engine on PostgreSQL through psycopg 3: a schema for each organisation."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache, lru_cache, partial
from typing import Any

import peewee
import psycopg
from psycopg.adapt import Loader
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import IntDumper

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid, Unusable
from crm_tui.store.connections import Connection, connections
from crm_tui.store.engine import Engine, Session
from crm_tui.store.failures import ConstraintFailed, no_address, translate, translated
from crm_tui.store.field_types import FIELD_TYPES

_SCHEMA = re.compile(r"[a-z_][a-z0-9_]{0,62}")
_QUOTED_OR_PLACE = re.compile(r"""'(?:[^']|'')*'|"[^"]*"|\?""")
# In the transaction itself, so that a commit and its word are one; and sent with COMMIT, so that it costs no journey.
_TELL = "SELECT pg_notify('{channel}', '{schema}') WHERE pg_current_xact_id_if_assigned() IS NOT NULL"
_OPEN = (TransactionStatus.ACTIVE, TransactionStatus.INTRANS, TransactionStatus.INERROR)
LOCK_SECONDS = 15
_UNLESS_SAID: dict[str, Any] = {
    "application_name": "crm-tui",
    "connect_timeout": 10,
    # A server that vanished from the network is noticed within half a minute; the systems' own two hours are no use.
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
CHANNEL = "crm_tui"
"""Each commit that changed something names its schema here, so that nobody has to ask."""


class PostgresEngine(Engine):
    """One schema of a PostgreSQL database. A thread holds a connection only while it asks, reads or writes."""

    dialect = "postgresql"
    db: _Database
    _begin_write = "BEGIN"
    _count_of_tables = (
        "SELECT count(*) FROM pg_class WHERE relkind = 'r'"
        " AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND relname IN"
    )
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
        self._lent = connections(self.url, partial(connect, self.url))
        self._holds = _Holds()
        self.db = _Database(self.url, prefer_psycopg3=True, autoconnect=False, field_types=FIELD_TYPES[self.dialect])
        if not self.value("SELECT 1 FROM pg_namespace WHERE nspname = ?", (schema,)):
            self._make(create)

    def _make(self, create: bool) -> None:
        if not create:
            self.close()
            raise Unusable(message("There is no data at {place}.", place=self.schema))
        # Two that come at the same moment both find nothing, and IF NOT EXISTS does not stop the second in time.
        with suppress(ConstraintFailed):
            self._statement(f'CREATE SCHEMA IF NOT EXISTS "{self.schema}"')

    # Connections

    @contextmanager
    def connected(self) -> Iterator[Connection]:
        holds, session = self._holds, self._session
        holds.depth += 1
        try:
            yield self._connection()
        finally:
            holds.depth -= 1
            if not holds.depth:
                self._give_back(session)

    @contextmanager
    def read(self) -> Iterator[None]:
        with self.connected(), super().read():
            yield

    @contextmanager
    def write(self, *, tell: bool = True) -> Iterator[None]:
        with self.connected(), super().write(tell=tell):
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        # The lock belongs to the one connection, so it is held for as long.
        with self.connected(), super().alone():
            yield

    def close(self) -> None:
        self._lent.close_idle(self.schema)
        self.db.dispose()
        self._session = Session()

    def dispose(self) -> None:
        if self._session.connection is not None:
            self._connections[0] = self._session.connection
        self._holds = _Holds()
        super().dispose()

    def _open(self) -> Connection:
        with translated(self.place):
            connection = self._session.connection = self._lent.take(self.schema)
        self.db.lend(connection)
        return connection

    def _give_back(self, session: Session) -> None:
        connection, session.connection = session.connection, None
        if connection is not None:
            self.db.dispose()
            self._lent.give(self.schema, connection)

    def columns(self, table: str) -> list[str]:
        with self.connected():
            return super().columns(table)

    def tables(self) -> list[str]:
        with self.connected():
            return super().tables()

    # Queries

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        with self.connected():
            found: list[tuple[Any, ...]] = self._run_sql(sql, params).fetchall()
        return found

    def stream(self, sql: str, params: Sequence[object] = (), size: int = 1000) -> Iterator[list[tuple[Any, ...]]]:
        # A cursor of the server's: an ordinary one would first fetch everything.
        with translated(self.place), self.connected() as connection, connection.cursor(name="stream") as cursor:
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
        with self.connected():
            self._run_sql(sql, None)

    def _reopened(self) -> bool:
        """After the server went away: whether there is a new session and nothing of a transaction is lost by it."""
        session = self._session
        if session.connection is None or not session.connection.closed:
            return False
        if session.depth or session.reading or session.alone:
            return False
        self._give_back(session)
        self._lent.close_idle()  # They are lost too.
        self._open()
        return True


class _Holds(threading.local):
    """How deep a thread is in `connected()`."""

    depth = 0


class _Database(peewee.PostgresqlDatabase):
    """Peewee's view of the connection that a thread was lent."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._lent = threading.local()
        super().__init__(*args, **options)

    def lend(self, connection: Connection) -> None:
        """Where this thread's statements go, until `dispose()`."""
        self._lent.connection = connection
        self.connect()

    def _connect(self) -> Connection:
        connection: Connection = self._lent.connection
        return connection


def connect(url: str, schema: str) -> Connection:
    """A connection that sees one schema only and speaks in ints and floats, as SQLite does. Raises psycopg's errors."""
    connection = psycopg.connect(conninfo(url), autocommit=True)
    connection.adapters.register_dumper(bool, IntDumper)
    connection.adapters.register_loader("numeric", _NumberLoader)
    connection.execute(f"SET search_path TO \"{schema}\"; SET lock_timeout TO '{LOCK_SECONDS}s'")
    return connection


class _NumberLoader(Loader):
    """Sums of integers come as numeric; on SQLite they are integers."""

    def load(self, data: bytes | bytearray | memoryview) -> int | float:
        text = bytes(data).decode()
        return int(text) if text.lstrip("-").isdigit() else float(text)


def listening(url: str) -> Connection:
    """A connection that is told of commits. Raises psycopg's errors."""
    connection = psycopg.connect(conninfo(url), autocommit=True)
    connection.execute(f"LISTEN {CHANNEL}")
    return connection


@cache
def conninfo(url: str) -> str:
    """An address with what it does not say itself; Invalid, without its password, where it cannot be read."""
    try:
        return make_conninfo(**(_UNLESS_SAID | conninfo_to_dict(url)))
    except psycopg.ProgrammingError:
        # Not named as the cause: psycopg repeats the whole address, and a log is read by many.
        raise Invalid(no_address(url)) from None


@lru_cache(maxsize=4096)
def server_sql(sql: str) -> str:
    """SQL with `?` places as psycopg wants it: `%s`, and `%%` for a per cent sign; texts in quotes stay."""
    return _QUOTED_OR_PLACE.sub(lambda m: "%s" if m[0] == "?" else m[0], sql.replace("%", "%%"))
