"""Jump labels: short words of letters over the lines of a pane, and how they lie over what is painted there."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

LETTERS = "asdfghjklqwertyuiopzxcvbnm"
"""The home row first: what is labelled first is nearest to the fingers."""


class Spot(NamedTuple):
    """A line that can be chosen: its key, as the pane names it, and the cell where its label stands."""

    key: str
    x: int
    y: int


class Label(NamedTuple):
    """A word of letters at a cell of a pane."""

    x: int
    text: str


def label_words(number: int) -> list[str]:
    """So many labels of one or two letters, none the start of another; short ones and home-row letters first.

    Of more lines than there are pairs of letters (676), the last ones get no label.
    """
    letters = len(LETTERS)
    firsts = min(letters, max(0, -(-(number - letters) // (letters - 1))))
    single = LETTERS[: letters - firsts]
    double = ("".join(pair) for pair in product(LETTERS[letters - firsts :], LETTERS))
    return [*single, *double][:number]


def overlaid(strip: Strip, labels: Sequence[Label], style: Style) -> Strip:
    """A painted line with labels over it; as wide as before."""
    cells = strip.cell_length
    for label in labels:
        text = label.text[: max(0, cells - label.x)]
        end = label.x + len(text)
        strip = Strip.join([strip.crop(0, label.x), Strip([Segment(text, style)]), strip.crop(end, cells)])
    return strip
