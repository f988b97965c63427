"""`serve ssh` with real clients: people come in, work and leave, and nobody's end is anybody else's."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace

import psutil  # type: ignore[import-untyped]
import pytest

from crm_tui.serve.terminal import REST
from tests.pty_app import PtyApp
from tests.serve.house import House, make_installation, serving, until

pytestmark = pytest.mark.needs("ssh")

HOME = ("Leads", "? Help")
"""What stands on every desk."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One server for all tests of this file."""
    folder = tmp_path_factory.mktemp("served")
    with serving(folder / "server", make_installation(folder), "--idle", "5", "--logins-per-minute", "0") as house:
        yield house


def running(house: House, app: PtyApp) -> int:
    """The process of the one session of the salesman, which this client has opened."""
    app.wait_for(*HOME)
    [process] = house.sessions("sales@x.test")
    return process


def test_the_first_line_tells_where(house: House) -> None:
    assert house.told["address"] == "127.0.0.1"
    assert house.told["port"] > 0
    assert house.told["fingerprint"].startswith("SHA256:")


def test_somebody_opens_the_desk_and_leaves(house: House) -> None:
    with house.clients.terminal(keys=["sales"]) as app:
        assert "Sam Sales" in app.wait_for(*HOME)
        app.send("q")
        assert app.wait_end() == 0
    assert house.events("ended")[-1]["login"] == "sales@x.test"


def test_the_size_of_the_terminal_is_followed(house: House) -> None:
    with house.clients.terminal(keys=["sales"], size=(100, 30)) as app:
        app.wait_for(*HOME)
        app.resize(132, 45)
        app.wait_until(lambda: "? Help" in app.screen.display[44])
        app.send("q")
        assert app.wait_end() == 0


def test_a_line_of_the_command_line_and_its_status(house: House) -> None:
    listed = house.clients.ssh("record", "list", "Leads", "--json", keys=["admin"])
    assert (listed.status, len(listed.json)) == (0, 3)
    assert house.clients.ssh("record", "show", "Leads/999", keys=["admin"]).status == 4
    assert house.clients.ssh("no such verb", keys=["admin"]).status == 2
    assert house.clients.ssh("doctor", keys=["admin"]).status == 3
    assert house.clients.ssh("'", keys=["admin"]).status == 2


def test_without_a_terminal_there_is_no_app(house: House) -> None:
    refused = house.clients.ssh(keys=["sales"], flags=["-T"])
    assert refused.status == 2
    assert b"needs a terminal" in refused.err


@pytest.mark.parametrize("term", ["dumb", "x;id"])
def test_a_terminal_that_cannot_be_painted_on_is_told(house: House, term: str) -> None:
    refused = replace(house.clients, env={"TERM": term}).ssh(keys=["sales"], flags=["-tt"])
    assert refused.status == 2
    assert b"cannot be painted" in refused.out


def test_five_people_at_once(house: House) -> None:
    apps = [house.clients.terminal(keys=[name]) for name in ("admin", "manager", "sales", "legal", "sales")]
    try:
        for app in apps:
            app.__enter__()
        for app in apps:
            app.wait_for("? Help")
        assert len(set(house.sessions())) == 5
        for app in apps:
            app.send("q")
        assert [app.wait_end() for app in apps] == [0] * 5
    finally:
        for app in apps:
            app.__exit__(None, None, None)


def test_a_session_that_is_killed_leaves_the_terminal_usable(house: House) -> None:
    with house.clients.terminal(keys=["sales"]) as app, house.clients.terminal(keys=["admin"]) as other:
        victim = running(house, app)
        other.wait_for(*HOME)
        os.kill(victim, signal.SIGKILL)
        assert app.wait_end() == 128 + signal.SIGKILL
        assert app.raw.count(b"\x1b[?1049l") == 1
        assert REST in app.raw
        other.send("q")
        assert other.wait_end() == 0


