"""How the screens of several people look: keys, open sessions, who else is at a record, what changed underneath.

How one gets there is tested in `test_keys_dialog.py`, `test_sessions.py`, `test_company.py`, `test_edit_underneath.py`.
Look at each new picture.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from textual.pilot import Pilot

from crm_tui.base.clock import epoch
from crm_tui.bootstrap import Installation
from crm_tui.domain.doors import Doing
from crm_tui.store.live import LiveSession
from crm_tui.tui.off_loop import off_loop
from tests.demo import NOW
from tests.key_lines import ed25519
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle
from tests.tui.painted_pairs import faults
from tests.tui.scene_pilot import at_row, look
from tests.tui.session_pilot import Another, another
from tests.tui.setup_pilot import ADMIN, MANAGER, SALES, open_setup, type_in
from tests.tui.test_edit_underneath import changes, opened, type_into

__all__ = ["another", "demo", "demo_source"]

Play = Callable[[Pilot[int], Installation], Awaitable[None]]
SIZES = {"60x16": (60, 16), "80x24": (80, 24), "120x40": (120, 40)}
THEMES = ("crm-dark", "crm-light")
NUMBER, SERVER = "4f1d9a02c7e6b358", "9c31"


@dataclass(frozen=True)
class Scene:
    """Who sees it, what he does, at which sizes."""

    login: str
    play: Play
    sizes: tuple[str, ...] = ("80x24", "120x40")


# Keys and sessions


async def own_keys(pilot: Pilot[int], demo: Installation) -> None:
    """Two keys: one's own, and one that an administrator has made for this organisation."""
    demo.workspace(SALES, "demo").keys.add(ed25519(1), "laptop")
    demo.workspace(ADMIN, "demo").keys.add(ed25519(2), "office computer", SALES)
    await look(pilot)
    await press(pilot, "ctrl+p")
    await type_in(pilot, "your keys")
    await press(pilot, "enter")


async def code(pilot: Pilot[int], _demo: Installation) -> None:
    """An administrator makes a code for somebody."""
    await at_row(pilot, "users", SALES)
    await press(pilot, "c", "c")


async def sessions(pilot: Pilot[int], demo: Installation) -> None:
    """Somebody came by ssh two hours ago; the cursor is on him."""
    at, org = epoch(NOW), demo.org("demo").id
    demo.live.beat(SERVER, os.getpid())
    demo.live.begin(
        LiveSession(NUMBER, SALES, org, "ssh", "10.0.0.9", 3, SERVER, 0, at - 7200, at - 300, key_name="laptop")
    )
    await open_setup(pilot, "sessions")


# Records


async def head(pilot: Pilot[int], demo: Installation) -> None:
    """Somebody else edits the open record."""
    await open_module(pilot, "Contacts")
    await press(pilot, "enter")
    record = desk(pilot).record.record
    assert record is not None
    his = demo.workspace(SALES, "demo")
    await off_loop(his.users.arrive)
    await off_loop(lambda: his.presence.stand("Contacts", record.id, Doing.EDITS))
    await look(pilot)
    assert desk(pilot).detail.company.text


async def underneath(pilot: Pilot[int], demo: Installation) -> None:
    """Both have changed the telephone number, somebody else the company too."""
    made = await opened(pilot, demo, Phone="+33 1 45 00 11 22", Email="z@zoo.test")
    await type_into(pilot, "Phone", "3")
    await changes(pilot, demo, made, Phone="+33 6 12 34 56 78", Company="Menagerie")


async def conflict(pilot: Pilot[int], demo: Installation) -> None:
    """The same, saved."""
    await underneath(pilot, demo)
    await press(pilot, "f2")


async def deleted(pilot: Pilot[int], demo: Installation) -> None:
    """Somebody else deletes the record that one edits."""
    made = await opened(pilot, demo)
    await type_into(pilot, "Email", "zamora@zoo.test")
    await type_into(pilot, "Phone", "+33 1 45 00 11 22")
    boss = demo.workspace(ADMIN, "demo", door="cli")
    await off_loop(lambda: boss.records.delete("Leads", made.id))
    await look(pilot)


SCENES: dict[str, Scene] = {
    "own_keys": Scene(SALES, own_keys),
    "code": Scene(ADMIN, code),
    "sessions": Scene(ADMIN, sessions),
    "head": Scene(MANAGER, head, tuple(SIZES)),
    "underneath": Scene(SALES, underneath),
    "conflict": Scene(SALES, conflict),
    # Where the list is beside it, that has followed behind the dialog now and now not yet.
    "deleted": Scene(SALES, deleted),
}
PICTURES = [
    pytest.param(name, size, theme, id=f"{name}-{size}-{theme}")
    for name, scene in SCENES.items()
    for size in scene.sizes
    for theme in THEMES
]


@pytest.mark.parametrize(("name", "size", "theme"), PICTURES)
def test_together(another: Another, snap_compare: Any, name: str, size: str, theme: str) -> None:
    scene, mine, others = SCENES[name], another("mine"), another("his")

    async def play(pilot: Pilot[int]) -> None:
        await settle(pilot)
        await scene.play(pilot, others)
        await settle(pilot)
        assert faults(pilot.app) == []

    assert snap_compare(app_of(mine, scene.login, theme=theme), terminal_size=SIZES[size], run_before=play)
