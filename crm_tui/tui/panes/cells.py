"""Text in terminal cells: fitted, cut and wrapped by width, never by number of characters.

Every line that a pane paints is made by `strip_of`, so it is also the last sink: what a presenter let through raw
is made safe here, and can neither move the cursor nor write the clipboard.
"""

from __future__ import annotations

from rich.cells import cell_len, chop_cells, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from crm_tui.base.text import display_text

ELLIPSIS = "…"

Run = tuple[str, Style]
"""Text of one style, already fitted."""


def width(text: str) -> int:
    """How many cells a text takes."""
    return cell_len(display_text(text))


def cut(text: str, cells: int) -> str:
    """The text if it fits, else its start and an ellipsis."""
    text = display_text(text)
    if cell_len(text) <= cells:
        return text
    return set_cell_size(text, cells - 1).rstrip() + ELLIPSIS if cells > 0 else ""


def fit(text: str, cells: int, *, right: bool = False) -> str:
    """The text in exactly so many cells, cut or padded; numbers stand right."""
    text = cut(text, cells)
    space = " " * (cells - cell_len(text))
    return space + text if right else text + space


def wrap(text: str, cells: int) -> list[str]:
    """The lines of a text, broken at blanks where possible and indented as it begins; at least one line."""
    text = display_text(text)
    indent = text[: len(text) - len(text.lstrip(" "))]
    cells -= len(indent)
    if cells < 1:
        return [""]
    lines: list[str] = []
    line = ""
    for word in text.lstrip(" ").split(" "):
        candidate = f"{line} {word}" if line else word
        if cell_len(candidate) <= cells:
            line = candidate
            continue
        lines += [line] if line else []
        *whole, line = chop_cells(word, cells) or [""]
        lines += whole
    return [f"{indent}{each}" for each in (*lines, line)]


def strip_of(runs: list[Run], cells: int, fill: Style) -> Strip:
    """One line of exactly so many cells: the runs, then blanks, or cut at the edge."""
    strip = Strip([Segment(display_text(text), style) for text, style in runs if text])
    return strip.adjust_cell_length(cells, fill)
