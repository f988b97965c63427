"""What a server did, one JSON object a line: never a key, never anything raw that came from outside."""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from pathlib import Path
from typing import TextIO

from crm_tui.base.clock import Clock
from crm_tui.base.text import display_text

LONGEST = 200
"""Characters of a text from outside that are worth a line."""


class Journal:
    """Lines to standard error, or to a file that only the server's account can read."""

    def __init__(self, clock: Clock, file: Path | None = None) -> None:
        """Raises OSError where the file cannot be written."""
        self._clock, self._file = clock, file
        self._to: TextIO = sys.stderr if file is None else _private(file)

    def reopen(self) -> None:
        """Go on in the file as it is called: what was there may have been moved away. Raises OSError."""
        if self._file is not None:
            before, self._to = self._to, _private(self._file)
            before.close()

    def note(self, event: str, **facts: object) -> None:
        """Write a line: when, what, and the facts that are not empty."""
        line: dict[str, object] = {"time": self._clock.now().isoformat(timespec="milliseconds"), "event": event}
        line |= {name: _safe(value) for name, value in facts.items() if value not in (None, "")}
        try:
            self._to.write(json.dumps(line, ensure_ascii=True) + "\n")
            self._to.flush()
        except OSError:
            pass  # a full disk must not end anybody's session


class JournalHandler(logging.Handler):
    """Takes warnings of the program's other parts, with where they happened but without values."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(logging.WARNING)
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler`."""
        error = record.exc_info[1] if record.exc_info else None
        told, trace = (repr(error), trace_of(error)) if error else ("", "")
        self._journal.note("log", part=record.name, text=record.getMessage(), error=told, trace=trace)


def trace_of(error: BaseException) -> str:
    """Where an error was raised, the innermost place first: names of files and functions, and no values."""
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames))


def _safe(value: object) -> object:
    if isinstance(value, bool | int | float):
        return value
    return display_text(str(value))[:LONGEST]


def _private(file: Path) -> TextIO:
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    return open(descriptor, "a", encoding="utf-8")
