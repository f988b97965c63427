"""A draft of rights: nothing is saved whose effect was not in view, and late answers change nothing (AC58)."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import pytest
from textual.pilot import Pilot

from crm_tui.base.messages import message
from crm_tui.domain.effects import Effect, Shift
from crm_tui.domain.errors import Invalid
from crm_tui.tui.dialogs.confirm import Confirm
from crm_tui.tui.dialogs.drafting import Acts
from crm_tui.tui.dialogs.permission_tree import PermissionTree
from crm_tui.tui.presenters.permission_tree import Node
from tests.tui.dialog_pilot import NONE_YET, dialog, press, screen_text
from tests.tui.rest import settle

NODES = (Node("a", "Alpha", "a"), Node("b", "Beta", "b", on=True), Node("c", "Gamma", "c", reason="It stays."))
Draft = Mapping[str, bool]


class Service:
    """Rehearses and saves as told: `gate` holds a rehearsal up, `broken` promises, `error` refuses."""

    def __init__(self) -> None:
        self.rehearsed: list[Draft] = []
        self.saved: list[Draft] = []
        self.gate = threading.Event()
        self.gate.set()
        self.broken: tuple[str, ...] = ()
        self.error: Exception | None = None

    def rehearse(self, draft: Draft) -> Effect:
        self.rehearsed.append(draft)
        assert self.gate.wait(20)
        if self.error is not None:
            raise self.error
        shifts = tuple(Shift(f"{key}@b.test", key, "", gained=("org.audit",)) for key in draft)
        return Effect(shifts, (), self.broken)

    def tree(self) -> PermissionTree:
        return PermissionTree("Rights", NODES, Acts(self.rehearse, self.saved.append))


async def until(pilot: Pilot[None], words: str) -> None:
    """The screen says so; the thread that answers is not waited for otherwise."""
    for _round in range(200):
        if words in screen_text(pilot.app):
            return
        await pilot.pause(0.01)
    raise AssertionError(screen_text(pilot.app))


async def test_what_was_not_seen_is_not_saved() -> None:
    service = Service()
    service.gate.clear()
    async with dialog(service.tree) as (app, pilot):
        await pilot.press("space", "ctrl+s")
        await until(pilot, "Wait until you see what it does.")
        assert service.saved == []
        service.gate.set()
        await settle(pilot)
        assert "1 person gains rights" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert (app.outcome, service.saved) == (True, [{"a": True}])


async def test_one_rehearsal_at_a_time_and_of_the_latest_draft_only() -> None:
    service = Service()
    service.gate.clear()
    async with dialog(service.tree) as (app, pilot):
        await pilot.press("space", "j", "space", "space", "k", "space", "space")
        await pilot.pause()
        assert service.rehearsed == [{"a": True}], "the others wait"
        service.gate.set()
        await settle(pilot)
        # In between it was this and that; the last state is the first again.
        assert service.rehearsed == [{"a": True}]
        assert "1 person gains rights" in screen_text(app)
        service.gate.clear()
        await pilot.press("j", "space", "k", "space")
        service.gate.set()
        await settle(pilot)
        assert service.rehearsed == [{"a": True}, {"b": False, "a": True}, {"b": False}]


async def test_a_draft_taken_back_has_no_effect() -> None:
    service = Service()
    async with dialog(service.tree) as (app, pilot):
        await press(pilot, "space", "space", "ctrl+s")
        assert "Nothing is changed yet." in screen_text(app)
        assert "Nothing was changed." in screen_text(app)
        await press(pilot, "escape")
        assert app.outcome is None, "and there is nothing to ask about"


@pytest.mark.parametrize("broken", [("No exports",), ("[/] \x1b[2J",)])
async def test_a_broken_promise_is_named_and_holds_the_save(broken: tuple[str, ...]) -> None:
    service = Service()
    service.broken = broken
    async with dialog(service.tree) as (app, pilot):
        await press(pilot, "space", "ctrl+s")
        assert "Broken promise: " + broken[0].replace("\x1b", "\N{REPLACEMENT CHARACTER}") in screen_text(app)
        assert "It would break a promise." in screen_text(app)
        assert service.saved == []


async def test_what_the_service_refuses_stands_where_the_effect_would() -> None:
    service = Service()
    service.error = Invalid(message("Ten of ten."))
    async with dialog(service.tree) as (app, pilot):
        await press(pilot, "space")
        assert screen_text(app).count("Ten of ten.") == 1
        await press(pilot, "ctrl+s")
        assert screen_text(app).count("Ten of ten.") == 2
        assert service.saved == []
        assert not app.failures


async def test_the_unexpected_is_reported_and_saves_nothing() -> None:
    service = Service()
    service.error = RuntimeError("secret")
    async with dialog(service.tree) as (app, pilot):
        await press(pilot, "space", "ctrl+s")
        assert [str(error) for error in app.failures] == ["secret"]
        assert "could not be found out" in screen_text(app)
        assert "secret" not in screen_text(app)
        assert service.saved == []


async def test_leaving_a_draft_asks_and_a_search_is_left_first() -> None:
    service = Service()
    async with dialog(service.tree) as (app, pilot):
        await press(pilot, "slash", *"beta", "enter", "space")
        assert "Alpha" not in screen_text(app)
        await press(pilot, "escape")
        assert "Alpha" in screen_text(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, Confirm)
        await press(pilot, "y")
        assert app.outcome is None
        assert app.outcome is not NONE_YET
        assert service.saved == []
