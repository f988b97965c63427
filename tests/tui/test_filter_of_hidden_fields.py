"""The filter line under field permissions (AC08): what one may not see has no name there."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Installation
from crm_tui.domain.decisions import FieldMask
from crm_tui.services.session import Session
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle

__all__ = ["demo", "demo_source"]


async def test_the_name_of_a_hidden_field_is_a_word_like_any_other(
    demo: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Session, "mask", lambda _session, _module: FieldMask(frozenset({"Industry"})))
    async with app_of(demo, "sales@demo.test").run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "slash")
        # Of a field in sight this is no criteria line: the refusal would say that it has no such value.
        await pilot.press(*"Industry", "space", "equals_sign", "space", *"Quarks")
        await press(pilot, "enter")
        assert (desk(pilot).place.text, desk(pilot).place.where) == ("Industry = Quarks", "")
