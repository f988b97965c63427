"""A line of words that nobody serves (an sshd of one's own): it may read its input for hours, and must end in time."""

from __future__ import annotations

import logging
import os

from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.admission import Admitted, still
from crm_tui.domain.doors import END_WORDS, EndReason
from crm_tui.domain.errors import Forbidden
from crm_tui.serve.herald import Herald
from crm_tui.serve.herald_line import LOOK
from crm_tui.tui.line import Listener

log = logging.getLogger("crm_tui.serve")

ERRORS = 2
"""The descriptor on which its caller reads why it ended."""


class OwnPipe:
    """See `tui.line.Line`. Nothing of it waits for a word, so the process ends where it stands, as if it was killed."""

    def __init__(self, installation: Installation, who: Admitted) -> None:
        self._installation, self._who = installation, who
        self._herald = Herald(installation, self._noticed, LOOK)

    def listen(self, listener: Listener) -> None:
        """Nobody listens."""

    def ready(self, slug: str = "") -> None:
        """It begins."""
        self._herald.watch(self._who.org_id)
        self._herald.start()

    def close(self) -> None:
        """It has ended by itself."""
        self._herald.stop()

    def _noticed(self, org_id: int | None) -> None:
        """In the herald's thread."""
        try:
            reason = still(self._installation, self._who)
        except Exception:
            # The database is away for a while: the next look tells.
            log.warning("whether a session may go on could not be asked", exc_info=True)
            return
        if reason is not None:
            _end(reason)


def _end(reason: EndReason) -> None:
    try:
        os.write(ERRORS, f"{END_WORDS[reason]}\n".encode())
    finally:
        os._exit(Forbidden.exit_status)
