"""The hint what to read again: which modules were touched since the last look; it is shown to nobody."""

from __future__ import annotations

import pytest

from crm_tui.services import touched
from tests.services.cast import CLAIMS, HEAD, OUTSIDER, REP, REP2, TEAM_ADMIN, Cast
from tests.services.making import account, claim, contact, lead, missing, task

ACTIVITIES = {"Tasks", "Calls", "Meetings"}


def test_records_touch_their_modules_once(cast: Cast) -> None:
    ws, other = cast.ws(REP), cast.ws(HEAD)
    made, firm = lead(ws), account(ws)
    ws.changes.touched()
    assert ws.changes.touched() == frozenset()
    other.records.edit("Leads", made.id, {"Phone": "1"})
    other.tags.add("Accounts", firm.id, ["warm"])
    assert ws.changes.touched() == frozenset({"Leads", "Accounts"})
    assert ws.changes.touched() == frozenset()
    other.notes.add("Leads", made.id, "Hello")
    assert ws.changes.touched() == frozenset({"Leads"})


def test_what_goes_along_is_touched_too(cast: Cast) -> None:
    ws, other = cast.ws(REP), cast.ws(HEAD)
    made = lead(ws)
    task(ws, parent=made)
    ws.changes.touched()
    other.sharing.share("Leads", made.id, REP2)
    assert (ws.changes.touched() or set()) >= {"Leads", *ACTIVITIES}
    other.converting.convert(made.id)
    assert (ws.changes.touched() or set()) >= {"Leads", "Contacts", "Accounts", "Tasks"}
    person = contact(ws)
    ws.changes.touched()
    other.history.undo()
    assert (ws.changes.touched() or set()) >= {"Leads", "Contacts", "Accounts"}
    cast.ws().records.delete("Contacts", person.id)
    ws.changes.touched()
    cast.ws().bin.purge("Contacts", person.id)
    assert (ws.changes.touched() or set()) >= {"Contacts"}


def test_acts_without_a_record_touch_everything(cast: Cast) -> None:
    ws = cast.ws(REP)
    ws.changes.touched()
    cast.ws(HEAD).views.new("Leads", "Another")
    assert ws.changes.touched() is None
    cast.ws().roles.add("Other", "Other", "CEO")
    assert ws.changes.touched() is None


def test_marks_of_ones_own_and_refusals_touch_nothing(cast: Cast) -> None:
    ws, made = cast.ws(REP), claim(cast.ws(TEAM_ADMIN))
    ws.changes.touched()
    cast.ws(TEAM_ADMIN).recent.note(made.id)
    cast.ws(TEAM_ADMIN).notices.mark_read()
    missing(lambda: cast.ws(OUTSIDER).records.edit(CLAIMS, made.id, {"Name": "x"}))
    assert ws.changes.touched() == frozenset()


def test_more_than_one_looks_through_touches_everything(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ws, person = cast.ws(REP), contact(cast.ws(REP))
    ws.changes.touched()
    monkeypatch.setattr(touched, "MOST", 3)
    for times, found in ((2, frozenset({"Contacts"})), (3, None), (1, frozenset({"Contacts"}))):
        for number in range(times):
            ws.records.edit("Contacts", person.id, {"Phone": f"{times}{number}"})
        assert ws.changes.touched() == found
