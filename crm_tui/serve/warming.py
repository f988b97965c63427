"""What the zygote does once, so that no session has to: all is loaded, and a desk was painted.

It works in an organisation of its own that nobody sees, and that is gone before the first session is forked.
"""

from __future__ import annotations

import asyncio
import importlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from crm_tui.base.clock import SystemClock
from crm_tui.base.ids import RandomIds
from crm_tui.base.messages import LANGUAGES, set_language
from crm_tui.bootstrap import Installation, open_installation
from crm_tui.cli.door_entrance import DoorEntrance
from crm_tui.cli.doors import Door
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.tui.app import CrmApp
from crm_tui.tui.line import Listener
from crm_tui.tui.presenters.cells import Formats

LOGIN, SESSION = "nobody@localhost.test", "warming"
SIZE = (120, 40)
KEYS = ("j", "k", "enter", "2", "1", "tab", "escape", "question_mark", "escape", "colon", "escape", "n", "escape")
"""A walk over what nearly everybody opens: list, record, timeline, help, palette and form."""
LOADED = (
    "crm_tui.tui.start", "crm_tui.cli.main", "crm_tui.cli.opening", "crm_tui.cli.records", "crm_tui.cli.finding",
    "crm_tui.serve.control_line", "textual.drivers.linux_driver",
)  # fmt: skip
"""What a session uses and a desk without a terminal does not load."""
PATIENCE = 60.0
"""Seconds that the first desk may take."""


class _Desk:
    """A line on which nobody speaks: it only hears when the desk stands."""

    def __init__(self) -> None:
        self.there = asyncio.Event()

    def listen(self, listener: Listener) -> None:
        """Nobody will call."""

    def ready(self, slug: str = "") -> None:
        """See `Line`."""
        self.there.set()

    def close(self) -> None:
        """See `Line`."""


def warm_up() -> None:
    """Load the app and the command line, paint a desk, and let go of all that was opened for it."""
    for module in LOADED:
        importlib.import_module(module)
    for language in (*LANGUAGES, "en"):
        _read(language)
    folder = Path(tempfile.mkdtemp(prefix="crm-tui-warming-"))
    try:
        installation = open_installation(folder)
        installation.session_id = SESSION  # else nothing of who is there would be loaded
        slug = _organisation(installation)
        asyncio.run(_walk(installation, slug, KEYS))
        installation.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _read(language: str) -> None:
    """The catalogue and the calendar of a language, 2 MB and 5 ms: a session in it takes them for itself otherwise."""
    set_language(language)
    now = SystemClock().now()
    formats = Formats(language, "UTC", "EUR", now.date())
    formats.date(now.date())
    formats.time(now)
    formats.number(1)


def _organisation(installation: Installation) -> str:
    slug = installation.create_organisation(
        NewOrganisation("Nowhere", "nowhere", "EUR", "en", "FR", "Europe/Paris", login=LOGIN, user_name="Nobody")
    )
    workspace = installation.workspace(LOGIN, slug)
    for number in range(3):
        workspace.records.new("Leads", {"Last_Name": f"Lead {number}", "Company": "Nowhere"})
    return slug


async def _walk(installation: Installation, slug: str, keys: Sequence[str]) -> None:
    desk = _Desk()
    entrance = DoorEntrance(Door("warming", LOGIN, installation, slug))
    app = CrmApp(entrance, RandomIds(), login=LOGIN, slug=slug, line=desk)
    async with app.run_test(size=SIZE) as pilot, asyncio.timeout(PATIENCE):
        await desk.there.wait()
        for key in keys:
            await pilot.press(key)
