"""Rights that somebody else changes while a change of them is in view: nothing is saved whose effect is an old one."""

from __future__ import annotations

import pytest

from crm_tui.base.messages import message
from crm_tui.bootstrap import Installation
from crm_tui.domain.effects import Diff, Effect
from crm_tui.domain.errors import Conflict
from crm_tui.tui.acts.changing import as_seen
from crm_tui.tui.dialogs.change import Change, ChangeDialog
from crm_tui.tui.dialogs.drafting import Acts
from crm_tui.tui.dialogs.permission_tree import PermissionTree
from tests.tui.desk_pilot import demo, demo_source
from tests.tui.dialog_pilot import NONE_YET, dialog, press, screen_text
from tests.tui.test_drafting import NODES

__all__ = ["demo", "demo_source"]

ADMIN = "admin@demo.test"


def test_a_change_is_saved_on_the_rights_on_which_its_effect_was_seen(demo: Installation) -> None:
    ws, other = demo.workspace(ADMIN, "demo"), demo.workspace(ADMIN, "demo", door="cli")

    def act() -> object:
        return ws.roles.add("Mine", "Mine", "CEO")

    rehearse, save = as_seen(ws, lambda: ws.effects.of(act), act)
    with pytest.raises(Conflict):
        save()
    rehearse()
    other.roles.add("Theirs", "Theirs", "CEO")
    with pytest.raises(Conflict):
        save()
    assert "Mine" not in {role.api_name for role in ws.roles.list()}
    rehearse()
    save()
    assert {"Mine", "Theirs"} <= {role.api_name for role in ws.roles.list()}


class Rights:
    """A change whose effect is another one once somebody else has changed rights."""

    def __init__(self) -> None:
        self.now, self.seen = "old", ""
        self.saved: list[object] = []

    def rehearse(self, *_draft: object) -> Effect:
        self.seen = self.now
        return Effect((), (Diff("role Sales", f"{self.now} rights", "new rights"),))

    def save(self, *draft: object) -> None:
        if self.seen != self.now:
            raise Conflict(message("Somebody else changed rights meanwhile: this is what it does now."))
        self.saved.append(draft)


async def test_the_effect_is_shown_anew_before_it_can_be_saved() -> None:
    rights = Rights()
    async with dialog(lambda: ChangeDialog(Change("Roles", rights.save, rights.rehearse))) as (app, pilot):
        assert "old rights" in screen_text(app)
        rights.now = "other"
        await press(pilot, "enter")
        assert (rights.saved, app.outcome) == ([], NONE_YET)
        assert "other rights" in screen_text(app)
        assert "meanwhile" in screen_text(app)
        await press(pilot, "enter")
        assert (rights.saved, app.outcome) == ([()], True)


async def test_a_draft_stays_and_its_effect_is_shown_anew() -> None:
    rights = Rights()
    make = lambda: PermissionTree("Rights", NODES, Acts(rights.rehearse, rights.save))  # noqa: E731
    async with dialog(make, (120, 40)) as (app, pilot):
        await press(pilot, "space")
        rights.now = "other"
        await press(pilot, "ctrl+s")
        assert (rights.saved, app.outcome) == ([], NONE_YET)
        assert "other rights" in screen_text(app)
        await press(pilot, "ctrl+s")
        assert app.outcome is True
        assert len(rights.saved) == 1
