"""The front's end of a session's control socket."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress

from crm_tui.serve.control import Failed, Hello, Ready, Word, decode, encode, heard
from crm_tui.serve.spawning import NotStarted

MOST_WORDS = 1000
"""Words of one session that are listened to: it says one for each desk that it shows."""
HELLO_WITHIN = 30.0
"""Seconds within which a process must have said that it runs."""


class FrontLine:
    """Says words to one session, and hears when it runs and when its first screen stands."""

    def __init__(self, control: socket.socket, shown: Callable[[str], None]) -> None:
        """`shown(slug)`: it has the desk of this organisation on its screen, or says so."""
        self._socket, self._shown = control, shown
        self._loop = asyncio.get_running_loop()
        self._hello: asyncio.Future[int] = self._loop.create_future()
        self._words = 0
        self.settled = asyncio.Event()
        """Its start is over: the first screen stands, or there will be none."""
        self._loop.add_reader(control, self._hear)

    async def hello(self) -> int:
        """The process. NotStarted where none ever says that it is there."""
        try:
            async with asyncio.timeout(HELLO_WITHIN):
                return await self._hello
        except TimeoutError as error:
            raise NotStarted("it never said hello") from error

    def say(self, word: Word) -> None:
        """Tell it. One that does not listen is not waited for: a look more or less is no loss, and an end is sure."""
        with suppress(OSError):
            self._socket.send(encode(word))

    def close(self) -> None:
        """Hear and say nothing more."""
        if self._socket.fileno() >= 0:
            self._loop.remove_reader(self._socket)
            self._socket.close()
        self.settled.set()
        if not self._hello.done():
            self._hello.set_exception(NotStarted("its process ended at once"))

    def _hear(self) -> None:
        data = heard(self._socket)
        if not data:
            if data is not None:
                self.close()
            return
        self._words += 1
        if self._words >= MOST_WORDS:
            self._loop.remove_reader(self._socket)  # it talks to keep everybody else waiting
        # A session runs as its person: what it says is not to be trusted with more than this.
        with suppress(ValueError):
            match decode(data):
                case Hello(pid) if not self._hello.done():
                    self._hello.set_result(pid)
                case Failed(reason) if not self._hello.done():
                    self._hello.set_exception(NotStarted(reason))
                case Ready(slug):
                    self.settled.set()
                    self._shown(slug)
