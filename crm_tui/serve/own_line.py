"""The line of a session under an sshd of one's own."""

from __future__ import annotations

import logging
from collections.abc import Callable

from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.admission import Admitted, still
from crm_tui.domain.doors import EndReason
from crm_tui.serve.herald_line import HeraldLine
from crm_tui.tui.line import Listener

log = logging.getLogger("crm_tui.serve")


class OwnLine(HeraldLine):
    """`come_in` admits him anew when he goes to another organisation; called in a thread."""

    def __init__(
        self, installation: Installation, session: str, who: Admitted, come_in: Callable[[str], Admitted]
    ) -> None:
        super().__init__(installation)
        self._session, self._who, self._come_in = session, who, come_in

    def listen(self, listener: Listener) -> None:
        """See `Line`."""
        super().listen(listener)
        self._watch(self._who.org_id)

    def ready(self, slug: str = "") -> None:
        """See `Line`."""
        if self._loop is not None and slug not in ("", self._who.slug):
            self._loop.run_in_executor(None, self._move, slug)

    def _move(self, slug: str) -> None:
        before, self._who = self._who, self._come_in(slug)
        self._watch(self._who.org_id, before.org_id)

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
            super()._noticed(org_id)

    def _asked(self) -> EndReason | None:
        """Whether an administrator ends it (`live` knows it from the moment at which the desk stands)."""
        return EndReason.ENDED if self._installation.live.glance(self._session).end else None
