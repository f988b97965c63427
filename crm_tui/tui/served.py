"""What the app does when whoever serves it speaks to it: it looks, warns, and leaves with a last word."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from crm_tui.base.messages import _
from crm_tui.domain.doors import END_WORDS, EndReason, Glance
from crm_tui.domain.errors import CrmError
from crm_tui.tui.background import begin
from crm_tui.tui.last_words import ended_words, leave_with
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.screens.main import MainScreen

if TYPE_CHECKING:
    from crm_tui.tui.app import CrmApp

DATA = "data"
"""A look at the organisation's data, and not only at who is there."""
PATIENCE = 0.3
"""Seconds for the name of who ended it: whoever serves the session waits not much longer for its end."""


class Served:
    """`tui.line.Listener` of an app."""

    def __init__(self, app: CrmApp) -> None:
        self._app = app
        self._warning = Status()

    def look(self, what: str) -> None:
        """The desk's watcher asks what it is, in its thread."""
        for desk in self._desks():
            if what == DATA:
                desk.told.set()
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
        if reason is EndReason.ENDED and (desks := self._desks()):
            begin(self._app, partial(self._end_by, desks[-1]), "ending", exclusive=False)
        else:
            leave_with(self._app, END_WORDS[reason])

    async def _end_by(self, desk: MainScreen) -> None:
        """Somebody has ended it: by his name, if that is quickly known."""
        glance = Glance()
        with suppress(TimeoutError, CrmError):
            glance = await asyncio.wait_for(off_loop(desk.ws.open_sessions.glance), PATIENCE)
        leave_with(self._app, ended_words(glance))

    def _desks(self) -> list[MainScreen]:
        return [screen for screen in self._app.screen_stack if isinstance(screen, MainScreen)]
