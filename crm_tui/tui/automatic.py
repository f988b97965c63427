"""The automatic theme (product.md 5.5): light or dark as the terminal is, and no colours where none are wanted."""

from __future__ import annotations

from collections.abc import Mapping

from textual.filter import LineFilter, NoColor

from crm_tui.tui.theme import DEFAULT_THEME

AUTOMATIC = "auto"
"""What is stored for whoever wants the theme to follow the terminal; it is the choice of who never chose, too."""
LIGHT_THEME = "crm-light"
COLOURLESS_THEME = "crm-ansi-16"
"""Says everything by signs, words and attributes: what is left of it without colours is complete."""
WITHOUT_COLOURS: tuple[LineFilter, ...] = (NoColor(),)
"""What each line passes with NO_COLOR. Textual's own filter leaves greys, and black on black of the sixteen colours."""

_LIGHT_GROUNDS = frozenset({"7", "9", "10", "11", "12", "13", "14", "15"})


def automatic(environment: Mapping[str, str]) -> str:
    """The name of the theme for a terminal, by the background that it tells in COLORFGBG; dark where it tells none.

    `COLORFGBG` is `text;background` or `text;default;background` in numbers of the sixteen colours.
    """
    ground = environment.get("COLORFGBG", "").rpartition(";")[2].strip()
    return LIGHT_THEME if ground in _LIGHT_GROUNDS else DEFAULT_THEME
