"""Locking a record from the screen (AC07, AC20, R75)."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Installation
from crm_tui.tui.dialogs.why_card import WhyCard
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown

__all__ = ["demo", "demo_source"]

SALES = "sales@demo.test"


@pytest.mark.parametrize("keys", [(), ("enter",)], ids=["list", "record"])
async def test_one_key_locks_and_unlocks(demo: Installation, keys: tuple[str, ...]) -> None:
    ws = demo.workspace(SALES, "demo")
    async with app_of(demo, SALES).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, *keys)
        subject = desk(pilot).subject()
        assert subject is not None
        await press(pilot, "L")
        assert ws.records.get("Leads", subject.id).locked
        await press(pilot, "e")
        assert isinstance(pilot.app.screen, WhyCard)
        assert "AC07" in shown(pilot)
        await press(pilot, "escape", "L")
        assert not ws.records.get("Leads", subject.id).locked


async def test_who_may_not_lock_reads_why(demo: Installation) -> None:
    async with app_of(demo, "legal@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "L")
        assert isinstance(pilot.app.screen, WhyCard)
        assert "O39" in shown(pilot)
