"""By what a record is open to somebody, for people to read: every way in, the widest first (AC05, M11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crm_tui.domain.facts import RecordFacts
from crm_tui.domain.modules import Level
from crm_tui.domain.sharing import Opening
from crm_tui.domain.standing import By, Way
from crm_tui.domain.users import Actor
from crm_tui.policy.activity import ActivitySight
from crm_tui.policy.case import Case
from crm_tui.policy.cells import TeamSight
from crm_tui.policy.compiler import Desk
from crm_tui.policy.judge import PROFILES

NOBODY = 0


def ways_of(desk: Desk, actor: Actor, record: RecordFacts) -> tuple[Way, ...]:
    """The ways in which a record is open to an actor, before his profile and locks; none where nothing opens it."""
    if desk.case.is_admin:
        return (Way(By.ADMINISTRATOR, Level.FULL),)
    sight = desk.sight
    if isinstance(sight, TeamSight):
        found = _in_team_module(desk.case, sight, actor, record)
    elif isinstance(sight, ActivitySight):
        found = _of_activity(desk, sight, actor, record)
    else:
        found = _in_organisation(desk, actor, record)
    return tuple(sorted(dict.fromkeys(found), key=lambda way: -way.level))


def openings_of(case: Case, actor: Actor, record: RecordFacts) -> Iterator[Opening]:
    """The sharing rules that open a record of an organisation module to an actor."""
    for opening in actor.openings.get(case.module_id, ()):
        if record.owner_id in opening.owners or opening.rule in record.rules:
            yield opening


def _in_organisation(desk: Desk, actor: Actor, record: RecordFacts) -> Iterator[Way]:
    if record.owner_id == actor.user_id:
        yield Way(By.OWNER, Level.FULL)
    if record.owner_id in actor.below:
        yield Way(By.HIERARCHY, Level.FULL)
    for opening in openings_of(desk.case, actor, record):
        yield Way(By.RULE, opening.level, opening.label)
    if record.shared:
        yield Way(By.SHARE, record.shared)
    if desk.floor:
        yield Way(By.DEFAULT, desk.floor)


def _of_activity(desk: Desk, sight: ActivitySight, actor: Actor, record: RecordFacts) -> Iterator[Way]:
    if sight.of_organisation(record):
        if sight.here(actor, record):
            yield from _in_organisation(desk, actor, record)
        if level := sight.by_parent(actor, record):
            yield Way(By.PARENT, level)
    elif level := sight.level(actor, record):
        yield from _of_team_activity(sight, actor, record, level)


def _of_team_activity(sight: ActivitySight, actor: Actor, record: RecordFacts, level: Level) -> Iterator[Way]:
    """AC10: the profile in the team module says what they are worth."""
    if record.owner_id == actor.user_id:
        yield Way(By.OWNER, level)
    elif record.shared:
        yield Way(By.SHARE, min(record.shared, level))
    if level := sight.by_parent(actor, record):
        yield Way(By.PARENT, level)


def _in_team_module(case: Case, sight: TeamSight, actor: Actor, record: RecordFacts) -> Iterator[Way]:
    """Each way by itself: what he would have if the record came to him by nothing else."""
    nobodys = replace(record, owner_id=NOBODY, level=Level.NONE, shared=Level.NONE, requester_id=None)
    widest = next((profile for profile in PROFILES if profile in case.team_profiles), None)
    if widest is not None and (level := sight.level(actor, nobodys)):
        yield Way(By.MEMBERSHIP, level, widest.value)
    if record.owner_id == actor.user_id and (level := sight.level(actor, replace(nobodys, owner_id=actor.user_id))):
        yield Way(By.OWNER, level)
    if record.shared and (level := sight.level(actor, replace(nobodys, level=record.shared))):
        yield Way(By.SHARE, level)
    asked = replace(nobodys, requester_id=actor.user_id)
    if record.requester_id == actor.user_id and (level := sight.level(actor, asked)):
        yield Way(By.REQUESTER, level)
