"""The people of team modules: by name, role and group; marks, limits, records left behind (3.2, 3.3, 3.7)."""

from __future__ import annotations

from functools import partial

import pytest

from crm_tui.domain.errors import CrmError, Forbidden, Invalid, LimitReached, NotFound
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.promises import Must, Promise, Subject
from crm_tui.domain.records import ListQuery
from crm_tui.domain.users import TeamProfile, UserKind, UserState
from crm_tui.services.parties import PartyName
from crm_tui.services.team_members import FormerMember, TeamMember
from tests.services.cast import (
    BOSS,
    CLAIMS,
    HEAD,
    OUTSIDER,
    PARTICIPANT,
    REP,
    REP2,
    REQUESTER,
    TEAM_ADMIN,
    TEAM_MANAGER,
    TEAM_MEMBER,
    VAULT,
    Cast,
)
from tests.services.making import claim, missing, refusal, refused, unchanged

ADMIN, MANAGER, MEMBER = TeamProfile.ADMIN, TeamProfile.MANAGER, TeamProfile.MEMBER
REPS = PartyName("role", "Sales_Rep")


def entry(cast: Cast, name: str) -> TeamMember | None:
    people = cast.ws(TEAM_ADMIN).team_members.list(CLAIMS)
    return next((one for one in people if one.party.name == name), None)


def test_a_role_is_put_in_as_one_and_the_widest_profile_counts(cast: Cast) -> None:
    made = claim(cast.ws(TEAM_ADMIN)).id
    cast.ws(TEAM_ADMIN).team_members.grant(CLAIMS, REPS, MANAGER)
    for login in (REP, REP2):  # one new there, one a Member by name
        assert cast.ws(login).access.mine("records.edit", CLAIMS, made).decision.allowed
    assert entry(cast, "Sales_Rep") == TeamMember(PartyName("role", "Sales_Rep", "Sales Rep"), MANAGER, by_admin=False)
    cast.ws(TEAM_ADMIN).team_members.grant(CLAIMS, REPS, None)
    missing(partial(cast.ws(REP).records.get, CLAIMS, made))
    assert entry(cast, "Sales_Rep") is None


def test_who_becomes_requester_by_his_role_is_told_once(cast: Cast) -> None:
    """Q03, for those who are not in the module yet."""
    cast.ws(TEAM_ADMIN).team_members.grant(CLAIMS, REPS, TeamProfile.REQUESTER)
    told = {login: [one.kind for one in cast.ws(login).notices.list()] for login in (REP, REP2)}
    assert told == {REP: [NoticeKind.REQUESTER], REP2: []}
    cast.ws(TEAM_ADMIN).team_members.grant(CLAIMS, REPS, TeamProfile.REQUESTER)
    assert len(cast.ws(REP).notices.list()) == 1


@pytest.mark.parametrize(
    "party",
    [PartyName("user", REP), PartyName("role", "Nothing"), PartyName("group", "Nothing"), PartyName("", "[/]")],
)
def test_only_roles_and_groups_that_are_there_are_granted(cast: Cast, party: PartyName) -> None:
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws(TEAM_ADMIN).team_members.grant(CLAIMS, party, MEMBER)


def test_only_active_users_are_put_in(cast: Cast) -> None:
    """M32."""
    cast.ws().staff.set_state(OUTSIDER, UserState.INACTIVE)
    for login, error in ((OUTSIDER, Invalid), ("nobody@acme.test", NotFound), ("[/]", NotFound)):
        with unchanged(cast), pytest.raises(error):
            cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, login, MEMBER)


def test_what_an_administrator_set_the_module_does_not_undo(cast: Cast) -> None:
    """M34, and who could."""
    cast.ws().team_members.set(CLAIMS, OUTSIDER, MEMBER)
    cast.ws().team_members.grant(CLAIMS, REPS, MEMBER)
    ws = cast.ws(TEAM_ADMIN)
    for profile in (None, MANAGER, ADMIN):
        assert refused(cast, partial(ws.team_members.set, CLAIMS, OUTSIDER, profile)) == "M34"
        assert refused(cast, partial(ws.team_members.grant, CLAIMS, REPS, profile)) == "M34"
    assert refused(cast, partial(ws.team_members.set, CLAIMS, OUTSIDER, None, to=TEAM_MEMBER)) == "M34"
    with pytest.raises(Forbidden) as raised:
        ws.team_members.set(CLAIMS, OUTSIDER, None)
    assert BOSS in {person.login for person in raised.value.explanation.grantors}
    assert refusal(partial(cast.ws(TEAM_MANAGER).team_members.set, CLAIMS, OUTSIDER, None)).rule == "M24"
    found = entry(cast, OUTSIDER)
    assert found is not None
    assert (found.profile, found.by_admin) == (MEMBER, True)
    cast.ws().team_members.set(CLAIMS, OUTSIDER, MANAGER)
    assert refused(cast, partial(ws.team_members.set, CLAIMS, OUTSIDER, None)) == "M34"


