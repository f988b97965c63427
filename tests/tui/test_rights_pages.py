"""The pages of rights in set-up: each verb held against what the service then says."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Installation
from crm_tui.services.workspace import Workspace
from crm_tui.tui.acts.areas import go_to_area
from crm_tui.tui.commands.registry import Context
from textual.pilot import Pilot
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, press, settle, shown

__all__ = ["demo", "demo_source"]

ADMIN = "admin@demo.test"
SIZES = [(80, 24), (120, 40)]
PAGES = ["profiles", "roles", "sharing", "groups", "fields", "teams"]


async def open_page(pilot: Pilot[int], page: str) -> None:
    """Go to a page of set-up."""
    await settle(pilot)
    await go_to_area(desk(pilot), f"setup/{page}")
    await settle(pilot)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("page", PAGES)
async def test_look(demo: Installation, page: str, size: tuple[int, int]) -> None:
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await open_page(pilot, page)
        print(shown(pilot))
        if page in ("profiles", "fields"):
            await press(pilot, "j", "p")
            await press(pilot, "right", "j", "right", "j", "space")
            print(shown(pilot))
