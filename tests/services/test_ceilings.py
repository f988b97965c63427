"""Privilege cannot be raised: nobody gives rights that he lacks, edits a stronger user, widens his own (U21, AC48)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from crm_tui.domain.errors import CrmError, Forbidden
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.users import ProfileRights, TeamProfile, UserKind, UserState
from crm_tui.policy.profiles import STANDARD
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.services.parties import PartyName
from crm_tui.services.workspace import Workspace
from tests.services.cast import (
    ACME,
    BOSS,
    CLAIMS,
    HEAD,
    OUTSIDER,
    READER,
    REP,
    REP2,
    TEAM_ADMIN,
    TEAM_MEMBER,
    Cast,
)
from tests.services.making import dumped, lead

if TYPE_CHECKING:
    from collections.abc import Iterator

UMA = "uma@acme.test"
PEOPLE = ("users.manage", "users.invite", "users.activate", "users.convert", "org.invite")


def standard_with(*actions: str, name: str = "Special", without: tuple[str, ...] = ()) -> ProfileRights:
    """The Standard profile with a few switches more and a few fewer."""
    denied = (STANDARD.denied - {(action, "*") for action in actions}) | {(action, "*") for action in without}
    return ProfileRights(name, name, denied=denied)


def somebody(cast: Cast, *actions: str, role: str = "", without: tuple[str, ...] = ()) -> Workspace:
    """A regular user who may do these things besides what Standard allows."""
    ws = cast.ws()
    ws.profiles.add(standard_with(*actions, without=without))
    ws.staff.add(UMA, "Uma Users", UserKind.REGULAR, "Special", role)
    return cast.ws(UMA)


@contextmanager
def refused(cast: Cast, rule: str) -> Iterator[None]:
    """Forbidden by this rule, an administrator named, one audit row written and nothing else."""
    before, logins = dumped(cast.engine()), dumped(cast.installation.directory.engine)
    with pytest.raises(Forbidden) as caught:
        yield
    after = dumped(cast.engine())
    decision = caught.value.explanation.decision
    assert decision.rule == rule
    assert str(decision.remedy)
    assert BOSS in {person.login for person in caught.value.explanation.grantors}
    assert len(after.pop("audit")) == len(before.pop("audit")) + 1
    assert after == before
    assert dumped(cast.installation.directory.engine) == logins
    row = cast.ws().audit.list(limit=1)[0].entry
    assert (row.login, row.outcome, row.rule) == (UMA, "refused", rule)


# User managers


def test_a_user_manager_adds_users_who_may_do_no_more_than_he(cast: Cast) -> None:
    uma = somebody(cast, *PEOPLE)
    uma.staff.add("a@acme.test", "Ann", UserKind.REGULAR, "Standard")
    uma.staff.add("b@acme.test", "Ben", UserKind.TEAM, "Team_User", "Legal")
    uma.staff.add("c@acme.test", "Cat", UserKind.REGULAR, "Standard", "Sales_Rep")
    uma.staff.add("d@acme.test", "Dan", UserKind.REGULAR, "Special")
    uma.staff.invite("e@acme.test", "Eve", UserKind.REGULAR, "Standard")


def test_he_changes_switches_off_and_converts_them(cast: Cast) -> None:
    uma = somebody(cast, *PEOPLE)
    uma.staff.edit(REP, name="Ray Rep")
    uma.staff.edit(REP, profile="Reading")
    uma.staff.set_state(REP, UserState.INACTIVE)
    uma.staff.set_state(REP, UserState.ACTIVE)
    uma.staff.convert(OUTSIDER, "Standard")


def test_people_of_team_modules_that_he_is_not_in_are_his_to_manage(cast: Cast) -> None:
    """U53: memberships survive a conversion, and are nobody's gain."""
    uma = somebody(cast, *PEOPLE)
    uma.staff.set_state(TEAM_ADMIN, UserState.INACTIVE)
    uma.staff.set_state(TEAM_ADMIN, UserState.ACTIVE)
    uma.staff.convert(TEAM_MEMBER, "Standard")
    uma.staff.set_state(REP2, UserState.INACTIVE)


