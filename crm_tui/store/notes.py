"""Notes on records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crm_tui.store.engine import Engine


@dataclass(frozen=True, slots=True)
class StoredNote:
    """A note; times are epoch seconds. `internal`: kept from requesters (Q12)."""

    id: int
    record_id: int
    author_id: int
    text: str
    created_at: int
    edited_at: int | None
    internal: bool = False


_COLUMNS = "id, record_id, author_id, text, created_at, edited_at, internal"


class Notes:
    """The notes of one organisation. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list(self, record_id: int) -> tuple[StoredNote, ...]:
        """The notes of a record, newest first."""
        rows = self._engine.rows(f"SELECT {_COLUMNS} FROM note WHERE record_id = ? ORDER BY id DESC", (record_id,))
        return tuple(map(_note, rows))

    def count(self, record_id: int, *, internal: bool = True) -> int:
        """How many notes a record has, internal ones among them where these count."""
        return int(
            self._engine.value(
                "SELECT count(*) FROM note WHERE record_id = ? AND internal <= ?", (record_id, int(internal))
            )
        )

    def get(self, note_id: int) -> StoredNote | None:
        """One note, or None where there is none of this id."""
        row = self._engine.row(f"SELECT {_COLUMNS} FROM note WHERE id = ?", (note_id,))
        return _note(row) if row else None

    def add(self, record_id: int, author_id: int, text: str, at: int, *, internal: bool = False) -> int:
        """Put a note on a record; its id."""
        return self._engine.insert(
            "INSERT INTO note (record_id, author_id, text, created_at, internal) VALUES (?, ?, ?, ?, ?) RETURNING id",
            (record_id, author_id, text, at, int(internal)),
        )

    def put_back(self, note: StoredNote) -> None:
        """Put a deleted note back under its old id: for undo."""
        self._engine.execute(
            f"INSERT INTO note ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                note.id, note.record_id, note.author_id, note.text, note.created_at, note.edited_at,
                int(note.internal),
            ),
        )  # fmt: skip

    def edit(self, note_id: int, text: str, at: int) -> bool:
        """Change a note's text; False where there is none."""
        return self._engine.execute("UPDATE note SET text = ?, edited_at = ? WHERE id = ?", (text, at, note_id)) == 1

    def delete(self, note_id: int) -> bool:
        """Take a note away; False where there is none."""
        return self._engine.execute("DELETE FROM note WHERE id = ?", (note_id,)) == 1


def _note(row: tuple[Any, ...]) -> StoredNote:
    note_id, record_id, author_id, text, created_at, edited_at, internal = row
    return StoredNote(note_id, record_id, author_id, text, created_at, edited_at, bool(internal))
