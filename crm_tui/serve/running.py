"""A session that runs: its process, its streams, and the line to it."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress

from crm_tui.domain.doors import EndReason
from crm_tui.serve.children import Child
from crm_tui.serve.control import End
from crm_tui.serve.front_line import FrontLine
from crm_tui.serve.orders import Order
from crm_tui.serve.spawning import NotStarted, Spawner
from crm_tui.serve.streams import Streams

TRIES = 2
"""A zygote may die with an order in its hands."""
HANG_UP_GRACE = 5.0
"""Seconds that it has once its terminal is gone."""
CUT_OFF_AFTER = 10.0
"""Seconds after its end by somebody else, in which what it has written may still be taken by its client."""


class Running:
    """Made by `start`; `over` waits for its end."""

    def __init__(self, child: Child, line: FrontLine, streams: Streams) -> None:
        self.child, self.line, self.streams = child, line, streams

    @classmethod
    async def start(cls, spawner: Spawner, order: Order, streams: Streams, shown: Callable[[str], None]) -> Running:
        """Have it started. `shown` as of `FrontLine`. NotStarted: that could not be."""
        try:
            for last in range(TRIES):
                line = FrontLine(await spawner.spawn(order, streams.descriptors), shown)
                try:
                    return cls(Child(await line.hello()), line, streams)
                except (NotStarted, ProcessLookupError):
                    line.close()
                    if last == TRIES - 1:
                        raise
            raise NotStarted
        except ProcessLookupError as error:
            raise NotStarted("its process ended at once") from error
        finally:
            streams.handed_over()

    @property
    def needs_reset(self) -> bool:
        """Whether the client's terminal is not as it was: its process was killed, or left it in the middle."""
        return self.child.killed or self.streams.dirty

    async def over(self) -> int:
        """Wait until it has ended and all that it wrote is on its way; its status."""
        status = await asyncio.shield(self.child.status)
        with suppress(TimeoutError):
            async with asyncio.timeout(self.streams.patience):
                await self.streams.drained()
        self.line.close()
        return status

    async def end(self, reason: EndReason, seconds: float) -> None:
        """Have it end: within these seconds by itself, else by force."""
        self.line.say(End(reason))
        await asyncio.wait({self.child.status}, timeout=seconds)
        self.child.send(signal.SIGKILL)
        asyncio.get_running_loop().call_later(CUT_OFF_AFTER, self.streams.close)

    def hang_up(self) -> None:
        """Its client is gone: its terminal is taken away, and soon all else."""
        self.streams.close()
        if not self.child.status.done():
            asyncio.get_running_loop().call_later(HANG_UP_GRACE, self.child.send, signal.SIGKILL)
