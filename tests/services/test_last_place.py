"""The place that a user left: his own, beside his other settings, and of no use once it is closed to him."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.places import HOME, KeptPlace
from crm_tui.domain.records import Sort
from crm_tui.domain.users import TeamProfile
from crm_tui.services.last_place import place_in, with_place
from tests.dump import changed_tables, dump
from tests.services.cast import BETA, CLAIMS, HEAD, PARTICIPANT, REP, REP2, TEAM_ADMIN, Cast
from tests.services.making import claim, lead

PLACE = KeptPlace(2, "Leads", "All", 'Company = "[/]"', "\x1b]52;c;eA==\x07 =cmd", Sort("Company", True), tab="notes")


def test_what_is_kept_comes_back(cast: Cast) -> None:
    ws = cast.ws(REP)
    assert ws.settings.last_place() is None
    ws.settings.keep_place(PLACE)
    assert ws.settings.last_place() == PLACE
    assert cast.another(REP).settings.last_place() == PLACE


def test_a_place_is_of_one_user_in_one_organisation(cast: Cast) -> None:
    cast.ws(REP).settings.keep_place(PLACE)
    assert cast.ws(REP2).settings.last_place() is None
    assert cast.ws(REP, BETA).settings.last_place() is None


def test_it_is_written_once_and_with_one_audit_row(cast: Cast) -> None:
    ws = cast.ws(REP)
    before = dump(cast.engine())
    ws.settings.keep_place(PLACE)
    ws.settings.keep_place(PLACE)
    assert changed_tables(before, dump(cast.engine())) == {"member": 0, "audit": 1}


def test_other_settings_stay(cast: Cast) -> None:
    store, me = cast.ws(REP).session.store, cast.ws(REP).actor.user_id
    with store.engine.write():
        store.keep_personal(me, json.dumps({"columns": [1, 2]}))
    cast.ws(REP).settings.keep_place(PLACE)
    assert json.loads(store.personal(me))["columns"] == [1, 2]


def test_taste_and_place_leave_each_other_alone(cast: Cast) -> None:
    one, other = cast.ws(REP), cast.another(REP)
    one.settings.change(mouse=False)
    other.settings.keep_place(PLACE)
    one.settings.change(header=False)
    assert one.settings.last_place() == other.settings.last_place() == PLACE
    assert (other.settings.mine().taste.mouse, other.settings.mine().taste.header) == (False, False)


def test_a_record_that_left_sight_is_no_place(cast: Cast) -> None:
    ws = cast.ws(REP2)
    made = lead(ws, "Kept")
    ws.settings.keep_place(KeptPlace(module="Leads", record_id=made.id))
    assert ws.settings.last_place() == KeptPlace(module="Leads", record_id=made.id)
    cast.ws(HEAD).records.change_owner("Leads", made.id, REP)
    assert ws.settings.last_place() == HOME


def test_a_record_in_the_bin_is_no_place(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws, "Kept")
    ws.settings.keep_place(KeptPlace(module="Leads", record_id=made.id, area="home"))
    ws.records.delete("Leads", made.id)
    assert ws.settings.last_place() == HOME


def test_a_module_that_left_sight_is_no_place(cast: Cast) -> None:
    ws = cast.ws(PARTICIPANT)
    made = claim(ws, "Kept")
    for record_id in (None, made.id):
        ws.settings.keep_place(KeptPlace(module=CLAIMS, record_id=record_id, where="a = 1"))
        assert ws.settings.last_place() != HOME
        cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, PARTICIPANT, None)
        assert ws.settings.last_place() == HOME
        cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, PARTICIPANT, TeamProfile.PARTICIPANT)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(
    st.sampled_from(["place", "module", "area", "record", "space", "sort", "tab", "where"]), x)))  # fmt: skip
def test_whatever_stands_in_settings_is_read(found: object) -> None:
    place = place_in(json.dumps(found))
    assert place is None or place.module or place.area


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "null", '{"place": {"module": "Leads", "record": 99999999999999999999}}']
)
def test_settings_that_are_none_are_read(text: str) -> None:
    assert place_in(text) in (None, KeptPlace(module="Leads"))
    assert place_in(with_place(text, PLACE)) == PLACE
