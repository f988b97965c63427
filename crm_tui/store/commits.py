"""Noticing commits of any process in several databases, from one thread: for a server, and for a waiting session.

SQLite tells by a number that is asked for; PostgreSQL tells by itself (`postgres.CHANNEL`).
"""

from __future__ import annotations

import os
import select
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from threading import Event, Lock
from time import monotonic
from typing import TYPE_CHECKING

import apsw

if TYPE_CHECKING:
    import psycopg

LOOK = 0.2
"""Seconds between two looks at SQLite files, for many sessions at once. One costs a few microseconds for each file."""
PING = 20.0
"""Seconds of silence after which a server is asked whether it is still there."""
AGAIN = 1.0
"""Seconds between two attempts to reach a server that went away."""


class Commits(ABC):
    """Watched databases by name: of a file's folder, or of a schema.

    `wait` belongs to one thread; the other verbs may come from any.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._names: set[str] = set()

    def watch(self, name: str) -> None:
        """Notice commits in this database from now on; it may not be there yet. When it begins, it is named once."""
        with self._lock:
            self._names.add(name)

    def forget(self, name: str) -> None:
        """Notice no more of this one."""
        with self._lock:
            self._names.discard(name)

    @property
    def names(self) -> frozenset[str]:
        """What is watched."""
        with self._lock:
            return frozenset(self._names)

    @abstractmethod
    def wait(self, seconds: float) -> frozenset[str]:
        """The watched databases with new commits, as soon as there are some; none after so many seconds or `wake()`.

        All of them where commits may have been missed: at first, and after a server was away.
        """

    @abstractmethod
    def wake(self) -> None:
        """Let a `wait` that is under way, or else the next one, return at once."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections; in the thread that waits, or when it has ended."""


class SqliteCommits(Commits):
    """Looks at SQLite's own number of each file, on connections that do nothing else."""

    def __init__(self, path_of: Callable[[str], Path], look: float = LOOK) -> None:
        """`look`: seconds between two looks."""
        super().__init__()
        self._path_of, self._every = path_of, look
        self._files: dict[str, _File] = {}
        self._woken = Event()

    def watch(self, name: str) -> None:
        super().watch(name)
        self.wake()

    def wait(self, seconds: float) -> frozenset[str]:
        end = monotonic() + seconds
        while not (changed := self._look()) and (left := end - monotonic()) > 0:
            if self._woken.wait(min(self._every, left)):
                self._woken.clear()
                return self._look()
        return changed

    def wake(self) -> None:
        self._woken.set()

    def close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files.clear()

    def _look(self) -> frozenset[str]:
        names = self.names
        for gone in self._files.keys() - names:
            self._files.pop(gone).close()
        for new in names - self._files.keys():
            self._files[new] = _File(self._path_of(new))
        return frozenset(name for name, file in self._files.items() if file.changed())


class _File:
    """One file. Another one under its name, as after a restore, counts as a change."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: apsw.Connection | None = None
        self._identity = self._version = -1

    def changed(self) -> bool:
        """Whether there were commits since the last call; at the first one there may have been some."""
        try:
            identity, version = self._path.stat().st_ino, self._read()
            if identity != self._identity:
                self.close()
                version = self._read()
        except (OSError, apsw.Error):
            # Not there yet, or locked for a moment while it is being replaced: the next look will tell.
            return False
        before, self._identity, self._version = (self._identity, self._version), identity, version
        return before != (identity, version)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _read(self) -> int:
        if self._connection is None:
            self._connection = apsw.Connection(str(self._path), flags=apsw.SQLITE_OPEN_READWRITE)
        version: object = self._connection.pragma("data_version")
        return int(str(version))


class PostgresCommits(Commits):
    """Listens on one connection, whatever the number of schemas; connects anew by itself when the server was away."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._connection: psycopg.Connection[object] | None = None
        self._missed = False
        self._known: frozenset[str] = frozenset()
        self._wake, self._waker = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)

    def wait(self, seconds: float) -> frozenset[str]:
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0:
            told = self._listen(left)
            if changed := self._new() | (self.names & (told or frozenset())):
                return changed
            if told is None:
                break
        return frozenset()

    def _new(self) -> frozenset[str]:
        """What is watched since the last look, and nobody knows whether it has changed meanwhile."""
        if self._connection is None:
            return frozenset()
        known, self._known = self._known, self.names
        return self._known - known

    def watch(self, name: str) -> None:
        super().watch(name)
        self.wake()

    def wake(self) -> None:
        with suppress(BlockingIOError):
            os.write(self._waker, b"!")

    def close(self) -> None:
        self._hang_up()
        os.close(self._wake)
        os.close(self._waker)

    def _listen(self, seconds: float) -> frozenset[str] | None:
        """Which schemas the server names within so many seconds; None when woken."""
        import psycopg

        try:
            if self._connection is None:
                return self._connect()
            return self._heard(self._connection, seconds)
        except psycopg.Error:
            self._hang_up()
            self._missed = True
            return None if self._rest(min(AGAIN, seconds)) else frozenset()

    def _connect(self) -> frozenset[str]:
        from crm_tui.store.postgres import listening

        self._connection = listening(self._url)
        missed, self._missed = self._missed, False
        return self.names if missed else frozenset()

    def _heard(self, connection: psycopg.Connection[object], seconds: float) -> frozenset[str] | None:
        ready = _ready((connection.fileno(), self._wake), min(PING, seconds))
        if self._wake in ready:
            os.read(self._wake, 1024)
            return None
        if not ready and seconds >= PING:
            # A server that vanished from the network says nothing: only asking shows it.
            connection.execute("SELECT 1")
        return frozenset(notice.payload for notice in connection.notifies(timeout=0))

    def _rest(self, seconds: float) -> bool:
        """Wait; whether it was woken."""
        if not _ready((self._wake,), seconds):
            return False
        os.read(self._wake, 1024)
        return True

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _ready(descriptors: Iterable[int], seconds: float) -> frozenset[int]:
    """Which of these have something to read, within so many seconds. `select` knows no more than 1024 files."""
    poll = select.poll()
    for one in descriptors:
        poll.register(one, select.POLLIN)
    return frozenset(found for found, _event in poll.poll(seconds * 1000))
