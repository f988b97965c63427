"""What somebody can do to the others who only wants to do harm: as a stranger with any key, and as a user."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import asyncssh
import pytest

from crm_tui.base.messages import message
from crm_tui.bootstrap import open_installation
from crm_tui.bootstrap.admission import Admitted
from crm_tui.domain.doors import JOIN, EndReason
from crm_tui.domain.errors import Unusable
from crm_tui.serve.control import Ready, encode
from crm_tui.serve.errand import Errand, Place
from crm_tui.serve.front_line import MOST_WORDS, FrontLine
from crm_tui.serve.guest import Guest
from crm_tui.serve.join_session import JoinSession
from crm_tui.serve.judgement import Judgement
from crm_tui.serve.orders import Order
from crm_tui.serve.spawning import NotStarted, control_pair
from crm_tui.serve.ssh_session import SshSession
from crm_tui.serve.zygote_spawner import ZygoteSpawner
from tests.serve.clients import Clients
from tests.serve.house import House, make_installation, serving, until

pytestmark = pytest.mark.needs("ssh")

MEGABYTE = 1024 * 1024
STRANGERS = 20


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_installation(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Iterator[House]:
    """A server on which whoever joins has nine seconds and four tries, and on which few may wait."""
    limits = ["--no-zygote", "--logins-per-minute", "0", "--login-seconds", "3", "--tries", "4"]
    limits += ["--strangers", str(STRANGERS)]
    with serving(tmp_path_factory.mktemp("served"), data, *limits) as house:
        yield house


@pytest.fixture
def clients(house: House) -> Clients:
    return house.clients


def joining(clients: Clients, user: str = JOIN, key: str = "anybody") -> Any:
    """A connection of a client that can do more than OpenSSH's."""
    return asyncssh.connect(
        "127.0.0.1", clients.port, username=user, client_keys=[str(clients.key(key))], known_hosts=None, config=None,
        agent_path=None,
    )  # fmt: skip


# A stranger


@pytest.mark.parametrize("way", ["diffie-hellman-group18-sha512", "diffie-hellman-group-exchange-sha256"])
def test_nobody_has_the_server_compute_for_long(clients: Clients, way: str) -> None:
    """Of such exchanges anybody may ask for one after the other, and each stops the front for a tenth of a second."""
    ran = clients.ssh("org", "list", options=[f"KexAlgorithms={way}"])
    assert (ran.status, ran.out) == (255, b"")


def test_whoever_joins_without_a_word_is_sent_away(clients: Clients) -> None:
    silent = clients.start(clients.command(keys=["anybody"], user=JOIN))
    assert silent.wait(40) == 255


async def test_whoever_joins_has_few_tries_on_a_connection(clients: Clients) -> None:
    async with joining(clients) as line:
        for _number in range(4):
            assert (await line.run("no-such-code", check=False)).exit_status == 4
        with pytest.raises(asyncssh.ChannelOpenError):
            await line.run("no-such-code", check=False)


async def test_a_code_without_an_end_is_no_code(clients: Clients) -> None:
    async with joining(clients) as line:
        process = await line.create_process(stdin=asyncssh.PIPE)
        process.stdin.write("x" * 1000)
        assert (await process.wait()).exit_status == 4


async def test_words_of_an_environment_without_end_fill_no_memory(house: House, clients: Clients) -> None:
    before = house.front.memory_info().rss
    said = {f"NAME_{number}": "x" * 30_000 for number in range(1000)} | {"COLORTERM": "y" * 30_000}
    async with joining(clients) as line, line.create_process(env=said):
        assert house.front.memory_info().rss - before < 15 * MEGABYTE


