"""How a session's process is started: forked from a zygote that has all loaded, or as a program of its own."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Sequence
from typing import Protocol

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid
from crm_tui.serve.environment import ESCAPE_DELAY
from crm_tui.serve.orders import Order, encode
from crm_tui.serve.session_process import CONTROL, LONGEST_ORDER


class NotStarted(Exception):
    """No process could be started; what stands in it is for the log."""


class Spawner(Protocol):
    """Starts sessions."""

    async def start(self) -> None:
        """Get ready. NotStarted: it cannot."""
        ...

    async def spawn(self, order: Order, descriptors: Sequence[int]) -> socket.socket:
        """Have a process started with these as 0, 1 and 2; its control socket, on which it says Hello.

        The descriptors stay the caller's. NotStarted: it cannot.
        """
        ...

    async def renew(self) -> None:
        """Let later sessions run the code that is on the disk now. NotStarted: that cannot; all goes on as before."""
        ...

    async def stop(self) -> None:
        """Start none any more. Those that run go on."""
        ...


class ExecSpawner:
    """A program of its own for each session: slower and larger, and without a zygote (`--no-zygote`)."""

    async def start(self) -> None:
        """There is nothing to get ready."""

    async def spawn(self, order: Order, descriptors: Sequence[int]) -> socket.socket:
        """See `Spawner`."""
        data = as_message(order)
        mine, theirs = control_pair()
        with theirs:
            try:
                mine.send(data)
                start_program("crm_tui.serve.session_process", (*descriptors, theirs.fileno()))
            except OSError as error:
                mine.close()
                raise NotStarted(str(error)) from error
        return mine

    async def renew(self) -> None:
        """Each session loads the code anew."""

    async def stop(self) -> None:
        """There is nothing to stop."""


def as_message(order: Order) -> bytes:
    """An order as one message. Invalid where it is longer than one may be: only a line from outside is so long."""
    data = encode(order)
    if len(data) > LONGEST_ORDER:
        raise Invalid(message("This line is too long."))
    return data


def control_pair() -> tuple[socket.socket, socket.socket]:
    """The front's end, which never blocks, and the session's."""
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    mine.setblocking(False)
    return mine, theirs


def start_program(module: str, descriptors: Sequence[int], words: Sequence[str] = ()) -> int:
    """Start a module of Python with these descriptors as 0, 1, 2 and so on; the process."""
    # Each goes to a place where none of them stands before it goes where it belongs.
    aside = CONTROL + 1 + max(descriptors)
    places = [(os.POSIX_SPAWN_DUP2, fd, aside + target) for target, fd in enumerate(descriptors)]
    places += [(os.POSIX_SPAWN_DUP2, aside + target, target) for target in range(len(descriptors))]
    closed = [(os.POSIX_SPAWN_CLOSE, aside + target) for target in range(len(descriptors))]
    # One heap for all threads: of several, each would have holes of its own (`packing`).
    environment = os.environ | {"PYTHONUTF8": "1", "ESCDELAY": ESCAPE_DELAY, "MALLOC_ARENA_MAX": "1"}
    return os.posix_spawn(
        sys.executable, [sys.executable, "-m", module, *words], environment,
        file_actions=[*places, *closed], setsid=True, setsigmask=(),
    )  # fmt: skip
