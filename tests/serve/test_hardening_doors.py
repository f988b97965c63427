"""What a client may ask a server for: the app and lines of words, and nothing else; each by the real programs."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.serving.servers import free_port
from tests.serve.clients import Clients
from tests.serve.house import House, make_installation, serving, until

pytestmark = pytest.mark.needs("ssh", "scp", "sftp")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One server for all tests of this file."""
    folder = tmp_path_factory.mktemp("doors")
    with serving(folder / "server", make_installation(folder), "--logins-per-minute", "0") as house:
        yield house


@pytest.mark.parametrize(
    "line",
    [
        "id", "/bin/sh", "sh -c id", "bash -i", "$(id)", "`id`", "| id", "; id", "&& id", "\nid", "../../bin/id",
        "python -c 'print(1)'", "crm-tui record list Leads", "internal-sftp", "/usr/lib/openssh/sftp-server", " --; id",
    ],
)  # fmt: skip
def test_no_program_of_the_server_runs(clients: Clients, line: str) -> None:
    ran = clients.ssh(line)
    assert (ran.status, ran.out) == (2, b""), ran
    assert b"uid=" not in ran.out + ran.err
    assert b"Traceback" not in ran.err


@pytest.mark.parametrize(
    "tail",
    ["; id", "&& id", "| id", "> /tmp/there", "$(id)", "`id`", "${HOME}", "~", "*", "\nid", "& id", "< /etc/passwd"],
)
def test_what_a_shell_reads_is_a_word_like_any_other(clients: Clients, tail: str) -> None:
    ran = clients.ssh(f"search --json -- {tail}")
    assert (ran.status, ran.out) == (0, b"[]\n"), ran


def test_words_are_split_as_a_shell_splits_them(clients: Clients) -> None:
    name = "Bob \"The 'Lens'\" O\\Neil $HOME"
    line = "record new Leads Company='Lens & Co' 'Last_Name=Bob \"The '\"'\"'Lens'\"'\"'\" O\\Neil $HOME' --json"
    made = clients.ssh(line)
    assert (made.status, made.json["Last_Name"]) == (0, name), made


@pytest.mark.parametrize("line", ["'", 'record list "Leads', "search \\"])
def test_a_line_that_cannot_be_split_is_bad_usage(clients: Clients, line: str) -> None:
    ran = clients.ssh(line)
    assert (ran.status, ran.out) == (2, b"")
    assert len(ran.err.splitlines()) == 1
    ran = clients.ssh(f"search --json {line}")
    assert (ran.status, ran.out, ran.error["error"]) == (2, b"", "invalid")


def test_without_a_terminal_there_is_no_shell_and_no_app(clients: Clients) -> None:
    ran = clients.ssh(stdin=b"id\n")
    assert (ran.status, ran.out) == (2, b"")
    assert b"terminal" in ran.err


def test_no_file_comes_or_goes_by_sftp(clients: Clients, tmp_path: Path) -> None:
    batch = tmp_path / "batch"
    batch.write_text("get /etc/hostname\nput batch /tmp/crm-tui-there\nls /\n")
    settings = clients.settings(["sales"])
    ran = clients.run(["sftp", *settings, "-P", str(clients.port), "-b", str(batch), "helios@127.0.0.1"])
    assert ran.status != 0
    assert not Path("/tmp/crm-tui-there").exists()


@pytest.mark.parametrize("protocol", [(), ("-O",)], ids=["by sftp", "the old one"])
@pytest.mark.parametrize("inwards", [True, False])
def test_no_file_comes_or_goes_by_scp(
    clients: Clients, tmp_path: Path, protocol: tuple[str, ...], inwards: bool
) -> None:
    mine, there = tmp_path / "mine", f"helios@127.0.0.1:{tmp_path}/there"
    mine.write_text("mine")
    (tmp_path / "secret").write_text("secret")
    ways = (str(mine), there) if inwards else (f"helios@127.0.0.1:{tmp_path}/secret", str(tmp_path / "got"))
    assert clients.run(["scp", *protocol, *clients.settings(["sales"]), "-P", str(clients.port), *ways]).status != 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine", "secret"]


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Something on the server's machine that a client would like to reach."""
    with socket.create_server(("127.0.0.1", 0)) as there:
        there.settimeout(0)
        yield there


