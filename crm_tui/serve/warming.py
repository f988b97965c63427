"""What the zygote does once, so that no session has to: everything is loaded, and a desk was painted."""

from __future__ import annotations

import asyncio
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crm_tui.bootstrap import Installation

SLUG, LOGIN = "warm", "warm@localhost.test"
SIZE = (120, 40)
ROUNDS = 200
"""Looks whether the desk stands, at most."""
KEYS = ("down", "up", "enter", "2", "escape", "n", "escape", "slash", "escape")
"""What everybody does: move, open a record and its timeline, a form, the filter."""


def warm_up(*, postgresql: bool) -> None:
    """Load the app and the command line, and paint a desk over an organisation of nobody's, which is gone afterwards.

    What is loaded or made for the first time in a session costs each of them start-up time, and memory that the
    zygote's pages could have shared. Without room for files sessions are only slower.
    """
    if postgresql:
        importlib.import_module("psycopg")
    else:
        # Peewee loads every driver that it finds; this one is large.
        sys.modules.setdefault("psycopg", None)  # type: ignore[arg-type]
    for module in ("crm_tui.tui.start", "crm_tui.cli.main", "textual.drivers.linux_driver"):
        importlib.import_module(module)
    from crm_tui.domain.errors import CrmError

    try:
        with _organisation() as installation:
            asyncio.run(_paint(installation))
    except (CrmError, OSError) as error:
        sys.stderr.write(f"crm-tui: the zygote could not warm up: {error}\n")


@contextmanager
def _organisation() -> Iterator[Installation]:
    """A new one with a lead in it, on files of its own; closed at the end, for no database may be open in a fork."""
    from crm_tui.bootstrap import open_installation
    from crm_tui.domain.organisations import NewOrganisation

    with TemporaryDirectory(prefix="crm-tui-warm-") as folder:
        installation = open_installation(Path(folder) / "data")
        try:
            installation.create_organisation(NewOrganisation("Warm", SLUG, "EUR", "en", "FR", "UTC", login=LOGIN, user_name="Warm"))
            workspace = installation.workspace(LOGIN, SLUG)
            workspace.records.new("Leads", {"Last_Name": "Warm", "Company": "Warm"})
            yield installation
        finally:
            installation.close()


async def _paint(installation: Installation) -> None:
    from crm_tui.base.ids import RandomIds
    from crm_tui.tui.app import CrmApp

    app = CrmApp(installation, RandomIds(), login=LOGIN, slug=SLUG)
    async with app.run_test(size=SIZE) as pilot:
        for _round in range(ROUNDS):
            await pilot.pause(0.01)
            if all(worker.is_finished for worker in app.workers):
                break
        for key in KEYS:
            await pilot.press(key)
            await pilot.pause()
