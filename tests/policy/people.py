"""Actors, modules and records for the tests of the rules."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.domain.facts import ModuleFacts, OrganisationFacts
from crm_tui.domain.modules import ModuleKind, OrgDefault
from crm_tui.domain.users import Actor, ProfileRights, SpaceRole, TeamProfile, UserKind, UserState
from crm_tui.policy.engine import PolicyEngine
from crm_tui.policy.profiles import ADMINISTRATOR, STANDARD, team_user

ME, SOMEBODY, BELOW = 1, 2, 3
SPACE = 4

LEADS = ModuleFacts(11, "Leads", ModuleKind.ORGANISATION, "Leads", default=OrgDefault.READ_ONLY)
DEALS = ModuleFacts(12, "Deals", ModuleKind.ORGANISATION, "Deals")
INVOICES = ModuleFacts(13, "Invoices", ModuleKind.ORGANISATION, "Invoices", default=OrgDefault.READ_ONLY)
CUSTOM = ModuleFacts(14, "Boats", ModuleKind.ORGANISATION, "Boats", standard=False)
TASKS = ModuleFacts(15, "Tasks", ModuleKind.ORGANISATION, "Tasks", activity=True)
TEAM_MODULE = ModuleFacts(16, "Cases_Of_Wine", ModuleKind.TEAM, "Cases of wine", standard=False)

ALL_ON = ProfileRights("All_On", "All on")
TEAM_PROFILE = team_user()


def engine(**facts: object) -> PolicyEngine:
    """An engine for an organisation with these facts changed."""
    return PolicyEngine(replace(OrganisationFacts(), **facts))  # type: ignore[arg-type]


def actor(kind: UserKind, *held: TeamProfile, profile: ProfileRights | None = None, below: int | None = None) -> Actor:
    """A person of this kind, with these profiles in `TEAM_MODULE`, above `below`."""
    usual = {UserKind.TEAM: TEAM_PROFILE, UserKind.REGULAR: STANDARD, UserKind.EXTERNAL: ALL_ON}
    return Actor(
        user_id=ME,
        login="me@example.test",
        name="Me",
        kind=kind,
        state=UserState.ACTIVE,
        profile=profile or usual.get(kind, ADMINISTRATOR),
        role_id=7,
        team_profiles={TEAM_MODULE.id: frozenset(held)} if held else {},
        below=frozenset() if below is None else frozenset({below}),
        spaces={SPACE: SpaceRole.USER},
    )


def team(*held: TeamProfile, profile: ProfileRights | None = None) -> Actor:
    """A team user."""
    return actor(UserKind.TEAM, *held, profile=profile)


def regular(*held: TeamProfile, profile: ProfileRights | None = None, below: int | None = None) -> Actor:
    """A regular user of the Standard profile."""
    return actor(UserKind.REGULAR, *held, profile=profile, below=below)


def administrator(*held: TeamProfile) -> Actor:
    """An administrator who is not the super administrator."""
    return actor(UserKind.ADMINISTRATOR, *held)


def super_admin() -> Actor:
    """The super administrator."""
    return actor(UserKind.SUPER_ADMIN)
