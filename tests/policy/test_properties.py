"""What holds for everybody, everywhere, whatever the rules say (9.3, U01, AC50, AC51).

`CRM_TUI_DEEP=1` looks at more than twice as many examples.
"""

from __future__ import annotations

import os
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from crm_tui.domain.decisions import OrgRows, RowScope, Scope
from crm_tui.domain.facts import ModuleFacts, RecordFacts
from crm_tui.domain.modules import Level, ModuleKind, OrgDefault
from crm_tui.domain.users import Actor, TeamProfile, UserKind, UserState
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.engine import PolicyEngine
from crm_tui.policy.rules_profile import LEVELS
from tests.policy.people import ALL_ON, SOMEBODY, engine
from tests.policy.strategies import (
    ACTION,
    ACTIVITIES,
    MODULES,
    ORGANISATION_MODULES,
    PEOPLE,
    RECORDS,
    REGULARS,
    RULES,
    TEAM_MODULES,
    TEAM_USERS,
    fits,
    opened,
)

DEEP = bool(os.environ.get("CRM_TUI_DEEP"))
many = settings(max_examples=600 if DEEP else 250)


@many
@given(person=TEAM_USERS, action=ACTION, module=st.none() | MODULES, record=st.none() | RECORDS)
def test_u01_a_regular_user_with_all_on_may_whatever_a_team_user_may(
    person: Actor, action: str, module: ModuleFacts | None, record: RecordFacts | None
) -> None:
    rules = engine(email_roles=frozenset({7}))
    record = fits(module, record) if module and record else record
    if rules.decide(person, action, module, record).allowed:
        twin = replace(person, kind=UserKind.REGULAR, profile=ALL_ON)
        assert rules.decide(twin, action, module, record).allowed


@many
@given(person=PEOPLE, action=ACTION, module=MODULES, record=RECORDS, level=st.sampled_from(list(Level)))
def test_a_wider_share_never_takes_away(
    person: Actor, action: str, module: ModuleFacts, record: RecordFacts, level: Level
) -> None:
    record = fits(module, record)
    if engine().decide(person, action, module, record).allowed:
        wider = replace(record, level=max(record.level, level))
        assert engine().decide(person, action, module, wider).allowed


@many
@given(
    person=PEOPLE, action=ACTION, module=ORGANISATION_MODULES, record=RECORDS, default=st.sampled_from(list(OrgDefault))
)
def test_a_wider_default_or_hierarchy_never_takes_away(
    person: Actor, action: str, module: ModuleFacts, record: RecordFacts, default: OrgDefault
) -> None:
    record, defaults = fits(module, record), list(OrgDefault)
    if not engine().decide(person, action, module, record).allowed:
        return
    if defaults.index(default) > defaults.index(module.default):
        assert engine().decide(person, action, replace(module, default=default), record).allowed
    above_all = replace(person, below=person.below | {SOMEBODY, record.owner_id} - {person.user_id})
    assert engine().decide(above_all, action, module, record).allowed


@many
@given(person=PEOPLE, action=ACTION, module=MODULES, record=RECORDS, rules=RULES)
def test_a_further_sharing_rule_never_takes_away(
    person: Actor, action: str, module: ModuleFacts, record: RecordFacts, rules: list[tuple[int, int, Level]]
) -> None:
    record, none = fits(module, record), opened(person, [])
    if engine().decide(none, action, module, record).allowed:
        assert engine().decide(opened(person, rules), action, module, record).allowed
    for need in Level:
        if _in_scope(engine(), none, engine().row_scope(none, module, need), record):
            wider = opened(person, rules)
            assert _in_scope(engine(), wider, engine().row_scope(wider, module, need), record)


