"""The inbox: one is told of what one may see, in words of what one may see now (Q03, Q12, AC28, AC50)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from crm_tui.base.clock import epoch
from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.errors import Forbidden, Invalid
from crm_tui.domain.fields import NOT_VISIBLE, Link
from crm_tui.domain.notices import Notice, NoticeKind
from crm_tui.domain.records import Record
from crm_tui.domain.users import TeamProfile, UserState
from crm_tui.services.gate import Change, Target
from crm_tui.services.notice_words import notice_words
from crm_tui.services.notices import OF_ACCESS, OF_KEYS
from crm_tui.services.session import Session
from crm_tui.services.workspace import Workspace
from crm_tui.store.notices import KEPT, MOST, NewNotice, NoticeRows
from tests.services.cast import (
    ACME,
    BETA,
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
    TEAM_MEMBER,
    Cast,
)
from tests.services.making import claim, contact, dumped, lead, request_of, unchanged
from tests.services.streams import call, hide

OF_NO_RECORD = frozenset({NoticeKind.ACTIVATED, NoticeKind.DEACTIVATED}) | OF_KEYS
OF_RECORDS = [kind for kind in NoticeKind if kind not in OF_ACCESS | OF_NO_RECORD]
"""What is told of requests for access stands in `test_access_requests`, of keys in `test_keys`."""


def inbox(cast: Cast, login: str) -> list[tuple[str, str]]:
    """What somebody was told: kind, and name of the record or module."""
    return [(n.kind.value, n.record.name if n.record else n.module) for n in cast.ws(login).notices.list()]


def emptied(cast: Cast, *logins: str) -> None:
    """Take away what came before the test."""
    with cast.engine().write():
        cast.engine().execute("DELETE FROM notice")
    for login in logins:
        assert cast.ws(login).notices.unread() == 0


def told(cast: Cast, login: str, kind: NoticeKind, record: Record, **more: object) -> None:
    """A notice as another service gives it: by an act of TEAM_ADMIN's on a record."""
    ws = cast.ws(TEAM_ADMIN)
    with ws._gate.act("records.edit", Target(record.module, record.id)) as change:
        Change.notify(change, cast.user_id(login), kind, record.id, **more)  # type: ignore[arg-type]


def only(cast: Cast, login: str) -> Notice:
    """The one notice that somebody has."""
    (found,) = cast.ws(login).notices.list()
    return found


# Who is told


