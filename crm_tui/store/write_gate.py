"""One writer at a time, in order of arrival: what makes lock errors impossible on SQLite."""

from __future__ import annotations

import fcntl
import os
import threading
import time
from pathlib import Path

from crm_tui.store.failures import locked_too_long, network_disk, unusable_file

_MOUNTS = Path("/proc/self/mounts")
_NETWORK = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "9p", "afs", "ceph", "fuse.sshfs", "glusterfs"})


def on_network(path: Path, mounts: str | None = None) -> bool:
    """Whether a file is on another machine's disk, where locks cannot be relied on. False where nobody can tell."""
    try:
        lines = (_MOUNTS.read_text() if mounts is None else mounts).splitlines()
    except OSError:
        return False
    kinds = {Path(fields[1].replace("\\040", " ")): fields[2] for fields in map(str.split, lines)}
    place = path.resolve()
    return next((kinds[folder] for folder in (place, *place.parents) if folder in kinds), "") in _NETWORK


class WriteGate:
    """A gate that one thread of one process passes at a time: a lock for threads, then `flock` for processes.

    SQLite's own busy timeout is unfair: with 32 writers some got one commit in four seconds. The kernel hands
    `flock` on in order of arrival, and frees it when a process dies.
    """

    def __init__(self, path: Path, deadline: float = 15.0) -> None:
        """`path`: the file of the gate, made when first needed. `deadline`: seconds to wait for others."""
        self._path = path
        self._deadline = deadline
        self._threads = threading.Lock()
        self._file: int | None = None

    def __enter__(self) -> None:
        """Pass, or raise `Unusable` when others held the gate past the deadline."""
        start = time.monotonic()
        if not self._threads.acquire(timeout=self._deadline):
            raise locked_too_long(str(self._path), self._deadline)
        try:
            self._lock_file(self._deadline - (time.monotonic() - start))
        except BaseException:
            self._threads.release()
            raise

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._threads.release()

    def close(self) -> None:
        """Let go of the file; the next use opens it again. After a fork too, as the lock goes with the open file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def after_fork(self) -> None:
        """Forget, in a child, what the parent's threads held."""
        self._threads = threading.Lock()
        self.close()

    def _lock_file(self, seconds: float) -> None:
        file = self._file if self._file is not None else self._open()
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._wait(file, seconds)
        except OSError as error:
            raise unusable_file(error, str(self._path)) from error

    def _wait(self, file: int, seconds: float) -> None:
        """Stand in the kernel's queue, but not for ever: polling instead would lose the place in it."""
        turn = _Turn(file)
        if not turn.wait(max(seconds, 0.0)):
            # The waiting thread closes this file as soon as its turn comes; a new one is opened next time.
            self._file = None
            raise locked_too_long(str(self._path), self._deadline)

    def _open(self) -> int:
        if on_network(self._path):
            raise network_disk(str(self._path.parent))
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise unusable_file(error, str(self._path.parent)) from error
        return self._file


class _Turn:
    """A place in the kernel's queue for a lock, held by a thread of its own so that one can stop waiting."""

    def __init__(self, file: int) -> None:
        self._file = file
        self._mutex = threading.Lock()
        self._came = threading.Event()
        self._given_up = False
        threading.Thread(target=self._queue, name="write-gate", daemon=True).start()

    def wait(self, seconds: float) -> bool:
        """Whether the turn came in time; if not, the file is closed when it comes."""
        if self._came.wait(seconds):
            return True
        with self._mutex:
            self._given_up = not self._came.is_set()
            return not self._given_up

    def _queue(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_EX)
        with self._mutex:
            if self._given_up:
                os.close(self._file)
            else:
                self._came.set()
