"""The other side of the ratios: the same SQL on a bare APSW connection, with the program's own pragmas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import apsw

from bench.world import World
from crm_tui.store.sqlite import BUSY_SECONDS, CACHE_KIB, STATEMENTS

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """An SQL text with its values, as SQLite was handed it."""

    sql: str
    values: tuple[Any, ...]


def connect(world: World) -> apsw.Connection:
    """A connection of nobody's to the organisation's file."""
    connection = apsw.Connection(
        world.engine.place, flags=apsw.SQLITE_OPEN_READWRITE, statementcachesize=max(STATEMENTS, 100)
    )
    connection.set_busy_timeout(BUSY_SECONDS * 1000)
    for pragma, value in (("synchronous", "FULL"), ("foreign_keys", 1), ("temp_store", "memory")):
        connection.pragma(pragma, value)
    connection.pragma("cache_size", -CACHE_KIB)
    return connection


@contextmanager
def recorded(world: World) -> Iterator[list[Statement]]:
    """What this thread's connection of the program is asked meanwhile."""
    found: list[Statement] = []

    def note(cursor: apsw.Cursor, sql: str, values: Any) -> bool:
        found.append(Statement(sql, tuple(values or ())))
        return True

    connection: apsw.Connection = world.engine.raw()
    connection.exec_trace = note
    try:
        yield found
    finally:
        connection.exec_trace = None


def of_records(statements: list[Statement]) -> list[Statement]:
    """Those that read records: without the look at the version numbers, which the bare side has no need of."""
    return [statement for statement in statements if " meta " not in statement.sql]


def replay(connection: apsw.Connection, statements: list[Statement]) -> Callable[[], None]:
    """Runs them, and fetches all rows."""
    ready = [(statement.sql, statement.values) for statement in statements]
    execute = connection.execute

    def run() -> None:
        for sql, values in ready:
            execute(sql, values).fetchall()

    return run
