"""The promises of one organisation (AC57)."""

from __future__ import annotations

from crm_tui.domain.promises import Must, Promise, Subject
from crm_tui.store.engine import Engine

_VALUES = "label, subject, name, action, must, module, field, criteria"


class PromiseRows:
    """Reads and writes promises. Writing needs an open `engine.write()`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def all(self) -> tuple[Promise, ...]:
        """All of them, oldest first."""
        return tuple(_promise(row) for row in self._engine.rows(f"SELECT id, {_VALUES} FROM promise ORDER BY id"))

    def some(self) -> bool:
        """Whether there is one."""
        return bool(self._engine.value("SELECT EXISTS (SELECT 1 FROM promise)"))

    def add(self, promise: Promise, by: int, at: int) -> int:
        """A new one; its id."""
        return self._engine.insert(
            f"INSERT INTO promise ({_VALUES}, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " RETURNING id",
            (*_held(promise), by, at),
        )

    def replace(self, promise: Promise) -> None:
        """What it says from now on."""
        sets = ", ".join(f"{column} = ?" for column in _VALUES.split(", "))
        self._engine.execute(f"UPDATE promise SET {sets} WHERE id = ?", (*_held(promise), promise.id))

    def delete(self, promise_id: int) -> None:
        """Remove one."""
        self._engine.execute("DELETE FROM promise WHERE id = ?", (promise_id,))


def _promise(row: tuple[object, ...]) -> Promise:
    number, label, subject, name, action, must, module, field, criteria = map(str, row)
    return Promise(int(number), label, Subject(subject), name, action, Must(must), module, field, criteria)


def _held(p: Promise) -> tuple[str, ...]:
    return p.label, p.subject.value, p.name, p.action, p.must.value, p.module, p.field, p.criteria
