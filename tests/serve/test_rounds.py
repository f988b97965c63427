"""What a server does after a commit: whoever must go is told, however long somebody else takes to go."""

from __future__ import annotations

import asyncio
from pathlib import Path

from crm_tui.base.ids import RandomIds
from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.admission import admit_login
from crm_tui.domain.doors import EndReason
from crm_tui.serve.config import Settings
from crm_tui.serve.errand import Place
from crm_tui.serve.guest import Guest
from crm_tui.serve.journal import Journal
from crm_tui.serve.server import Server
from crm_tui.serve.spawning import ExecSpawner
from crm_tui.serve.ssh_session import SshSession
from tests.serve.conftest import ADMIN

SECONDS = 20.0
"""Long enough for a machine that does other things too."""


class Slow(SshSession):
    """A session whose process takes for ever to end."""

    def __init__(self, server: Server) -> None:
        super().__init__(server, Guest("acme", "127.0.0.1", "", "", lambda: None))
        self.asked = asyncio.Event()

    async def end(self, reason: EndReason) -> None:
        self.asked.set()
        await asyncio.Event().wait()


async def test_nobody_waits_for_the_end_of_somebody_else(acme: Installation, tmp_path: Path) -> None:
    place = Place(str(tmp_path))
    journal = Journal(acme.clock, tmp_path / "log")
    server = Server(acme, place, Settings(), ExecSpawner(), journal, RandomIds())
    await server.rounds.start()
    try:
        for session in [Slow(server), Slow(server)]:
            session.admitted = admit_login(acme, ADMIN, "acme")
            server.sessions.add(session)
            await server.rounds.begins(session, session.admitted)
            acme.live.ask_end(session.id, EndReason.ENDED.value)
            async with asyncio.timeout(SECONDS):
                await session.asked.wait()
    finally:
        await server.rounds.stop()