def test_whom_an_administrator_took_out_the_module_does_not_put_back(cast: Cast) -> None:
    cast.ws().team_members.set(CLAIMS, TEAM_MEMBER, None)
    ws = cast.ws(TEAM_ADMIN)
    assert refused(cast, partial(ws.team_members.set, CLAIMS, TEAM_MEMBER, MEMBER)) == "M34"
    who = PartyName("user", TEAM_MEMBER, "Meg Member")
    assert ws.team_members.former(CLAIMS) == (FormerMember(who, by_admin=True),)
    cast.ws().team_members.set(CLAIMS, TEAM_MEMBER, MEMBER)
    assert ws.team_members.former(CLAIMS) == ()


def test_no_role_and_no_group_is_a_way_round_an_administrator(cast: Cast) -> None:
    """M34: neither for whom he put in, nor for whom he took out; others of the role are no matter."""
    legal, reps = PartyName("role", "Legal"), PartyName("role", "Sales_Rep")
    ws = cast.ws(TEAM_ADMIN).team_members
    cast.ws().team_members.set(CLAIMS, REP2, None)
    assert refused(cast, partial(ws.grant, CLAIMS, reps, MEMBER)) == "M34"
    cast.ws().team_members.set(CLAIMS, OUTSIDER, TeamProfile.PARTICIPANT)
    assert refused(cast, partial(ws.grant, CLAIMS, legal, MANAGER)) == "M34"
    ws.grant(CLAIMS, PartyName("role", "Sales_Manager"), MEMBER)
    cast.ws().team_members.grant(CLAIMS, reps, MEMBER)
    assert cast.ws(REP2).access.mine("module.see", CLAIMS).decision.allowed


def test_an_administrator_who_runs_the_module_leaves_no_mark(cast: Cast) -> None:
    """He acts as its Admin then, as for M33."""
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, BOSS, ADMIN)
    cast.ws().team_members.set(CLAIMS, OUTSIDER, MEMBER)
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, OUTSIDER, None)
    assert entry(cast, OUTSIDER) is None


def test_the_last_admin_stays_but_for_an_administrator(cast: Cast) -> None:
    """M33, with Admins by role or group among them."""
    ws = cast.ws(TEAM_ADMIN).team_members
    for profile in (None, MANAGER):
        with unchanged(cast, audit=1), pytest.raises(LimitReached) as raised:
            ws.set(CLAIMS, TEAM_ADMIN, profile)
        assert raised.value.explanation is not None
        assert raised.value.explanation.decision.rule == "M33"
    ws.grant(CLAIMS, PartyName("role", "Sales_Manager"), ADMIN)
    ws.set(CLAIMS, TEAM_ADMIN, MANAGER)
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        cast.ws(HEAD).team_members.grant(CLAIMS, PartyName("role", "Sales_Manager"), None)
    cast.ws().team_members.grant(CLAIMS, PartyName("role", "Sales_Manager"), None)
    assert not any(one.profile is ADMIN for one in cast.ws().team_members.list(CLAIMS))


def test_an_admin_who_is_not_active_runs_nothing(cast: Cast) -> None:
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, TEAM_MEMBER, ADMIN)
    cast.ws().staff.set_state(TEAM_MEMBER, UserState.INACTIVE)
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, TEAM_ADMIN, None)


def test_admins_are_counted_through_roles_and_groups(cast: Cast) -> None:
    """X11: five."""
    ws = cast.ws(TEAM_ADMIN).team_members
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="5"):
        ws.grant(CLAIMS, PartyName("role", "Legal"), ADMIN)
    for login in (TEAM_MANAGER, TEAM_MEMBER, PARTICIPANT):
        ws.set(CLAIMS, login, ADMIN)
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="5"):
        ws.grant(CLAIMS, REPS, ADMIN)
    ws.set(CLAIMS, HEAD, ADMIN)
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="5"):
        ws.set(CLAIMS, REP, ADMIN)
    ws.set(CLAIMS, REP, MANAGER)


