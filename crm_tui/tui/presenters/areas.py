"""Areas as sections of lines; and what the key of a line names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.record import heading


@dataclass(frozen=True, slots=True)
class Shelf:
    """A section as it is shown. `lines` None: on their way. `empty`: what a section without lines says.

    A section without a title has no heading of its own: its lines hold their own.
    """

    id: str
    title: str = ""
    empty: str = ""
    lines: tuple[Line, ...] | None = None


def shelf_lines(shelves: Iterable[Shelf]) -> list[tuple[str, Line]]:
    """All lines of the sections, each with the id of its section."""
    found: list[tuple[str, Line]] = []
    for shelf in shelves:
        lines = [heading(shelf.title)] if shelf.title else []
        lines += shelf.lines or [_nothing(shelf)]
        if found:
            found.append(("", Line()))
        found += [(shelf.id, line) for line in lines]
    return found


def _nothing(shelf: Shelf) -> Line:
    words = "…" if shelf.lines is None else shelf.empty
    return Line(f"  {words}", tone=Tone.MUTED, wrap=True)


def record_key(module: str, record_id: int, mark: str = "") -> str:
    """The key of a line that names a record, as `record:Leads/7`; `mark` tells two lines of one record apart."""
    return f"record:{module}/{record_id}" + (f"#{mark}" if mark else "")


def record_named(key: str) -> tuple[str, int] | None:
    """Module and id of the record that a line's key names, None where it names none."""
    kind, _colon, rest = key.partition(":")
    module, _slash, number = rest.partition("#")[0].partition("/")
    return (module, int(number)) if kind == "record" and number.isdigit() else None


def mark_of(key: str) -> str:
    """What stands behind the record in a line's key."""
    return key.partition("#")[2]
