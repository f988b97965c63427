"""Looks at a change of rights before it is committed: what would come of it may refuse it (U21, AC57)."""

from __future__ import annotations

from crm_tui.domain.decisions import Decision
from crm_tui.services.session import Session
from crm_tui.services.standing import Standing


class Refused(Exception):
    """The act cannot stay; the gate takes it back and tells the decision."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.rule)
        self.decision = decision


class Watch:
    """Compares the standing before and after an act that changes rights."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def before(self, action: str) -> Standing | None:
        """The standing that an act is compared with; None for acts that nobody needs to watch."""
        return None

    def after(self, action: str, before: Standing | None) -> None:
        """Raises Refused where the act cannot stay."""
