"""Roles in one tree, the two hierarchies, groups without circles (AC12, AC13, AC15)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pytest

from crm_tui.domain.errors import CrmError, Invalid, NotFound
from crm_tui.domain.modules import Level
from crm_tui.domain.sharing import EmailSharing, Hierarchy
from crm_tui.domain.users import TeamProfile, UserState
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.services.groups import GroupInfo
from crm_tui.services.parties import PartyName
from tests.services.cast import BOSS, CLAIMS, HEAD, OUTSIDER, REP, REP2, TEAM_ADMIN, TEAM_MEMBER, Cast
from tests.services.making import ids, lead, refused, unchanged

REPS, LEGAL = PartyName("role", "Sales_Rep"), PartyName("role", "Legal")


def above(cast: Cast) -> dict[str, str]:
    return {role.api_name: role.above for role in cast.ws().roles.list()}


def group(cast: Cast, name: str) -> GroupInfo:
    return next(one for one in cast.ws().groups.list() if one.api_name == name)


def test_a_role_without_one_above_stands_below_the_top(cast: Cast) -> None:
    cast.ws().roles.add("Night", "Night watch")
    assert above(cast)["Night"] == "CEO"
    cast.ws().roles.edit("Sales_Rep", above="")
    assert above(cast)["Sales_Rep"] == "CEO"
    assert cast.ws(HEAD).actor.below == frozenset()
    assert {role.api_name: role.people for role in cast.ws().roles.list()}["Sales_Rep"] == 2


def test_roles_stand_in_no_circle(cast: Cast) -> None:
    ws = cast.ws()
    for act in (
        partial(ws.roles.edit, "CEO", above="Legal"), partial(ws.roles.edit, "Manager", above="Sales_Rep"),
        partial(ws.roles.edit, "Manager", above="Manager"), partial(ws.roles.edit, "Legal", label=""),
        partial(ws.roles.edit, "Legal", label="x" * 81),
    ):  # fmt: skip
        with unchanged(cast), pytest.raises(Invalid):
            act()
    for act in (partial(ws.roles.edit, "Nothing", label="x"), partial(ws.roles.edit, "Legal", above="Nothing")):
        with unchanged(cast), pytest.raises(NotFound):
            act()


def test_peers_see_each_other_under_the_role_hierarchy_only(cast: Cast) -> None:
    made = lead(cast.ws(REP)).id
    cast.ws().roles.edit("Sales_Rep", peers=True)
    assert made in ids(cast.ws(REP2), "Leads")
    cast.ws().roles.set_hierarchy(Hierarchy.REPORTING)
    assert cast.ws().roles.hierarchy() is Hierarchy.REPORTING
    assert made not in ids(cast.ws(REP2), "Leads")
    assert made not in ids(cast.ws(HEAD), "Leads")
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws().roles.edit("Legal", peers=True)
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws().roles.add("Fine", "Fine", peers=True)
    cast.ws().roles.edit("Sales_Rep", peers=False)


def test_nothing_names_a_role_that_went(cast: Cast) -> None:
    ws = cast.ws()
    ws.groups.add("Pals", "Pals", (REPS, LEGAL))
    rule = RuleInfo(0, "Leads", "Law", LEGAL, Level.READ, REPS)
    ws.data_sharing.save_rule(rule)
    ws.data_sharing.set_email(EmailSharing.PUBLIC, ["Legal", "CEO"])
    ws.team_members.grant(CLAIMS, LEGAL, TeamProfile.MEMBER)
    ws.roles.delete("Legal", "CEO")
    assert [one.name for one in group(cast, "Pals").members] == ["Sales_Rep"]
    assert ws.data_sharing.rules() == ()
    assert ws.data_sharing.email() == (EmailSharing.PUBLIC, ("CEO",))
    assert all(one.party.kind == "user" for one in ws.team_members.list(CLAIMS))
    assert cast.ws(TEAM_MEMBER).actor.role == "CEO"


def test_a_group_counts_its_active_people_once(cast: Cast) -> None:
    ws = cast.ws()
    ws.groups.add("Reps", "Reps", (REPS, REPS, PartyName("user", REP)))
    ws.groups.add("All", "All", (PartyName("group", "Reps"), PartyName("role_below", "Manager"), LEGAL))
    assert (group(cast, "Reps").people, group(cast, "All").people) == (2, 3 + 6)
    assert [(one.kind, one.name, one.label) for one in group(cast, "Reps").members] == [
        ("role", "Sales_Rep", "Sales Rep"), ("user", REP, "Rae Rep"),
    ]  # fmt: skip
    ws.staff.set_state(REP2, UserState.INACTIVE)
    assert group(cast, "Reps").people == 1


@pytest.mark.parametrize(
    "members",
    [
        [PartyName("user", "nobody@acme.test")], [PartyName("role", "Nothing")], [PartyName("group", "Nothing")],
        [PartyName("planet", "Mars")], [PartyName("user", "")], [PartyName("user", "[/]\x1b")],
    ],
)  # fmt: skip
def test_who_is_not_there_is_put_into_no_group(cast: Cast, members: Sequence[PartyName]) -> None:
    cast.ws().groups.add("Pals", "Pals")
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws().groups.add("Others", "Others", members)
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws().groups.edit("Pals", label="Changed", members=members)


def test_groups_stand_in_no_circle(cast: Cast) -> None:
    ws = cast.ws()
    ws.groups.add("A", "A")
    ws.groups.add("B", "B", (PartyName("group", "A"),))
    ws.groups.add("C", "C", (PartyName("group", "B"),))
    for name in ("A", "B", "C"):
        with unchanged(cast), pytest.raises(Invalid):
            ws.groups.edit("A", label="Changed", members=(PartyName("group", name),))
    for act in (
        partial(ws.groups.add, "a", "Again"), partial(ws.groups.add, "no name", "x"), partial(ws.groups.add, "D", ""),
        partial(ws.groups.edit, "A", description="x" * 501),
    ):  # fmt: skip
        with unchanged(cast), pytest.raises(Invalid):
            act()


def test_a_group_goes_with_what_names_it(cast: Cast) -> None:
    ws = cast.ws()
    made = lead(cast.ws(REP)).id
    ws.groups.add("Pals", "Pals", (PartyName("user", REP2),))
    ws.groups.add("More", "More", (PartyName("group", "Pals"),))
    ws.data_sharing.save_rule(RuleInfo(0, "Leads", "Pals", PartyName("group", "More"), Level.READ, REPS))
    ws.team_members.grant(CLAIMS, PartyName("group", "Pals"), TeamProfile.PARTICIPANT)
    assert made in ids(cast.ws(REP2), "Leads")
    ws.groups.delete("Pals")
    assert made not in ids(cast.ws(REP2), "Leads")
    assert group(cast, "More").members == ()
    assert all(one.party.kind == "user" for one in ws.team_members.list(CLAIMS))


@pytest.mark.parametrize("login", [REP, TEAM_ADMIN, OUTSIDER])
def test_only_who_manages_them_reads_and_changes_them(cast: Cast, login: str) -> None:
    ws = cast.ws(login)
    for act in (
        partial(ws.roles.edit, "Legal", label="x"), partial(ws.roles.set_hierarchy, Hierarchy.REPORTING),
        partial(ws.groups.add, "G", "G"), partial(ws.groups.edit, "Nothing"), partial(ws.groups.delete, "Nothing"),
        partial(ws.roles.delete, "Nothing", "Legal"),
    ):  # fmt: skip
        assert refused(cast, act) in ("AC04", "O27")
    for read in (ws.roles.list, ws.roles.hierarchy, ws.groups.list):
        with unchanged(cast), pytest.raises(CrmError):
            read()


def test_the_boss_may(cast: Cast) -> None:
    assert cast.ws(BOSS).groups.list() == ()


def test_a_name_that_is_none_is_told(cast: Cast) -> None:
    """Several may stand in one command: which of them is wrong must be said."""
    ws = cast.ws(BOSS)
    for act, words in (
        (partial(ws.staff.edit, REP, role="Nix"), "There is no role Nix."),
        (partial(ws.staff.edit, REP, profile="Nix"), "There is no profile Nix."),
        (partial(ws.groups.delete, "Nix"), "There is no group Nix."),
    ):
        with pytest.raises(NotFound, match=words):
            act()
