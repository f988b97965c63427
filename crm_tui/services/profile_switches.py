"""Turning the switches of a profile: what a turn means, and which turns there are (9.4, U35)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crm_tui.base.messages import Message, message
from crm_tui.domain.errors import Invalid
from crm_tui.domain.modules import Catalog
from crm_tui.domain.users import ProfileRights
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.switches import IN_TEAM_MODULES, KEPT_BACK, SWITCHES, TEAM_SWITCHES
from crm_tui.services.permission_tree import EVERYWHERE

Switch = tuple[str, str, bool]
"""Action id, API name of an organisation module or `EVERYWHERE`, on."""


def turned(rights: ProfileRights, switches: Iterable[Switch], catalog: Catalog) -> ProfileRights:
    """The rights after these turns; Invalid for a switch that is not there, or that the rules keep fixed."""
    for action, module, on in switches:
        _check_switch(rights, action)
        module = _place(catalog, action, module)
        if rights.team_user:
            rights = _turn_of_team_user(rights, action, module, on=on)
        else:
            rights = replace(rights, denied=_denied(rights.denied, (action, module), catalog, on=on))
    return rights


def check_rights(rights: ProfileRights, catalog: Catalog) -> None:
    """Invalid where a profile holds back what has no switch, or names a module that is not there."""
    for name in rights.modules or ():
        _organisation_module(catalog, name)
    if rights.team_user and rights.denied:
        raise Invalid(message("The Team User profile has its own switches only."))
    for action, module in rights.denied:
        _check_switch(replace(rights, team_user=False), action, kept_back=False)
        _place(catalog, action, module)


def _check_switch(rights: ProfileRights, action: str, *, kept_back: bool = True) -> None:
    if action not in ACTIONS:
        raise Invalid(message("There is no action {action}.", action=action))
    if rights.team_user and action not in TEAM_SWITCHES:
        raise _fixed(action, message("All team users have the same fixed rights; only few of them are switches."))
    if action not in SWITCHES:
        raise _fixed(action, message("No profile decides it."))
    if kept_back and not rights.team_user and (rule := KEPT_BACK.get(action)):
        raise _fixed(action, Message(rule.because))


def _fixed(action: str, why: Message) -> Invalid:
    return Invalid(message("{action} cannot be switched. {why}", action=action, why=why))


def _place(catalog: Catalog, action: str, module: str) -> str:
    """The module as the catalogue spells it."""
    if module == EVERYWHERE:
        return module
    if not ACTIONS[action].module_counts:
        raise Invalid(message("{action} is one switch for the whole organisation.", action=action))
    return _organisation_module(catalog, module)


def _organisation_module(catalog: Catalog, name: str) -> str:
    found = catalog.find(name)
    # A team module reads like one that is not there: whoever manages profiles need not be in it (AC50).
    if found is None or found.is_team:
        raise Invalid(message("There is no organisation module {module}.", module=name))
    return found.api_name


def _turn_of_team_user(rights: ProfileRights, action: str, module: str, *, on: bool) -> ProfileRights:
    if module != EVERYWHERE:
        raise _fixed(action, message("It is turned for all modules at once."))
    match TEAM_SWITCHES[action]:
        case "custom_views":
            return replace(rights, custom_views=on)
        case "create_team_module":
            return replace(rights, create_team_module=on)
        case _:
            return replace(rights, manage_teamspace=on)


def _denied(
    denied: frozenset[tuple[str, str]], switch: tuple[str, str], catalog: Catalog, *, on: bool
) -> frozenset[tuple[str, str]]:
    action, module = switch
    everywhere = (action, EVERYWHERE)
    if module == EVERYWHERE:
        others = frozenset(pair for pair in denied if pair[0] != action)
        return others if on else others | {everywhere}
    if not on:
        return denied if everywhere in denied else denied | {switch}
    if everywhere in denied:
        denied = (denied - {everywhere}) | _each(catalog, action)
    return denied - {switch}


def _each(catalog: Catalog, action: str) -> frozenset[tuple[str, str]]:
    """Off in each organisation module by itself."""
    if action in IN_TEAM_MODULES:
        # It counts in team modules too, and would come on in them, and in those that are yet to be made (M04).
        raise _fixed(action, message("Turn it on for all modules first, then off for single ones."))
    return frozenset((action, module.api_name) for module in catalog.modules if not module.is_team)
