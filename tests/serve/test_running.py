"""What an ended process has written: it is taken by a client who is slow, and by nobody for ever."""

from __future__ import annotations

import asyncio
import os

import pytest

from crm_tui.domain.doors import EndReason
from crm_tui.serve.children import Child
from crm_tui.serve.front_line import FrontLine
from crm_tui.serve.running import Running
from crm_tui.serve.spawning import control_pair
from crm_tui.serve.streams import Piped

SECONDS = 20.0
WRITTEN = b"x" * 1000


def ended(given: bytearray) -> Running:
    """A line of words whose process writes a little; its client takes nothing yet."""
    streams = Piped(given.extend, given.extend, lambda: None, lambda: None)
    streams.hold()
    moved = [(os.POSIX_SPAWN_DUP2, fd, number) for number, fd in enumerate(streams.descriptors)]
    words = ["sh", "-c", f"printf %s {WRITTEN.decode()}"]
    child = Child(os.posix_spawn("/bin/sh", words, os.environ, file_actions=moved))
    streams.handed_over()
    mine, theirs = control_pair()
    theirs.close()
    return Running(child, FrontLine(mine, lambda _slug: None), streams)


async def turns() -> None:
    """Let all go on that can."""
    for _turn in range(10):
        await asyncio.sleep(0)


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_tui.serve.running.CUT_OFF_AFTER", 0.0)


async def test_a_slow_client_gets_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also an hour later."""
    given, loop = bytearray(), asyncio.get_running_loop()
    running, now = ended(given), loop.time
    over = asyncio.create_task(running.over())
    await running.child.status
    await turns()
    monkeypatch.setattr(loop, "time", lambda: now() + 3600)
    await turns()
    assert not over.done()
    monkeypatch.undo()
    running.streams.flow()
    async with asyncio.timeout(SECONDS):
        assert await over == 0
    assert bytes(given) == WRITTEN
    running.streams.close()


@pytest.mark.usefixtures("hurried")
async def test_who_takes_nothing_is_not_waited_for_when_his_session_must_end() -> None:
    given = bytearray()
    running = ended(given)
    over = asyncio.create_task(running.over())
    await running.child.status
    await running.end(EndReason.IDLE, 0.0)
    async with asyncio.timeout(SECONDS):
        await over
    assert not given
