"""A request from beginning to end, as its requester sees it (Q01-Q12), and all that he must never see of the module."""

from __future__ import annotations

import io

import pytest

from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.errors import CrmError, Invalid
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.records import ListQuery
from crm_tui.domain.requests import RequestSettings
from crm_tui.domain.users import TeamProfile, UserState
from crm_tui.services.notice_words import notice_words
from crm_tui.services.surfaces import SURFACES, Aim, answer
from crm_tui.services.workspace import Workspace
from tests.services.asking import ask, kinds_told, mask_for_requesters, set_owners, told
from tests.services.cast import (
    BOSS,
    CLAIMS,
    OUTSIDER,
    PARTICIPANT,
    REP,
    REP2,
    REQUESTER,
    TEAM_ADMIN,
    TEAM_MANAGER,
    TEAM_MEMBER,
    Cast,
)
from tests.services.making import account, claim, lead, missing, refusal, refused, unchanged
from tests.services.streams import hide

CANARY = "Quetzalcoatl"


def test_a_request_from_a_lead_to_its_end(cast: Cast) -> None:
    """Raised from a record, through two owners, a deactivated one and the end of the settings (Q06)."""
    cast.ws().data_sharing.set_default("Leads", OrgDefault.READ_ONLY)
    set_owners(cast, TEAM_MEMBER)
    origin, ws, team = lead(cast.ws(REP), "Lumen"), cast.ws(REQUESTER), cast.ws(TEAM_ADMIN)
    made = ws.requests.new(CLAIMS, {"Name": "Lens", **ws.requests.form(CLAIMS, ("Leads", origin.id))})
    assert made.owner.login == TEAM_MEMBER
    assert kinds_told(cast, TEAM_MEMBER) == ["request_new"]
    assert seen(ws, made.id) == ("New", TEAM_MEMBER, False, "Lumen")

    ws.notes.add(CLAIMS, made.id, "The left one")
    ws.attachments.add_stream(CLAIMS, made.id, "photo.txt", io.BytesIO(b"photo"))
    ws.requests.edit(CLAIMS, made.id, {"Description": "Since Monday"})
    cast.ws(TEAM_MEMBER).requests.accept(CLAIMS, made.id)
    assert refused(cast, lambda: ws.requests.withdraw(CLAIMS, made.id)) == "Q07"
    cast.ws(TEAM_MEMBER).notes.add(CLAIMS, made.id, "Which shop?")
    cast.ws(TEAM_MEMBER).notes.add(CLAIMS, made.id, f"{CANARY} again", internal=True)
    team.records.change_owner(CLAIMS, made.id, PARTICIPANT)
    team.records.change_owner(CLAIMS, made.id, REP2)
    cast.ws().staff.set_state(REP2, UserState.INACTIVE)
    set_owners(cast)
    assert seen(ws, made.id) == ("New", REP2, True, "Lumen")
    team.records.edit(CLAIMS, made.id, {"Status": "Done"})

    assert kinds_told(cast, REQUESTER) == [
        "request_accepted", "request_answer", "request_owner", "request_owner", "request_state",
    ]  # fmt: skip
    assert told(cast, REQUESTER)[-1][1:] == (made.id, '{"state":"Done"}')
    assert kinds_told(cast, TEAM_MEMBER) == ["request_new", "request_edited"]
    assert seen(ws, made.id) == ("Done", REP2, True, "Lumen")
    assert ws.requests.mine() == []
    assert [note.text for note in ws.notes.list(CLAIMS, made.id)] == ["Which shop?", "The left one"]
    assert CANARY not in repr([answer(s, ws, Aim(CLAIMS, made.id, CANARY)) for s in SURFACES if s.name in TELLING])


TELLING = ("record", "notes", "timeline", "search", "requests", "request", "undo title", "recently opened")


