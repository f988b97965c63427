"""Field permissions as they are administered, and what a hidden field no longer tells (AC08, AC18, M26)."""

from __future__ import annotations

from functools import partial

import pytest

from crm_tui.domain.errors import CrmError, Forbidden, Invalid, NotFound
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.records import ListQuery
from crm_tui.domain.users import TeamProfile
from crm_tui.services.workspace import Workspace
from tests.services.cast import (
    CLAIMS,
    HEAD,
    OUTSIDER,
    READER,
    REP,
    REP2,
    REQUESTER,
    TEAM_ADMIN,
    TEAM_MANAGER,
    TEAM_MEMBER,
    VAULT,
    Cast,
)
from tests.services.making import claim, contact, ids, missing, refused, unchanged

HIDDEN, READ_ONLY, READ_WRITE = FieldAccess.HIDDEN, FieldAccess.READ_ONLY, FieldAccess.READ_WRITE


def access(ws: Workspace, module: str, field: str, holder: str) -> FieldAccess:
    rows = ws.field_permissions.table(module)
    return next(row.access for row in rows if (row.field, row.holder) == (field, holder))


def test_a_permission_is_what_people_meet(cast: Cast) -> None:
    made = contact(cast.ws(REP), Phone="123", Mobile="456")
    ws = cast.ws()
    ws.field_permissions.set("contacts", [("phone", "standard", HIDDEN), ("Mobile", "Standard", READ_ONLY)])
    assert access(ws, "Contacts", "Phone", "Standard") is HIDDEN
    assert access(ws, "Contacts", "Phone", "Reading") is READ_WRITE
    assert "Phone" not in cast.ws(REP).records.get("Contacts", made.id).values
    assert cast.ws(READER).records.get("Contacts", made.id).values["Phone"] == "123"
    with unchanged(cast, audit=1), pytest.raises(Forbidden):
        cast.ws(REP).records.edit("Contacts", made.id, {"Mobile": "789"})
    ws.field_permissions.set("Contacts", [("Phone", "Standard", READ_WRITE), ("Mobile", "Standard", READ_WRITE)])
    cast.ws(REP).records.edit("Contacts", made.id, {"Mobile": "789", "Phone": "321"})


