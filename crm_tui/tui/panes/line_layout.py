"""Labelled lines laid out for a width: pairs where there is room, long values broken, labels in a column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_tui.tui.panes.cells import width, wrap
from crm_tui.tui.presenters.lines import Line

WIDE = 64
"""Cells from which fields stand in two columns."""
LABEL = 22
"""Most cells of a label."""
INDENT = 2
"""Cells that the further rows of a value stand in, where its columns have no room."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a painted row: the number of its line, and the words of it that stand on this row."""

    at: int
    line: Line
    value: str
    first: bool = True


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a tab laid out for a width: rows of one or two pieces, and where each line starts."""

    rows: tuple[tuple[Piece, ...], ...] = ()
    first_row: tuple[int, ...] = ()
    label: int = 0


def lay_out(lines: Sequence[Line], cells: int) -> Body:
    """Pair `half` lines where the pane is wide, wrap long values, line the labels up."""
    wide = cells >= WIDE
    label = min(LABEL, max((width(line.label) for line in lines), default=0))
    rows: list[tuple[Piece, ...]] = []
    first_row: list[int] = []
    half_open = False
    for at, line in enumerate(lines):
        piece = Piece(at, line, line.value)
        if wide and line.half and half_open:
            rows[-1] = (*rows[-1], piece)
            first_row.append(len(rows) - 1)
            half_open = False
            continue
        first_row.append(len(rows))
        room = cells - 2 - (label + 1 if line.label else 0) - (width(line.sign) + 1 if line.sign else 0)
        words = _wrapped(line, room - note_width(line, room)) if line.wrap else [line.value]
        rows += [(Piece(at, line, word, n == 0),) for n, word in enumerate(words)]
        half_open = line.half
    return Body(tuple(rows), tuple(first_row), label)


def _wrapped(line: Line, room: int) -> list[str]:
    """A long value; columns within it give way where they would leave too little room for its words."""
    if line.close and width(whole := f"{line.value} {line.close}") <= room:
        return [whole]
    if line.hang * 3 <= room:
        return wrap(line.value, room, line.hang)
    return wrap(" ".join(line.value.split()), room, INDENT)


def note_width(line: Line, room: int) -> int:
    """Cells that the note of a line takes on the right, the gap before it included: half of the room at most."""
    return min(width(line.note), max(0, room // 2 - 1)) + 1 if line.note else 0
