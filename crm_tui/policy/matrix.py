"""The full table of decisions (AC54): subject x kind of module x action -> decision and scope."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crm_tui.domain.decisions import Decision, Scope
from crm_tui.domain.facts import ModuleFacts
from crm_tui.domain.modules import ModuleKind
from crm_tui.domain.users import Actor, ProfileRights, SpaceRole, TeamProfile, UserKind, UserState
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.engine import PolicyEngine
from crm_tui.policy.profiles import ADMINISTRATOR, STANDARD, team_user

ORGANISATION_MODULE = ModuleFacts(1, "", ModuleKind.ORGANISATION, "Organisation module")
TEAM_MODULE = ModuleFacts(2, "", ModuleKind.TEAM, "Team module", standard=False)
_SPACE = 1


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One line: `subject` as `regular/Standard` or `team/Member`; `module` is empty where a kind stands for all.

    `module_kind`: "organisation" or "team".
    """

    subject: str
    module_kind: str
    module: str
    action: str
    decision: Decision

    @property
    def allowed(self) -> bool:
        return self.decision.allowed

    @property
    def scope(self) -> Scope | None:
        return self.decision.scope

    @property
    def rule(self) -> str:
        return self.decision.rule


def full_matrix(policy: PolicyEngine, profiles: Iterable[ProfileRights] = ()) -> Iterator[MatrixRow]:
    """Every kind of user with every profile, in a private organisation module that is enabled and in a team module.

    `profiles`: further profiles of regular users, beside Standard. A person of no team profile reads `none`.
    """
    for kind, profile in _people(profiles):
        subject = f"{kind}/{profile.api_name}"
        yield from _rows(policy, _prototype(kind, profile), ORGANISATION_MODULE, subject)
    for kind, profile in _people(()):
        for team_profile in (*TeamProfile, None):
            subject = f"{kind}/{team_profile or 'none'}"
            yield from _rows(policy, _prototype(kind, profile, team_profile), TEAM_MODULE, subject)


def matrix_of(policy: PolicyEngine, actor: Actor, modules: Iterable[ModuleFacts]) -> Iterator[MatrixRow]:
    """One person's table over these modules; his team profile stands in the subject where he has one."""
    for module in modules:
        held = actor.team_profiles.get(module.id, frozenset()) if module.kind is ModuleKind.TEAM else frozenset()
        profile = "+".join(sorted(held)) or (actor.profile.api_name if module.kind is not ModuleKind.TEAM else "none")
        yield from _rows(policy, actor, module, f"{actor.kind}/{profile}")


def _people(profiles: Iterable[ProfileRights]) -> Iterator[tuple[UserKind, ProfileRights]]:
    yield UserKind.SUPER_ADMIN, ADMINISTRATOR
    yield UserKind.ADMINISTRATOR, ADMINISTRATOR
    for profile in (STANDARD, *profiles):
        yield UserKind.REGULAR, profile
    yield UserKind.TEAM, team_user(modules=frozenset({ORGANISATION_MODULE.api_name}))
    yield UserKind.EXTERNAL, ProfileRights("External", "External")


def _prototype(kind: UserKind, profile: ProfileRights, team_profile: TeamProfile | None = None) -> Actor:
    held = {TEAM_MODULE.id: frozenset({team_profile})} if team_profile else {}
    return Actor(
        user_id=1,
        login="",
        name="",
        kind=kind,
        state=UserState.ACTIVE,
        profile=profile,
        team_profiles=held,
        spaces={_SPACE: SpaceRole.USER},
    )


def _rows(policy: PolicyEngine, actor: Actor, module: ModuleFacts, subject: str) -> Iterator[MatrixRow]:
    for action in ACTIONS:
        yield MatrixRow(subject, module.kind.value, module.api_name, action, policy.decide(actor, action, module))
