"""The zygote: a process that has the app loaded and warm, and forks a session from it whenever the front asks.

It has one thread, no database open and nobody's data; an app runs in it already, on no terminal and with nobody in it
(`tui.ahead`), and with that each session is forked. Sessions become children of the front: the process between,
which forks them, ends at once.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from crm_tui.base.drivers import without_postgresql
from crm_tui.serve.linux import merge_memory
from crm_tui.serve.orders import Order, decode
from crm_tui.serve.packing import pack
from crm_tui.serve.session_process import CONTROL, LONGEST_ORDER, become

if TYPE_CHECKING:
    from crm_tui.tui.ahead import Ahead

READY = b"ready"
POSTGRESQL, MERGE_MEMORY = "postgresql", "merge-memory"
"""Words that it may be started with."""
DESCRIPTORS = 4
"""What comes with an order: 0, 1, 2 and the control socket of a session."""


def main(words: Sequence[str]) -> NoReturn:
    """Warm up, then serve until the front is gone. The words: where the data is, and what was set for sessions."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    front = socket.socket(fileno=CONTROL)
    os.set_inheritable(CONTROL, False)
    if MERGE_MEMORY in words:
        _merge_memory()
    if POSTGRESQL not in words:
        without_postgresql()
    # Only now: it takes seconds, and signals must be set before.
    from crm_tui.serve.warming import warm_up
    from crm_tui.tui.ahead import Ahead

    warm_up()
    ahead = Ahead()
    if threading.active_count() != 1:
        raise RuntimeError(f"the zygote has threads: {threading.enumerate()}")
    _freeze()
    front.send(READY)
    while True:
        _serve(front, ahead)


def _merge_memory() -> None:
    """For itself and all that it forks. Without it sessions are larger, and that is all."""
    try:
        merge_memory()
    except OSError as error:
        sys.stderr.write(f"crm-tui: this system merges no memory: {error}\n")


def _freeze() -> None:
    """What is there now is never collected, in no session: looking at it would make each page a copy of its own."""
    gc.collect()
    gc.disable()
    pack()
    gc.freeze()


def _serve(front: socket.socket, ahead: Ahead) -> None:
    data, descriptors, _flags, _address = socket.recv_fds(front, LONGEST_ORDER, DESCRIPTORS)
    if not data:
        os._exit(0)
    try:
        _fork(decode(data), descriptors, ahead)
    except OSError as error:
        # The front sees that the session's sockets are closed.
        sys.stderr.write(f"crm-tui: no session could be forked: {error}\n")
    finally:
        for fd in descriptors:
            os.close(fd)


def _fork(order: Order, descriptors: Sequence[int], ahead: Ahead) -> None:
    between = os.fork()
    if between:
        os.waitpid(between, 0)
        return
    status = 1
    try:
        if os.fork() == 0:
            *streams, control = descriptors
            become(order, streams, control, ahead)
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    main(sys.argv[1:])
