"""The two servers that are compared: ours, and the least that one could write."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from bench.serving.guest import Door
from bench.serving.processes import family, running
from bench.terminal import ROOT, python

STARTS = 60.0
"""Seconds in which a server must listen."""
ENDS = 10.0
"""Seconds in which it must end, and its sessions with it."""
NO_LIMITS = ("--per-address", "0", "--per-user", "0", "--logins-per-minute", "0", "--sessions", "0", "--strangers", "0")
"""All people come from one address here."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that listens; `pid` of its first process. `empty`: it serves an app with nothing in it."""

    door: Door
    pid: int
    empty: bool = False

    def family(self) -> list[int]:
        """All its processes, itself first."""
        return family(self.pid)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def ours(data: Path, slug: str, *, database: str = "", options: Sequence[str] = ()) -> Iterator[Server]:
    """`crm-tui serve ssh` on a data directory, its limits lifted: all people come from one address here."""
    door = Door(free_port(), slug)
    place = ["--data", str(data), *(("--database", database) if database else ())]
    command = python(
        "-m", "crm_tui", *place, "serve", "ssh", "--address", door.host, "--port", str(door.port), *NO_LIMITS, *options
    )
    with _running(command, data / "serve.log", door) as server:
        yield server


@contextmanager
def bare(log: Path) -> Iterator[Server]:
    """asyncssh and an empty Textual app."""
    port = free_port()
    with _running(python("-m", "bench.serving.bare_server", str(port)), log, Door(port, "anybody")) as server:
        yield replace(server, empty=True)


@contextmanager
def _running(command: list[str], log: Path, door: Door) -> Iterator[Server]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("TEXTUAL", "CRM_TUI"))}
    with log.open("ab") as told:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=told, stderr=told)
    try:
        _wait_for(door, process)
        yield Server(door, process.pid)
    finally:
        below = family(process.pid)[1:]
        process.terminate()
        try:
            process.wait(ENDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _end(below)


def _end(pids: list[int]) -> None:
    """Of a server that has ended nothing may go on: what did would take the machine from whoever comes next."""
    end = time.monotonic() + ENDS
    while time.monotonic() < end and (pids := [pid for pid in pids if running(pid)]):
        time.sleep(0.05)
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    if pids:
        raise RuntimeError(f"{len(pids)} processes were left behind")


def _wait_for(door: Door, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection((door.host, door.port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"{' '.join(process.args[:6])} does not listen" if isinstance(process.args, list) else "")