@pytest.mark.parametrize(
    ("field", "holder", "wanted"),
    [
        ("Last_Name", "Standard", HIDDEN), ("Last_Name", "Team_User", HIDDEN), ("First_Name", "Standard", HIDDEN),
        ("Full_Name", "Standard", HIDDEN), ("Owner", "Standard", HIDDEN), ("Created_Time", "Standard", READ_ONLY),
        ("Phone", "Administrator", HIDDEN), ("Phone", "Nothing", HIDDEN), ("Phone", "Member", HIDDEN),
        ("Nothing", "Standard", HIDDEN), ("[/]", "Standard", HIDDEN), ("", "", READ_WRITE),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_away(file_cast: Cast, field: str, holder: str, wanted: FieldAccess) -> None:
    with unchanged(file_cast), pytest.raises(Invalid):
        file_cast.ws().field_permissions.set("Contacts", [("Phone", "Standard", HIDDEN), (field, holder, wanted)])


def test_what_must_be_filled_in_stays_with_those_who_create(cast: Cast) -> None:
    """Else nobody of the profile could create, and the refusal would name the hidden field."""
    ws = cast.ws()
    for wanted in (HIDDEN, READ_ONLY):
        with unchanged(cast), pytest.raises(Invalid) as raised:
            ws.field_permissions.set("Leads", [("Company", "Standard", wanted)])
        assert set(raised.value.fields) == {"Company"}
    ws.field_permissions.set("Leads", [("Company", "Team_User", HIDDEN)])


def test_a_team_module_has_holders_of_its_own(cast: Cast) -> None:
    ws = cast.ws(TEAM_ADMIN)
    assert ws.field_permissions.holders(CLAIMS) == tuple(profile.value for profile in TeamProfile)
    made = claim(ws, Damage="5")
    ws.field_permissions.set(CLAIMS, [("Damage", "Member", HIDDEN)])
    assert "Damage" not in cast.ws(TEAM_MEMBER).records.get(CLAIMS, made.id).values
    assert "Damage" in cast.ws(TEAM_MANAGER).records.get(CLAIMS, made.id).values
    for holder in ("Admin", "Standard", "Team_User"):
        with unchanged(cast), pytest.raises(Invalid):
            ws.field_permissions.set(CLAIMS, [("Damage", holder, HIDDEN)])
    with unchanged(cast), pytest.raises(Invalid):
        ws.field_permissions.set(CLAIMS, [("Name", "Requester", READ_ONLY)])


@pytest.mark.parametrize("login", [TEAM_MANAGER, TEAM_MEMBER, REQUESTER])
def test_only_admins_of_the_module_set_them(cast: Cast, login: str) -> None:
    act = partial(cast.ws(login).field_permissions.set, CLAIMS, [("Damage", "Member", HIDDEN)])
    assert refused(cast, act) == "M26"


@pytest.mark.parametrize("login", [REP, HEAD, OUTSIDER, TEAM_ADMIN])
def test_who_does_not_manage_fields_reads_nothing(cast: Cast, login: str) -> None:
    ws = cast.ws(login).field_permissions
    for read in (partial(ws.table, "Contacts"), partial(ws.holders, "Contacts")):
        with unchanged(cast), pytest.raises(CrmError):
            read()
    for read in (partial(ws.table, VAULT), partial(ws.holders, VAULT)):
        missing(read)
    with unchanged(cast, audit=1):
        missing(partial(ws.set, VAULT, [("Name", "Member", HIDDEN)]))


def test_a_field_that_is_hidden_from_its_manager_reads_like_none(cast: Cast) -> None:
    cast.ws().profiles.set("Reading", [("fields.manage", "*", True)])
    cast.ws().field_permissions.set("Contacts", [("Phone", "Reading", HIDDEN)])
    ws = cast.ws(READER)
    assert "Phone" not in {row.field for row in ws.field_permissions.table("Contacts")}
    told: list[str] = []
    for name in ("Phone", "Nothing"):
        with unchanged(cast), pytest.raises(Invalid) as raised:
            ws.field_permissions.set("Contacts", [(name, "Standard", HIDDEN)])
        told.append(str(raised.value))
    assert told[0] == told[1].replace("Nothing", "Phone")


def test_a_public_view_saved_before_tells_nothing_of_a_field_that_is_hidden_now(cast: Cast) -> None:
    """Neither which records meet its filter, nor in which order they stand, nor that there is such a view."""
    known, other = contact(cast.ws(REP), "Known", Phone="777"), contact(cast.ws(REP), "Other", Phone="111")
    new = cast.ws(HEAD).views.new
    new("Contacts", "Known ones", criteria='Phone = "777" and Last_Name != x', shared=True)
    new("Contacts", "In order", columns=["Phone", "Last_Name"], sort="Phone", shared=True)
    ws = cast.ws(READER)
    assert ids(ws, "Contacts", view="Known ones") == {known.id}
    cast.ws().field_permissions.set("Contacts", [("Phone", "Reading", HIDDEN)])
    with pytest.raises(NotFound) as raised:
        ws.listing.page(ListQuery("Contacts", view="Known ones"))
    assert said(ws, "Known ones") == str(raised.value) == said(ws, "Nothing").replace("Nothing", "Known ones")
    assert all(told not in repr(ws.views.list("Contacts")) for told in ("777", "Phone", "Known ones"))
    page = ws.listing.page(ListQuery("Contacts", view="In order"))
    assert [column.api_name for column in page.columns] == ["Last_Name"]
    assert page.sort.field == "Modified_Time"
    assert {known.id, other.id} <= {row.id for row in page.rows}
    assert ids(cast.ws(HEAD), "Contacts", view="Known ones") == {known.id}


def test_ones_own_view_on_a_field_that_is_hidden_now_finds_nothing(cast: Cast) -> None:
    contact(cast.ws(REP), "Known", Phone="777")
    ws = cast.ws(READER)
    ws.views.new("Contacts", "My phones", criteria='Phone = "777"')
    cast.ws().field_permissions.set("Contacts", [("Phone", "Reading", HIDDEN)])
    for phone in ("777", "778"):
        with pytest.raises(Invalid):
            ws.listing.count(ListQuery("Contacts", view="My phones", where=f'Phone = "{phone}"'))
    with pytest.raises(Invalid):
        ws.listing.page(ListQuery("Contacts", view="My phones"))
    ws.views.delete("Contacts", "My phones")


def said(ws: Workspace, view: str) -> str:
    with pytest.raises(NotFound) as raised:
        ws.listing.count(ListQuery("Contacts", view=view))
    return str(raised.value)


def test_rep2_is_no_manager_of_fields(cast: Cast) -> None:
    act = partial(cast.ws(REP2).field_permissions.set, "Contacts", [("Phone", "Standard", HIDDEN)])
    assert refused(cast, act) == "AC04"