def test_he_makes_nobody_an_administrator(cast: Cast) -> None:
    uma = somebody(cast, *PEOPLE, "profiles.manage")
    with refused(cast, "U21"):
        uma.staff.add("a@acme.test", "Ann", UserKind.ADMINISTRATOR, "Administrator")
    with refused(cast, "U21"):
        uma.staff.invite("a@acme.test", "Ann", UserKind.ADMINISTRATOR, "Administrator")
    with refused(cast, "U21"):
        uma.staff.appoint(REP, administrator=True)


def test_he_gives_no_profile_that_may_do_more_than_he(cast: Cast) -> None:
    uma = somebody(cast, *PEOPLE, without=("records.delete",))
    with refused(cast, "U21"):
        uma.staff.add("a@acme.test", "Ann", UserKind.REGULAR, "Standard")
    with refused(cast, "U21"):
        uma.staff.invite("a@acme.test", "Ann", UserKind.REGULAR, "Standard")
    with refused(cast, "U21"):
        uma.staff.convert(OUTSIDER, "Standard")
    with refused(cast, "U21"):
        uma.staff.edit(READER, profile="Standard")


def test_he_gives_no_module_that_he_lacks(cast: Cast) -> None:
    ws = cast.ws()
    ws.profiles.add(ProfileRights("Special", "Special", modules=frozenset({"Leads"}),
                                  denied=STANDARD.denied - {(action, "*") for action in PEOPLE}))  # fmt: skip
    ws.staff.add(UMA, "Uma Users", UserKind.REGULAR, "Special")
    uma = cast.ws(UMA)
    with refused(cast, "U21"):
        uma.staff.add("b@acme.test", "Ben", UserKind.TEAM, "Team_User")


@pytest.mark.parametrize("login", [BOSS, "adam@acme.test", "ned@acme.test"])
def test_he_touches_nobody_stronger(cast: Cast, login: str) -> None:
    """The super administrator, an administrator, and somebody whose profile has one switch that he lacks."""
    cast.ws().staff.add("adam@acme.test", "Adam", UserKind.ADMINISTRATOR, "Administrator")
    cast.ws().profiles.add(standard_with("org.audit", name="Auditor"))
    cast.ws().staff.add("ned@acme.test", "Ned", UserKind.REGULAR, "Auditor")
    uma = somebody(cast, *PEOPLE)
    acts: list[Callable[[], object]] = [lambda: uma.staff.edit(login, name="Other")]
    if login != BOSS:
        acts += [
            lambda: uma.staff.set_state(login, UserState.INACTIVE),
            lambda: uma.staff.edit(login, role="Sales_Rep"),
        ]
    for act in acts:
        with refused(cast, "U21"):
            act()


def test_he_wakes_nobody_stronger(cast: Cast) -> None:
    ws = cast.ws()
    ws.staff.add("adam@acme.test", "Adam", UserKind.ADMINISTRATOR, "Administrator")
    ws.staff.set_state("adam@acme.test", UserState.INACTIVE)
    uma = somebody(cast, *PEOPLE)
    with refused(cast, "U21"):
        uma.staff.set_state("adam@acme.test", UserState.ACTIVE)


def test_the_invitation_of_somebody_stronger_is_not_in_his_hands(cast: Cast) -> None:
    """Its token would be shown to him."""
    cast.ws().staff.invite("adam@acme.test", "Adam", UserKind.ADMINISTRATOR, "Administrator")
    cast.ws().staff.invite("ann@acme.test", "Ann", UserKind.REGULAR, "Standard")
    uma = somebody(cast, *PEOPLE)
    with refused(cast, "U21"):
        uma.staff.send_again("adam@acme.test")
    with refused(cast, "U21"):
        uma.staff.revoke("adam@acme.test")
    uma.staff.send_again("ann@acme.test")
    uma.staff.revoke("ann@acme.test")


