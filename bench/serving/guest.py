"""A person at the other end of an SSH connection: types, and waits for what is painted. Cheap, so that many fit into
one process beside the server: bytes are searched for marks, no screen is kept."""

from __future__ import annotations

import asyncio
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field

import asyncssh

from bench.serving.people import OWN, TEAM, Person
from bench.terminal import FRAME_END, SIZE

_ASKS_SYNC, _HAS_SYNC = b"\x1b[?2026$p", b"\x1b[?2026;2$y"
_NAMES = re.compile(rb"(%s|%s)(\d{3})-" % (OWN.encode(), TEAM.encode()))
_OVERLAP = 8
"""A name may be cut by the end of a piece of output."""
HANG = 30.0
"""Seconds after which something counts as never painted."""


class Unpainted(Exception):
    """What was expected never came to the screen."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where a server listens, and the user name that is asked for there: the organisation's slug."""

    port: int
    user: str = "demo"
    host: str = "127.0.0.1"


@dataclass(slots=True)
class Screen(asyncssh.SSHClientSession[bytes]):
    """What comes from the server since the last key. `foreign`: names that this person must not see."""

    person: Person | None = None
    fresh: bytearray = field(default_factory=bytearray)
    received: int = 0
    frames: int = 0
    foreign: set[bytes] = field(default_factory=set)
    ended: bool = False
    _waiting: asyncio.Future[float] | None = None
    _marks: list[bytes] = field(default_factory=list)
    _tail: bytes = b""
    _channel: asyncssh.SSHClientChannel[bytes] | None = None

    def connection_made(self, chan: asyncssh.SSHClientChannel[bytes]) -> None:
        self._channel = chan

    def data_received(self, data: bytes, datatype: asyncssh.DataType) -> None:
        self.received += len(data)
        if _ASKS_SYNC in data and self._channel is not None:
            self._channel.write(_HAS_SYNC)
        self._look_for_foreign(data)
        if self._waiting is not None:
            self.fresh += data
            self._look()

    def connection_lost(self, exc: Exception | None) -> None:
        self.ended = True
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Unpainted(f"the session ended before {self._marks}"))

    def expect(self, *marks: bytes) -> asyncio.Future[float]:
        """From now on wait for all of these and the end of a frame; the time at which they were there."""
        self.fresh.clear()
        self._marks = list(marks)
        self._waiting = asyncio.get_running_loop().create_future()
        return self._waiting

    def _look(self) -> None:
        if self._waiting is None or self._waiting.done():
            return
        self._marks = [mark for mark in self._marks if mark not in self.fresh]
        if not self._marks and FRAME_END in self.fresh:
            self._waiting.set_result(time.perf_counter())
            self._waiting = None

    def _look_for_foreign(self, data: bytes) -> None:
        for kind, number in _NAMES.findall(self._tail + data):
            if self.person is not None and not _may_see(self.person, kind.decode(), int(number)):
                self.foreign.add(kind + number)
        self._tail = data[-_OVERLAP:]


def _may_see(person: Person, kind: str, number: int) -> bool:
    return person.team if kind == TEAM else number == person.number


class Guest:
    """One person's connection. Times are in milliseconds."""

    def __init__(self, door: Door, person: Person) -> None:
        self.door, self.person = door, person
        self.screen = Screen(person)
        self._connection: asyncssh.SSHClientConnection | None = None
        self._channel: asyncssh.SSHClientChannel[bytes] | None = None

    async def come_in(self, *marks: bytes) -> float:
        """Sign in, and wait for the first full frame; how long both took."""
        start = time.perf_counter()
        await self.connect()
        painted = self.screen.expect(*marks)
        self._channel, _ = await self.connection.create_session(
            lambda: self.screen, term_type="xterm-256color", term_size=SIZE[::-1], encoding=None,
            env={"COLORTERM": "truecolor"},
        )  # fmt: skip
        return (await self._in_time(painted, marks) - start) * 1e3

    async def connect(self) -> None:
        """Sign in only."""
        self._connection = await asyncssh.connect(
            self.door.host, self.door.port, username=self.door.user, client_keys=[self.person.key], known_hosts=None,
            agent_path=None, config=None, compression_algs=None, login_timeout=120, connect_timeout=120,
        )  # fmt: skip

    @property
    def open(self) -> bool:
        """Whether there is a connection that could be lost."""
        return self._connection is not None and not self._connection.is_closed()

    @property
    def connection(self) -> asyncssh.SSHClientConnection:
        """The open connection."""
        assert self._connection is not None
        return self._connection

    def press(self, keys: bytes) -> None:
        """Type, and wait for nothing."""
        assert self._channel is not None
        self._channel.write(keys)

    def pause(self) -> None:
        """Read nothing any more."""
        assert self._channel is not None
        self._channel.pause_reading()

    async def type(self, keys: bytes, *marks: bytes) -> float:
        """Type, and wait until all marks are painted; how long that took."""
        painted = self.screen.expect(*marks)
        start = time.perf_counter()
        self.press(keys)
        return (await self._in_time(painted, marks) - start) * 1e3

    async def line(self, command: str) -> asyncssh.SSHCompletedProcess:
        """A line of the command line, through pipes."""
        return await self.connection.run(command)

    async def leave(self) -> None:
        """Hang up, and wait until that is done."""
        if self._connection is not None:
            self._connection.abort()
            with suppress(asyncssh.Error, OSError):
                await self._connection.wait_closed()

    async def _in_time(self, painted: asyncio.Future[float], marks: tuple[bytes, ...]) -> float:
        try:
            return await asyncio.wait_for(painted, HANG)
        except TimeoutError:
            raise Unpainted(f"{self.person.login}: {marks} in {bytes(self.screen.fresh[-400:])!r}") from None
