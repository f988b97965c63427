"""A program on a real pseudo-terminal: its CPU by the process clock, its keys, and what it paints."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import selectors
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

SIZE = (40, 120)
"""Lines and columns."""
QUIET = 0.25
"""Seconds without output after which a screen counts as painted."""
_ASKS_SYNC = b"\x1b[?2026$p"
_HAS_SYNC = b"\x1b[?2026;2$y"
FRAME_END = b"\x1b[?2026l"
ROOT = Path(__file__).parent.parent


class Terminal:
    """A child on a terminal of 120x40. Answers that it knows synchronised output, as terminals do."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
        self.started = time.perf_counter()
        self.pid, self._file = pty.fork()
        if self.pid == 0:
            # In the child: nothing of the parent's may run any more.
            with contextlib.suppress(OSError):
                os.chdir(ROOT)
                os.execvpe(command[0], list(command), _environment(environment or {}))
            os._exit(127)
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
        self._selector = selectors.DefaultSelector()
        self._selector.register(self._file, selectors.EVENT_READ)
        self.output = bytearray()
        self.last = self.started

    def cpu(self) -> float:
        """Milliseconds of CPU that the child and its threads have used."""
        # The clock of another process, as clock_getcpuclockid(3) makes it.
        return time.clock_gettime_ns((~self.pid << 3) | 2) / 1e6

    def press(self, keys: bytes) -> None:
        """Type."""
        os.write(self._file, keys)

    def read(self, seconds: float) -> bytes:
        """What comes within so many seconds; returns at the first bytes."""
        if not self._selector.select(max(0.0, seconds)):
            return b""
        try:
            found = os.read(self._file, 65536)
        except OSError:
            return b""
        self.output += found
        self.last = time.perf_counter()
        if _ASKS_SYNC in found:
            os.write(self._file, _HAS_SYNC)
        return found

    def run(self, seconds: float) -> None:
        """Let it work for so long, taking in all it paints."""
        end = time.perf_counter() + seconds
        while (left := end - time.perf_counter()) > 0:
            self.read(left)

    def settle(self, seconds: float = 20.0) -> None:
        """Wait until it paints no more."""
        end = time.perf_counter() + seconds
        while time.perf_counter() < end and self.read(QUIET):
            pass

    def wait_for(self, text: bytes, seconds: float = 30.0) -> bool:
        """Whether these bytes come in time, with the end of their frame."""
        start, end = len(self.output), time.perf_counter() + seconds
        while time.perf_counter() < end:
            self.read(end - time.perf_counter())
            place = self.output.find(text, max(0, start - len(text)))
            if place >= 0 and self.output.find(FRAME_END, place) >= 0:
                return True
            if not self.alive():
                return False
        return False

    def alive(self) -> bool:
        """Whether it still runs."""
        with contextlib.suppress(ChildProcessError):
            return os.waitpid(self.pid, os.WNOHANG)[0] == 0
        return False

    def close(self) -> None:
        """End it."""
        with contextlib.suppress(ProcessLookupError, ChildProcessError):
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self._selector.close()
        os.close(self._file)


@contextlib.contextmanager
def terminals(commands: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Terminal]]:
    """Several at once, by name; all are ended at the end."""
    opened: dict[str, Terminal] = {}
    try:
        for name, command in commands.items():
            opened[name] = Terminal(command)
        yield opened
    finally:
        for terminal in opened.values():
            terminal.close()


def python(*arguments: str) -> list[str]:
    """A command that runs this Python."""
    return [sys.executable, *arguments]


def _environment(more: Mapping[str, str]) -> dict[str, str]:
    own = {key: value for key, value in os.environ.items() if not key.startswith(("TEXTUAL", "CRM_TUI"))}
    return {**own, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **more}
