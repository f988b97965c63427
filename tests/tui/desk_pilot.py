"""The real app over a copy of the sample organisation, driven by a pilot."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from textual.pilot import Pilot

from crm_tui.base.ids import CountingIds
from crm_tui.base.messages import set_language
from crm_tui.bootstrap import Installation
from crm_tui.tui.app import CrmApp
from crm_tui.tui.screens.main import MainScreen
from crm_tui.tui.theme import DEFAULT_THEME
from tests.demo import demo_copy, demo_folder
from tests.tui.rest import in_threads, stop_blinking

MakeApp = Callable[..., CrmApp]
DEADLINE = 60.0
"""Seconds after which waiting for a screen fails, however busy the machine is; a picture is never taken before."""


@pytest.fixture(scope="session")
def demo_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The finished sample organisation; not to be written into."""
    return demo_folder(tmp_path_factory)


@pytest.fixture
def demo(demo_source: Path, tmp_path: Path) -> Iterator[Installation]:
    """A copy of one's own."""
    installation = demo_copy(demo_source, tmp_path / "data")
    yield installation
    installation.close()
    set_language("en")


def app_of(installation: Installation, login: str | None, *, theme: str = DEFAULT_THEME) -> CrmApp:
    """The app as this login has it."""
    return CrmApp(installation, CountingIds(), login=login, slug="demo", theme=theme)


def desk(pilot: Pilot[int]) -> MainScreen:
    """The main screen, which may lie under a dialog."""
    return next(s for s in pilot.app.screen_stack if isinstance(s, MainScreen))


async def settle(pilot: Pilot[int]) -> None:
    """Until all is loaded and painted; acts that wait for a dialog's answer do not count."""
    end = time.monotonic() + DEADLINE
    await pilot.pause()
    while not _settled(pilot):
        assert time.monotonic() < end, [worker for worker in pilot.app.workers if not worker.is_finished]
        await pilot.pause(0.01)
        await pilot.pause()
    if stop_blinking(pilot):
        await pilot.pause()


def _settled(pilot: Pilot[int]) -> bool:
    waiting = [w for w in pilot.app.workers if not w.is_finished and w.group not in _patient(pilot)]
    held = isinstance(pilot.app, CrmApp) and pilot.app.typed_ahead.waiting
    return not waiting and not held and not in_threads() and _at_rest(pilot) and not _timers(pilot)


def _patient(pilot: Pilot[int]) -> tuple[str, ...]:
    """Groups of workers that may wait: for a dialog's answer, and what others changed for the dialog to close."""
    return ("act", "enter", "look", "closing") if len(pilot.app.screen_stack) > 2 else ("act", "enter")


def _timers(pilot: Pilot[int]) -> bool:
    """Whether something will be read when keys have rested long enough."""
    screens = [s for s in pilot.app.screen_stack if isinstance(s, MainScreen)]
    return any(s.record.waiting or s.filter.waiting or s.company.waiting for s in screens)


def _at_rest(pilot: Pilot[int]) -> bool:
    acting = [w for w in pilot.app.workers if not w.is_finished]
    if len(pilot.app.screen_stack) == 1:  # nothing has opened yet: neither the desk nor a dialog on the way to it
        return not acting
    return not acting or len(pilot.app.screen_stack) > 2 or not isinstance(pilot.app.screen, MainScreen)


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Keys one by one, each finished before the next."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def open_module(pilot: Pilot[int], module: str) -> None:
    """Open a module's list."""
    screen = desk(pilot)
    await screen.go(screen.place.at_module(module, screen.navigation.space_of(module, screen.place.space)))
    screen.focus_pane("table")
    await settle(pilot)


def shown(pilot: Pilot[int]) -> str:
    """What stands on the screen, as text."""
    return "\n".join("".join(s.text for s in strip) for strip in pilot.app.screen._compositor.render_strips())