@many
@given(person=PEOPLE, action=ACTION, module=TEAM_MODULES | ACTIVITIES, record=RECORDS, rules=RULES)
def test_sharing_never_touches_team_modules_nor_what_hangs_on_their_records(
    person: Actor, action: str, module: ModuleFacts, record: RecordFacts, rules: list[tuple[int, int, Level]]
) -> None:
    record, wider = fits(module, record), opened(person, rules)
    if module.activity and (record.parent is None or record.parent[0].kind is not ModuleKind.TEAM):
        return
    none, rules_of = opened(person, []), engine()
    assert rules_of.decide(none, action, module, record) == rules_of.decide(wider, action, module, record)
    assert rules_of.level(none, module, record) == rules_of.level(wider, module, record)
    assert rules_of.ways(none, module, record) == rules_of.ways(wider, module, record)


@many
@given(person=PEOPLE, module=MODULES, record=RECORDS)
def test_what_is_seen_is_seen_in_some_way_and_at_its_level(
    person: Actor, module: ModuleFacts, record: RecordFacts
) -> None:
    rules, record = engine(), fits(module, replace(record, shared=record.level))
    if record.parent is not None:
        above = replace(record.parent[1], shared=record.parent[1].level, deleted=False)  # R70: both go together
        record = replace(record, parent=(record.parent[0], above))
    ways = rules.ways(person, module, record)
    level = rules.level(person, module, record)
    assert [way.level for way in ways] == sorted((way.level for way in ways), reverse=True)
    if module.kind is ModuleKind.TEAM:
        assert bool(ways) == bool(level)
    else:
        assert max((way.level for way in ways), default=Level.NONE) == level


@many
@given(person=REGULARS, action=ACTION, module=ORGANISATION_MODULES, record=RECORDS)
def test_a_profile_denial_beats_any_grant(person: Actor, action: str, module: ModuleFacts, record: RecordFacts) -> None:
    record = fits(module, record)
    if not engine().decide(person, action, module).allowed and ACTIONS[action].target == "record":
        granted = replace(record, owner_id=person.user_id, level=Level.FULL)
        assert not engine().decide(person, action, module, granted).allowed


@given(person=TEAM_USERS, module=st.none() | ORGANISATION_MODULES, record=st.none() | RECORDS)
def test_a_team_user_never_owns_an_organisation_record(
    person: Actor, module: ModuleFacts | None, record: RecordFacts | None
) -> None:
    assert not engine().decide(person, "records.own", module, record).allowed
    assert not engine().decide(person, "records.in_user_field", module, record).allowed


@many
@given(person=PEOPLE, action=ACTION, module=st.none() | MODULES, record=st.none() | RECORDS)
def test_an_explanation_marks_the_step_that_decided(
    person: Actor, action: str, module: ModuleFacts | None, record: RecordFacts | None
) -> None:
    rules = engine()
    record = fits(module, record) if module and record else record
    decision = rules.decide(person, action, module, record)
    steps = rules.explain(person, action, module, record)
    decisive = [step for step in steps if step.outcome in ("allowed", "denied")]
    assert [step.number for step in steps] == list(range(10))
    assert [(step.outcome == "allowed", step.rule, step.number, step.because) for step in decisive] == [
        (decision.allowed, decision.rule, decision.step, decision.because)
    ]


@many
@given(person=PEOPLE, action=ACTION, module=st.none() | MODULES, record=st.none() | RECORDS)
def test_the_same_question_has_the_same_answer_and_the_same_object(
    person: Actor, action: str, module: ModuleFacts | None, record: RecordFacts | None
) -> None:
    rules = engine()
    record = fits(module, record) if module and record else record
    first = rules.decide(person, action, module, record)
    again = rules.decide(replace(person), action, replace(module) if module else None, record)
    assert first == again
    assert first == engine().decide(person, action, module, record)
    assert engine().desk(person, module).allows(action) == rules.decide(person, action, module).allowed


@many
@given(person=PEOPLE, action=ACTION, module=MODULES, record=RECORDS)
def test_what_is_denied_without_a_record_is_denied_on_each_and_scope_all_reaches_each(
    person: Actor, action: str, module: ModuleFacts, record: RecordFacts
) -> None:
    rules, record = engine(), replace(fits(module, record), locked=False, pending=False, item_author=None)
    general = rules.decide(person, action, module)
    single = rules.decide(person, action, module, record)
    if not general.allowed and not (module.activity and _is_made(action)):
        assert not single.allowed
    if general.allowed and general.scope is Scope.ALL and not module.activity:
        assert single.allowed


