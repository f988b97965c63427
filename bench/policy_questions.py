"""Questions for the three engines: who, what, on which record. All three must give the same answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from crm_tui.domain.facts import ModuleFacts, OrganisationFacts, RecordFacts
from crm_tui.domain.modules import Level, ModuleKind, OrgDefault
from crm_tui.domain.users import Actor, ProfileRights, TeamProfile, UserKind, UserState
from crm_tui.policy.engine import PolicyEngine
from crm_tui.policy.profiles import ADMINISTRATOR, STANDARD, TEAM_USER

ME, SOMEBODY = 1, 2
LEADS = ModuleFacts(11, "Leads", ModuleKind.ORGANISATION, "Leads", default=OrgDefault.READ_ONLY)
DEALS = ModuleFacts(12, "Deals", ModuleKind.ORGANISATION, "Deals")
CONTRACTS = ModuleFacts(16, "Contracts", ModuleKind.TEAM, "Contracts", standard=False)
MODULES = (LEADS, DEALS, CONTRACTS)
ACTIONS = (
    "records.view", "records.edit", "records.delete", "records.share", "records.change_owner", "notes.add", "tags.add",
    "records.export",
)  # fmt: skip
RECORDS = {
    "own": RecordFacts(ME),
    "shared": RecordFacts(SOMEBODY, level=Level.EDIT),
    "any": RecordFacts(SOMEBODY),
}
"""By the condition under which a policy line lets somebody at such a record."""


@dataclass(frozen=True, slots=True)
class Question:
    """May `actor`, of whom there is one in each `seat`, do this with this record of this module?"""

    seat: str
    actor: Actor
    action: str
    module: ModuleFacts
    record: RecordFacts


def _person(kind: UserKind, profile: ProfileRights, *held: TeamProfile) -> Actor:
    return Actor(
        user_id=ME, login="me@bench.test", name="Me", kind=kind, state=UserState.ACTIVE, profile=profile,
        team_profiles={CONTRACTS.id: frozenset(held)} if held else {},
    )  # fmt: skip


SEATS = {
    "regular": _person(UserKind.REGULAR, STANDARD),
    "manager": _person(UserKind.TEAM, TEAM_USER, TeamProfile.MANAGER),
    "member": _person(UserKind.TEAM, TEAM_USER, TeamProfile.MEMBER),
    "participant": _person(UserKind.TEAM, TEAM_USER, TeamProfile.PARTICIPANT),
    "admin": _person(UserKind.ADMINISTRATOR, ADMINISTRATOR),
}


def engine() -> PolicyEngine:
    """Our own engine, for an organisation in its trial."""
    return PolicyEngine(OrganisationFacts())


def questions() -> list[Question]:
    """All of them, in an order that jumps between actors, modules and records."""
    found = [
        Question(seat, actor, action, module, record)
        for action, (seat, actor), module, record in product(ACTIONS, SEATS.items(), MODULES, RECORDS.values())
    ]
    return [found[i * 97 % len(found)] for i in range(len(found))]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of policy for an engine that knows lines: under `condition` this seat may do that. `rule` is its id."""

    seat: str
    module: str
    action: str
    condition: str
    rule: str


def lines() -> list[Line]:
    """The least lines that say what our rules say of these questions."""
    ours = engine()

    def found() -> Iterator[Line]:
        for (seat, actor), module, action in product(SEATS.items(), MODULES, ACTIONS):
            decisions = {name: ours.decide(actor, action, module, record) for name, record in RECORDS.items()}
            if decisions["any"].allowed:
                yield Line(seat, module.api_name, action, "any", decisions["any"].rule)
                continue
            for condition in ("own", "shared"):
                if decisions[condition].allowed:
                    yield Line(seat, module.api_name, action, condition, decisions[condition].rule)

    return list(found())
