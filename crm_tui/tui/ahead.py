"""An app that is started before anybody is there for it: sessions are forked with it, and have that behind them.

It is made, mounted, themed and styled, and has a desk laid out that belongs to nobody. It has no terminal, no entrance
and no thread, and its event loop stands still and holds no descriptor.
"""

from __future__ import annotations

import asyncio
import sys

from crm_tui.base.ids import Ids, RandomIds
from crm_tui.tui.app import CrmApp
from crm_tui.tui.background import begin
from crm_tui.tui.entrance import Entrance
from crm_tui.tui.line import Line
from crm_tui.tui.screens.main import MainScreen
from crm_tui.tui.standing_loop import StandingLoop

DESK = "desk-ahead"
SIZE = (120, 40)
"""Columns and lines that a terminal is likely to have; on one of another size the desk is laid out once more."""
PATIENCE = 60.0
"""Seconds within which the desk must stand."""
QUIET = 0.1
"""Seconds in which messages that are still under way arrive: else each session would have to deliver them."""


class AppAhead(CrmApp):
    """The app, until somebody comes in and after it; `laid` is set when it has come as far as it can without him."""

    def __init__(self, ids: Ids) -> None:
        super().__init__(None, ids)
        self.laid = asyncio.Event()
        self._desk: MainScreen | None = None

    def on_mount(self) -> None:  # type: ignore[override]  # Textual calls those of both classes
        begin(self, self._lay_desk, "ahead")

    async def _lay_desk(self) -> None:
        """Mount and lay out a desk that is nobody's yet, and put it aside."""
        desk, painted = MainScreen(self.keymap), asyncio.Event()
        self.install_screen(desk, DESK)
        await self.push_screen(desk)
        desk.call_after_refresh(painted.set)
        await painted.wait()
        await self.pop_screen()
        self._desk = desk
        self.laid.set()

    def come_in(self, entrance: Entrance, login: str | None, slug: str | None, theme: str, line: Line | None) -> None:
        """Somebody has come, and a terminal with him."""
        self.entrance, self.line = entrance, line
        self._login, self._slug, self._wanted_theme = login, slug, theme
        self.take_terminal()
        self.use_theme(theme)
        self._begin()

    def _take_desk(self) -> MainScreen:
        desk, self._desk = self._desk, None
        if desk is None:
            return super()._take_desk()
        self.uninstall_screen(desk)  # else it would stay when he goes on to another one
        return desk


class Ahead:
    """Made in the process that forks; `run` is for one that was forked, once."""

    def __init__(self) -> None:
        """Start the app and let it stand. TimeoutError, or what it failed with, where it does not get so far."""
        self.app = AppAhead(RandomIds())
        self._loop = StandingLoop()
        streams = sys.stdout, sys.stderr  # Textual takes them for as long as the app runs
        self._end = self._loop.run_until_complete(self._start())
        sys.stdout, sys.stderr = streams
        self._loop.stand()

    async def _start(self) -> asyncio.Task[int | None]:
        end = asyncio.create_task(self.app.run_async(size=SIZE))
        laid = asyncio.create_task(self.app.laid.wait())
        await asyncio.wait((end, laid), timeout=PATIENCE, return_when=asyncio.FIRST_COMPLETED)
        if not laid.done():
            raise TimeoutError("no desk could be laid ahead")
        await asyncio.sleep(QUIET)
        return end

    def run(
        self, entrance: Entrance, login: str | None, slug: str | None, theme: str, line: Line | None = None
    ) -> int | None:
        """Go on on the terminal of this process, with somebody there; see `App.run`."""

        async def go_on() -> int | None:
            self.app.call_later(self.app.come_in, entrance, login, slug, theme, line)
            return await self._end

        self._loop.go_on()
        with self.app.no_prints(), asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            return runner.run(go_on())
