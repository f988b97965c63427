"""Whatever a dialog paints can be read in each of our themes, stock widgets of Textual in all their states included.

The panes of the main screen are held the same way where their pictures are taken (test_snapshots).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Button, Input, Static, TextArea

from crm_tui.tui.dialogs.dialog import Dialog
from crm_tui.tui.theme import themes
from tests.tui.dialog_pilot import DialogApp, dialog, press
from tests.tui.painted_pairs import TERMINALS, Pair, painted, pair_of, unreadable
from tests.tui.test_dialogs import EVERY

BELOW = "What lies below stays readable."
OWN = themes()


class OverText(DialogApp):
    """An app with words on the screen below the dialog."""

    def on_mount(self) -> None:
        for theme in OWN:
            self.register_theme(theme)
        self.screen.mount(Static(BELOW))
        super().on_mount()


async def states(app: DialogApp, pilot: Pilot[None]) -> AsyncIterator[str]:
    """What a person brings a dialog into: as it opens, with selected text, each widget focused, a refusal."""
    yield "open"
    if isinstance(app.screen.focused, Input | TextArea):
        await press(pilot, "x", "y", "shift+home")
        yield "selection"
        await press(pilot, "end")
    stops = len(app.screen.focus_chain)
    for stop in range(min(stops, 4)):
        await press(pilot, "tab")
        yield f"tab {stop + 1}"
    for button in app.screen.query(Button):
        button.add_class("-active")
        button.mouse_hover = True
        yield "button"


async def faults(app: DialogApp, pilot: Pilot[None]) -> list[str]:
    """The unreadable pairs of the screen as it is, in each theme and on each kind of terminal."""
    found: list[str] = []
    for theme in OWN:
        app.theme = theme.name
        await pilot.pause()
        for terminal in TERMINALS if theme.ansi else ("light on dark",):
            found += [f"{theme.name}: {pair}" for pair in unreadable(painted(app, terminal))]
    return found
