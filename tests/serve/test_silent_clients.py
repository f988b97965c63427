"""Clients that are there no more and never said so: their sessions end by themselves, and nobody sees them longer."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.pty_app import PtyApp
from tests.serve.house import House, make_installation, serving, until

pytestmark = pytest.mark.needs("ssh")

EACH = 1
"""Seconds between two looks whether a client is still there."""
OPTIONS = ("--no-zygote", "--logins-per-minute", "0", "--keepalive-seconds", str(EACH))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_installation(tmp_path_factory.mktemp("silent"))


@contextmanager
def at_the_lead(house: House, name: str) -> Iterator[PtyApp]:
    """Somebody has the newest lead open."""
    with house.clients.terminal(keys=[name]) as app:
        app.wait_for("Leads", "? Help", "Lead 2")
        app.send("\r")
        yield app


def test_a_client_that_stands_still_is_given_up(tmp_path: Path, data: Path) -> None:
    """Its machine sleeps: the network still takes what is sent to it, and nobody answers."""
    with serving(tmp_path / "server", data, *OPTIONS) as house, at_the_lead(house, "manager") as other:
        with at_the_lead(house, "sales") as app:
            other.wait_for("● Sam Sales looks")
            [process] = house.sessions("sales@x.test")
            os.kill(app.pid, signal.SIGSTOP)
            must_be_given_up(house, process)
            other.wait_until(lambda: not any("●" in line for line in other.screen.display), "he is gone")
        other.send("q")
        assert other.wait_end() == 0, "who answers is left in peace"


def must_be_given_up(house: House, process: int) -> None:
    """The session of the salesman ends, by itself and within its time; `process` is its."""
    until(lambda: house.events("ended"), "it goes on")
    until(lambda: not psutil.pid_exists(process), "its process goes on")
    logins = {row["login"] for row in house.line("user", "session", "list", "--everybody")}
    assert "sales@x.test" not in logins
    assert house.sessions("sales@x.test") == []


@pytest.fixture
def network() -> Iterator[int]:
    """A network of its own, with nothing in it but this machine; the process that holds it."""
    line = ["unshare", "--net", "sh", "-c", "ip link set lo up && echo up && exec sleep 600"]
    holder = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert holder.stdout is not None
        if holder.stdout.readline() != b"up\n":
            pytest.skip("not run: no network of its own can be made here")
        yield holder.pid
    finally:
        holder.kill()
        holder.communicate()


@pytest.mark.needs("unshare", "nsenter", "ip")
def test_a_client_whose_network_is_gone_is_given_up(tmp_path: Path, data: Path, network: int) -> None:
    """Nothing arrives any more, either way, and nobody says so."""
    inside = ("nsenter", f"--net=/proc/{network}/ns/net")
    with serving(tmp_path / "server", data, *OPTIONS, inside=inside) as house, at_the_lead(house, "sales"):
        [process] = house.sessions("sales@x.test")
        subprocess.run([*inside, "ip", "link", "set", "lo", "down"], check=True)
        must_be_given_up(house, process)
