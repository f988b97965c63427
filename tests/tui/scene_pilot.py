"""What scenes of access share: two people at their screens, a change that is saved with its effect in view."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.records import ListQuery, Row
from crm_tui.tui.dialogs.change import ChangeDialog
from crm_tui.tui.off_loop import off_loop
from tests.tui.desk_pilot import app_of, desk, press, settle, shown
from tests.tui.setup_pilot import open_setup, stand_on_row

SALES2, PARALEGAL, SUPPORT = "sales2@demo.test", "paralegal@demo.test", "support@demo.test"


@asynccontextmanager
async def at_desk(demo: Installation, login: str, size: tuple[int, int] = (120, 40)) -> AsyncIterator[Pilot[int]]:
    """Somebody's open session, with all loaded."""
    async with app_of(demo, login).run_test(size=size) as pilot:
        await settle(pilot)
        yield pilot


async def look(pilot: Pilot[int]) -> None:
    """What the watcher does by itself after less than a second, until it is taken up."""
    watcher = desk(pilot).watcher
    with pilot.app._context():  # of two apps in one loop, Textual takes the last one entered for the active one
        await off_loop(watcher.look)
    for _round in range(20):
        await settle(pilot)
        busy = watcher.pending or any(w.group == "look" and not w.is_finished for w in pilot.app.workers)
        if not busy or len(pilot.app.screen_stack) > 2:
            break


async def at_row(pilot: Pilot[int], page: str, row: str) -> None:
    """A page of set-up, on one of its rows."""
    await open_setup(pilot, page)
    await stand_on_row(pilot, row)


async def save_change(pilot: Pilot[int]) -> str:
    """The effect is in view; save it. What the dialog said."""
    assert isinstance(pilot.app.screen, ChangeDialog), shown(pilot)
    said = shown(pilot)
    await press(pilot, "enter")
    assert not isinstance(pilot.app.screen, ChangeDialog), shown(pilot)
    return said


def all_rows(demo: Installation, login: str, module: str) -> list[Row]:
    """All that somebody finds in a module."""
    return list(demo.workspace(login, "demo").listing.page(ListQuery(module), limit=500).rows)


def ids(demo: Installation, login: str, module: str) -> set[int]:
    """The records that somebody finds in a module."""
    return {row.id for row in all_rows(demo, login, module)}
