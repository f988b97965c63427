"""How the ends of the scenes of access look: one or two pictures each.

The scenes are in `test_sharing_scenes.py`, `test_people_scenes.py`, `test_asking_scenes.py`. Look at each new picture.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.services.parties import PartyName
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle
from tests.tui.painted_pairs import faults
from tests.tui.scene_pilot import PARALEGAL, SALES2, SUPPORT, all_rows, at_row
from tests.tui.setup_pilot import ADMIN, LEGAL, MANAGER, SALES, type_in

__all__ = ["demo", "demo_source"]

Play = Callable[[Pilot[int], Installation], Awaitable[None]]
SMALL, WIDE = "80x24", "120x40"
SIZES = {"60x16": (60, 16), SMALL: (80, 24), WIDE: (120, 40)}


@dataclass(frozen=True)
class Scene:
    """Who sees it, what was done before, what he does, at which sizes."""

    login: str
    play: Play
    before: Callable[[Installation], object] = lambda _demo: None
    sizes: tuple[str, ...] = (WIDE,)


def in_module(module: str, *keys: str) -> Play:
    """A module's list, then keys."""

    async def play(pilot: Pilot[int], _demo: Installation) -> None:
        await open_module(pilot, module)
        await press(pilot, *keys)

    return play


def on_row(page: str, row: str, *keys: str) -> Play:
    """A row of a page of set-up, then keys."""

    async def play(pilot: Pilot[int], _demo: Installation) -> None:
        await at_row(pilot, page, row)
        await press(pilot, *keys)

    return play


# What was done before


def private(demo: Installation) -> None:
    """Leads are private."""
    demo.workspace(ADMIN, "demo").data_sharing.set_default("Leads", OrgDefault.PRIVATE)


def ruled(demo: Installation) -> None:
    """Leads are private, and the reps share theirs."""
    private(demo)
    reps = PartyName("role", "Sales_Rep")
    rule = RuleInfo(0, "Leads", "Reps share", reps, Level.READ, source=reps)
    demo.workspace(ADMIN, "demo").data_sharing.save_rule(rule)


def hidden(demo: Installation) -> None:
    """The amount of deals is hidden from the Standard profile."""
    demo.workspace(ADMIN, "demo").field_permissions.set("Deals", [("Amount", "Standard", FieldAccess.HIDDEN)])


def contract_shared(demo: Installation) -> None:
    """One contract more is open to the paralegal."""
    own = {row.id for row in all_rows(demo, PARALEGAL, "Contracts")}
    lead = demo.workspace("legal.lead@demo.test", "demo")
    other = next(row for row in all_rows(demo, "legal.lead@demo.test", "Contracts") if row.id not in own)
    lead.sharing.share("Contracts", other.id, PARALEGAL)


def user_manager(demo: Installation) -> None:
    """The second sales person manages users and no more."""
    ws = demo.workspace(ADMIN, "demo")
    ws.profiles.clone("Standard", "User_Manager", "User Manager")
    ws.profiles.set("User_Manager", [("users.manage", "*", True)])
    ws.staff.edit(SALES2, profile="User_Manager")


def converted(demo: Installation) -> None:
    """The team user of support is a regular one."""
    demo.workspace(ADMIN, "demo").staff.convert(SUPPORT, "Standard")


def added_again(demo: Installation) -> None:
    """The second sales person was deleted, and his address belongs to somebody new."""
    ws = demo.workspace(ADMIN, "demo")
    ws.staff.delete(SALES2)
    made = ws.staff.invite(SALES2, "Zoe Newcomer", demo.workspace(SALES, "demo").actor.kind, "Standard", "Sales_Rep")
    demo.answer(SALES2, accepted=True, token=made.token)


def asked(demo: Installation) -> None:
    """The lawyer asks to edit a contract."""
    ws = demo.workspace(LEGAL, "demo")
    other = next(row for row in all_rows(demo, LEGAL, "Contracts") if row.owner_id != ws.actor.user_id)
    ws.access_requests.ask("records.edit", "Contracts", other.id, "Please, until Friday")


# What is done


async def former_owner(pilot: Pilot[int], demo: Installation) -> None:
    """A lead of the one who was deleted."""
    there = {one.id for one in demo.workspace(ADMIN, "demo").users.list()}
    lead = next(row for row in all_rows(demo, ADMIN, "Leads") if row.owner_id not in there)
    await open_module(pilot, "Leads")
    await desk(pilot).go(desk(pilot).place.on(lead.id))


async def viewed(pilot: Pilot[int], _demo: Installation) -> None:
    """The deals through the eyes of a sales person."""
    await at_row(pilot, "users", SALES)
    await press(pilot, "v")
    await open_module(pilot, "Deals")


async def no_such_field(pilot: Pilot[int], _demo: Installation) -> None:
    """Criteria over a field that is hidden."""
    await open_module(pilot, "Deals")
    await press(pilot, "f")
    await type_in(pilot, "Amount > 1000")


SCENES: dict[str, Scene] = {
    "private_effect": Scene(ADMIN, on_row("sharing", "module:Leads", "o", *"private", "enter"), sizes=(SMALL, WIDE)),
    "private_leads": Scene(SALES2, in_module("Leads"), private),
    "sharing_rule": Scene(ADMIN, on_row("sharing", "module:Leads"), ruled),
    "hidden_field": Scene(SALES, in_module("Deals"), hidden),
    "hidden_criteria": Scene(SALES, no_such_field, hidden, (SMALL,)),
    "field_grid": Scene(ADMIN, on_row("fields", "Deals", "enter", "/", *"amount", "enter"), hidden, (SMALL,)),
    "shared_contract": Scene(PARALEGAL, in_module("Contracts"), contract_shared),
    "converting": Scene(ADMIN, on_row("users", SUPPORT, "K", "ctrl+s"), sizes=(SMALL, WIDE)),
    "converted": Scene(SUPPORT, in_module("Leads"), converted, (SMALL,)),
    "former_owner": Scene(ADMIN, former_owner, added_again),
    "stronger_user": Scene(SALES2, on_row("users", ADMIN, "e", "end", "x", "ctrl+s"), user_manager, (SMALL,)),
    "asking": Scene(LEGAL, in_module("Leads", "e", "r"), sizes=(SMALL,)),
    "answering": Scene(ADMIN, in_module("Leads", "g", "n"), asked),
    "viewing_as": Scene(ADMIN, viewed, sizes=("60x16", SMALL, WIDE)),
    "managers_leads": Scene(MANAGER, in_module("Leads"), private, (SMALL,)),
}
PICTURES = [pytest.param(name, size, id=f"{name}-{size}") for name in SCENES for size in SCENES[name].sizes]


@pytest.mark.parametrize(("name", "size"), PICTURES)
def test_scene(demo: Installation, snap_compare: Any, name: str, size: str) -> None:
    scene = SCENES[name]
    scene.before(demo)

    async def play(pilot: Pilot[int]) -> None:
        await settle(pilot)
        await scene.play(pilot, demo)
        await settle(pilot)
        assert faults(pilot.app) == []

    assert snap_compare(app_of(demo, scene.login), terminal_size=SIZES[size], run_before=play)
