"""What Linux has and Python has no words for: who takes in orphans, and what an orphan is told."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress

from crm_tui.base.messages import message
from crm_tui.domain.errors import Unusable

_SET_PDEATHSIG = 1
_SET_CHILD_SUBREAPER = 36
_SET_MEMORY_MERGE = 67


def must_be_linux() -> None:
    """Unusable on another system: sessions are held by handles that only Linux has."""
    if sys.platform != "linux" or not hasattr(os, "pidfd_open"):
        raise Unusable(message("crm-tui serve needs Linux."))


def raise_file_limit() -> None:
    """As many descriptors as the system lets this account have: each session takes five, and many start with 1024."""
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))


def take_in_orphans() -> None:
    """Become the parent of every process below whose own parent ends: it can be waited for, whoever forked it."""
    _prctl(_SET_CHILD_SUBREAPER, 1)


def die_with_parent(number: signal.Signals) -> None:
    """Have the system send this process a signal when its parent ends."""
    _prctl(_SET_PDEATHSIG, number)


def merge_memory() -> None:
    """Have pages of this process and of those that it forks kept once where they are equal (KSM, Linux 6.4).

    The system does so only while its own setting says so. OSError where it cannot at all.
    """
    _prctl(_SET_MEMORY_MERGE, 1)


def _prctl(option: int, value: int) -> None:
    if ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0):
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
