"""How an act is refused at its end, for what would come of it."""

from __future__ import annotations

from crm_tui.base.messages import Message, message
from crm_tui.domain.decisions import Decision, RemedyClass
from crm_tui.policy.remedies import REMEDIES

HANDS_OVER_FIRST = message("The super administrator hands over first.")
"""U08: why he is neither deactivated nor deleted, and does not leave (ORG-15)."""


class Refused(Exception):
    """The act cannot stay; the gate takes it back, writes one audit row and tells the decision."""

    def __init__(self, decision: Decision) -> None:
        super().__init__(decision.rule)
        self.decision = decision


def nobody_grants(rule: str, because: Message) -> Decision:
    """A denial for what somebody else is, which no right would lift; the reason says what would be different (AC47)."""
    return Decision(
        allowed=False,
        rule=rule,
        because=because,
        remedy=Message(REMEDIES[RemedyClass.NOBODY].text),
        remedy_class=RemedyClass.NOBODY,
        step=4,
    )
