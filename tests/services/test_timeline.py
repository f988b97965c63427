"""The Timeline: every change with before and after, the last six months first (I31, I32, AC28)."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal

from crm_tui.domain.fields import NOT_VISIBLE, Link, UserRef
from crm_tui.domain.records import FieldChange
from tests.services.cast import CLAIMS, HEAD, REP, REP2, REQUESTER, TEAM_ADMIN, TEAM_MEMBER, Cast
from tests.services.making import claim, contact, deal, lead, request_of


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
