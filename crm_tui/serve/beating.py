"""That a server is there: it says so every few seconds, and others believe its sessions as long as it does."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from crm_tui.store.live_rows import BEAT_SECONDS

if TYPE_CHECKING:
    from crm_tui.serve.server import Server


class Beating:
    """One server's, of this name in the live store."""

    def __init__(self, server: Server, name: str) -> None:
        self._server, self._id = server, name
        self._task: asyncio.Task[None] | None = None

    async def start(self, every: float = BEAT_SECONDS) -> None:
        """Say it now, and from now on every so many seconds."""
        await self._server.ask(self._beat)
        self._task = asyncio.get_running_loop().create_task(self._keep(every))

    async def stop(self) -> None:
        """Say it no more: the server and its sessions are gone."""
        if self._task is not None:
            self._task.cancel()
        await self._server.ask(lambda: self._server.installation.live.retire(self._id))

    def _beat(self) -> None:
        self._server.installation.live.beat(self._id, os.getpid())

    async def _keep(self, every: float) -> None:
        """Whatever goes wrong, it is tried again. Without it sessions miss in lists until it works again, and keys
        and users still end theirs (`rounds`): that is no reason to throw everybody out."""
        while True:
            await asyncio.sleep(every)
            try:
                await self._server.ask(self._beat)
            except Exception as error:
                self._server.failed("beat-failed", error)
