"""What a server does after a commit: whoever must go is told, however long somebody else takes to go, and whatever
goes wrong with others or with the server's own looks."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from crm_tui.base.ids import RandomIds
from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.admission import Admitted, admit_login, still
from crm_tui.domain.doors import EndReason
from crm_tui.domain.users import UserKind, UserState
from crm_tui.serve.beating import Beating
from crm_tui.serve.config import Settings
from crm_tui.serve.control import Look, Word
from crm_tui.serve.errand import Place
from crm_tui.serve.guest import Guest
from crm_tui.serve.journal import Journal
from crm_tui.serve.server import Server
from crm_tui.serve.spawning import ExecSpawner
from crm_tui.serve.ssh_session import SshSession
from tests.serve.conftest import ADMIN

SECONDS = 20.0
"""Long enough for a machine that does other things too."""
SOON = 0.01


class Told(SshSession):
    """A session that only hears what it is told, and whose process takes for ever to end."""

    def __init__(self, server: Server) -> None:
        super().__init__(server, Guest("acme", "127.0.0.1", "", "", lambda: None))
        self.heard: asyncio.Queue[Word | EndReason] = asyncio.Queue()

    def say(self, word: Word) -> None:
        self.heard.put_nowait(word)

    async def end(self, reason: EndReason) -> None:
        self.heard.put_nowait(reason)
        await asyncio.Event().wait()

    async def hears(self, what: Word | EndReason) -> None:
        """Wait until it is told this."""
        async with asyncio.timeout(SECONDS):
            while await self.heard.get() != what:
                pass


@pytest.fixture
async def server(acme: Installation, tmp_path: Path) -> AsyncIterator[Server]:
    """A server without a door."""
    made = made_in(acme, tmp_path)
    await made.rounds.start()
    yield made
    await made.rounds.stop()


@pytest.fixture
async def quiet(acme: Installation, tmp_path: Path) -> Server:
    """One that notices nothing by itself."""
    return made_in(acme, tmp_path)


def made_in(acme: Installation, tmp_path: Path) -> Server:
    journal = Journal(acme.clock, tmp_path / "log")
    return Server(acme, Place(str(tmp_path)), Settings(), ExecSpawner(), journal, RandomIds())


async def comes_in(server: Server, login: str = ADMIN) -> Told:
    """Somebody has a session."""
    session = Told(server)
    session.admitted = admit_login(server.installation, login, "acme")
    server.sessions.add(session)
    await server.rounds.begins(session, session.admitted)
    return session


def employ(acme: Installation, *logins: str) -> None:
    admin = acme.workspace(ADMIN, "acme", door="cli")
    for login in logins:
        admin.staff.add(login, login.partition("@")[0], UserKind.TEAM, "Team_User")


def deactivate(acme: Installation, login: str) -> None:
    acme.workspace(ADMIN, "acme", door="cli").staff.set_state(login, UserState.INACTIVE)


def troubles(tmp_path: Path, event: str) -> list[dict[str, Any]]:
    """Lines of the log."""
    lines = [json.loads(line) for line in (tmp_path / "log").read_text().splitlines()]
    return [line for line in lines if line["event"] == event]


async def test_nobody_waits_for_the_end_of_somebody_else(server: Server, acme: Installation) -> None:
    for _turn in range(2):
        session = await comes_in(server)
        acme.live.ask_end(session.id, EndReason.ENDED.value)
        await session.hears(EndReason.ENDED)


async def test_whoever_must_go_is_told_before_all_others_look(quiet: Server, acme: Installation) -> None:
    """Else they have the processors, and he goes too late."""
    employ(acme, "x@acme.test")
    goes, stays = await comes_in(quiet, "x@acme.test"), await comes_in(quiet)
    deactivate(acme, "x@acme.test")
    quiet.rounds._heard(1)
    await quiet.rounds._round({1})
    await goes.hears(EndReason.INACTIVE)
    assert stays.heard.empty()
    await stays.hears(Look("data"))


async def test_where_nobody_must_go_all_look_at_once(
    quiet: Server, acme: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_tui.serve.rounds.HELD", 10 * SECONDS)
    stays = await comes_in(quiet)
    quiet.rounds._heard(1)
    await quiet.rounds._round({1})
    await stays.hears(Look("data"))


async def test_one_who_cannot_be_judged_keeps_nobody_else_in(
    server: Server, acme: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And he goes himself as soon as he can be judged, though nobody changes anything any more."""
    employ(acme, "x@acme.test", "y@acme.test")
    first, second = await comes_in(server, "x@acme.test"), await comes_in(server, "y@acme.test")
    damaged = True

    def judged(installation: Installation, one: Admitted) -> EndReason | None:
        if damaged and one.login == "x@acme.test":
            raise ZeroDivisionError("nobody foresaw this")
        return still(installation, one)

    monkeypatch.setattr("crm_tui.serve.judgement.still", judged)
    monkeypatch.setattr("crm_tui.serve.rounds.AGAIN", SOON)
    for login in ("x@acme.test", "y@acme.test"):
        deactivate(acme, login)
    await second.hears(EndReason.INACTIVE)
    damaged = False
    await first.hears(EndReason.INACTIVE)
    [line] = troubles(tmp_path, "round-failed")
    assert line["id"]
    assert "nobody foresaw" in line["reason"]
    assert "judged" in line["trace"]


async def test_a_beat_that_fails_is_logged_and_tried_again(
    quiet: Server, acme: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries, works = 0, asyncio.Event()
    loop = asyncio.get_running_loop()

    def beat(*_given: object) -> None:
        nonlocal tries
        tries += 1
        if 1 < tries < 5:
            raise ZeroDivisionError("nobody foresaw this")
        if tries >= 5:
            loop.call_soon_threadsafe(works.set)

    monkeypatch.setattr(acme.live, "beat", beat)
    beating = Beating(quiet, "one")
    await beating.start(SOON)
    async with asyncio.timeout(SECONDS):
        await works.wait()
    await beating.stop()
    [line] = troubles(tmp_path, "beat-failed")
    assert line["id"]
    assert "nobody foresaw" in line["reason"]


async def test_a_herald_that_stumbles_goes_on_and_tells_everything(
    server: Server, acme: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What it could not notice meanwhile may have been the end of somebody."""
    session = await comes_in(server)
    await session.hears(Look("data"))
    commits = server.rounds._herald._commits
    stumbles = asyncio.Event()
    loop = asyncio.get_running_loop()

    def wait(seconds: float) -> frozenset[str]:
        loop.call_soon_threadsafe(stumbles.set)
        raise ValueError("filedescriptor out of range in select()")

    monkeypatch.setattr("crm_tui.serve.herald.REST", SOON)
    with monkeypatch.context() as context:
        context.setattr(commits, "wait", wait)
        commits.wake()
        async with asyncio.timeout(SECONDS):
            await stumbles.wait()
        acme.live.ask_end(session.id, EndReason.ENDED.value)
        await session.hears(EndReason.ENDED)
    await session.hears(Look("data"))
