"""Open sessions on the screen: the page of set-up, one's own, and an end that is told by whom."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from crm_tui.base.clock import epoch
from crm_tui.base.ids import CountingIds
from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.admission import admit_login
from crm_tui.serve.own_line import OwnLine
from crm_tui.services.workspace import Workspace
from crm_tui.store.live import LiveSession
from crm_tui.tui.app import CrmApp
from crm_tui.tui.off_loop import off_loop
from tests.demo import NOW
from tests.tui.desk_pilot import DEADLINE, demo, demo_source, desk, open_module, press, settle, shown
from tests.tui.scene_pilot import at_desk, look
from tests.tui.session_pilot import Another, another
from tests.tui.setup_pilot import ADMIN, MANAGER, SALES, SIZES, open_setup, rows, stand_on_row, state, type_in

__all__ = ["another", "demo", "demo_source"]


@pytest.fixture
def by_ssh(demo: Installation) -> str:
    """Somebody who came by ssh two hours ago, and has typed nothing for five minutes."""
    at, org = epoch(NOW), demo.org("demo").id
    demo.live.beat("front", os.getpid())
    demo.live.begin(
        LiveSession("f00d", SALES, org, "ssh", "10.0.0.9", 3, "front", 0, at - 7200, at - 300, key_name="[/] laptop")
    )
    return "f00d"


def everybody(demo: Installation) -> list[str]:
    boss: Workspace = demo.workspace(ADMIN, "demo")
    return [one.id for one in boss.open_sessions.list(everybody=True)]


async def reach(pilot: Pilot[int], words: str) -> None:
    """A command by the palette."""
    await press(pilot, ":")
    await type_in(pilot, words)
    await press(pilot, "enter")


@pytest.mark.parametrize("size", SIZES)
async def test_an_administrator_sees_who_is_in_and_ends_a_session(
    demo: Installation, another: Another, by_ssh: str, size: tuple[int, int]
) -> None:
    async with at_desk(another("mine"), ADMIN, size) as pilot:
        await open_setup(pilot, "sessions")
        assert rows(pilot) == [by_ssh, "mine"] == everybody(demo)
        assert "SSH ·" in shown(pilot)
        await stand_on_row(pilot, by_ssh)
        await press(pilot, "enter")
        for words in ("Samir Haddad", SALES, "10.0.0.9", "[/] laptop", "5 minutes"):
            assert words in shown(pilot), words
        await press(pilot, "y")
        assert "10.0.0.9" in pilot.app.clipboard
        await press(pilot, "x", "n")
        assert demo.live.glance(by_ssh).end == ""
        await press(pilot, "x", "y")
        assert demo.live.glance(by_ssh).end_by == desk(pilot).ws.actor.name
        assert "session.end" not in state(pilot), "it ends already"
        assert "The session of Samir Haddad ends." in shown(pilot)


async def test_who_may_not_finds_the_page_closed(another: Another, by_ssh: str) -> None:
    async with at_desk(another("mine"), MANAGER) as pilot:
        await press(pilot, "g", "u")
        before = shown(pilot)
        assert by_ssh not in before
        assert "10.0.0.9" not in before


@pytest.mark.parametrize("size", SIZES)
async def test_ones_own_sessions_are_found_by_the_palette(
    demo: Installation, another: Another, by_ssh: str, size: tuple[int, int]
) -> None:
    async with at_desk(another("mine"), SALES, size) as pilot:
        await reach(pilot, "your sessions")
        assert "10.0.0.9" in shown(pilot)
        assert "this one" in shown(pilot)
        await type_in(pilot, "10.0")
        await press(pilot, "enter", "n")
        assert demo.live.glance(by_ssh).end == ""
        await reach(pilot, "your sessions")
        await type_in(pilot, "10.0")
        await press(pilot, "enter", "y")
        assert demo.live.glance(by_ssh).end_by == "Samir Haddad"


async def test_a_session_that_is_ended_leaves_with_the_reason_and_what_was_typed(
    demo: Installation, another: Another
) -> None:
    async with at_desk(another("mine"), SALES) as pilot:
        await open_module(pilot, "Leads")
        await press(pilot, "n")
        await type_in(pilot, "Unsaved")
        boss = demo.workspace(ADMIN, "demo")
        await off_loop(lambda: boss.open_sessions.end("mine"))
        await look(pilot)
        assert pilot.app.return_code == 3
        first, *rest = pilot.app.last_lines  # type: ignore[attr-defined]
        assert first == f"{boss.actor.name} has ended this session."
        assert any("Unsaved" in line for line in rest)
    assert everybody(demo) == ["mine"], "the process lives until it has closed"


async def test_the_page_follows_who_comes_and_goes(demo: Installation, another: Another) -> None:
    mine, his = another("mine"), another("his")
    async with at_desk(mine, ADMIN) as pilot:
        await open_setup(pilot, "sessions")
        assert rows(pilot) == ["mine"]
        live, at = his.live, epoch(NOW)
        live.beat("front", os.getpid())
        row = LiveSession("f00d", SALES, demo.org("demo").id, "ssh", "", None, "front", 0, at, at)
        await off_loop(lambda: live.begin(row))
        await look(pilot)
        assert sorted(rows(pilot)) == ["f00d", "mine"]
        await off_loop(lambda: live.retire("front"))
        await look(pilot)
        assert rows(pilot) == ["mine"]


async def until(pilot: Pilot[int], true: Callable[[], bool]) -> None:
    """What comes by itself, without a key."""
    end = time.monotonic() + DEADLINE
    while not true():
        assert time.monotonic() < end, shown(pilot)
        await pilot.pause(0.02)


async def test_in_a_served_session_the_page_follows_by_itself_also_after_a_dialog(
    demo: Installation, another: Another
) -> None:
    mine, his, org = another("mine"), another("his"), demo.org("demo").id
    admitted, at = admit_login(mine, ADMIN, "demo"), epoch(NOW)
    line = OwnLine(mine, "mine", admitted, lambda slug: admit_login(mine, ADMIN, slug))
    app = CrmApp(mine, CountingIds(), login=ADMIN, slug="demo", line=line)
    try:
        async with app.run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            await open_setup(pilot, "sessions")
            his.live.beat("front", os.getpid())
            await off_loop(lambda: his.live.begin(LiveSession("a", SALES, org, "ssh", "", None, "front", 0, at, at)))
            await until(pilot, lambda: "a" in rows(pilot))
            await stand_on_row(pilot, "mine")
            await press(pilot, "x")
            before = mine.live.glance("mine").news
            await off_loop(lambda: his.live.finish("a"))
            assert mine.live.glance("mine").news != before
            await until(pilot, lambda: desk(pilot).company.page_is_old)
            assert "a" in rows(pilot), "what one is asked about stands still"
            await press(pilot, "n")
            await until(pilot, lambda: "a" not in rows(pilot))
    finally:
        await off_loop(line.close)
