"""Who asks: actors for the engine, each beside the plain attributes that Cedar is told of him."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from crm_tui.domain.users import Actor, ProfileRights, SpaceRole, TeamProfile, UserKind, UserState
from crm_tui.policy.profiles import administrator, standard, team_user
from tests.oracle.actions import ACTIONS

ME, BELOW, STRANGER = 1, 3, 9
"""Numbers of users: who asks, somebody below him, and a stranger."""
CONTRACTS = 900
OWN_SPACE, RUN_SPACE, OTHER_SPACE = 71, 72, 73
NAMED_ROLE, OTHER_ROLE = 5, 6
ENABLED = frozenset({"Leads", "Assets"})
"""The modules of the Team User profile, and of the profile that has not all."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile twice: `rights` for the engine; for Cedar what an administrator switched `off` and `on` in Standard."""

    name: str
    rights: ProfileRights
    off: frozenset[tuple[str, str]] = frozenset()
    on: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Somebody:
    """An actor, and the profile in whose words Cedar is told of him."""

    key: str
    actor: Actor
    profile: Profile


LOWERED = frozenset(
    {
        ("records.edit", "Leads"), ("records.delete", "*"), ("notes.add", "Leads"), ("records.view", "Assets"),
        ("reports.view", "*"), ("ai.use", "*"), ("views.share", "*"), ("records.view", "Tasks"), ("email.send", "*"),
        ("module.create", "*"), ("records.approve", "*"), ("email.read_others", "*"), ("records.own", "*"),
    }
)  # fmt: skip
RAISED = frozenset((action, "*") for action in ACTIONS)

STANDARD = Profile("Standard", standard())
ADMINISTRATOR = Profile("Administrator", administrator())
LOW = Profile("Low", replace(standard("Low"), denied=standard().denied | LOWERED), off=LOWERED)
PART = Profile("Part", replace(standard("Part"), modules=ENABLED | {"Tasks"}))
WIDE = Profile("Wide", replace(standard("Wide"), denied=frozenset(), manage_teamspace=True), on=RAISED)
TEAM = Profile("Team_User", team_user(modules=ENABLED))
TEAM_TURNED = Profile(
    "Team_User",
    team_user(modules=ENABLED, custom_views=False, create_team_module=False, manage_teamspace=True),
)
NONE = Profile(
    "", ProfileRights("", "", modules=frozenset(), custom_views=False, create_team_module=False)
)  # U06: an external user has none

KINDS: tuple[tuple[str, UserKind, Profile], ...] = (
    ("super", UserKind.SUPER_ADMIN, ADMINISTRATOR),
    ("administrator", UserKind.ADMINISTRATOR, ADMINISTRATOR),
    ("standard", UserKind.REGULAR, STANDARD),
    ("lowered", UserKind.REGULAR, LOW),
    ("module-off", UserKind.REGULAR, PART),
    ("all-on", UserKind.REGULAR, WIDE),
    ("team", UserKind.TEAM, TEAM),
    ("team-turned", UserKind.TEAM, TEAM_TURNED),
    ("external", UserKind.EXTERNAL, NONE),
)
SINGLE: tuple[frozenset[TeamProfile], ...] = (frozenset(), *(frozenset({one}) for one in TeamProfile))
MEMBERSHIPS = (*SINGLE, *(frozenset(two) for two in itertools.combinations(TeamProfile, 2)))


def people(memberships: tuple[frozenset[TeamProfile], ...] = MEMBERSHIPS) -> Iterator[Somebody]:
    """Everybody who is active: each kind and profile, with each set of team-module profiles in Contracts.

    An external user is nobody's Admin (U06), so those memberships do not exist.
    """
    for (key, kind, profile), held in itertools.product(KINDS, memberships):
        if not (kind is UserKind.EXTERNAL and TeamProfile.ADMIN in held):
            yield somebody(key, kind, profile, held)


def somebody(
    key: str, kind: UserKind, profile: Profile, held: frozenset[TeamProfile], state: UserState = UserState.ACTIVE
) -> Somebody:
    """One person; what else varies hangs on the key, so that the same key is the same person."""
    spaces = {} if kind is UserKind.EXTERNAL else {OWN_SPACE: SpaceRole.USER, RUN_SPACE: SpaceRole.ADMIN}
    label = f"{key}, {'+'.join(sorted(held)) or 'no member'}, {state}"
    actor = Actor(
        user_id=ME, login="me@example.test", name="Me", kind=kind, state=state, profile=profile.rights,
        role_id=NAMED_ROLE, team_profiles={CONTRACTS: held} if held else {}, below=frozenset({BELOW}), spaces=spaces,
    )  # fmt: skip
    return Somebody(label, actor, profile)


def variations() -> Iterator[Somebody]:
    """What varies of the person alone: his state, role, spaces, and whether he is administrator elsewhere."""
    member = frozenset({TeamProfile.MEMBER})
    for (key, kind, profile), held in itertools.product(KINDS, (frozenset[TeamProfile](), member)):
        for state in UserState if profile in (ADMINISTRATOR, WIDE, TEAM, NONE) else (UserState.ACTIVE,):
            yield somebody(key, kind, profile, held, state)
        plain = somebody(key, kind, profile, held)
        yield replace(plain, key=f"{plain.key}, no spaces", actor=replace(plain.actor, spaces={}))
        yield replace(plain, key=f"{plain.key}, other role", actor=replace(plain.actor, role_id=OTHER_ROLE))
        yield replace(plain, key=f"{plain.key}, admin elsewhere", actor=replace(plain.actor, admin_elsewhere=True))