def test_a_group_or_role_moves_nobody_past_the_limit_of_admins(cast: Cast) -> None:
    """X11: the way round by a group that is granted already, by a role, and by another role of one user."""
    boss = cast.ws()
    boss.groups.add("Leaders", "Leaders", (PartyName("user", REP),))
    for party in (PartyName("group", "Leaders"), PartyName("role", "Sales_Manager")):
        cast.ws(TEAM_ADMIN).team_members.grant(CLAIMS, party, ADMIN)
    crowd = [PartyName("user", login) for login in (REP, REP2, TEAM_MANAGER, TEAM_MEMBER)]
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="5"):
        boss.groups.edit("Leaders", members=crowd)
    boss.groups.edit("Leaders", members=crowd[:3])
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="5"):
        boss.staff.edit(TEAM_MEMBER, role="Sales_Manager")
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="5"):
        boss.roles.delete("Legal", "Sales_Manager")
    boss.groups.edit("Leaders", members=())


def test_a_group_takes_the_last_admin_out_for_an_administrator_alone(cast: Cast) -> None:
    """M33."""
    boss = cast.ws()
    boss.profiles.set("Standard", [("groups.manage", "*", True)])
    boss.groups.add("Leaders", "Leaders", (PartyName("user", HEAD),))
    cast.ws(TEAM_ADMIN).team_members.grant(CLAIMS, PartyName("group", "Leaders"), ADMIN)
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, TEAM_ADMIN, MANAGER)
    for act in (
        partial(cast.ws(HEAD).groups.edit, "Leaders", members=()),
        partial(cast.ws(REP).groups.delete, "Leaders"),
    ):
        with unchanged(cast, audit=1), pytest.raises(LimitReached):
            act()
    boss.groups.delete("Leaders")


def test_the_records_of_who_leaves_stay_his_and_are_marked(cast: Cast) -> None:
    """M53."""
    made = claim(cast.ws(TEAM_MEMBER))
    ws = cast.ws(TEAM_ADMIN)
    found = entry(cast, TEAM_MEMBER)
    assert found is not None
    assert found.records == 1
    assert not ws.records.get(CLAIMS, made.id).owner.left
    ws.team_members.set(CLAIMS, TEAM_MEMBER, None)
    owner = ws.records.get(CLAIMS, made.id).owner
    assert (owner.login, owner.left) == (TEAM_MEMBER, True)
    row = ws.listing.page(ListQuery(CLAIMS, columns=("Owner",))).rows[0]
    assert [getattr(value, "left", None) for value in row.values] == [True]
    who = PartyName("user", TEAM_MEMBER, "Meg Member")
    assert ws.team_members.former(CLAIMS) == (FormerMember(who, by_admin=False, records=1),)
    ws.team_members.set(CLAIMS, TEAM_MEMBER, MEMBER)
    assert not ws.records.get(CLAIMS, made.id).owner.left


def test_who_was_in_by_a_role_alone_is_marked_when_the_role_goes(cast: Cast) -> None:
    ws = cast.ws(TEAM_ADMIN)
    ws.team_members.grant(CLAIMS, REPS, MEMBER)
    made = claim(cast.ws(REP))
    assert not ws.records.get(CLAIMS, made.id).owner.left
    ws.team_members.grant(CLAIMS, REPS, None)
    assert ws.records.get(CLAIMS, made.id).owner.left


def test_owners_of_organisation_modules_are_never_marked(cast: Cast) -> None:
    made = cast.ws(REP).records.new("Contacts", {"Last_Name": "Kowal"})
    assert not cast.ws(HEAD).records.get("Contacts", made.id).owner.left


def test_a_refusal_at_the_end_takes_the_handed_records_back_and_is_written_down(cast: Cast) -> None:
    """AC53: what is one change of many acts leaves the audit row of the act that was refused."""
    made = claim(cast.ws(TEAM_MEMBER))
    stays = Promise(0, "Meg stays", Subject.LOGIN, TEAM_MEMBER, "module.see", Must.ALLOWED, CLAIMS)
    cast.ws().promises.save(stays)
    ws = cast.ws(TEAM_ADMIN)
    assert refused(cast, partial(ws.team_members.set, CLAIMS, TEAM_MEMBER, None, to=TEAM_MANAGER)) == "AC57"
    assert ws.records.get(CLAIMS, made.id).owner.login == TEAM_MEMBER


