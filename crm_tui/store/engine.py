"""One database, SQLite file or PostgreSQL schema: the few verbs that all other parts of the store stand on."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

import peewee

from crm_tui.store.failures import translate, translated

log = logging.getLogger("crm_tui.store")


class Session(threading.local):
    """What one thread has open. Connections are per thread and stay open: opening parses the whole schema."""

    connection: Any = None
    depth = 0
    number = 0
    reading = False
    alone = False

    def __init__(self) -> None:
        self.callbacks: list[Callable[[], None]] = []
        self.rescues: list[Callable[[], None]] = []
        self.rescued: list[Callable[[], None]] = []


class Engine(ABC):
    """One database with one connection for each thread.

    SQL has `?` places on both engines. Values are None, int, float and str. Errors leave as `Unusable`
    (disk full, read-only, damaged, locked, unreachable) or `ConstraintFailed`.
    """

    dialect: str
    """"sqlite" or "postgresql"."""
    db: peewee.Database
    place: str
    """How messages name this database."""
    path: Path | None = None
    """The file of an SQLite database."""

    def __init__(self) -> None:
        self._session = Session()
        self._lock = threading.Lock()
        self._connections: dict[int, Any] = {}

    @property
    def is_sqlite(self) -> bool:
        """Whether this is SQLite."""
        return self.dialect == "sqlite"

    # Queries

    @abstractmethod
    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """All rows of a query."""

    def row(self, sql: str, params: Sequence[object] = ()) -> tuple[Any, ...] | None:
        """The first row, or None."""
        rows = self.rows(sql, params)
        return rows[0] if rows else None

    def value(self, sql: str, params: Sequence[object] = ()) -> Any:
        """The first column of the first row, or None."""
        rows = self.rows(sql, params)
        return rows[0][0] if rows else None

    @abstractmethod
    def stream(self, sql: str, params: Sequence[object] = (), size: int = 1000) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of a query, `size` at a time, without holding all of them; inside `read()`."""

    @abstractmethod
    def execute(self, sql: str, params: Sequence[object] = ()) -> int:
        """Change something; only inside `write()`. How many rows an INSERT, UPDATE or DELETE met."""

    def insert(self, sql: str, params: Sequence[object] = ()) -> int:
        """Run an INSERT that ends in `RETURNING id` and give that id; only inside `write()`."""
        self._must_write()
        return int(self.rows(sql, params)[0][0])

    @abstractmethod
    def many(self, sql: str, params: Iterable[Sequence[object]]) -> None:
        """Run one statement for each of many rows; only inside `write()`."""

    # Transactions

    @contextmanager
    def read(self) -> Iterator[None]:
        """See one moment in several queries. Keep it short: it holds back the cleaning up. Nests in anything."""
        session = self._session
        if session.depth or session.reading:
            yield
            return
        self._statement(self._begin_read)
        session.reading = True
        try:
            yield
        finally:
            session.reading = False
            self._statement(self._end_read)

    @contextmanager
    def write(self, *, tell: bool = True) -> Iterator[None]:
        """Change data: all of it or nothing. Inside another `write()` it is a savepoint of that one.

        `tell`: whether a server tells those who listen; on SQLite everybody notices everything.

        On SQLite the write gate is held from before BEGIN IMMEDIATE to after COMMIT, its checkpoint included.
        Raises `Unusable` when others kept it too long. Never inside `read()`.
        """
        session = self._session
        if session.reading:
            raise RuntimeError("write() inside read(): the snapshot would be stale")
        if session.depth:
            with self._savepoint(session):
                yield
            return
        try:
            with self._no_gate if session.alone else self._gate():
                self._begin(session)
                try:
                    yield
                except Exception as error:
                    self._end(session, "ROLLBACK")
                    # Peewee's own words come from its DDL and its migrations; ours are translated already.
                    if isinstance(error, peewee.PeeweeException):
                        raise translate(error, self.place) from error
                    raise
                except BaseException:
                    self._end(session, "ROLLBACK")
                    raise
                self._end(session, self._commit if tell else "COMMIT")
        except Exception:
            self._run(session, [*session.rescued, *session.rescues])
            raise
        self._run(session, [*session.callbacks, *session.rescued])

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep all other writers out without a transaction of one's own: for migrations, each with its own `write()`.

        SQLite switches foreign keys off only outside of a transaction. Readers go on.
        """
        session = self._session
        if session.depth or session.reading or session.alone:
            raise RuntimeError("alone() inside a transaction")
        with translated(self.place), self._gate_of_all():
            session.alone = True
            try:
                yield
            finally:
                session.alone = False

    def on_commit(self, call: Callable[[], None]) -> None:
        """Call after the outermost commit, or now when nothing is being written. Never after a rollback.

        What is asked for twice is called once.
        """
        if not self._session.depth:
            call()
        elif call not in self._session.callbacks:
            self._session.callbacks.append(call)

    def on_rollback(self, call: Callable[[], None]) -> None:
        """Call after the outermost transaction if what is written up to here does not stay; only inside `write()`."""
        self._must_write()
        self._session.rescues.append(call)

    @property
    def writing(self) -> bool:
        """Whether this thread is inside `write()`."""
        return self._session.depth > 0

    @property
    def transaction(self) -> int:
        """A number of this thread's open transaction, another one for each; 0 outside of `write()`."""
        return self._session.number if self._session.depth else 0

    def serialise(self, name: str) -> None:
        """Let only one `write()` at a time go on past this point, by name, until it ends."""
        self._must_write()

    # Changes and connections

    @abstractmethod
    def data_version(self) -> int:
        """A number that is another one after any commit, of this process too. Costs about as much as a key look-up."""

    @abstractmethod
    def analyse(self) -> None:
        """Bring the planner's statistics up to date; after imports."""

    def close(self) -> None:
        """Close the connections of all threads. No other thread may be in the middle of something."""
        with self._lock:
            connections, self._connections = list(self._connections.values()), {}
        for connection in connections:
            connection.close()
        self.db.dispose()
        self._session = Session()

    def dispose(self) -> None:
        """Forget, in a forked child, the connections of the parent without closing them."""
        _abandoned.extend(self._connections.values())
        self._lock, self._connections = threading.Lock(), {}
        self.db.dispose()
        self._session = Session()

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns, in order; none where there is no such table."""
        self._connection()
        with translated(self.place):
            return [str(column.name) for column in self.db.get_columns(table)]

    def tables(self) -> list[str]:
        """The names of all tables, SQLite's own and those of the search index among them."""
        self._connection()
        with translated(self.place):
            return [str(name) for name in self.db.get_tables()]

    def has_tables(self, *names: str) -> bool:
        """Whether all of these tables are there: quicker than to look for them among all."""
        return bool(self.value(f"{self._count_of_tables} ({', '.join('?' * len(names))})", names) == len(names))

    def raw(self) -> Any:
        """This thread's connection as the driver knows it; with PostgreSQL only inside `connected()`."""
        return self._connection()

    @contextmanager
    def connected(self) -> Iterator[Any]:
        """Keep one connection for this thread, as the driver knows it: for what only peewee or the driver can do."""
        yield self._connection()

    # For the two engines

    _count_of_tables: str
    _begin_read: str
    _begin_write: str
    _end_read = "ROLLBACK"
    _commit = "COMMIT"
    _no_gate: AbstractContextManager[None] = nullcontext()

    @abstractmethod
    def _statement(self, sql: str) -> None:
        """Run a statement without places on this thread's connection."""

    def _connection(self) -> Any:
        """This thread's connection, opened if need be."""
        connection = self._session.connection
        return connection if connection is not None else self._open()

    def _open(self) -> Any:
        if not self.db.is_closed() and threading.get_ident() not in self._connections:
            # close() in another thread has closed this one's connection, which peewee does not know.
            self.db.dispose()
        with translated(self.place):
            self.db.connect(reuse_if_open=True)
        connection = self._session.connection = self.db.connection()  # type: ignore[no-untyped-call]
        with self._lock:
            self._close_of_ended_threads()
            self._connections[threading.get_ident()] = connection
        return connection

    def _close_of_ended_threads(self) -> None:
        alive = {thread.ident for thread in threading.enumerate()}
        for ident in [ident for ident in self._connections if ident not in alive]:
            self._connections.pop(ident).close()

    @abstractmethod
    def _in_transaction(self) -> bool:
        """Whether this thread's connection is in a transaction."""

    def _gate(self) -> AbstractContextManager[None]:
        return self._no_gate

    def _gate_of_all(self) -> AbstractContextManager[None]:
        return self._gate()

    def _must_write(self) -> None:
        if not self._session.depth:
            raise RuntimeError("a change outside of write()")

    def _begin(self, session: Session) -> None:
        self._statement(self._begin_write)
        # Peewee is told, so that its migrations and its atomic() nest in ours.
        self.db.push_transaction(self)
        session.callbacks, session.rescues, session.rescued = [], [], []
        session.depth = 1
        session.number += 1

    def _end(self, session: Session, how: str) -> None:
        """Commit or roll back."""
        try:
            # SQLite rolls back by itself at a full disk, and a lost session has nothing left.
            if how != "ROLLBACK" or self._in_transaction():
                self._statement(how)
        except BaseException:
            if self._in_transaction():
                self._statement("ROLLBACK")
            raise
        finally:
            # Not before: outside of a transaction a lost session is opened anew, and its commit would seem to work.
            session.depth = 0
            self.db.pop_transaction()  # type: ignore[no-untyped-call]

    @contextmanager
    def _savepoint(self, session: Session) -> Iterator[None]:
        name, known, rescues = f"s{session.depth}", len(session.callbacks), len(session.rescues)
        self._statement(f"SAVEPOINT {name}")
        session.depth += 1
        try:
            yield
        except BaseException:
            del session.callbacks[known:]
            session.rescued += session.rescues[rescues:]
            del session.rescues[rescues:]
            if self._in_transaction():
                self._statement(f"ROLLBACK TO SAVEPOINT {name}")
                self._statement(f"RELEASE SAVEPOINT {name}")
            raise
        else:
            self._statement(f"RELEASE SAVEPOINT {name}")
        finally:
            session.depth -= 1

    @staticmethod
    def _run(session: Session, calls: Iterable[Callable[[], None]]) -> None:
        session.callbacks, session.rescues, session.rescued = [], [], []
        for call in calls:
            try:
                call()
            except Exception:
                # What was asked for has its end; a listener's fault must not make it look like another one.
                log.exception("after a transaction")


_abandoned: list[Any] = []
"""Connections of a parent process. Closing them here would act on its session, so they are kept for ever."""


def open_sqlite(path: Path, *, create: bool = False, durable: bool = True) -> Engine:
    """Open an SQLite file; `create` makes it and its folder (0600, 0700) where missing.

    `durable` False may lose the last commits at a power cut, never more: for bulk work and what can be rebuilt.
    """
    from crm_tui.store.sqlite import SqliteEngine

    return SqliteEngine(path, create=create, durable=durable)


def open_postgres(url: str, schema: str, *, create: bool = False) -> Engine:
    """Open a schema of a PostgreSQL database (`postgresql://…`); `create` makes the schema where missing."""
    from crm_tui.store.postgres import PostgresEngine

    return PostgresEngine(url, schema, create=create)


def drop_schema(url: str, schema: str) -> None:
    """Take a schema of a PostgreSQL database away with all that is in it."""
    engine = open_postgres(url, schema, create=True)
    with engine.write():
        engine.execute(f'DROP SCHEMA "{schema}" CASCADE')
    engine.close()
