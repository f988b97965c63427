"""Row scope: the records of a module that an actor reaches, as a value that the store turns into SQL."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crm_tui.domain.decisions import OrgRows, RowScope
from crm_tui.domain.modules import Level
from crm_tui.domain.users import Actor, UserKind, UserState
from crm_tui.policy.compiler import Desk
from crm_tui.policy.conditions import OWNING
from crm_tui.policy.rule import Reach

ACTION_OF: Mapping[Level, str] = {
    Level.NONE: "records.view",
    Level.READ: "records.view",
    Level.EDIT: "records.edit",
    Level.FULL: "records.delete",
}
"""The action that must be allowed for a level to mean anything (AC06)."""


def scope_of(desk: Desk, actor: Actor, need: Level, action: str = "") -> RowScope:
    """The rows on which an actor has at least a level, and the profile's leave to use it: for `action` where it is
    named, else for the one that stands for the level."""
    case = desk.case
    verdict = desk.verdict(action or ACTION_OF[need])
    if case.module is not None and case.module.activity:
        return _activities(desk, actor, need, verdict.allowed)
    if not verdict.allowed:
        return RowScope()
    if case.in_team_module:
        return _team(verdict.reach, actor, need)
    if desk.floor >= need:
        return RowScope(everything=True)
    return RowScope(
        owners=_owners(desk, actor, need) | {actor.user_id},
        user_id=actor.user_id,
        shared_level=int(need),
        rules=_criteria(desk, actor, need),
    )


def _owners(desk: Desk, actor: Actor, need: Level) -> frozenset[int]:
    """Whose records hierarchy and sharing rules open to him at this level."""
    opened = actor.opened.get(desk.case.module_id)
    if opened is None:
        return actor.below
    return actor.below | {owner for owner, level in opened.items() if level >= need}


def _criteria(desk: Desk, actor: Actor, need: Level) -> tuple[str, ...]:
    """The criteria of the sharing rules that open records to him at this level."""
    openings = actor.openings.get(desk.case.module_id, ())
    return tuple(opening.criteria for opening in openings if opening.criteria and opening.level >= need)


def _team(reach: Reach, actor: Actor, need: Level) -> RowScope:
    if reach & Reach.ALL:
        return RowScope(everything=True)
    own = bool(reach & Reach.OWN)
    return RowScope(
        owners=frozenset({actor.user_id}) if own else frozenset(),
        user_id=actor.user_id if own else 0,
        shared_level=int(need) if own else None,
        requester_id=actor.user_id if reach & (Reach.REQUESTED | Reach.OPEN_REQUEST) else None,
    )


def _activities(desk: Desk, actor: Actor, need: Level, allowed: bool) -> RowScope:
    """AC10: what hangs on records that he reaches; of the organisation's also his own and what sharing opens to him,
    in a team module his own where its profile shows those."""
    if desk.case.is_admin and allowed:
        return RowScope(everything=True)
    there = _showing_own(actor)
    if desk.case.state is not UserState.ACTIVE or not (allowed or there):
        return RowScope()
    if not allowed:
        return replace(_own_activities(actor, need, there), org_rows=OrgRows.NONE, by_org_parent=False)
    return replace(
        _own_activities(actor, need, there),
        org_rows=OrgRows.LOOSE if desk.case.kind is UserKind.TEAM else OrgRows.ALL,
        org_everything=desk.floor >= need,
        org_owners=_owners(desk, actor, need),
        rules=_criteria(desk, actor, need),
    )


def _own_activities(actor: Actor, need: Level, there: frozenset[int]) -> RowScope:
    return RowScope(
        owners=frozenset({actor.user_id}),
        user_id=actor.user_id,
        shared_level=int(need),
        by_parent=True,
        team_modules=there,
    )


def _showing_own(actor: Actor) -> frozenset[int]:
    """The team modules in which what is his is shown to him: not those where he only raises requests (M22)."""
    return frozenset(module_id for module_id, held in actor.team_profiles.items() if held & OWNING)
