"""Administration: who may build what, with kinds, profiles and limits that fit (chapters 1, 3 and 4)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from crm_tui.domain.blueprints import standard_module, team_module
from crm_tui.domain.errors import Forbidden, Invalid, LimitReached, NotFound
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.users import ProfileRights, SpaceRole, TeamProfile, UserKind, UserState
from crm_tui.policy.profiles import ADMINISTRATOR, STANDARD, TEAM_USER
from tests.services.cast import (
    BOSS,
    CLAIMS,
    HEAD,
    OUTSIDER,
    REP,
    REP2,
    TEAM_ADMIN,
    TEAM_MANAGER,
    TEAM_MEMBER,
    VAULT,
    ZOE,
    Cast,
    claims,
)
from tests.services.making import missing, refused, unchanged


def test_kinds_and_profiles_fit_each_other(cast: Cast) -> None:
    ws = cast.ws()
    for kind, profile in (
        (UserKind.SUPER_ADMIN, "Administrator"), (UserKind.ADMINISTRATOR, "Standard"),
        (UserKind.REGULAR, "Administrator"), (UserKind.REGULAR, "Team_User"), (UserKind.TEAM, "Standard"),
        (UserKind.EXTERNAL, "Team_User"),
    ):  # fmt: skip
        with unchanged(cast), pytest.raises(Invalid):
            ws.staff.add("new@acme.test", "New", kind, profile)
    for login, name in (("no address", "New"), ("new@acme.test", " "), (REP, "Again"), (REP.upper(), "Again")):
        with unchanged(cast), pytest.raises(Invalid):
            ws.staff.add(login, name, UserKind.REGULAR, "Standard")
    with unchanged(cast), pytest.raises(NotFound):
        ws.staff.add("new@acme.test", "New", UserKind.REGULAR, "No_Such_Profile")
    ws.staff.add(" New@Acme.Test ", "New", UserKind.ADMINISTRATOR, "Administrator")
    assert cast.ws("new@acme.test").actor.is_admin


def test_a_user_manager_makes_no_administrator(cast: Cast) -> None:
    on = {("users.manage", "*"), ("users.invite", "*"), ("users.activate", "*")}
    cast.ws().profiles.add(ProfileRights("Users", "Users", denied=STANDARD.denied - on))
    cast.ws().staff.add("hr@acme.test", "Hr", UserKind.REGULAR, "Users")
    ws = cast.ws("hr@acme.test")
    add = partial(ws.staff.add, "new@acme.test", "New")
    assert refused(cast, partial(add, UserKind.ADMINISTRATOR, "Administrator")) == "AC04"
    add(UserKind.REGULAR, "Standard")
    ws.staff.set_state("new@acme.test", UserState.INACTIVE)


def test_seats_are_counted_when_somebody_takes_one(cast: Cast) -> None:
    ws = cast.ws()
    for number in range(4):
        ws.staff.add(f"t{number}@acme.test", f"T{number}", UserKind.TEAM, "Team_User")
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        ws.staff.add("t9@acme.test", "T9", UserKind.TEAM, "Team_User")
    ws.staff.set_state("t0@acme.test", UserState.INACTIVE)
    ws.staff.add("t9@acme.test", "T9", UserKind.TEAM, "Team_User")
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        ws.staff.set_state("t0@acme.test", UserState.ACTIVE)


def test_the_super_administrator_stays_and_nobody_is_deleted_in_passing(cast: Cast) -> None:
    ws = cast.ws()
    with unchanged(cast, audit=1), pytest.raises(Forbidden):
        ws.staff.set_state(BOSS, UserState.INACTIVE)
    for state in (UserState.DELETED, UserState.UNCONFIRMED):
        with unchanged(cast), pytest.raises(Invalid):
            ws.staff.set_state(REP, state)


def test_system_profiles_stay_what_they_are(cast: Cast) -> None:
    ws = cast.ws()
    for wrong in (
        partial(ws.profiles.add, ADMINISTRATOR), partial(ws.profiles.add, TEAM_USER),
        partial(ws.profiles.add, replace(TEAM_USER, api_name="Team_User_2")),
        partial(ws.profiles.add, STANDARD), partial(ws.profiles.save, ADMINISTRATOR),
        partial(ws.profiles.save, replace(STANDARD, everything=True)),
        partial(ws.profiles.save, replace(STANDARD, team_user=True)),
        partial(ws.profiles.save, replace(TEAM_USER, team_user=False)),
    ):  # fmt: skip
        with unchanged(cast), pytest.raises(Invalid):
            wrong()
    eleven = [m.api_name for m in cast.ws().catalog().modules if not m.activity and not m.is_team][:11]
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        ws.profiles.save(replace(TEAM_USER, modules=frozenset(eleven)))
    ws.profiles.save(replace(TEAM_USER, modules=frozenset([*eleven[:10], "Tasks"])))


def test_team_modules_are_made_in_spaces_that_one_belongs_to(cast: Cast) -> None:
    make = cast.ws(TEAM_MEMBER).setup.add_module
    assert make(claims("Mine"), "Legal").is_team
    members = cast.installation.store("acme").module_members(cast.ws(TEAM_MEMBER).module("Mine").id)
    assert [(row.user_id, row.profile) for row in members] == [(cast.user_id(TEAM_MEMBER), TeamProfile.ADMIN)]
    cast.ws().setup.add_space("Other", "Other")
    with unchanged(cast), pytest.raises(NotFound):
        make(claims("Elsewhere"), "Other")
    assert refused(cast, lambda: cast.ws(OUTSIDER).setup.add_module(claims("Nowhere"))) == "M30"
    for blueprint in (standard_module("Leads"), claims(), team_module("Leads", "Leads", "Lead")):
        with unchanged(cast), pytest.raises(Invalid):
            make(blueprint, "Legal")


def test_members_are_put_in_by_admins_of_the_module(cast: Cast) -> None:
    admin = cast.ws(TEAM_ADMIN)
    assert refused(cast, lambda: cast.ws(TEAM_MANAGER).team_members.set(CLAIMS, OUTSIDER, TeamProfile.MEMBER)) == "M24"
    missing(lambda: cast.ws(OUTSIDER).team_members.set(CLAIMS, OUTSIDER, TeamProfile.ADMIN))
    missing(lambda: admin.team_members.set(VAULT, TEAM_ADMIN, TeamProfile.ADMIN))
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        admin.team_members.set(CLAIMS, TEAM_ADMIN, TeamProfile.MEMBER)
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        admin.team_members.set(CLAIMS, TEAM_ADMIN, None)
    for login in (TEAM_MANAGER, TEAM_MEMBER, REP2, OUTSIDER):
        admin.team_members.set(CLAIMS, login, TeamProfile.ADMIN)
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        admin.team_members.set(CLAIMS, HEAD, TeamProfile.ADMIN)
    admin.team_members.set(CLAIMS, TEAM_ADMIN, None)
    missing(lambda: cast.ws(TEAM_ADMIN).module(CLAIMS))
    cast.ws().staff.set_state(REP, UserState.INACTIVE)
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws(TEAM_MEMBER).team_members.set(CLAIMS, REP, TeamProfile.MEMBER)
    missing_user = partial(cast.ws(TEAM_MEMBER).team_members.set, CLAIMS, ZOE, TeamProfile.MEMBER)
    with unchanged(cast), pytest.raises(NotFound):
        missing_user()


def test_a_space_is_run_by_its_admins(cast: Cast) -> None:
    admin, member = cast.ws(TEAM_ADMIN).setup, cast.ws(TEAM_MEMBER).setup
    folder = admin.add_folder("Legal", "Open")
    admin.put_in_space("Legal", CLAIMS, folder)
    admin.put_in_space("Legal", "Contacts")
    assert refused(cast, lambda: admin.put_in_space("Legal", "Invoices")) == "O01"
    with unchanged(cast, audit=1):
        missing(lambda: admin.put_in_space("Legal", VAULT))
    assert refused(cast, lambda: member.add_folder("Legal", "x")) == "SP04"
    assert refused(cast, lambda: member.put_in_space("Legal", "Contacts")) == "SP04"
    assert refused(cast, lambda: member.set_space_member("Legal", TEAM_MEMBER, SpaceRole.ADMIN)) == "SP05"
    assert refused(cast, lambda: member.set_space_member("Legal", TEAM_ADMIN, None)) == "SP05"
    assert refused(cast, lambda: admin.add_space("New", "New")) == "U35"
    admin.set_space_member("Legal", TEAM_MEMBER, SpaceRole.ADMIN)
    member.set_space_member("Legal", OUTSIDER, SpaceRole.USER)
    spaces = {space.name: {e.module.api_name for e in space.entries} for space in cast.ws(OUTSIDER).spaces.list()}
    assert spaces["Legal"] == {"Contacts"}
    assert CLAIMS not in spaces["CRM Teamspace"]


def test_spaces_out_of_sight_read_as_unknown_ones(cast: Cast) -> None:
    cast.ws().setup.add_space("Secret", "Secret")
    ws = cast.ws(TEAM_ADMIN)
    for name in ("Secret", "Nothing"):
        for act in (
            partial(ws.setup.add_folder, name, "x"), partial(ws.setup.put_in_space, name, CLAIMS),
            partial(ws.setup.set_space_member, name, OUTSIDER, SpaceRole.USER),
            partial(ws.setup.add_module, claims("New"), name),
        ):  # fmt: skip
            missing(act)
    assert {space.name for space in cast.ws(TEAM_ADMIN).spaces.list()} == {"Legal", "CRM Teamspace"}


def test_folders_and_spaces_are_counted(cast: Cast) -> None:
    ws = cast.ws()
    for number in range(50):
        ws.setup.add_folder("Legal", f"F{number}")
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        ws.setup.add_folder("Legal", "One more")
    with unchanged(cast), pytest.raises(Invalid):
        ws.setup.add_space("Legal", "Again")


def test_team_modules_have_no_organisation_default(cast: Cast) -> None:
    assert refused(cast, lambda: cast.ws().data_sharing.set_default(CLAIMS, OrgDefault.READ_ONLY)) == "AC26"
    assert refused(cast, lambda: cast.ws(REP).data_sharing.set_default("Leads", OrgDefault.READ_ONLY)) == "AC04"


def test_roles_go_to_others_before_they_are_removed(cast: Cast) -> None:
    ws = cast.ws()
    with unchanged(cast), pytest.raises(Invalid):
        ws.roles.delete("CEO", "Legal")
    with unchanged(cast), pytest.raises(Invalid):
        ws.roles.delete("Sales_Manager", "Sales_Rep")
    ws.roles.delete("Sales_Rep", "Sales_Manager")
    assert cast.ws(HEAD).actor.below == frozenset()
