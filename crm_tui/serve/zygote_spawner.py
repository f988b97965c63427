"""The front's side of the zygote: orders go to it, and when it dies, another one is started at once."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress

from crm_tui.serve.children import Child
from crm_tui.serve.orders import Order
from crm_tui.serve.spawning import NotStarted, as_message, control_pair, start_program
from crm_tui.serve.zygote import MERGE_MEMORY, POSTGRESQL, READY

WARM_WITHIN = 180.0
"""Seconds within which a zygote must be warm."""
AGAIN_AFTER = 1.0
"""Seconds between two tries to have a zygote that does not stay."""
FULL = 0.005
"""Seconds until an order is tried again for which the zygote has no room yet."""
DYING = (errno.EPIPE, errno.ECONNRESET, errno.ECONNREFUSED, errno.ENOTCONN, errno.EBADF)
"""Of the socket to a zygote that is no more."""
ONE_MORE = 2
"""How often an order is given that meets a dying zygote."""


class _Zygote:
    """One process, and the socket to it."""

    def __init__(self, words: Sequence[str]) -> None:
        self.line, theirs = control_pair()
        with theirs, open(os.devnull, "r+b") as nowhere:
            fds = (nowhere.fileno(), nowhere.fileno(), 2, theirs.fileno())
            self.child = Child(start_program("crm_tui.serve.zygote", fds, words))

    async def warm(self) -> None:
        """Wait until it can fork. NotStarted where it never will."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(WARM_WITHIN):
                said = await loop.sock_recv(self.line, 64)
        except (TimeoutError, OSError) as error:
            said = str(error).encode()
        if said != READY:
            self.end()
            raise NotStarted(f"the zygote did not start: {said.decode(errors='replace')}")

    def end(self) -> None:
        """Let it go; sessions that it forked are no children of it."""
        self.line.close()
        self.child.send(signal.SIGKILL)


class ZygoteSpawner:
    """Starts sessions by a zygote. `note(event, **facts)` writes what happens to the log."""

    def __init__(self, note: Callable[..., None], *, postgresql: bool = False, merge_memory: bool = False) -> None:
        wanted = {POSTGRESQL: postgresql, MERGE_MEMORY: merge_memory}
        self._note, self._words = note, tuple(word for word, said in wanted.items() if said)
        self._there = asyncio.Event()
        self._zygote: _Zygote | None = None
        self._stopped = False
        self._keeping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """See `Spawner`."""
        await self._put(_Zygote(self._words))
        self._keeping = asyncio.create_task(self._keep())

    @property
    def pid(self) -> int:
        """The process of now, for whoever looks after the server; 0 while there is none."""
        return self._zygote.child.pid if self._zygote is not None else 0

    async def spawn(self, order: Order, descriptors: Sequence[int]) -> socket.socket:
        """See `Spawner`."""
        message = as_message(order)
        mine, theirs = control_pair()
        with theirs:
            for _try in range(ONE_MORE):
                try:
                    async with asyncio.timeout(WARM_WITHIN):
                        await self._there.wait()
                        await self._send(message, (*descriptors, theirs.fileno()))
                        return mine
                except TimeoutError:
                    break
                except OSError as error:
                    if error.errno not in DYING:
                        mine.close()
                        raise NotStarted(str(error)) from error  # another order can be sent
                    self._there.clear()  # `_keep` puts another one there
        mine.close()
        raise NotStarted("no zygote")

    async def _send(self, message: bytes, descriptors: Sequence[int]) -> None:
        assert self._zygote is not None
        while True:
            try:
                socket.send_fds(self._zygote.line, [message], descriptors)
                return
            except BlockingIOError:
                await asyncio.sleep(FULL)

    async def renew(self) -> None:
        """See `Spawner`."""
        old = self._zygote
        await self._put(_Zygote(self._words))
        if old is not None:
            old.end()

    async def stop(self) -> None:
        """See `Spawner`."""
        self._stopped = True
        if self._keeping is not None:
            self._keeping.cancel()
        if self._zygote is not None:
            self._zygote.end()

    async def _put(self, zygote: _Zygote) -> None:
        await zygote.warm()
        self._zygote = zygote
        self._there.set()
        self._note("zygote", pid=zygote.child.pid)

    async def _keep(self) -> None:
        """Whenever the zygote ends, start another one."""
        while not self._stopped:
            assert self._zygote is not None
            watched = self._zygote
            status = await asyncio.shield(watched.child.status)
            if watched is not self._zygote:
                continue  # it was replaced
            self._there.clear()
            self._note("zygote-ended", status=status)
            watched.line.close()
            await self._again()

    async def _again(self) -> None:
        while not self._stopped:
            with suppress(NotStarted):
                await self._put(_Zygote(self._words))
                return
            self._note("zygote-not-started")
            await asyncio.sleep(AGAIN_AFTER)
