"""Contacts with customers that have no record of their own, as e-mails and forms: written, marked, moved, removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from crm_tui.store.bodies import canonical, parsed
from crm_tui.store.engine import Engine
from crm_tui.store.sql_parts import among


@dataclass(frozen=True, slots=True)
class NewContact:
    """A contact to be written. `at`: epoch seconds; `by`: who enters it, where that is not the actor."""

    at: int
    channel: str
    direction: str
    status: str
    actor_id: int
    record_id: int
    subject: str = ""
    people: str = ""
    body: str = ""
    minutes: int | None = None
    by: int | None = None


@dataclass(frozen=True, slots=True)
class StoredContact:
    """A contact as it stands; of one with a source the words are empty and `record_id` is None.

    `marks`: mark -> how often; `by`: who entered it.
    """

    id: int
    at: int
    channel: str
    direction: str
    status: str
    actor_id: int
    source_id: int | None
    record_id: int | None
    deleted: bool
    marks: Mapping[str, int]
    by: int
    body: str = ""


class Mark(NamedTuple):
    """What became of a contact: its status from then on, and how often each mark was made."""

    status: str
    counts: Mapping[str, int]
    at: int


_NEW = "at, channel, direction, status, minutes, actor_id, record_id, data, subject, people, body"
_STORED = "id, at, channel, direction, status, actor_id, source_id, record_id, deleted_at, data, body"


class Interactions:
    """The contacts of one organisation. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def get(self, number: int) -> StoredContact | None:
        """One contact, deleted or not; None where there is none."""
        row = self._engine.row(f"SELECT {_STORED} FROM interaction WHERE id = ?", (number,))
        return _contact(row) if row else None

    def of_source(self, source_id: int) -> StoredContact | None:
        """The contact that a record is; None where it is none."""
        row = self._engine.row(f"SELECT {_STORED} FROM interaction WHERE source_id = ?", (source_id,))
        return _contact(row) if row else None

    def links(self, number: int) -> dict[int, int]:
        """The records in whose streams a contact stands: record id -> module id."""
        rows = self._engine.rows(
            "SELECT r.id, r.module_id FROM interaction_link l JOIN record r ON r.id = l.record_id"
            " WHERE l.interaction_id = ? ORDER BY r.id",
            (number,),
        )
        return dict(rows)

    def add(self, new: NewContact) -> int:
        """Write a contact; its id."""
        data = canonical({"by": new.by} if new.by is not None else {})
        number = self._engine.insert(
            f"INSERT INTO interaction ({_NEW}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (
                new.at, new.channel, new.direction, new.status, new.minutes, new.actor_id, new.record_id, data,
                new.subject, new.people, new.body,
            ),
        )  # fmt: skip
        self._engine.execute(
            "INSERT INTO interaction_link (record_id, at, interaction_id) VALUES (?, ?, ?)",
            (new.record_id, new.at, number),
        )
        return number

    def mark(self, contact: StoredContact, mark: Mark) -> None:
        """Write down what became of a contact."""
        data = {"marks": dict(mark.counts), "marked_at": mark.at} | ({"by": contact.by} if contact.by else {})
        self._engine.execute(
            "UPDATE interaction SET status = ?, data = ? WHERE id = ?", (mark.status, canonical(data), contact.id)
        )

    def delete(self, number: int, at: int) -> bool:
        """Take a contact out of the streams; False where it is not in them."""
        return (
            self._engine.execute(
                "UPDATE interaction SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL", (at, number)
            )
            == 1
        )

    def put_back(self, number: int) -> bool:
        """Put a deleted contact back; False where there is none."""
        return (
            self._engine.execute(
                "UPDATE interaction SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL", (number,)
            )
            == 1
        )

    def move(self, from_record: int, to_record: int) -> tuple[int, ...]:
        """Hang the contacts of a record without a source on another one: for conversion and merges (I27).

        Those with a source go with it. Gives the ids of what was moved, deleted ones too, for `move_back`.
        """
        rows = self._engine.rows(
            "SELECT id FROM interaction WHERE record_id = ? AND source_id IS NULL ORDER BY id", (from_record,)
        )
        moved = tuple(number for (number,) in rows)
        self.move_back(moved, to_record)
        return moved

    def move_back(self, moved: Iterable[int], to_record: int) -> None:
        """Hang these contacts on a record."""
        numbers = frozenset(moved)
        for column, table in (("id", "interaction"), ("interaction_id", "interaction_link")):
            here = among(self._engine.dialect, column, numbers)
            self._engine.execute(f"UPDATE {table} SET record_id = ? WHERE {here.text}", (to_record, *here.params))


def _contact(row: tuple[Any, ...]) -> StoredContact:
    number, at, channel, direction, status, actor_id, source_id, record_id, deleted_at, data, body = row
    held = parsed(data)
    return StoredContact(
        number, at, channel, direction, status, actor_id, source_id, record_id, deleted_at is not None,
        held.get("marks", {}), held.get("by") or 0, body,
    )  # fmt: skip
