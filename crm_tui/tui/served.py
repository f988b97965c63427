"""What the app does when whoever serves it speaks to it: it looks, warns, and leaves with a last word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.base.messages import _
from crm_tui.domain.doors import END_WORDS, EndReason
from crm_tui.domain.errors import Forbidden
from crm_tui.tui.dialogs.dialog import Dialog
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.screens.main import MainScreen

if TYPE_CHECKING:
    from crm_tui.tui.app import CrmApp

ENDED = Forbidden.exit_status


class Served:
    """`tui.line.Listener` of an app."""

    def __init__(self, app: CrmApp) -> None:
        self._app = app
        self._warning = Status()

    def look(self, what: str) -> None:
        """The desk's watcher asks what it is, in its thread."""
        for desk in self._desks():
            desk.watcher.poke()

    def warn(self, seconds: int) -> None:
        """In the status line; over a dialog, where it is seen."""
        words = _("This session ends in {seconds} seconds if nothing is typed.", seconds=seconds)
        for desk in self._desks():
            if seconds:
                self._warning = Status(words, "warn")
                desk.say(self._warning)
            elif desk.status.status == self._warning:
                desk.say(Status())
            if seconds and not desk.on_top:
                self._app.notify(words, severity="warning", markup=False, timeout=seconds)

    def end(self, reason: EndReason) -> None:
        """Leave at once, whatever is open."""
        self._app.last_lines = [str(END_WORDS[reason]), *_unsaved(self._app)]
        self._app.exit(ENDED, return_code=ENDED)

    def _desks(self) -> list[MainScreen]:
        return [screen for screen in self._app.screen_stack if isinstance(screen, MainScreen)]


def _unsaved(app: CrmApp) -> list[str]:
    """What was typed and not saved, with a heading."""
    dialogs = (screen for screen in app.screen_stack if isinstance(screen, Dialog))
    typed = "\n\n".join(text for dialog in dialogs if (text := dialog.unsaved()))
    return [_("What you had typed was not saved:"), "", *typed.split("\n"), ""] if typed else []
