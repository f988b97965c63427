"""From a process just forked or started to a session: its terminal, its bounds, and nothing of the server's."""

from __future__ import annotations

import fcntl
import gc
import os
import resource
import signal
import socket
import sys
import termios
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from crm_tui.serve.control import Failed, Hello, Word, encode
from crm_tui.serve.linux import die_with_parent
from crm_tui.serve.orders import Bounds, Order, decode

if TYPE_CHECKING:
    from crm_tui.tui.ahead import Ahead

CONTROL = 3
"""The descriptor of the control socket in a session, behind the three that every program has."""
LONGEST_ORDER = 200_000
"""Bytes of an order; a socket takes no longer message at once."""
MORE_LIKELY_KILLED = "500"
"""When memory runs out, a session goes before the front, which holds everybody's line."""
MEGABYTE = 1024 * 1024


def become(order: Order, descriptors: Sequence[int], control: int, ahead: Ahead | None = None) -> NoReturn:
    """Do the errand in this process, and end it with the errand's status. Never returns into whoever forked.

    `ahead`: the app that it was forked with.
    """
    status = 1
    try:
        try:
            _take_descriptors(descriptors, control)
            _take_signals()
            _settle(order)
        except Exception as error:
            _say(Failed(repr(error)))
            raise
        _say(Hello(os.getpid()))
        from crm_tui.serve.errand import run

        status = run(order.errand, CONTROL, ahead=ahead)
        _flush()
    finally:
        os._exit(status)


def _take_descriptors(descriptors: Sequence[int], control: int) -> None:
    """0, 1, 2 and the control socket; all others, the zygote's own among them, are closed."""
    # One of them may stand where another one belongs.
    aside = [fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 16) for fd in (*descriptors, control)]
    for target, fd in enumerate(aside):
        os.dup2(fd, target, inheritable=target != CONTROL)
    os.closerange(CONTROL + 1, os.sysconf("SC_OPEN_MAX"))


def _take_signals() -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGHUP, signal.SIGTERM, signal.SIGWINCH, signal.SIGTSTP):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.pthread_sigmask(signal.SIG_SETMASK, ())


def _settle(order: Order) -> None:
    """The terminal, the environment and the bounds of the session."""
    with suppress(PermissionError):  # it leads a session of its own already
        os.setsid()
    if order.terminal:
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    else:
        _end_with(order.front)
    os.umask(0o077)
    os.environ.clear()
    os.environ.update(order.environment)
    time.tzset()
    _open_streams()
    _bound(order.bounds)
    gc.enable()


def _end_with(front: int) -> None:
    """Without a terminal nothing would tell it that the front is gone: on one, the line hangs up."""
    patience = time.monotonic() + 1
    while os.getppid() != front and time.monotonic() < patience:
        time.sleep(0.001)  # whoever forked it has not ended yet, and its end must not count
    die_with_parent(signal.SIGTERM)


def _open_streams() -> None:
    """Python's streams anew: these were made of other files. Every byte is a character, and the other way round."""
    for name, number, mode, errors in (
        ("stdin", 0, "r", "replace"), ("stdout", 1, "w", "replace"), ("stderr", 2, "w", "backslashreplace"),
    ):  # fmt: skip
        buffering = 1 if name == "stderr" else -1
        stream = open(number, mode, buffering, "utf-8", errors, closefd=False)  # noqa: SIM115 - they stay open
        vars(sys).update({name: stream, f"__{name}__": stream})


def _bound(bounds: Bounds) -> None:
    """No core with people's data in it, and no more of anything than was set."""
    _limit(resource.RLIMIT_CORE, 0)
    for kind, most in (
        (resource.RLIMIT_AS, bounds.memory_mb * MEGABYTE),
        (resource.RLIMIT_CPU, bounds.cpu_minutes * 60),
        (resource.RLIMIT_NPROC, bounds.processes),
    ):
        if most:
            _limit(kind, most)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write(MORE_LIKELY_KILLED)


def _limit(kind: int, most: int) -> None:
    hard = resource.getrlimit(kind)[1]
    allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (allowed, allowed))


def _say(word: Word) -> None:
    with socket.socket(fileno=os.dup(CONTROL)) as line:
        line.send(encode(word))


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError):
            stream.flush()


def main() -> NoReturn:
    """A session started as a program of its own: the order is the first message on the control socket."""
    with socket.socket(fileno=CONTROL) as line:
        order = decode(line.recv(LONGEST_ORDER))
        become(order, (0, 1, 2), line.detach())


if __name__ == "__main__":
    main()
