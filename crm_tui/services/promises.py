"""Promises: the organisation's own tests of its access (AC57)."""

from __future__ import annotations

from crm_tui.domain.promises import Kept, Promise
from crm_tui.services.gate import Gate
from crm_tui.services.session import Session


class Promises:
    """The verbs on promises; all need `access.promises`. The gate asks them at each change of rights."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate, self._store = session, gate, session.store

    def list(self) -> tuple[Promise, ...]:
        """All promises, oldest first."""
        raise NotImplementedError

    def save(self, promise: Promise) -> int:
        """A new one where `id` is 0, else the one of this id anew; its id. Invalid: unknown words. A promise that does
        not hold now is refused, so that a saved one always held."""
        raise NotImplementedError

    def delete(self, promise_id: int) -> None:
        """Remove one."""
        raise NotImplementedError

    def check(self) -> tuple[Kept, ...]:
        """How each stands now, over all present users."""
        raise NotImplementedError
