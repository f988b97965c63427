"""A file system in memory for what tests write: each commits to the disk, and waits for it longer than it computes."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM = 4 * 2**30
"""Bytes that must be free there, as many as tests might ever leave behind."""


def folder_in_memory() -> Path | None:
    """Where files lie in memory; None where there is no room for them."""
    if _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM:
        return _MEMORY
    return None


def quickest_folder() -> Path:
    """That one, or where temporary files lie else."""
    return folder_in_memory() or Path(tempfile.gettempdir())
