"""How each screen looks, at two sizes in a dark and a light theme, the main ones in all four; the desk at 60x16 too.

Look at each new picture. That all of it can be read is held here too, in whatever theme and language.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from crm_tui.base.clock import FrozenClock
from crm_tui.base.ids import CountingIds
from crm_tui.bootstrap import Installation, open_installation
from crm_tui.domain.places import KeptPlace
from crm_tui.tui.app import CrmApp
from tests.demo import NOW
from tests.tui.desk_pilot import app_of, demo, demo_source, open_module, press, settle
from tests.tui.painted_pairs import faults
from tests.tui.setup_pilot import open_setup

__all__ = ["demo", "demo_source"]

Scene = Callable[[Pilot[int]], Awaitable[None]]
SIZES = {"80x24": (80, 24), "120x40": (120, 40)}
THEMES = ("crm-dark", "crm-light")
ALL_THEMES = (*THEMES, "crm-high-contrast", "crm-ansi-16")


def at(module: str, *keys: str) -> Scene:
    """A scene: a module's list, then keys."""

    async def scene(pilot: Pilot[int]) -> None:
        await settle(pilot)
        await open_module(pilot, module)
        await press(pilot, *keys)

    return scene


def in_setup(page: str, *keys: str) -> Scene:
    """A scene: a page of set-up, then keys."""

    async def scene(pilot: Pilot[int]) -> None:
        await settle(pilot)
        await open_setup(pilot, page)
        await press(pilot, *keys)

    return scene


MAIN_SCENES: dict[str, tuple[str, Scene]] = {
    "contracts": ("legal@demo.test", at("Contracts", "j")),
    "record": ("sales@demo.test", at("Deals", "enter")),
    "timeline": ("sales@demo.test", at("Deals", "enter", "2")),
    "why_card": ("legal@demo.test", at("Leads", "d")),
    "new_contact": ("sales@demo.test", at("Contacts", "n")),
    "palette": ("legal@demo.test", at("Leads", ":")),
    "home": ("sales@demo.test", at("Leads", "g", "h")),
    "requests": ("support@demo.test", at("Onboarding_Tasks", "g", "r")),
    "inbox": ("support@demo.test", at("Leads", "g", "n")),
    "interactions": ("sales@demo.test", at("Deals", "enter", "3")),
}
"""What people see every day, one kind of screen each: eight pictures for each."""

OTHER_SCENES: dict[str, tuple[str, Scene]] = {
    "leads_read_only": ("legal@demo.test", at("Leads", "j", "j")),
    "notes": ("sales@demo.test", at("Deals", "enter", "4")),
    "related": ("sales@demo.test", at("Accounts", "enter", "6")),
    "all_actions": ("legal@demo.test", at("Leads", "A")),
    "why_steps": ("support@demo.test", at("Leads", "d", "e")),
    "form_errors": ("sales@demo.test", at("Deals", "n", "f2")),
    "help": ("legal@demo.test", at("Leads", "?")),
    "filter": ("sales@demo.test", at("Leads", "/", *"lodz")),
    "criteria": ("sales@demo.test", at("Deals", "f", *"Stage = ")),
    "views": ("sales@demo.test", at("Deals", "v")),
    "columns": ("sales@demo.test", at("Leads", "c")),
    "sort": ("sales@demo.test", at("Leads", "s")),
    "marks": ("sales@demo.test", at("Leads", "space", "space", "j", "space")),
    "note": ("marketing@demo.test", at("Leads", "m", *"Met at the fair")),
    "tags": ("marketing@demo.test", at("Leads", "t")),
    "share": ("legal.lead@demo.test", at("Contracts", "h")),
    "owner": ("sales@demo.test", at("Leads", "o")),
    "search": ("sales@demo.test", at("Leads", "g", "s", *"optik")),
    "organisations": ("sales@demo.test", at("Leads", "g", "o")),
    "setup_users": ("admin@demo.test", in_setup("users", "j", "j")),
    "setup_invite": ("admin@demo.test", in_setup("users", "n")),
    "setup_effect": ("admin@demo.test", in_setup("users", "j", "j", "x")),
    "setup_licences": ("admin@demo.test", in_setup("licences", "j", "j", "j")),
    "setup_audit": ("admin@demo.test", in_setup("audit", "j")),
    "setup_permissions": (
        "admin@demo.test",
        in_setup("profiles", "j", "p", "/", *"deals export rec", "enter", "end", "space"),
    ),
    "setup_roles": ("admin@demo.test", in_setup("roles", "j", "j")),
    "setup_sharing": ("admin@demo.test", in_setup("sharing", "j")),
    "setup_fields": ("admin@demo.test", in_setup("fields", "j", "p", *"jjjjjjj", "right", "space", "space")),
    "setup_team": ("admin@demo.test", in_setup("teams", "j", "enter", "j")),
    "setup_promises": ("admin@demo.test", in_setup("promises", "j")),
    "reach": ("sales@demo.test", at("Deals", "enter", "W")),
    "viewing": ("admin@demo.test", in_setup("users", "j", "j", "v")),
    "setup_refused": ("legal@demo.test", at("Contracts", "g", "u")),
    "sidebar": ("marketing@demo.test", at("Leads", "g", "t")),
}
"""Dialogs, tabs and states: four pictures for each."""