def test_nobody_keeps_the_others_out_by_waiting(house: House, clients: Clients) -> None:
    """His oldest connections make room for those of somebody else, and in the log that is one line."""
    before = len(house.events("turned-away"))
    with ExitStack() as waiting:

        def one_more() -> bool:
            waiting.enter_context(socket.create_connection(("127.0.0.1", clients.port), 10))
            return len(house.events("turned-away")) > before

        until(one_more)
        other = clients.start(clients.command("org", "list", options=["BindAddress=127.0.0.2"]))
        until(lambda: one_more() and other.poll() is not None)
        assert (other.wait(), other.communicate()[1]) == (0, b"")
    told = house.events("turned-away")[before:]
    assert {(line["address"], line["limit"]) for line in told} == {("127.0.0.1", "strangers")}
    assert len(told) <= 2


# A user


async def test_whoever_runs_nothing_is_sent_away(clients: Clients) -> None:
    """His connections would be without number: only sessions are counted. A channel that asks for nothing is none."""
    async with joining(clients, "helios", "sales") as idle, joining(clients, "helios", "sales") as busy:
        reading = await busy.create_process("can --batch")
        async with asyncio.timeout(60):
            await idle.wait_closed()
        reading.stdin.write("sales@x.test records.view Leads\n")
        assert "allowed" in await reading.stdout.readline()


def test_lines_that_are_too_long_leave_nothing_open(house: House, clients: Clients) -> None:
    """Each left three descriptors, and the server has so many; the first look-ups open a few that stay."""
    lines = ("é" * 60_000, "ü" * 50_000) * 6

    def open_after_lines() -> int:
        for line in lines:
            ran = clients.ssh(line)
            assert (ran.status, b"too long" in ran.err) == (2, True)
        until(lambda: not house.sessions())
        return int(house.front.num_fds())

    before = open_after_lines()
    open_after_lines()
    until(lambda: house.front.num_fds() < before + 2 * len(lines), "descriptors are left open")
    assert clients.ssh("org", "list").status == 0


def test_a_session_that_is_still_starting_is_ended_too(tmp_path: Path, data: Path) -> None:
    """Nobody could tell it while it started: it must not be forgotten, or a server would never stop."""
    with serving(tmp_path, data, "--logins-per-minute", "0") as house:
        os.kill(house.zygote(), signal.SIGSTOP)
        waiting = house.clients.start(house.clients.command(flags=("-tt",)))
        try:
            until(lambda: house.line("user", "session", "list", "--everybody"), "nobody came in")
            house.process.send_signal(signal.SIGINT)
            until(lambda: house.events("stopping"))
            os.kill(house.zygote(), signal.SIGCONT)
            assert house.process.wait(20) == 0
            assert waiting.wait(20) == 3
        finally:
            waiting.kill()
            waiting.communicate()


async def test_an_order_that_cannot_be_sent_keeps_no_other_one_waiting(tmp_path: Path) -> None:
    spawner = ZygoteSpawner(lambda *_event, **_facts: None)
    await spawner.start()
    streams = [os.open(os.devnull, os.O_RDWR)] * 3
    try:
        errand = Errand("1", "x@x.test", "x", Place(str(tmp_path)), "x" * 150_000)
        assert spawner._zygote is not None
        spawner._zygote.line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16_384)
        with pytest.raises(NotStarted):
            await spawner.spawn(Order(errand, {}, False, os.getpid()), streams)
        short = Errand("2", "x@x.test", "x", Place(str(tmp_path)), "org list")
        async with asyncio.timeout(10):
            (await spawner.spawn(Order(short, {}, False, os.getpid()), streams)).close()
    finally:
        await spawner.stop()
        os.close(streams[0])


def test_a_line_that_reads_on_and_on_ends_when_its_key_is_revoked(house: House, clients: Clients) -> None:
    house.line("user", "key", "add", clients.public("lost"), "--name", "lost", login="legal@x.test")
    asking = clients.start(clients.command("can", "--batch", keys=["lost"]))
    assert asking.stdin is not None
    assert asking.stdout is not None
    assert asking.stderr is not None
    try:
        asking.stdin.write(b"legal@x.test records.view Leads\n")
        asking.stdin.flush()
        assert b"allowed" in asking.stdout.readline()
        house.line("user", "key", "revoke", "lost", login="legal@x.test")
        assert asking.wait(20) == 3
        assert b"key was revoked" in asking.stderr.read()
    finally:
        asking.kill()
        asking.communicate()


