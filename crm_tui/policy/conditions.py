"""The tests behind the conditions that rules name. They look at the signature only, never at a record."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_tui.domain.modules import ModuleKind
from crm_tui.domain.users import TeamProfile, UserKind, UserState
from crm_tui.policy.case import Case
from crm_tui.policy.facts import OrganisationFacts
from crm_tui.policy.rule import Condition, Effect, Rule
from crm_tui.policy.rules_team_module import CEILING
from crm_tui.policy.switches import SWITCHES

Test = Callable[[Case, OrganisationFacts, str, str], bool]

_IN_CEILING = frozenset(action for rule in CEILING if rule.effect is Effect.CEILING for action in rule.actions)
OWNING = frozenset({TeamProfile.ADMIN, TeamProfile.MANAGER, TeamProfile.MEMBER, TeamProfile.PARTICIPANT})
"""Whose own records a team module shows them (M11, M40)."""


def switched_on(case: Case, action: str) -> bool:
    """Whether the organisation profile has the switch of an action on, here. AC34: some are not its matter."""
    if case.profile.everything or action not in SWITCHES:
        return True
    denied = case.profile.denied
    if (action, "*") in denied:
        return False
    return case.module is None or (action, case.module.api_name) not in denied


def _module_off(case: Case, facts: OrganisationFacts, action: str, parameter: str) -> bool:
    module, enabled = case.module, case.profile.modules
    if module is None or enabled is None or module.kind is ModuleKind.TEAM or case.profile.everything:
        return False
    if module.activity and case.kind is UserKind.TEAM:
        return False  # AC10: always on for a team user
    return module.api_name not in enabled


def _module_missing(case: Case, facts: OrganisationFacts, action: str, parameter: str) -> bool:
    module = case.module
    # Activities come with what they hang on (AC10), and with every edition.
    return module is not None and module.standard and not module.activity and module.api_name in facts.missing


def _email_not_shared(case: Case, facts: OrganisationFacts, action: str, parameter: str) -> bool:
    if facts.email_sharing == "public":
        return False
    return _role_not_named(case, facts, action, parameter)


def _role_not_named(case: Case, facts: OrganisationFacts, action: str, parameter: str) -> bool:
    return facts.email_sharing == "private" or case.role_id not in facts.email_roles


def _manages_spaces(case: Case) -> bool:
    if case.kind is UserKind.TEAM:
        return case.profile.manage_teamspace
    return switched_on(case, "spaces.manage")


TESTS: Mapping[Condition, Test] = {
    Condition.ALWAYS: lambda case, facts, action, parameter: True,
    Condition.ACTIVITY_MODULE: lambda case, facts, action, parameter: case.module is not None and case.module.activity,
    Condition.ACTION_NOT_IN_CEILING: lambda case, facts, action, parameter: action not in _IN_CEILING,
    Condition.ADMINISTRATOR_NOWHERE: lambda case, facts, action, parameter: not (case.is_admin or case.admin_elsewhere),
    Condition.CREATE_TEAM_MODULE_OFF: lambda case, facts, action, parameter: not case.profile.create_team_module,
    Condition.CUSTOM_VIEWS_OFF: lambda case, facts, action, parameter: not case.profile.custom_views,
    Condition.EMAIL_NOT_SHARED: _email_not_shared,
    Condition.FEATURE_MISSING: lambda case, facts, action, parameter: parameter not in facts.features,
    Condition.IMPLIED_OFF: lambda case, facts, action, parameter: not switched_on(case, parameter),
    Condition.IN_NO_SPACE: lambda case, facts, action, parameter: not case.in_space,
    Condition.IN_NO_TEAM_MODULE: lambda case, facts, action, parameter: not case.team_profiles,
    Condition.MANAGE_TEAMSPACE_OFF: lambda case, facts, action, parameter: not case.profile.manage_teamspace,
    Condition.MODULE_MISSING: _module_missing,
    Condition.MODULE_OFF: _module_off,
    Condition.NO_SPACE_ADMIN: lambda case, facts, action, parameter: not (case.space_admin or _manages_spaces(case)),
    Condition.NOT_A_MEMBER: lambda case, facts, action, parameter: not (case.is_admin or case.team_profiles),
    Condition.NOT_ACTIVE: lambda case, facts, action, parameter: case.state is not UserState.ACTIVE,
    Condition.NOT_ADMINISTRATOR: lambda case, facts, action, parameter: not case.is_admin,
    Condition.NOT_OWNING_MEMBER: lambda case, facts, action, parameter: not (case.team_profiles & OWNING),
    Condition.NOT_SUPER_ADMIN: lambda case, facts, action, parameter: case.kind is not UserKind.SUPER_ADMIN,
    Condition.READ_ONLY: lambda case, facts, action, parameter: facts.read_only,
    Condition.ROLE_NOT_NAMED: _role_not_named,
    Condition.SWITCHED_OFF: lambda case, facts, action, parameter: not switched_on(case, action),
    Condition.SWITCHED_ON: lambda case, facts, action, parameter: switched_on(case, action),
}
"""Condition -> its test on (signature, organisation, action, the rule's parameter)."""


def holds(rule: Rule, case: Case, facts: OrganisationFacts, action: str) -> bool:
    """Whether the condition of a rule is met."""
    return TESTS[rule.condition](case, facts, action, rule.parameter)
