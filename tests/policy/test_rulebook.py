"""Rules are data: complete, each with its reason, its remedy and an id of the specification."""

from __future__ import annotations

import pytest

from crm_tui.domain.decisions import GrantorKind, RemedyClass
from crm_tui.domain.errors import Invalid
from crm_tui.domain.users import TeamProfile
from crm_tui.policy.actions import ACTIONS, actions_of
from crm_tui.policy.matrix import full_matrix, matrix_of
from crm_tui.policy.rulebook import RULES, rule_table
from tests.policy.people import DEALS, LEADS, TASKS, TEAM_MODULE, administrator, engine, regular, super_admin, team

# 9.5, with what 9.2 to 9.7 name beside it.
CLASSES = {
    "H": "O00 O02 O03 O04 O05 O06 O09 O10 O11 O12 O13 O16 O17 O18 O19 O22 O23 O24 O25 O26 O27 O28 O29 O30 O33 "
    "O38 O39 O40 O41 O43 T14 T15",
    "P": "O01 O14 O15 O31 U21 U35 SP03 AC04 AC06 AC08 AC52 U20 R71 ORG-16",
    "M": "AC02 U06 M10 M11 M12 M13 M14 M15 M16 M17 M18 M19 M20 M21 M22 M23 M24 M25 M26 M30 M34 M52 T05 Q04 Q07 Q08 "
    "Q09 SP04 SP05 SP08 SP11",
    "S": "AC05 AC06 R75 O21 I24",
    "L": "X12 X14 AC00 ORG-3",
    "W": "AC07",
    "N": "O07 O08 O20 T16 U08 U42 M40 AC01 AC26 R70 AC56 ORG-2 ORG-6",
}
ONLY_ALLOWING = {"O32", "O34", "O35", "O36", "O42", "AC27", "AC30", "AC31", "AC32", "AC33", "AC34", "AC09", "M03"}
CEILINGS = {f"T{n:02}" for n in (*range(1, 14), *range(17, 22))}
GRANTORS = {
    RemedyClass.HARD: (GrantorKind.USER_MANAGERS,),
    RemedyClass.MODULE: (GrantorKind.MODULE_ADMINS, GrantorKind.ADMINISTRATORS),
    RemedyClass.SHARING: (GrantorKind.RECORD_OWNER, GrantorKind.ABOVE_OWNER, GrantorKind.SHARING_MANAGERS),
    RemedyClass.NOBODY: (),
}
GROUPS = {
    "records": 22,
    "on a record": 22,
    "module": 18,
    "spaces": 4,
    "analytics, automation, extras": 19,
    "organisation": 24,
    "access": 3,
}


def test_every_denying_rule_has_the_class_that_the_specification_gives_it() -> None:
    for row in rule_table():
        if row.remedy_class:
            assert row.id in CLASSES[row.remedy_class].split(), row
            assert row.remedy, row


def test_every_rule_is_known_to_the_specification() -> None:
    known = {rule for rules in CLASSES.values() for rule in rules.split()} | ONLY_ALLOWING | CEILINGS
    assert {rule.id for rule in RULES} <= known
    assert {action for rule in RULES for action in rule.actions} <= set(ACTIONS)


def test_every_rule_has_a_reason_in_a_sentence() -> None:
    for row in rule_table():
        assert row.because.endswith("."), row
        assert len(row.because) < 120, row


def test_the_catalogue_holds_the_groups_of_the_design() -> None:
    assert {group: len(actions_of(group)) for group in GROUPS} == GROUPS
    assert sum(GROUPS.values()) == len(ACTIONS)
    assert all(str(action.title) for action in ACTIONS.values())


def test_the_matrix_has_a_rule_a_reason_and_a_remedy_in_each_line() -> None:
    rows = list(full_matrix(engine()))
    assert len({(row.subject, row.module_kind, row.action) for row in rows}) == len(rows)
    for row in rows:
        decision = row.decision
        assert decision.rule
        assert str(decision.because)
        if not row.allowed:
            assert decision.remedy_class is not RemedyClass.NONE
            assert str(decision.remedy)
            assert bool(decision.grantors) == (decision.remedy_class is not RemedyClass.NOBODY)
            assert decision.rule in CLASSES[decision.remedy_class].split()


def test_grantors_stand_in_the_order_in_which_to_ask() -> None:
    special = {"SP04", "SP05", "M30", "O21", "I24", "Q08"}
    for row in full_matrix(engine()):
        wanted = GRANTORS.get(row.decision.remedy_class)
        if not row.allowed and wanted is not None and row.rule not in special:
            assert row.decision.grantors == wanted


def test_the_table_of_one_person_is_what_he_is_answered() -> None:
    rules, person = engine(), regular()
    rows = list(matrix_of(rules, person, [LEADS, DEALS, TEAM_MODULE]))
    assert len(rows) == 3 * len(ACTIONS)
    assert {row.subject for row in rows} == {"regular/Standard", "regular/none"}
    for row, module in zip(rows, [m for m in (LEADS, DEALS, TEAM_MODULE) for _ in ACTIONS], strict=True):
        assert row.decision is rules.decide(person, row.action, module)


def test_an_unknown_action_is_bad_input() -> None:
    with pytest.raises(Invalid, match="juggle"):
        engine().decide(regular(), "records.juggle", LEADS)


def test_what_is_forgotten_is_compiled_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_tui.policy.engine.KEPT", 2)
    rules, people = engine(), [regular(), team(TeamProfile.MEMBER), administrator(), super_admin()]
    asked = [(person, module) for person in people for module in (LEADS, TASKS, TEAM_MODULE)]
    fresh = [engine().decide(person, "records.edit", module) for person, module in asked]
    assert [rules.decide(person, "records.edit", module) for person, module in asked * 2] == fresh * 2
