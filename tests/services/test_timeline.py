"""The Timeline: every change with before and after, the last six months first (I31, I32, AC28)."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

import pytest

from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.errors import Invalid
from crm_tui.domain.events import EventFilter, EventGroup
from crm_tui.domain.fields import NOT_VISIBLE, Link, UserRef
from crm_tui.domain.records import FieldChange
from crm_tui.services.session import Session
from crm_tui.store.events import EventBody, Events, StoredChange
from tests.services.cast import CLAIMS, HEAD, REP, REP2, REQUESTER, TEAM_ADMIN, TEAM_MEMBER, Cast
from tests.services.making import claim, contact, deal, lead, request_of, task


def test_each_change_is_told_with_before_and_after(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = deal(ws)
    cast.later()
    cast.ws(HEAD).records.edit("Deals", made.id, {"Amount": "2000", "Stage": "Closed Won"})
    edited, created = ws.timeline.list("Deals", made.id)
    assert (edited.kind, edited.actor.login, edited.door, edited.at) == ("edited", HEAD, "cli", cast.clock.now())
    changes = {change.field: (change.before, change.after) for change in edited.changes}
    assert changes["Amount"] == (Decimal(1000), Decimal(2000))
    assert changes["Stage"] == ("Qualification", "Closed Won")
    assert changes["Expected_Revenue"] == (Decimal(100), Decimal(2000))
    assert created.kind == "created"
    assert all(change.before is None for change in created.changes)


def test_changes_of_owner_and_look_up_are_told_under_the_readers_scope(cast: Cast) -> None:
    ws = cast.ws(REP2)
    one, two = lead(ws, "One"), lead(ws, "Two")
    made = claim(ws, Lead=str(one.id))
    ws.records.edit(CLAIMS, made.id, {"Lead": str(two.id)})
    ws.records.change_owner(CLAIMS, made.id, TEAM_MEMBER)
    moved, edited, _ = ws.timeline.list(CLAIMS, made.id)
    assert edited.changes == (FieldChange("Lead", "Lead", Link(one.id, "Leads", "One"), Link(two.id, "Leads", "Two")),)
    assert [isinstance(v, UserRef) and v.login for v in (moved.changes[0].before, moved.changes[0].after)] == [
        REP2,
        TEAM_MEMBER,
    ]
    _, edited, _ = cast.ws(TEAM_ADMIN).timeline.list(CLAIMS, made.id)
    assert edited.changes == (FieldChange("Lead", "Lead", NOT_VISIBLE, NOT_VISIBLE),)


def test_the_last_six_months_come_first_and_all_on_demand(cast: Cast) -> None:
    ws = cast.ws(REP)
    cast.clock.move_to(dt.datetime(2025, 8, 31, 21, 59, tzinfo=dt.UTC))  # 23:59 of the 31st in Paris
    made = contact(ws)
    cast.later(2)
    ws.records.edit("Contacts", made.id, {"Phone": "1"})
    cast.clock.move_to(dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC))
    ws.records.edit("Contacts", made.id, {"Phone": "2"})
    assert [e.kind for e in ws.timeline.list("Contacts", made.id)] == ["edited", "edited"]
    assert len(ws.timeline.list("Contacts", made.id, everything=True)) == 3
    cast.clock.move_to(dt.datetime(2026, 8, 31, 9, tzinfo=dt.UTC))
    assert len(ws.timeline.list("Contacts", made.id)) == 1
    newest = ws.timeline.list("Contacts", made.id, limit=1, everything=True)[0]
    assert len(ws.timeline.list("Contacts", made.id, before=newest.id, everything=True)) == 2


def test_six_months_end_for_everybody_on_the_organisations_day(cast: Cast) -> None:
    ws = cast.ws(REP)
    cast.clock.move_to(dt.datetime(2026, 2, 27, 12, tzinfo=dt.UTC))  # the 28th in Auckland, the 27th in Paris
    made = contact(ws)
    ws.settings.change(time_zone="Pacific/Auckland")
    cast.clock.move_to(dt.datetime(2026, 8, 31, 9, tzinfo=dt.UTC))
    assert ws.timeline.list("Contacts", made.id) == []
    assert len(ws.timeline.list("Contacts", made.id, everything=True)) == 1


def test_words_of_notes_and_files_are_told_to_who_reads_notes_and_files(cast: Cast) -> None:
    made = claim(cast.ws(TEAM_MEMBER))
    request_of(cast, made, REQUESTER)
    ws = cast.ws(TEAM_MEMBER)
    ws.notes.add(CLAIMS, made.id, "Some words")
    ws.attachments.add_stream(CLAIMS, made.id, "offer.pdf", io.BytesIO(b"x"))
    ws.tags.add(CLAIMS, made.id, ["warm", "hot"])
    ws.sharing.share(CLAIMS, made.id, REP2, "edit")
    for login in (TEAM_ADMIN, REQUESTER):
        events = cast.ws(login).timeline.list(CLAIMS, made.id)
        assert [(e.kind, e.detail) for e in events[:4]] == [
            ("shared", "Ron Rep"),
            ("tags_added", "warm, hot"),
            ("file_added", "offer.pdf"),
            ("note_added", "Some words"),
        ]


def test_each_part_of_the_filter_narrows(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = contact(ws)
    at = ("Contacts", made.id)
    cast.later(60 * 24)
    ws.records.edit(*at, {"Phone": "1"})
    ws.notes.add(*at, "words")
    cast.ws(HEAD).records.edit(*at, {"Email": "a@b.test", "Phone": "2"})
    cast.ws(HEAD).records.change_owner(*at, REP2)
    task(cast.ws(HEAD), "Call", made)

    def kinds(**wanted: object) -> list[str]:
        return [event.kind for event in ws.timeline.read(*at, EventFilter(**wanted)).events]  # type: ignore[arg-type]

    all_of_them = ["activity_added", "owner_changed", "edited", "note_added", "edited", "created"]
    assert kinds() == all_of_them
    assert kinds(groups=frozenset({EventGroup.CHANGES})) == ["edited", "edited", "created"]
    assert kinds(groups=frozenset({EventGroup.NOTES, EventGroup.OWNER})) == ["owner_changed", "note_added"]
    assert kinds(groups=frozenset({EventGroup.ACTIVITIES})) == ["activity_added"]
    assert kinds(user=HEAD) == ["activity_added", "owner_changed", "edited"]
    assert kinds(user=REP, groups=frozenset({EventGroup.CHANGES})) == ["edited", "created"]
    assert kinds(field="phone") == ["edited", "edited"]
    assert kinds(field="Email") == ["edited"]
    assert kinds(field="Last_Name") == ["created"]
    assert kinds(since=dt.date(2026, 5, 16)) == all_of_them[:-1]
    assert kinds(until=dt.date(2026, 5, 15)) == ["created"]
    assert kinds(since=dt.date(2026, 5, 15), until=dt.date(2026, 5, 16)) == all_of_them
    assert kinds(since=dt.date(2026, 5, 17)) == []


def test_days_of_the_filter_are_the_readers(cast: Cast) -> None:
    ws = cast.ws(REP)
    cast.clock.move_to(dt.datetime(2026, 5, 20, 22, 30, tzinfo=dt.UTC))  # 0:30 of the 21st in Paris
    made = contact(ws)
    wanted = EventFilter(since=dt.date(2026, 5, 21), until=dt.date(2026, 5, 21))
    assert len(ws.timeline.read("Contacts", made.id, wanted).events) == 1
    ws.settings.change(time_zone="America/New_York")
    assert ws.timeline.read("Contacts", made.id, wanted).events == ()


def test_a_user_or_field_that_there_is_not_is_refused(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = contact(ws)
    for wanted in (EventFilter(user="nobody@acme.test"), EventFilter(field="Nothing")):
        with pytest.raises(Invalid):
            ws.timeline.read("Contacts", made.id, wanted)


def test_a_stretch_leads_on_and_tells_whether_something_older_is_there(cast: Cast) -> None:
    ws = cast.ws(REP)
    cast.clock.move_to(dt.datetime(2025, 1, 1, 12, tzinfo=dt.UTC))
    made = contact(ws)
    at = ("Contacts", made.id)
    cast.clock.move_to(dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC))
    for number in range(5):
        ws.records.edit(*at, {"Phone": str(number)})
    first = ws.timeline.read(*at, limit=2)
    assert (len(first.events), first.after, first.older) == (2, first.events[-1].id, False)
    rest = ws.timeline.read(*at, limit=3, before=first.after)
    assert (len(rest.events), rest.after, rest.older) == (3, None, True)
    behind = ws.timeline.read(*at, before=rest.events[-1].id, everything=True)
    assert ([e.kind for e in behind.events], behind.after, behind.older) == (["created"], None, False)
    assert not ws.timeline.read(*at, EventFilter(field="Phone")).older
    assert ws.timeline.read(*at, EventFilter(field="Last_Name")).older
    assert not ws.timeline.read(*at, EventFilter(user=HEAD)).older
    assert ws.timeline.read(*at, EventFilter(until=dt.date(2026, 2, 1))).older
    assert len(ws.timeline.read(*at, EventFilter(since=dt.date(2024, 1, 1))).events) == 6


def hide(monkeypatch: pytest.MonkeyPatch, *fields: str) -> None:
    monkeypatch.setattr(Session, "mask", lambda _session, _module: FieldMask(frozenset(fields)))


def test_what_happened_to_hidden_fields_alone_is_not_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = cast.ws(REP)
    cast.clock.move_to(dt.datetime(2025, 1, 1, 12, tzinfo=dt.UTC))
    made = contact(ws)
    at = ("Contacts", made.id)
    ws.records.edit(*at, {"Title": "old secret"})
    cast.clock.move_to(dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC))
    for number in range(130):  # more than are read at once
        ws.records.edit(*at, {"Title": f"secret {number}"})
    ws.records.edit(*at, {"Title": "secret", "Email": "a@b.test"})
    ws.records.change_owner(*at, REP2)
    with monkeypatch.context() as patch:
        hide(patch, "Title", "Owner")
        page = ws.timeline.read(*at)
        assert [[change.field for change in event.changes] for event in page.events] == [["Email"]]
        assert "secret" not in repr(page)
        assert page.older
        assert [e.kind for e in ws.timeline.list(*at, everything=True)] == ["edited", "created"]
        with pytest.raises(Invalid) as hidden:
            ws.timeline.read(*at, EventFilter(field="Title"))
        with pytest.raises(Invalid) as unknown:
            ws.timeline.read(*at, EventFilter(field="Titel"))
        assert str(hidden.value).replace("Title", "Titel") == str(unknown.value)
    with monkeypatch.context() as patch:
        hide(patch, "Title", "Owner", "Email", "Created_Time")
        page = ws.timeline.read(*at)
        assert (page.events, page.after, page.older) == ((), None, False)


def test_a_field_that_went_or_became_another_kind_breaks_nothing(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = contact(ws)
    body = EventBody((
        StoredChange("No_More", "1", "2"), StoredChange("Date_of_Birth", "1980-01-01", "someday"),
        StoredChange("Account_Name", "Polar", (1, 2)), StoredChange("Lead_Source", "Fair", 3),
        StoredChange("Email_Opt_Out", None, 1), StoredChange("Visitor_Score", "many", 7),
    ))  # fmt: skip
    with ws.session.engine.write():
        events = Events(ws.session.engine)
        events.append(made.id, ws.session.at(), ws.actor.user_id, "edited", "cli", body)
        gone = EventBody((StoredChange("No_More", "1", "2"),))
        events.append(made.id, ws.session.at(), ws.actor.user_id, "edited", "cli", gone)
    told = ws.timeline.list("Contacts", made.id)
    assert [event.kind for event in told] == ["edited", "created"]
    assert {c.field: (c.before, c.after) for c in told[0].changes} == {
        "Date_of_Birth": (dt.date(1980, 1, 1), "someday"),
        "Account_Name": ("Polar", None),
        "Lead_Source": (None, None),
        "Email_Opt_Out": (None, True),
        "Visitor_Score": ("many", 7),
    }


def test_an_event_leads_to_the_record_that_it_speaks_of(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    hung = task(ws, "Call", made)
    done = ws.converting.convert(made.id)
    told = {event.kind: event.link for event in ws.timeline.list("Leads", made.id)}
    assert told["activity_added"] == Link(hung.id, "Tasks", "Call")
    assert told["converted"] == Link(done.contact.id, "Contacts", "Lodz")
    assert told["created"] is None
    assert {event.link for event in cast.ws(REP2).timeline.list("Contacts", done.contact.id)} == {None}
