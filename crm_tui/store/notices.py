"""Notices: what each user is told of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from crm_tui.store.bodies import canonical, parsed
from crm_tui.store.engine import Engine
from crm_tui.store.sql_parts import TRUE, Sql, among

KEPT = 500
"""So many of a user's newest notices stay; of older ones those that he has not read."""
MOST = 2000
"""Beyond so many, unread ones go too: nobody reads them any more, and their number is counted each second."""


@dataclass(frozen=True, slots=True)
class NewNotice:
    """A notice to be written. `kind`: a `NoticeKind`; `data`: marks without people's text, pair by pair."""

    user_id: int
    kind: str
    record_id: int | None = None
    module_id: int | None = None
    item_id: int | None = None
    data: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NoteThere:
    """The note that a notice is about, as it stands now."""

    record_id: int
    text: str
    internal: bool


@dataclass(frozen=True, slots=True)
class ContactThere:
    """The contact that a signal is about, as it stands now."""

    channel: str
    actor_id: int
    source_id: int | None


@dataclass(frozen=True, slots=True)
class StoredNotice:
    """A notice; `at` is epoch seconds. `note`: of a mention, `contact`: of a signal; None where that is gone."""

    id: int
    at: int
    kind: str
    record_id: int | None
    module_id: int | None
    actor_id: int
    data: tuple[tuple[str, str], ...]
    read: bool
    note: NoteThere | None = None
    contact: ContactThere | None = None
    item_id: int | None = None


class NoticeRows:
    """The notices of one organisation. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # Rows that somebody holds are on their way to being read: waiting for him, with the audit chain in hand that
        # he waits for, would be a deadlock. SQLite's writers stand in a queue already.
        self._free = "" if engine.is_sqlite else " FOR UPDATE SKIP LOCKED"
        self._in_order = "" if engine.is_sqlite else " ORDER BY id FOR UPDATE"

    def add(self, new: NewNotice, at: int, actor_id: int) -> int:
        """Tell a user; the notice's id. What he has too many of is forgotten."""
        notice_id = self._engine.insert(
            "INSERT INTO notice (user_id, at, kind, record_id, module_id, actor_id, item_id, data)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                new.user_id, at, str(new.kind), new.record_id, new.module_id, actor_id, new.item_id,
                canonical(dict(new.data)),
            ),
        )  # fmt: skip
        self._forget(new.user_id, KEPT, "n.read_at IS NOT NULL")
        self._forget(new.user_id, MOST, "1 = 1")
        return notice_id

    def list(self, user_id: int, limit: int, before: int | None = None, *, unread: bool = False) -> list[StoredNotice]:
        """A user's notices, newest first; `before`: only those with a smaller id."""
        tests = ["n.user_id = ?", *(["n.id < ?"] if before is not None else [])]
        tests += ["n.read_at IS NULL"] if unread else []
        rows = self._engine.rows(
            "SELECT n.id, n.at, n.kind, n.record_id, n.module_id, n.actor_id, n.data, n.read_at,"
            " n.item_id, o.record_id, o.text, o.internal, c.channel, c.actor_id, c.source_id"
            " FROM notice n LEFT JOIN note o ON n.kind = 'mention' AND o.id = n.item_id"
            " LEFT JOIN interaction c ON n.kind = 'signal' AND c.id = n.item_id AND c.deleted_at IS NULL"
            f" WHERE {' AND '.join(tests)} ORDER BY n.id DESC LIMIT ?",
            (user_id, *(() if before is None else (before,)), limit),
        )
        return [_notice(row) for row in rows]

    def unread(self, user_id: int) -> int:
        """How many a user has not read: counted in an index that holds no others."""
        return int(self._engine.value("SELECT count(*) FROM notice WHERE user_id = ? AND read_at IS NULL", (user_id,)))

    def mark(self, user_id: int, ids: Sequence[int] | None, read_at: int | None) -> int:
        """Mark a user's notices, all where none is named, as read at a moment or as unread; how many changed."""
        named = TRUE if ids is None else among(self._engine.dialect, "id", frozenset(ids))
        still = "read_at IS NULL" if read_at is not None else "read_at IS NOT NULL"
        return self._engine.execute(
            "UPDATE notice SET read_at = ? WHERE id IN"
            f" (SELECT id FROM notice WHERE user_id = ? AND {still} AND {named.text}{self._in_order})",
            (read_at, user_id, *named.params),
        )

    def told(self, kind: str, record_id: int, item_id: int) -> frozenset[int]:
        """The users who were told of something that hangs on a record."""
        rows = self._engine.rows(
            "SELECT user_id FROM notice WHERE record_id = ? AND kind = ? AND item_id = ?", (record_id, kind, item_id)
        )
        return frozenset(user_id for (user_id,) in rows)

    def take_back(
        self, kind: str, record_id: int, item_id: int | None = None, users: frozenset[int] | None = None
    ) -> int:
        """Take notices away that nobody has read yet, of all users or of these; how many."""
        item = TRUE if item_id is None else Sql("item_id = ?", (item_id,))
        whose = TRUE if users is None else among(self._engine.dialect, "user_id", users)
        return self._engine.execute(
            "DELETE FROM notice WHERE id IN (SELECT id FROM notice WHERE record_id = ? AND kind = ?"
            f" AND read_at IS NULL AND {item.text} AND {whose.text}{self._free})",
            (record_id, kind, *item.params, *whose.params),
        )

    def take_back_item(self, kind: str, item_id: int) -> int:
        """Take away what nobody has read yet of something that hangs on no record; how many."""
        return self._engine.execute(
            "DELETE FROM notice WHERE id IN (SELECT id FROM notice WHERE kind = ? AND item_id = ? AND read_at IS NULL"
            f"{self._free})",
            (kind, item_id),
        )

    def mark_item(self, user_id: int, kind: str, item_id: int, read_at: int) -> int:
        """Mark what a user has not read yet of something that hangs on no record as read; how many."""
        return self._engine.execute(
            "UPDATE notice SET read_at = ? WHERE id IN (SELECT id FROM notice WHERE user_id = ? AND kind = ?"
            f" AND item_id = ? AND read_at IS NULL{self._in_order})",
            (read_at, user_id, kind, item_id),
        )

    def _forget(self, user_id: int, kept: int, test: str) -> None:
        """Forget a user's notices behind so many newer ones."""
        self._engine.execute(
            f"DELETE FROM notice WHERE id IN (SELECT n.id FROM notice n WHERE n.user_id = ? AND {test} AND n.id <="
            f" (SELECT id FROM notice WHERE user_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?){self._free})",
            (user_id, user_id, kept),
        )


def _notice(row: tuple[Any, ...]) -> StoredNotice:
    notice_id, at, kind, record_id, module_id, actor_id, data, read_at, item_id, *there = row
    note_on, text, internal, channel, contact_of, source_id = there
    note = NoteThere(note_on, text, bool(internal)) if note_on is not None else None
    contact = ContactThere(channel, contact_of, source_id) if channel is not None else None
    marks = tuple((str(name), str(value)) for name, value in parsed(data).items())
    read = read_at is not None
    return StoredNotice(notice_id, at, kind, record_id, module_id, actor_id, marks, read, note, contact, item_id)
