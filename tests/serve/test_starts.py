"""A storm of sign-ins: so many sessions start at the same time and no more, and the others take their turn."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from crm_tui.base.ids import RandomIds
from crm_tui.bootstrap import Installation
from crm_tui.serve.config import Settings
from crm_tui.serve.errand import Place
from crm_tui.serve.guest import Guest
from crm_tui.serve.journal import Journal
from crm_tui.serve.orders import Order
from crm_tui.serve.server import Server
from crm_tui.serve.spawning import ExecSpawner, NotStarted
from crm_tui.serve.ssh_session import SshSession
from tests.key_lines import ed25519
from tests.serve.conftest import ADMIN

STARTS, PEOPLE = 2, 5
LOOKS = 2000


class Slow(ExecSpawner):
    """Each start takes until `go`, and fails then: nobody's process is needed here."""

    def __init__(self) -> None:
        self.asked = 0
        self.go = asyncio.Event()

    async def spawn(self, order: Order, descriptors: Sequence[int]) -> socket.socket:
        self.asked += 1
        await self.go.wait()
        raise NotStarted("enough")


def channel(ends: list[int]) -> Any:
    """A client that wants nothing and reads nothing."""

    def nothing(*_data: object) -> None:
        """It is all the same to him."""

    return SimpleNamespace(
        _env={}, get_environment=dict, pause_reading=nothing, resume_reading=nothing, write=nothing,
        write_stderr=nothing, exit=ends.append,
    )  # fmt: skip


async def until(true: Callable[[], bool]) -> None:
    """Wait for something that happens in this loop and its threads."""
    for _look in range(LOOKS):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it does not happen")


async def test_so_many_start_at_once_and_the_others_after_them(acme: Installation, tmp_path: Path) -> None:
    key = acme.workspace(ADMIN, "acme").keys.add(ed25519(1))
    spawner, ends = Slow(), list[int]()
    settings, journal = Settings(starts=STARTS), Journal(acme.clock, tmp_path / "log")
    server = Server(acme, Place(str(tmp_path)), settings, spawner, journal, RandomIds())
    await server.rounds.start()
    guest = Guest("acme", "127.0.0.1", key.fingerprint, "", lambda: None)
    for _number in range(PEOPLE):
        session = SshSession(server, guest)
        session.connection_made(channel(ends))
        session.exec_requested("org list")
        session.session_started()
    await until(lambda: len(acme.live.sessions()) == PEOPLE and spawner.asked == STARTS)
    for _turn in range(100):
        await asyncio.sleep(0)
    assert (server.seats.open, spawner.asked) == (PEOPLE, STARTS)
    spawner.go.set()
    await until(lambda: len(ends) == PEOPLE)
    assert (server.seats.open, spawner.asked, ends) == (0, PEOPLE, [1] * PEOPLE)
    await server.rounds.stop()