def _is_made(action: str) -> bool:
    # What is asked without a record in a module of activities is about one that hangs on nothing (AC10).
    return action not in LEVELS or action in ("tasks.create", "calls.create", "meetings.create")


def _in_scope(rules: PolicyEngine, person: Actor, scope: RowScope, record: RecordFacts) -> bool:
    """What the store makes of a row scope."""
    his = record.owner_id in scope.owners or (scope.shared_level is not None and record.level >= scope.shared_level)
    opened = scope.org_everything or record.owner_id in scope.org_owners
    return (
        scope.everything
        or (his and _counts(scope, record))
        or (opened and not _in_team_module(record) and _counts(scope, record))
        or (scope.requester_id is not None and record.requester_id == scope.requester_id)
        or (scope.by_parent and _by_parent(rules, person, scope, record))
    )


def _in_team_module(record: RecordFacts) -> bool:
    return record.parent is not None and record.parent[0].kind is ModuleKind.TEAM


def _counts(scope: RowScope, record: RecordFacts) -> bool:
    """Of activities: whether being his, or opened by sharing, counts where the record hangs."""
    if scope.team_modules is None:
        return True
    if record.parent is None:
        return scope.org_rows is not OrgRows.NONE
    if _in_team_module(record):
        return record.parent[0].id in scope.team_modules
    return scope.org_rows is OrgRows.ALL


def _by_parent(rules: PolicyEngine, person: Actor, scope: RowScope, record: RecordFacts) -> bool:
    if record.parent is None or record.parent[1].deleted or not (scope.by_org_parent or _in_team_module(record)):
        return False
    module, parent = record.parent
    above = replace(rules.row_scope(person, module), requester_id=None)  # Q12, M22
    return _in_scope(rules, person, above, parent)


@settings(max_examples=1500 if DEEP else 600)
@given(person=PEOPLE, module=MODULES, record=RECORDS)
def test_row_scope_and_the_decision_to_view_agree(person: Actor, module: ModuleFacts, record: RecordFacts) -> None:
    rules, record = engine(), fits(module, record)
    scope = rules.row_scope(person, module)
    decision = rules.decide(person, "records.view", module, record)
    assert _in_scope(rules, person, scope, record) == decision.allowed
    assert decision.allowed == decision.found


@many
@given(person=PEOPLE, action=ACTION, module=MODULES, record=RECORDS)
def test_a_denial_is_found_only_where_the_record_is_seen(
    person: Actor, action: str, module: ModuleFacts, record: RecordFacts
) -> None:
    rules, record = engine(), fits(module, record)
    denied = rules.decide(person, action, module, record)
    seen = rules.decide(person, "records.view", module, record).allowed
    if ACTIONS[action].target == "record" and not denied.allowed:
        assert denied.found == seen


@given(person=PEOPLE, action=ACTION, module=st.none() | MODULES)
def test_who_is_not_active_may_do_nothing(person: Actor, action: str, module: ModuleFacts | None) -> None:
    for state in (UserState.INACTIVE, UserState.UNCONFIRMED, UserState.DELETED):
        assert not engine().decide(replace(person, state=state), action, module).allowed


@given(person=TEAM_USERS, action=ACTION, profile=st.sampled_from(list(TeamProfile)), module=MODULES, record=RECORDS)
def test_a_further_team_profile_never_takes_away(
    person: Actor, action: str, profile: TeamProfile, module: ModuleFacts, record: RecordFacts
) -> None:
    record = fits(module, record)
    held = {16: person.team_profiles.get(16, frozenset()) | {profile}}
    if engine().decide(person, action, module, record).allowed:
        assert engine().decide(replace(person, team_profiles=held), action, module, record).allowed
