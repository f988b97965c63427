"""Reading the audit log, for whoever may (`org.audit`)."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.base.messages import message
from crm_tui.domain.audit import OUTCOMES, AuditFilter
from crm_tui.domain.errors import Invalid
from crm_tui.services.gate import Gate, Target
from crm_tui.services.session import Session
from crm_tui.store.audit import EVERYTHING, AuditLog, AuditRow, ChainCheck

__all__ = ["Audit", "AuditRow", "ChainCheck"]

MOST = 10_000
"""Rows at once."""


class Audit:
    """Who did what, refused attempts included, in a hash chain.

    It is read as a whole: whoever may read it learns which records were acted on, by id, and nothing of what is in
    them; no value and no name of a record is ever written there.
    """

    def __init__(self, session: Session, gate: Gate) -> None:
        self._gate, self._log = gate, AuditLog(session.engine)

    def list(
        self, limit: int = 100, before: int | None = None, login: str = "", where: AuditFilter = EVERYTHING
    ) -> tuple[AuditRow, ...]:
        """Up to `limit` rows that meet the filter, newest first; of one login or of all. `before`: the id of the last
        row of the page before. Invalid: an outcome that there is not."""
        self._gate.require("org.audit", Target())
        if where.outcome not in ("", *OUTCOMES):
            raise Invalid(message("{name} is none of: {known}.", name=where.outcome, known=", ".join(OUTCOMES)))
        where = replace(where, login=login or where.login)
        return self._log.list(max(1, min(limit, MOST)), before, where)

    def check(self, known: str = "") -> ChainCheck:
        """Whether the chain is whole. `known`: a digest that was noted earlier, which must still be in it: a chain
        that was cut off at its end, or written anew, has it no longer. Then the row behind the last one is broken."""
        self._gate.require("org.audit", Target())
        found = self._log.verify()
        if found.sound and known and not self._log.holds(known):
            return replace(found, broken_at=found.last + 1)
        return found
