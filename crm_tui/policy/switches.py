"""Which switches an organisation profile has (9.4): what can be turned, where, and what the rules keep fixed."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from itertools import chain

from crm_tui.policy.actions import ACTIONS, REPORTS, SCRIPTS
from crm_tui.policy.rule import Rule
from crm_tui.policy.rules_profile import OFF, ON, ON_FOR_HIS_OWN, RESERVED


class PermissionGroup(StrEnum):
    """AC11: how a profile's switches are sorted for people."""

    MODULE = "module"
    SETUP = "setup"
    EXTENSION = "extension"


SWITCHES = frozenset(chain(ON, ON_FOR_HIS_OWN, OFF))
"""AC31 to AC33. Every other action is not the organisation profile's matter (AC34)."""

KEPT_BACK: Mapping[str, Rule] = {action: rule for rule in RESERVED for action in rule.actions}
"""What no profile but Administrator gives: it hangs on the kind of the user."""

TEAM_SWITCHES: Mapping[str, str] = {
    "views.see_public": "custom_views",
    "views.create": "custom_views",
    "views.share": "custom_views",
    "module.create": "create_team_module",
    "spaces.manage": "manage_teamspace",
}
"""U35: action -> the switch of the Team User profile, as `ProfileRights` names it; all else there is fixed."""

IN_TEAM_MODULES = frozenset((*REPORTS, *SCRIPTS, "fields.manage"))
"""M04: these switches count in team modules too."""

_GROUPS = {
    "records": PermissionGroup.MODULE,
    "on a record": PermissionGroup.MODULE,
    "module": PermissionGroup.MODULE,
    "spaces": PermissionGroup.SETUP,
    "organisation": PermissionGroup.SETUP,
    "access": PermissionGroup.SETUP,
}


def group_of(action: str) -> PermissionGroup:
    """Where people look for the switch of an action."""
    return _GROUPS.get(ACTIONS[action].group, PermissionGroup.EXTENSION)


def ordered() -> tuple[str, ...]:
    """The actions that have a switch, in the order of the catalogue."""
    return tuple(action for action in ACTIONS if action in SWITCHES)
