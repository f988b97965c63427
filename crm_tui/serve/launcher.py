"""Under an sshd of one's own: a parent that stays, so that the terminal comes back whatever becomes of the session."""

from __future__ import annotations

import os
import signal
import sys
import termios
from contextlib import suppress

from crm_tui.serve.linux import die_with_parent
from crm_tui.serve.terminal import LEAVE, REST

HANDED_ON = frozenset({
    signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGWINCH,
})  # fmt: skip
"""Signals that are meant for the session, whoever gets them."""
FROM_KERNEL = 0x80
"""`si_code` of a signal by the terminal, which goes to parent and session alike."""
BY_SIGNAL = 128
"""What a shell adds to the number of a signal that ended a program."""

Terminal = list[int | list[bytes | int]]


def go_below() -> int | None:
    """Go on in a child, where this returns None. In the parent it returns the child's exit status, when it has ended.

    Nothing may be open yet that two processes must not share: no database, no thread.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    before = _terminal()
    watched = HANDED_ON | {signal.SIGCHLD}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, watched)
    child = os.fork()
    if child == 0:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        die_with_parent(signal.SIGHUP)
        return None
    status = os.waitstatus_to_exitcode(_watch(child, watched))
    if status < 0:
        _bring_back(before)
        return BY_SIGNAL - status
    return status


def _watch(child: int, watched: frozenset[signal.Signals]) -> int:
    """Hand on signals until the child has ended; its wait status."""
    while True:
        told = signal.sigwaitinfo(watched)
        if told.si_signo == signal.SIGCHLD:
            ended, status = os.waitpid(child, os.WNOHANG)
            if ended:
                return status
        elif told.si_code != FROM_KERNEL:
            os.kill(child, told.si_signo)


def _terminal() -> Terminal | None:
    """How the terminal is set; None where there is none."""
    with suppress(termios.error, OSError):
        return termios.tcgetattr(0)
    return None


def _bring_back(before: Terminal | None) -> None:
    """Leave the terminal as it was before a session that could not do so itself."""
    if before is None:
        return
    with suppress(termios.error, OSError):
        os.write(1, LEAVE + REST + b"\r\n")
        # What the terminal still answers would land in the person's shell.
        termios.tcsetattr(0, termios.TCSAFLUSH, before)
