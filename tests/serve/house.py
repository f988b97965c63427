"""A served installation: the program itself on a free port of loopback, with people who have keys."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from tests.cli.conftest import MAKING, run_in
from tests.serve.clients import Clients

PEOPLE = {"admin": "admin@x.test", "manager": "manager@x.test", "sales": "sales@x.test", "legal": "legal@x.test"}
"""Name of a key -> whose it is."""
PATIENCE = 30.0
"""Seconds after which waiting for something fails."""


def until(true: Callable[[], object], what: str = "") -> None:
    """Wait for something that another process does."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what or "it does not happen"
        time.sleep(0.02)


@dataclass
class House:
    """One server. `data` is its installation; `log` holds its lines."""

    data: Path
    log: Path
    process: subprocess.Popen[bytes]
    clients: Clients
    told: Mapping[str, Any]
    seen: int = field(default=0)

    @property
    def front(self) -> psutil.Process:
        """The process that listens."""
        return psutil.Process(self.process.pid)

    def events(self, name: str = "") -> list[dict[str, Any]]:
        """Lines of the log."""
        lines = [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []
        return [line for line in lines if name in ("", line["event"])]

    def sessions(self, login: str = "") -> list[int]:
        """Processes of sessions that run, of one person or all."""
        ended = {line["session"] for line in self.events("ended")}
        began = [line for line in self.events("began") if login in ("", line["login"])]
        return [line["pid"] for line in began if line["session"] not in ended]

    def zygote(self) -> int:
        """The zygote of now."""
        return int(self.events("zygote")[-1]["pid"])

    def line(self, *words: str, login: str = "admin@x.test") -> Any:
        """Run a line on the machine itself; its JSON."""
        ran = run_in(self.data, "--json", *words, login=login)
        assert ran.status == 0, ran.err
        return json.loads(ran.out or "null")

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Have it stop; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def make_installation(folder: Path) -> Path:
    """The organisation `helios` of the tests of the command line."""
    data = folder / "data"
    for words in MAKING:
        verb, *arguments = words.split("|")
        ran = run_in(data, *verb.split(), *arguments)
        assert ran.status == 0, (words, ran.err)
    for number in range(3):
        ran = run_in(data, "record", "new", "Leads", f"Last_Name=Lead {number}", "Company=Lens & Co")
        assert ran.status == 0, ran.err
    return data


@contextmanager
def serving(
    folder: Path, data: Path, *options: str, place: Sequence[str] = (), inside: tuple[str, ...] = ()
) -> Iterator[House]:
    """Serve an installation by a process of its own; each of `PEOPLE` has a key. `inside` as of `Clients`."""
    folder.mkdir(exist_ok=True)
    clients = Clients(folder, 0)
    log = folder / "serve.log"
    line = [
        *inside, sys.executable, "-m", "crm_tui", "--data", str(data), *place, "--json", "serve", "ssh",
        "--address", "127.0.0.1", "--port", "0", "--log", str(log), "--host-key", str(folder / "host_key"),
        # A machine that is busy with other tests is slow to say farewell.
        "--farewell-seconds", "10", *options,
    ]  # fmt: skip
    for name, login in PEOPLE.items():
        _register(data, clients, name, login)
    with (folder / "errors").open("wb") as errors:
        process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=errors, env=os.environ | {"COLORTERM": ""})
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first, (folder / "errors").read_text()
        told = json.loads(first)
        yield House(data, log, process, Clients(folder, told["port"], inside=inside), told)
    finally:
        _end(process)


def _register(data: Path, clients: Clients, name: str, login: str) -> None:
    ran = run_in(data, "user", "key", "add", clients.public(name), "--name", name, login=login)
    assert ran.status in (0, 5), ran.err


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
