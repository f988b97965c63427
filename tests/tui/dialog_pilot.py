"""An app that holds nothing but dialogs, and what tests of dialogs read from the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual import on
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen

from crm_tui.tui.dialogs.dialog import WorkFailed
from tests.tui.rest import settle

SIZES = ((60, 16), (80, 24), (120, 40))
HOSTILE = ("[/]", "[b]x[/b]", "[@click=app.quit]x[/]", "\x1b]52;c;eA==\x07", "a\u202eb", "tab\there", "王伟 Łucja")
NONE_YET = object()


class DialogApp(App[None]):
    """Opens one dialog and keeps what it was dismissed with."""

    def __init__(self, make: Callable[[], Screen[Any]]) -> None:
        super().__init__()
        self.make = make
        self.outcome: Any = NONE_YET
        self.failures: list[BaseException] = []

    def on_mount(self) -> None:
        self.push_screen(self.make(), self._finished)

    def _finished(self, outcome: object) -> None:
        self.outcome = outcome

    @on(WorkFailed)
    def _failed(self, event: WorkFailed) -> None:
        self.failures.append(event.error)


@asynccontextmanager
async def dialog(
    make: Callable[[], Screen[Any]], size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[DialogApp, Pilot[None]]]:
    """Run a dialog; gives the app and its pilot once everything is settled."""
    app = DialogApp(make)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        yield app, pilot


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait until all is settled."""
    await pilot.press(*keys)
    await settle(pilot)


async def type_text(pilot: Pilot[None], text: str) -> None:
    """Type a text letter by letter."""
    await pilot.press(*text)
    await settle(pilot)


def screen_text(app: App[Any]) -> str:
    """What stands on the screen, line by line."""
    _width, height = app.size
    lines = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip) for strip in lines[:height])
