"""Sessions that end though their person did not end them, and what one session may use: with real clients."""

from __future__ import annotations

import resource
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from crm_tui.serve.config import Settings
from tests.serve.clients import Clients
from tests.serve.house import PEOPLE, House, make_installation, serving, until

pytestmark = pytest.mark.needs("ssh")

HOME = ("Leads", "? Help")
MEGABYTES = 1500
AT_ONCE = 5.0
"""Seconds, on a machine that has a lot to do."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server that lets each session have little, and one address two of them."""
    folder = tmp_path_factory.mktemp("ends")
    limits = ("--logins-per-minute", "0", "--memory-mb", str(MEGABYTES), "--cpu-minutes", "5", "--per-address", "2",
              "--farewell-seconds", str(Settings().farewell_seconds))  # fmt: skip
    with serving(folder / "server", make_installation(folder), *limits) as house:
        yield house


@dataclass(frozen=True)
class Way:
    """How somebody's session ends: a line of the administrator's or his own, what he reads, and what he is told when he
    comes again."""

    name: str
    line: tuple[str, ...]
    by: str
    told: str
    later: tuple[int, bytes]


WAYS = (
    Way("legal", ("user", "deactivate", PEOPLE["legal"]), PEOPLE["admin"], "You are no longer active here.",
        (3, b"You are no active user of helios.")),
    Way("manager", ("user", "delete", PEOPLE["manager"]), PEOPLE["admin"], "You are no longer in this organisation.",
        (4, b"There is no organisation that this key opens.")),
    Way("extra", ("user", "key", "revoke", "extra"), PEOPLE["sales"], "Your key was revoked.", (255, b"denied")),
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
def test_whoever_may_no_longer_be_here_is_out_at_once_and_reads_why(house: House, way: Way) -> None:
    """While he is in, and when he comes again: behind the signature he is told clearly (DOOR-2).

    It takes less than a second, as `bench serve-ends` measures; here the machine may be busy with other tests.
    """
    if way.name == "extra":
        house.line("user", "key", "add", house.clients.public("extra"), "--name", "extra", login=PEOPLE["sales"])
    with house.clients.terminal(keys=[way.name]) as app:
        app.wait_for("? Help")
        house.line(*way.line, login=way.by)
        committed = time.monotonic()
        assert app.wait_end() == 3
        seconds = time.monotonic() - committed
        assert way.told in app.text
    assert seconds < AT_ONCE, f"{way.told} {seconds:.2f} s after the commit"
    again = house.clients.ssh("record", "list", "Leads", keys=[way.name])
    assert (again.status, way.later[1] in again.err) == (way.later[0], True), again


def test_a_session_has_its_bounds(house: House, clients: Clients) -> None:
    with clients.terminal(keys=["sales"]) as app:
        app.wait_for(*HOME)
        [pid] = house.sessions(PEOPLE["sales"])
        process = psutil.Process(pid)
        assert process.rlimit(psutil.RLIMIT_AS)[0] == MEGABYTES * 1024 * 1024
        assert process.rlimit(psutil.RLIMIT_CPU)[0] == 5 * 60
        assert process.rlimit(psutil.RLIMIT_CORE) == (0, 0)
        assert house.front.rlimit(psutil.RLIMIT_AS)[0] in (resource.RLIM_INFINITY, psutil.RLIM_INFINITY)
        app.send("q")
        assert app.wait_end() == 0


def test_one_address_has_so_many_seats(house: House, clients: Clients) -> None:
    until(lambda: not house.sessions())
    with clients.terminal(keys=["sales"]) as first, clients.terminal(keys=["admin"]) as second:
        for app in (first, second):
            app.wait_for(*HOME)
        third = clients.ssh("record", "list", "Leads")
        assert (third.status, b"from your address" in third.err) == (5, True)
    until(lambda: not house.sessions())
    assert clients.ssh("record", "list", "Leads").status == 0


def test_who_types_nothing_for_long_is_out_and_reads_why(tmp_path: Path) -> None:
    with (
        serving(
            tmp_path / "idle", make_installation(tmp_path), "--no-zygote", "--logins-per-minute", "0", "--idle", "0.1"
        ) as house,
        house.clients.terminal(keys=["sales"]) as app,
    ):
        assert app.wait_end() == 3
        assert "Nothing was typed for a long time." in app.text
        assert house.events("ended")[-1]["reason"] == "idle"
