"""Tags: words that people put on records, one list of words for each module."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.base.text import fold
from crm_tui.store.engine import Engine


@dataclass(frozen=True, slots=True)
class StoredTag:
    """A tag on a record and who put it there; `added_at` is epoch seconds."""

    tag_id: int
    name: str
    added_by: int
    added_at: int


class Tags:
    """The tags of one organisation. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def list(self, record_id: int) -> tuple[StoredTag, ...]:
        """The tags of a record in the order of their names."""
        rows = self._engine.rows(
            "SELECT t.id, t.name, l.added_by, l.added_at FROM tag_link l JOIN tag t ON t.id = l.tag_id"
            " WHERE l.record_id = ?",
            (record_id,),
        )
        return tuple(sorted((StoredTag(*row) for row in rows), key=lambda tag: (fold(tag.name), tag.tag_id)))

    def add(self, module_id: int, record_id: int, name: str, by: int, at: int) -> bool:
        """Put a tag on a record, making the word if it is new; False where it was there already."""
        added = self._engine.execute(
            "INSERT INTO tag_link (tag_id, record_id, added_by, added_at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (self._tag(module_id, name), record_id, by, at),
        )
        return added == 1

    def remove(self, module_id: int, record_id: int, name: str) -> bool:
        """Take a tag off a record; False where it was not there."""
        removed = self._engine.execute(
            "DELETE FROM tag_link WHERE record_id = ? AND tag_id IN"
            " (SELECT id FROM tag WHERE module_id = ? AND name_key = ?)",
            (record_id, module_id, fold(name)),
        )
        return removed > 0

    def suggestions(self, module_id: int, text: str, limit: int = 20) -> tuple[str, ...]:
        """Words of this module that begin with `text`; case and marks do not count."""
        start = fold(text)
        rows = self._engine.rows(
            "SELECT name FROM tag WHERE module_id = ? AND substr(name_key, 1, ?) = ? ORDER BY name_key, id LIMIT ?",
            (module_id, len(start), start, limit),
        )
        return tuple(name for (name,) in rows)

    def _tag(self, module_id: int, name: str) -> int:
        self._engine.execute(
            "INSERT INTO tag (module_id, name, name_key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            (module_id, name, fold(name)),
        )
        tag_id: int = self._engine.value(
            "SELECT id FROM tag WHERE module_id = ? AND name_key = ?", (module_id, fold(name))
        )
        return tag_id
