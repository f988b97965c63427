"""Who gets in: only by a registered key, and nobody learns anything before he has signed (DOOR-2)."""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import asyncssh
import pytest

from crm_tui.domain.doors import JOIN
from crm_tui.serve import sign_in
from crm_tui.serve.limits import Strangers
from crm_tui.serve.sign_in import Visitor
from tests.serve.clients import Clients
from tests.serve.house import House, make_installation, serving, until

pytestmark = pytest.mark.needs("ssh")

DENIED = b"Permission denied (publickey)."


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One server for all tests of this file, on which nobody may take long to sign in."""
    folder = tmp_path_factory.mktemp("keys")
    limits = ("--logins-per-minute", "0", "--login-seconds", "2", "--per-user", "3", "--tries", "6")
    with serving(folder / "server", make_installation(folder), *limits) as house:
        yield house


def test_a_key_that_nobody_registered_opens_nothing(clients: Clients) -> None:
    ran = clients.ssh("org", "list", keys=["stranger"])
    assert (ran.status, ran.out) == (255, b"")
    assert ran.err.strip().endswith(DENIED)


@pytest.mark.parametrize("user", ["helios", "nowhere", "root", "sales@x.test", "admin", "../..", "a" * 300, "[/]", "é"])
def test_the_user_name_grants_nothing_and_tells_nothing(clients: Clients, user: str) -> None:
    refused = clients.ssh("org", "list", keys=["stranger"], user=user)
    assert (refused.status, refused.out) == (255, b"")
    assert DENIED in refused.err
    shown = clients.ssh("record", "new", "Leads", "Last_Name=X", "Company=C", "--json", user=user)
    assert (shown.status, shown.json["Owner"]["login"]) == (0, "sales@x.test")


def test_four_wrong_keys_and_then_the_right_one(clients: Clients) -> None:
    ran = clients.ssh("org", "list", "--json", keys=["w1", "w2", "w3", "w4", "sales"])
    assert (ran.status, ran.json[0]["slug"]) == (0, "helios")


def test_ten_wrong_keys_end_the_connection(house: House, clients: Clients) -> None:
    ran = clients.ssh("org", "list", keys=[*(f"w{number}" for number in range(10)), "sales"])
    assert (ran.status, ran.out) == (255, b"")
    assert house.events("refused")[-1]["tries"] == 6


@pytest.mark.parametrize("way", ["password", "keyboard-interactive", "hostbased", "gssapi-with-mic", "none"])
def test_there_is_no_other_way_in(clients: Clients, way: str) -> None:
    options = [f"PreferredAuthentications={way}", "PubkeyAuthentication=no", "NumberOfPasswordPrompts=3"]
    ran = clients.ssh("org", "list", options=options)
    assert (ran.status, ran.out) == (255, b"")
    assert ran.err.strip().endswith(DENIED)


def test_a_certificate_of_ones_own_opens_nothing(clients: Clients, tmp_path: Path) -> None:
    key = clients.key("certified")
    line = ["ssh-keygen", "-q", "-s", str(clients.key("authority")), "-I", "me", "-n", "helios", f"{key}.pub"]
    subprocess.run(line, check=True, capture_output=True)
    assert Path(f"{key}-cert.pub").exists()
    assert clients.ssh("org", "list", keys=["certified"]).status == 255


def probed(clients: Clients, name: str, user: str) -> str:
    """What a client sees that has somebody's public key and no more; numbers and names of keys left out."""
    stolen = clients.folder / f"stolen-{name}.pub"
    stolen.write_text(clients.public(name) + "\n")
    line = [*clients.settings([]), "-p", str(clients.port), "-T", "-v", "-o", "LogLevel=DEBUG1", "-i", str(stolen)]
    said = clients.run(["ssh", *line, f"{user}@127.0.0.1", "org", "list"]).err.decode()
    lines = [
        line for line in said.splitlines() if re.search("Server accepts|Offering|denied|Authentications|sign", line)
    ]
    return "\n".join(lines).replace(name, "KEY").replace(clients.fingerprint(name), "PRINT")


