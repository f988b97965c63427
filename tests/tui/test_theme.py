"""Every pair of colours that a theme holds can be read, and no look is told by colour alone."""

from __future__ import annotations

import re

import pytest
from textual.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from crm_tui.tui.theme import DEFAULT_THEME, LEAST_CONTRAST, Ink, Look, contrast, palette, themes

OWN = themes()
TRUE = [theme for theme in (*OWN, *BUILTIN_THEMES.values()) if not theme.ansi]
ANSI = [theme for theme in (*OWN, *BUILTIN_THEMES.values()) if theme.ansi]
PALETTES = {
    "xterm": {"black": "#000000", "red": "#cd0000", "green": "#00ff00", "yellow": "#ffff00", "white": "#ffffff"},
    "vga": {"black": "#000000", "red": "#aa0000", "green": "#55ff55", "yellow": "#ffff55", "white": "#ffffff"},
    "tango": {"black": "#2e3436", "red": "#cc0000", "green": "#8ae234", "yellow": "#fce94f", "white": "#eeeeec"},
}
"""Usual meanings of ANSI black and red, and of bright green, yellow and white."""


def names(given: list[Theme]) -> list[str]:
    return [theme.name for theme in given]


def test_there_are_four_themes_of_our_own() -> None:
    assert [theme.name for theme in OWN] == [DEFAULT_THEME, "crm-ansi-16", "crm-high-contrast", "crm-light"]


@pytest.mark.parametrize("look", Look)
@pytest.mark.parametrize("theme", TRUE, ids=names(TRUE))
def test_contrast(theme: Theme, look: Look) -> None:
    ink = palette(theme).inks[look]
    assert contrast(Color.parse(ink.text), Color.parse(ink.background)) >= LEAST_CONTRAST


@pytest.mark.parametrize("look", Look)
def test_high_contrast_is_higher(look: Look) -> None:
    ink = next(palette(theme) for theme in OWN if theme.name == "crm-high-contrast").inks[look]
    assert contrast(Color.parse(ink.text), Color.parse(ink.background)) >= 7


@pytest.mark.parametrize("theme", ANSI, ids=names(ANSI))
@pytest.mark.parametrize("colours", PALETTES)
def test_ansi_themes_leave_text_as_the_terminal_has_it_or_pair_colours(theme: Theme, colours: str) -> None:
    table = PALETTES[colours]
    for ink in palette(theme).inks.values():
        if {ink.text, ink.background} != {"ansi_default"}:
            text, background = (re.sub("ansi_(bright_)?", "", name) for name in (ink.text, ink.background))
            assert contrast(Color.parse(table[text]), Color.parse(table[background])) >= LEAST_CONTRAST


STOCK = (
    ("foreground", "background"), ("foreground", "surface"), ("foreground", "panel"),
    ("text", "background"), ("text-muted", "background"), ("text-muted", "surface"), ("text-muted", "panel"),
    ("text-disabled", "background"), ("primary", "background"), ("accent", "background"),
    ("text-warning", "background"), ("text-error", "background"), ("text-success", "background"),
    ("text-primary", "surface"), ("text-error", "surface"), ("text-warning", "surface"), ("text-success", "surface"),
    ("block-cursor-foreground", "block-cursor-background"), ("footer-key-foreground", "footer-background"),
)  # fmt: skip


@pytest.mark.parametrize("pair", STOCK, ids="-on-".join)
@pytest.mark.parametrize("theme", [t for t in OWN if not t.ansi], ids=lambda theme: theme.name)
def test_contrast_of_what_stock_widgets_use(theme: Theme, pair: tuple[str, str]) -> None:
    colours = theme.to_color_system().generate()
    assert contrast(Color.parse(colours[pair[0]]), Color.parse(colours[pair[1]])) >= LEAST_CONTRAST


@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
def test_the_cursor_differs_from_a_plain_row_by_more_than_colour_or_by_light(theme: Theme) -> None:
    inks = palette(theme).inks
    plain, cursor = inks[Look.PLAIN], inks[Look.CURSOR]
    if theme.ansi:
        assert "reverse" in cursor.attributes
    else:
        assert contrast(Color.parse(plain.background), Color.parse(cursor.background)) >= LEAST_CONTRAST


BY_SIGN = {
    Look.CURSOR: "▌ in front",
    Look.CURSOR_AWAY: "▌ in front",
    Look.MARKED: "* in front",
    Look.TITLE_ON: "a heavy rule",
    Look.TITLE: "a thin rule",
    Look.TAB_ON: "[brackets]",
    Look.BAR_OFF: "(parentheses)",
    Look.OFF: "(parentheses)",
    Look.GOOD: "✓",
    Look.WARN: "!",
    Look.BAD: "✗",
    Look.LINE: "a line",
    Look.THUMB: "a block",
}
"""Looks that stand with a sign of their own; test_without_colour finds each on the screen."""
BY_ATTRIBUTE = (Look.STRONG, Look.HEADING, Look.LINK, Look.BAR_KEY)
BY_PLACE = {Look.PLAIN: "what is said", Look.MUTED: "labels beside it, times", Look.BAR: "first and last line"}


def test_every_look_is_told_apart_by_something_else_than_colour() -> None:
    assert {*BY_SIGN, *BY_ATTRIBUTE, *BY_PLACE} == set(Look)


@pytest.mark.parametrize("look", BY_ATTRIBUTE)
@pytest.mark.parametrize("theme", OWN, ids=lambda theme: theme.name)
def test_looks_without_a_sign_have_an_attribute(theme: Theme, look: Look) -> None:
    assert {"bold", "underline"} & set(palette(theme).inks[look].attributes.split())


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(Color.parse("#000000"), Color.parse("#ffffff")) == pytest.approx(21)
    assert contrast(Color.parse("#777777"), Color.parse("#ffffff")) == pytest.approx(4.48, abs=0.01)


def test_attributes_become_style() -> None:
    assert Ink("#ffffff", "#000000", "bold underline").style.underline
