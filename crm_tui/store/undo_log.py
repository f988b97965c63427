"""What can be taken back: one entry for each act, with the steps that take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from crm_tui.store.bodies import canonical, held_in, held_out, parsed
from crm_tui.store.engine import Engine
from crm_tui.store.plans import Held


class UndoState(StrEnum):
    """Where an entry stands."""

    OPEN = "open"
    DONE = "done"
    REDO = "redo"
    EXPIRED = "expired"
    FINAL = "final"  # cannot be taken back, and stands before what was done earlier


@dataclass(frozen=True, slots=True)
class UndoStep:
    """One step that takes something back.

    `kind` names the act that is taken back, in the words of whoever writes and replays it (`edited`, `deleted` …).
    `values`: field by API name -> what it held before; `after`: what the act put there, to see whether somebody
    else changed it since. `version` is the record's version after the act. `detail` holds further words, such as
    a note's text; `item_id` the note, tag or attachment.
    """

    kind: str
    module_id: int = 0
    record_id: int = 0
    values: tuple[tuple[str, Held], ...] = ()
    after: tuple[tuple[str, Held], ...] = ()
    version: int = 0
    item_id: int = 0
    detail: str = ""


@dataclass(frozen=True, slots=True)
class StoredUndo:
    """One act that can be taken back; `at` is epoch seconds."""

    id: int
    actor_id: int
    at: int
    title: str
    steps: tuple[UndoStep, ...]
    state: UndoState


_COLUMNS = "id, actor_id, at, title, steps, state"


class UndoLog:
    """The undo entries of one organisation. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def add(self, actor_id: int, at: int, title: str, steps: Sequence[UndoStep]) -> int:
        """Write an entry; its id. Without steps it is one that cannot be taken back."""
        state = UndoState.OPEN if steps else UndoState.FINAL
        return self._engine.insert(
            "INSERT INTO undo (actor_id, at, title, steps, state) VALUES (?, ?, ?, ?, ?) RETURNING id",
            (actor_id, at, title, canonical([_step_out(step) for step in steps]), state.value),
        )

    def get(self, undo_id: int) -> StoredUndo | None:
        """One entry, or None."""
        row = self._engine.row(f"SELECT {_COLUMNS} FROM undo WHERE id = ?", (undo_id,))
        return _undo(row) if row else None

    def last(self, actor_id: int, state: UndoState = UndoState.OPEN) -> StoredUndo | None:
        """A user's latest entry in this state: open for undo, redo for what an undo took back."""
        row = self._engine.row(
            f"SELECT {_COLUMNS} FROM undo WHERE actor_id = ? AND state = ? ORDER BY id DESC LIMIT 1",
            (actor_id, state.value),
        )
        return _undo(row) if row else None

    def set_state(self, undo_id: int, state: UndoState) -> None:
        """Mark an entry as taken back, open again or expired."""
        self._engine.execute("UPDATE undo SET state = ? WHERE id = ?", (state.value, undo_id))

    def expire(self, before: int) -> int:
        """Close open entries that are older than this moment, in epoch seconds; how many."""
        return self._engine.execute("UPDATE undo SET state = 'expired' WHERE state = 'open' AND at < ?", (before,))


def _step_out(step: UndoStep) -> dict[str, object]:
    parts: dict[str, object] = {"kind": step.kind}
    for name in ("module_id", "record_id", "version", "item_id", "detail"):
        if value := getattr(step, name):
            parts[name] = value
    for name, pairs in (("values", step.values), ("after", step.after)):
        if pairs:
            parts[name] = [[field, held_out(value)] for field, value in pairs]
    return parts


def _undo(row: tuple[int, int, int, str, str, str]) -> StoredUndo:
    steps = tuple(
        UndoStep(**{**part, **{name: _pairs(part[name]) for name in ("values", "after") if name in part}})
        for part in parsed(row[4])
    )
    return StoredUndo(row[0], row[1], row[2], row[3], steps, UndoState(row[5]))


def _pairs(parts: list[list[object]]) -> tuple[tuple[str, Held], ...]:
    return tuple((str(name), held_in(value)) for name, value in parts)
