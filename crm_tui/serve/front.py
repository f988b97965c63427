"""`crm-tui serve ssh`: the listening front. It runs no app and shuffles bytes, so that nobody's session can stop it."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import asyncssh

from crm_tui.base.clock import SystemClock
from crm_tui.base.ids import RandomIds
from crm_tui.base.messages import message
from crm_tui.bootstrap import Installation
from crm_tui.domain.doors import EndReason
from crm_tui.domain.errors import Unusable
from crm_tui.serve import host_key
from crm_tui.serve.config import Settings
from crm_tui.serve.errand import Place
from crm_tui.serve.journal import Journal, JournalHandler
from crm_tui.serve.linux import must_be_linux, raise_file_limit, take_in_orphans
from crm_tui.serve.server import Server
from crm_tui.serve.sign_in import Visitor
from crm_tui.serve.spawning import ExecSpawner, NotStarted, Spawner
from crm_tui.serve.zygote_spawner import ZygoteSpawner

BACKLOG = 128
SILENT = 3
"""Looks after which a client that does not answer is taken for gone."""
KEY_EXCHANGES = "-diffie-hellman-*,rsa*,gss-*"
"""None that costs this side more than a moment: a stranger may ask for one after the other, and all would wait."""
VERSION = "crm-tui"
"""All that is told of the program before the sign-in."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a server listens, and by what its clients know it."""

    address: str
    port: int
    fingerprint: str
    host_key: str


def serve(installation: Installation, settings: Settings, announce: Callable[[Listening], None]) -> int:
    """Serve until the process is told to stop; the exit status. `announce` is called once it listens.

    Raises Unusable: the address, the key or the log cannot be used.
    """
    must_be_linux()
    raise_file_limit()
    take_in_orphans()
    return asyncio.run(Front(installation, settings).run(announce))


class Front:
    """One server's life: get ready, listen, and stop so that people can finish."""

    def __init__(self, installation: Installation, settings: Settings) -> None:
        self._installation, self._settings = installation, settings
        places = installation.places
        self._place = Place(str(places.folder), places.url)
        self._key_file = Path(settings.host_key) if settings.host_key else places.folder / host_key.FILE
        self._journal = Journal(SystemClock(), Path(settings.log) if settings.log else None)
        self._stop = asyncio.Event()
        self._impatient = asyncio.Event()
        self._renewing: asyncio.Task[None] | None = None

    async def run(self, announce: Callable[[Listening], None]) -> int:
        """See `serve`."""
        key = host_key.host_key(self._key_file)
        server = Server(self._installation, self._place, self._settings, self._spawner(), self._journal, RandomIds())
        try:
            await server.spawner.start()
        except NotStarted as error:
            raise Unusable(message("Sessions cannot be started: {reason}.", reason=str(error))) from error
        try:
            await server.rounds.start()
            acceptor = await self._listen(server, key)
            self._heed_signals(server)
            announce(self._told(acceptor, key))
            await self._stop.wait()
            await self._finish(server, acceptor)
        finally:
            await server.rounds.stop()
            await server.spawner.stop()
            server.close()
        return 0

    def _spawner(self) -> Spawner:
        if not self._settings.zygote:
            return ExecSpawner()
        merging = self._settings.merge_memory
        return ZygoteSpawner(self._journal.note, postgresql=bool(self._place.database), merge_memory=merging)

    async def _listen(self, server: Server, key: asyncssh.SSHKey) -> asyncssh.SSHAcceptor:
        chosen = self._settings
        self._quieten()
        try:
            return await asyncssh.listen(
                chosen.address, chosen.port, server_factory=lambda: Visitor(server), server_host_keys=[key],
                backlog=BACKLOG, encoding=None, line_editor=False, server_version=VERSION,
                password_auth=False, kbdint_auth=False, gss_host=None, host_based_auth=False,
                agent_forwarding=False, x11_forwarding=False, allow_scp=False, sftp_factory=None,
                kex_algs=KEY_EXCHANGES, compression_algs=None, login_timeout=chosen.login_seconds,
                keepalive_interval=chosen.keepalive_seconds, keepalive_count_max=SILENT,
            )  # fmt: skip
        except OSError as error:
            place = f"{chosen.address or '*'}:{chosen.port}"
            reason = error.strerror or str(error)
            raise Unusable(message("{place} cannot be used: {reason}.", place=place, reason=reason)) from error

    def _told(self, acceptor: asyncssh.SSHAcceptor, key: asyncssh.SSHKey) -> Listening:
        address, port = acceptor.get_addresses()[0][:2]
        told = Listening(str(address), int(port), key.get_fingerprint(), str(self._key_file))
        self._journal.note("listening", address=told.address, port=told.port, fingerprint=told.fingerprint)
        if os.geteuid() == 0:
            self._journal.note("root", advice="serve as an account of its own")
        return told

    def _quieten(self) -> None:
        """Other parts' lines come into the journal; asyncssh's tell too much of what came from outside."""
        logging.getLogger("asyncssh").addHandler(logging.NullHandler())
        logging.getLogger("asyncssh").propagate = False
        own = logging.getLogger("crm_tui")
        own.addHandler(JournalHandler(self._journal))
        own.propagate = False

    # Stopping and renewing

    def _heed_signals(self, server: Server) -> None:
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._told_to_stop)
        loop.add_signal_handler(signal.SIGINT, self._told_to_stop, True)
        loop.add_signal_handler(signal.SIGHUP, self._renew, server)

    def _told_to_stop(self, now: bool = False) -> None:
        """The second time there is no patience."""
        if now or self._stop.is_set():
            self._impatient.set()
        self._stop.set()

    def _renew(self, server: Server) -> None:
        """Later sessions run what is on the disk now; those that run go on with what they have. The log begins anew."""
        try:
            self._journal.reopen()
        except OSError as error:
            self._journal.note("log-not-reopened", reason=repr(error))
        self._renewing = asyncio.get_running_loop().create_task(self._renew_spawner(server.spawner))

    async def _renew_spawner(self, spawner: Spawner) -> None:
        try:
            await spawner.renew()
            self._journal.note("renewed")
        except NotStarted as error:
            self._journal.note("not-renewed", reason=str(error))

    async def _finish(self, server: Server, acceptor: asyncssh.SSHAcceptor) -> None:
        """Listen no more, let people finish for a while, then end what is left."""
        server.closing = True
        acceptor.close()
        self._journal.note("stopping", sessions=len(server.sessions.of()))
        waits = {asyncio.create_task(server.sessions.gone()), asyncio.create_task(self._impatient.wait())}
        patience = self._settings.finish * 60
        _done, waiting = await asyncio.wait(waits, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        for one in waiting:
            one.cancel()
        await server.sessions.end_all(EndReason.RESTART)
        await server.sessions.gone()
        self._journal.note("stopped")
