"""The sample organisation has the people, roles, spaces and modules that scripts rely on, to the letter."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.sample import DEMO
from crm_tui.services.workspace import Workspace
from crm_tui.store.organisation import REGULAR_SEATS, TEAM_SEATS, OrganisationStore

PEOPLE = {
    "admin@demo.test": ("super_admin", "Administrator", "CEO"),
    "manager@demo.test": ("regular", "Standard", "Sales Manager"),
    "sales@demo.test": ("regular", "Standard", "Sales Rep"),
    "sales2@demo.test": ("regular", "Standard", "Sales Rep"),
    "marketing@demo.test": ("team", "Team_User", "Marketing"),
    "legal@demo.test": ("team", "Team_User", "Legal"),
    "legal.lead@demo.test": ("team", "Team_User", "Legal Lead"),
    "paralegal@demo.test": ("team", "Team_User", "Legal"),
    "support@demo.test": ("team", "Team_User", "Support"),
    "product@demo.test": ("regular", "Standard", "Product"),
}
ABOVE = {
    "CEO": None,
    "Sales Manager": "CEO",
    "Legal Lead": "CEO",
    "Marketing": "CEO",
    "Support": "CEO",
    "Product": "CEO",
    "Sales Rep": "Sales Manager",
    "Legal": "Legal Lead",
}
MEMBERS = {
    "Contracts": {
        "admin@demo.test": "Admin",
        "legal.lead@demo.test": "Manager",
        "legal@demo.test": "Member",
        "paralegal@demo.test": "Participant",
        "support@demo.test": "Requester",
    },
    "Campaign_Assets": {"marketing@demo.test": "Admin", "product@demo.test": "Requester"},
    "Onboarding_Tasks": {"admin@demo.test": "Admin", "support@demo.test": "Member"},
}
SPACES = {
    "Sales": ["Leads", "Contacts", "Accounts", "Deals"],
    "Marketing": ["Campaign_Assets"],
    "Legal": ["Contracts"],
    "Customer Success": ["Onboarding_Tasks"],
}
SEEN = {
    "admin@demo.test": ["Sales", "Marketing", "Legal", "Customer Success"],
    "manager@demo.test": ["Sales", "Marketing"],
    "sales@demo.test": ["Sales"],
    "sales2@demo.test": ["Sales"],
    "marketing@demo.test": ["Sales", "Marketing"],
    "legal@demo.test": ["Sales", "Legal"],
    "legal.lead@demo.test": ["Sales", "Legal"],
    "paralegal@demo.test": ["Sales", "Legal"],
    "support@demo.test": ["Sales", "Customer Success"],
    "product@demo.test": ["Sales", "Marketing"],
}
OPEN = {"Leads", "Contacts", "Accounts", "Deals", "Campaigns", "Products"}
DEFAULT_FOUR = frozenset({"Leads", "Contacts", "Accounts", "Deals"})


@pytest.fixture
def store(demo: Installation) -> OrganisationStore:
    return demo.store(DEMO)


@pytest.fixture
def admin(demo: Installation) -> Workspace:
    return demo.workspace("admin@demo.test", DEMO)


def test_the_logins_are_those_that_scripts_use(store: OrganisationStore) -> None:
    roles, profiles = store.roles(), store.profiles()
    found = {
        m.login: (m.kind.value, profiles[m.profile_id].rights.api_name, roles[m.role_id or 0].label)
        for m in store.members().values()
        if m.state == "active"
    }
    assert found == PEOPLE


def test_the_role_tree(store: OrganisationStore) -> None:
    roles = store.roles()
    assert {role.label: roles[role.parent_id].label if role.parent_id else None for role in roles.values()} == ABOVE


def test_the_edition_and_the_seats(store: OrganisationStore) -> None:
    info = store.info()
    assert (info.slug, info.edition, info.trial_until) == ("demo", "enterprise", None)
    assert (info.email_sharing, info.email_roles) == ("public", ())
    assert (store.mark(REGULAR_SEATS), store.mark(TEAM_SEATS)) == ("10", "10")


@pytest.mark.parametrize("module", MEMBERS)
def test_the_people_of_a_team_module(store: OrganisationStore, module: str) -> None:
    logins = {m.id: m.login for m in store.members().values()}
    rows = store.module_members(store.catalog().by_name[module].id)
    assert {logins[row.user_id]: row.profile.value for row in rows} == MEMBERS[module]


def test_there_are_three_team_modules(store: OrganisationStore) -> None:
    assert {m.api_name for m in store.catalog().modules if m.is_team} == set(MEMBERS)


@pytest.mark.parametrize("module", MEMBERS)
def test_a_layout_shows_each_field_of_a_team_module_once(store: OrganisationStore, module: str) -> None:
    found = store.catalog().by_name[module]
    shown = [name for section in found.layout.sections for name in section.fields]
    assert len(shown) == len(set(shown))
    assert set(shown) == set(found.by_name)
    assert set(found.list_columns) | set(found.layout.card) | set(found.layout.quick_create) <= set(found.by_name)


def test_the_modules_of_the_spaces(admin: Workspace) -> None:
    spaces = {s.name: [e.module.api_name for e in s.entries if not e.folder] for s in admin.spaces.list() if s.id}
    assert spaces == SPACES


def test_folders_show_other_teams_modules(admin: Workspace) -> None:
    sales = admin.spaces.list()[0]
    assert [(e.folder, e.module.api_name) for e in sales.entries if e.folder] == [
        ("Shared with us", "Contracts"),
        ("Partners", "Campaign_Assets"),
    ]


@pytest.mark.parametrize("login", SEEN)
def test_everybody_sees_spaces_with_something_in_them(demo: Installation, login: str) -> None:
    spaces = demo.workspace(login, DEMO).spaces.list()[:-1]
    assert [space.name for space in spaces] == SEEN[login]
    assert all(space.entries for space in spaces)


def test_marketing_and_the_leads_administer_their_spaces(demo: Installation) -> None:
    roles = {
        login: {s.name for s in demo.workspace(login, DEMO).spaces.list() if s.role == "admin"} for login in PEOPLE
    }
    assert {login: names for login, names in roles.items() if names} == {
        "admin@demo.test": {"Customer Success"},
        "manager@demo.test": {"Sales"},
        "marketing@demo.test": {"Marketing"},
        "legal.lead@demo.test": {"Legal"},
    }


def test_the_organisation_defaults(store: OrganisationStore) -> None:
    modules = [m for m in store.catalog().modules if not m.is_team]
    assert {m.api_name for m in modules if m.default == "read_only"} == OPEN
    assert {m.default.value for m in modules if m.api_name not in OPEN} == {"private"}


def test_team_users_have_the_four_modules(store: OrganisationStore) -> None:
    rights = [p.rights for p in store.profiles().values() if p.rights.team_user]
    assert [r.modules for r in rights] == [DEFAULT_FOUR]


def test_the_directory_knows_everybody(demo: Installation) -> None:
    org = demo.org(DEMO)
    assert {row.login for row in demo.directory.members_of(org.id)} == set(PEOPLE)
    assert [row.slug for row in demo.directory.orgs()] == [DEMO]


def test_its_promises_hold_and_are_about_somebody(admin: Workspace) -> None:
    kept = admin.promises.check()
    assert len(kept) == 5
    assert all(one.holds for one in kept)
    assert all(one.checked for one in kept)
