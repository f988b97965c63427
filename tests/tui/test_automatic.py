"""Which theme somebody gets: his own, or the one that fits his terminal; and no colours where he wants none."""

from __future__ import annotations

import pytest

from crm_tui.base.ids import CountingIds
from crm_tui.bootstrap import Installation
from crm_tui.tui.app import CrmApp
from crm_tui.tui.automatic import AUTOMATIC, automatic
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, open_module, press, settle, shown
from tests.tui.painted_pairs import faults, segments

__all__ = ["demo", "demo_source"]

SALES = "sales@demo.test"


@pytest.mark.parametrize(
    ("told", "theme"),
    [
        ("15;0", "crm-dark"),
        ("0;15", "crm-light"),
        ("0;default;15", "crm-light"),
        ("12;7", "crm-light"),
        ("7;8", "crm-dark"),
        ("default;default", "crm-dark"),
        ("", "crm-dark"),
        (";", "crm-dark"),
        ("0;999", "crm-dark"),
        ("\x1b[0m", "crm-dark"),
    ],
)
def test_the_automatic_theme_is_as_light_as_the_terminal(told: str, theme: str) -> None:
    assert automatic({"COLORFGBG": told}) == theme


def test_a_terminal_that_tells_nothing_is_dark() -> None:
    assert automatic({}) == "crm-dark"


@pytest.mark.parametrize(
    ("stored", "painted"),
    [("", "crm-light"), (AUTOMATIC, "crm-light"), ("crm-high-contrast", "crm-high-contrast"), ("gone", "crm-light")],
)
async def test_a_chosen_theme_goes_before_the_terminal(demo: Installation, stored: str, painted: str) -> None:
    demo.workspace(SALES, "demo").settings.change(theme=stored)
    app = app_of(demo, SALES, theme=automatic({"COLORFGBG": "0;15"}))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.theme == painted


async def test_automatic_can_be_chosen_again(demo: Installation) -> None:
    ws = demo.workspace(SALES, "demo")
    ws.settings.change(theme="crm-high-contrast")
    app = app_of(demo, SALES, theme="crm-light")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, ":", *"colours", "enter", *"automatic", "enter")
        assert ws.settings.mine().theme == AUTOMATIC
        assert app.theme == "crm-light"
        assert "Automatic" in shown(pilot)


async def test_who_comes_after_somebody_with_a_theme_does_not_get_it(demo: Installation) -> None:
    demo.workspace(SALES, "demo").settings.change(theme="crm-high-contrast")
    app = app_of(demo, SALES, theme="crm-light")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert app.theme == "crm-high-contrast"
        app.enter("manager@demo.test", "demo")
        await app.workers.wait_for_complete([worker for worker in app.workers if worker.group == "enter"])
        await settle(pilot)
        assert desk(pilot).ws.actor.login == "manager@demo.test"
        assert app.theme == "crm-light"


@pytest.mark.parametrize("stored", ["", "crm-dark", "crm-light", "crm-ansi-16"])
async def test_no_color_takes_all_colours_and_leaves_all_words(
    demo: Installation, monkeypatch: pytest.MonkeyPatch, stored: str
) -> None:
    demo.workspace(SALES, "demo").settings.change(theme=stored)
    monkeypatch.setenv("NO_COLOR", "1")
    app = CrmApp(demo, CountingIds(), login=SALES, slug="demo", theme="crm-light")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_module(pilot, "Leads")
        styles = [segment.style for segment in segments(app) if segment.style]
        assert all(c is None or c.is_default for style in styles for c in (style.color, style.bgcolor))
        assert faults(app) == []
        cursors = [s.style for s in segments(app) if s.text.startswith("▌") and s.style]
        assert any(style.reverse for style in cursors)
        await press(pilot, "d")
        assert faults(app) == []