def test_he_does_not_widen_his_own_rights(cast: Cast) -> None:
    cast.ws().profiles.add(standard_with(*PEOPLE, "org.audit", name="Wider"))
    uma = somebody(cast, *PEOPLE)
    with refused(cast, "U21"):
        uma.staff.edit(UMA, profile="Wider")
    with refused(cast, "U21"):
        uma.staff.edit(UMA, role="CEO")
    with refused(cast, "U21"):
        uma.staff.edit(REP, role="Sales_Rep", manager="", profile="Wider")


def test_he_does_not_move_somebody_below_himself(cast: Cast) -> None:
    """He would see that one's records."""
    lead(cast.ws(REP))
    uma = somebody(cast, *PEOPLE, role="Legal")
    cast.ws().roles.add("Clerk", "Clerk", "Legal")
    with refused(cast, "U21"):
        uma.staff.edit(REP, role="Clerk")
    uma.staff.add("new@acme.test", "New", UserKind.REGULAR, "Standard", "Clerk")


def test_leaving_and_lowering_himself_is_his(cast: Cast) -> None:
    uma = somebody(cast, *PEOPLE, role="Sales_Rep")
    uma.staff.edit(UMA, name="Uma U.")
    uma.staff.edit(UMA, role="")
    uma.staff.edit(UMA, profile="Standard")
    with pytest.raises(Forbidden):
        uma.staff.edit(UMA, profile="Special")


def test_a_role_that_sees_more_than_he_is_given_by_whoever_manages_roles(cast: Cast) -> None:
    lead(cast.ws(REP))
    uma = somebody(cast, *PEOPLE)
    with refused(cast, "U21"):
        uma.staff.edit(READER, role="Sales_Manager")
    cast.ws().profiles.save(standard_with(*PEOPLE, "roles.manage"))
    uma.staff.edit(READER, role="Sales_Manager")


def test_administrators_do_all_of_it(cast: Cast) -> None:
    ws = cast.ws()
    ws.staff.add("adam@acme.test", "Adam", UserKind.ADMINISTRATOR, "Administrator")
    adam = cast.ws("adam@acme.test")
    adam.staff.add("eva@acme.test", "Eva", UserKind.ADMINISTRATOR, "Administrator")
    adam.staff.edit("eva@acme.test", role="CEO")
    adam.staff.set_state("eva@acme.test", UserState.INACTIVE)


# Managers of profiles, roles, sharing, groups, fields


def test_a_profile_manager_switches_on_what_he_has_himself(cast: Cast) -> None:
    uma = somebody(cast, "profiles.manage", without=("records.export",))
    lowered = standard_with(name="Standard", without=("records.delete",))
    uma.profiles.save(lowered)
    uma.profiles.save(ProfileRights("Standard", "Standard", denied=STANDARD.denied | {("records.export", "*")}))
    with refused(cast, "AC48"):
        uma.profiles.save(ProfileRights("Standard", "Standard", denied=STANDARD.denied))
    with refused(cast, "AC48"):
        uma.profiles.set("Standard", [("org.audit", "*", True)])


def test_he_switches_nothing_on_for_himself(cast: Cast) -> None:
    uma = somebody(cast, "profiles.manage")
    with refused(cast, "AC48"):
        uma.profiles.set("Special", [("users.manage", "*", True)])
    uma.profiles.set("Special", [("records.export", "*", False)])


def test_what_nobody_has_gives_nobody_anything(cast: Cast) -> None:
    """A profile without users may hold what its maker lacks: whoever gives it must have it."""
    uma = somebody(cast, *PEOPLE, "profiles.manage")
    uma.profiles.add(standard_with("org.audit", name="Auditor"))
    with refused(cast, "U21"):
        uma.staff.edit(REP, profile="Auditor")


