"""Scenes of explanation: access is asked for and granted, an administrator views as somebody else (AC48, AC56)."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.access_requests import AskState
from crm_tui.tui.dialogs.ask_access import WordsDialog
from crm_tui.tui.dialogs.why_card import WhyCard
from tests.dump import changed_tables, dump
from tests.tui.desk_pilot import demo, demo_source, desk, open_module, press, settle, shown
from tests.tui.scene_pilot import all_rows, at_desk, at_row, ids, look
from tests.tui.setup_pilot import ADMIN, LEGAL, SALES, state

__all__ = ["demo", "demo_source"]


async def to_notice(pilot: Pilot[int]) -> None:
    """The first notice of the inbox."""
    await press(pilot, "g", "n")
    pane = desk(pilot).areas.pane
    pane.go_to(next(at for at, line in enumerate(pane.lines) if "notice:" in line.key))
    await settle(pilot)


async def test_what_is_asked_for_on_the_card_is_granted_by_one_key_and_ungreys_at_once(demo: Installation) -> None:
    ws = demo.workspace(LEGAL, "demo")
    contract = next(row for row in all_rows(demo, LEGAL, "Contracts") if row.owner_id != ws.actor.user_id)
    async with at_desk(demo, LEGAL) as asker, at_desk(demo, ADMIN) as grantor:
        await open_module(asker, "Contracts")
        screen = desk(asker)
        await screen.go(screen.place.on(contract.id))
        await settle(asker)
        assert not state(asker)["record.edit"]
        await press(asker, "e")
        card = asker.app.screen
        assert isinstance(card, WhyCard)
        assert ADMIN in {one.login for one in card.explanation.grantors}
        assert "r ask for it" in shown(asker)
        await press(asker, "r")
        assert isinstance(asker.app.screen, WordsDialog)
        await press(asker, *"pls", "ctrl+s")
        (one,) = ws.access_requests.mine()
        assert (one.action, one.state) == ("records.edit", AskState.OPEN)

        await look(grantor)
        await to_notice(grantor)
        assert "asks for access" in shown(grantor)
        await press(grantor, "Y")
        assert "Granted" in shown(grantor)

        await look(asker)
        assert ws.access_requests.get(one.id).state is AskState.GRANTED
        assert state(asker)["record.edit"], "the action ungreys where he stands"
        assert "e Edit" in shown(asker)
        assert "(e Edit)" not in shown(asker)
    others = [row for row in all_rows(demo, LEGAL, "Contracts") if row.owner_id != ws.actor.user_id]
    rights = {row.id: ws.access.mine("records.edit", "Contracts", row.id).decision.allowed for row in others}
    assert [record_id for record_id, allowed in rights.items() if allowed] == [contract.id], "and nothing else does"


@pytest.mark.parametrize("size", [(60, 16), (80, 24), (120, 40)])
async def test_a_look_through_somebodys_eyes_is_marked_and_changes_nothing(
    demo: Installation, size: tuple[int, int]
) -> None:
    store, his = demo.store("demo"), demo.workspace(SALES, "demo").actor.user_id
    own = next(row for row in all_rows(demo, SALES, "Deals") if row.owner_id == his)
    async with at_desk(demo, ADMIN, size) as boss:
        await at_row(boss, "users", SALES)
        await press(boss, "v")
        assert desk(boss).ws.actor.login == SALES
        await open_module(boss, "Deals")
        screen = desk(boss)
        await screen.go(screen.place.on(own.id))
        await settle(boss)
        assert "VIEWING AS" in shown(boss).splitlines()[0]
        source = desk(boss).list.source
        assert source is not None
        assert source.total == len(ids(demo, SALES, "Deals"))
        for key in ("n", "e", "d", "o", "h", "C", "m", "t", "a"):
            before = dump(store.engine)
            await press(boss, key)
            card = boss.app.screen
            assert isinstance(card, WhyCard), (key, shown(boss))
            assert card.explanation.decision.rule == "AC56", key
            await press(boss, "escape")
            assert "VIEWING AS" in shown(boss)
            assert changed_tables(before, dump(store.engine)) == {"audit": 1}, key
            row = demo.workspace(ADMIN, "demo").audit.list(1)[0].entry
            assert (row.login, row.outcome, row.detail) == (ADMIN, "refused", f"as {SALES}"), key
        await press(boss, "g", "b")
        assert desk(boss).ws.actor.login == ADMIN
        assert "VIEWING AS" not in shown(boss)
    rows = demo.workspace(ADMIN, "demo").audit.list(limit=50)
    assert [row.entry.detail for row in rows if row.entry.action == "access.view_as"] == [
        f"as {SALES} ends",
        f"begins {SALES}",
    ]
