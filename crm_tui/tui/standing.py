"""Where the cursor of a list stands, so that it stands there again when the list is read anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm_tui.tui.list_source import ListSource, Loaded
from crm_tui.tui.panes.row_pages import PAGE

NEIGHBOURS = 64
"""Rows after the cursor, and before it, that are remembered: where its record is gone, the next one is looked for."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The record under the cursor, its place, the ids that follow it and those before it, the nearest first.

    `rows` are in view, of which `above` stand above the cursor.
    """

    record_id: int
    index: int
    after: tuple[int, ...] = ()
    before: tuple[int, ...] = ()
    above: int = 0
    rows: int = 1


@dataclass(frozen=True, slots=True)
class Found:
    """A list that was read anew, with the pages in view; `at` is where the cursor belongs, as (place, record id).

    `gone`: the record on which it stood is no longer in the list.
    """

    source: ListSource
    pages: list[Loaded]
    at: tuple[int, int] | None = None
    gone: bool = False


def find(source: ListSource, standing: Standing | None, place_of: Callable[[int], int | None]) -> Found:
    """Read a list from its start and around where the cursor belongs now; runs in a thread."""
    pages = {0: source.load(0)}
    source.keep(pages[0])
    if standing is None:
        return Found(source, list(pages.values()))
    place = _near(source, pages, standing)
    gone = place is None and (place := place_of(standing.record_id)) is None
    record_id, index = standing.record_id, place
    if gone:
        record_id, index = _next(source, pages, standing)
    at = None if index is None else (index, record_id)
    top = (standing.index if index is None else index) - standing.above
    for row in (top, top + standing.rows):
        _load(source, pages, row)
    return Found(source, list(pages.values()), at, gone)


def _load(source: ListSource, pages: dict[int, Loaded], row: int) -> Loaded:
    """The page on which a row stands."""
    start = max(0, row) // PAGE * PAGE
    if start not in pages:
        pages[start] = source.load(start)
        source.keep(pages[start])
    return pages[start]


def _near(source: ListSource, pages: dict[int, Loaded], standing: Standing) -> int | None:
    """The record's place, if it is on the same page still, on the first one, or on one beside it."""
    beside = PAGE if standing.index % PAGE >= PAGE // 2 else -PAGE
    for start in (standing.index, 0, standing.index + beside, standing.index - beside):
        if start >= 0 and (place := _on(_load(source, pages, start), standing.record_id)) is not None:
            return place
    return None


def _on(page: Loaded, record_id: int) -> int | None:
    return next((page.start + n for n, row in enumerate(page.rows) if row.id == record_id), None)


def _next(source: ListSource, pages: dict[int, Loaded], standing: Standing) -> tuple[int, int | None]:
    """The nearest of its old neighbours that is still near: the next one, else the one before."""
    here = {row.id: page.start + n for page in pages.values() for n, row in enumerate(page.rows)}
    found = next((one for one in (*standing.after, *standing.before) if one in here), None)
    return (found, here[found]) if found is not None else (standing.record_id, None)