def test_a_sleeping_user_is_not_made_stronger_either(cast: Cast) -> None:
    cast.ws().staff.set_state(READER, UserState.INACTIVE)
    uma = somebody(cast, "profiles.manage", without=("records.delete",))
    with refused(cast, "AC48"):
        uma.profiles.set("Reading", [("records.delete", "*", True)])


def test_a_role_manager_widens_others_reach_but_not_his_own(cast: Cast) -> None:
    lead(cast.ws(REP))
    uma = somebody(cast, "roles.manage", role="Legal")
    uma.roles.add("Lead_Rep", "Lead Rep", "Sales_Rep")
    uma.roles.edit("Sales_Rep", peers=True)
    with refused(cast, "AC48"):
        uma.roles.edit("Sales_Manager", above="Legal")
    with refused(cast, "AC48"):
        uma.roles.edit("Legal", peers=True)


def test_a_sharing_manager_opens_records_to_others_but_not_to_himself(cast: Cast) -> None:
    lead(cast.ws(REP))
    uma = somebody(cast, "sharing.manage", role="Legal")
    reps, legal = PartyName("role", "Sales_Rep"), PartyName("role", "Legal")
    uma.data_sharing.save_rule(RuleInfo(0, "Leads", "To the reader", PartyName("user", READER), Level.READ, reps))
    with refused(cast, "AC48"):
        uma.data_sharing.save_rule(RuleInfo(0, "Leads", "To us", legal, Level.READ, reps))
    with refused(cast, "AC48"):
        uma.data_sharing.save_rule(RuleInfo(0, "Leads", "To us", legal, Level.READ, criteria='Company = "x"'))
    with refused(cast, "AC48"):
        uma.data_sharing.set_default("Leads", OrgDefault.READ_ONLY)
    uma.data_sharing.set_default("Contacts", OrgDefault.PRIVATE)


def test_a_group_manager_puts_nobody_where_he_reaches_more_than_he(cast: Cast) -> None:
    ws = cast.ws()
    ws.groups.add("Open", "Open")
    ws.groups.add("Plain", "Plain")
    reps = PartyName("role", "Sales_Rep")
    ws.data_sharing.save_rule(RuleInfo(0, "Leads", "Open", PartyName("group", "Open"), Level.READ, reps))
    uma = somebody(cast, "groups.manage")
    uma.groups.edit("Plain", members=[PartyName("user", UMA), PartyName("user", READER)])
    for login in (UMA, READER):
        with refused(cast, "AC48"):
            uma.groups.edit("Open", members=[PartyName("user", login)])


def test_a_group_manager_lets_nobody_into_a_team_module_that_he_is_not_in(cast: Cast) -> None:
    ws = cast.ws()
    ws.groups.add("Team", "Team")
    ws.team_members.grant(CLAIMS, PartyName("group", "Team"), TeamProfile.MEMBER)
    uma = somebody(cast, "groups.manage", "sharing.manage")
    for login in (UMA, OUTSIDER):
        with refused(cast, "AC48"):
            uma.groups.edit("Team", members=[PartyName("user", login)])


def test_a_field_manager_shows_nobody_what_is_hidden_from_himself(cast: Cast) -> None:
    cast.ws().field_permissions.set("Leads", [("Phone", "Standard", FieldAccess.HIDDEN)])
    uma = somebody(cast, "fields.manage")
    cast.ws().field_permissions.set("Leads", [("Phone", "Special", FieldAccess.HIDDEN)])
    uma.field_permissions.set("Leads", [("Email", "Standard", FieldAccess.READ_ONLY)])
    uma.field_permissions.set("Leads", [("Email", "Standard", FieldAccess.READ_WRITE)])
    for holder in ("Standard", "Special"):
        with pytest.raises(CrmError):
            uma.field_permissions.set("Leads", [("Phone", holder, FieldAccess.READ_WRITE)])


# Team modules and spaces


