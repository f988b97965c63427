"""What a look through somebody else's eyes may not do: change anything (AC56)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.base.messages import message
from crm_tui.domain.decisions import Decision, RemedyClass, Step
from crm_tui.policy.actions import ACTIONS

ONLY_LOOKING = Decision(
    allowed=False,
    rule="AC56",
    because=message("You view as somebody else: nothing is changed that way."),
    remedy=message("Stop viewing, and act as yourself."),
    remedy_class=RemedyClass.NOBODY,
    step=1,
)
"""The answer to every change while one views as somebody else."""


def as_viewed(action: str, decision: Decision) -> Decision:
    """What a decision comes to for who views: the person's own refusals stay, what he could change is refused."""
    return ONLY_LOOKING if decision.allowed and ACTIONS[action].changes else decision


def steps_as_viewed(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps of an allowed change, ended at the one that asks who acts."""
    return tuple(_ended(step) if step.number >= ONLY_LOOKING.step else step for step in steps)


def _ended(step: Step) -> Step:
    if step.number == ONLY_LOOKING.step:
        return replace(step, rule=ONLY_LOOKING.rule, outcome="denied", because=ONLY_LOOKING.because)
    return replace(step, outcome="skipped", because=message("Not reached any more."))
