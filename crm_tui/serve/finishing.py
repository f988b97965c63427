"""A server that stops: whoever is in is told at once and again near the end, and has time to finish."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from crm_tui.domain.doors import EndReason
from crm_tui.serve.control import Warn

if TYPE_CHECKING:
    from crm_tui.serve.server import Server

AGAIN = (300.0, 60.0, 10.0)
"""Seconds before the end at which it is said once more."""


async def let_finish(server: Server, impatient: asyncio.Event) -> None:
    """Wait until all have left, or their time is over, or nobody waits any longer."""
    waits = {asyncio.create_task(server.sessions.gone()), asyncio.create_task(impatient.wait())}
    for left, pause in moments(server.settings.finish * 60):
        for session in server.sessions.of():
            session.say(Warn(round(left), EndReason.RESTART))
        done, _waiting = await asyncio.wait(waits, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
        if done:
            break
    for one in waits:
        one.cancel()


def moments(patience: float) -> Iterator[tuple[float, float]]:
    """When to tell, as seconds that are left, and how long to wait after it. Nothing for no time at all."""
    told = [patience, *(left for left in AGAIN if left < patience)] if patience else []
    for left, later in pairwise([*told, 0.0]):
        yield left, left - later
