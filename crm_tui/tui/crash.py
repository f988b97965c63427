"""The end of an app that met an error nobody foresaw: an id on the terminal, the rest in the log.

The one place that uses Textual's private API (8.2.8): its own way prints a traceback with the values of all locals,
other people's data among them.
"""

from __future__ import annotations

import logging
import sys

from rich.text import Text
from textual.app import App

from crm_tui.base.ids import Ids
from crm_tui.base.messages import _

log = logging.getLogger("crm_tui.tui")


class QuietApp(App[int]):
    """An app whose crash shows no values."""

    ids: Ids

    def note(self, error: BaseException | None) -> str:
        """Log an error; the id under which it stands there."""
        number = self.ids.hex(8)
        log.error("unexpected error %s", number, exc_info=error or sys.exc_info())
        return number

    def _fatal_error(self) -> None:
        number = self.note(None)
        words = _("Something went wrong, and crm-tui had to stop. It is in the log as {id}.", id=number)
        self._exit_renderables.append(Text(words))
        self._close_messages_no_wait()