def reached(there: socket.socket) -> bool:
    """Whether anybody came."""
    try:
        there.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def test_no_connection_is_handed_on_by_w(clients: Clients, listener: socket.socket) -> None:
    port = listener.getsockname()[1]
    line = clients.command(flags=("-T", "-W", f"127.0.0.1:{port}"))
    assert clients.run(line, b"hello").status != 0
    assert not reached(listener)


def held_open(clients: Clients, *flags: str, agent: str = "none") -> subprocess.Popen[bytes]:
    """A client that holds its connection open by a line that waits for input. `agent`: the socket of his."""
    line = clients.command("can", "--batch", flags=("-T", *flags))
    process = clients.start([word.replace("IdentityAgent=none", f"IdentityAgent={agent}") for word in line])
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(b"sales@x.test records.view Leads\n")
    process.stdin.flush()
    assert process.stdout.readline().startswith(b"{")
    return process


def close(process: subprocess.Popen[bytes]) -> bytes:
    """Let it end; what it said on standard error."""
    return process.communicate(timeout=30)[1]


def test_no_port_of_the_server_is_handed_on_by_l(clients: Clients, listener: socket.socket) -> None:
    mine = free_port()
    held = held_open(clients, "-L", f"127.0.0.1:{mine}:127.0.0.1:{listener.getsockname()[1]}")
    with socket.create_connection(("127.0.0.1", mine), 10) as through:
        through.settimeout(10)
        assert through.recv(1) == b""
    close(held)
    assert not reached(listener)


def test_no_connection_is_made_for_a_client_by_d(clients: Clients, listener: socket.socket) -> None:
    mine, there = free_port(), listener.getsockname()[1]
    held = held_open(clients, "-D", f"127.0.0.1:{mine}")
    with socket.create_connection(("127.0.0.1", mine), 10) as through:
        through.settimeout(10)
        through.sendall(b"\x05\x01\x00")
        assert through.recv(2) == b"\x05\x00"
        through.sendall(b"\x05\x01\x00\x01\x7f\x00\x00\x01" + there.to_bytes(2, "big"))
        assert through.recv(64)[1:2] != b"\x00"
    close(held)
    assert not reached(listener)


@pytest.mark.parametrize("kind", ["port", "socket"])
def test_the_server_listens_for_nobody(clients: Clients, tmp_path: Path, kind: str) -> None:
    there = f"127.0.0.1:{free_port()}" if kind == "port" else str(tmp_path / "socket")
    ran = clients.ssh(
        "org", "list", options=["ExitOnForwardFailure=yes"], flags=("-T", "-R", f"{there}:127.0.0.1:{clients.port}")
    )
    assert (ran.status, ran.out) == (255, b"")
    assert not (tmp_path / "socket").exists()


def test_no_unix_socket_of_the_server_is_handed_on(clients: Clients, tmp_path: Path) -> None:
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    with socket.socket(socket.AF_UNIX) as there, socket.socket(socket.AF_UNIX) as through:
        there.bind(str(inside))
        there.listen()
        there.settimeout(0)
        held = held_open(clients, "-L", f"{outside}:{inside}")
        through.settimeout(10)
        through.connect(str(outside))
        assert through.recv(1) == b""
        close(held)
        assert not reached(there)


def test_no_tunnel_is_opened(clients: Clients) -> None:
    if not Path("/dev/net/tun").exists():
        pytest.skip("not run: no /dev/net/tun")
    assert clients.ssh("org", "list", flags=("-T", "-w", "any:any", "-o", "ExitOnForwardFailure=yes")).status != 0


@pytest.mark.needs("ssh-agent")
def test_an_agent_is_not_handed_on(house: House, clients: Clients, tmp_path: Path) -> None:
    """Nobody at the server could ask it: there is no socket for that."""
    agent = tmp_path / "agent"
    process = subprocess.Popen(["ssh-agent", "-D", "-a", str(agent)], stdout=subprocess.DEVNULL)
    try:
        until(agent.exists)
        log = tmp_path / "log"
        held = held_open(clients, "-A", "-v", "-E", str(log), agent=str(agent))
        assert "Requesting authentication agent forwarding" in log.read_text()
        sockets = [str(one.laddr) for one in house.front.net_connections("unix")]
        assert [name for name in sockets if "agent" in name] == []
        close(held)
    finally:
        process.terminate()
        process.wait()


