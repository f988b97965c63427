"""What a client sends while its process is not there yet."""

from __future__ import annotations

import asyncssh

from crm_tui.serve.streams import Streams


class EarlyInput:
    """A little is kept, and what comes behind it stays with the client. `sent_all`: it sends no more."""

    def __init__(self) -> None:
        self._data = bytearray()
        self.sent_all = False

    def keep(self, data: bytes, channel: asyncssh.SSHServerChannel[bytes] | None) -> None:
        """Keep this, and let the client wait."""
        self._data += data
        if channel is not None:
            channel.pause_reading()

    def hand_over(self, channel: asyncssh.SSHServerChannel[bytes], streams: Streams) -> None:
        """The process is about to be there: it gets what was kept, and the client goes on."""
        early = bytes(self._data)
        self._data.clear()
        if early:
            streams.put(early)
            channel.resume_reading()
        if self.sent_all:
            streams.finish()
