"""Whoever comes through a door is spoken to in his own language, as the app speaks to him; a program never is."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from crm_tui.base.messages import LANGUAGE_NAMES
from crm_tui.bootstrap import open_installation
from crm_tui.serve.environment import environment
from tests.cli.conftest import run_in
from tests.serve.clients import Clients
from tests.serve.house import PEOPLE, House, make_installation, serving
from tests.serve.own_sshd import launcher, sshd

pytestmark = pytest.mark.needs("ssh", "sshd")

NO_LEAD = ("record", "show", "Leads/999")
NOT_FOUND, IN_POLISH = "Not found.", "Nie znaleziono."


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation in which the salesman and a lawyer read Polish, and nobody else does."""
    data = make_installation(tmp_path_factory.mktemp("languages"))
    installation = open_installation(data)
    for name in ("sales", "legal"):
        installation.workspace(PEOPLE[name], "helios").settings.change(locale="pl")
    installation.close()
    return data


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Iterator[House]:
    """A server on which each person has one seat."""
    limits = ("--no-zygote", "--logins-per-minute", "0", "--per-user", "1", "--farewell-seconds", "0.6")
    with serving(tmp_path_factory.mktemp("served"), data, *limits) as house:
        yield house


@pytest.mark.parametrize(("name", "told"), [("sales", IN_POLISH), ("manager", NOT_FOUND)])
def test_a_line_answers_in_the_language_of_its_person(clients: Clients, name: str, told: str) -> None:
    ran = clients.ssh(*NO_LEAD, keys=[name], options=["SetEnv=LANG=fr_FR.UTF-8"])
    assert (ran.status, told in ran.err.decode()) == (4, True), ran.err.decode()
    as_json = clients.ssh(*NO_LEAD, "--json", keys=[name])
    assert as_json.error["message"] == NOT_FOUND


def test_help_is_in_his_language_too(clients: Clients) -> None:
    polish, english = (clients.ssh("record", "list", "--help", keys=[name]).out for name in ("sales", "manager"))
    assert polish != english


def test_what_the_server_itself_says_is_in_his_language(house: House) -> None:
    with house.clients.terminal(keys=["sales"]) as app:
        app.wait_for("Sam Sales")
        second = house.clients.ssh(*NO_LEAD, keys=["sales"])
        assert (second.status, "Masz za dużo otwartych sesji." in second.err.decode()) == (5, True)
        as_json = house.clients.ssh(*NO_LEAD, "--json", keys=["sales"])
        assert as_json.error["message"].startswith("Too many sessions")
        [process] = house.sessions(PEOPLE["sales"])
        os.kill(process, signal.SIGSTOP)
        [row] = house.line("user", "session", "list", "--everybody")
        house.line("user", "session", "end", row["id"])
        assert app.wait_end() == 3
        assert "Administrator zakończył tę sesję." in app.text


def test_why_he_may_not_come_in_is_told_in_his_language(house: House) -> None:
    house.line("user", "deactivate", PEOPLE["legal"])
    refused = house.clients.ssh(*NO_LEAD, keys=["legal"])
    assert (refused.status, "Nie jesteś aktywnym użytkownikiem" in refused.err.decode()) == (3, True)


@pytest.mark.parametrize(("lang", "asks"), [("pl_PL.UTF-8", "Twój kod:"), ("", "Your code:"), ("xx; id", "Your code:")])
def test_whoever_joins_is_asked_in_the_language_of_his_terminal(clients: Clients, lang: str, asks: str) -> None:
    """Nobody knows yet who he is."""
    options = [f'SetEnv=LANG="{lang}"'] if lang else []
    with clients.terminal(keys=["anybody"], user="join", options=options) as app:
        app.wait_for(asks)
        app.send("no-such-code\r")
        assert app.wait_end() == 4


def test_the_language_of_a_terminal_is_not_handed_on() -> None:
    """A session speaks its person's; what else a locale does on a server is nobody's choice but the server's."""
    client = dict.fromkeys(LANGUAGE_NAMES, "pl_PL.UTF-8")
    found = environment("xterm", client, {"PATH": "/bin"})
    assert "pl_PL.UTF-8" not in found.values()
    assert found["LANG"] == "C.UTF-8"


def test_under_an_sshd_of_ones_own_it_is_the_same(data: Path, tmp_path: Path) -> None:
    forced = launcher(data, "serve", "session", "--login", PEOPLE["sales"])
    keys = Clients(tmp_path / "forced", 0)
    keys.folder.mkdir()
    with sshd(keys.folder, [keys.public("any")], f"ForceCommand {forced}") as clients:
        ran = clients.ssh(*NO_LEAD, keys=["any"])
        assert (ran.status, IN_POLISH in ran.err.decode()) == (4, True)
        assert clients.ssh(*NO_LEAD, "--json", keys=["any"]).error["message"] == NOT_FOUND
    assert IN_POLISH not in run_in(data, *NO_LEAD, login=PEOPLE["sales"]).err, "on the machine its terminal decides"
