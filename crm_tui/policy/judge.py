"""Steps 0 to 4 of 9.3: walks the rules of an action in order; the first that applies decides."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from crm_tui.domain.facts import OrganisationFacts
from crm_tui.domain.modules import Level
from crm_tui.domain.users import TeamProfile
from crm_tui.policy.case import Case
from crm_tui.policy.conditions import holds
from crm_tui.policy.rule import Effect, Reach, Rule, Subject
from crm_tui.policy.rulebook import deciding
from crm_tui.policy.rules_profile import ITEM_LEVEL, LEVELS, OF_ITEMS

PROFILES = tuple(TeamProfile)
"""In the order of the columns of 3.2."""

SEES = {TeamProfile.PARTICIPANT: Reach.OWN | Reach.REQUESTED, TeamProfile.REQUESTER: Reach.REQUESTED}
"""M11: what SEEN stands for; all records for the other profiles."""

REQUESTERS = Reach.REQUESTED | Reach.OPEN_REQUEST
"""Q06, Q10: nobody loses his requests by becoming a member, so every profile keeps the requester's cell."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The rule that decided at steps 0 to 4, and in a team module the rows it reaches (NONE elsewhere)."""

    rule: Rule
    allowed: bool
    reach: Reach = Reach.NONE


def judge(case: Case, facts: OrganisationFacts, action: str) -> Verdict:
    """What is decided without looking at a record. Each half of the rules ends in a row that denies all."""
    for rule in deciding(action, case.where(action), case.kind):
        if not holds(rule, case, facts, action):
            continue
        if rule.columns is not None:
            reach = reach_of(rule, case.team_profiles)
            return Verdict(rule, reach is not Reach.NONE, reach)
        return Verdict(rule, rule.effect is Effect.ALLOW, _plain_reach(rule, case))
    raise AssertionError(f"no rule decides {action}")


def _plain_reach(rule: Rule, case: Case) -> Reach:
    """What a rule without cells reaches: M03 all of a team module; others are not about rows."""
    if not case.in_team_module:
        return Reach.NONE
    return Reach.ALL if rule.subject is Subject.ADMINISTRATOR else Reach.YES


def reach_of(rule: Rule, profiles: frozenset[TeamProfile]) -> Reach:
    """The widest of the cells of several profiles (3.2)."""
    columns = rule.columns
    if columns is None:
        return Reach.NONE
    cells = (_resolved(cell, profile) for profile, cell in zip(PROFILES, columns, strict=True) if profile in profiles)
    kept = columns[-1] & REQUESTERS if profiles else Reach.NONE
    return reduce(or_, cells, kept)


def needed(action: str, rule: Rule) -> Level:
    """What a share must give for a record to be among one's own in a cell of 3.2 (M25)."""
    if rule.columns is not None and rule.columns[PROFILES.index(TeamProfile.PARTICIPANT)] & Reach.SEEN:
        return Level.READ
    return ITEM_LEVEL if action in OF_ITEMS else LEVELS.get(action, Level.READ)


def _resolved(cell: Reach, profile: TeamProfile) -> Reach:
    return SEES.get(profile, Reach.ALL) if cell & Reach.SEEN else cell
