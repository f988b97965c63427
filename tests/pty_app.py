"""A real program on a real pseudo-terminal, read back through a terminal emulator."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from types import TracebackType

import pyte

DEADLINE = 30.0
"""Seconds after which waiting for a text fails."""


class PtyApp:
    """Starts a program, types, and waits for what its screen shows. `raw` holds every byte that it wrote."""

    def __init__(
        self, argv: Sequence[str], *, size: tuple[int, int] = (120, 40), env: Mapping[str, str] | None = None
    ) -> None:
        self.raw = b""
        self.columns, self.lines = size
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self._argv, self._env = list(argv), dict(os.environ) | dict(env or {})
        self._master = -1
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> PtyApp:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", self.lines, self.columns, 0, 0))
        env = self._env | {"TERM": "xterm-256color", "COLORTERM": "truecolor"}
        self._process = subprocess.Popen(
            self._argv, stdin=slave, stdout=slave, stderr=slave, env=env, start_new_session=True, close_fds=True
        )
        os.close(slave)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        if self._master >= 0:
            os.close(self._master)

    @property
    def pid(self) -> int:
        """The process that runs."""
        assert self._process is not None
        return self._process.pid

    @property
    def text(self) -> str:
        """The screen as lines of text."""
        return "\n".join(self.screen.display)

    def send(self, keys: str) -> None:
        """Type."""
        self.send_bytes(keys.encode())

    def send_bytes(self, data: bytes) -> None:
        """Type bytes, which need not be whole characters."""
        os.write(self._master, data)

    def send_signal(self, number: int) -> None:
        """Send the program a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    def resize(self, columns: int, lines: int) -> None:
        """Make the terminal another size."""
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self.screen.resize(lines, columns)
        self.send_signal(signal.SIGWINCH)

    def hang_up(self) -> int:
        """Take the terminal away, and wait for the end; the exit status."""
        os.close(self._master)
        self._master = -1
        assert self._process is not None
        return self._process.wait(DEADLINE)

    def read(self, seconds: float = 0.2) -> None:
        """Take in what the program writes, until it is quiet for so long."""
        while select.select([self._master], [], [], seconds)[0]:
            try:
                chunk = os.read(self._master, 65536)
            except OSError:
                return
            if not chunk:
                return
            self.raw += chunk
            self._stream.feed(chunk)

    def wait_for(self, *texts: str) -> str:
        """Read until all of these stand on the screen; the screen."""
        return self.wait_until(lambda: all(text in self.text for text in texts), repr(texts))

    def wait_until(self, true: Callable[[], bool], what: str = "it") -> str:
        """Read until this is true of the screen; the screen."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            self.read()
            if true():
                return self.text
            if self._process is not None and self._process.poll() is not None:
                break
        raise AssertionError(f"{what} not on the screen:\n{self.text}")

    def wait_end(self) -> int:
        """The exit status, once the program has ended."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            self.read(0.05)
            if self._process is not None and (status := self._process.poll()) is not None:
                return status
        raise AssertionError(f"still running:\n{self.text}")
