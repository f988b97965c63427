"""Colours: themes from data files, and the looks that line-painted panes use.

A look is a pair of colours with text attributes, named by what it says (`cursor`, `warn`). Our own themes write
every look down; for a built-in theme the looks are derived from its colours and corrected to 4.5:1.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from rich.style import Style
from textual.color import Color
from textual.theme import Theme

from crm_tui.base.resources import themes_folder

LEAST_CONTRAST = 4.5
"""WCAG 2 AA for text, as a ratio to one."""

DEFAULT_THEME = "crm-dark"


class Look(StrEnum):
    """What a piece of a pane says. Each is told apart without colour too: by a sign, a word or an attribute."""

    PLAIN = "plain"
    MUTED = "muted"  # labels, placeholders, times
    STRONG = "strong"
    HEADING = "heading"  # section titles, column titles
    LINK = "link"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    OFF = "off"  # greyed, always in parentheses
    LINE = "line"  # rules and edges between panes
    TITLE = "title"  # title of a pane
    TITLE_ON = "title_on"  # title of the pane that has the keyboard
    CURSOR = "cursor"
    CURSOR_AWAY = "cursor_away"  # the cursor of a pane that has not the keyboard
    MARKED = "marked"
    THUMB = "thumb"
    BAR = "bar"  # head and footer
    BAR_KEY = "bar_key"
    BAR_OFF = "bar_off"
    TAB_ON = "tab_on"


@dataclass(frozen=True, slots=True)
class Ink:
    """One look of one theme: colours as CSS text, and Rich attributes such as `bold reverse`."""

    text: str
    background: str
    attributes: str = ""

    @property
    def style(self) -> Style:
        """The Rich style that segments carry."""
        colours = Style.from_color(Color.parse(self.text).rich_color, Color.parse(self.background).rich_color)
        return colours + Style.parse(self.attributes) if self.attributes else colours


@dataclass(frozen=True)
class Palette:
    """All looks of a theme, ready to paint. `background` is what line filters blend with."""

    inks: Mapping[Look, Ink]
    styles: Mapping[Look, Style]
    background: Color
    ansi: bool


def themes() -> tuple[Theme, ...]:
    """Our own themes, for `App.register_theme`, the default one first."""
    loaded = [theme for theme, _inks in _own().values()]
    return tuple(sorted(loaded, key=lambda theme: (theme.name != DEFAULT_THEME, theme.name)))


def palette(theme: Theme) -> Palette:
    """The looks of a theme; one object for each name, so that it can be compared by identity."""
    known = _palettes.get(theme.name)
    if known is None:
        own = _own().get(theme.name)
        inks = own[1] if own else derived(theme)
        styles = {look: ink.style for look, ink in inks.items()}
        known = Palette(inks, styles, Color.parse(inks[Look.PLAIN].background), theme.ansi)
        _palettes[theme.name] = known
    return known


_palettes: dict[str, Palette] = {}


@lru_cache(maxsize=1)
def _own() -> dict[str, tuple[Theme, dict[Look, Ink]]]:
    read = (read_theme(path) for path in sorted(themes_folder().glob("*.toml")))
    return {theme.name: (theme, inks) for theme, inks in read}


def read_theme(path: Path) -> tuple[Theme, dict[Look, Ink]]:
    """A theme file: `name`, `dark`, `ansi`, [colors] of Textual, [variables] of CSS, [looks] of panes.

    Raises KeyError for a missing look and ValueError for an unknown one.
    """
    data: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    theme = Theme(
        name=data["name"],
        dark=data.get("dark", True),
        ansi=data.get("ansi", False),
        variables=dict(data.get("variables", {})),
        **data["colors"],
    )
    inks = {Look(name): Ink(*parts) for name, parts in data["looks"].items()}
    return theme, {look: inks[look] for look in Look}


def derived(theme: Theme) -> dict[Look, Ink]:
    """Looks for a theme that is not ours, from the colours it has, each pair readable."""
    colours = theme.to_color_system().generate()
    back, bar = _solid(colours["background"], theme), _solid(colours["panel"], theme)
    front = _solid(colours["foreground"], theme)
    if theme.ansi:
        return {look: Ink("ansi_default", "ansi_default", _ATTRIBUTES.get(look, "")) for look in Look}
    fronts = {look: _solid(colours[_VARIABLES[look]], theme) if look in _VARIABLES else front for look in Look}
    backs = {look: bar if look.startswith("bar") else back for look in Look}
    fronts[Look.CURSOR], backs[Look.CURSOR] = back, front
    return {look: Ink(_readable(fronts[look], backs[look]).hex, backs[look].hex, _BOLD.get(look, "")) for look in Look}


_VARIABLES = {
    Look.HEADING: "primary",
    Look.LINK: "primary",
    Look.GOOD: "success",
    Look.WARN: "warning",
    Look.BAD: "error",
    Look.BAR_KEY: "accent",
    Look.TITLE_ON: "accent",
    Look.TAB_ON: "accent",
}
_BOLD = {Look.STRONG: "bold", Look.TITLE_ON: "bold", Look.TAB_ON: "bold underline", Look.LINK: "underline"}
_ATTRIBUTES = {**_BOLD, Look.CURSOR: "reverse", Look.CURSOR_AWAY: "bold", Look.MARKED: "bold", Look.TITLE_ON: "reverse"}


def _solid(text: str, theme: Theme) -> Color:
    colour = Color.parse("black" if theme.dark else "white") if text in ("transparent", "initial") else None
    return colour or Color.parse(text).with_alpha(1.0)


def _readable(text: Color, background: Color) -> Color:
    return text if contrast(text, background) >= LEAST_CONTRAST else background.get_contrast_text(1.0)


def contrast(one: Color, other: Color) -> float:
    """The WCAG contrast ratio of two opaque colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