def test_an_admin_of_a_team_module_takes_in_whom_he_likes(cast: Cast) -> None:
    """M32: regular users too, who may do more elsewhere, and what T14 and T15 leave them in the module."""
    ada = cast.ws(TEAM_ADMIN)
    for login in (OUTSIDER, REP, HEAD, READER, BOSS):
        for profile in (TeamProfile.MEMBER, TeamProfile.ADMIN):
            ada.team_members.set(CLAIMS, login, profile)
        ada.team_members.set(CLAIMS, login, None)


def test_he_may_leave(cast: Cast) -> None:
    ada = cast.ws(TEAM_ADMIN)
    ada.team_members.set(CLAIMS, OUTSIDER, TeamProfile.ADMIN)
    ada.team_members.set(CLAIMS, TEAM_ADMIN, TeamProfile.MEMBER)


# Through undo, rehearsal and other doors


def test_a_rehearsal_is_refused_alike_and_leaves_nothing(cast: Cast) -> None:
    uma = somebody(cast, *PEOPLE)
    before = dumped(cast.engine())
    with pytest.raises(Forbidden):
        uma.effects.of(lambda: uma.staff.edit(UMA, role="CEO"))
    assert dumped(cast.engine()) == before


def test_a_refused_rehearsal_of_what_somebody_asked_for_is_an_attempt(cast: Cast) -> None:
    uma = somebody(cast, *PEOPLE)
    with refused(cast, "U21"):
        uma.effects.of(lambda: uma.staff.edit(UMA, role="CEO"), asked=True)
    before = dumped(cast.engine())
    uma.effects.of(lambda: uma.staff.edit(READER, name="Somebody"), asked=True)
    assert dumped(cast.engine()) == before


@pytest.mark.parametrize("door", ["cli", "screen", "ssh"])
def test_through_every_door(cast: Cast, door: str) -> None:
    somebody(cast, *PEOPLE)
    uma = cast.installation.workspace(UMA, ACME, door=door)
    with refused(cast, "U21"):
        uma.staff.edit(UMA, role="CEO")
    assert cast.ws().audit.list(limit=1)[0].entry.door == door


def test_an_admin_of_a_module_goes_no_way_round_by_groups_or_roles(cast: Cast) -> None:
    """M34: what an administrator gave in the module stays, though its Admin manages groups and roles as well."""
    ws, team = cast.ws(), PartyName("group", "Team")
    ws.groups.add("Team", "Team", [PartyName("user", OUTSIDER)])
    ws.groups.add("Own", "Own")
    uma = somebody(cast, "groups.manage", "roles.manage")
    ws.team_members.set(CLAIMS, UMA, TeamProfile.ADMIN)
    ws.team_members.grant(CLAIMS, team, TeamProfile.MEMBER)
    ws.team_members.grant(CLAIMS, PartyName("role", "Sales_Rep"), TeamProfile.MEMBER)
    uma.team_members.grant(CLAIMS, PartyName("group", "Own"), TeamProfile.MANAGER)
    acts: tuple[Callable[[], object], ...] = (
        lambda: uma.groups.edit("Team", members=[]),
        lambda: uma.groups.edit("Team", members=[PartyName("user", OUTSIDER), PartyName("user", READER)]),
        lambda: uma.groups.edit("Own", members=[PartyName("user", OUTSIDER)]),
        lambda: uma.groups.delete("Team"),
        lambda: uma.roles.delete("Sales_Rep", "Sales_Manager"),
    )
    for act in acts:
        before = dumped(cast.engine())
        with pytest.raises(Forbidden) as caught:
            act()
        after = dumped(cast.engine())
        assert caught.value.explanation.decision.rule == "M34"
        assert len(after.pop("audit")) == len(before.pop("audit")) + 1
        assert after == before
    uma.groups.edit("Own", members=[PartyName("user", READER)])
    uma.groups.edit("Team", label="Others")
    ws.groups.edit("Team", members=[])
