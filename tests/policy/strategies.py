"""Arbitrary people, modules and records, for the properties of the rules."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from crm_tui.domain.facts import ModuleFacts, RecordFacts
from crm_tui.domain.groups import Party, PartyKind
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.sharing import SharingRule
from crm_tui.domain.users import Actor, ProfileRights, SpaceRole, TeamProfile, UserKind
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.openings import Openings
from crm_tui.policy.parties import Parties
from crm_tui.policy.profiles import ADMINISTRATOR, STANDARD, team_user
from tests.policy.people import ALL_ON, CUSTOM, DEALS, INVOICES, LEADS, SPACE, TASKS, TEAM_MODULE, actor

USERS = st.integers(1, 5)
ACTION = st.sampled_from(sorted(ACTIONS))
DEFAULT = st.sampled_from(list(OrgDefault))
HELD = st.frozensets(st.sampled_from(list(TeamProfile)), max_size=2)
ORGANISATION_MODULES = st.builds(
    lambda module, default: replace(module, default=default),
    st.sampled_from([LEADS, DEALS, INVOICES, CUSTOM]),
    DEFAULT,
)
TEAM_MODULES = st.builds(lambda after: replace(TEAM_MODULE, requests_after_acceptance=after), st.booleans())
ACTIVITIES = st.builds(lambda default: replace(TASKS, default=default), DEFAULT)
MODULES = st.one_of(ORGANISATION_MODULES, TEAM_MODULES, ACTIVITIES)
SPACES = st.dictionaries(st.just(SPACE), st.sampled_from(list(SpaceRole)), max_size=1)

PLAIN_RECORDS = st.builds(
    RecordFacts,
    owner_id=USERS,
    level=st.sampled_from(list(Level)),
    requester_id=st.none() | USERS,
    handled=st.booleans(),
    locked=st.booleans(),
    item_author=st.none() | USERS,
    space_id=st.none() | st.integers(SPACE, SPACE + 1),
    item_public=st.booleans(),
    pending=st.booleans(),
    approver=st.booleans(),
)
PARENT_RECORDS = st.builds(lambda record, deleted: replace(record, deleted=deleted), PLAIN_RECORDS, st.booleans())
PARENTS = st.none() | st.tuples(st.one_of(ORGANISATION_MODULES, TEAM_MODULES), PARENT_RECORDS)
RECORDS = st.builds(lambda record, parent: replace(record, parent=parent), PLAIN_RECORDS, PARENTS)

TEAM_PROFILES = st.builds(
    team_user,
    modules=st.frozensets(st.sampled_from(["Leads", "Deals", "Boats"])),
    custom_views=st.booleans(),
    create_team_module=st.booleans(),
    manage_teamspace=st.booleans(),
)
DENIED = st.frozensets(st.tuples(ACTION, st.sampled_from(["*", "Deals", "Tasks"])), max_size=6)
PROFILES = st.sampled_from([STANDARD, ALL_ON]) | st.builds(
    lambda denied, modules: replace(ALL_ON, denied=denied, modules=modules),
    DENIED,
    st.none() | st.frozensets(st.sampled_from(["Leads", "Deals", "Tasks"])),
)


def opened(person: Actor, rules: list[tuple[int, int, Level]]) -> Actor:
    """A person to whom sharing rules open the records of owners: (module id, owner, level), team modules' too."""
    meant = [
        SharingRule(i, module_id, f"Rule {i}", Party(PartyKind.USER, person.user_id), level, Party(PartyKind.USER, by))
        for i, (module_id, by, level) in enumerate(rules)
    ]
    known = Openings(meant, Parties({number: _Anywhere() for number in range(1, 6)}, {}, {}))
    return replace(person, openings=known.of(person.user_id), opened=known.by_owner(person.user_id))


@dataclass(frozen=True)
class _Anywhere:
    role_id: int | None = None
    manager_id: int | None = None


def _person(
    kind: UserKind,
    profile: ProfileRights,
    held: frozenset[TeamProfile],
    below: frozenset[int],
    spaces: dict[int, SpaceRole],
    rules: list[tuple[int, int, Level]],
) -> Actor:
    return opened(replace(actor(kind, *held, profile=profile), below=below, spaces=spaces), rules)


RULES = st.lists(
    st.tuples(
        st.sampled_from([LEADS.id, DEALS.id, TASKS.id, TEAM_MODULE.id]),
        USERS,
        st.sampled_from([Level.READ, Level.EDIT, Level.FULL]),
    ),
    max_size=3,
)
BELOW = st.frozensets(st.integers(2, 5), max_size=2)
TEAM_USERS = st.builds(_person, st.just(UserKind.TEAM), TEAM_PROFILES, HELD, BELOW, SPACES, RULES)
REGULARS = st.builds(_person, st.just(UserKind.REGULAR), PROFILES, HELD, BELOW, SPACES, RULES)
_ADMINISTRATION = [UserKind.SUPER_ADMIN, UserKind.ADMINISTRATOR]
ADMINISTRATORS = st.builds(
    _person,
    st.sampled_from([UserKind.SUPER_ADMIN, UserKind.ADMINISTRATOR]),
    st.just(ADMINISTRATOR),
    HELD,
    BELOW,
    SPACES,
    RULES,
)
EXTERNALS = st.builds(
    _person, st.just(UserKind.EXTERNAL), st.just(ALL_ON), HELD, st.just(frozenset()), st.just({}), RULES
)
PEOPLE = st.one_of(TEAM_USERS, REGULARS, ADMINISTRATORS, EXTERNALS)


def fits(module: ModuleFacts, record: RecordFacts) -> RecordFacts:
    """The record as one of this module: only activities hang on others."""
    return record if module.activity else replace(record, parent=None)
