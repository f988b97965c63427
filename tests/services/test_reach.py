"""Who reaches a record and by what; what a user reaches (AC05, AC50, AC52)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from crm_tui.domain.errors import Forbidden, NotFound
from crm_tui.domain.groups import PartyKind
from crm_tui.domain.modules import Level
from crm_tui.domain.standing import By, Reacher
from crm_tui.domain.users import TeamProfile, UserKind
from crm_tui.policy.profiles import STANDARD
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.services.parties import PartyName
from tests.services.cast import (
    BOSS,
    CLAIMS,
    EVERYBODY,
    HEAD,
    OUTSIDER,
    PARTICIPANT,
    READER,
    REP,
    REP2,
    REQUESTER,
    TEAM_ADMIN,
    TEAM_MANAGER,
    TEAM_MEMBER,
    VAULT,
    Cast,
)  # fmt: skip
from tests.services.making import account, claim, contact, lead, request_of, task, unchanged

HOSTILE = "EMEA [/] \x1b[31m"
TEAM_USERS = (TEAM_ADMIN, TEAM_MANAGER, TEAM_MEMBER, PARTICIPANT, REQUESTER, OUTSIDER)


def ways(found: tuple[Reacher, ...], login: str) -> list[tuple[By, Level]]:
    """The ways of one person."""
    return [(way.by, way.level) for one in found if one.user.login == login for way in one.ways]


def levels(found: tuple[Reacher, ...]) -> dict[str, Level]:
    """Who may what, in effect."""
    return {one.user.login: one.level for one in found}


def test_a_private_record_is_reached_by_owner_superiors_shares_and_administrators(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    ws.sharing.share("Leads", made.id, REP2, "edit")
    with unchanged(cast):
        found = ws.reach.of_record("Leads", made.id)
    assert levels(found) == {BOSS: Level.FULL, HEAD: Level.FULL, REP: Level.FULL, REP2: Level.EDIT}
    assert [one.level for one in found] == sorted((one.level for one in found), reverse=True)
    assert ways(found, REP) == [(By.OWNER, Level.FULL)]
    assert ways(found, HEAD) == [(By.HIERARCHY, Level.FULL)]
    assert (By.ADMINISTRATOR, Level.FULL) in ways(found, BOSS)
    (way,) = next(one for one in found if one.user.login == REP2).ways
    assert (way.by, way.level, way.name) == (By.SHARE, Level.EDIT, "Rae Rep")


def test_who_is_told_agrees_with_who_sees_it(cast: Cast) -> None:
    """The list is nobody's guess: each person's own workspace says the same."""
    ws = cast.ws(REP)
    made, read, open_to_all = lead(ws), contact(ws), account(ws)
    ws.sharing.share("Leads", made.id, TEAM_MEMBER, "read")
    hung = task(ws, parent=made)
    records = {"Contacts": read.id, "Accounts": open_to_all.id, "Tasks": hung.id}
    for at in (("Leads", made.id), ("Leads", opened_by_rules(cast)), *records.items()):
        told = levels(ws.reach.of_record(*at))
        for login in EVERYBODY:
            his = cast.ws(login).access
            if login in told:
                record = cast.ws(login).records.get(*at)
                allowed = [his.decide(f"records.{a}", record.module, record).allowed for a in ("edit", "delete")]
                assert allowed == [told[login] >= Level.EDIT, told[login] >= Level.FULL], (at, login)
            else:
                with pytest.raises((NotFound, Forbidden)):
                    cast.ws(login).records.get(*at)


def test_a_profile_that_only_reads_lowers_what_a_default_opens(cast: Cast) -> None:
    made = account(cast.ws(REP))
    found = cast.ws(REP).reach.of_record("Accounts", made.id)
    assert levels(found)[READER] == levels(found)[TEAM_MEMBER] == Level.READ
    assert ways(found, READER) == [(By.DEFAULT, Level.EDIT)]


def test_a_team_module_is_reached_by_membership(cast: Cast) -> None:
    made = claim(cast.ws(PARTICIPANT))
    cast.ws(PARTICIPANT).sharing.share(CLAIMS, made.id, TEAM_MEMBER, "edit")
    found = cast.ws(TEAM_ADMIN).reach.of_record(CLAIMS, made.id)
    assert levels(found) == {
        BOSS: Level.FULL, TEAM_ADMIN: Level.FULL, TEAM_MANAGER: Level.FULL, PARTICIPANT: Level.FULL,
        TEAM_MEMBER: Level.EDIT, REP2: Level.READ,
    }  # fmt: skip
    assert ways(found, PARTICIPANT) == [(By.OWNER, Level.FULL)]
    assert ways(found, TEAM_MEMBER) == [(By.SHARE, Level.EDIT), (By.MEMBERSHIP, Level.READ)]
    names = {one.user.login: [way.name for way in one.ways if way.by is By.MEMBERSHIP] for one in found}
    assert names[TEAM_MANAGER] == ["Manager"]
    told = cast.ws(REP2).reach.of_record(CLAIMS, made.id)
    assert [way.name for one in told for way in one.ways if way.by is By.MEMBERSHIP and one.user.login != REP2] == [
        "", "", ""
    ]  # fmt: skip


def test_a_task_is_reached_through_what_it_hangs_on(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    hung = task(ws, parent=made)
    ws.sharing.share("Leads", made.id, TEAM_MEMBER, "read")
    found = ws.reach.of_record("Tasks", hung.id)
    assert ways(found, TEAM_MEMBER) == [(By.PARENT, Level.READ)]
    assert (By.OWNER, Level.FULL) in ways(found, REP)


def test_who_does_not_see_a_record_learns_nothing_of_its_people(cast: Cast) -> None:
    hidden, secret = lead(cast.ws(REP)), claim(cast.ws(TEAM_MEMBER))
    request_of(cast, secret, REQUESTER)
    for login, at in (
        (REP2, ("Leads", hidden.id)), (OUTSIDER, (CLAIMS, secret.id)), (REP, (CLAIMS, secret.id)),
        (REP2, ("Leads", 99999)), (BOSS, ("Contacts", hidden.id)),
    ):  # fmt: skip
        with unchanged(cast), pytest.raises(NotFound) as caught:
            cast.ws(login).reach.of_record(*at)
        assert str(caught.value) == "Not found."
    for record_id in (secret.id, 99999):  # M10: of his own request its requester is told no more than of any
        with unchanged(cast), pytest.raises(Forbidden):
            cast.ws(REQUESTER).reach.of_record(CLAIMS, record_id)


def test_what_a_user_reaches_is_counted_in_his_own_scope(cast: Cast) -> None:
    lead(cast.ws(REP)), lead(cast.ws(REP2))
    account(cast.ws(REP))
    claim(cast.ws(PARTICIPANT))
    mine = {one.module: one for one in cast.ws(REP).reach.of_user(REP)}
    assert (mine["Leads"].sees, mine["Leads"].edits, mine["Leads"].deletes) == (1, 1, 1)
    assert (mine["Accounts"].sees, mine["Accounts"].edits, mine["Accounts"].deletes) == (1, 1, 1)
    assert mine["Leads"].profile == "Standard"
    assert CLAIMS not in mine
    his = {one.module: one for one in cast.ws().reach.of_user(READER)}
    assert (his["Leads"].sees, his["Accounts"].sees, his["Accounts"].edits) == (0, 1, 0)
    assert (his[CLAIMS].sees, his[CLAIMS].profile) == (0, "")
    assert {one.module: one for one in cast.ws().reach.of_user(HEAD)}["Leads"].sees == 2
    assert {one.module: one for one in cast.ws().reach.of_user(TEAM_MANAGER)}[CLAIMS].profile == "Manager"


def test_what_others_reach_is_told_to_user_managers_alone(cast: Cast) -> None:
    for login in (HEAD, REP, TEAM_ADMIN, OUTSIDER):
        for ask in (cast.ws(login).reach.of_user, cast.ws(login).reach.setup_rights):
            with unchanged(cast), pytest.raises(Forbidden):
                ask(REP2)
    with pytest.raises(NotFound):
        cast.ws().reach.of_user("nobody@acme.test")
    assert VAULT in {one.module for one in cast.ws().reach.of_user(REP)}


def test_set_up_rights_are_listed(cast: Cast) -> None:
    assert "profiles.manage" in cast.ws().reach.setup_rights(BOSS)
    assert "profiles.manage" not in cast.ws(REP).reach.setup_rights(REP)


def opened_by_rules(cast: Cast) -> int:
    """A lead of REP's that one rule opens to the reader's role group by its owner, another by criteria."""
    boss = cast.ws().data_sharing
    boss.save_rule(RuleInfo(0, "Leads", HOSTILE, PartyName(PartyKind.ROLE, "Legal"), Level.READ,
                            PartyName(PartyKind.ROLE, "Sales_Rep")))  # fmt: skip
    boss.save_rule(RuleInfo(0, "Leads", "Big ones", PartyName(PartyKind.USER, REP2), Level.EDIT,
                            criteria='Company = "Polar"'))  # fmt: skip
    return lead(cast.ws(REP), Company="Polar").id


def test_sharing_rules_are_named_to_who_may_know_them(cast: Cast) -> None:
    made = opened_by_rules(cast)
    found = cast.ws().reach.of_record("Leads", made)
    names = {(one.user.login, way.name, way.level) for one in found for way in one.ways if way.by is By.RULE}
    assert names == {
        (REP2, "Big ones", Level.EDIT),
        *((login, HOSTILE, Level.READ) for login in TEAM_USERS),
    }
    assert levels(found)[REP2] is Level.EDIT
    assert all(levels(found)[login] is Level.READ for login in TEAM_USERS)
    for login in (REP, REP2, TEAM_MEMBER):
        told = cast.ws(login).reach.of_record("Leads", made)
        assert levels(told) == levels(found)
        assert {way.name for one in told for way in one.ways if way.by is By.RULE} == {""}


def test_the_card_names_what_opens_a_record(cast: Cast) -> None:
    made = opened_by_rules(cast)
    mine = cast.ws(REP2).access.mine("records.edit", "Leads", made)
    assert [(way.by, way.level, way.name) for way in mine.ways] == [(By.RULE, Level.EDIT, "")]
    asked = cast.ws().access.can(REP2, "records.edit", "Leads", made, explain=True)
    assert [way.name for way in asked.ways] == ["Big ones"]
    assert len(asked.steps) == 10
    assert "Big ones" in str(asked.steps[5].because)
    assert "Big ones" not in repr(mine.steps)
    assert "EMEA" not in repr(cast.ws(TEAM_MEMBER).access.mine("records.view", "Leads", made))
    assert cast.ws().access.can(REP2, "records.edit", "Leads", made).ways == ()


def test_a_record_of_hundreds_of_people_takes_a_few_queries(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = opened_by_rules(cast)
    store = cast.installation.store("acme")
    profile = next(row.id for row in store.profiles().values() if row.rights.api_name == "Standard")
    with store.engine.write():
        for at in range(300):
            store.add_member(f"u{at}@acme.test", f"User {at}", UserKind.REGULAR, profile, None)
    ws = cast.another(BOSS)
    ws.reach.of_record("Leads", made)
    asked: list[str] = []
    original = store.engine.rows

    def counted(sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return original(sql, *rest)

    monkeypatch.setattr(store.engine, "rows", counted)
    assert len(ws.reach.of_record("Leads", made)) == 10
    assert len(asked) < 12


def test_of_others_a_user_manager_counts_what_he_sees_himself(cast: Cast) -> None:
    """AC29: how many records there are is told by no number that is not of his own sight."""
    lead(cast.ws(REP)), lead(cast.ws(REP))
    cast.ws().sharing.share("Leads", lead(cast.ws(REP)).id, REP2)
    account(cast.ws(REP))
    cast.ws().profiles.add(managing := replace(STANDARD, api_name="Managing", label="Managing", denied=frozenset(
        switch for switch in STANDARD.denied if switch[0] != "users.manage")))  # fmt: skip
    cast.ws().staff.edit(REP2, profile=managing.api_name)
    his = {one.module: one for one in cast.ws(REP2).reach.of_user(REP)}
    assert (his["Leads"].sees, his["Leads"].deletes, his["Leads"].at_least) == (1, 1, True)
    assert (his["Accounts"].sees, his["Accounts"].at_least) == (1, False)
    assert {one.module: one for one in cast.ws().reach.of_user(REP)}["Leads"].sees == 3
    assert {one.module: one for one in cast.ws(REP2).reach.of_user(REP2)}["Leads"].sees == 1


def test_an_external_user_is_told_of_those_whom_he_meets(cast: Cast) -> None:
    """U06, AC48: the people of the module that he was put in, not of the organisation."""
    cast.ws().staff.add("ext@acme.test", "Eve External", UserKind.EXTERNAL, "Standard")
    made = claim(cast.ws(TEAM_ADMIN))
    ext = cast.ws("ext@acme.test")
    assert [one.login for one in ext.users.list()] == ["ext@acme.test"]
    cast.ws().team_members.set(CLAIMS, "ext@acme.test", TeamProfile.MEMBER)
    known = {TEAM_ADMIN, TEAM_MANAGER, TEAM_MEMBER, REP2, PARTICIPANT, REQUESTER, "ext@acme.test"}
    assert {one.login for one in ext.users.list()} == known
    assert {one.user.login for one in ext.reach.of_record(CLAIMS, made.id)} <= known
    assert BOSS in {one.user.login for one in cast.ws(TEAM_MEMBER).reach.of_record(CLAIMS, made.id)}
    cast.ws().team_members.set(CLAIMS, "ext@acme.test", TeamProfile.REQUESTER)
    assert [one.login for one in ext.users.list()] == ["ext@acme.test"]


def test_a_closed_module_names_no_profile(cast: Cast) -> None:
    """It reads as closed, not as one in which he happens to see nothing."""
    found = {one.module: one for one in cast.ws(BOSS).reach.of_user(TEAM_MEMBER)}
    his = cast.ws(TEAM_MEMBER)
    seen = {module.api_name for module in his.modules.visible()}
    closed = [one for name, one in found.items() if name not in seen]
    assert closed
    assert not any(one.profile or one.sees for one in closed)
    assert found["Leads"].profile
