"""One act on several records: one undo, and refused ones are reported."""

from __future__ import annotations

import pytest

from crm_tui.domain.errors import CrmError
from crm_tui.domain.field_access import FieldAccess
from tests.services.cast import BOSS, HEAD, REP, Cast
from tests.services.making import ids, lead


def test_several_deleted_together_come_back_together(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = [lead(ws, f"L{n}").id for n in range(3)]
    kept = ids(ws, "Leads")
    done = ws.several.delete("Leads", made)
    assert (done.text, done.refused) == ("3 records deleted", ())
    assert ids(ws, "Leads") == kept - set(made)
    ws.history.undo()
    assert ids(ws, "Leads") == kept
    ws.history.redo()
    assert not set(made) & ids(ws, "Leads")


def test_what_is_refused_is_reported_and_the_others_go(cast: Cast) -> None:
    ws = cast.ws(REP)
    mine, theirs = lead(ws, "Mine"), lead(cast.ws(HEAD), "Theirs")
    done = ws.several.delete("Leads", [mine.id, theirs.id])
    assert len(done.refused) == 1
    assert theirs.id in ids(cast.ws(HEAD), "Leads")
    with pytest.raises(CrmError):
        ws.several.delete("Leads", [theirs.id])


def test_hits_of_the_same_name_are_told_apart(cast: Cast) -> None:
    ws = cast.ws(REP)
    for firm in ("North Optics", "South Optics"):
        lead(ws, "Twin", Company=firm)
    assert {hit.detail for hit in ws.search.find("twin")} == {"North Optics", "South Optics"}


def test_a_hit_says_by_what_it_was_found_unless_that_is_hidden(cast: Cast) -> None:
    ws = cast.ws(REP)
    lead(ws, "Owl", Company="North Optics", City="Łódź", Email="owl@north.test")
    found = {text: [hit.detail for hit in ws.search.find(text)] for text in ("lodz", "owl", "north lodz", "OWL@NORTH")}
    assert found == {
        "lodz": ["North Optics · Łódź"],
        "owl": ["North Optics"],
        "north lodz": ["North Optics · Łódź"],
        "OWL@NORTH": ["North Optics"],
    }
    cast.ws(BOSS).field_permissions.set("Leads", [("Email", "Standard", FieldAccess.HIDDEN)])
    assert [hit.detail for hit in cast.ws(REP).search.find("owl")] == ["North Optics"]
    assert cast.ws(REP).search.find("lodz") == []
