"""The steps of 9.3 in order, with what each found; the one that decided is marked."""

from __future__ import annotations

from crm_tui.base.messages import N_, Message, message
from crm_tui.domain.decisions import Decision, Step
from crm_tui.domain.facts import RecordFacts
from crm_tui.domain.modules import Level
from crm_tui.domain.standing import By
from crm_tui.domain.users import Actor, UserKind
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.compiler import Desk
from crm_tui.policy.rule import Where
from crm_tui.policy.rulebook import STEPS
from crm_tui.policy.ways import ways_of

_FOUND = {
    0: N_("The organisation is open and has the feature."),
    1: N_("He is an active member, and the action is open to his kind of user."),
    2: N_("The profile in the team module allows it."),
    3: N_("The table for team users allows it."),
    4: N_("The profile allows it."),
    5: N_("The record is open to him."),
    6: N_("Profile and record right are high enough."),
    7: N_("Nothing stops it in the record's state."),
    8: N_("Fields are decided one by one, when they are read or written."),
    9: N_("What is written is checked when it is saved."),
}
_SHARED = {
    Level.READ: N_("A share opens the record for reading."),
    Level.EDIT: N_("A share opens the record for editing."),
    Level.FULL: N_("A share gives the full right on the record."),
}
_RULE = {
    Level.READ: N_("The sharing rule {rule} opens the record for reading."),
    Level.EDIT: N_("The sharing rule {rule} opens the record for editing."),
    Level.FULL: N_("The sharing rule {rule} gives the full right on the record."),
}
_DEFAULT = {
    Level.READ: N_("The organisation default opens the record for reading."),
    Level.EDIT: N_("The organisation default opens the record for editing."),
    Level.FULL: N_("The organisation default gives the full right on the record."),
}
_PARENT = {
    Level.READ: N_("The record that it hangs on opens it for reading."),
    Level.EDIT: N_("The record that it hangs on opens it for editing."),
    Level.FULL: N_("The record that it hangs on gives the full right."),
}
_NOT_ASKED = N_("This step is not asked here.")
_AFTER = N_("Not reached any more.")


def explained(
    desk: Desk, actor: Actor, action: str, record: RecordFacts | None, decision: Decision
) -> tuple[Step, ...]:
    """All ten steps of one decision."""
    asked = steps_asked(desk, action, record) | {decision.step}
    if decision.step == 4:
        asked.discard(2)  # 9.3: T14 and T15 leave step 2 to the organisation profile, unasked
    return tuple(_step(number, desk, actor, record, decision, number in asked) for number in STEPS)


def steps_asked(desk: Desk, action: str, record: RecordFacts | None) -> set[int]:
    """Which steps have something to say on this kind of question."""
    asked = {0, 1}
    if desk.case.where(action) is Where.TEAM:
        asked.add(2)
    else:
        asked.add(3 if desk.case.kind is UserKind.TEAM else 4)
    if ACTIONS[action].target == "record" and record is not None:
        asked |= {7, 8} if 2 in asked else {5, 6, 7, 8}
    if ACTIONS[action].changes and record is not None:
        asked.add(9)
    return asked


def _step(number: int, desk: Desk, actor: Actor, record: RecordFacts | None, decision: Decision, asked: bool) -> Step:
    rule, title = STEPS[number]
    if number == decision.step:
        outcome = "allowed" if decision.allowed else "denied"
        return Step(number, decision.rule, Message(title), outcome, decision.because)
    if not asked:
        return Step(number, rule, Message(title), "skipped", Message(_NOT_ASKED))
    if number > decision.step and not decision.allowed:
        return Step(number, rule, Message(title), "skipped", Message(_AFTER))
    found = _opened_by(desk, actor, record) if number == 5 and record is not None else Message(_FOUND[number])
    return Step(number, rule, Message(title), "passed", found)


def _opened_by(desk: Desk, actor: Actor, record: RecordFacts) -> Message:
    """What opens a record of an organisation module: the widest way in."""
    ways = ways_of(desk, actor, record)
    if not ways:
        return message("Nothing opens the record.")
    way = ways[0]
    match way.by:
        case By.ADMINISTRATOR:
            return message("Administrators have the full right on every record.")
        case By.OWNER:
            return message("He owns the record: full right.")
        case By.HIERARCHY:
            return message("He stands above the owner in the hierarchy: full right.")
        case By.RULE:
            return message(_RULE[way.level], rule=way.name)
        case By.SHARE:
            return Message(_SHARED[way.level])
        case By.PARENT:
            return Message(_PARENT[way.level])
        case _:
            return Message(_DEFAULT[way.level])
