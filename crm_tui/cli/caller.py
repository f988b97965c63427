"""Files of whoever called, where a path would be one of the server's: his standard input."""

from __future__ import annotations

import select
from typing import BinaryIO, TextIO

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid

_LAST_WORD = 50
"""Milliseconds that the other end may need to let go of both streams, where it went away."""


class SentContent:
    """What the caller sends on standard input, as a file that is read once.

    A line that breaks off ends the stream as a file that is complete does. They differ by the way back, which is gone
    too: then the end is told as Invalid, so that no half of a file is kept.
    """

    def __init__(self, stdin: TextIO, stdout: TextIO) -> None:
        self._source: BinaryIO = stdin.buffer
        self._back = stdout

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes; none at the end."""
        block = self._source.read(size)
        if not block and _hung_up(self._back):
            raise Invalid(message("The file broke off."))
        return block


def _hung_up(stream: TextIO) -> bool:
    """Whether nobody is there any more to read what is written."""
    try:
        number = stream.fileno()
    except (OSError, ValueError):  # it leads to no file of the system
        return False
    back = select.poll()
    back.register(number, 0)
    return any(event & (select.POLLERR | select.POLLHUP) for _number, event in back.poll(_LAST_WORD))
