"""Death at seeded moments: of sessions, of the zygote, of connections."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress

from bench.serving.processes import children
from bench.serving.servers import Server
from bench.storm.ledger import KINDS, Ledger, Term
from bench.storm.writers import Writer

Kill = Callable[[], bool]
"""Whether there was something to kill."""


class Death:
    """Comes every `pause` seconds on average."""

    def __init__(
        self, server: Server, writers: Sequence[Writer], ledger: Ledger, chance: random.Random, pause: float
    ) -> None:
        self._server, self._writers, self._ledger = server, writers, ledger
        self._chance, self._pause = chance, pause

    async def walk(self, term: Term) -> None:
        """Kill until it is time to stop; each kind at least once."""
        kinds: dict[str, Kill] = dict(zip(KINDS, (self._session, self._connection, self._zygote), strict=True))
        waiting = list(kinds)
        while not term.over:
            await asyncio.sleep(min(self._chance.expovariate(1 / self._pause), 2 * self._pause))
            kind = waiting.pop(0) if waiting else self._chance.choices(KINDS, (5, 4, 1))[0]
            if kinds[kind]():
                self._ledger.killed[kind] += 1
            elif not self._ledger.killed[kind]:
                waiting.append(kind)

    def _session(self) -> bool:
        found = [pid for pid in self._below() if not _is_zygote(pid)]
        return bool(found) and _killed(self._chance.choice(found))

    def _zygote(self) -> bool:
        found = [pid for pid in self._below() if _is_zygote(pid)]
        return bool(found) and _killed(found[0])

    def _below(self) -> list[int]:
        return sorted(children().get(self._server.pid, ()))

    def _connection(self) -> bool:
        there = [guest for writer in self._writers if (guest := writer.guest) is not None and guest.open]
        if not there:
            return False
        self._chance.choice(there).connection.abort()
        return True


def _is_zygote(pid: int) -> bool:
    """Sessions are children of the server as well, but have a terminal or pipes where the zygote has nothing."""
    with suppress(OSError):
        return os.readlink(f"/proc/{pid}/fd/0") == os.devnull
    return False


def _killed(pid: int) -> bool:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
        return True
    return False
