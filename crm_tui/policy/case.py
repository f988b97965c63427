"""What a decision depends on before a record is looked at: the signature under which it is compiled."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.modules import ModuleKind
from crm_tui.domain.users import Actor, ProfileRights, SpaceRole, TeamProfile, UserKind, UserState
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.facts import ModuleFacts
from crm_tui.policy.rule import Where

ADMINISTRATORS = (UserKind.SUPER_ADMIN, UserKind.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class Case:
    """One signature. Actors who share it get the same answers, but for the records that are theirs.

    `team_profiles`: his profiles in `module`. `anywhere`: his profiles in all team modules together.
    """

    kind: UserKind
    state: UserState
    profile: ProfileRights
    module: ModuleFacts | None
    team_profiles: frozenset[TeamProfile]
    anywhere: frozenset[TeamProfile]
    role_id: int | None
    in_space: bool
    space_admin: bool
    admin_elsewhere: bool

    @property
    def is_admin(self) -> bool:
        return self.kind in ADMINISTRATORS

    @property
    def module_id(self) -> int:
        """0 where no module is asked about."""
        return self.module.id if self.module is not None else 0

    @property
    def in_team_module(self) -> bool:
        return self.module is not None and self.module.kind is ModuleKind.TEAM

    @property
    def outsider(self) -> bool:
        """Whether the module named must read as not found (AC50)."""
        return self.in_team_module and not self.team_profiles and not self.is_admin

    def where(self, action: str) -> Where:
        """Which half of the rules decides: actions of the person and of the organisation know no module."""
        return Where.TEAM if self.in_team_module and ACTIONS[action].module_counts else Where.ORGANISATION


def case_of(actor: Actor, module: ModuleFacts | None) -> Case:
    """The signature of an actor in a module."""
    here: frozenset[TeamProfile] = frozenset()
    if module is not None and module.kind is ModuleKind.TEAM:
        here = frozenset(actor.team_profiles.get(module.id, ()))
    activity = module is not None and module.activity
    return Case(
        kind=actor.kind,
        state=actor.state,
        profile=actor.profile,
        module=module,
        team_profiles=here,
        anywhere=frozenset().union(*actor.team_profiles.values()) if activity else frozenset(),
        role_id=actor.role_id,
        in_space=bool(actor.spaces),
        space_admin=SpaceRole.ADMIN in actor.spaces.values(),
        admin_elsewhere=actor.admin_elsewhere,
    )
