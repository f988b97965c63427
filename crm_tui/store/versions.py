"""The numbers by which open sessions notice that modules, rights or the schema changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from crm_tui.base.messages import message
from crm_tui.domain.errors import Unusable
from crm_tui.store.engine import Engine
from crm_tui.store.schema import SCHEMA_VERSION

T = TypeVar("T")

POLICY = "policy_version"
CATALOG = "catalog_version"
SCHEMA = "schema_version"
_NUMBERS = f"SELECT key, value FROM meta WHERE key IN ('{POLICY}', '{CATALOG}', '{SCHEMA}')"


@dataclass(frozen=True, slots=True)
class VersionNumbers:
    """As of one moment: of rights and people, and of modules and fields."""

    policy: int
    catalog: int


def schema_version(engine: Engine) -> int:
    """The schema that a database has. Unusable where it holds no organisation."""
    if not _has_meta(engine):
        raise Unusable(message("{place} is not a database of crm-tui.", place=engine.place))
    return int(engine.value("SELECT value FROM meta WHERE key = ?", (SCHEMA,)) or 0)


def _has_meta(engine: Engine) -> bool:
    if engine.is_sqlite:
        return bool(engine.value("SELECT 1 FROM sqlite_master WHERE name = 'meta'"))
    return bool(engine.value("SELECT to_regclass('meta') IS NOT NULL"))


class Versions:
    """Reads the numbers and raises them.

    What was raised in a transaction that is still open counts for this thread only, and is never cached: after a
    rollback the same number would come again and mean something else.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._open = threading.local()
        self.seen = VersionNumbers(0, 0)
        """The committed numbers as last read; cheaper than reading them, and at most as old as the last `read()`."""

    def read(self) -> VersionNumbers:
        """The numbers now. `Unusable` where the schema is no longer the one this program knows (DOOR-3)."""
        found = dict(self._engine.rows(_NUMBERS))
        if int(found[SCHEMA]) != SCHEMA_VERSION:
            raise Unusable(message("The data was updated to a new version meanwhile. Close crm-tui and open it again."))
        numbers = VersionNumbers(int(found[POLICY]), int(found[CATALOG]))
        if not self.raised:
            self.seen = numbers
        return numbers

    def bump(self, key: str) -> None:
        """Raise a number; inside `write()`."""
        sql = "UPDATE meta SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT) WHERE key = ?"
        if not self._engine.execute(sql, (key,)):
            raise KeyError(key)
        self._open.raised = self._engine.transaction
        if key == CATALOG:
            times = getattr(self._open, "catalog", (0, 0))[1] + 1
            self._open.catalog = (self._engine.transaction, times)
        # Each time: what an inner transaction asked for is forgotten where it is rolled back.
        self._engine.on_commit(self._committed)

    @property
    def raised(self) -> bool:
        """Whether this thread has raised a number in a transaction that is still open.

        The mark names its transaction, so that one that was rolled back leaves none for the next.
        """
        transaction = self._engine.transaction
        return bool(transaction) and getattr(self._open, "raised", 0) == transaction

    @property
    def open_catalog(self) -> tuple[int, int] | None:
        """What marks the modules and fields of this thread's open transaction, with the number: its own, and how often
        the number was raised; that goes on where a savepoint takes the number back. None where it is as committed."""
        mark: tuple[int, int] = getattr(self._open, "catalog", (0, 0))
        return mark if mark[0] and mark[0] == self._engine.transaction else None

    def _committed(self) -> None:
        self.read()


class Kept(Generic[T]):
    """A value that is read again when the version it was read at is no longer the current one."""

    def __init__(self, read: Callable[[], T]) -> None:
        self._read = read
        self._kept: tuple[int, T] | None = None
        self._open = threading.local()

    def within(self, mark: object) -> T:
        """The value in this thread's open transaction, read again when the mark of what it has changed is another."""
        if getattr(self._open, "mark", None) != mark:
            self._open.value, self._open.mark = self._read(), mark
        value: T = self._open.value
        return value

    def at(self, version: int, *, keep: bool = True) -> T:
        """The value as of a version; `keep` False reads it afresh and forgets it."""
        kept = self._kept
        if keep and kept is not None and kept[0] == version:
            return kept[1]
        value = self._read()
        if keep:
            self._kept = (version, value)
        return value
