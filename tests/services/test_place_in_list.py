"""Where a record stands in a list: the same place at which paging through it meets the record."""

from __future__ import annotations

from crm_tui.domain.fields import FieldDef
from crm_tui.domain.records import ListQuery, Sort
from crm_tui.services.listing import UNSORTABLE
from tests.services.cast import OUTSIDER, REP, REP2, Cast
from tests.services.making import account, contact, ids, lead, missing


def test_a_place_is_where_paging_meets_the_record_in_every_order(cast: Cast) -> None:
    ws = cast.ws(REP)
    firm = account(ws)
    for number in range(7):
        more = {"Email": f"p{number % 3}@b.test", "Account_Name": str(firm.id)} if number % 2 else {}
        contact(ws, f"K{number % 4}", **more)
        cast.later()
    fields = [field for field in ws.modules.fields(ws.module("Contacts")) if sortable(field)]
    assert len(fields) > 10
    for field in fields:
        for descending in (False, True):
            query = ListQuery("Contacts", sort=Sort(field.api_name, descending))
            order = [row.id for row in ws.listing.page(query, limit=100).rows]
            assert [ws.listing.place_of(query, one) for one in order] == list(range(len(order))), field.api_name


def sortable(field: FieldDef) -> bool:
    return field.kind not in UNSORTABLE


def test_a_record_outside_of_list_filter_bin_or_scope_has_no_place(cast: Cast) -> None:
    ws = cast.ws(REP)
    made, gone = lead(ws), lead(ws, "Gone")
    ws.records.delete("Leads", gone.id)
    plain = ListQuery("Leads")
    assert ws.listing.place_of(plain, made.id) == 0
    assert ws.listing.place_of(ListQuery("Leads", text="nobody"), made.id) is None
    assert ws.listing.place_of(ListQuery("Leads", where="Last_Name = 'Gone'"), made.id) is None
    assert ws.listing.place_of(plain, gone.id) is None
    assert ws.listing.place_of(ListQuery("Leads", bin=True), gone.id) == 0
    assert cast.ws(REP2).listing.place_of(plain, made.id) is None
    assert ids(cast.ws(REP2), "Leads") == set()
    missing(lambda: cast.ws(OUTSIDER).listing.place_of(ListQuery("Claims"), made.id))
