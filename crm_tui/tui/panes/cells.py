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


def wrap(text: str, cells: int, hang: int = 0) -> list[str]:
    """The lines of a text, broken at blanks where possible and indented as it begins; at least one line.

    `hang`: all but the first stand so many cells further in, as far as there is room.
    """
    text = display_text(text)
    indent = text[: len(text) - len(text.lstrip(" "))]
    cells -= len(indent)
    hang = max(0, min(hang, cells // 2))
    if cells < 1:
        return [""]
    lines: list[str] = []
    line = ""
    for word in text.lstrip(" ").split(" "):
        room = cells - (hang if lines else 0)
        candidate = f"{line} {word}" if line else word
        if cell_len(candidate) <= room:
            line = candidate
            continue
        if line and cell_len(word) > cells - hang and (free := room - cell_len(line) - 1) > 1:
            # A text without blanks, as Chinese is, begins where the line is.
            begun = chop_cells(word, free)[0]
            line, word = f"{line} {begun}", word[len(begun) :]
        lines += [line] if line else []
        *whole, line = chop_cells(word, cells - hang) or [""]
        lines += whole
    first, *more = (*lines, line)
    return [f"{indent}{first}", *(f"{indent}{' ' * hang}{each}" for each in more)]


def strip_of(runs: list[Run], cells: int, fill: Style) -> Strip:
    """One line of exactly so many cells: the runs, then blanks, or cut at the edge."""
    strip = Strip([Segment(display_text(text), style) for text, style in runs if text])
    return strip.adjust_cell_length(cells, fill)
