"""The session's end of the control socket, as the app is handed it (`tui.line.Line`)."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress

from crm_tui.serve.control import End, Look, Ready, Warn, decode, encode, heard
from crm_tui.tui.line import Listener


class ControlLine:
    """Reads words of the front in the event loop of the app: no thread, and no waking while nothing is said."""

    def __init__(self, descriptor: int) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._socket.setblocking(False)
        self._loop: asyncio.AbstractEventLoop | None = None

    def listen(self, listener: Listener) -> None:
        """See `Line`."""
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(self._socket, self._hear, listener)

    def ready(self, slug: str = "") -> None:
        """See `Line`."""
        with suppress(OSError):  # the front is gone, and the terminal will soon be
            self._socket.send(encode(Ready(slug)))

    def close(self) -> None:
        """See `Line`."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._socket)

    def _hear(self, listener: Listener) -> None:
        data = heard(self._socket)
        if not data:
            if data is not None:
                self.close()
            return
        match decode(data):
            case Look(what):
                listener.look(what)
            case Warn(seconds, reason):
                listener.warn(seconds, reason)
            case End(reason):
                listener.end(reason)
