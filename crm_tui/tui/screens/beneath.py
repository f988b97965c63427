"""The desk under an open dialog: what can be read around it follows others, what the dialog may be about stands still.

An act asks for its record before its dialog and after it: the cursor stays on it, and a record that is gone goes
from the screen when the dialog closes. A page of set-up, which its acts read, follows then too.
"""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.geometry import Region

from crm_tui.domain.errors import CrmError
from crm_tui.tui.dialogs.dialog import Dialog, Frame

if TYPE_CHECKING:
    from crm_tui.tui.screens.live import Touched
    from crm_tui.tui.screens.main import MainScreen


class Beneath:
    """What one main screen reads while a dialog lies over it."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self.turn = Lock()
        """Held while something is read here; an act whose dialog has closed waits for it."""

    async def follow(self, touched: Touched) -> None:
        """Read again what may look different and is to be seen. What cannot be read is told when the dialog closes."""
        seen = set(self._in_sight())
        with suppress(CrmError):
            if "table" in seen and touched.listed:
                await self._screen.list.reload(still=True)
            if "area" in seen and touched.modules != frozenset():
                await self._screen.areas.reload_still()
            if "detail" in seen and touched.opened:
                await self._screen.record.reload(still=True)
        if "nav" in seen:
            self._screen.navigation.start_counting(touched.modules)
        await self._screen.navigation.read_unread()

    def _in_sight(self) -> Iterator[str]:
        """The panes that are not wholly behind a dialog."""
        frames = list(self._frames())
        for name in self._screen.panes.in_view():
            region = self._screen.panes.pane(name).region
            if not any(frame.contains_region(region) for frame in frames):
                yield name

    def _frames(self) -> Iterator[Region]:
        for dialog in self._screen.app.screen_stack:
            if isinstance(dialog, Dialog):
                yield from (frame.region for frame in dialog.query(Frame))
