"""Streams where the system has no more descriptors: what could not be made whole leaves nothing open."""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from crm_tui.serve.streams import Piped, Streams, Terminal

MOST = 256


def take(_data: bytes) -> None:
    """Nobody looks at it."""


def steer() -> None:
    """Nobody is held."""


def piped() -> Streams:
    return Piped(take, take, steer, steer)


def terminal() -> Streams:
    return Terminal((80, 24, 0, 0), take, steer, steer, app=True)


@contextmanager
def few_left(number: int) -> Iterator[None]:
    """Only so many descriptors can be opened."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (MOST, hard))
    taken: list[int] = []
    try:
        while True:
            taken.append(os.open(os.devnull, os.O_RDONLY))
    except OSError:
        for _number in range(number):
            os.close(taken.pop())
    try:
        yield
    finally:
        for fd in taken:
            os.close(fd)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize(("make", "wants"), [(piped, 6), (terminal, 3)])
async def test_streams_that_cannot_be_made_leave_nothing_open(make: Callable[[], Streams], wants: int) -> None:
    before = len(os.listdir("/proc/self/fd"))
    for number in range(wants):
        with few_left(number), pytest.raises(OSError, match="open files"):
            make()
    assert len(os.listdir("/proc/self/fd")) == before
