"""Team_Cloned: a profile for regular users that allows what the Team User profile allows (U61)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.users import Actor, ProfileRights, SpaceRole, UserKind, UserState
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.engine import PolicyEngine
from crm_tui.policy.facts import ModuleFacts, OrganisationFacts, RecordFacts
from crm_tui.policy.rules_profile import OFF, ON, ON_FOR_HIS_OWN

API_NAME = "Team_Cloned"
SWITCHES = (*ON, *ON_FOR_HIS_OWN, *OFF)
"""What a profile switches (9.4); all else is decided elsewhere (AC34)."""


def team_cloned(rights: ProfileRights, modules: Iterable[ModuleFacts], taken: frozenset[str]) -> ProfileRights:
    """The copy of a team profile, as switches of an ordinary one: what the rules forbid a team user is off.

    `modules`: all organisation modules. `taken`: API names of profiles that there are; a second copy is Team_Cloned_2.
    """
    enabled = [facts for facts in modules if facts.activity or facts.api_name in (rights.modules or ())]
    denied = {pair for action in SWITCHES for pair in _denied(rights, action, enabled)}
    number = next(n for n in range(1, len(taken) + 2) if _named(n, "_") not in taken)
    return ProfileRights(
        _named(number, "_"), _named(number, " "),
        modules=frozenset(facts.api_name for facts in enabled), denied=frozenset(denied),
        custom_views=rights.custom_views, create_team_module=rights.create_team_module,
        manage_teamspace=rights.manage_teamspace,
    )  # fmt: skip


def _named(number: int, gap: str) -> str:
    return API_NAME if number == 1 else f"{API_NAME}{gap}{number}"


def _denied(rights: ProfileRights, action: str, modules: list[ModuleFacts]) -> list[tuple[str, str]]:
    """Where the action is off: everywhere, or in some modules."""
    if not ACTIONS[action].module_counts:
        return [] if _may(rights, action, None) else [(action, "*")]
    off = [facts.api_name for facts in modules if not _may(rights, action, facts)]
    return [(action, "*")] if len(off) == len(modules) else [(action, name) for name in off]


def _may(rights: ProfileRights, action: str, module: ModuleFacts | None) -> bool:
    """Whether the rules allow a team user an action at all: on a record that is open to him, in a space of his."""
    actor = Actor(
        -1, "", "", UserKind.TEAM, UserState.ACTIVE, rights, role_id=-1, spaces={-1: SpaceRole.USER}
    )  # fmt: skip
    if module is None:
        return _ENGINE.decide(actor, action).allowed
    shown = replace(module, default=OrgDefault.READ_WRITE_DELETE)
    record = RecordFacts(owner_id=-2, level=Level.FULL, item_author=-1)
    return _ENGINE.decide(actor, action, shown).allowed and _ENGINE.decide(actor, action, shown, record).allowed


_ENGINE = PolicyEngine(OrganisationFacts())