def test_who_gets_a_record_is_told_by_whom(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    cast.later()
    cast.ws(HEAD).records.change_owner("Leads", made.id, REP2)
    notice = only(cast, REP2)
    assert (notice.kind, notice.at, notice.read) == (NoticeKind.OWNER, cast.clock.now(), False)
    assert notice.record == Link(made.id, "Leads", "Lodz")
    assert (notice.module, notice.actor and notice.actor.login) == ("Leads", HEAD)
    assert str(notice_words(notice)) == "Hed Head made you the owner of Lodz."
    assert inbox(cast, REP) == inbox(cast, HEAD) == []


def test_who_takes_or_makes_his_own_is_told_nothing(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    cast.ws(HEAD).records.change_owner("Leads", made.id, HEAD)
    assert inbox(cast, REP) == inbox(cast, HEAD) == []


def test_a_record_made_for_somebody_tells_him(cast: Cast) -> None:
    made = lead(cast.ws(HEAD), Owner=REP)
    assert inbox(cast, REP) == [("owner", "Lodz")]
    cast.ws(HEAD).records.clone("Leads", made.id, {"Last_Name": "Twin", "Owner": REP2})
    assert inbox(cast, REP2) == [("owner", "Twin")]


def test_an_undone_hand_over_takes_its_notice_away_unless_it_was_read(cast: Cast) -> None:
    for read in (False, True):
        emptied(cast, REP2)
        made = lead(cast.ws(REP))
        cast.ws(HEAD).records.change_owner("Leads", made.id, REP2)
        if read:
            assert cast.ws(REP2).notices.mark_read() == 1
        cast.ws(HEAD).history.undo()
        assert len(cast.ws(REP2).notices.list()) == int(read)


def test_a_new_requester_is_told_of_the_module_once(cast: Cast) -> None:
    ws = cast.ws(TEAM_ADMIN)
    emptied(cast, OUTSIDER)
    for profile in (TeamProfile.REQUESTER, TeamProfile.REQUESTER):
        ws.team_members.set(CLAIMS, OUTSIDER, profile)
    notice = only(cast, OUTSIDER)
    assert (notice.kind, notice.module, notice.record) == (NoticeKind.REQUESTER, CLAIMS, None)
    assert str(notice_words(notice)) == "Ada Admin lets you raise requests in Claims."
    assert str(notice_words(notice, "Damage")) == "Ada Admin lets you raise requests in Damage."
    ws.team_members.set(CLAIMS, PARTICIPANT, TeamProfile.MEMBER)
    assert inbox(cast, PARTICIPANT) == []
    ws.team_members.set(CLAIMS, OUTSIDER, None)
    left = only(cast, OUTSIDER)
    assert (left.module, left.actor) == ("", None)
    assert str(notice_words(left)) == "You were let raise requests in (not visible)."


def test_a_note_tells_whom_it_mentions(cast: Cast) -> None:
    person = contact(cast.ws(REP), "Kowal")
    text = f"@rep2 and @meg@acme.test, write to head@acme.test\x1b[31m [/] {'x' * 300}"
    done = cast.ws(REP).notes.add("Contacts", person.id, text)
    assert done.refused == ()
    for login in (REP2, TEAM_MEMBER):
        notice = only(cast, login)
        assert (notice.kind, notice.record) == (NoticeKind.MENTION, Link(person.id, "Contacts", "Kowal"))
        assert notice.text == text[:200]
        assert str(notice_words(notice)) == "Rae Rep mentioned you on Kowal."
    assert inbox(cast, HEAD) == inbox(cast, REP) == []


def test_who_cannot_see_the_record_is_not_told_and_the_writer_knows(cast: Cast) -> None:
    hidden = lead(cast.ws(REP))
    done = cast.ws(REP).notes.add("Leads", hidden.id, "@meg @rep2 @head look")
    assert done.refused == (
        "Meg Member cannot see this record and was not told.",
        "Ron Rep cannot see this record and was not told.",
    )
    assert inbox(cast, TEAM_MEMBER) == inbox(cast, REP2) == []
    assert inbox(cast, HEAD) == [("mention", "Lodz")]
    inside = claim(cast.ws(TEAM_MEMBER))
    assert cast.ws(TEAM_MEMBER).notes.add(CLAIMS, inside.id, "@rep @tom @rex").refused == (
        "Rae Rep cannot see this record and was not told.",
        "Tom Outsider cannot see this record and was not told.",
        "Rex Requester cannot see this record and was not told.",
    )


def test_an_inactive_user_is_not_mentioned(cast: Cast) -> None:
    person = contact(cast.ws(REP))
    cast.ws().staff.set_state(REP2, UserState.INACTIVE)
    assert cast.ws(REP).notes.add("Contacts", person.id, "@rep2").refused == ()
    assert cast.engine().value("SELECT count(*) FROM notice WHERE kind = 'mention'") == 0


def test_an_edited_note_tells_only_whom_it_names_anew(cast: Cast) -> None:
    ws, person = cast.ws(REP), contact(cast.ws(REP))
    ws.notes.add("Contacts", person.id, "@rep2")
    note = ws.notes.list("Contacts", person.id)[0].id
    assert ws.notes.edit(note, "@rep2 @head and @read").refused == ()
    assert [len(inbox(cast, login)) for login in (REP2, HEAD, READER)] == [1, 1, 0]
    cast.ws(HEAD).notices.mark_read()
    ws.notes.edit(note, "nobody")
    assert [len(inbox(cast, login)) for login in (REP2, HEAD)] == [0, 1]
    assert only(cast, HEAD).text == ""
    ws.notes.edit(note, "again @rep2 @head")
    assert [len(inbox(cast, login)) for login in (REP2, HEAD)] == [1, 1]
    assert only(cast, HEAD).text == "again @rep2 @head"


def test_undoing_a_note_takes_its_unread_mentions_away_and_redoing_tells_again(cast: Cast) -> None:
    ws, person = cast.ws(REP), contact(cast.ws(REP))
    ws.notes.add("Contacts", person.id, "@rep2 @head")
    cast.ws(HEAD).notices.mark_read()
    ws.history.undo()
    assert inbox(cast, REP2) == []
    gone = only(cast, HEAD)
    assert (gone.text, gone.actor) == ("", None)
    assert str(notice_words(gone)) == "You were mentioned on Kowal."
    ws.history.redo()
    assert [len(inbox(cast, login)) for login in (REP2, HEAD)] == [1, 1]
    assert only(cast, REP2).text == "@rep2 @head"


def test_undoing_an_edit_takes_its_mentions_away(cast: Cast) -> None:
    ws, person = cast.ws(REP), contact(cast.ws(REP))
    ws.notes.add("Contacts", person.id, "@head")
    ws.notes.edit(ws.notes.list("Contacts", person.id)[0].id, "@head @rep2")
    assert len(inbox(cast, REP2)) == 1
    ws.history.undo()
    assert [len(inbox(cast, login)) for login in (REP2, HEAD)] == [0, 1]


def test_a_note_does_not_mention_everybody(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm_tui.services.telling.MOST", 2)
    person = contact(cast.ws(REP))
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws(REP).notes.add("Contacts", person.id, "@head @rep2 @meg")


# What the reader may see


OF_HIMSELF = frozenset({NoticeKind.ACTIVATED, NoticeKind.DEACTIVATED})
"""U41: they are about no record."""


def nothing_is_told(cast: Cast, login: str, kind: NoticeKind) -> None:
    """Of the one notice there is nothing but its kind and time."""
    notice = only(cast, login)
    assert notice == Notice(notice.id, notice.at, kind, NOT_VISIBLE, read=notice.read)
    assert ("(not visible)" in str(notice_words(notice))) == (kind not in OF_HIMSELF)


def out_of_the_module(cast: Cast, made: Record) -> None:
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, PARTICIPANT, None)


def deleted(cast: Cast, made: Record) -> None:
    cast.ws(TEAM_ADMIN).records.delete(CLAIMS, made.id)


def given_away(cast: Cast, made: Record) -> None:
    cast.ws(TEAM_ADMIN).records.change_owner(CLAIMS, made.id, TEAM_MEMBER)


@pytest.mark.parametrize("kind", OF_RECORDS)
@pytest.mark.parametrize("lose", [out_of_the_module, deleted, given_away])
def test_what_left_his_sight_tells_nothing(cast: Cast, kind: NoticeKind, lose: Callable[[Cast, Record], None]) -> None:
    made = claim(cast.ws(PARTICIPANT))
    emptied(cast)
    told(cast, PARTICIPANT, kind, made, data=[("state", "Done"), ("channel", "call")])
    assert only(cast, PARTICIPANT).record == Link(made.id, CLAIMS, "Broken lens")
    cast.ws(PARTICIPANT).notices.mark_read()  # or the hand-over would take what is unread away
    lose(cast, made)
    if lose is not deleted:
        cast.ws(TEAM_ADMIN).records.edit(CLAIMS, made.id, {"Name": "Renamed since"})
    nothing_is_told(cast, PARTICIPANT, kind)


def test_a_share_taken_back_takes_name_author_and_words(cast: Cast) -> None:
    hidden = lead(cast.ws(REP))
    cast.ws(REP).sharing.share("Leads", hidden.id, REP2, "read")
    cast.ws(REP).notes.add("Leads", hidden.id, "@rep2 secret")
    assert only(cast, REP2).text == "@rep2 secret"
    cast.ws(REP).sharing.unshare("Leads", hidden.id, REP2)
    nothing_is_told(cast, REP2, NoticeKind.MENTION)
    assert cast.ws(REP2).notices.unread() == 1


def test_a_note_made_internal_is_kept_from_the_requester_it_mentions(cast: Cast) -> None:
    made = claim(cast.ws(TEAM_MEMBER))
    request_of(cast, made, REQUESTER)
    emptied(cast)
    text = "@rex @max please look"
    assert cast.ws(TEAM_MEMBER).notes.add(CLAIMS, made.id, text).refused == ()
    assert only(cast, REQUESTER).text == only(cast, "max@acme.test").text == text
    with cast.engine().write():
        cast.engine().execute("UPDATE note SET internal = 1")
    kept = only(cast, REQUESTER)
    assert (kept.text, kept.actor, kept.record) == ("", None, Link(made.id, CLAIMS, "Broken lens"))
    assert only(cast, "max@acme.test").text == text


def test_an_internal_note_tells_no_requester(cast: Cast) -> None:
    made = claim(cast.ws(TEAM_MEMBER))
    request_of(cast, made, REQUESTER)
    emptied(cast)
    done = cast.ws(TEAM_MEMBER).notes.add(CLAIMS, made.id, "@rex @max", internal=True)
    assert done.refused == ("Rex Requester cannot read this note and was not told.",)
    assert inbox(cast, REQUESTER) == []
    assert inbox(cast, "max@acme.test") == [("mention", "Broken lens")]


def test_a_requester_reads_notices_of_his_requests_without_seeing_the_module(cast: Cast) -> None:
    made = claim(cast.ws(TEAM_MEMBER))
    request_of(cast, made, REQUESTER)
    emptied(cast)
    kinds = (
        NoticeKind.REQUEST_ACCEPTED, NoticeKind.REQUEST_STATE, NoticeKind.REQUEST_OWNER, NoticeKind.REQUEST_ANSWER,
    )  # fmt: skip
    for kind in kinds:
        told(cast, REQUESTER, kind, made, data=[("state", "Done")] if kind is NoticeKind.REQUEST_STATE else [])
    words = [str(notice_words(n)) for n in cast.ws(REQUESTER).notices.list()]
    assert words == [
        "Ada Admin answered your request Broken lens.",
        "Ada Admin gave your request Broken lens another owner.",
        "Ada Admin moved your request Broken lens to Done.",
        "Ada Admin accepted your request Broken lens.",
    ]
    request_of(cast, made, OUTSIDER)
    assert {n.record for n in cast.ws(REQUESTER).notices.list()} == {NOT_VISIBLE}


def test_a_hidden_status_is_no_mark(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = claim(cast.ws(TEAM_MEMBER))
    emptied(cast)
    told(cast, TEAM_MEMBER, NoticeKind.REQUEST_STATE, made, data=[("state", "Done"), ("channel", "x")])
    assert made.module.status_field
    monkeypatch.setattr(Session, "mask", lambda _session, module: FieldMask(frozenset({module.status_field})))
    notice = only(cast, TEAM_MEMBER)
    assert notice.marks == (("channel", "x"),)
    assert str(notice_words(notice)) == "Ada Admin changed the state of your request Broken lens."


def test_a_hidden_name_is_not_told(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    made = lead(cast.ws(HEAD), Owner=REP)
    monkeypatch.setattr(Session, "mask", lambda _session, module: FieldMask(frozenset({module.name_field})))
    notice = only(cast, REP)
    assert notice.record == Link(made.id, "Leads", "")
    assert str(notice_words(notice)) == "Hed Head made you the owner of (not visible)."


def test_a_signal_names_the_customer_and_not_who_wrote_it_down(cast: Cast) -> None:
    made = contact(cast.ws(REP), "Broken lens")
    call(cast.ws(), made, "Where are you?", 0, "Missed")
    notice = only(cast, REP)
    assert notice.actor is None
    assert str(notice_words(notice)) == "Missed call from Broken lens."


def test_a_signal_says_no_more_than_the_stream_does_now(cast: Cast) -> None:
    made = contact(cast.ws(REP))
    call(cast.ws(BOSS), made, "ring", 0.1, "Missed")
    assert str(notice_words(only(cast, REP))) == f"Missed call from {made.name}."
    hide(cast, "Calls", "Call_Status")
    notice = only(cast, REP)
    assert (notice.marks, notice.record and notice.record.id) == ((), made.id)
    assert str(notice_words(notice)) == f"News from a customer: {made.name}."


@pytest.mark.parametrize("kind", OF_RECORDS)
@pytest.mark.parametrize("seen", [True, False])
def test_every_kind_has_words(file_cast: Cast, kind: NoticeKind, seen: bool) -> None:
    reader = file_cast.ws(REP).session.user(file_cast.user_id(REP))
    shown = Notice(1, file_cast.clock.now(), kind, Link(1, "Leads", "Lodz\x1b[/]"), "Leads", reader)
    text = str(notice_words(shown if seen else Notice(1, file_cast.clock.now(), kind, NOT_VISIBLE)))
    assert ("Lodz\N{REPLACEMENT CHARACTER}[/]" in text or "Leads" in text) == (seen and kind not in OF_HIMSELF)
    assert "{" not in text


# Reading and marking


def fill_up(cast: Cast, login: str, number: int) -> None:
    """So many notices of a user's, written as the gate writes them."""
    rows, at = NoticeRows(cast.engine()), epoch(cast.clock.now())
    with cast.engine().write():
        for _ in range(number):
            rows.add(NewNotice(cast.user_id(login), NoticeKind.OWNER), at, 0)


def test_pages_go_on_behind_an_id_and_the_unread_come_alone(cast: Cast) -> None:
    emptied(cast)
    fill_up(cast, REP, 5)
    notices = cast.ws(REP).notices
    found = [n.id for n in notices.list()]
    assert found == sorted(found, reverse=True)
    assert [n.id for n in notices.list(2, found[1])] == found[2:4]
    assert notices.mark_read(found[:2]) == 2
    assert [n.read for n in notices.list()] == [True, True, False, False, False]
    assert [n.id for n in notices.list(unread=True)] == found[2:]
    assert notices.unread() == 3
    assert notices.mark_read(found[:3]) == 1
    assert notices.mark_read(found[:1], read=False) == 1
    assert notices.mark_read([]) == 0
    assert notices.mark_read() == 3
    assert (notices.unread(), notices.mark_read()) == (0, 0)
    assert len(notices.list(0)) == len(notices.list(-5)) == 1


def test_other_peoples_notices_do_not_exist(cast: Cast) -> None:
    emptied(cast)
    fill_up(cast, REP, 2)
    theirs = [n.id for n in cast.ws(REP).notices.list()]
    before = cast.engine().rows("SELECT * FROM notice ORDER BY id")
    for login in (BOSS, HEAD, OUTSIDER):
        ws = cast.ws(login)
        assert (ws.notices.mark_read(theirs), ws.notices.mark_read(), ws.notices.mark_read([10**17])) == (0, 0, 0)
        assert (ws.notices.list(), ws.notices.unread()) == ([], 0)
    assert cast.engine().rows("SELECT * FROM notice ORDER BY id") == before
    assert cast.ws(REP, BETA).notices.list() == []


def test_marking_leaves_an_audit_row_and_nothing_to_undo(cast: Cast) -> None:
    emptied(cast)
    fill_up(cast, REP, 1)
    before = dumped(cast.engine())
    cast.ws(REP).notices.mark_read()
    after = dumped(cast.engine())
    assert {name for name in after if after[name] != before[name]} == {"audit", "notice"}
    entry = cast.ws().audit.list(limit=1)[0].entry
    assert (entry.login, entry.action, entry.outcome) == (REP, "settings.personal", "allowed")


def test_in_a_read_only_organisation_one_still_clears_ones_inbox(cast: Cast) -> None:
    emptied(cast)
    fill_up(cast, REP, 1)
    store = cast.installation.store(ACME)
    with store.engine.write():
        store.set_trial_until(epoch(cast.clock.now()))
    ws = cast.ws(REP)
    with pytest.raises(Forbidden):
        contact(ws)
    assert ws.notices.mark_read() == 1


def test_who_is_not_active_has_no_inbox(cast: Cast) -> None:
    fill_up(cast, OUTSIDER, 1)
    ws = cast.ws(OUTSIDER)
    cast.ws().staff.set_state(OUTSIDER, UserState.INACTIVE)
    for read in (ws.notices.list, ws.notices.unread):
        with unchanged(cast), pytest.raises(Forbidden):
            read()
    with unchanged(cast, audit=1), pytest.raises(Forbidden):
        ws.notices.mark_read()


def test_old_read_notices_are_forgotten_and_unread_ones_much_later(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST > KEPT >= 500
    monkeypatch.setattr("crm_tui.store.notices.KEPT", 4)
    monkeypatch.setattr("crm_tui.store.notices.MOST", 8)
    emptied(cast)
    fill_up(cast, REP2, 1)
    fill_up(cast, REP, 6)
    notices = cast.ws(REP).notices
    first = [n.id for n in notices.list()]
    assert len(first) == 6
    notices.mark_read(first[-2:])
    fill_up(cast, REP, 1)
    assert [n.id for n in notices.list()][1:] == first[:-2]
    fill_up(cast, REP, 10)
    assert len(notices.list()) == notices.unread() == 8
    assert cast.ws(REP2).notices.unread() == 1


def test_marks_at_the_same_moment_count_each_notice_once(cast: Cast) -> None:
    emptied(cast)
    fill_up(cast, REP, 40)
    ids = [n.id for n in cast.ws(REP).notices.list()]
    sessions = [cast.another(REP) for _ in range(4)]
    asked: list[Sequence[int] | None] = [None, ids, ids[::-1], ids[10:30]]
    together, changed = threading.Barrier(5), list[int]()

    def mark(ws: Workspace, which: Sequence[int] | None) -> None:
        together.wait()
        changed.append(ws.notices.mark_read(which))

    def tell() -> None:
        together.wait()
        for _ in range(5):
            fill_up(cast, REP, 1)

    threads = [threading.Thread(target=partial(mark, *pair)) for pair in zip(sessions, asked, strict=True)]
    threads.append(threading.Thread(target=tell))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(changed) == 4
    assert sum(changed) + cast.ws(REP).notices.unread() == 45
    assert cast.ws().audit.check().sound
