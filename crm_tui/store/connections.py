"""The connections of one process to one PostgreSQL server: few, shared by its threads, given back when idle.

A hundred sessions are a hundred processes. Each holds a connection only while it asks something, and a few seconds
after; who only looks at his screen holds none.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from threading import Condition, Lock, Thread, local
from time import monotonic
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from crm_tui.base.messages import message
from crm_tui.domain.errors import Unusable

LIMIT = 4
"""Connections of one process, at most. A thread that holds one may have another, lest threads wait for each other."""
IDLE_SECONDS = 3.0
"""So long an unused one is kept: as long as somebody is at work, and no longer."""
WAIT_SECONDS = 15.0
"""A thread waits so long for another one to give its connection back."""

Connection = psycopg.Connection[Any]


@dataclass(frozen=True, slots=True)
class _Idle:
    schema: str
    connection: Connection
    since: float


class _Held(local):
    """How many connections one thread holds."""

    number = 0


class Connections:
    """Lends connections. Each belongs to one schema for good: plans that a server keeps are of its tables."""

    def __init__(self, connect: Callable[[str], Connection]) -> None:
        self._connect = connect
        self._idle: list[_Idle] = []
        self._open = 0
        self._held = _Held()
        self._lock = Lock()
        self._free = Condition(self._lock)
        self._fewer = Condition(self._lock)
        """Of its own, so that not every question wakes the thread that closes."""
        self._closer: Thread | None = None

    def take(self, schema: str) -> Connection:
        """A connection for this thread alone until it is given back.

        Raises psycopg's errors, and Unusable when no other thread gives one back in time.
        """
        connection = self._room(schema) or self._made(schema)
        self._held.number += 1
        return connection

    def give(self, schema: str, connection: Connection) -> None:
        """Give back what was taken. One that is lost, or still in a transaction, is closed."""
        self._held.number -= 1
        sound = not connection.closed and connection.info.transaction_status == TransactionStatus.IDLE
        with self._lock:
            if sound:
                self._idle.append(_Idle(schema, connection, monotonic()))
                self._watch_idle()
            else:
                self._open -= 1
            self._free.notify()
        if not sound:
            connection.close()

    def close_idle(self, schema: str | None = None) -> None:
        """Close what nobody uses, of one schema or of all."""
        self._close([idle for idle in self._idle if schema in (None, idle.schema)])

    def abandon(self) -> list[Connection]:
        """In a forked child: forget the parent's connections. They must be kept, and never be closed here."""
        theirs = [idle.connection for idle in self._idle]
        self.__init__(self._connect)  # type: ignore[misc]
        return theirs

    def _room(self, schema: str) -> Connection | None:
        """An idle connection, or None when there is room for a new one, which is counted already."""
        with self._lock:
            end = monotonic() + WAIT_SECONDS
            while not (found := self._find(schema)) and self._open >= LIMIT and not self._held.number:
                if self._idle:
                    break
                if not self._free.wait(end - monotonic()):
                    raise Unusable(message("All connections to the database are in use. Try again."))
            if found:
                self._idle.remove(found)
                return found.connection
            other = self._idle.pop(0) if self._idle and self._open >= LIMIT else None
            self._open += 0 if other else 1
        if other:
            other.connection.close()
        return None

    def _find(self, schema: str) -> _Idle | None:
        """The one that was used last: the others may then be closed."""
        return next((idle for idle in reversed(self._idle) if idle.schema == schema), None)

    def _made(self, schema: str) -> Connection:
        try:
            return self._connect(schema)
        except BaseException:
            with self._lock:
                self._open -= 1
                self._free.notify()
            raise

    def _close(self, which: list[_Idle]) -> None:
        with self._lock:
            closing = [idle for idle in which if idle in self._idle]
            self._idle = [idle for idle in self._idle if idle not in closing]
            self._open -= len(closing)
            self._free.notify_all()
            self._fewer.notify()
        for idle in closing:
            idle.connection.close()

    def _watch_idle(self) -> None:
        """Have a thread that closes idle ones; it lives as long as there are some."""
        if self._closer is None:
            self._closer = Thread(target=self._close_in_time, name="crm-tui-connections", daemon=True)
            self._closer.start()

    def _close_in_time(self) -> None:
        while True:
            with self._lock:
                if not self._idle:
                    self._closer = None
                    return
                if (left := self._idle[0].since + IDLE_SECONDS - monotonic()) > 0:
                    self._fewer.wait(left)
                    continue
                oldest = self._idle[:1]
            self._close(oldest)


_of_servers: dict[str, Connections] = {}
_of_parents: list[Connection] = []


def connections(url: str, connect: Callable[[str], Connection]) -> Connections:
    """The connections of this process to a server, made by `connect(schema)`."""
    return _of_servers.setdefault(url, Connections(connect))


def _abandon() -> None:
    for one in _of_servers.values():
        _of_parents.extend(one.abandon())


os.register_at_fork(after_in_child=_abandon)
