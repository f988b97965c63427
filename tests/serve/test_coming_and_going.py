"""Who comes, goes, or goes elsewhere while others do, and while a server looks who must go."""

from __future__ import annotations

import asyncio
import errno
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from crm_tui.base.ids import RandomIds
from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.admission import admit_login
from crm_tui.domain.doors import EndReason
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.public_keys import fingerprint_of_line
from crm_tui.domain.users import UserKind, UserState
from crm_tui.serve.config import Settings
from crm_tui.serve.errand import Place
from crm_tui.serve.guest import Guest
from crm_tui.serve.idle import Idle
from crm_tui.serve.journal import Journal
from crm_tui.serve.orders import Order
from crm_tui.serve.server import Server
from crm_tui.serve.spawning import ExecSpawner
from crm_tui.serve.ssh_session import SshSession
from tests.key_lines import ed25519
from tests.serve.conftest import ADMIN

REP = "rep@acme.test"
SECONDS = 10.0
"""Long enough for a machine that does other things too."""


class Waiting(SshSession):
    """A session without a process."""

    def __init__(self, server: Server, login: str) -> None:
        super().__init__(server, guest())
        self.admitted = admit_login(server.installation, login, "acme")
        self.ended: asyncio.Future[EndReason] = asyncio.get_running_loop().create_future()

    async def begin(self) -> None:
        """Come in."""
        assert self.admitted is not None
        self._server.sessions.add(self)
        await self._server.rounds.begins(self, self.admitted)

    async def end(self, reason: EndReason) -> None:
        if not self.ended.done():
            self.ended.set_result(reason)


class Told(SshSession):
    """A session of which only the order is looked at."""

    order: Order

    async def _run(self, order: Order) -> int:
        self.order = order
        return 0


class Counted(Idle):
    """Counts signs of life."""

    times = 0

    def __init__(self) -> None:
        super().__init__(0, 0, lambda _seconds: None, lambda: None)

    def typed(self) -> None:
        self.times += 1


class Hurried(SshSession):
    """A session whose person goes to another organisation, and is gone before anybody knows it."""

    async def _run(self, order: Order) -> int:
        self._shown("other")
        return 0


def guest() -> Guest:
    return Guest("acme", "127.0.0.1", fingerprint_of_line(ed25519(1)), "", lambda: None)


@pytest.fixture
async def server(acme: Installation, tmp_path: Path) -> AsyncIterator[Server]:
    """One that listens nowhere; the administrator has a key, and a second organisation."""
    acme.create_organisation(NewOrganisation("other", "other", "EUR", "en", "FR", "UTC", login=ADMIN, user_name="Ada"))
    ws = acme.workspace(ADMIN, "acme")
    ws.keys.add(ed25519(1))
    ws.staff.add(REP, "Rep", UserKind.REGULAR, "Standard")
    journal = Journal(acme.clock, tmp_path / "log")
    made = Server(acme, Place(str(tmp_path)), Settings(), ExecSpawner(), journal, RandomIds())
    yield made
    made.rounds._herald.stop()


def deactivate(server: Server) -> None:
    server.installation.workspace(ADMIN, "acme").staff.set_state(REP, UserState.INACTIVE)


async def why(session: Waiting) -> EndReason:
    async with asyncio.timeout(SECONDS):
        return await session.ended


async def test_who_leaves_while_he_goes_elsewhere_takes_nobody_elses_news_with_him(server: Server) -> None:
    """His organisation was forgotten twice: once as he left, and once as he was seen to have gone to another."""
    stays, leaves = Waiting(server, REP), Hurried(server, guest())
    await stays.begin()
    leaves._wanted.line = "org list"
    assert await leaves._serve() == 0
    assert leaves._moving is not None
    await leaves._moving
    assert stays.org_id is not None
    assert server.rounds._herald._wanted == {stays.org_id: 1}


async def test_under_a_new_slug_whoever_is_deactivated_is_ended(server: Server) -> None:
    """ORG-6: who came in by the old one stays in, and his rights are looked at all the same."""
    session = Waiting(server, REP)
    await session.begin()
    for act in (
        lambda: None,
        lambda: server.installation.workspace(ADMIN, "acme").org.change_slug("acme-group"),
        lambda: server.installation.workspace(ADMIN, "acme-group").staff.set_state(REP, UserState.INACTIVE),
    ):
        assert not session.ended.done()
        await server.ask(act)
        await server.rounds._round({session.org_id})
    assert await why(session) is EndReason.INACTIVE


async def test_who_comes_in_while_a_round_is_made_is_asked_about_in_the_next(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """He was let in before the change, and the round that noticed it did not know him."""
    session, there = Waiting(server, REP), Waiting(server, ADMIN)
    org_id = there.org_id
    await there.begin()
    await server.rounds._round({None, org_id})

    async def meanwhile() -> None:
        await session.begin()
        await server.ask(lambda: deactivate(server))

    monkeypatch.setattr(server.rounds, "_take_glances", meanwhile)
    await server.rounds._round({None, org_id})
    await server.rounds._round({org_id})
    assert await why(session) is EndReason.INACTIVE


async def test_who_goes_to_another_organisation_is_asked_about_there(server: Server) -> None:
    """What became of him there while it was asked whether he may go."""
    session = Waiting(server, REP)
    before = session.admitted
    assert before is not None
    await server.ask(lambda: deactivate(server))
    await server.rounds._round({session.org_id})
    await session.begin()
    server.rounds.moved(before, before)
    going = asyncio.create_task(server.rounds._go_round())
    assert await why(session) is EndReason.INACTIVE
    going.cancel()


async def test_a_line_is_split_by_its_own_process(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """A long one takes a tenth of a second, and a front has something else to do."""
    monkeypatch.setattr("shlex.split", None)
    session = Told(server, guest())
    session._wanted.line = "record note Leads/1 'It\\'s long"
    assert await session._serve() == 0
    assert session.order.errand.line == session._wanted.line


@pytest.mark.parametrize(("term", "counts"), [(None, [0, 1, 2]), ("xterm", [0, 0, 0])])
async def test_whoever_takes_a_long_answer_is_there(server: Server, term: str | None, counts: list[int]) -> None:
    """What a line writes for an hour is wanted; an app writes also where nobody looks."""
    session, typed = SshSession(server, guest()), Counted()
    session._wanted.term, session._idle = term, typed
    found = [typed.times]
    for give in (session._give, session._give_error):
        give(b"x")
        found.append(typed.times)
    assert found == counts


async def test_a_session_that_cannot_begin_leaves_nothing_behind(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that stops waits until there is none."""

    def full(_row: object) -> None:
        raise OSError(errno.EMFILE, "too many open files")

    monkeypatch.setattr(server.installation.live, "begin", full)
    session = Hurried(server, guest())
    session._wanted.line = "org list"
    assert await session._serve() == 1
    assert (server.sessions.of(), server.seats.open, server.rounds._herald._wanted) == ([], 0, {})


async def test_what_cannot_be_told_for_long_is_asked_again_by_one_timer(server: Server) -> None:
    """Each round set one more, and each of those made a round: a server older than the data did nothing else."""
    timers = []
    for _round in range(3):
        server.rounds._ask_again()
        timers.append(server.rounds._again)
    assert [timer is not None and timer.cancelled() for timer in timers] == [True, True, False]
