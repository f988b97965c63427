"""Reading the audit log, for whoever may (`org.audit`)."""

from __future__ import annotations

from crm_tui.services.gate import Gate, Target
from crm_tui.services.session import Session
from crm_tui.store.audit import AuditLog, AuditRow, ChainCheck

__all__ = ["Audit", "AuditRow", "ChainCheck"]


class Audit:
    """Who did what, refused attempts included, in a hash chain."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._gate, self._log = gate, AuditLog(session.engine)

    def list(self, limit: int = 100, before: int | None = None, login: str = "") -> tuple[AuditRow, ...]:
        """Rows, newest first; of one login or of all."""
        self._gate.require("org.audit", Target())
        return self._log.list(limit, before, login)

    def check(self) -> ChainCheck:
        """Whether the chain is whole."""
        self._gate.require("org.audit", Target())
        return self._log.verify()
