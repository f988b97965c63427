"""Entering contacts that have no record of their own, what becomes of them, and who is told."""

from __future__ import annotations

import datetime as dt
from functools import partial

import pytest

from crm_tui.base.messages import Message
from crm_tui.domain.errors import CrmError, Forbidden, Invalid, NotFound
from crm_tui.domain.events import EventFilter
from crm_tui.domain.interactions import Channel, Direction, Interaction, NewInteraction
from crm_tui.domain.records import Record
from crm_tui.services.workspace import Workspace
from tests.services.cast import BOSS, HEAD, NOW, OUTSIDER, READER, REP, REP2, TEAM_MEMBER, Cast
from tests.services.making import claim, contact, dumped, lead, missing, refused, unchanged
from tests.services.streams import CHAT, EMAIL, FORM, IN, OUT, ago, call, case, contacts, hide, log, share_mail


def one(ws: Workspace, record: Record) -> Interaction:
    """The only contact of a stream."""
    (found,) = contacts(ws, record)
    return found


def signals(cast: Cast) -> list[tuple[int, int, str]]:
    """Who was told of which record, and how; in order."""
    rows = cast.engine().rows("SELECT user_id, record_id, data FROM notice WHERE kind = 'signal' ORDER BY id")
    return [(user, record, data) for user, record, data in rows]


def enter(ws: Workspace, record: Record, **values: object) -> None:
    new = {"channel": EMAIL, "direction": OUT, "subject": "Offer", **values}
    ws.interactions.log(record.module.api_name, record.id, NewInteraction(**new))  # type: ignore[arg-type]


# Entering


