"""A real sshd on loopback, with a configuration of its own, that lets people into an installation."""

from __future__ import annotations

import os
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from bench.serving.servers import free_port
from tests.serve.clients import Clients, program
from tests.serve.house import until

ROOT = Path(__file__).parents[2]
ACCOUNT = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
"""Whoever runs the tests: an sshd that is not root can let in nobody else."""
SEPARATION = Path("/run/sshd")
"""Where an sshd of root shuts in its own children; the system makes it only for its own sshd."""


def launcher(data: Path, *words: str) -> str:
    """The line by which sshd calls the program of this checkout: it hands on no PYTHONPATH."""
    own = ["env", f"PYTHONPATH={ROOT}", f"HOME={data.parent}", sys.executable, "-m", "crm_tui", "--data", str(data)]
    return shlex.join([*own, *words])


@contextmanager
def sshd(folder: Path, authorized: Sequence[str], *settings: str) -> Iterator[Clients]:
    """An sshd with these lines of authorized keys and these settings besides the ones of the documentation."""
    folder.mkdir(exist_ok=True)
    if os.geteuid() == 0:
        SEPARATION.mkdir(mode=0o755, exist_ok=True)
    clients = Clients(folder, free_port(), user=ACCOUNT)
    (folder / "authorized_keys").write_text("\n".join(authorized) + "\n")
    (folder / "authorized_keys").chmod(0o600)
    (folder / "sshd_config").write_text("\n".join(_settings(folder, clients) + list(settings)) + "\n")
    line = [program("sshd"), "-D", "-e", "-f", str(folder / "sshd_config")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(line, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    try:
        until(lambda: process.poll() is not None or _listens(clients.port), "sshd does not listen")
        assert process.poll() is None, (folder / "log").read_text()
        yield clients
    finally:
        process.terminate()
        process.wait(10)


def _settings(folder: Path, clients: Clients) -> list[str]:
    return [
        f"Port {clients.port}", "ListenAddress 127.0.0.1", f"HostKey {clients.key('host_key')}",
        f"AuthorizedKeysFile {folder / 'authorized_keys'}", f"PidFile {folder / 'pid'}", "UsePAM no", "StrictModes no",
        "PasswordAuthentication no", "KbdInteractiveAuthentication no", "DisableForwarding yes", "PermitTunnel no",
        "PermitUserEnvironment no", "PermitRootLogin prohibit-password", "LogLevel VERBOSE",
    ]  # fmt: skip


def _listens(port: int) -> bool:
    with socket.socket() as one:
        return one.connect_ex(("127.0.0.1", port)) == 0


def can_command() -> bool:
    """Whether an sshd run by this user may use AuthorizedKeysCommand: it wants root."""
    return os.geteuid() == 0