def test_a_client_that_is_killed_takes_its_session_with_it(house: House) -> None:
    with house.clients.terminal(keys=["sales"]) as app:
        process = running(house, app)
        os.kill(app.pid, signal.SIGKILL)
        until(lambda: not psutil.pid_exists(process))
    until(lambda: not house.sessions())


def test_a_session_that_burns_keeps_nobody_waiting(house: House) -> None:
    """Its process stands still, as one that blocks or burns does for its own screen; the others' do not."""
    with house.clients.terminal(keys=["sales"]) as app, house.clients.terminal(keys=["admin"]) as other:
        stuck = running(house, app)
        other.wait_for(*HOME)
        os.kill(stuck, signal.SIGSTOP)
        app.send_bytes(b"j" * 100_000)
        other.send("q")
        assert other.wait_end() == 0
        os.kill(stuck, signal.SIGKILL)
        assert app.wait_end() == 128 + signal.SIGKILL


def test_the_zygote_dies_and_nobody_notices(house: House) -> None:
    with house.clients.terminal(keys=["sales"]) as app:
        app.wait_for(*HOME)
        before = house.zygote()
        os.kill(before, signal.SIGKILL)
        with house.clients.terminal(keys=["admin"]) as other:
            other.wait_for(*HOME)
            other.send("q")
            assert other.wait_end() == 0
        assert house.zygote() != before
        app.send("q")
        assert app.wait_end() == 0


def test_a_hang_up_renews_the_zygote_and_sessions_go_on(house: House) -> None:
    with house.clients.terminal(keys=["sales"]) as app:
        app.wait_for(*HOME)
        before = house.zygote()
        house.process.send_signal(signal.SIGHUP)
        until(lambda: house.events("renewed"))
        until(lambda: not psutil.pid_exists(before))
        assert house.clients.ssh("record", "list", "Leads", keys=["admin"]).status == 0
        app.send("q")
        assert app.wait_end() == 0


def test_an_administrator_ends_a_session_and_its_person_reads_why(house: House) -> None:
    with house.clients.terminal(keys=["sales"]) as app:
        app.wait_for(*HOME)
        [session] = [
            one for one in house.line("user", "session", "list", "--everybody") if one["login"] == "sales@x.test"
        ]
        house.line("user", "session", "end", session["id"])
        assert app.wait_end() == 3
        assert "has ended this session." in app.text


def test_what_was_typed_is_there_to_be_copied_when_the_key_is_revoked(house: House) -> None:
    public = house.clients.public("extra")
    house.line("user", "key", "add", public, "--name", "extra", login="sales@x.test")
    with house.clients.terminal(keys=["extra"]) as app:
        app.wait_for(*HOME)
        app.send("gl")
        app.send("n")
        app.wait_for("Last Name")
        app.send("Kowalska")
        app.wait_for("Kowalska")
        house.line("user", "key", "revoke", "extra", login="sales@x.test")
        assert app.wait_end() == 3
        assert "Your key was revoked." in app.text
        assert "Kowalska" in app.text
    assert house.clients.ssh("record", "list", "Leads", keys=["extra"]).status == 255


def test_nothing_is_left_of_twenty_sessions_that_were_dropped(house: House) -> None:
    until(lambda: not house.sessions())
    files = house.front.num_fds()
    for _round in range(4):
        apps = [house.clients.terminal(keys=["sales"]) for _number in range(5)]
        for app in apps:
            app.__enter__()
        for app in apps:
            app.wait_for("? Help")
            os.kill(app.pid, signal.SIGKILL)
        for app in apps:
            app.__exit__(None, None, None)
    until(lambda: not house.sessions())
    until(lambda: house.front.num_fds() <= files, f"{files} files before")
    until(lambda: [child.pid for child in house.front.children()] == [house.zygote()])


def test_log_lines_tell_nothing_that_must_not_be_read(house: House) -> None:
    text = house.log.read_text()
    assert "PRIVATE" not in text
    assert "ssh-ed25519" not in text
    assert "Kowalska" not in text
    assert oct(house.log.stat().st_mode & 0o777) == "0o600"
