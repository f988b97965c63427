"""Hidden fields stay hidden wherever contacts, requests, conversions and notices tell of records (AC08, AC18)."""

from __future__ import annotations

import pytest

from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.interactions import Milestone
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.records import ListQuery
from crm_tui.domain.users import TeamProfile
from tests.services.asking import ask, kinds_told, mask_for_requesters
from tests.services.cast import CLAIMS, HEAD, REP, REQUESTER, TEAM_ADMIN, TEAM_MEMBER, Cast
from tests.services.making import contact, deal, lead, task
from tests.services.streams import OUT, call, hide, log, share_mail


def milestones(cast: Cast, login: str, module: str, record_id: int) -> list[Milestone]:
    found = cast.ws(login).interactions.stream(module, record_id)
    return [entry for entry in found.entries if isinstance(entry, Milestone)]


def signals(cast: Cast, login: str) -> list[tuple[tuple[str, str], ...]]:
    return [one.marks for one in cast.ws(login).notices.list() if one.kind is NoticeKind.SIGNAL]


@pytest.mark.parametrize("field", ["Parent", "Call_Type", "Call_Status", "Call_Start_Time"])
def test_a_signal_tells_no_hidden_field_of_its_source(cast: Cast, field: str) -> None:
    ida = contact(cast.ws(REP))
    call(cast.ws(), ida, "first", 0, "Missed")
    assert signals(cast, REP) == [(("channel", "call"), ("status", "missed"))]
    hide(cast, "Calls", field)
    call(cast.ws(), ida, "second", 0, "Missed")
    assert len(cast.ws(REP).notices.list()) == 1


def test_an_old_signal_tells_no_more_than_the_stream_does_now(cast: Cast) -> None:
    ida = contact(cast.ws(REP))
    share_mail(cast, "public", "CEO")
    number = log(cast.ws(), ida, "offer", direction=OUT)
    cast.ws().interactions.mark(number, "opened")
    call(cast.ws(), ida, "missed", 0, "Missed")
    assert len(signals(cast, REP)) == 2
    share_mail(cast, "private")
    hide(cast, "Calls", "Call_Type")
    assert signals(cast, REP) == [(), ()]


def test_the_milestone_of_making_needs_who_made_it(cast: Cast) -> None:
    made = contact(cast.ws(REP))
    assert [one.kind for one in milestones(cast, HEAD, "Contacts", made.id)] == ["created"]
    hide(cast, "Contacts", "Created_By")
    assert milestones(cast, HEAD, "Contacts", made.id) == []


def test_the_milestone_of_a_deal_needs_who_made_it(cast: Cast) -> None:
    made = contact(cast.ws(REP))
    deal(cast.ws(REP), Contact_Name=str(made.id))
    hide(cast, "Deals", "Created_By")
    assert [one.module for one in milestones(cast, REP, "Contacts", made.id)] == [""]


def test_the_milestone_of_conversion_is_no_way_round_hidden_fields(cast: Cast) -> None:
    one = lead(cast.ws(REP))
    cast.ws(REP).converting.convert(one.id)
    assert "converted" in [m.kind for m in milestones(cast, REP, "Leads", one.id)]
    hidden = ("Converted", "Converted_Time", "Converted_Account", "Converted_Contact", "Converted_Deal", "Lead_Status")
    hide(cast, "Leads", *hidden)
    assert "converted" not in [event.kind for event in cast.ws(REP).timeline.list("Leads", one.id)]
    assert "converted" not in [m.kind for m in milestones(cast, REP, "Leads", one.id)]


def test_what_a_lead_became_is_not_linked_where_that_look_up_is_hidden(cast: Cast) -> None:
    one = lead(cast.ws(REP))
    made = cast.ws(REP).converting.convert(one.id).contact
    hide(cast, "Leads", "Converted_Contact")
    for module, record_id in (("Leads", one.id), ("Contacts", made.id)):
        events = [e for e in cast.ws(REP).timeline.list(module, record_id) if e.kind == "converted"]
        assert [(e.link, e.detail) for e in events] == [(None, "")]


def test_an_activity_is_not_linked_where_what_it_hangs_on_is_hidden(cast: Cast) -> None:
    ida = contact(cast.ws(REP))
    task(cast.ws(REP), parent=ida)
    hide(cast, "Tasks", "Parent")
    added = [e for e in cast.ws(REP).timeline.list("Contacts", ida.id) if e.kind == "activity_added"]
    assert [(e.link, e.detail) for e in added] == [(None, "")]


def test_an_owner_who_does_not_see_owners_is_not_told_that_he_is_one(cast: Cast) -> None:
    hide(cast, "Contacts", "Owner")
    made = contact(cast.ws())
    cast.ws().records.change_owner("Contacts", made.id, REP)
    assert cast.ws(REP).notices.list() == []


def test_the_number_of_a_record_is_a_field_as_any_other(cast: Cast) -> None:
    ws = cast.ws(REQUESTER)
    made = ask(cast)
    assert made.number
    mask_for_requesters(cast, FieldMask(frozenset({"Number", "Owner"})))
    assert ws.records.get(CLAIMS, made.id).number == ""
    told = ws.requests.get(CLAIMS, made.id)
    assert (told.number, told.owner) == ("", None)
    assert [one.owner for one in ws.requests.mine()] == [None]


def test_a_requester_who_sees_no_owners_is_not_told_of_new_ones(cast: Cast) -> None:
    made = ask(cast)
    hide(cast, CLAIMS, "Owner", profile=TeamProfile.REQUESTER)
    cast.ws(TEAM_ADMIN).records.change_owner(CLAIMS, made.id, TEAM_MEMBER)
    assert "request_owner" not in kinds_told(cast, REQUESTER)


def test_a_requester_learns_of_no_member_by_naming_people(cast: Cast) -> None:
    made = ask(cast)
    words = "@ada @max @meg @tom @rep2 @rae what now?"
    assert cast.ws(REQUESTER).notes.add(CLAIMS, made.id, words).refused == ()


def test_nothing_is_found_by_a_name_that_is_hidden(cast: Cast) -> None:
    one = call(cast.ws(REP), contact(cast.ws(REP)), "merger", 1)
    found = [one.id]
    assert [hit.id for hit in cast.ws(REP).search.find("merger")] == found
    hide(cast, "Calls", "Subject")
    ws = cast.ws(REP)
    assert ws.search.find("merger") == ws.search.find("merger", module_name="Calls") == []
    assert ws.listing.page(ListQuery("Calls", text="merger")).rows == ()
    assert ws.pickers.records(ListQuery("Calls", text="merger"), 5) == []
