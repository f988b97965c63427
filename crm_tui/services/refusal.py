"""How an act is refused at its end, for what would come of it."""

from __future__ import annotations

from crm_tui.domain.decisions import Decision


class Refused(Exception):
    """The act cannot stay; the gate takes it back, writes one audit row and tells the decision."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.rule)
        self.decision = decision
