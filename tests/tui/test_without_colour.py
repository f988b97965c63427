"""What colours tell is told without them too: by the sign or word in the text itself (`BY_SIGN` of test_theme)."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from crm_tui.bootstrap import Installation
from crm_tui.domain.records import ListQuery
from crm_tui.tui.panes.bars import StatusLine
from crm_tui.tui.presenters.lines import Line, Status, Tone
from crm_tui.tui.presenters.why import action_lines, step_lines
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown

__all__ = ["demo", "demo_source"]

LEGAL = "legal@demo.test"
SIGNALS = {Tone.GOOD: ("✓",), Tone.WARN: ("!",), Tone.BAD: ("✗",), Tone.OFF: ("✗", "(")}
"""Tones that say yes, careful, no or not for you, and what stands with each."""


def column(text: str, at: int) -> list[str]:
    """What stands at a place of each line."""
    return [line[at : at + 1] for line in text.splitlines()]


async def test_cursor_marks_panes_tabs_and_greyed_commands_have_signs(demo: Installation) -> None:
    async with app_of(demo, LEGAL).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        await press(pilot, "space", "space", "j")
        text = shown(pilot)
        left = desk(pilot).table.region.x + desk(pilot).table.edge
        assert column(text, left).count("▌") == 1
        assert column(text, left + 1).count("*") == 2
        assert "█" in column(text, desk(pilot).table.region.right - 1)
        assert "━ Leads" in text
        assert "[Info]" in text
        assert "(n New)" in text
        await press(pilot, "tab")
        assert "─ Leads" in shown(pilot)
        assert column(shown(pilot), left).count("▌") == 1


class OneLine(App[None]):
    """A status line."""

    def compose(self) -> ComposeResult:
        yield StatusLine()


@pytest.mark.parametrize(("kind", "sign"), [("done", "✓ Done"), ("warn", "! Done"), ("error", "✗ Error: Done")])
async def test_how_it_went_has_a_sign(kind: str, sign: str) -> None:
    app = OneLine()
    async with app.run_test(size=(40, 3)) as pilot:
        app.query_one(StatusLine).show(Status("Done", kind))
        await pilot.pause()
        assert sign in "".join(segment.text for segment in app.query_one(StatusLine).render_line(0))


def test_steps_and_actions_have_signs(demo: Installation) -> None:
    ws = demo.workspace(LEGAL, "demo")
    lead = ws.listing.page(ListQuery("Leads")).rows[0].id
    steps = [ws.access.mine(action, "Leads", lead) for action in ("records.delete", "notes.add")]
    lines = [line for each in steps for line in step_lines(each)]
    lines += action_lines(ws.access.all_actions("Leads", lead))
    told = [line for line in lines if line.tone in SIGNALS]
    assert {line.tone for line in told} == {Tone.GOOD, Tone.BAD, Tone.OFF}
    assert [line for line in told if not signed(line)] == []


def signed(line: Line) -> bool:
    return line.sign in SIGNALS[line.tone] or line.value.startswith("(")
