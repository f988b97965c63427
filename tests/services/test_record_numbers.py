"""Numbers of records as people type or paste them: what is none is not found, and no fault of the program."""

from __future__ import annotations

import pytest

from crm_tui.domain.errors import Invalid
from tests.services.asking import ask
from tests.services.cast import REP, Cast
from tests.services.making import contact


@pytest.mark.parametrize("text", ["9" * 19, "9" * 30, "9" * 5000, "²", "Accounts/²", "Accounts/" + "9" * 30])
def test_what_is_no_number_of_a_record_is_not_found(cast: Cast, text: str) -> None:
    ws = cast.ws(REP)
    with pytest.raises(Invalid):
        contact(ws, Account_Name=text)
    with pytest.raises(Invalid):
        ws.records.new("Tasks", {"Subject": "Call back", "Parent": text})
    with pytest.raises(Invalid):
        ask(cast, Account=text)
    assert ws.pickers.owners("Tasks", parent=f"Contacts/{text}") == ws.pickers.owners("Tasks")


def test_any_number_of_recent_records_may_be_asked_for(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = contact(ws)
    ws.recent.note(made.id)
    for limit in (-1, 0, 2**70):
        assert [one.id for one in ws.recent.list(limit)] == [made.id]