def test_the_records_of_who_leaves_go_to_somebody_else(cast: Cast) -> None:
    """M53: with a line in each Timeline, all together with the membership."""
    made = [claim(cast.ws(TEAM_MEMBER), f"C{n}") for n in range(3)]
    ws = cast.ws(TEAM_ADMIN)
    for to, error in ((TEAM_MEMBER, Invalid), ("nobody@acme.test", NotFound)):
        with unchanged(cast), pytest.raises(error):
            ws.team_members.set(CLAIMS, TEAM_MEMBER, None, to=to)
    with unchanged(cast), pytest.raises(Invalid):
        ws.team_members.set(CLAIMS, TEAM_MEMBER, MANAGER, to=TEAM_MANAGER)
    assert refused(cast, partial(ws.team_members.set, CLAIMS, TEAM_MEMBER, None, to=OUTSIDER)) == "M40"
    assert refused(cast, partial(ws.team_members.set, CLAIMS, TEAM_MEMBER, None, to=REQUESTER)) in ("M15", "M40")
    ws.team_members.set(CLAIMS, TEAM_MEMBER, None, to=TEAM_MANAGER)
    assert {ws.records.get(CLAIMS, one.id).owner.login for one in made} == {TEAM_MANAGER}
    assert ws.timeline.list(CLAIMS, made[0].id)[0].kind == "owner_changed"
    assert entry(cast, TEAM_MEMBER) is None
    assert ws.team_members.former(CLAIMS) == ()


def test_nothing_goes_where_the_last_admin_would(cast: Cast) -> None:
    made = claim(cast.ws(TEAM_ADMIN))
    with unchanged(cast, audit=1), pytest.raises(LimitReached):
        cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, TEAM_ADMIN, None, to=TEAM_MANAGER)
    assert cast.ws(TEAM_ADMIN).records.get(CLAIMS, made.id).owner.login == TEAM_ADMIN


@pytest.mark.parametrize("login", [TEAM_MANAGER, TEAM_MEMBER, REQUESTER])
def test_only_admins_of_the_module_run_it(cast: Cast, login: str) -> None:
    ws = cast.ws(login).team_members
    for act in (partial(ws.set, CLAIMS, OUTSIDER, MEMBER), partial(ws.grant, CLAIMS, REPS, MEMBER),
                partial(ws.set, CLAIMS, TEAM_MEMBER, None, to=OUTSIDER)):  # fmt: skip
        assert refused(cast, act) == "M24"
    for read in (partial(ws.list, CLAIMS), partial(ws.former, CLAIMS)):
        with unchanged(cast), pytest.raises(CrmError):
            read()


@pytest.mark.parametrize("login", [REP, OUTSIDER, TEAM_ADMIN])
def test_a_module_out_of_sight_reads_like_none(cast: Cast, login: str) -> None:
    ws = cast.ws(login).team_members
    for read in (partial(ws.list, VAULT), partial(ws.former, VAULT)):
        missing(read)
    for act in (partial(ws.set, VAULT, OUTSIDER, MEMBER), partial(ws.grant, VAULT, REPS, MEMBER),
                partial(ws.set, VAULT, BOSS, None, to=OUTSIDER)):  # fmt: skip
        with unchanged(cast, audit=1):
            missing(act)


def test_a_requester_is_not_told_who_left_the_team(cast: Cast) -> None:
    """M10: the people of the module are not his to know."""
    made = cast.ws(REQUESTER).requests.new(CLAIMS, {"Name": "Asked"})
    cast.ws(TEAM_ADMIN).records.change_owner(CLAIMS, made.id, TEAM_MEMBER)
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, TEAM_MEMBER, None)
    found = cast.ws(REQUESTER).requests.get(CLAIMS, made.id)
    assert "left=True" not in repr(found)
    assert "left=True" in repr(cast.ws(TEAM_ADMIN).records.get(CLAIMS, made.id))


def test_a_new_user_is_nobody_who_left(cast: Cast) -> None:
    """U43: not even with the login of one who did."""
    cast.ws().staff.add("new@acme.test", "New", UserKind.TEAM, "Team_User")
    assert cast.ws(TEAM_ADMIN).team_members.former(CLAIMS) == ()
