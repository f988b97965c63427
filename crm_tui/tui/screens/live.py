"""Other people's changes on the screen: what may look different now is read anew, under one's own scope and mask."""

from __future__ import annotations

import time
from asyncio import Lock
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.timer import Timer

from crm_tui.base.messages import _
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Found
from crm_tui.tui.background import begin
from crm_tui.tui.off_loop import off_loop
from crm_tui.tui.presenters.lines import Status

SHARE = 100
"""A served session follows others with at most a hundredth of a processor: a hundred share one with room to type."""
LONGEST = 0.7
"""Seconds between two looks under a storm of changes: with the time until a commit is noticed still within a second,
after which rights must count too. The first change after a calm is shown at once."""

if TYPE_CHECKING:
    from crm_tui.tui.screens.main import MainScreen


@dataclass(frozen=True, slots=True)
class Touched:
    """What may look different: the list, the record in the pane, the counts of these modules (None: of all)."""

    modules: frozenset[str] | None
    listed: bool
    opened: bool


class Live:
    """Takes up what the watcher saw, for one main screen."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._latest: list[Found] = []
        self._free_at = 0.0
        self._timer: Timer | None = None
        self._waiting: set[str] = set()
        self._left: frozenset[str] | None = frozenset()
        """Modules that were touched while a dialog was open; None: everything."""

    def look(self) -> None:
        """Take up what is pending; in a served session not before the last time has paid for itself."""
        wait = self._free_at - time.monotonic()
        if wait <= 0 or not getattr(self._screen.app, "line", None):
            self._start()
        elif self._timer is None:
            self._timer = self._screen.set_timer(wait, self._waited)

    def _waited(self) -> None:
        self._timer, self._free_at = None, 0.0
        self.look()

    def _start(self) -> None:
        """One look after the other; one that waits for its turn sees what another would see that waits behind it."""
        group, take_up = ("look", self._take_up) if self._screen.on_top else ("beneath", self._take_up_beneath)
        if group not in self._waiting:
            self._waiting.add(group)
            begin(self._screen, take_up, group, exclusive=False)

    async def _take_up(self) -> None:
        """Once nothing else changes the screen and no dialog is open."""
        screen = self._screen
        async with self._turn("look", screen.runner.turn):
            if screen.watcher.pending and screen.on_top and await screen.rights.look():
                screen.watcher.pending = False
                opened, screen.list.lost = screen.place.record_id, False
                with self._paid():
                    await screen.runner.guarded(self._follow)
                self._say_lost(opened is not None and screen.place.record_id is None)

    async def _take_up_beneath(self) -> None:
        """While a dialog is open. All of it stays pending: what was left is taken up when the dialog closes."""
        screen = self._screen
        async with self._turn("beneath", screen.beneath.turn):
            if not screen.on_top and await screen.rights.look():
                with self._paid():
                    await screen.rights.tell_dialogs()
                    await screen.beneath.follow(self._touched(await self._news()))

    @asynccontextmanager
    async def _turn(self, group: str, turn: Lock) -> AsyncIterator[None]:
        try:
            await turn.acquire()
        finally:
            self._waiting.discard(group)
        try:
            yield
        finally:
            turn.release()

    @contextmanager
    def _paid(self) -> Iterator[None]:
        """What it cost is waited for."""
        begun = time.process_time()
        try:
            yield
        finally:
            self._free_at = time.monotonic() + min(LONGEST, SHARE * (time.process_time() - begun))

    async def _news(self) -> frozenset[str] | None:
        """The modules that were touched since the last look; None: rights too, so that all may look different."""
        rights, touched = self._screen.rights, await off_loop(self._screen.ws.changes.touched)
        if rights.changed:
            rights.changed, touched = False, None
        self._left = None if self._left is None or touched is None else self._left | touched
        return touched

    def _touched(self, modules: frozenset[str] | None) -> Touched:
        if modules is None:
            return Touched(None, listed=True, opened=True)
        listed = concerns(self._screen.list.module, modules)
        return Touched(modules, listed, bool(modules) and self._about_record(modules))

    async def _follow(self) -> None:
        screen = self._screen
        await self._news()
        modules, self._left = self._left, frozenset()
        touched = self._touched(modules)
        if modules is None:
            screen.rights.changed = True
            await screen.read_again()
        elif modules:
            await screen.read_again(listed=bool(screen.place.area) or touched.listed, opened=touched.opened)
            screen.navigation.start_counting(modules)
        else:
            await self._follow_oneself()

    async def _follow_oneself(self) -> None:
        """What one did in another session of one's own, as opening a record or reading a notice, touches no module."""
        screen, unread = self._screen, self._screen.navigation.unread
        await screen.navigation.read_unread()
        here = screen.place.area
        latest = await off_loop(lambda: screen.ws.recent.list(1)) if here == "home" else self._latest
        if (here == "inbox" and unread != screen.navigation.unread) or latest != self._latest:
            self._latest = latest
            await screen.areas.reload()

    def _about_record(self, touched: frozenset[str]) -> bool:
        """Whether the record in the pane may look different: its own fields, or what hangs on it or points to it."""
        record = self._screen.record.record
        if record is None:
            return True
        modules = self._screen.ws.catalog().by_name
        return concerns(record.module, touched) or any(
            name in modules and (modules[name].activity or _points(modules[name], record.module)) for name in touched
        )

    def _say_lost(self, opened: bool) -> None:
        """Somebody else took away what one looked at."""
        if opened:
            self._screen.say(Status(_("The record that was open is no longer here."), "warn"))
        elif self._screen.list.lost:
            self._screen.say(Status(_("The record under the cursor is no longer in this list."), "warn"))


def concerns(module: ModuleDef | None, touched: frozenset[str]) -> bool:
    """Whether rows of a module may look different: it was touched, or one to which it points by name.

    Activities hang on records of any module, whose names they show and whose sight they share (AC10).
    """
    if module is None:
        return False
    return module.activity or module.api_name in touched or any(f.target in touched for f in module.lookups)


def _points(module: ModuleDef, target: ModuleDef) -> bool:
    return any(field.target == target.api_name for field in module.lookups)
