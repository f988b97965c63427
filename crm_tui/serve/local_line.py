"""The line of a screen of this machine whose data is on a PostgreSQL: told of commits, it need not ask all the time."""

from __future__ import annotations

import logging

from crm_tui.bootstrap import Installation
from crm_tui.domain.errors import CrmError
from crm_tui.serve.herald_line import HeraldLine

log = logging.getLogger("crm_tui.serve")


class LocalLine(HeraldLine):
    """Nobody ends it but its person, and whoever may end sessions, which the desk sees for itself."""

    def __init__(self, installation: Installation) -> None:
        super().__init__(installation)
        self._org: int | None = None

    def ready(self, slug: str = "") -> None:
        """See `Line`."""
        if self._loop is not None and slug:
            self._loop.run_in_executor(None, self._move, slug)

    def _move(self, slug: str) -> None:
        try:
            before, self._org = self._org, self._installation.org(slug).id
        except CrmError:
            log.warning("%s cannot be looked up", slug)  # the looks of `_stay` go on
            return
        self._watch(self._org, before)
