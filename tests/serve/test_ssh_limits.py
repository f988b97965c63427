"""How many come in, how long they stay, and how a server stops: with real clients, on small limits."""

from __future__ import annotations

import json
import os
import pty
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crm_tui.store.engine import Engine, open_sqlite
from crm_tui.store.versions import schema_version
from tests.pty_app import PtyApp
from tests.serve.clients import Clients
from tests.serve.house import House, make_installation, serving, until

pytestmark = pytest.mark.needs("ssh")

HOME = ("Leads", "? Help")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One installation, served in several ways."""
    return make_installation(tmp_path_factory.mktemp("limits"))


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Iterator[House]:
    """A server without a zygote, which takes three, of one person two, and soon warns."""
    options = ("--no-zygote", "--sessions", "3", "--per-user", "2", "--tries", "2", "--logins-per-minute", "0")
    with serving(tmp_path_factory.mktemp("small"), data, *options, "--idle", "2", "--warn-seconds", "118") as house:
        yield house


@contextmanager
def opened(house: House, name: str) -> Iterator[PtyApp]:
    """A client that has its desk."""
    with house.clients.terminal(keys=[name]) as app:
        app.wait_for(*HOME)
        yield app


def test_one_person_and_all_together_have_so_many_seats(house: House) -> None:
    with opened(house, "sales"), opened(house, "sales"):
        third = house.clients.ssh("record", "list", "Leads", keys=["sales"])
        assert (third.status, b"sessions of yours" in third.err) == (5, True)
        with opened(house, "admin"):
            fourth = house.clients.ssh("record", "list", "Leads", keys=["manager"])
            assert (fourth.status, b"server is full" in fourth.err) == (5, True)
    until(lambda: not house.sessions())
    assert {line["reason"] for line in house.events("no-session")} == {"per_user", "sessions"}


def test_who_types_nothing_is_warned(house: House) -> None:
    with opened(house, "sales") as app:
        app.wait_for("if nothing is typed")
        app.send("j")
        app.wait_until(lambda: "if nothing is typed" not in app.text)


def test_keys_that_fail_are_counted(house: House) -> None:
    strangers = ["stranger1", "stranger2", "stranger3"]
    refused = house.clients.ssh("record", "list", "Leads", keys=[*strangers, "sales"])
    assert refused.status == 255
    assert [line["tries"] for line in house.events("refused")[-2:]] == [1, 2]
    assert house.clients.ssh("record", "list", "Leads", keys=["stranger1", "sales"]).status == 0


def test_without_a_zygote_a_session_is_a_program_of_its_own(house: House) -> None:
    assert house.events("zygote") == []
    assert house.clients.ssh("record", "list", "Leads", "--json", keys=["sales"]).status == 0
    assert not house.front.children()


def test_the_key_of_the_server_is_its_own_and_stays(house: House) -> None:
    key = house.log.parent / "host_key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert Clients(house.log.parent, house.told["port"]).ssh("record", "list", "Leads", keys=["sales"]).status == 0


def test_sign_ins_of_one_address_are_limited(tmp_path: Path, data: Path) -> None:
    with serving(tmp_path, data, "--no-zygote", "--logins-per-minute", "2") as house:
        assert [house.clients.ssh("record", "list", "Leads", keys=["sales"]).status for _number in range(3)] == [
            0,
            0,
            255,
        ]
        assert house.events("turned-away")[0]["limit"] == "logins_per_minute"


def test_a_first_key_by_a_code(tmp_path: Path, data: Path) -> None:
    with serving(tmp_path, data, "--no-zygote", "--logins-per-minute", "0") as house:
        code = house.line("user", "key", "invite", "support@x.test")["code"]
        assert house.clients.ssh("record", "list", "Leads", keys=["fresh"]).status == 255
        assert house.clients.ssh("no-such-code", keys=["fresh"], user="join").status == 4
        with house.clients.terminal(keys=["fresh"], user="join") as app:
            app.wait_for("code")
            app.send(f"{code}x\x7f\r")
            assert app.wait_end() == 0
            assert "support@x.test" in app.text
        [key] = house.clients.ssh("user", "key", "list", "--json", keys=["fresh"]).json
        assert key["name"].endswith(" 127.0.0.1"), "he knows it again"
        assert house.clients.ssh(code, keys=["other"], user="join").status == 4


def test_an_invited_person_comes_in_by_what_the_invitation_says(tmp_path: Path, data: Path) -> None:
    with serving(tmp_path, data, "--no-zygote", "--logins-per-minute", "0") as house:
        line = ("user", "invite", "dora@x.test", "Dora", "--json")
        made = json.loads(house.clients.ssh(*line, keys=["admin"]).out)
        assert made["send"] == f"ssh -p {house.told['port']} join@HOST"
        with house.clients.terminal(keys=["dora"], user="join", size=(60, 24)) as app:
            app.wait_for("token of the invitation", "Your code:")
            app.send(f"{made['token']}\r")
            assert app.wait_end() == 0
            told = " ".join(app.text.split())
            assert "This key is yours now, dora@x.test. Come in by it as often as you like: without join@." in told
        assert house.clients.ssh("record", "list", "Leads", keys=["dora"]).status == 0


def test_a_server_that_stops_lets_people_finish(tmp_path: Path, data: Path) -> None:
    with serving(tmp_path, data, "--finish", "5", "--logins-per-minute", "0") as house, opened(house, "sales") as app:
        house.process.send_signal(signal.SIGTERM)
        until(lambda: house.events("stopping"))
        app.wait_for("The server stops in 5 minutes: save and leave.")
        assert house.clients.ssh("record", "list", "Leads", keys=["admin"]).status == 255
        app.send("q")
        assert app.wait_end() == 0
        assert house.process.wait(30) == 0
        assert house.events("stopped")


def test_a_server_of_a_terminal_stops_with_it_and_says_in_the_log_all_in_json(tmp_path: Path, data: Path) -> None:
    terminal, its_own = pty.openpty()
    line = [sys.executable, "-m", "crm_tui", "--data", str(data), "serve", "ssh"]
    line += ["--address", "127.0.0.1", "--port", "0", "--host-key", str(tmp_path / "key")]
    log = tmp_path / "journal"
    with log.open("wb") as both:
        server = subprocess.Popen(line, stdin=its_own, stdout=both, stderr=both)
    os.close(its_own)

    def events() -> list[str]:
        return [json.loads(text)["event"] for text in log.read_text().splitlines()]

    try:
        until(lambda: "listening" in events())
        server.send_signal(signal.SIGHUP)
        until(lambda: "renewed" in events())
        os.close(terminal)
        server.send_signal(signal.SIGHUP)
        assert server.wait(30) == 0
        assert events()[-1] == "stopped"
    finally:
        server.kill()


def test_a_server_that_has_no_time_ends_them_with_a_word(tmp_path: Path, data: Path) -> None:
    with serving(tmp_path, data, "--finish", "0", "--logins-per-minute", "0") as house, opened(house, "sales") as app:
        assert house.stop() == 0
        assert app.wait_end() == 3
        assert "The server is restarted." in app.text


def test_a_front_that_dies_takes_its_sessions_with_it(tmp_path: Path, data: Path) -> None:
    with serving(tmp_path, data, "--logins-per-minute", "0") as house, opened(house, "sales") as app:
        [session] = house.sessions()
        house.process.kill()
        assert app.wait_end() == 255
        until(lambda: not _runs(session))


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_session_older_than_the_data_refuses_to_write_and_says_so(house: House, data: Path) -> None:
    """DOOR-3: a newer program has migrated the organisation meanwhile."""
    with opened(house, "sales") as app:
        engine = open_sqlite(next(data.glob("*/data.db")))
        before = schema_version(engine)
        set_schema(engine, before + 1)
        try:
            app.send("m")
            app.wait_for("ctrl+s")
            app.send("typed\x13")
            app.wait_for("was updated to a new version")
            refused = house.clients.ssh("record", "new", "Leads", "Last_Name=Nowak", "Company=X", keys=["sales"])
            assert (refused.status, b"newer" in refused.err) == (1, True)
        finally:
            set_schema(engine, before)
            engine.close()
    assert house.line("count", "Leads", "--where", "Last_Name = 'Nowak'")["count"] == 0


def set_schema(engine: Engine, version: int) -> None:
    with engine.write():
        engine.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (str(version),))