SCENES = {**MAIN_SCENES, **OTHER_SCENES}
STARTS = {"setup_audit": KeptPlace(area="setup/users")}
"""Where somebody left, by scene. An administrator who starts in a team module has its first record read while all
modules are counted: in the log, which tells of both (M03), now the one comes first and now the other."""
PICTURES = [
    pytest.param(name, size, theme, id=f"{name}-{size}-{theme}")
    for name in SCENES
    for size in SIZES
    for theme in (ALL_THEMES if name in MAIN_SCENES else THEMES)
]


def readable(scene: Scene) -> Scene:
    """The scene, at the end of which every pair of colours on the screen can be read."""

    async def held(pilot: Pilot[int]) -> None:
        await scene(pilot)
        assert faults(pilot.app) == []

    return held


async def sign_in(pilot: Pilot[int]) -> None:
    """The picker of a login."""
    await settle(pilot)


@pytest.mark.parametrize(("name", "size", "theme"), PICTURES)
def test_screen(demo: Installation, snap_compare: Any, name: str, size: str, theme: str) -> None:
    login, scene = SCENES[name]
    if name in STARTS:
        demo.workspace(login, "demo").settings.keep_place(STARTS[name])
    app = app_of(demo, login, theme=theme)
    assert snap_compare(app, terminal_size=SIZES[size], run_before=readable(scene))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_sign_in(demo: Installation, snap_compare: Any, size: str, theme: str) -> None:
    app = app_of(demo, None, theme=theme)
    assert snap_compare(app, terminal_size=SIZES[size], run_before=readable(sign_in))


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_welcome(tmp_path: Path, snap_compare: Any, size: str, theme: str) -> None:
    installation = open_installation(tmp_path / "empty", clock=FrozenClock(NOW), ids=CountingIds())
    app = CrmApp(installation, CountingIds(), theme=theme)
    assert snap_compare(app, terminal_size=SIZES[size], run_before=readable(sign_in))
    installation.close()


@pytest.mark.parametrize("name", ["contracts", "leads_read_only", "record", "why_card", "form_errors", "help"])
def test_a_small_terminal_is_usable(demo: Installation, snap_compare: Any, name: str) -> None:
    login, scene = SCENES[name]
    assert snap_compare(app_of(demo, login), terminal_size=(60, 16), run_before=readable(scene))


@pytest.mark.parametrize("language", ["fr", "zh_CN", "pl"])
def test_other_languages(demo: Installation, snap_compare: Any, language: str) -> None:
    login, scene = SCENES["why_card"]
    demo.workspace(login, "demo").settings.change(locale=language)
    assert snap_compare(app_of(demo, login), terminal_size=(120, 40), run_before=readable(scene))
