"""Sessions that end though their person did not end them, and what one session may use: with real clients."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.serve.clients import Clients
from tests.serve.house import PEOPLE, House, make_installation, serving, until

pytestmark = pytest.mark.needs("ssh")

HOME = ("Leads", "? Help")
MEGABYTES = 1500


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server that lets each session have little, and one address two of them."""
    folder = tmp_path_factory.mktemp("ends")
    limits = ("--logins-per-minute", "0", "--memory-mb", str(MEGABYTES), "--cpu-minutes", "5", "--per-address", "2")
    with serving(folder / "server", make_installation(folder), *limits) as house:
        yield house


@pytest.mark.parametrize(
    ("words", "name", "told", "later"),
    [
        (("user", "deactivate"), "legal", "You are no longer active here.", (3, b"You are no active user of helios.")),
        (
            ("user", "delete"), "manager", "You are no longer in this organisation.",
            (4, b"There is no organisation that this key opens."),
        ),
    ],
)  # fmt: skip
def test_whoever_may_no_longer_be_here_is_out_and_reads_why(
    house: House, words: tuple[str, ...], name: str, told: str, later: tuple[int, bytes]
) -> None:
    """While he is in, and when he comes again: behind the signature he is told clearly (DOOR-2)."""
    with house.clients.terminal(keys=[name]) as app:
        app.wait_for("? Help")
        house.line(*words, PEOPLE[name])
        assert app.wait_end() == 3
        assert told in app.text
    again = house.clients.ssh("record", "list", "Leads", keys=[name])
    assert (again.status, later[1] in again.err) == (later[0], True), again


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
