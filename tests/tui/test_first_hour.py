"""docs/first-hour.md, walked: what the page tells a new team user to press does what the page says."""

from __future__ import annotations

from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.services.workspace import Workspace
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, press, settle, shown

__all__ = ["demo", "demo_source"]

MATEO = "support@demo.test"


async def come_in(pilot: Pilot[int]) -> None:
    """Step 1."""
    await settle(pilot)
    assert "Sign in" in shown(pilot)
    await press(pilot, *"mateo", "enter")
    await pilot.app.workers.wait_for_complete([w for w in pilot.app.workers if w.group == "enter"])
    await settle(pilot)


async def open_leads(pilot: Pilot[int]) -> None:
    """Step 3: to the team spaces, up to the leads, in."""
    await press(pilot, "g", "t", "home")
    lines = [line.strip("│▌ ") for line in shown(pilot).splitlines()]
    first = next(at for at, line in enumerate(lines) if "▾ Sales" in line)
    leads = next(at for at, line in enumerate(lines) if "Leads" in line)
    await press(pilot, *["down"] * (leads - first), "enter")


def notes(ws: Workspace, lead: int) -> list[str]:
    return [note.text for note in ws.notes.list("Leads", lead) if note.mine]


async def test_a_team_user_comes_in_and_reads_why(demo: Installation) -> None:
    async with app_of(demo, None).run_test(size=(80, 24)) as pilot:
        await come_in(pilot)
        assert "Onboarding tasks" in shown(pilot)
        assert "Mateo Ibarra · team user" in shown(pilot)
        await open_leads(pilot)
        assert desk(pilot).place.module == "Leads"
        assert "(e Edit)" in shown(pilot)
        await press(pilot, "d")
        assert all(words in shown(pilot) for words in ("Rule O05", "Who can", "You could", "e every step", "y copy"))
        await press(pilot, "e")
        assert "0 Is the organisation" in shown(pilot)
        await press(pilot, "escape", "A")
        assert "✓ View records" in shown(pilot)
        assert "✗ (Edit records)" in shown(pilot)


async def test_a_team_user_hangs_things_on_a_lead_and_takes_them_back(demo: Installation) -> None:
    ws = demo.workspace(MATEO, "demo")
    async with app_of(demo, MATEO).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_leads(pilot)
        row = desk(pilot).table.row
        assert row is not None
        await press(pilot, "m", *"Seen", "ctrl+s")
        assert notes(ws, row.id) == ["Seen"]
        assert "u undo" in shown(pilot)
        await press(pilot, "u")
        assert notes(ws, row.id) == []
        await press(pilot, "ctrl+r")
        assert notes(ws, row.id) == ["Seen"]


async def test_a_team_user_finds_his_way_and_out(demo: Installation) -> None:
    async with app_of(demo, MATEO).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await open_leads(pilot)
        await press(pilot, "enter")
        assert "[Info]" in shown(pilot)
        await press(pilot, "2")
        assert "[Timeline]" in shown(pilot)
        await press(pilot, "J", "H", "escape")
        assert "[Timeline]" not in shown(pilot)
        await press(pilot, "/", *"lodz", "enter")
        assert "Łu" in shown(pilot)
        await press(pilot, "escape", "[", "[", "[")
        assert "Onboarding tasks" in shown(pilot)
        await press(pilot, "?")
        assert "esc close" in shown(pilot)
        await press(pilot, "escape", ":", *"theme")
        assert "Theme" in shown(pilot)
