"""The audit log: a hash chain from the first row on.

digest = SHA-256 of the digest before and the row's canonical JSON, so that a changed, added or missing row shows.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from crm_tui.domain.audit import AuditFilter
from crm_tui.store.bodies import canonical
from crm_tui.store.engine import Engine
from crm_tui.store.sql_parts import TRUE, Sql, all_of, any_of

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
    """`rows` were read; `broken_at` is the id of the first row that does not fit, None where all do.

    `last` and `digest` are of the newest row. Rows taken away at the end leave a chain that fits: what shows it is a
    digest that somebody noted before (`AuditLog.holds`), and on SQLite the number of the last row ever written.
    """

    rows: int
    broken_at: int | None = None
    last: int = 0
    digest: str = START

    @property
    def sound(self) -> bool:
        return self.broken_at is None


_ENTRY = "at, actor_id, login, action, target, outcome, rule, door, detail"
_COLUMNS = f"id, {_ENTRY}, previous, digest"
EVERYTHING = AuditFilter()


class AuditLog:
    """The audit rows of one organisation. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def append(self, entry: AuditEntry) -> AuditRow:
        """Write a row at the end of the chain."""
        self.hold()
        previous = self._engine.value("SELECT digest FROM audit ORDER BY id DESC LIMIT 1") or START
        digest = digest_of(previous, entry)
        number = self._engine.insert(
            f"INSERT INTO audit ({_ENTRY}, previous, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (*_values(entry), previous, digest),
        )
        return AuditRow(number, entry, previous, digest)

    def hold(self) -> None:
        """Wait for whoever has written at the end of the chain, and let nobody else until this transaction ends."""
        if self._engine.dialect == "postgresql":
            # Two transactions must not both follow the same row; SQLite's writers stand in a queue already.
            self._engine.rows("SELECT pg_advisory_xact_lock(hashtext(current_schema() || '.audit'))")

    def has(self, row_id: int, digest: str) -> bool:
        """Whether this very row was committed: another one may have come by the number of one that was rolled back."""
        return bool(self._engine.value("SELECT 1 FROM audit WHERE id = ? AND digest = ?", (row_id, digest)))

    def list(
        self, limit: int = 100, before: int | None = None, where: AuditFilter = EVERYTHING
    ) -> tuple[AuditRow, ...]:
        """Up to `limit` rows that meet the filter, newest first; `before`: only those with a smaller id."""
        met = _condition(where)
        older = Sql("id < ?", (before,)) if before is not None else TRUE
        wanted = all_of([older, met])
        rows = self._engine.rows(
            f"SELECT {_COLUMNS} FROM audit WHERE {wanted.text} ORDER BY id DESC LIMIT ?", (*wanted.params, limit)
        )
        return tuple(_row(row) for row in rows)

    def last_id(self) -> int:
        """The id of the newest row; 0 where there is none. Rows are committed in the order of their ids."""
        return int(self._engine.value("SELECT max(id) FROM audit") or 0)

    def acts_after(self, row_id: int, limit: int) -> Sequence[tuple[int, str, str]]:
        """Id, action and target of what was done and not refused, from the oldest on."""
        return self._engine.rows(
            "SELECT id, action, target FROM audit WHERE id > ? AND outcome = 'allowed' ORDER BY id LIMIT ?",
            (row_id, limit),
        )

    def verify(self) -> ChainCheck:
        """Walk the chain from the first row."""
        previous, seen, last = START, 0, 0
        while rows := self._engine.rows(f"SELECT {_COLUMNS} FROM audit WHERE id > ? ORDER BY id LIMIT 1000", (last,)):
            for row in map(_row, rows):
                if row.previous != previous or row.digest != digest_of(previous, row.entry):
                    return ChainCheck(seen, row.id, last, previous)
                previous, seen, last = row.digest, seen + 1, row.id
        return ChainCheck(seen, last + 1 if self._ever_written() > last else None, last, previous)

    def holds(self, digest: str) -> bool:
        """Whether the row of a digest that was noted once is still there. Any row before it is vouched for by it."""
        return bool(self._engine.value("SELECT EXISTS (SELECT 1 FROM audit WHERE digest = ?)", (digest.lower(),)))

    def _ever_written(self) -> int:
        """The number of the last row that was ever committed; PostgreSQL also counts those that were rolled back."""
        if not self._engine.is_sqlite:
            return 0
        return int(self._engine.value("SELECT seq FROM sqlite_sequence WHERE name = 'audit'") or 0)


def _condition(where: AuditFilter) -> Sql:
    same = {"login": where.login.casefold(), "outcome": where.outcome, "rule": where.rule, "door": where.door}
    parts = [Sql(f"{column} = ?", (value,)) for column, value in same.items() if value]
    for column, value, sign in (("action", where.action, "."), ("target", where.target, "/")):
        if value:
            parts.append(_at_or_below(column, value, sign))
    if where.text:
        found = f"%{_literal(where.text.lower())}%"
        texts = [Sql(f"lower({c}) LIKE ? {_ESCAPE}", (found,)) for c in _TEXTS]
        parts.append(any_of([*texts, *(Sql("action = ?", (action,)) for action in where.or_actions)]))
    if where.since is not None:
        parts.append(Sql("at >= ?", (where.since,)))
    if where.until is not None:
        parts.append(Sql("at < ?", (where.until,)))
    return all_of(parts)


def _at_or_below(column: str, value: str, sign: str) -> Sql:
    """The value itself, or with something after a sign: `Leads` and `Leads/7`, `records` and `records.edit`."""
    low = value.lower()
    below = Sql(f"lower({column}) LIKE ? {_ESCAPE}", (f"{_literal(low)}{sign}%",))
    return any_of([Sql(f"lower({column}) = ?", (low,)), below])


def _literal(text: str) -> str:
    """Text for LIKE in which nothing is a wildcard."""
    return "".join(f"!{sign}" if sign in "!%_" else sign for sign in text)


_ESCAPE = "ESCAPE '!'"
_TEXTS = ("login", "action", "target", "detail")


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