def test_what_was_entered_is_read_back(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    enter(ws, made, subject=" Price\nlist ", people="Ida <ida@kunde.test>", text="Dear Ida,\n\nhere", minutes=4)
    found = one(ws, made)
    assert (found.subject, found.people, found.minutes, found.status) == (
        "Price list",
        "Ida <ida@kunde.test>",
        4,
        "sent",
    )
    assert found.at == NOW
    assert found.actor is not None
    assert found.actor.login == REP
    assert ws.interactions.get(found.id)[1] == "Dear Ida,\n\nhere"


def test_somebody_else_may_be_named(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = contact(ws)
    enter(ws, made, user=REP2)
    found = one(ws, made)
    assert found.actor is not None
    assert found.actor.login == REP2
    ws.history.undo()
    assert contacts(ws, made) == [], "whoever entered it takes it back"


WRONG: dict[str, tuple[dict[str, object], set[str]]] = {
    "empty": ({"subject": " \n"}, {"subject"}),
    "too long": ({"subject": "x" * 256, "people": "y" * 501, "text": "z" * 32_001}, {"subject", "people", "text"}),
    "tomorrow": ({"at": ago(-1)}, {"at"}),
    "without a zone": ({"at": dt.datetime(2026, 1, 1)}, {"at"}),  # noqa: DTZ001 - that is the point
    "before there were e-mails": ({"at": dt.datetime(33, 1, 1, tzinfo=dt.UTC)}, {"at"}),
    "no such status": ({"status": "answered"}, {"status"}),
    "a status of the other direction": ({"status": "received"}, {"status"}),
    "no such direction": ({"direction": Direction.BOTH}, {"direction"}),
    "a channel of records": ({"channel": Channel.CALL}, {"channel"}),
    "nobody": ({"user": "nobody@acme.test"}, {"user"}),
    "a team user": ({"user": TEAM_MEMBER}, {"user"}),
    "negative minutes": ({"minutes": -1}, {"minutes"}),
    "years of minutes": ({"minutes": 10**9}, {"minutes"}),
    "all at once": ({"subject": "", "at": ago(-1), "user": "x", "minutes": -1}, {"subject", "at", "user", "minutes"}),
}


@pytest.mark.parametrize("name", sorted(WRONG))
def test_everything_wrong_is_told_and_nothing_written(file_cast: Cast, name: str) -> None:
    values, fields = WRONG[name]
    made = lead(file_cast.ws(REP))
    with unchanged(file_cast), pytest.raises(Invalid) as caught:
        enter(file_cast.ws(REP), made, **values)
    assert set(caught.value.fields) == fields
    assert all(isinstance(why, Message) for why in caught.value.fields.values())


def test_hostile_text_is_kept_as_text(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    enter(ws, made, subject="[/] =cmd|' \x1b[31m \x00", people="'; DROP TABLE interaction --", text="\ud800")
    found = one(ws, made)
    assert found.subject.startswith("[/] =cmd|'")
    assert "\x00" not in found.subject
    assert ws.interactions.get(found.id)[1]


def test_who_may_enter_what(cast: Cast) -> None:
    """E-mail by `email.send`, the rest by `records.edit` (O19, O05)."""
    made = contact(cast.ws(REP))
    assert refused(cast, partial(enter, cast.ws(TEAM_MEMBER), made)) == "O19"
    assert refused(cast, partial(enter, cast.ws(TEAM_MEMBER), made, channel=FORM, direction=IN)) == "O05"
    assert refused(cast, partial(enter, cast.ws(READER), made, channel=FORM, direction=IN)) == "AC04"
    hidden = lead(cast.ws(REP))
    with unchanged(cast, audit=1):
        missing(partial(enter, cast.ws(REP2), hidden))
    enter(cast.ws(HEAD), hidden)


def test_only_streams_take_contacts(cast: Cast) -> None:
    made = claim(cast.ws(TEAM_MEMBER))
    with unchanged(cast), pytest.raises(Invalid, match="no interactions"):
        enter(cast.ws(TEAM_MEMBER), made)


def test_the_timeline_says_that_not_what(cast: Cast) -> None:
    """I24: whoever reads the Timeline may not be one who reads the e-mail."""
    made = contact(cast.ws(REP))
    enter(cast.ws(REP), made, subject="SECRET", people="SECRET", text="SECRET")
    cast.ws(REP).interactions.delete(one(cast.ws(REP), made).id)
    events = cast.ws(HEAD).timeline.list("Contacts", made.id)
    assert [event.kind for event in events[:2]] == ["interaction_deleted", "interaction_added"]
    assert "SECRET" not in repr(events)
    for table in ("event", "undo", "audit", "notice"):
        assert "SECRET" not in repr(dumped(cast.engine())[table])


@pytest.mark.parametrize("login", [OUTSIDER, HEAD])
def test_the_timeline_tells_nobody_who_entered_mail_that_he_may_not_read(cast: Cast, login: str) -> None:
    """I24: of such an e-mail one learns time, channel and direction, and these the stream tells."""
    share_mail(cast, "private")
    made = contact(cast.ws(REP))
    enter(cast.ws(REP), made)
    enter(cast.ws(REP), made, channel=CHAT, direction=IN)
    cast.ws(REP).interactions.delete(contacts(cast.ws(REP), made, channels=frozenset({EMAIL}))[0].id)

    def entered(reader: str, wanted: EventFilter) -> list[str]:
        events = cast.ws(reader).timeline.read("Contacts", made.id, wanted).events
        return [event.kind for event in events if event.kind != "created"]

    for wanted in (EventFilter(), EventFilter(user=REP)):
        assert entered(login, wanted) == ["interaction_added"]
        assert entered(REP, wanted) == ["interaction_deleted", "interaction_added", "interaction_added"]
    share_mail(cast, "public", "Legal")
    assert len(entered(HEAD, EventFilter())) == 3


# Marks


def test_what_becomes_of_an_email(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = contact(ws)
    number = log(ws, made, "Offer", direction=OUT)
    seen = []
    for status in ("opened", "clicked", "opened", "bounced", "opened"):
        ws.interactions.mark(number, status)
        seen.append(one(ws, made).status)
    assert seen == ["opened", "clicked", "clicked", "bounced", "bounced"]
    found = one(ws, made)
    assert dict(found.marks) == {"opened": "3", "clicked": "1", "bounced": "1"}
    assert not found.contact


def test_only_sent_mail_is_marked(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = contact(ws)
    received, form = log(ws, made, "Hello"), log(ws, made, "Form", channel=FORM)
    sent, ring = log(ws, made, "Offer", direction=OUT), call(ws, made, "Ring", 1)
    ring_id = next(entry.id for entry in contacts(ws, made) if entry.source == ("Calls", ring.id))
    for number, status in ((received, "opened"), (form, "opened"), (sent, "received"), (sent, ""), (ring_id, "opened")):
        with unchanged(cast), pytest.raises(Invalid):
            ws.interactions.mark(number, status)
    with unchanged(cast), pytest.raises(NotFound):
        ws.interactions.mark(10_000, "opened")


# Taking away


def test_a_deleted_contact_is_gone_and_comes_back(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = contact(ws)
    number = log(ws, made, "Offer", text="words")
    before = ws.interactions.stream("Contacts", made.id)
    ws.interactions.delete(number)
    assert contacts(ws, made) == []
    missing(lambda: ws.interactions.get(number))
    missing(lambda: ws.interactions.delete(number))
    ws.history.undo()
    assert ws.interactions.stream("Contacts", made.id) == before
    ws.history.redo()
    assert contacts(ws, made) == []


def test_undo_of_what_somebody_else_took_away_is_stale(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = contact(ws)
    number = log(ws, made, "Offer")
    cast.ws(BOSS).interactions.delete(number)
    assert ws.history.last() is None
    with pytest.raises(CrmError):
        ws.history.undo()


def test_who_may_take_away_what(cast: Cast) -> None:
    """AC32: one's own; O40."""
    made = contact(cast.ws(REP))
    number = log(cast.ws(REP), made, "Offer")
    assert refused(cast, lambda: cast.ws(TEAM_MEMBER).interactions.delete(number)) == "O40"
    with unchanged(cast, audit=1), pytest.raises(Forbidden):
        cast.ws(REP2).interactions.delete(number)
    ring = call(cast.ws(REP), made, "Ring", 1)
    ring_id = next(entry.id for entry in contacts(cast.ws(REP), made) if entry.source == ("Calls", ring.id))
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws(REP).interactions.delete(ring_id)
    hidden = lead(cast.ws(REP))
    call(cast.ws(REP), hidden, "Hidden ring", 1)
    (entry,) = contacts(cast.ws(REP), hidden)
    with unchanged(cast):
        missing(lambda: cast.ws(REP2).interactions.delete(entry.id))
    cast.ws(BOSS).interactions.delete(number)


def test_contacts_go_with_a_record_and_come_back(cast: Cast) -> None:
    """What conversion and merges need (I27)."""
    from crm_tui.store.interactions import Interactions

    ws = cast.ws(REP)
    before, after = lead(ws), contact(ws)
    log(ws, before, "form", 3, channel=FORM)
    gone = log(ws, before, "deleted", 2)
    ws.interactions.delete(gone)
    log(ws, after, "hello", 1)
    rows = Interactions(cast.engine())
    with cast.engine().write():
        moved = rows.move(before.id, after.id)
    assert gone in moved
    assert [entry.subject for entry in contacts(ws, after)] == ["hello", "form"]
    assert contacts(ws, before) == []
    with cast.engine().write():
        rows.move_back(moved, before.id)
    assert [entry.subject for entry in contacts(ws, before)] == ["form"]
    assert [entry.subject for entry in contacts(ws, after)] == ["hello"]
    with cast.engine().write():
        assert rows.move(claim(cast.ws(TEAM_MEMBER)).id, after.id) == ()
        rows.move_back((), after.id)


# Who is told


def test_the_owner_is_told_of_what_his_customer_did(cast: Cast) -> None:
    made = contact(cast.ws(REP))
    rep = cast.user_id(REP)
    log(cast.ws(HEAD), made, "hello")
    log(cast.ws(HEAD), made, "chat", channel=CHAT, status="missed")
    call(cast.ws(HEAD), made, "ring", 0.1, "Missed")
    assert signals(cast) == [
        (rep, made.id, '{"channel":"email","status":"received"}'),
        (rep, made.id, '{"channel":"chat","status":"missed"}'),
        (rep, made.id, '{"channel":"call","status":"missed"}'),
    ]


def test_nobody_is_told_of_his_own_or_of_what_we_did(cast: Cast) -> None:
    made = contact(cast.ws(REP))
    log(cast.ws(REP), made, "hello")
    log(cast.ws(HEAD), made, "offer", direction=OUT)
    call(cast.ws(HEAD), made, "ring", 0.1, "Outbound")
    call(cast.ws(HEAD), made, "agreed on", -1, "Inbound")
    assert signals(cast) == []


def test_nobody_is_told_of_a_case_that_he_does_not_see(cast: Cast) -> None:
    """I25: the contact is his, the case is not."""
    made = contact(cast.ws(REP))
    case(cast.ws(REP2), "private", Related_To=str(made.id))
    assert signals(cast) == []
    case(cast.ws(BOSS), "given to him", Related_To=str(made.id), Owner=REP)
    assert signals(cast) == [(cast.user_id(REP), made.id, '{"channel":"case","status":"open"}')]


@pytest.mark.parametrize("field", ["Call_Type", "Call_Status", "Call_Start_Time", "Parent"])
def test_nobody_is_told_by_a_signal_what_the_stream_keeps_from_him(cast: Cast, field: str) -> None:
    """M26, AC29: the call would stand in no stream of his, because it would tell a field that is hidden from him."""
    made = contact(cast.ws(REP))
    hide(cast, "Calls", field)
    call(cast.ws(BOSS), made, "ring", 0.1, "Missed")
    assert contacts(cast.ws(REP), made) == []
    assert signals(cast) == []


def test_nobody_is_told_what_became_of_mail_that_he_may_not_read(cast: Cast) -> None:
    share_mail(cast, "private")
    made = contact(cast.ws(REP))
    cast.ws(REP).sharing.share("Contacts", made.id, HEAD, "edit")
    number = log(cast.ws(HEAD), made, "offer", direction=OUT)
    cast.ws(HEAD).interactions.mark(number, "opened")
    assert signals(cast) == []
    share_mail(cast, "public")
    cast.ws(HEAD).interactions.mark(number, "clicked")
    assert signals(cast) == [(cast.user_id(REP), made.id, '{"channel":"email","status":"clicked"}')]
