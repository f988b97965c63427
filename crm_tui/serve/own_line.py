"""The line of a session that nobody serves (an sshd of one's own): it notices itself what a front would tell it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.admission import Admitted, still
from crm_tui.domain.doors import EndReason
from crm_tui.serve.herald import Herald
from crm_tui.store.live_rows import BEAT_SECONDS
from crm_tui.tui.line import Listener

log = logging.getLogger("crm_tui.serve")


class OwnLine:
    """See `tui.line.Line`. `come_in` admits him anew when he goes to another organisation; called in a thread."""

    def __init__(
        self, installation: Installation, session: str, who: Admitted, come_in: Callable[[str], Admitted]
    ) -> None:
        self._installation, self._session, self._who, self._come_in = installation, session, who, come_in
        self._herald: Herald | None = None
        self._listener: Listener | None = None
        self._loop: asyncio.AbstractEventLoop | None = None

    def listen(self, listener: Listener) -> None:
        """See `Line`."""
        self._listener, self._loop = listener, asyncio.get_running_loop()
        self._herald = Herald(self._installation, self._noticed)
        self._herald.watch(self._who.org_id)
        self._herald.start()
        self._stay()

    def ready(self, slug: str = "") -> None:
        """See `Line`."""
        if self._loop is not None and slug not in ("", self._who.slug):
            self._loop.run_in_executor(None, self._move, slug)

    def close(self) -> None:
        """See `Line`."""
        self._listener = None
        if self._herald is not None:
            self._herald.stop()

    def _stay(self) -> None:
        """A look every few seconds, at which the session says that it is still there: no front says it."""
        if self._listener is not None and self._loop is not None:
            self._listener.look("live")
            self._loop.call_later(BEAT_SECONDS, self._stay)

    def _move(self, slug: str) -> None:
        before, self._who = self._who, self._come_in(slug)
        if self._herald is not None:
            self._herald.watch(self._who.org_id)
            self._herald.forget(before.org_id)

    def _noticed(self, org_id: int | None) -> None:
        """In the herald's thread. A change of the organisation may be one of its people, as one of the directory."""
        try:
            reason = still(self._installation, self._who) or self._asked()
        except Exception:
            # The database is away for a while: the next look tells.
            log.warning("whether a session may go on could not be asked", exc_info=True)
            return
        if reason is not None:
            self._tell(lambda listener: listener.end(reason))
        else:
            self._tell(lambda listener: listener.look("live" if org_id is None else "data"))

    def _asked(self) -> EndReason | None:
        """Whether an administrator ends it (`live` knows it from the moment at which the desk stands)."""
        return EndReason.ENDED if self._installation.live.glance(self._session).end else None

    def _tell(self, say: Callable[[Listener], None]) -> None:
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._say, say)

    def _say(self, say: Callable[[Listener], None]) -> None:
        if self._listener is not None:
            say(self._listener)
