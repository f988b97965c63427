"""What waits for somebody: his own, the most urgent first, and nothing of a field or record that he does not see."""

from __future__ import annotations

import datetime as dt

import pytest

from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.fields import NOT_VISIBLE, Link
from crm_tui.domain.interactions import Channel, Direction, NewInteraction
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import ListQuery, Record
from crm_tui.domain.users import TeamProfile
from crm_tui.services.session import Session
from crm_tui.services.workspace import Workspace
from tests.services.cast import (
    ACME,
    CLAIMS,
    HEAD,
    NOW,
    OUTSIDER,
    PARTICIPANT,
    READER,
    REP,
    REP2,
    REQUESTER,
    TEAM_ADMIN,
    TEAM_MEMBER,
    Cast,
)
from tests.services.making import claim, contact, deal, lead, missing, request_of, task

DAY = 24 * 60


def call(ws: Workspace, name: str, start: str, parent: Record | None = None, **values: object) -> Record:
    """A planned call; the start is in the organisation's zone, Paris."""
    above = {} if parent is None else {"Parent": f"{parent.module.api_name}/{parent.id}"}
    given = {"Subject": name, "Call_Type": "Outbound", "Call_Start_Time": start, "Call_Duration": "0"}
    return ws.records.new("Calls", {**given, **above, **values})


def meeting(ws: Workspace, name: str, start: str, end: str, parent: Record | None = None, **values: object) -> Record:
    """A planned meeting."""
    above = {} if parent is None else {"Parent": f"{parent.module.api_name}/{parent.id}"}
    given = {"Event_Title": name, "Start_DateTime": start, "End_DateTime": end}
    return ws.records.new("Meetings", {**given, **above, **values})


def hide(monkeypatch: pytest.MonkeyPatch, module_name: str, *fields: str) -> None:
    """Hide fields of a module from everybody."""
    whole = Session.mask

    def mask(session: Session, module: ModuleDef) -> FieldMask:
        return FieldMask(frozenset(fields)) if module.api_name == module_name else whole(session, module)

    monkeypatch.setattr(Session, "mask", mask)


@pytest.fixture(autouse=True)
def no_end_of_trial(cast: Cast) -> None:
    """A silence lasts longer than a trial."""
    store = cast.installation.store(ACME)
    with store.engine.write():
        store.set_trial_until(None)


# Next actions


def test_what_is_overdue_comes_first_then_by_time_and_what_has_no_day_last(cast: Cast) -> None:
    ws = cast.ws(REP)  # it is 11:30 in Paris on the 15th
    above = lead(ws)
    task(ws, "some day")
    task(ws, "tomorrow", Due_Date="2026-05-16")
    task(ws, "today", Due_Date="2026-05-15")
    task(ws, "yesterday", Due_Date="2026-05-14")
    call(ws, "this morning", "2026-05-15 09:00", above)
    call(ws, "at noon", "2026-05-15 12:00")
    meeting(ws, "going on", "2026-05-15 11:00", "2026-05-15 12:30")
    meeting(ws, "was in April", "2026-04-01 09:00", "2026-04-01 10:00")
    found = ws.home.next_actions()
    assert [(a.name, a.overdue) for a in found] == [
        ("was in April", True), ("yesterday", True), ("this morning", True), ("going on", False), ("at noon", False),
        ("today", False), ("tomorrow", False), ("some day", False),
    ]  # fmt: skip
    morning = found[2]
    assert (morning.module, morning.owner.login, morning.on) == ("Calls", REP, Link(above.id, "Leads", "Lodz"))
    assert (morning.day, morning.at) == (dt.date(2026, 5, 15), dt.datetime(2026, 5, 15, 7, tzinfo=dt.UTC))
    assert (found[-1].day, found[-1].at, found[-1].on) == (None, None, None)
    assert [a.name for a in ws.home.next_actions(3)] == ["was in April", "yesterday", "this morning"]
    assert len(ws.home.next_actions(0)) == 1


def test_only_his_own_open_ones_are_his_next_actions(cast: Cast) -> None:
    ws = cast.ws(REP)
    task(ws, "done", Status="Completed")
    call(ws, "off", "2026-05-20 10:00", Call_Status="Cancelled")
    task(ws, "given away", Owner=REP2)
    gone = task(ws, "in the bin")
    ws.records.delete("Tasks", gone.id)
    task(ws, "without a status", Status="")
    assert [a.name for a in ws.home.next_actions()] == ["without a status"]
    assert [a.name for a in cast.ws(REP2).home.next_actions()] == ["given away"]
    assert cast.ws(OUTSIDER).home.next_actions() == []


