"""The log of an account: one line for each entry's line, with nothing raw from people in them."""

from __future__ import annotations

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from crm_tui.base.text import display_text

MOST = 1_000_000
"""Bytes of a file, from which on the next entry begins another one."""
KEPT = 2
"""Files of before, as `crm-tui.log.1`."""


class SafeFormatter(logging.Formatter):
    """Makes each line of a log entry safe for terminals."""

    def format(self, record: logging.LogRecord) -> str:
        return "\n".join(display_text(line) for line in super().format(record).split("\n"))


class LogFile(logging.Handler):
    """A file that only its owner can read: a traceback can show people's data.

    All processes of the account write to it, a hundred sessions at once. None keeps it open, so that what one moves
    away because it is full is not written to by the others.
    """

    def __init__(self, path: Path, entry: str) -> None:
        """Raises OSError where it cannot be written. `entry`: the format of `logging`."""
        super().__init__()
        self._path = path
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._write("")
        self.setFormatter(SafeFormatter(entry))

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler`. Whatever goes wrong here stops nobody's work."""
        with suppress(OSError):
            self._make_room()
            self._write(self.format(record) + "\n")

    def _write(self, text: str) -> None:
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.write(descriptor, text.encode("utf-8", "replace"))
        finally:
            os.close(descriptor)

    def _make_room(self) -> None:
        if self._is_full():
            with _alone(self._path.parent) as alone:
                if alone and self._is_full():  # else another process does it, or has done it
                    self._move_away()

    def _is_full(self) -> bool:
        try:
            return self._path.stat().st_size >= MOST
        except FileNotFoundError:
            return False

    def _move_away(self) -> None:
        names = [self._path.with_name(f"{self._path.name}.{number}") for number in range(KEPT, 0, -1)]
        for old, new in zip([*names[1:], self._path], names, strict=True):
            with suppress(FileNotFoundError):
                old.replace(new)


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Whether no other process is in the same place; nobody waits for one that stands still in it."""
    descriptor, alone = os.open(folder, os.O_RDONLY | os.O_CLOEXEC), True
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        alone = False
    try:
        yield alone
    finally:
        os.close(descriptor)
