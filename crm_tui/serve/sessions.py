"""The sessions that are open at this server."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from crm_tui.domain.doors import EndReason

if TYPE_CHECKING:
    from crm_tui.serve.guest import Guest
    from crm_tui.serve.ssh_session import SshSession


class Sessions:
    """A registry. Called in the server's event loop only."""

    def __init__(self) -> None:
        self._open: dict[str, SshSession] = {}
        self._empty = asyncio.Event()
        self._empty.set()

    def add(self, session: SshSession) -> None:
        """A session has begun."""
        self._open[session.id] = session
        self._empty.clear()

    def remove(self, session: SshSession) -> None:
        """It has ended."""
        self._open.pop(session.id, None)
        if not self._open:
            self._empty.set()

    def of(self, org_id: int | None = None) -> list[SshSession]:
        """Those in an organisation, or all."""
        return [one for one in self._open.values() if org_id is None or one.org_id == org_id]

    def has(self, guest: Guest) -> bool:
        """Whether one of them is over this connection."""
        return any(one.guest is guest for one in self._open.values())

    async def gone(self) -> None:
        """Wait until there is none."""
        await self._empty.wait()

    async def end_all(self, reason: EndReason) -> None:
        """End all that are open now, at the same time."""
        await asyncio.gather(*(session.end(reason) for session in self.of()))
