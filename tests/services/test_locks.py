"""Locked records: who locks, what that keeps from happening, how it is taken back (AC07, AC20, R75)."""

from __future__ import annotations

from functools import partial

import pytest

from crm_tui.domain.errors import Conflict
from tests.services.cast import BOSS, CLAIMS, HEAD, PARTICIPANT, REP, REP2, TEAM_ADMIN, TEAM_MANAGER, TEAM_MEMBER, Cast
from tests.services.making import account, claim, lead, missing, refused, unchanged


def test_a_locked_record_takes_no_edit_convert_or_delete_from_anybody(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    cast.ws(REP).locks.lock("Leads", made.id)
    for login in (REP, HEAD, BOSS):
        ws = cast.ws(login)
        assert ws.records.get("Leads", made.id).locked
        assert refused(cast, partial(ws.records.edit, "Leads", made.id, {"Phone": "1"})) == "AC07"
        assert refused(cast, partial(ws.records.delete, "Leads", made.id)) == "AC07"
        assert refused(cast, partial(ws.converting.convert, made.id)) == "AC07"
    cast.ws(REP).notes.add("Leads", made.id, "still possible")
    cast.ws(REP).tags.add("Leads", made.id, ["still"])
    cast.ws(REP).locks.unlock("Leads", made.id)
    assert cast.ws(REP).records.edit("Leads", made.id, {"Phone": "1"}).values["Phone"] == "1"


def test_the_owner_those_above_him_and_administrators_lock(cast: Cast) -> None:
    """R75; that somebody may edit it is not enough."""
    made = account(cast.ws(REP))
    for login in (REP, HEAD, BOSS):
        cast.ws(login).locks.lock("Accounts", made.id)
        cast.ws(login).locks.unlock("Accounts", made.id)
    assert refused(cast, partial(cast.ws(REP2).locks.lock, "Accounts", made.id)) == "R75"
    cast.ws(REP).locks.lock("Accounts", made.id)
    assert refused(cast, partial(cast.ws(REP2).locks.unlock, "Accounts", made.id)) == "R75"
    hidden = lead(cast.ws(REP))
    with unchanged(cast, audit=1):
        missing(partial(cast.ws(REP2).locks.lock, "Leads", hidden.id))


def test_in_a_team_module_its_profiles_decide_who_locks(cast: Cast) -> None:
    """M13: Admins and Managers all, Members and Participants their own."""
    made = claim(cast.ws(TEAM_MEMBER))
    for login in (TEAM_ADMIN, TEAM_MANAGER, TEAM_MEMBER):
        cast.ws(login).locks.lock(CLAIMS, made.id)
        cast.ws(login).locks.unlock(CLAIMS, made.id)
    own = claim(cast.ws(PARTICIPANT))
    cast.ws(PARTICIPANT).locks.lock(CLAIMS, own.id)
    assert refused(cast, partial(cast.ws(TEAM_MEMBER).locks.unlock, CLAIMS, own.id)) == "M13"


def test_what_is_locked_stays_so_without_a_second_line(cast: Cast) -> None:
    ws, made = cast.ws(REP), lead(cast.ws(REP))
    for _ in range(2):
        ws.locks.lock("Leads", made.id)
    ws.locks.unlock("Leads", made.id)
    ws.locks.unlock("Leads", made.id)
    assert [line.kind for line in ws.timeline.list("Leads", made.id)] == ["unlocked", "locked", "created"]


def test_a_lock_is_undone_and_redone_unless_somebody_turned_it_since(cast: Cast) -> None:
    ws, made = cast.ws(REP), lead(cast.ws(REP))
    done = ws.locks.lock("Leads", made.id)
    ws.history.undo()
    assert not ws.records.get("Leads", made.id).locked
    ws.history.redo()
    assert ws.records.get("Leads", made.id).locked
    cast.ws(HEAD).locks.unlock("Leads", made.id)
    assert ws.history.last() is None
    with pytest.raises(Conflict):
        ws.history.undo()
    assert done.undo_id is not None
