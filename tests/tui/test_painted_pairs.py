"""Whatever a dialog paints can be read in each of our themes, stock widgets of Textual in all their states included.

The screens behind them are held the same way where their pictures are taken (test_snapshots).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Button, Static

from crm_tui.tui.automatic import WITHOUT_COLOURS
from crm_tui.tui.forms.new_organisation import NewOrganisationForm
from crm_tui.tui.theme import themes
from tests.tui.dialog_pilot import DialogApp, press
from tests.tui.painted_pairs import TERMINALS, faults, pair_of, segments, unreadable
from tests.tui.rest import settle
from tests.tui.test_dialogs import CONTEXT, EVERY, OPTIONS

BELOW = "What lies below can be read on."


class OverText(DialogApp):
    """A dialog over a screen with words, in each of our themes."""

    def __init__(self, make: Callable[[], Screen[Any]]) -> None:
        super().__init__(make)
        for theme in themes():
            self.register_theme(theme)

    def on_mount(self) -> None:
        self.screen.mount(Static(BELOW))
        super().on_mount()


async def in_every_theme(app: DialogApp, pilot: Pilot[None]) -> list[str]:
    """The unreadable pairs of the screen as it is."""
    found: list[str] = []
    for theme in themes():
        app.theme = theme.name
        await pilot.pause()
        found += faults(app)
    return found


@pytest.mark.parametrize("name", EVERY)
async def test_every_dialog_can_be_read_in_every_theme(name: str) -> None:
    app = OverText(lambda: EVERY[name]("Łucja"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert await in_every_theme(app, pilot) == []


STATES: dict[str, tuple[str, tuple[str, ...]]] = {
    "typed": ("attach", ("x", "y")),
    "selected": ("attach", ("x", "y", "shift+home")),
    "selected lines": ("note", ("x", "enter", "y", "shift+up", "shift+home")),
    "editor": ("form", ("tab",)),
    "no match": ("sort", (*"zzz",)),
    "scrolled": ("help", ("pagedown",)),
    "second button": ("confirm", ("tab",)),
}
"""What a person brings a stock widget into: the dialog and the keys."""


@pytest.mark.parametrize("state", STATES)
async def test_stock_widgets_can_be_read_in_every_state(state: str) -> None:
    name, keys = STATES[state]
    app = OverText(lambda: EVERY[name]("Łucja"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        assert await in_every_theme(app, pilot) == []


REFUSED: dict[str, tuple[Callable[[], Screen[Any]], tuple[str, ...]]] = {
    "a line": (lambda: EVERY["typed confirm"]("Łucja"), ("z", "enter")),
    "fields": (lambda: NewOrganisationForm(OPTIONS, CONTEXT), ("f2",)),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_what_is_wrong_can_be_read_in_every_theme(what: str) -> None:
    make, keys = REFUSED[what]
    app = OverText(make)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        assert app.screen.query_one("#problem").display or app.screen.query(".-wrong")
        assert await in_every_theme(app, pilot) == []


async def test_a_button_can_be_read_under_the_mouse_and_pressed() -> None:
    app = OverText(lambda: EVERY["confirm"]("Łucja"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.hover(Button)
        assert await in_every_theme(app, pilot) == []
        app.screen.query(Button).add_class("-active")
        assert await in_every_theme(app, pilot) == []


async def test_toasts_can_be_read_in_every_theme() -> None:
    app = OverText(lambda: EVERY["why"]("Łucja"))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        for severity in ("information", "warning", "error"):
            app.notify("Copied.", title="Title", severity=severity, markup=False)
        await settle(pilot)
        assert "Copied." in "".join(segment.text for segment in segments(app))
        assert await in_every_theme(app, pilot) == []


async def test_nothing_is_coloured_where_colours_are_unwanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(OverText, "get_line_filters", lambda self: WITHOUT_COLOURS)
    app = OverText(lambda: EVERY["attach"]("Łucja"))
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = "crm-ansi-16"
        await settle(pilot)
        await press(pilot, "x", "y", "shift+left")
        styles = [segment.style for segment in segments(app) if segment.style]
        assert all(c is None or c.is_default for style in styles for c in (style.color, style.bgcolor))
        assert "y" in [segment.text for segment in segments(app) if segment.style and segment.style.reverse]


# What the tests above stand on


@pytest.mark.parametrize(
    ("style", "seen"),
    [
        ("#112233 on #445566", ("#112233", "#445566")),
        ("#112233 on #445566 reverse", ("#445566", "#112233")),
        ("default on default", ("#E5E5E5", "#000000")),
        ("red on default", ("#CD0000", "#000000")),
        ("bright_green on white", ("#00FF00", "#E5E5E5")),
        ("#ffffff on #000000 dim", ("#7F7F7F", "#000000")),
    ],
)
def test_a_pair_is_what_the_eye_sees(style: str, seen: tuple[str, str]) -> None:
    pair = pair_of(Segment("x", Style.parse(style)), TERMINALS["light on dark"])
    assert (pair.text, pair.ground) == seen


def test_text_needs_more_contrast_than_lines() -> None:
    grey = Style.parse("#777777 on #ffffff")
    on = TERMINALS["dark on light"]
    assert unreadable([pair_of(Segment("a", grey), on)]) == ["#777777 on #FFFFFF 4.48: 'a'"]
    assert unreadable([pair_of(Segment("│█", grey), on)]) == []