def seen(ws: Workspace, record_id: int) -> tuple[str, str, bool, str]:
    """What the requester reads of his request: in his list, in the record and beside the record it came from."""
    listed = next(one for one in ws.requests.mine(closed=True) if one.id == record_id)
    assert ws.requests.get(CLAIMS, record_id) == listed
    assert listed.of is not None
    assert listed.of.id is not None
    assert listed.owner is not None
    record = ws.records.get(CLAIMS, record_id)
    assert (record.values["Status"], record.owner, record.values["Accepted"]) == (
        listed.state, listed.owner, listed.accepted,
    )  # fmt: skip
    (beside,) = (one for one in ws.related.list("Leads", listed.of.id) if one.module.api_name == CLAIMS)
    assert beside.count.number == 1
    return listed.state, listed.owner.login, listed.accepted, listed.of.name


def test_the_requester_never_sees_the_module(cast: Cast) -> None:
    """Every surface of the services, asked about a record of the module that is not his, tells him nothing."""
    ws, firm = cast.ws(REQUESTER), account(cast.ws(REP))
    ask(cast, Account=str(firm.id))
    walk(ws, 999_999_999)  # takes back what there is to take back
    before = walk(ws, 999_999_999)
    hidden = claim(cast.ws(TEAM_ADMIN), CANARY, Account=str(firm.id), Reference=CANARY)
    cast.ws(TEAM_ADMIN).notes.add(CLAIMS, hidden.id, CANARY)
    other = ask(cast, CANARY, TEAM_MEMBER, Account=str(firm.id))
    for record in (hidden, other):
        after = walk(ws, record.id)
        assert {name for name, text in after.items() if text != before[name]} == set()
    assert CLAIMS not in {module.api_name for module in ws.modules.visible()}
    assert CLAIMS not in repr(ws.spaces.list())
    for act in (ws.module, ws.views.list, ws.bin.list, ws.pickers.everybody, ws.pickers.owners):
        assert refusal(lambda act=act: act(CLAIMS)).rule == "M10"  # type: ignore[misc]
    for query in (ListQuery(CLAIMS), ListQuery(CLAIMS, where='Name = "x"'), ListQuery(CLAIMS, view="All")):
        assert refusal(lambda query=query: ws.listing.count(query)).rule == "M10"  # type: ignore[misc]
    assert refusal(lambda: ws.search.find("lens", module_name=CLAIMS)).rule == "M10"
    assert ws.search.find("lens") == []  # M18: search is for members, of one's own requests too


def walk(ws: Workspace, record_id: int) -> dict[str, str]:
    """What each surface answers about a record of the module."""
    aim = Aim(CLAIMS, record_id, CANARY, login=BOSS)
    return {surface.name: repr(answer(surface, ws, aim)) for surface in SURFACES}


def test_beside_a_record_a_requester_has_his_own_requests_alone(cast: Cast) -> None:
    firm, ws = account(cast.ws(REP)), cast.ws(REQUESTER)
    mine = ask(cast, Account=str(firm.id))
    claim(cast.ws(TEAM_MEMBER), CANARY, Account=str(firm.id))
    beside = ListQuery(CLAIMS, related=("Account", firm.id))
    assert [row.id for row in ws.listing.page(beside).rows] == [mine.id]
    (own,) = (one for one in ws.related.list("Accounts", firm.id) if one.module.api_name == CLAIMS)
    assert (own.count.number, own.can_add) == (1, False)
    (whole,) = (one for one in cast.ws(TEAM_ADMIN).related.list("Accounts", firm.id) if one.module.api_name == CLAIMS)
    assert whole.count.number == 2
    missing(lambda: cast.ws(OUTSIDER).listing.page(beside))
    assert all(one.module.api_name != CLAIMS for one in cast.ws(OUTSIDER).related.list("Accounts", firm.id))
    for query in (
        ListQuery(CLAIMS, related=("Account", firm.id), view="All"),
        ListQuery(CLAIMS, related=("Account", firm.id), bin=True),
    ):
        with pytest.raises(CrmError):
            ws.listing.page(query)


