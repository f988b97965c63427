"""Which columns of a list fit into a pane, and how wide each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_tui.tui.presenters.lines import Column

GAP = 2
"""Cells between two columns."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A column that is shown: its place in the row's cells, its first cell on screen, its width in cells."""

    index: int
    start: int
    width: int
    column: Column


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns shown; `left` and `right` tell whether more stand outside of the pane."""

    placed: tuple[Placed, ...] = ()
    left: bool = False
    right: bool = False


def lay_out(columns: Sequence[Column], room: int, shift: int = 0) -> Layout:
    """Fit columns into so many cells: the first one always, then those from `shift` on while their least fits."""
    if not columns or room < 1:
        return Layout()
    order = [0, *range(1 + min(shift, len(columns) - 1), len(columns))]
    shown = _fitting(columns, order, room)
    widths = _shared_out([columns[i] for i in shown], room - GAP * (len(shown) - 1))
    placed, start = [], 0
    for index, cells in zip(shown, widths, strict=True):
        placed.append(Placed(index, start, cells, columns[index]))
        start += cells + GAP
    return Layout(tuple(placed), left=shift > 0 and len(columns) > 1, right=shown[-1] != order[-1])


def _fitting(columns: Sequence[Column], order: Sequence[int], room: int) -> list[int]:
    shown = [order[0]]
    used = columns[order[0]].least
    for index in order[1:]:
        used += GAP + columns[index].least
        if used > room:
            break
        shown.append(index)
    return shown


def _shared_out(columns: Sequence[Column], room: int) -> list[int]:
    widths = [min(column.least, room) for column in columns]
    spare = room - sum(widths)
    growing = [i for i, column in enumerate(columns) if column.weight and widths[i] < column.most]
    while spare > 0 and growing:
        weight = sum(columns[i].weight for i in growing)
        for i in list(growing):
            more = min(max(1, spare * columns[i].weight // weight), columns[i].most - widths[i], room - sum(widths))
            widths[i] += more
        spare = room - sum(widths)
        growing = [i for i in growing if widths[i] < columns[i].most]
    return widths
