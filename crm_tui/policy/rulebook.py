"""All rules together: the order of steps, the rows that an action meets, and the table for the documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from crm_tui.base.messages import N_
from crm_tui.domain.users import UserKind
from crm_tui.policy.case import ADMINISTRATORS
from crm_tui.policy.remedies import REMEDIES
from crm_tui.policy.rule import Effect, Rule, Subject, Where
from crm_tui.policy.rules_profile import PROFILE
from crm_tui.policy.rules_state import MEMBER, OPEN, RECORD_RULES
from crm_tui.policy.rules_team_module import MEMBER_RULES, REQUEST_RULES, TEAM_MODULE
from crm_tui.policy.rules_team_org import PERSON, TEAM_ORGANISATION

STEPS: Mapping[int, tuple[str, str]] = {
    0: ("AC00", N_("Is the organisation open, has its edition the feature, is the record not deleted?")),
    1: ("AC01", N_("Is he an active member, and is the action not closed to his kind of user?")),
    2: ("AC02", N_("What does his profile in the team module allow?")),
    3: ("AC03", N_("What may team users do in organisation modules?")),
    4: ("AC04", N_("Does his profile have the module and the switch?")),
    5: ("AC05", N_("What opens this record to him?")),
    6: ("AC06", N_("Are profile and record right high enough?")),
    7: ("AC07", N_("Is the record locked or waiting for approval?")),
    8: ("AC08", N_("Which fields are hidden or read-only?")),
    9: ("AC09", N_("Does what is written pass the validation rules?")),
}
"""The steps of 9.3: number -> id and the question that it asks."""

STATIC_STEPS: tuple[tuple[int, tuple[Rule, ...]], ...] = (
    (0, OPEN),
    (1, (*MEMBER, *PERSON)),
    (2, TEAM_MODULE),
    (3, TEAM_ORGANISATION),
    (4, PROFILE),
)
"""Rules that are decided without a record, by step, in the order in which they are asked."""

RULES: tuple[Rule, ...] = (
    *(rule for _, rules in STATIC_STEPS for rule in rules),
    *RECORD_RULES,
    *REQUEST_RULES,
    *MEMBER_RULES,
)
"""Every rule."""


@cache
def rows(action: str, where: Where) -> tuple[tuple[int, Rule], ...]:
    """The rows that an action meets in one half of the rules, each with its step, in order."""
    return tuple(
        (step, rule)
        for step, rules in STATIC_STEPS
        for rule in rules
        if rule.where in (where, Where.ANYWHERE) and (not rule.actions or action in rule.actions)
    )


@cache
def deciding(action: str, where: Where, kind: UserKind) -> tuple[Rule, ...]:
    """Of these the rules that can decide for a kind of user, in order."""
    return tuple(rule for _, rule in rows(action, where) if rule.effect is not Effect.CEILING and concerns(rule, kind))


def concerns(rule: Rule, kind: UserKind) -> bool:
    """Whether a rule is about this kind of user at all."""
    # 9.3: team users are decided at step 3, all others at step 4.
    if rule.step in (3, 4) and (rule.step == 3) != (kind == UserKind.TEAM):
        return False
    match rule.subject:
        case Subject.EVERYBODY:
            return True
        case Subject.ADMINISTRATOR:
            return kind in ADMINISTRATORS
        case Subject.TEAM_USER:
            return kind == UserKind.TEAM
        case Subject.REGULAR:
            return kind == UserKind.REGULAR
        case Subject.EXTERNAL:
            return kind == UserKind.EXTERNAL


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A line of the generated rule table; `remedy_class` is the letter of 9.5, empty for a rule that only allows."""

    id: str
    step: int
    because: str
    remedy: str
    remedy_class: str
    source: str


def rule_table() -> Iterator[RuleRow]:
    """All rules in the order in which they are asked; a rule that allows and denies has a line for each."""
    seen: set[RuleRow] = set()
    for rule in RULES:
        texts = dict.fromkeys(text for text in (rule.because, rule.otherwise) if text)
        for text in texts:
            denial = rule.denies and (text == rule.otherwise or not rule.otherwise)
            letter = rule.remedy_class.value if denial else ""
            remedy = (rule.remedy or REMEDIES[rule.remedy_class].text) if denial else ""
            row = RuleRow(rule.id, rule.step, text, remedy, letter, rule.source)
            if row not in seen:
                seen.add(row)
                yield row


WITNESSED = frozenset({"M03"})
"""Rules that open what is not the asker's own: reading by them is audited too."""