def test_a_member_who_may_not_see_the_origin_reads_not_visible_q11(cast: Cast) -> None:
    hidden = lead(cast.ws(REP2), CANARY)
    made = ask(cast, "From a lead", REP2, Lead=str(hidden.id))
    for login in (TEAM_ADMIN, TEAM_MANAGER):
        record = cast.ws(login).records.get(CLAIMS, made.id)
        assert repr(record.values["Lead"]) == "Link(id=None, module='', name='')"
    assert cast.ws(REP2).requests.get(CLAIMS, made.id).of is not None
    cast.ws().records.change_owner("Leads", hidden.id, REP)
    of = cast.ws(REP2).requests.get(CLAIMS, made.id).of  # the lead left his sight since
    assert of is not None
    assert not of.visible


# Q12


def test_internal_notes_are_the_teams(cast: Cast) -> None:
    made, team, ws = ask(cast), cast.ws(TEAM_MANAGER), cast.ws(REQUESTER)
    before = (ws.timeline.list(CLAIMS, made.id), ws.records.get(CLAIMS, made.id), kinds_told(cast, REQUESTER))
    team.notes.add(CLAIMS, made.id, f"{CANARY} is a bad payer", internal=True)
    (note,) = team.notes.list(CLAIMS, made.id)
    assert (note.text, note.internal) == (f"{CANARY} is a bad payer", True)
    assert team.timeline.list(CLAIMS, made.id)[0].kind == "internal_note_added"
    for text in ("one", "two"):
        team.notes.edit(note.id, f"{CANARY} {text}")
    team.notes.delete(note.id)
    team.history.undo()
    assert [one.internal for one in team.notes.list(CLAIMS, made.id)] == [True]
    assert ws.notes.list(CLAIMS, made.id) == []
    assert (ws.notes.count(CLAIMS, made.id), team.notes.count(CLAIMS, made.id)) == (0, 1)
    assert before == (ws.timeline.list(CLAIMS, made.id), ws.records.get(CLAIMS, made.id), kinds_told(cast, REQUESTER))
    for act in (lambda n: ws.notes.edit(n, "x"), ws.notes.delete):
        missing(lambda act=act: act(note.id))  # type: ignore[misc]
        missing(lambda act=act: act(99999))  # type: ignore[misc]
    for surface in SURFACES:
        assert CANARY not in repr(answer(surface, ws, Aim(CLAIMS, made.id, "Quetz", note=note.id))), surface.name


def test_a_page_of_the_timeline_is_full_without_internal_notes(cast: Cast) -> None:
    made, team = ask(cast), cast.ws(TEAM_MANAGER)
    for _ in range(5):
        team.notes.add(CLAIMS, made.id, "inner", internal=True)
    assert [event.kind for event in cast.ws(REQUESTER).timeline.list(CLAIMS, made.id, limit=2)] == ["created"]


def test_internal_notes_stand_on_requests_alone_and_are_written_by_members(cast: Cast) -> None:
    made, plain, firm = ask(cast), claim(cast.ws(TEAM_MEMBER)), account(cast.ws(REP))
    assert refused(cast, lambda: cast.ws(REQUESTER).notes.add(CLAIMS, made.id, "x", internal=True)) == "M10"
    for login, at in ((TEAM_MEMBER, (CLAIMS, plain.id)), (REP, ("Accounts", firm.id))):
        with unchanged(cast), pytest.raises(Invalid):
            cast.ws(login).notes.add(*at, "x", internal=True)
    mine = ask(cast, login=TEAM_MEMBER)  # Q10: the member's rights win
    cast.ws(TEAM_ADMIN).notes.add(CLAIMS, mine.id, "inner", internal=True)
    assert [note.internal for note in cast.ws(TEAM_MEMBER).notes.list(CLAIMS, mine.id)] == [True]


def test_nobody_is_told_what_he_may_not_see(cast: Cast) -> None:
    made, team = ask(cast), cast.ws(TEAM_MANAGER)
    mask_for_requesters(cast, FieldMask(hidden=frozenset({"Status"})))
    team.records.edit(CLAIMS, made.id, {"Status": "In Progress"})
    assert kinds_told(cast, REQUESTER) == []
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, REQUESTER, None)
    cast.ws(TEAM_ADMIN).records.change_owner(CLAIMS, made.id, TEAM_MEMBER)
    cast.ws(TEAM_ADMIN).notes.add(CLAIMS, made.id, "x")
    assert kinds_told(cast, REQUESTER) == []


