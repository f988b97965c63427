"""Goes round the open sessions whenever something was committed: tells them, and ends those whose time has come."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Collection, Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crm_tui.base.clock import epoch
from crm_tui.bootstrap.admission import Admitted, still
from crm_tui.domain.doors import EndReason
from crm_tui.domain.errors import CrmError, Unusable
from crm_tui.serve.control import Look
from crm_tui.serve.herald import Herald
from crm_tui.serve.journal import trace_of
from crm_tui.store.live import LiveSession
from crm_tui.store.live_rows import BEAT_SECONDS

if TYPE_CHECKING:
    from crm_tui.serve.server import Server
    from crm_tui.serve.ssh_session import SshSession

DATA, LIVE = "data", "live"
_UNKNOWN = -1
"""No number of a version."""


@dataclass(frozen=True, slots=True)
class Due:
    """Whose admission is to be asked about anew."""

    everybody: bool
    orgs: frozenset[int]


class Rounds:
    """One server's. Called in its event loop; what asks the database runs in a thread."""

    def __init__(self, server: Server) -> None:
        self._server, self._installation = server, server.installation
        self._id = server.ids.hex(12)
        self._loop = asyncio.get_running_loop()
        self._herald = Herald(server.installation, self._told)
        self._changed: set[int | None] = set()
        self._wake = asyncio.Event()
        self._policies: dict[int, int] = {}
        self._directory = 0
        self._news: dict[str, int] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._loose: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Say that the server is there, and notice commits from now on."""
        await self._server.ask(self._beat)
        self._herald.start()
        self._tasks = [self._loop.create_task(self._go_round()), self._loop.create_task(self._keep_beating())]

    async def stop(self) -> None:
        """Notice nothing more; the server and its sessions are gone."""
        for task in self._tasks:
            task.cancel()
        await self._server.ask(self._herald.stop)
        await self._server.ask(lambda: self._installation.live.retire(self._id))

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
        self._policies.pop(now.org_id, None)
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
        if org_id is not None:
            for session in self._server.sessions.of(org_id):
                session.say(Look(DATA))
        self._changed.add(org_id)
        self._wake.set()

    async def _go_round(self) -> None:
        """One round at a time: what changes meanwhile is in the next one."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            changed, self._changed = self._changed, set()
            try:
                await self._round(changed)
            except Exception as error:
                # The database is away for a while: the herald tells of everything when it is back.
                self._server.journal.note("round-failed", reason=repr(error), trace=trace_of(error))
                self._ask_again()

    async def _round(self, changed: set[int | None]) -> None:
        if None in changed:
            await self._take_glances()
        # First what has changed, then who is there: whoever comes in between is asked about, or came in after it.
        due = await self._server.ask(lambda: self._due(changed))
        sessions = self._sessions()
        who = {key: one.admitted for key, one in sessions.items() if one.admitted is not None}
        self._end(sessions, await self._server.ask(lambda: self._ends(who, due)))

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

    def _due(self, changed: Collection[int | None]) -> Due:
        """Whom these changes may have put out; in a thread."""
        return Due(None in changed and self._directory_changed(), self._rights_changed(changed))

    def _ends(self, who: Mapping[str, Admitted], due: Due) -> dict[str, EndReason]:
        """Whose time has come, asked once for each key in each organisation; in a thread."""
        asked = {one for one in who.values() if due.everybody or one.org_id in due.orgs}
        found = {one: self._still(one) for one in asked}
        return {key: why for key, one in who.items() if (why := found.get(one)) is not None}

    def _still(self, one: Admitted) -> EndReason | None:
        try:
            return still(self._installation, one)
        except Unusable:
            # Newer than this program, or away: the session itself refuses to write (DOOR-3).
            self._ask_again()
            return None

    def _ask_again(self) -> None:
        """What could not be told now is asked at the next look, though nothing was changed since."""
        self._directory = _UNKNOWN
        self._policies.clear()

    def _directory_changed(self) -> bool:
        before, self._directory = self._directory, self._installation.directory.engine.data_version()
        return before != self._directory

    def _rights_changed(self, changed: Iterable[int | None]) -> frozenset[int]:
        """Organisations in which people or rights changed: most commits are none of these."""
        found = set()
        for org_id in changed:
            if org_id is not None and self._policies.get(org_id) != (policy := self._policy(org_id)):
                self._policies[org_id] = policy
                found.add(org_id)
        return frozenset(found)

    def _policy(self, org_id: int) -> int:
        """By its number: its slug may be another one since somebody came in (ORG-6)."""
        try:
            org = self._installation.directory.org_by_id(org_id)
            return self._installation.store_of(org).policy_version() if org is not None else _UNKNOWN
        except CrmError:
            return _UNKNOWN  # it is gone, or newer than this program: `still` knows

    # That the server is there

    def _beat(self) -> None:
        self._installation.live.beat(self._id, os.getpid())

    async def _keep_beating(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                await self._server.ask(self._beat)
            except Exception as error:
                # One that fails must not be the last: without them all sessions here would soon count as gone.
                self._server.journal.note("beat-failed", reason=repr(error), trace=trace_of(error))


def _reason(text: str) -> EndReason:
    try:
        return EndReason(text)
    except ValueError:
        return EndReason.ENDED