def test_a_next_action_tells_nothing_of_a_record_that_left_his_sight(cast: Cast) -> None:
    above = lead(cast.ws(HEAD), "Secret")
    cast.ws(HEAD).sharing.share("Leads", above.id, REP2, "read")
    task(cast.ws(REP2), "mine", above)
    cast.ws(HEAD).sharing.unshare("Leads", above.id, REP2)
    (mine,) = cast.ws(REP2).home.next_actions()
    assert (mine.name, mine.on) == ("mine", NOT_VISIBLE)


def test_a_team_users_activities_on_team_records_wait_for_him(cast: Cast) -> None:
    ws = cast.ws(TEAM_MEMBER)
    above = claim(ws)
    task(ws, "check", above)
    assert [a.name for a in ws.home.next_actions()] == ["check"]
    ws.records.change_owner(CLAIMS, above.id, TEAM_ADMIN)
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, TEAM_MEMBER, TeamProfile.REQUESTER)
    assert all(a.on in (None, NOT_VISIBLE) for a in ws.home.next_actions())


@pytest.mark.parametrize("field", ["Owner", "Status"])
def test_where_owner_or_status_is_hidden_nothing_is_called_open(
    cast: Cast, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = cast.ws(REP)
    above = lead(ws)
    task(ws, "secret", above, Due_Date="2026-05-14")
    hide(monkeypatch, "Tasks", field)
    assert ws.home.next_actions() == []
    action = ws.home.next_action_of("Leads", above.id)
    assert action is None if field == "Status" else action is not None and action.owner.login == ""


def test_a_hidden_day_orders_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = cast.ws(REP)
    for name, day in (("first", "2026-05-20"), ("second", "2026-05-18"), ("third", "2026-05-14")):
        task(ws, name, Due_Date=day)
        cast.later()
    hide(monkeypatch, "Tasks", "Due_Date", "Subject", "Parent")
    found = ws.home.next_actions()
    assert [a.id for a in found] == sorted(a.id for a in found)
    assert {(a.name, a.day, a.on, a.overdue) for a in found} == {("", None, None, False)}
    newest = ws.home.next_actions(1)
    assert [a.id for a in newest] == [max(a.id for a in found)]


# The next action of a record


def test_a_record_has_the_most_urgent_of_what_hangs_on_it(cast: Cast) -> None:
    ws = cast.ws(REP)
    above = lead(ws)
    assert ws.home.next_action_of("Leads", above.id) is None
    task(ws, "elsewhere", Due_Date="2026-05-01")
    task(ws, "in June", above, Due_Date="2026-06-01")
    call(ws, "on Monday", "2026-05-18 10:00", above)
    assert next_name(ws, above) == "on Monday"
    overdue = task(cast.ws(HEAD), "last week", above, Due_Date="2026-05-08", Owner=HEAD)
    found = ws.home.next_action_of("Leads", above.id)
    assert found is not None
    assert (found.id, found.owner.login, found.overdue) == (overdue.id, HEAD, True)
    cast.ws(HEAD).records.edit("Tasks", overdue.id, {"Status": "Completed"})
    assert next_name(ws, above) == "on Monday"


def next_name(ws: Workspace, record: Record) -> str:
    """The name of a record's next action."""
    found = ws.home.next_action_of(record.module.api_name, record.id)
    return found.name if found else ""


def test_who_does_not_see_the_record_learns_nothing_of_its_next_action(cast: Cast) -> None:
    above, inside = lead(cast.ws(REP)), claim(cast.ws(TEAM_MEMBER))
    task(cast.ws(REP), "secret", above)
    task(cast.ws(TEAM_MEMBER), "secret", inside)
    for login in (REP2, TEAM_MEMBER):
        missing(lambda login=login: cast.ws(login).home.next_action_of("Leads", above.id))  # type: ignore[misc]
    for login in (REP, OUTSIDER, PARTICIPANT, REQUESTER):
        missing(lambda login=login: cast.ws(login).home.next_action_of(CLAIMS, inside.id))  # type: ignore[misc]
    missing(lambda: cast.ws(REP).home.next_action_of("Leads", 10**12))
    missing(lambda: cast.ws(REP).home.next_action_of("Nothing", above.id))
    cast.ws(REP).records.delete("Leads", above.id)
    missing(lambda: cast.ws(REP).home.next_action_of("Leads", above.id))


def test_a_hidden_parent_tells_of_no_next_action(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = cast.ws(REP)
    above = lead(ws)
    task(ws, "secret", above)
    hide(monkeypatch, "Tasks", "Parent")
    assert ws.home.next_action_of("Leads", above.id) is None


# Open deals


def test_open_deals_are_his_own_by_closing_date(cast: Cast) -> None:
    ws = cast.ws(REP)
    deal(ws, "Later", Closing_Date="2026-12-01")
    deal(ws, "Sooner", Closing_Date="2026-06-01")
    deal(ws, "Late", Closing_Date="2026-01-01")
    deal(ws, "Won", Stage="Closed Won", Closing_Date="2026-02-01")
    deal(cast.ws(REP2), "Theirs")
    assert [(d.module, d.name, d.detail) for d in ws.home.open_deals()] == [
        ("Deals", "Late", "2026-01-01"), ("Deals", "Sooner", "2026-06-01"), ("Deals", "Later", "2026-12-01"),
    ]  # fmt: skip
    assert [d.name for d in ws.home.open_deals(1)] == ["Late"]
    assert cast.ws(TEAM_MEMBER).home.open_deals() == cast.ws(HEAD).home.open_deals() == []


def test_a_hidden_closing_date_orders_no_deals_and_a_hidden_stage_opens_none(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = cast.ws(REP)
    for name, day in (("One", "2026-07-01"), ("Two", "2026-12-01"), ("Three", "2026-06-01")):
        deal(ws, name, Closing_Date=day)
        cast.later()
    with monkeypatch.context() as context:
        hide(context, "Deals", "Closing_Date")
        assert [(d.name, d.detail) for d in ws.home.open_deals()] == [("Three", ""), ("Two", ""), ("One", "")]
    with monkeypatch.context() as context:
        hide(context, "Deals", "Deal_Name")
        assert [d.name for d in ws.home.open_deals()] == ["", "", ""]
    for field in ("Stage", "Owner"):
        with monkeypatch.context() as context:
            hide(context, "Deals", field)
            assert ws.home.open_deals() == []


# Silences


def spoke(ws: Workspace, record: Record, channel: Channel = Channel.SOCIAL, status: str = "") -> None:
    """A contact with somebody, now."""
    entered = NewInteraction(channel, Direction.OUT, "Hello", people="them@x.test", status=status)
    ws.interactions.log(record.module.api_name, record.id, entered)


def quiet(ws: Workspace, days: int = 30) -> list[tuple[str, int]]:
    """Who is silent, and for how many days."""
    return [(one.name, one.days) for one in ws.home.silences(days)]


def test_who_was_not_spoken_to_is_silent_since_the_last_contact_or_since_he_came(cast: Cast) -> None:
    ws = cast.ws(REP)
    old, spoken, fresh = lead(ws, "Old"), contact(ws, "Spoken"), lead(ws, "Fresh")
    cast.later(10 * DAY)
    spoke(ws, spoken)
    spoke(ws, fresh)
    lead(ws, "New")
    cast.later(25 * DAY)
    assert quiet(ws) == [("Old", 35)]
    assert quiet(ws, 36) == []
    spoke(ws, fresh)
    assert quiet(ws, 20) == [("Old", 35), ("Spoken", 25), ("New", 25)]
    found = ws.home.silences(20)
    assert [(one.id, one.module, one.last) for one in found[:2]] == [
        (old.id, "Leads", None), (spoken.id, "Contacts", NOW + dt.timedelta(days=10)),
    ]  # fmt: skip
    assert [one.name for one in ws.home.silences(20, 1)] == ["Old"]
    spoke(ws, old)
    assert quiet(ws) == []


def test_only_his_own_open_customers_are_silent(cast: Cast) -> None:
    ws = cast.ws(REP)
    lead(ws, "Lost", Lead_Status="Lost Lead")
    lead(ws, "Given", Owner=REP2)
    binned = contact(ws, "Binned")
    ws.records.delete("Contacts", binned.id)
    converted = lead(ws, "Converted")
    mark_converted(cast, converted)
    lead(ws, "Mine")
    cast.later(40 * DAY)
    assert quiet(ws) == [("Mine", 40)]
    assert quiet(cast.ws(REP2)) == [("Given", 40)]
    for login in (HEAD, TEAM_MEMBER, OUTSIDER):
        assert quiet(cast.ws(login)) == []


def mark_converted(cast: Cast, record: Record) -> None:
    """As a conversion marks a lead."""
    column = record.module.by_name["Converted"].column
    with cast.engine().write():
        cast.engine().execute(f"UPDATE {record.module.table} SET {column} = 1 WHERE id = ?", (record.id,))


def test_what_is_planned_or_reached_nobody_ends_no_silence(cast: Cast) -> None:
    ws = cast.ws(REP)
    one, two, three = lead(ws, "One"), lead(ws, "Two"), lead(ws, "Three")
    cast.later(40 * DAY)  # it is the 24th of June
    call(ws, "next week", "2026-07-01 10:00", one)
    meeting(ws, "nobody came", "2026-06-23 10:00", "2026-06-23 11:00", two, Meeting_Status="No Show")
    call(ws, "they spoke", "2026-06-23 10:00", three, Call_Status="Completed", Call_Duration="5")
    spoke(ws, one, Channel.EMAIL, "bounced")
    assert quiet(ws) == [("One", 40), ("Two", 40)]
    spoke(ws, two, Channel.EMAIL)
    assert quiet(ws) == [("One", 40)]


def test_a_contact_that_its_reader_does_not_see_ends_no_silence(cast: Cast) -> None:
    ws = cast.ws(REP)
    person = contact(ws, "Kowal")
    cast.later(40 * DAY)
    case = cast.ws(HEAD).records.new(
        "Cases", {"Subject": "Broken", "Case_Origin": "Phone", "Status": "New", "Related_To": str(person.id)}
    )
    assert quiet(ws) == [("Kowal", 40)]
    cast.ws(HEAD).sharing.share("Cases", case.id, REP, "read")
    assert quiet(ws) == []
    cast.ws(HEAD).sharing.unshare("Cases", case.id, REP)
    assert quiet(ws) == [("Kowal", 40)]
    cast.ws(HEAD).sharing.share("Cases", case.id, REP, "read")
    cast.ws(HEAD).records.delete("Cases", case.id)
    assert quiet(ws) == [("Kowal", 40)]


def test_of_very_many_customers_those_are_looked_at_that_nobody_has_touched_longest(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_tui.store.silences.LOOKED_AT", 2)
    ws = cast.ws(REP)
    made = [lead(ws, name) for name in ("One", "Two", "Three")]
    cast.later(10 * DAY)
    ws.records.edit("Leads", made[0].id, {"Phone": "1"})
    cast.later(30 * DAY)
    assert quiet(ws) == [("Two", 40), ("Three", 40)]


def test_a_contact_taken_back_ends_no_silence(cast: Cast) -> None:
    ws = cast.ws(REP)
    person = contact(ws, "Kowal")
    cast.later(40 * DAY)
    spoke(ws, person)
    assert quiet(ws) == []
    ws.history.undo()
    assert quiet(ws) == [("Kowal", 40)]


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [(("Owner",), []), (("Lead_Status",), []), (("Created_Time",), []), (("Full_Name",), [("", 40)]),
     (("Converted",), [("Mine", 40)])],
)  # fmt: skip
def test_a_hidden_field_tells_nothing_through_a_silence(
    cast: Cast, fields: tuple[str, ...], wanted: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    ws = cast.ws(REP)
    lead(ws, "Mine")
    cast.later(40 * DAY)
    hide(monkeypatch, "Leads", *fields)
    assert quiet(ws) == wanted


@pytest.mark.parametrize("days", [-5, 0, 1, 10**9])
def test_any_number_of_days_is_taken(cast: Cast, days: int) -> None:
    ws = cast.ws(REP)
    lead(ws, "Mine")
    cast.later(2 * DAY)
    assert quiet(ws, days) == ([] if days > 1 else [("Mine", 2)])


def test_for_who_sees_none_of_it_the_home_screen_is_empty(cast: Cast) -> None:
    deal(cast.ws(REP))
    task(cast.ws(REP), "x", lead(cast.ws(REP)))
    cast.later(40 * DAY)
    for login in (REQUESTER, OUTSIDER, READER):
        home = cast.ws(login).home
        assert (home.next_actions(), home.open_deals(), home.silences()) == ([], [], [])


def test_a_requester_reads_what_he_may_see_of_his_request_alone(cast: Cast) -> None:
    inside = claim(cast.ws(TEAM_MEMBER))
    task(cast.ws(TEAM_MEMBER), "of the team", inside)
    request_of(cast, inside, REQUESTER)
    ws = cast.ws(REQUESTER)
    seen = [row.id for row in ws.listing.page(ListQuery("Tasks")).rows]
    found = ws.home.next_action_of(CLAIMS, inside.id)
    assert ([found.id] if found else []) == seen
