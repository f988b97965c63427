"""An sshd of one's own with the launcher behind it: the same app and lines, the same refusals."""

from __future__ import annotations

import json
import os
import shlex
import signal
import stat
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from crm_tui.bootstrap.places import Places
from crm_tui.serve.authorized_keys import program
from crm_tui.serve.terminal import REST
from crm_tui.store.engine import Engine, open_sqlite
from crm_tui.store.versions import schema_version
from tests.cli.conftest import run_in
from tests.pty_app import PtyApp
from tests.serve.clients import Clients
from tests.serve.house import PEOPLE, make_installation, until
from tests.serve.own_sshd import ACCOUNT, can_command, launcher, sshd

pytestmark = pytest.mark.needs("ssh", "sshd")

HOME = ("Leads", "? Help")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation in which the salesman and the administrator have keys."""
    return make_installation(tmp_path_factory.mktemp("own"))


@pytest.fixture(scope="module")
def door(data: Path) -> Iterator[Clients]:
    """sshd with the lines that the program prints for `authorized_keys`."""
    keys = Clients(data.parent / "keys", 0)
    keys.folder.mkdir()
    for name in ("sales", "admin"):
        ran = run_in(data, "user", "key", "add", keys.public(name), "--name", name, login=PEOPLE[name])
        assert ran.status == 0, ran.err
    lines = [for_checkout(line, data) for line in run_in(data, "serve", "authorized-keys", login=None).out.splitlines()]
    with sshd(keys.folder, lines) as clients:
        yield clients


def for_checkout(line: str, data: Path) -> str:
    """The same line with the program of this checkout in front: sshd hands on no PYTHONPATH."""
    options, _quote, rest = line.partition('command="')
    command, _quote, key = rest.partition('"')
    words = shlex.split(command)
    return f'{options}command="{launcher(data, *words[words.index("serve") :])}"{key}'


def session(app: PtyApp, data: Path) -> psutil.Process:
    """The process of the one session, below its launcher."""
    app.wait_for(*HOME)
    found = [one for one in psutil.process_iter(["cmdline"]) if str(data) in (one.info["cmdline"] or [])]
    return next(one for one in found if one.parent() in found)


def test_lines_bind_each_key_to_its_session(data: Path, door: Clients) -> None:
    lines = run_in(data, "serve", "authorized-keys", login=None).out.splitlines()
    assert [line.split()[-2:] for line in lines] == [door.public(name).split()[:2] for name in ("sales", "admin")]
    for name, line in zip(("sales", "admin"), lines, strict=True):
        assert line.startswith('restrict,pty,command="')
        assert f'serve session --key {door.fingerprint(name)}" ' in line


def test_no_line_holds_a_password_of_the_database() -> None:
    """What sshd runs stands where everybody on the machine can read it."""
    url = "postgresql://crm:secret@[::1]:5432,db2/crm?sslmode=require&password=secret"
    said = program(Places(Path("/srv/crm"), url))
    assert said[-1] == "postgresql://crm@[::1]:5432,db2/crm?sslmode=require"
    assert program(Places(Path("/srv/crm"), "postgresql:///crm"))[-1] == "postgresql:///crm"
    assert "--database" not in program(Places(Path("/srv/crm")))


def test_one_key_is_asked_for_by_its_kind_and_content(data: Path, door: Clients) -> None:
    kind, content, _name = door.public("admin").split()
    lines = run_in(data, "serve", "authorized-keys", kind, content, login=None).out.splitlines()
    assert [door.fingerprint("admin") in line for line in lines] == [True]
    unknown = door.public("stranger").split()[1]
    for words in ((kind, unknown), (kind, "AAAA"), ("ssh-dss", content), (kind, content[:-4]), ("x y", "$(id)")):
        ran = run_in(data, "serve", "authorized-keys", *words, login=None)
        assert (ran.status, ran.out) == (0, "")


def test_a_line_runs_as_the_keys_owner(door: Clients) -> None:
    made = door.ssh("record", "new", "Leads", "Last_Name=\"Owned by 'key'\"", "Company=C", "--json")
    assert (made.status, made.json["Owner"]["login"]) == (0, PEOPLE["sales"]), made.err
    target = f"Leads/{made.json['id']}"
    assert door.ssh("timeline", target, "--json").json[0]["door"] == "ssh"
    assert door.ssh("record", "attach", target, "/etc/passwd", stdin=b"mine").status == 0
    (file,) = door.ssh("record", "files", target, "--json").json
    assert (file["name"], door.ssh("record", "file", target, str(file["id"])).out) == ("passwd", b"mine")
    assert door.ssh("record", "show", "Leads/999", "--json", flags=("-tt",)).status == 4


def test_nobody_outside_is_told_where_the_data_is(door: Clients, data: Path) -> None:
    engine = open_sqlite(next(data.glob("*/data.db")))
    before = schema_version(engine)
    try:
        _set_schema(engine, before + 1)
        ran = door.ssh("org", "list")
        assert (ran.status, b"newer" in ran.err, str(data).encode() in ran.err) == (1, True, False)
    finally:
        _set_schema(engine, before)
        engine.close()


def _set_schema(engine: Engine, version: int) -> None:
    with engine.write():
        engine.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(version),))


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("id", 2), ("sh -c id", 2), ("/usr/lib/openssh/sftp-server", 2), ("internal-sftp", 2), ("scp -t /tmp", 2),
        ("record list Leads; id", 2), ("$(id)", 2), ("'", 2), ("doctor", 3), ("record list Leads --as admin@x.test", 3),
        ("serve session --login admin@x.test", 3), ("serve authorized-keys", 3), ("record list Leads --data /tmp", 3),
    ],
)  # fmt: skip
def test_nothing_else_runs(door: Clients, line: str, status: int) -> None:
    ran = door.ssh(line)
    assert (ran.status, ran.out) == (status, b""), ran
    assert b"uid=" not in ran.err
    assert b"Traceback" not in ran.err


def test_there_is_no_app_without_a_terminal_nor_on_a_dumb_one(door: Clients) -> None:
    assert door.ssh().status == 2
    with door.terminal(env={"TERM": "dumb"}) as app:
        assert app.wait_end() == 2
        assert "terminal" in app.text


def test_no_file_is_copied_by_sftp_or_scp(door: Clients, tmp_path: Path) -> None:
    target = f"{ACCOUNT}@127.0.0.1:/etc/hostname"
    for line in (
        ["sftp", *door.settings(["sales"]), "-P", str(door.port), target, str(tmp_path)],
        ["scp", *door.settings(["sales"]), "-P", str(door.port), target, str(tmp_path)],
        ["scp", "-O", *door.settings(["sales"]), "-P", str(door.port), target, str(tmp_path)],
    ):
        assert door.run(line).status != 0
    assert list(tmp_path.iterdir()) == []


def test_the_app_opens_and_leaves_the_terminal_as_it_was(door: Clients) -> None:
    with door.terminal() as app:
        assert "Sam Sales" in app.wait_for(*HOME)
        app.send("q")
        assert app.wait_end() == 0
        assert b"\x1b[?1049l" in app.raw


def test_the_app_follows_the_size_of_the_terminal(door: Clients) -> None:
    with door.terminal(size=(100, 30)) as app:
        app.wait_for(*HOME)
        app.resize(132, 45)
        app.wait_until(lambda: "? Help" in app.screen.display[44])


def test_a_session_that_is_killed_leaves_the_terminal_as_it_was(door: Clients, data: Path) -> None:
    with door.terminal() as app:
        session(app, data).kill()
        assert app.wait_end() == 128 + signal.SIGKILL
        assert REST in app.raw
        assert app.raw.rindex(b"\x1b[?1049l") > app.raw.rindex(b"\x1b[?1049h")


def test_a_launcher_that_is_told_to_stop_tells_its_session(door: Clients, data: Path) -> None:
    with door.terminal() as app:
        below = session(app, data)
        parent = below.parent()
        assert parent is not None
        parent.send_signal(signal.SIGHUP)
        app.wait_end()
        until(lambda: not below.is_running())


def test_a_client_that_is_killed_leaves_no_process(door: Clients, data: Path) -> None:
    with door.terminal() as app:
        below = session(app, data)
        parent = below.parent()
        assert parent is not None
        os.kill(app.pid, signal.SIGKILL)
        until(lambda: not (below.is_running() or parent.is_running()))


def said_at_end(app: PtyApp) -> str:
    """What the plain terminal shows after an end that others brought about."""
    assert app.wait_end() == 3
    return app.text


def test_a_session_ends_when_its_key_is_revoked(door: Clients, data: Path) -> None:
    ran = run_in(data, "user", "key", "add", door.public("second"), "--name", "second", login=PEOPLE["manager"])
    assert ran.status == 0, ran.err
    line = next(
        for_checkout(line, data)
        for line in run_in(data, "serve", "authorized-keys", login=None).out.splitlines()
        if door.fingerprint("second") in line
    )
    with (door.folder / "authorized_keys").open("a") as file:
        file.write(line + "\n")
    with door.terminal(keys=["second"]) as app:
        app.wait_for(*HOME)
        assert run_in(data, "user", "key", "revoke", "second", login=PEOPLE["manager"]).status == 0
        assert "key" in said_at_end(app)
    refused = door.ssh("record", "list", "Leads", keys=["second"])
    assert (refused.status, refused.out) == (4, b"")


def test_an_administrator_sees_a_session_and_ends_it(door: Clients, data: Path) -> None:
    with door.terminal() as app:
        app.wait_for(*HOME)
        until(lambda: listed(data), "it is not listed")
        [mine] = listed(data)
        assert (mine["login"], mine["door"]) == (PEOPLE["sales"], "ssh")
        assert (mine["address"], mine["key"]) == ("127.0.0.1", "sales")
        assert run_in(data, "user", "session", "end", str(mine["id"])).status == 0
        said_at_end(app)
    assert listed(data) == []


def listed(data: Path) -> list[dict[str, object]]:
    """Sessions that the administrator sees."""
    found: list[dict[str, object]] = run_in(data, "user", "session", "list", "--everybody", "--json").json
    return found


def test_a_session_ends_when_its_user_is_deactivated(door: Clients, data: Path) -> None:
    with door.terminal() as app:
        app.wait_for(*HOME)
        assert run_in(data, "user", "deactivate", PEOPLE["sales"]).status == 0
        said_at_end(app)
    refused = door.ssh("record", "list", "Leads")
    assert (refused.status, refused.out) == (3, b"")
    assert run_in(data, "user", "activate", PEOPLE["sales"]).status == 0


def test_a_line_that_reads_on_and_on_ends_when_its_user_is_deactivated(door: Clients, data: Path) -> None:
    asking = door.start(door.command("can", "--batch"))
    assert asking.stdin is not None
    assert asking.stdout is not None
    assert asking.stderr is not None
    try:
        asking.stdin.write(b"sales@x.test records.view Leads\n")
        asking.stdin.flush()
        assert b"allowed" in asking.stdout.readline()
        assert run_in(data, "user", "deactivate", PEOPLE["sales"]).status == 0
        assert asking.wait(20) == 3
        assert b"no longer active" in asking.stderr.read()
    finally:
        asking.kill()
        asking.communicate()
        assert run_in(data, "user", "activate", PEOPLE["sales"]).status == 0


def test_a_forced_command_for_one_login(data: Path, tmp_path: Path) -> None:
    """`Match User … ForceCommand`: an account of the system is one login, whatever key it comes with."""
    forced = launcher(data, "serve", "session", "--login", PEOPLE["legal"])
    keys = Clients(tmp_path / "forced", 0)
    keys.folder.mkdir()
    with sshd(keys.folder, [keys.public("any")], f"ForceCommand {forced}") as clients:
        shown = clients.ssh("org", "list", "--json", keys=["any"])
        assert (shown.status, shown.json[0]["slug"]) == (0, "helios"), shown.err
        assert clients.ssh("record", "list", "Leads", "--as", PEOPLE["admin"], keys=["any"]).status == 3
        with clients.terminal(keys=["any"]) as app:
            assert "Lea Legal" in app.wait_for("? Help")


@pytest.mark.skipif(not can_command(), reason="not run: AuthorizedKeysCommand needs root")
def test_sshd_asks_the_program_for_keys(data: Path, door: Clients, tmp_path: Path) -> None:
    script = Path("/run") / f"crm-tui-test-{os.getpid()}"
    script.write_text(f'#!/bin/sh\nexec {launcher(data, "serve", "authorized-keys")} "$@"\n')
    script.chmod(stat.S_IRWXU)
    try:
        asked = (f"AuthorizedKeysCommand {script} %t %k", f"AuthorizedKeysCommandUser {ACCOUNT}")
        environment = f"SetEnv PYTHONPATH={Path(__file__).parents[2]}"
        with sshd(tmp_path / "asked", [], *asked, environment) as clients:
            known, unknown = str(door.key("sales")), clients.key("stranger")
            line = [*clients.settings(["stranger"]), "-p", str(clients.port), f"{ACCOUNT}@127.0.0.1", "org", "list"]
            assert clients.run(["ssh", *line, "--json"]).status == 255, unknown
            ran = clients.run(["ssh", "-i", known, *line, "--json"])
            assert [one["slug"] for one in json.loads(ran.out)] == ["helios"], ran.err
    finally:
        script.unlink()
