"""Processes of this machine: whether one is still there."""

from __future__ import annotations

import os
from pathlib import Path

_PROC = Path("/proc")
_STATE, _STARTED = 0, 19
"""Of the fields of `/proc/PID/stat` that follow the name."""


def process_mark(pid: int) -> str:
    """What tells a process from a later one of the same number; empty where the system does not tell."""
    fields = _fields(pid)
    return fields[_STARTED] if fields else ""


def is_alive(pid: int, mark: str = "") -> bool:
    """Whether this process runs; one that has ended and waits to be fetched does not."""
    if (_PROC / "self").exists():
        fields = _fields(pid)
        return bool(fields) and fields[_STATE] != "Z" and mark in ("", fields[_STARTED])
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _fields(pid: int) -> list[str]:
    try:
        words = (_PROC / str(pid) / "stat").read_text(errors="replace")
    except OSError:
        return []
    # A name may hold anything, brackets and spaces too.
    return words.rpartition(")")[2].split()
