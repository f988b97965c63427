"""Who may own a record or stand in a user field, and what pickers offer (O07, O08, M40, R11)."""

from __future__ import annotations

from functools import partial

import pytest

from crm_tui.domain.errors import Invalid
from crm_tui.domain.users import UserState
from tests.services.cast import (
    BOSS,
    CLAIMS,
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
    Cast,
)
from tests.services.making import account, claim, contact, lead, missing, refusal, refused

TEAM = {TEAM_ADMIN, TEAM_MANAGER, TEAM_MEMBER, PARTICIPANT, REP2}


def test_owner_pickers_offer_only_who_may_own(cast: Cast) -> None:
    ws = cast.ws(REP2)
    assert {user.login for user in ws.pickers.owners("Leads")} == {BOSS, HEAD, READER, REP, REP2}
    assert {user.login for user in ws.pickers.owners(CLAIMS)} == TEAM
    assert {user.login for user in ws.pickers.owners(CLAIMS, "meg")} == {TEAM_MEMBER}
    assert ws.pickers.owners("Leads", "meg") == []
    cast.ws().staff.set_state(REP, UserState.INACTIVE)
    assert REP not in {user.login for user in ws.pickers.owners("Leads")}


def test_user_fields_take_only_who_may_stand_there(cast: Cast) -> None:
    ws = cast.ws(REP2)
    assert {user.login for user in ws.pickers.users(CLAIMS, "Lawyer")} == TEAM | {BOSS}
    assert claim(ws, Lawyer=TEAM_MEMBER).values["Lawyer"] == ws.pickers.member(TEAM_MEMBER)
    for login in (REQUESTER, OUTSIDER, REP, "nobody@acme.test"):
        with pytest.raises(Invalid) as caught:
            claim(ws, Lawyer=login)
        assert set(caught.value.fields) == {"Lawyer"}
    assert ws.pickers.users(CLAIMS, "Nonsense") == []
    assert ws.pickers.users(CLAIMS, "Reference") == []


def test_no_way_makes_a_team_user_owner_of_an_organisation_record(cast: Cast) -> None:
    ws = cast.ws(REP)
    firm = account(ws)
    assert refused(cast, lambda: account(ws, Owner=TEAM_MEMBER)) == "O07"
    assert refused(cast, lambda: ws.records.change_owner("Accounts", firm.id, TEAM_MEMBER)) == "O07"
    assert refused(cast, lambda: ws.records.clone("Accounts", firm.id, {"Owner": TEAM_MEMBER})) == "O07"
    with pytest.raises(Invalid):
        ws.records.edit("Accounts", firm.id, {"Owner": TEAM_MEMBER})
    assert refused(cast, lambda: cast.ws().records.change_owner("Accounts", firm.id, TEAM_MEMBER)) == "O07"


def test_an_owner_in_a_team_module_is_one_of_its_people(cast: Cast) -> None:
    ws = cast.ws(TEAM_MEMBER)
    made = claim(ws)
    assert refused(cast, lambda: ws.records.change_owner(CLAIMS, made.id, REQUESTER)) == "M15"
    for login in (REP, OUTSIDER):
        decision = refusal(partial(ws.records.change_owner, CLAIMS, made.id, login))
        assert decision.step == 2
    assert refusal(lambda: claim(cast.ws())).rule == "M40"
    assert claim(cast.ws(), Owner=TEAM_MEMBER).owner.login == TEAM_MEMBER
    assert ws.records.change_owner(CLAIMS, made.id, REP2).owner.login == REP2
    assert refused(cast, lambda: ws.records.change_owner(CLAIMS, made.id, TEAM_MEMBER)) == "M16"


def test_an_owner_is_given_by_login_or_name_and_must_be_active(cast: Cast) -> None:
    ws = cast.ws(REP)
    assert account(ws, Owner="Ron Rep").owner.login == REP2
    assert account(ws, Owner=" HEAD@acme.test ").owner.login == HEAD
    cast.ws().staff.set_state(REP2, UserState.INACTIVE)
    for entry in ("Ron Rep", REP2, "Nobody"):
        with pytest.raises(Invalid) as caught:
            account(ws, Owner=entry)
        assert set(caught.value.fields) == {"Owner"}
    with pytest.raises(Invalid):
        ws.records.change_owner("Accounts", account(ws).id, REP2)


def test_a_record_given_away_leaves_its_givers_sight(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    assert ws.records.change_owner("Leads", made.id, REP2).owner.login == REP2
    missing(lambda: ws.records.get("Leads", made.id))
    assert cast.ws(HEAD).records.change_owner("Leads", made.id, REP).version == 3


def test_the_owner_of_a_record_that_stays_may_be_inactive(cast: Cast) -> None:
    made = contact(cast.ws(REP2))
    cast.ws().staff.set_state(REP2, UserState.INACTIVE)
    ws = cast.ws(HEAD)
    shown = ws.records.get("Contacts", made.id)
    assert not shown.owner.active
    saved = ws.records.edit("Contacts", made.id, {"Owner": shown.values["Owner"], "Phone": "1"})
    assert (saved.owner.login, saved.version) == (REP2, 2)


def test_giving_a_record_to_its_owner_changes_nothing(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    assert ws.records.change_owner("Leads", made.id, REP).version == 1


def test_who_may_not_give_is_not_told_who_might_take(cast: Cast) -> None:
    person = contact(cast.ws(REP))
    records = cast.ws(TEAM_MEMBER).records
    for login in (HEAD, TEAM_MEMBER, "nobody@acme.test"):
        assert refused(cast, partial(records.change_owner, "Contacts", person.id, login)) == "O09"
