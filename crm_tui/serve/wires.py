"""Bytes between a channel and the descriptors of a session's process, never more of them than the other side takes."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from contextlib import suppress

CHUNK = 65536
"""Bytes read at once."""
FULL = 262_144
"""Bytes waiting for a process, from which on its client is not read any more."""


class Outlet:
    """What a process writes. `give` takes the bytes; `ended` is set when there will be none any more."""

    def __init__(self, descriptor: int, give: Callable[[bytes], None]) -> None:
        os.set_blocking(descriptor, False)
        self._fd, self._give = descriptor, give
        self._loop = asyncio.get_running_loop()
        self._reading = False
        self.ended = asyncio.Event()
        self.flow()

    def flow(self) -> None:
        """Read on."""
        if not self._reading and not self.ended.is_set():
            self._reading = True
            self._loop.add_reader(self._fd, self._read)

    def hold(self) -> None:
        """Read no more for now: the process waits as soon as what is between is full."""
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._fd)

    def end(self) -> None:
        """There is nothing more to read; the descriptor stays the caller's."""
        self.hold()
        self.ended.set()

    def _read(self) -> None:
        try:
            data = os.read(self._fd, CHUNK)
        except BlockingIOError:
            return
        except OSError:  # a terminal whose other side is closed
            data = b""
        if data:
            self._give(data)
        else:
            self.end()


class Inlet:
    """What a process reads. `hold` and `flow` stop the client and let it go on."""

    def __init__(self, descriptor: int, hold: Callable[[], None], flow: Callable[[], None]) -> None:
        os.set_blocking(descriptor, False)
        self._fd, self._hold, self._flow = descriptor, hold, flow
        self._loop = asyncio.get_running_loop()
        self._waiting = bytearray()
        self._held = self._over = self._closed = False

    def put(self, data: bytes) -> None:
        """Write this to the process, at once or when it reads."""
        if self._closed or self._over:
            return
        self._waiting += data
        self._write()

    def finish(self) -> None:
        """What waits is still written, then the process reads the end."""
        self._over = True
        if not self._waiting:
            self.close()

    def close(self) -> None:
        """Write nothing any more, and close the descriptor."""
        if not self._closed:
            self._closed = True
            self._loop.remove_writer(self._fd)
            os.close(self._fd)

    def _write(self) -> None:
        try:
            with suppress(BlockingIOError):
                del self._waiting[: os.write(self._fd, self._waiting[:CHUNK])]
        except OSError:  # it reads no more
            self._waiting.clear()
            self._over = True
        if self._waiting:
            self._loop.add_writer(self._fd, self._write)
        else:
            self._loop.remove_writer(self._fd)
            if self._over:
                self.close()
        self._steer()

    def _steer(self) -> None:
        full = len(self._waiting) >= FULL
        if full != self._held:
            self._held = full
            (self._hold if full else self._flow)()