# A session that does what it likes


async def test_a_session_that_says_without_end_where_it_is_asks_one_question_at_a_time() -> None:
    asked: list[Any] = []
    answer = asyncio.Event()

    async def ask(call: Any) -> Any:
        asked.append(call)
        await answer.wait()
        return Admitted("x@x.test", "b", 2, 1, "key", 1)

    moved: list[str] = []
    rounds = SimpleNamespace(moved=lambda _before, now: moved.append(now.slug))
    server: Any = SimpleNamespace(ids=SimpleNamespace(hex=lambda _n: "1"), ask=ask, rounds=rounds, installation=None)
    session = SshSession(server, Guest("", "", "", "", lambda: None))
    session.admitted = Admitted("x@x.test", "a", 1, 1, "key", 1)
    for number in range(100):
        session._shown(f"o{number}")
        await asyncio.sleep(0)
    session._shown("b")
    assert len(asked) == 1
    answer.set()
    assert session._moving is not None
    await session._moving
    assert (len(asked), moved, session.org_id) == (2, ["b"], 2)


async def test_a_session_that_talks_without_end_is_not_listened_to() -> None:
    mine, theirs = control_pair()
    shown: list[str] = []
    line = FrontLine(mine, shown.append)
    loop = asyncio.get_running_loop()
    theirs.setblocking(False)
    with theirs:
        await loop.sock_sendall(theirs, b"[" * 4000)  # more levels than Python follows
        for _number in range(MOST_WORDS):
            await loop.sock_sendall(theirs, encode(Ready("x")))
        for _turn in range(2 * MOST_WORDS):
            await asyncio.sleep(0)
        with suppress(BlockingIOError):
            while True:
                theirs.send(encode(Ready("y")))
        for _turn in range(10):
            await asyncio.sleep(0)
        with pytest.raises(BlockingIOError):
            theirs.send(encode(Ready("y")))
    assert line.settled.is_set()
    assert set(shown) == {"x"}
    line.close()


async def test_a_fault_while_joining_is_told_by_its_id() -> None:
    said: list[bytes] = []
    noted: list[dict[str, object]] = []
    ended = asyncio.Event()
    statuses: list[int] = []

    async def ask(_call: Any) -> Any:
        raise RuntimeError("postgresql://secret")

    def leave(status: int) -> None:
        statuses.append(status)
        ended.set()

    server: Any = SimpleNamespace(
        ids=SimpleNamespace(hex=lambda _n: "1234"), ask=ask,
        installation=SimpleNamespace(places=SimpleNamespace(folder=Path("/nowhere"))),
        journal=SimpleNamespace(note=lambda _event, **facts: noted.append(facts)),
    )  # fmt: skip
    channel: Any = SimpleNamespace(_env={}, get_environment=dict, write=said.append, exit=leave)
    session = JoinSession(server, Guest(JOIN, "", "", "", lambda: None))
    session.connection_made(channel)
    session.exec_requested("code")
    session.session_started()
    async with asyncio.timeout(10):
        await ended.wait()
    assert statuses == [1]
    assert b"1234" in b"".join(said)
    assert b"secret" not in b"".join(said)
    assert noted[0]["session"] == "1234"


# A moment at which the data is away


async def test_whom_a_round_could_not_ask_about_is_asked_about_again(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else whoever is deactivated in such a moment would stay in for as long as nobody changes anything."""
    installation = open_installation(data)
    judgement = Judgement(installation, lambda error: pytest.fail(str(error)))
    who = {"1": Admitted("x@x.test", "helios", 1, 1, "key", 999)}

    def away(*_given: object) -> None:
        raise Unusable(message("It is away."))

    with monkeypatch.context() as context:
        context.setattr("crm_tui.serve.judgement.still", away)
        assert judgement.ends(who, judgement.due({None})) == {}
    assert judgement.ends(who, judgement.due({None})) == {"1": EndReason.REMOVED}
    assert judgement.ends(who, judgement.due({None})) == {}
    installation.close()