def test_no_window_is_handed_on(clients: Clients) -> None:
    line = clients.command("org", "list", options=["ForwardX11Timeout=0"], flags=("-T", "-X", "-v"))
    done = subprocess.run(
        line, capture_output=True, check=False, timeout=60, env=clients.environment() | {"DISPLAY": "127.0.0.1:99"}
    )
    assert done.returncode == 0  # the line runs, the request is refused
    assert b"X11 forwarding request failed" in done.stderr, done.stderr


def environ_of(pid: int) -> dict[str, str]:
    """The environment of a process, as the kernel was handed it and as Python has changed it."""
    return dict(
        part.split("=", 1) for part in Path(f"/proc/{pid}/environ").read_bytes().decode().split("\0") if "=" in part
    )


SMUGGLED = {
    "LD_PRELOAD": "/tmp/evil.so", "PYTHONPATH": "/tmp/evil", "PYTHONSTARTUP": "/tmp/evil.py",
    "TEXTUAL_LOG": "/tmp/evil.log",
    "TEXTUAL_SCREENSHOT": "1", "CRM_TUI_DATA": "/tmp/evil", "HOME": "/tmp/evil", "PATH": "/tmp/evil",
    "TERMINFO": "/tmp/evil",
    "LC_ALL": "zz_ZZ", "XDG_STATE_HOME": "/tmp/evil", "NO_COLOR": "x\x1b[31m", "PGPASSWORD": "evil",
}  # fmt: skip


def test_nothing_is_smuggled_in_by_the_environment(house: House, clients: Clients) -> None:
    said = [f'SetEnv="{name}={value}"' for name, value in SMUGGLED.items()]
    with clients.terminal(options=[f"SetEnv={' '.join(one.removeprefix('SetEnv=') for one in said)}"]) as app:
        app.wait_for("Leads", "? Help")
        [pid] = house.sessions("sales@x.test")
        found = environ_of(pid)
        assert [name for name, value in SMUGGLED.items() if found.get(name) == value] == []
        app.send("q")
        assert app.wait_end() == 0
    shown = clients.ssh("org", "list", "--json", options=["SetEnv=CRM_TUI_DATA=/tmp/evil"])
    assert shown.json[0]["slug"] == "helios"
    assert not os.path.exists("/tmp/evil.log")


@pytest.mark.parametrize("term", ["dumb", "", "unknown", "../../etc/passwd", "x" * 65, "xterm\x1b[31m", "a b", "$(id)"])
def test_a_hostile_terminal_name_is_refused_in_words(clients: Clients, term: str) -> None:
    with clients.terminal(env={"TERM": term}) as app:
        assert app.wait_end() == 2
        assert b"\x1b" not in app.raw
        assert "terminal" in app.text


def test_a_terminal_name_that_ssh_does_not_know_ends_the_connection(clients: Clients) -> None:
    """RFC 4250 has names in ASCII."""
    with clients.terminal(env={"TERM": "é"}) as app:
        assert app.wait_end() == 255
        assert b"\x1b" not in app.raw


@pytest.mark.parametrize("term", ["xterm", "screen", "tmux-256color", "vt100", "no-such-terminal", "xterm-kitty"])
def test_every_other_terminal_shows_the_app(clients: Clients, term: str) -> None:
    with clients.terminal(env={"TERM": term}) as app:
        app.wait_for("? Help")
        app.send("q")
        assert app.wait_end() == 0


def test_a_line_works_on_a_terminal_too(clients: Clients) -> None:
    with clients.terminal("record", "list", "Leads", "--json") as app:
        app.wait_for('"Lead 0"')
        assert app.wait_end() == 0
    with clients.terminal("record", "show", "Leads/999") as app:
        assert app.wait_end() == 4
    ran = clients.ssh("record", "list", "Leads", "--json", flags=("-tt",))
    assert (ran.status, len(ran.json)) == (0, len(clients.ssh("record", "list", "Leads", "--json").json))


def test_another_organisation_is_opened_by_a_word(clients: Clients) -> None:
    with clients.terminal("open", "helios") as app:
        app.wait_for("Helios Optics", "? Help")
        app.send("q")
        assert app.wait_end() == 0
    with clients.terminal("open", "nowhere") as app:
        assert app.wait_end() == 4


def test_the_greeting_names_no_version(clients: Clients) -> None:
    with socket.create_connection(("127.0.0.1", clients.port), 10) as line:
        greeting = line.makefile("rb").readline()
    assert greeting == b"SSH-2.0-crm-tui\r\n"
