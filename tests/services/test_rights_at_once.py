"""A change of rights reaches sessions that are open, and work that was begun before it."""

from __future__ import annotations

import pytest

from crm_tui.domain.errors import Forbidden, NotFound
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.users import UserKind, UserState
from tests.services.cast import HEAD, REP, REP2, Cast
from tests.services.making import lead


def test_a_session_tells_once_that_rights_changed(cast: Cast) -> None:
    ws = cast.ws(REP)
    assert not ws.changes.rights().changed
    cast.ws().data_sharing.set_default("Leads", OrgDefault.READ_WRITE)
    assert ws.changes.rights().changed
    assert not ws.changes.rights().changed


def test_who_is_deactivated_learns_why(cast: Cast) -> None:
    ws = cast.ws(REP)
    cast.ws().staff.set_state(REP, UserState.INACTIVE)
    ended = ws.changes.rights().ended
    assert isinstance(ended, Forbidden)
    assert ended.explanation.decision.rule == "AC01"
    cast.ws().staff.set_state(REP, UserState.ACTIVE)
    assert ws.changes.rights().ended is None


def test_who_is_added_again_is_somebody_else_to_an_open_session(cast: Cast) -> None:
    """U43: a new user with no link to the old one."""
    old, store = cast.ws(REP), cast.ws().session.store
    assert old.changes.rights().ended is None
    gone = store.member(REP)
    assert gone is not None
    with store.engine.write():
        store.edit_member(gone.id, state=UserState.DELETED)
        store.add_member(REP, "New", UserKind.REGULAR, gone.profile_id, gone.role_id)
    assert isinstance(old.changes.rights().ended, NotFound)
    with pytest.raises(NotFound):
        lead(old)


def test_marked_records_are_decided_one_by_one_when_their_turn_comes(cast: Cast) -> None:
    cast.ws().data_sharing.set_default("Leads", OrgDefault.READ_WRITE_DELETE)
    mine, others = lead(cast.ws(REP)), lead(cast.ws(REP2))
    ws = cast.ws(REP)
    assert ws.access.decide("records.delete", others.module, ws.records.get("Leads", others.id)).allowed
    cast.ws().data_sharing.set_default("Leads", OrgDefault.READ_ONLY)
    done = ws.several.delete("Leads", [mine.id, others.id])
    assert len(done.refused) == 1
    assert cast.ws(HEAD).records.get("Leads", others.id).id == others.id
    with pytest.raises(NotFound):
        ws.records.get("Leads", mine.id)