def test_nobody_is_told_of_his_own_doing_and_the_owner_of_the_requesters(cast: Cast) -> None:
    set_owners(cast, TEAM_MEMBER)
    made, ws = ask(cast), cast.ws(REQUESTER)
    ws.requests.edit(CLAIMS, made.id, {"Status": "On Hold"})
    ws.notes.add(CLAIMS, made.id, "x")
    ws.requests.withdraw(CLAIMS, made.id)
    assert kinds_told(cast, REQUESTER) == []
    assert kinds_told(cast, TEAM_MEMBER) == ["request_new", "request_edited", "request_withdrawn"]
    inbox = cast.ws(TEAM_MEMBER).notices.list(1)
    assert str(notice_words(inbox[0])) == "The request CLA-0001 was withdrawn."  # the record itself is in the bin
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, TEAM_MEMBER, None)
    assert "CLA-0001" not in repr(cast.ws(TEAM_MEMBER).notices.list())


def test_a_file_of_the_team_is_an_answer_q12(cast: Cast) -> None:
    """Conversation is notes and files; one that is put back is no new answer."""
    made, team = ask(cast), cast.ws(TEAM_ADMIN)
    cast.ws(REQUESTER).attachments.add_stream(CLAIMS, made.id, "mine.txt", io.BytesIO(b"mine"))
    team.attachments.add_stream(CLAIMS, made.id, "offer.txt", io.BytesIO(b"offer"))
    assert kinds_told(cast, REQUESTER) == ["request_answer"]
    team.history.undo()
    team.history.redo()
    assert kinds_told(cast, REQUESTER) == ["request_answer"]


def test_a_hidden_owner_is_neither_shown_nor_told_of_m26(cast: Cast) -> None:
    set_owners(cast, TEAM_MEMBER)
    made, ws = ask(cast), cast.ws(REQUESTER)
    assert ws.requests.get(CLAIMS, made.id).owner == made.owner
    hide(cast, CLAIMS, "Owner", profile=TeamProfile.REQUESTER)
    cast.ws(TEAM_ADMIN).records.change_owner(CLAIMS, made.id, PARTICIPANT)
    assert [one.owner for one in (ws.requests.get(CLAIMS, made.id), *ws.requests.mine())] == [None, None]
    assert kinds_told(cast, REQUESTER) == []


def test_an_acceptance_that_was_undone_is_told_no_more(cast: Cast) -> None:
    made, team = ask(cast), cast.ws(TEAM_ADMIN)
    team.requests.accept(CLAIMS, made.id)
    assert kinds_told(cast, REQUESTER) == ["request_accepted"]
    team.history.undo()
    assert kinds_told(cast, REQUESTER) == []
    team.history.redo()
    cast.ws(REQUESTER).notices.mark_read()
    team.history.undo()
    assert kinds_told(cast, REQUESTER) == ["request_accepted"]


def test_a_refused_act_tells_nobody(cast: Cast) -> None:
    set_owners(cast, TEAM_MEMBER)
    made = ask(cast)
    cast.ws(TEAM_MEMBER).requests.accept(CLAIMS, made.id)
    before = kinds_told(cast, TEAM_MEMBER), kinds_told(cast, REQUESTER)
    assert refused(cast, lambda: cast.ws(REQUESTER).requests.withdraw(CLAIMS, made.id)) == "Q07"
    with pytest.raises(Invalid):
        cast.ws(TEAM_MEMBER).requests.accept(CLAIMS, made.id)
    assert before == (kinds_told(cast, TEAM_MEMBER), kinds_told(cast, REQUESTER))


def test_settings_of_a_module_with_requests_are_kept_with_it(cast: Cast) -> None:
    set_owners(cast, TEAM_MEMBER, after=True)
    assert cast.another(TEAM_ADMIN).requests.settings(CLAIMS) == RequestSettings((TEAM_MEMBER,), True)
    set_owners(cast)
    assert cast.another(TEAM_ADMIN).requests.settings(CLAIMS) == RequestSettings()
