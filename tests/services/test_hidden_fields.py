"""Stored field permissions: a hidden field vanishes wherever records are read (AC08, AC18, AC29, M26)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from crm_tui.domain.errors import CrmError, Invalid
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.groups import Party, PartyKind
from crm_tui.domain.records import ListQuery, Record, Sort
from crm_tui.domain.users import TeamProfile
from crm_tui.services.surfaces import Aim
from crm_tui.services.workspace import Workspace
from tests.services.cast import ACME, CLAIMS, PARTICIPANT, REP, REP2, TEAM_ADMIN, TEAM_MANAGER, TEAM_MEMBER, Cast
from tests.services.making import account, claim, contact, deal, lead, refused, task
from tests.services.streams import hide
from tests.services.test_oracles import assert_silent

SECRET = "Quetzalcoatl"


def set_access(cast: Cast, module: str, field: str, access: FieldAccess, team: str = "") -> None:
    """As stored, of the Standard profile or of a team profile."""
    store = cast.installation.store(ACME)
    profile = next(row.id for row in store.profiles().values() if row.rights.api_name == "Standard")
    with store.engine.write():
        found = store.catalog().by_name[module].by_name[field]
        store.set_field_permission(found.id, access, profile_id=0 if team else profile, team=team)


def said(ask: Callable[[], object]) -> str:
    """What comes back, an error in words."""
    try:
        return repr(ask())
    except Invalid as error:
        return f"{error} {[(name, str(why)) for name, why in error.fields.items()]}"
    except CrmError as error:
        return str(error)


def questions(ws: Workspace, field: str) -> dict[str, str]:
    """Every way to ask a list about a field by its name."""
    ask: dict[str, Callable[[], object]] = {
        "column": lambda: ws.listing.page(ListQuery("Contacts", columns=(field,))),
        "sort": lambda: ws.listing.page(ListQuery("Contacts", sort=Sort(field))),
        "filter": lambda: ws.listing.page(ListQuery("Contacts", where=f'{field} = "{SECRET}"')),
        "not": lambda: ws.listing.page(ListQuery("Contacts", where=f'not {field} contains "{SECRET[:3]}"')),
        "count": lambda: ws.listing.count(ListQuery("Contacts", where=f"{field} empty"), None),
        "view": lambda: ws.views.new("Contacts", "By it", criteria=f'{field} = "{SECRET}"'),
        "view column": lambda: ws.views.new("Contacts", "With it", columns=(field,)),
        "entry": lambda: ws.records.new("Contacts", {"Last_Name": "X", field: "Y"}),
    }
    return {name: said(question).replace(field, "_") for name, question in ask.items()}


def test_a_hidden_field_is_to_nobody_but_an_unknown_one(cast: Cast) -> None:
    contact(cast.ws(REP), Department=SECRET)
    hide(cast, "Contacts", "Department")
    ws = cast.ws(REP)
    assert questions(ws, "Department") == questions(ws, "No_Such_Thing")


def test_a_public_view_saved_before_tells_nothing_any_more(cast: Cast) -> None:
    ids = {name: contact(cast.ws(REP), name, Department=dept).id for name, dept in (("A", SECRET), ("B", "Else"))}
    cast.ws().views.new("Contacts", "Theirs", criteria=f'Department = "{SECRET}"', shared=True)
    cast.ws().views.new("Contacts", "Sorted", columns=("Full_Name", "Department"), sort="Department", shared=True)
    shown = {row.id for row in cast.ws(REP).listing.page(ListQuery("Contacts", view="Theirs")).rows}
    assert shown == {ids["A"]}
    hide(cast, "Contacts", "Department")
    ws = cast.ws(REP)
    found = said(lambda: ws.listing.page(ListQuery("Contacts", view="Theirs")))
    cast.ws().records.edit("Contacts", ids["B"], {"Department": SECRET})
    assert SECRET not in found
    assert said(lambda: ws.listing.page(ListQuery("Contacts", view="Theirs"))) == found
    assert "Department" not in repr(ws.views.list("Contacts"))
    page = ws.listing.page(ListQuery("Contacts", view="Sorted"))
    assert "Department" not in [field.api_name for field in page.columns]


def test_what_is_computed_from_a_hidden_field_is_hidden(cast: Cast) -> None:
    made = deal(cast.ws(REP), Amount="12345")
    assert made.values["Expected_Revenue"] is not None
    hide(cast, "Deals", "Amount")
    values = cast.ws(REP).records.get("Deals", made.id).values
    assert {"Amount", "Expected_Revenue"}.isdisjoint(values)
    with pytest.raises(Invalid):
        cast.ws(REP).listing.page(ListQuery("Deals", sort=Sort("Expected_Revenue")))
    assert "1234" not in repr(cast.ws(REP).home.open_deals(10))


def test_a_hidden_part_of_a_name_hides_the_name(cast: Cast) -> None:
    made = contact(cast.ws(REP), SECRET, First_Name="Ida")
    hide(cast, "Contacts", "Last_Name")
    found = cast.ws(REP).records.get("Contacts", made.id)
    assert SECRET not in repr(found)
    assert cast.ws(REP).search.find(SECRET) == []


def test_read_only_is_read_and_not_written(cast: Cast) -> None:
    made = contact(cast.ws(REP), Department="Before")
    set_access(cast, "Contacts", "Department", FieldAccess.READ_ONLY)
    ws = cast.ws(REP)
    assert ws.records.get("Contacts", made.id).values["Department"] == "Before"
    for act in (
        lambda: ws.records.edit("Contacts", made.id, {"Department": "After"}),
        lambda: ws.records.new("Contacts", {"Last_Name": "New", "Department": "After"}),
        lambda: ws.records.clone("Contacts", made.id, {"Department": "After"}),
    ):
        assert refused(cast, act) == "AC08"
    set_access(cast, "Contacts", "Department", FieldAccess.HIDDEN)
    with pytest.raises(Invalid):
        ws.records.edit("Contacts", made.id, {"Department": "After"})
    set_access(cast, "Contacts", "Department", FieldAccess.READ_WRITE)
    assert ws.records.edit("Contacts", made.id, {"Department": "After"}).values["Department"] == "After"


def test_in_a_team_module_the_widest_profile_counts_and_its_admin_sees_all(cast: Cast) -> None:
    made = claim(cast.ws(TEAM_MEMBER), Damage="77")
    set_access(cast, CLAIMS, "Damage", FieldAccess.HIDDEN, TeamProfile.MEMBER)
    seen = {
        login: "Damage" in cast.ws(login).records.get(CLAIMS, made.id).values
        for login in (TEAM_MEMBER, TEAM_MANAGER, TEAM_ADMIN, REP2)
    }
    assert seen == {TEAM_MEMBER: False, TEAM_MANAGER: True, TEAM_ADMIN: True, REP2: False}
    store = cast.installation.store(ACME)
    role = next(role.id for role in store.roles().values() if role.api_name == "Legal")
    with store.engine.write():
        store.set_module_grant(made.module.id, Party(PartyKind.ROLE, role), TeamProfile.MANAGER)
    assert "Damage" in cast.ws(TEAM_MEMBER).records.get(CLAIMS, made.id).values


def made_of_each(cast: Cast) -> list[Record]:
    ws = cast.ws(REP)
    above = account(ws)
    ida = contact(ws, Account_Name=str(above.id))
    return [
        lead(ws), above, ida, deal(ws, Account_Name=str(above.id), Contact_Name=str(ida.id)), task(ws, parent=ida),
    ]  # fmt: skip


def other_value(field: FieldDef, record: Record) -> str | None:
    """An entry that the field does not hold yet; None where no text would do."""
    match field.kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            return SECRET
        case FieldKind.EMAIL:
            return f"{SECRET}@x.test".lower()
        case FieldKind.PHONE:
            return "+48777777"
        case FieldKind.URL:
            return f"https://{SECRET}.test"
        case FieldKind.INTEGER | FieldKind.DECIMAL | FieldKind.PERCENT | FieldKind.CURRENCY:
            return "77"
        case FieldKind.DATE:
            return "2027-07-07"
        case FieldKind.PICKLIST:
            held = record.values.get(field.api_name)
            return next((choice.api_name for choice in field.choices if choice.api_name != held), None)
        case FieldKind.CHECKBOX:
            return "no" if record.values.get(field.api_name) else "yes"
        case _:
            return None


def changes(ws: Workspace, record: Record, *, names: bool) -> dict[str, str]:
    """An entry for each field that people write: those that make the name, or all others."""
    parts = {record.module.name_field, "First_Name", "Last_Name"}
    writable = ws.modules.writable(record.module)
    fields = [f for f in record.module.fields if f.api_name in writable and (f.api_name in parts) is names]
    found = {f.api_name: other_value(f, record) for f in fields}
    return {name: value for name, value in found.items() if value is not None}


@pytest.mark.parametrize("names", [False, True])
@pytest.mark.parametrize("place", range(5), ids=["lead", "account", "contact", "deal", "task"])
def test_nothing_that_is_hidden_is_told_anywhere(file_cast: Cast, place: int, names: bool) -> None:
    """All fields of a record change at once, and everything that he reads stays as it was, word for word."""
    cast = file_cast
    made = made_of_each(cast)
    record = made[place]
    entries = changes(cast.ws(), record, names=names)
    cast.ws().records.edit(record.module.api_name, record.id, {"Description": "touched"})
    hide(cast, record.module.api_name, *entries, *(("Description",) if not names else ()))
    aims = [Aim(r.module.api_name, r.id, SECRET if r is record else r.name) for r in made]
    assert_silent(cast, REP, aims, lambda: cast.ws().records.edit(record.module.api_name, record.id, entries))


@pytest.mark.parametrize("login", [TEAM_MEMBER, PARTICIPANT])
def test_nothing_that_is_hidden_in_a_team_module_is_told_anywhere(file_cast: Cast, login: str) -> None:
    cast = file_cast
    made = claim(cast.ws(login), Damage="1", Reference="one")
    profile = TeamProfile.MEMBER if login == TEAM_MEMBER else TeamProfile.PARTICIPANT
    hide(cast, CLAIMS, "Damage", "Reference", "Lawyer", profile=profile)
    cast.ws(TEAM_ADMIN).records.edit(CLAIMS, made.id, {"Damage": "5"})
    entries = {"Damage": "77", "Reference": SECRET, "Lawyer": TEAM_ADMIN}
    change = lambda: cast.ws(TEAM_ADMIN).records.edit(CLAIMS, made.id, entries)  # noqa: E731
    assert_silent(cast, login, [Aim(CLAIMS, made.id, SECRET)], change)
