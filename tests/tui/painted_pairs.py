"""The pairs of colours that really stand on a screen: each piece of text with its ground, as a terminal gets it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from rich.color import Color as RichColor
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from textual.app import App
from textual.color import Color

from crm_tui.tui.theme import LEAST_CONTRAST, contrast

XTERM_COLOURS = (
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205), (229, 229, 229),
    (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255), (0, 255, 255),
    (255, 255, 255),
)  # fmt: skip
"""The sixteen colours as xterm comes with them. What a person's terminal makes of them is his own."""
TERMINALS = {
    "light on dark": TerminalTheme((0, 0, 0), (229, 229, 229), [*XTERM_COLOURS[:8]], [*XTERM_COLOURS[8:]]),
    "dark on light": TerminalTheme((255, 255, 255), (0, 0, 0), [*XTERM_COLOURS[:8]], [*XTERM_COLOURS[8:]]),
}
"""What a terminal shows for its default text and background, and for the sixteen colours."""
HIGH_CONTRAST = 7.0
"""WCAG 2 AAA for text: what the theme of that name promises."""
SHAPES = 3.0
"""WCAG 2 AA for what is no text, as a ratio to one."""
DIMMED = 0.5
"""Terminals show the attribute `dim` in about half of the light between text and ground."""


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Text and ground as hexadecimal colours, and a piece of what stands in them."""

    text: str
    ground: str
    sample: str

    @property
    def ratio(self) -> float:
        """Contrast by WCAG, 1 to 21."""
        return contrast(Color.parse(self.text), Color.parse(self.ground))

    @property
    def drawn(self) -> bool:
        """Whether nothing but lines and blocks stands in it: edges, rules, scroll bars."""
        return all("\u2500" <= char <= "\u259f" for char in self.sample)

    def __str__(self) -> str:
        return f"{self.text} on {self.ground} {self.ratio:.2f}: {self.sample!r}"


def painted(app: App[Any], terminal: str) -> set[Pair]:
    """Every pair of the screen on top, one sample for each. What it shows of the screen below counts too."""
    found: dict[tuple[str, str], Pair] = {}
    for segment in segments(app):
        if segment.text.strip():
            pair = pair_of(segment, TERMINALS[terminal])
            known = found.get((pair.text, pair.ground))
            if known is None or known.drawn:
                found[pair.text, pair.ground] = pair
    return set(found.values())


def segments(app: App[Any]) -> Iterator[Segment]:
    """What is on the screen, piece by piece, as the driver is handed it."""
    for strip in app.screen._compositor.render_strips():
        yield from strip


def pair_of(segment: Segment, terminal: TerminalTheme) -> Pair:
    """The colours of a piece as they are seen: defaults and numbers resolved, `reverse` and `dim` applied."""
    style = segment.style or Style.null()
    text = _seen(style.color, terminal, foreground=True)
    ground = _seen(style.bgcolor, terminal, foreground=False)
    if style.reverse:
        text, ground = ground, text
    if style.dim:
        text = ground.blend(text, DIMMED)
    return Pair(text.hex, ground.hex, segment.text.strip()[:20])


def _seen(colour: RichColor | None, terminal: TerminalTheme, *, foreground: bool) -> Color:
    return Color(*(colour or RichColor.default()).get_truecolor(terminal, foreground=foreground))


def unreadable(pairs: Iterable[Pair], least: float = LEAST_CONTRAST) -> list[str]:
    """The pairs of text below a contrast, and those of lines below their own, as words."""
    return [str(pair) for pair in sorted(pairs) if pair.ratio < (SHAPES if pair.drawn else least)]


def faults(app: App[Any]) -> list[str]:
    """The unreadable pairs of the screen as it is; with an ANSI theme, on each kind of terminal."""
    theme = app.current_theme
    least = HIGH_CONTRAST if theme.name == "crm-high-contrast" else LEAST_CONTRAST
    terminals = TERMINALS if theme.ansi else (next(iter(TERMINALS)),)
    return [f"{theme.name}: {fault}" for terminal in terminals for fault in unreadable(painted(app, terminal), least)]
