"""A person's terminal, as whoever survives the app leaves it: nothing of what the app switched on stays on."""

from __future__ import annotations

import fcntl
import struct
import termios

_ENTER, LEAVE = b"\x1b[?1049h", b"\x1b[?1049l"
"""To the second screen, on which nothing stays, and back from it."""
REST = (
    b"\x1b[?2026l\x1b[<u\x1b[?25h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l\x1b[?1016l"
    b"\x1b[?1004l\x1b[?2004l\x1b[?2048l\x1b[?7h\x1b[0m\x1b]8;;\x1b\\"
)
"""Off: synchronised output, Kitty's keys, mouse, focus, bracketed paste, sizes in band; on: cursor and line wrap."""

LARGEST = 1000
"""Columns and lines that a terminal is believed to have at most."""


class Painted:
    """Follows what an app writes: whether it has the second screen, on which nothing stays."""

    def __init__(self) -> None:
        self.second = False
        self._tail = b""

    def feed(self, data: bytes) -> None:
        """Take notice of bytes on their way to the terminal."""
        text = self._tail + data
        entered, left = text.rfind(_ENTER), text.rfind(LEAVE)
        if entered != left:
            self.second = entered > left
        self._tail = text[-len(_ENTER) + 1 :]

    def reset(self) -> bytes:
        """What brings the terminal back. The first screen is left alone where the app has gone back to it."""
        return (LEAVE if self.second else b"") + REST


def set_size(descriptor: int, columns: int, lines: int, width: int = 0, height: int = 0) -> None:
    """Tell a pseudo-terminal how large it is, in cells and pixels; its process is told by a signal."""
    cells = (min(max(lines, 1), LARGEST), min(max(columns, 1), LARGEST))
    pixels = (min(max(width, 0), 0xFFFF), min(max(height, 0), 0xFFFF))
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", *cells, *pixels))
