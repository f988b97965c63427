"""The audit log: a hash chain from the first row on.

digest = SHA-256 of the digest before and the row's canonical JSON, so that a changed, added or missing row shows.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from crm_tui.store.bodies import canonical
from crm_tui.store.engine import Engine

START = "0" * 64
"""What the first row names as its predecessor."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """What is written down. `outcome` as `allowed`, `refused`; `target` as `Leads/7`; `at` is epoch seconds."""

    at: int
    actor_id: int | None
    login: str
    action: str
    target: str = ""
    outcome: str = ""
    rule: str = ""
    door: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class AuditRow:
    """An entry as it stands in the chain."""

    id: int
    entry: AuditEntry
    previous: str
    digest: str


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """`rows` were read; `broken_at` is the id of the first row that does not fit, None where all do."""

    rows: int
    broken_at: int | None = None

    @property
    def sound(self) -> bool:
        return self.broken_at is None


_ENTRY = "at, actor_id, login, action, target, outcome, rule, door, detail"
_COLUMNS = f"id, {_ENTRY}, previous, digest"


class AuditLog:
    """The audit rows of one organisation. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(self, entry: AuditEntry) -> int:
        """Write a row at the end of the chain; its id."""
        if self._engine.dialect == "postgresql":
            # Two transactions must not both follow the same row; SQLite's writers stand in a queue already.
            self._engine.rows("SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.audit'))")
        previous = self._engine.value("SELECT digest FROM audit ORDER BY id DESC LIMIT 1") or START
        return self._engine.insert(
            f"INSERT INTO audit ({_ENTRY}, previous, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (*_values(entry), previous, digest_of(previous, entry)),
        )

    def list(self, limit: int = 100, before: int | None = None, login: str = "") -> tuple[AuditRow, ...]:
        """Rows, newest first; `before`: only those with a smaller id."""
        rows = self._engine.rows(
            f"SELECT {_COLUMNS} FROM audit WHERE (? = 0 OR id < ?) AND (? = '' OR login = ?) ORDER BY id DESC LIMIT ?",
            (before or 0, before or 0, login, login, limit),
        )
        return tuple(_row(row) for row in rows)

    def verify(self) -> ChainCheck:
        """Walk the chain from the first row."""
        previous, seen, last = START, 0, 0
        while rows := self._engine.rows(f"SELECT {_COLUMNS} FROM audit WHERE id > ? ORDER BY id LIMIT 1000", (last,)):
            for row in map(_row, rows):
                if row.previous != previous or row.digest != digest_of(previous, row.entry):
                    return ChainCheck(seen, row.id)
                previous, seen, last = row.digest, seen + 1, row.id
        return ChainCheck(seen)


def digest_of(previous: str, entry: AuditEntry) -> str:
    """The digest of a row, in hex."""
    text = previous + canonical(dict(zip(_ENTRY.split(", "), _values(entry), strict=True)))
    return hashlib.sha256(text.encode()).hexdigest()


def _values(entry: AuditEntry) -> tuple[str | int | None, ...]:
    return (
        entry.at, entry.actor_id, entry.login, entry.action, entry.target,
        entry.outcome, entry.rule, entry.door, entry.detail,
    )  # fmt: skip


def _row(row: tuple[object, ...]) -> AuditRow:
    return AuditRow(row[0], AuditEntry(*row[1:10]), row[10], row[11])  # type: ignore[arg-type]
