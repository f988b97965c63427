"""The records on which somebody may do one action, as a row scope: for questions about all records at once (AC57)."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.domain.decisions import RowScope
from crm_tui.domain.modules import Level
from crm_tui.domain.users import Actor
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.compiler import Desk
from crm_tui.policy.judge import needed
from crm_tui.policy.rule import Only, Reach
from crm_tui.policy.rules_profile import LEVELS
from crm_tui.policy.scope import scope_of

EVERYTHING = RowScope(everything=True)


def action_scope(desk: Desk, actor: Actor, action: str) -> RowScope:
    """The records that an action reaches. Locks and what hangs on single items (whose note it is) are left out: with
    them an action may reach less, never more."""
    verdict = desk.verdict(action)
    if not verdict.allowed and not desk[action].general.allowed:
        return RowScope()
    if ACTIONS[action].target != "record":
        return EVERYTHING
    if desk.case.in_team_module:
        return _in_team(desk, actor, action)
    scope = scope_of(desk, actor, LEVELS.get(action, Level.READ), action)
    if desk.case.is_admin:
        return scope
    match verdict.rule.only:
        case Only.OWNER:
            return _narrowed(scope, frozenset({actor.user_id}))
        case Only.OWNER_OR_ABOVE:
            return _narrowed(scope, actor.below | {actor.user_id})
    return scope


def _in_team(desk: Desk, actor: Actor, action: str) -> RowScope:
    """By the cell of 3.2; an item that is not named could be his own, on any record that he sees (AC51)."""
    verdict = desk.verdict(action)
    reach = verdict.reach
    if reach & Reach.YES:
        return EVERYTHING
    if reach & Reach.AUTHOR:
        return scope_of(desk, actor, Level.READ)
    return scope_of(desk, actor, needed(action, verdict.rule), action)


def _narrowed(scope: RowScope, owners: frozenset[int]) -> RowScope:
    """Of a scope, the rows of these owners; the person himself is among them, so all are in it. Activities of team
    modules stay: what the organisation profile says of its own rows is not about them (M04)."""
    if scope.nothing:
        return RowScope()
    if scope.team_modules is None:
        return RowScope(owners=owners)
    return replace(scope, org_everything=False, org_owners=owners, rules=(), by_org_parent=False)
