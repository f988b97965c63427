"""The engine on SQLite through APSW, which brings its own SQLite: the same on every machine."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from typing import Any

import apsw
from playhouse.apsw_ext import APSWDatabase  # type: ignore[import-untyped]

from crm_tui.store.engine import Engine
from crm_tui.store.failures import translate, translated, unusable_file
from crm_tui.store.field_types import FIELD_TYPES
from crm_tui.store.write_gate import WriteGate

BUSY_SECONDS = 10
CACHE_KIB = 16_384
"""Page cache of a connection, at most. Bigger ones gained nothing and count in the memory of each SSH session."""
LOG_BYTES = 64 * 1024 * 1024
"""To this size the log is cut back after a large import."""
_WATCH = -1
"""Key of the connection that belongs to no thread."""
STATEMENTS = 256
"""Prepared statements kept by a connection: our list pages alone have dozens of shapes."""


class SqliteEngine(Engine):
    """One SQLite file."""

    dialect = "sqlite"
    _count_of_tables = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name IN"
    _begin_read = "BEGIN DEFERRED"
    _begin_write = "BEGIN IMMEDIATE"

    def __init__(self, path: Path, *, create: bool = False, durable: bool = True) -> None:
        super().__init__()
        self.path = path
        self.place = str(path)
        self._write_gate = WriteGate(path.with_name(path.name + "-gate"))
        self._watch: apsw.Connection | None = None
        self._watch_lock = threading.Lock()
        if create:
            _make(path)
        elif not path.exists():
            raise unusable_file(OSError(errno.ENOENT, ""), self.place)
        self.db = APSWDatabase(
            str(path),
            pragmas=_pragmas(durable),
            timeout=BUSY_SECONDS,
            autoconnect=False,
            field_types=FIELD_TYPES[self.dialect],
            flags=apsw.SQLITE_OPEN_READWRITE,
            statementcachesize=STATEMENTS,
        )
        self._open()

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        connection = self._session.connection
        if connection is None:
            connection = self._open()
        try:
            found: list[tuple[Any, ...]] = connection.execute(sql, params).fetchall()
        except apsw.Error as error:
            raise translate(error, self.place) from error
        return found

    def stream(self, sql: str, params: Sequence[object] = (), size: int = 1000) -> Iterator[list[tuple[Any, ...]]]:
        with translated(self.place):
            cursor = self._connection().execute(sql, params)
            while rows := list(islice(cursor, size)):
                yield rows

    def execute(self, sql: str, params: Sequence[object] = ()) -> int:
        self._must_write()
        connection = self._session.connection
        try:
            connection.execute(sql, params)
        except apsw.Error as error:
            raise translate(error, self.place) from error
        changed: int = connection.changes()
        return changed

    def many(self, sql: str, params: Iterable[Sequence[object]]) -> None:
        self._must_write()
        with translated(self.place):
            self._session.connection.executemany(sql, params)

    def data_version(self) -> int:
        # On a connection of its own the pragma tells of every commit; on a thread's, not of its own ones.
        with self._watch_lock, translated(self.place):
            if self._watch is None:
                self._watch = apsw.Connection(self.place, flags=apsw.SQLITE_OPEN_READWRITE)
                self._watch.set_busy_timeout(BUSY_SECONDS * 1000)
            version: Any = self._watch.pragma("data_version")
            return int(version)

    def analyse(self) -> None:
        with translated(self.place), self._gate():
            self._statement("PRAGMA analysis_limit = 1000")
            self._statement("ANALYZE")

    def checkpoint(self) -> None:
        """Move the write-ahead log into the file and empty it, behind the gate as all writing."""
        with translated(self.place), self._gate():
            self._statement("PRAGMA wal_checkpoint(TRUNCATE)")

    def close(self) -> None:
        super().close()
        with self._watch_lock:
            if self._watch is not None:
                self._watch.close()
                self._watch = None
        self._write_gate.close()

    def dispose(self) -> None:
        if self._watch is not None:
            self._connections[_WATCH] = self._watch
        super().dispose()
        self._watch, self._watch_lock = None, threading.Lock()
        self._write_gate.after_fork()

    def _in_transaction(self) -> bool:
        return not self._connection().get_autocommit()

    def _gate(self) -> AbstractContextManager[None]:
        return self._write_gate

    def _statement(self, sql: str) -> None:
        try:
            self._connection().execute(sql)
        except apsw.Error as error:
            raise translate(error, self.place) from error


def _pragmas(durable: bool) -> dict[str, object]:
    """Passed to every connection: SQLite's own defaults have foreign keys off and no write-ahead log."""
    return {
        "journal_mode": "wal",
        "synchronous": "FULL" if durable else "NORMAL",
        "foreign_keys": 1,
        "busy_timeout": BUSY_SECONDS * 1000,
        "cache_size": -CACHE_KIB,
        "temp_store": "memory",
        "journal_size_limit": LOG_BYTES,
        "trusted_schema": 0,
    }


def _make(path: Path) -> None:
    """An empty file that only its owner reads; SQLite gives its log and shared memory the same mode."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise unusable_file(error, str(path.parent)) from error
