"""Goes round the open sessions whenever something was committed: tells them, and ends those whose time has come."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Coroutine, Mapping
from collections.abc import Set as AbstractSet
from contextlib import suppress
from typing import TYPE_CHECKING

from crm_tui.base.clock import epoch
from crm_tui.bootstrap.admission import Admitted
from crm_tui.domain.doors import EndReason
from crm_tui.serve.beating import Beating
from crm_tui.serve.control import Look
from crm_tui.serve.herald import Herald
from crm_tui.serve.judgement import Judgement
from crm_tui.store.live import LiveSession

if TYPE_CHECKING:
    from crm_tui.serve.server import Server
    from crm_tui.serve.ssh_session import SshSession

DATA, LIVE = "data", "live"
HELD, GOING = 0.8, 0.3
"""Seconds that a change waits at most until all are told to look, and those that it waits where somebody must go: he
goes first, and is not kept from it by all the others, who take the processors when they look."""
AGAIN = 5.0
"""Seconds after which is asked again what could not be told."""


class Rounds:
    """One server's. Called in its event loop; what asks the database runs in a thread."""

    def __init__(self, server: Server) -> None:
        self._server, self._installation = server, server.installation
        self._id = server.ids.hex(12)
        self._loop = asyncio.get_running_loop()
        self._herald = Herald(server.installation, self._told)
        self._changed: set[int | None] = set()
        self._wake = asyncio.Event()
        self._judgement = Judgement(server.installation, self._failed)
        self._beating = Beating(server, self._id)
        self._untold: set[int] = set()
        self._news: dict[str, int] = {}
        self._task: asyncio.Task[None] | None = None
        self._again: asyncio.TimerHandle | None = None
        self._loose: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Say that the server is there, and notice commits from now on."""
        await self._beating.start()
        self._herald.start()
        self._task = self._loop.create_task(self._go_round())

    async def stop(self) -> None:
        """Notice nothing more; the server and its sessions are gone."""
        if self._task is not None:
            self._task.cancel()
        if self._again is not None:
            self._again.cancel()
        await self._server.ask(self._herald.stop)
        await self._beating.stop()

    async def begins(self, session: SshSession, who: Admitted) -> None:
        """A session is about to run: before it can say anything of itself."""
        now = epoch(self._installation.clock.now())
        # Its process is not known yet, and it lives no longer than this one.
        row = LiveSession(
            session.id, who.login, who.org_id, session.door, session.address, who.key_id, self._id, os.getpid(), now,
            now, key_name=who.key_name,
        )  # fmt: skip
        self._herald.watch(who.org_id)
        await self._server.ask(lambda: self._installation.live.begin(row))

    def typed(self, session: SshSession) -> None:
        """Its person is there; it is written with the next beat."""
        self._installation.live.touch(session.id)

    def moved(self, before: Admitted, now: Admitted) -> None:
        """A session is in another organisation of its login now."""
        self._herald.watch(now.org_id)
        self._herald.forget(before.org_id)
        # What became of him there since it was asked whether he may go has perhaps been looked at without him.
        self._judgement.forget(now.org_id)
        self._changed.add(now.org_id)
        self._wake.set()

    def ended(self, session: SshSession, who: Admitted) -> None:
        """It has ended; its client does not wait until that is written."""
        self._news.pop(session.id, None)
        self._herald.forget(who.org_id)
        self._begin(self._server.ask(lambda: self._installation.live.finish(session.id)))

    def _begin(self, work: Coroutine[object, None, None]) -> None:
        """Have something done for which nobody waits."""
        task = self._loop.create_task(work)
        self._loose.add(task)
        task.add_done_callback(self._loose.discard)

    # What was noticed

    def _told(self, org_id: int | None) -> None:
        """In the herald's thread."""
        with suppress(RuntimeError):  # the loop has ended meanwhile
            self._loop.call_soon_threadsafe(self._heard, org_id)

    def _heard(self, org_id: int | None) -> None:
        if org_id is not None and org_id not in self._untold:
            self._untold.add(org_id)
            self._loop.call_later(HELD, self._have_them_look, {org_id})
        self._changed.add(org_id)
        self._wake.set()

    def _have_them_look(self, orgs: AbstractSet[int | None]) -> None:
        """Tell all who are in these organisations, unless they know already."""
        for org_id in orgs & self._untold:
            for session in self._server.sessions.of(org_id):
                session.say(Look(DATA))
        self._untold -= orgs

    async def _go_round(self) -> None:
        """One round at a time: what changes meanwhile is in the next one."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            changed, self._changed = self._changed, set()
            try:
                await self._round(changed)
            except Exception as error:
                self._failed(error)
                self._judgement.ask_again()
            if self._judgement.unsure:
                self._ask_again()

    def _ask_again(self) -> None:
        """The database may be away for a while, and the herald tells of it only when it is back."""
        if self._again is not None:
            self._again.cancel()  # one is enough, however many rounds there are until then
        self._again = self._loop.call_later(AGAIN, self._heard, None)

    async def _round(self, changed: set[int | None]) -> None:
        # First what has changed, then who is there: whoever comes in between is asked about, or came in after it.
        due = await self._server.ask(lambda: self._judgement.due(changed))
        sessions = self._sessions()
        who = {key: one.admitted for key, one in sessions.items() if one.admitted is not None}
        ends = await self._server.ask(lambda: self._judgement.ends(who, due))
        self._end(sessions, ends)
        self._loop.call_later(GOING if ends else 0.0, self._have_them_look, changed)
        if None in changed:
            await self._take_glances()

    def _failed(self, error: Exception) -> None:
        """Also from a thread."""
        self._server.failed("round-failed", error)

    def _sessions(self) -> dict[str, SshSession]:
        return {one.id: one for one in self._server.sessions.of()}

    async def _take_glances(self) -> None:
        """Whom an administrator has ended, and who has company at his record."""
        glances = await self._server.ask(lambda: self._installation.live.glances(self._id))
        sessions = self._sessions()
        for key, glance in glances.items():
            if key in sessions and self._news.get(key, 0) != glance.news:
                self._news[key] = glance.news
                sessions[key].say(Look(LIVE))
        self._end(sessions, {key: _reason(glance.end) for key, glance in glances.items() if glance.end})

    def _end(self, sessions: Mapping[str, SshSession], ends: Mapping[str, EndReason]) -> None:
        """The next round does not wait for it: one that hangs takes its time, and others must go within theirs."""
        for key, why in ends.items():
            if key in sessions:
                self._begin(sessions[key].end(why))


def _reason(text: str) -> EndReason:
    try:
        return EndReason(text)
    except ValueError:
        return EndReason.ENDED