@pytest.mark.parametrize("user", ["helios", "nowhere", JOIN])
def test_a_probe_with_somebodys_public_key_learns_nothing(house: House, clients: Clients, user: str) -> None:
    registered, unknown = probed(clients, "sales", user), probed(clients, "anybody", user)
    assert "Server accepts key" in registered
    assert registered == unknown


class Asked:
    """A server that counts what it is asked, as much of it as a visitor needs."""

    def __init__(self) -> None:
        self.questions = 0
        self.strangers = Strangers(0)
        self.settings = type("Settings", (), {"tries": 6, "login_seconds": 20})()
        self.doorbell = type("Doorbell", (), {"ring": lambda *_: True})()

    async def ask(self, call: Callable[[], Any]) -> Any:
        self.questions += 1
        return True


async def test_the_directory_is_asked_only_behind_a_signature() -> None:
    """By the path of the code, which a measured time could not tell."""
    server, key = Asked(), asyncssh.generate_private_key("ssh-ed25519")
    asked: list[tuple[bytes, int]] = []

    class Counting(Visitor):
        async def _validate(self, *given: Any) -> bool:
            answer = await super()._validate(*given)
            asked.append((given[3], server.questions))
            return answer

    listening = await asyncssh.listen(
        "127.0.0.1", 0, server_factory=lambda: Counting(server),  # type: ignore[arg-type]
        server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")],
    )  # fmt: skip
    async with listening:
        port = listening.get_port()
        async with asyncssh.connect("127.0.0.1", port, client_keys=[key], known_hosts=None, username="x", config=None):
            pass
    probes = [questions for message, questions in asked if not message]
    signed = [questions for message, questions in asked if message]
    assert set(probes) <= {0}
    assert signed == [1]
    assert sign_in.QUESTIONS


def test_whoever_does_not_sign_in_is_sent_away(clients: Clients) -> None:
    with socket.create_connection(("127.0.0.1", clients.port), 10) as line:
        line.settimeout(20)
        while line.recv(4096):
            pass  # it ends by itself, or the time-out fails the test


def test_rubbish_instead_of_a_greeting_ends_the_connection(house: House, clients: Clients) -> None:
    for rubbish in (b"GET / HTTP/1.1\r\n\r\n", b"\x00" * 5000, b"SSH-2.0-x\r\n" + b"\xff" * 9000, b"SSH-1.5-x\r\n"):
        with socket.create_connection(("127.0.0.1", clients.port), 10) as line:
            line.settimeout(20)
            line.sendall(rubbish)
            try:
                while line.recv(4096):
                    pass
            except ConnectionResetError:
                pass
    assert clients.ssh("org", "list").status == 0
    assert house.process.poll() is None


@pytest.fixture
def master(clients: Clients, tmp_path: Path) -> Iterator[list[str]]:
    """Options by which clients share one connection."""
    control = [f"ControlPath={tmp_path / 'control'}"]
    holder = clients.start(clients.command(options=[*control, "ControlMaster=yes"], flags=("-T", "-N")))
    until(lambda: (tmp_path / "control").exists())
    yield control
    holder.kill()  # told to end, it takes its time where others share it
    holder.wait()


def test_channels_of_one_connection_are_counted_as_sessions(clients: Clients, master: list[str]) -> None:
    open_now = []
    try:
        for _number in range(3):
            held = clients.start(clients.command("can", "--batch", options=master))
            open_now.append(held)
            assert held.stdin is not None
            assert held.stdout is not None
            held.stdin.write(b"sales@x.test records.view Leads\n")
            held.stdin.flush()
            assert held.stdout.readline().startswith(b"{")
        refused = clients.ssh("org", "list", "--json", options=master)
        assert (refused.status, refused.error["error"]) == (5, "limit")
    finally:
        for held in open_now:
            held.communicate(timeout=30)
    assert clients.ssh("org", "list", options=master).status == 0
