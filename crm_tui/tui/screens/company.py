"""Who else is at the open record: one stands there oneself, is told of the others, and hears when one's session ends.

Walking a list leaves no mark: only a record that was opened, or whose form is open, counts, and only after a rest.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any

from textual.timer import Timer

from crm_tui.domain.doors import Doing, Glance, Presence
from crm_tui.domain.errors import CrmError
from crm_tui.tui.background import begin
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.dialogs.dialog import Dialog
from crm_tui.tui.last_words import ended_words, leave_with
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.presenters.company import company_of

if TYPE_CHECKING:
    from crm_tui.tui.screens.main import MainScreen

REST = 0.3
"""Seconds that a record stays open before it is said."""
STAY = 9.0
"""Seconds after which a session says that it is still there, where no front says it: at the next look."""
STALE = 30.0
"""Seconds after which those who were shown are asked for anew: who was killed has told nobody."""

AGE = 30.0
"""Seconds after which a page is read again on which time itself passes."""
AGING = frozenset({Context.SETUP_SESSIONS, Context.SETUP_USERS})
"""How long somebody has been idle, when he was last seen."""

Spot = tuple[str, int, Doing]
"""Module, record, and what one does there."""
WHO_IS_IN: Spot = ("", 0, Doing.LOOKS)
"""The page of the open sessions."""


class CompanyControl:
    """One main screen's. Without an open session, as in a tool or a test, it does nothing."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._spot: Spot | None = None
        self._form: tuple[str, int, Dialog[Any] | None] | None = None
        self._turn = Lock()
        self._stood: Spot | None = None
        self._others: tuple[Presence, ...] = ()
        self._news = 0
        self._asked_at = self._stayed_at = time.monotonic()
        self._keys = 0
        self._timer: Timer | None = None
        self.page_is_old = False
        """Whether somebody came or went while a dialog lay over the page of sessions."""

    @property
    def _on(self) -> bool:
        return self._screen.ws.open_sessions.is_one

    @property
    def waiting(self) -> bool:
        """Whether it will be said soon where one is."""
        return self._timer is not None

    # In the event loop

    def follow(self) -> None:
        """Where one is may have changed: it is said after a rest, at once where a form opens or closes."""
        spot = self._now()
        if not self._on or spot == self._spot:
            return
        at_once = Doing.EDITS in {one[2] for one in (spot, self._spot) if one is not None}
        if spot is None or self._spot is None or spot[:2] != self._spot[:2]:
            self._show(())
        self._spot = spot
        self._stop_timer()
        if at_once:
            self._say()
        else:
            self._timer = self._screen.set_timer(REST, self._say)

    @contextmanager
    def editing(self, module: str, record_id: int, form: Dialog[Any]) -> Iterator[None]:
        """While this form of a record is open."""
        self._form = (module, record_id, form)
        self.follow()
        try:
            yield
        finally:
            self._form = None
            self.follow()

    async def stop(self) -> None:
        """The screen goes: one is at no record any more."""
        self._stop_timer()
        self._spot = None
        if self._on:
            await off_loop(self._write)

    @property
    def _on_page(self) -> bool:
        return self._screen.areas.context is Context.SETUP_SESSIONS

    def refresh_page(self, *, old: bool = True) -> None:
        """The page of sessions follows who comes and goes; under a dialog, which may be about one, when that closes."""
        self.page_is_old = self._ages and (self.page_is_old or (old and self._on_page))
        if self.page_is_old and self._screen.on_top:
            self.page_is_old = False
            begin(self._screen, self._read_page, "sessions")

    def grow_old(self) -> None:
        """Time has passed on the page."""
        self.page_is_old = True
        self.refresh_page(old=False)

    @property
    def _ages(self) -> bool:
        return self._screen.areas.context in AGING

    async def _read_page(self) -> None:
        async with self._screen.runner.turn:
            await self._screen.runner.guarded(self._screen.areas.reload)

    def _now(self) -> Spot | None:
        if self._form is not None:
            return (*self._form[:2], Doing.EDITS)
        screen = self._screen
        record = screen.record.record
        if self._on_page:
            return WHO_IS_IN
        if record is None or screen.panes.focused != "detail" or screen.place.record_id != record.id:
            return None
        return record.module.api_name, record.id, Doing.LOOKS

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._timer = None

    def _say(self) -> None:
        self._timer = None
        begin(self._screen, self._stand, "company")

    async def _stand(self) -> None:
        self._show(await off_loop(self._write))
        if self._spot is WHO_IS_IN:  # who came between its reading and this is told by nobody
            self.refresh_page()

    def _show(self, others: Sequence[Presence]) -> None:
        company = company_of(others)
        self._screen.detail.show_company(company)
        form = self._form[2] if self._form is not None else None
        if form is not None:
            form.show_company(company)

    # In a thread

    def poll(self) -> None:
        """What concerns this session; in the watcher's thread, at each of its looks."""
        if not self._on:
            return
        self._stay()
        glance = self._screen.ws.open_sessions.look()
        if glance is not None:
            self._screen.watcher.call(self.refresh_page)
        if glance is not None and glance.end:
            self._screen.watcher.call(partial(leave_with, self._screen.app, ended_words(glance)))  # type: ignore[arg-type]
        elif self._is_news(glance):
            with self._turn:
                others = self._read(self._stood)
            self._screen.watcher.call(partial(self._show_news, others))

    def _is_news(self, glance: Glance | None) -> bool:
        if self._stood is None:
            return False
        told = glance is not None and glance.news != self._news
        if glance is not None:
            self._news = glance.news
        return told or (bool(self._others) and time.monotonic() - self._asked_at > STALE)

    def _show_news(self, others: Sequence[Presence]) -> None:
        if self._spot is not None and self._spot == self._stood:
            self._show(others)

    def _stay(self) -> None:
        now, keys = time.monotonic(), self._screen.app.keys_typed  # type: ignore[attr-defined]
        if now - self._stayed_at >= STAY:
            self._screen.ws.open_sessions.stay(active=keys != self._keys)
            self._stayed_at, self._keys = now, keys

    def _write(self) -> tuple[Presence, ...]:
        """Say where one is now, whoever comes first of several that wanted to say it; the others there."""
        with self._turn:
            spot, presence = self._spot, self._screen.ws.presence
            try:
                if spot is WHO_IS_IN:
                    self._screen.ws.open_sessions.attend()
                elif spot is not None:
                    presence.stand(*spot)
                elif self._stood is not None:
                    presence.leave()
                self._stood = spot
            except CrmError:
                self._stood = None  # it is out of his sight, or the database away: the screen tells of it by itself
            return self._read(self._stood)

    def _read(self, spot: Spot | None) -> tuple[Presence, ...]:
        self._others, self._asked_at = (), time.monotonic()
        if spot is not None and spot is not WHO_IS_IN:
            try:
                self._others = self._screen.ws.presence.others(*spot[:2])
            except CrmError:
                self._stood = None
        return self._others
