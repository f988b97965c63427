"""Lead conversion: what a lead becomes, who may, what goes along, and how it is taken back (R40-R44, R74)."""

from __future__ import annotations

import io
import threading
from dataclasses import replace
from decimal import Decimal

import pytest

from crm_tui.base.messages import message
from crm_tui.domain.conversion import Converted
from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.errors import Conflict, Invalid, NotFound
from crm_tui.domain.fields import NOT_VISIBLE, Link
from crm_tui.domain.interactions import Channel, Direction, Interaction, Milestone, NewInteraction
from crm_tui.domain.modules import ModuleDef, OrgDefault
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.records import ListQuery, Record
from crm_tui.domain.users import UserState
from crm_tui.policy.profiles import STANDARD
from crm_tui.services.session import Session
from crm_tui.services.workspace import Workspace
from crm_tui.store.events import EventBody, Events
from tests.services.cast import HEAD, READER, REP, REP2, TEAM_MEMBER, Cast
from tests.services.making import account, contact, ids, lead, missing, refused, task, unchanged

FULL = {
    "First_Name": "Anna", "Email": "anna@lodz.test", "Phone": "123", "City": "Łódź", "Title": "Buyer",
    "Lead_Source": "Trade Show", "Rating": "Active", "Industry": "Retail", "Annual_Revenue": "5000",
    "No_of_Employees": "7", "Website": "https://lodz.test", "Email_Opt_Out": "true",
}  # fmt: skip
DEAL = {"Deal_Name": "Frames", "Stage": "Qualification", "Amount": "1000", "Closing_Date": "2026-12-01"}


def full_lead(ws: Workspace, name: str = "Lodz", **values: object) -> Record:
    """A lead with most of its fields filled."""
    return lead(ws, name, **{**FULL, **values})


def values_of(ws: Workspace, module: str, record_id: int) -> dict[str, object]:
    """The filled fields of a record, less what the program writes down by itself."""
    return filled(ws.records.get(module, record_id))


def filled(record: Record) -> dict[str, object]:
    """The same, of a record as it was read."""
    system = {"Created_By", "Created_Time", "Modified_By", "Modified_Time"}
    return {
        name: value for name, value in record.values.items() if value not in (None, "", False) and name not in system
    }


def of_deal(converted: Converted) -> int:
    """The id of the deal that was made."""
    assert converted.deal is not None
    return converted.deal.id


def of_account(converted: Converted) -> int:
    """The id of the account."""
    assert converted.account is not None
    return converted.account.id


def test_a_lead_becomes_account_contact_and_deal(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = full_lead(ws)
    done = ws.converting.convert(made.id, deal=DEAL, version=made.version)
    company, person = Link(of_account(done), "Accounts", "Lodz & Co"), Link(done.contact.id, "Contacts", "Anna Lodz")
    owner = ws.session.user(cast.user_id(REP))
    assert values_of(ws, "Accounts", company.id or 0) == {
        "Account_Name": "Lodz & Co", "Phone": "123", "Billing_City": "Łódź", "Industry": "Retail", "Employees": 7,
        "Annual_Revenue": Decimal(5000), "Website": "https://lodz.test", "Owner": owner,
    }  # fmt: skip
    assert values_of(ws, "Contacts", person.id or 0) == {
        "First_Name": "Anna", "Last_Name": "Lodz", "Full_Name": "Anna Lodz", "Title": "Buyer", "Phone": "123",
        "Email": "anna@lodz.test", "Lead_Source": "Trade Show", "Mailing_City": "Łódź", "Email_Opt_Out": True,
        "Account_Name": company, "Owner": owner,
    }  # fmt: skip
    assert values_of(ws, "Deals", of_deal(done)) == {
        "Deal_Name": "Frames", "Stage": "Qualification", "Amount": Decimal(1000), "Rating": "Active",
        "Lead_Source": "Trade Show", "Account_Name": company, "Contact_Name": person, "Owner": owner,
        "Probability": Decimal(10), "Expected_Revenue": Decimal(100),
    } | {"Closing_Date": ws.records.get("Deals", of_deal(done)).values["Closing_Date"]}  # fmt: skip
    after = ws.records.get("Leads", made.id).values
    assert (after["Converted"], after["Converted_Time"]) == (True, cast.clock.now())
    assert (after["Converted_Account"], after["Converted_Contact"]) == (company, person)
    assert after["Converted_Deal"] == Link(of_deal(done), "Deals", "Frames")
    assert after["Lead_Status"] == "Converted"
    assert ids(ws, "Leads", view="Converted_Leads") == {made.id}
    assert done.untouched == ()


def test_without_a_company_there_is_no_account_and_without_an_account_no_deal(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    with ws.session.engine.write():  # Company is required today; administrators may relax it (R05)
        field = made.module.by_name["Company"]
        ws.session.engine.execute(f"UPDATE {made.module.table} SET {field.column} = NULL WHERE id = ?", (made.id,))
    with unchanged(cast), pytest.raises(Invalid) as caught:
        ws.converting.convert(made.id, deal=DEAL)
    assert set(caught.value.fields) == {"Account_Name"}
    done = ws.converting.convert(made.id)
    assert (done.account, done.deal) == (None, None)
    assert ws.records.get("Contacts", done.contact.id).values["Account_Name"] is None
    assert ws.records.get("Leads", made.id).values["Converted_Account"] is None


@pytest.mark.parametrize(
    ("entries", "wrong"),
    [
        ({**DEAL, "Stage": ""}, {"Stage"}),
        ({"Deal_Name": "Frames", "Closing_Date": "2026-12-01"}, {"Stage"}),
        ({**DEAL, "Stage": "No such"}, {"Stage"}),
        ({**DEAL, "Amount": "[/]"}, {"Amount"}),
        ({**DEAL, "Nothing": "1", "Expected_Revenue": "1"}, {"Nothing", "Expected_Revenue"}),
        ({**DEAL, "Closing_Date": ""}, {"Closing_Date"}),
        ({**DEAL, "Deal_Name": " "}, {"Deal_Name"}),
        ({**DEAL, "Deal_Name": "x" * 121}, {"Deal_Name"}),
    ],
)
def test_a_wrong_deal_converts_nothing(cast: Cast, entries: dict[str, object], wrong: set[str]) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    with unchanged(cast), pytest.raises(Invalid) as caught:
        ws.converting.convert(made.id, deal=entries)
    assert set(caught.value.fields) == wrong


def test_what_the_lead_becomes_belongs_to_its_owner(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    done = cast.ws(HEAD).converting.convert(made.id, deal=DEAL)
    for module, record_id in (("Contacts", done.contact.id), ("Accounts", of_account(done)), ("Deals", of_deal(done))):
        record = cast.ws(REP).records.get(module, record_id)
        assert record.owner.login == REP
        assert getattr(record.values["Created_By"], "login", "") == HEAD


def test_it_asks_for_each_right_before_anything_is_written(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    cast.ws().data_sharing.set_default("Leads", OrgDefault.READ_WRITE)
    assert refused(cast, lambda: cast.ws(TEAM_MEMBER).converting.convert(made.id)) == "O23"
    assert refused(cast, lambda: cast.ws(READER).converting.convert(made.id)) == "AC04"  # no contact of his own
    cast.ws().data_sharing.set_default("Leads", OrgDefault.READ_ONLY)
    assert refused(cast, lambda: cast.ws(REP2).converting.convert(made.id)) == "AC06"


def test_who_does_not_see_the_lead_learns_nothing(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    for login in (REP2, TEAM_MEMBER):
        ws = cast.ws(login)
        missing(lambda ws=ws: ws.converting.proposal(made.id))  # type: ignore[misc]
        with unchanged(cast, audit=1):
            missing(lambda ws=ws: ws.converting.convert(made.id))  # type: ignore[misc]


def test_a_locked_lead_is_not_converted(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    ws.locks.lock("Leads", made.id)
    assert refused(cast, lambda: ws.converting.convert(made.id)) == "AC07"


def test_a_lead_is_converted_once_and_as_it_was_read(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    ws.records.edit("Leads", made.id, {"Phone": "1"})
    with unchanged(cast), pytest.raises(Conflict):
        ws.converting.convert(made.id, version=made.version)
    ws.converting.convert(made.id)
    for again in (lambda: ws.converting.convert(made.id), lambda: ws.converting.proposal(made.id)):
        with unchanged(cast), pytest.raises(Conflict):
            again()


def test_an_existing_record_is_filled_and_never_overwritten(cast: Cast) -> None:
    ws = cast.ws(REP)
    company, person = account(ws, Phone="1"), contact(ws, First_Name="Jan")
    done = ws.converting.convert(full_lead(ws).id, account=company.id, contact=person.id)
    assert (done.contact.id, of_account(done), done.untouched) == (person.id, company.id, ())
    now = ws.records.get("Accounts", company.id).values
    assert (now["Account_Name"], now["Phone"], now["Industry"]) == ("Polar", "1", "Retail")
    now = ws.records.get("Contacts", person.id).values
    assert (now["First_Name"], now["Last_Name"], now["Email"]) == ("Jan", "Kowal", "anna@lodz.test")
    assert (now["Account_Name"], now["Email_Opt_Out"]) == (Link(company.id, "Accounts", "Polar"), True)
    assert len(ids(ws, "Accounts")) == 1
    ws.history.undo()
    assert values_of(ws, "Accounts", company.id) == filled(company)
    assert values_of(ws, "Contacts", person.id) == filled(person)


def test_an_existing_contact_brings_its_own_account(cast: Cast) -> None:
    ws = cast.ws(REP)
    company = account(ws)
    person = contact(ws, Account_Name=str(company.id))
    done = ws.converting.convert(lead(ws).id, contact=person.id, deal=DEAL)
    assert of_account(done) == company.id
    assert ids(ws, "Accounts") == {company.id}
    assert ws.records.get("Deals", of_deal(done)).values["Account_Name"] == Link(company.id, "Accounts", "Polar")


def test_a_record_that_he_may_only_read_stays_as_it_is(cast: Cast) -> None:
    """R42: contacts are read by everybody and changed by their owner."""
    person = contact(cast.ws(REP))
    ws = cast.ws(REP2)
    made = full_lead(ws)
    ws.notes.add("Leads", made.id, "goes along")
    done = ws.converting.convert(made.id, contact=person.id)
    assert done.untouched == ("Kowal",)
    assert "Kowal stays as it is" in done.done.text
    now = ws.records.get("Contacts", person.id)
    assert (now.version, now.values["Email"]) == (person.version, None)
    assert [note.text for note in ws.notes.list("Contacts", person.id)] == ["goes along"]
    ws.history.undo()
    assert ws.notes.list("Contacts", person.id) == []


def test_a_record_that_he_does_not_see_is_no_target(cast: Cast) -> None:
    cast.ws().data_sharing.set_default("Contacts", OrgDefault.PRIVATE)
    person = contact(cast.ws(REP))
    ws = cast.ws(REP2)
    made = lead(ws)
    for target in (person.id, 999_999, lead(ws).id):
        with unchanged(cast), pytest.raises(NotFound) as caught:
            ws.converting.convert(made.id, contact=target)
        assert str(caught.value) == str(NotFound())
        with unchanged(cast), pytest.raises(NotFound):
            ws.converting.convert(made.id, account=target)


def test_an_account_out_of_sight_is_not_the_deals(cast: Cast) -> None:
    """AC28: the contact's account is taken only by who sees it."""
    cast.ws().data_sharing.set_default("Accounts", OrgDefault.PRIVATE)
    person = contact(cast.ws(REP), Account_Name=str(account(cast.ws(REP)).id))
    ws = cast.ws(REP2)
    done = ws.converting.convert(lead(ws).id, contact=person.id, deal=DEAL)
    assert ws.records.get("Accounts", of_account(done)).name == "Lodz & Co"


def test_notes_files_activities_and_tags_go_along_and_come_back(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = full_lead(ws)
    at = ("Leads", made.id)
    ws.notes.add(*at, "first words")
    ws.attachments.add_stream(*at, "offer.txt", io.BytesIO(b"x"))
    ws.tags.add(*at, ["warm", "fair"])
    hung, gone = task(ws, "Call back", made), task(ws, "Deleted", made)
    ws.records.delete("Tasks", gone.id)

    def hanging(module: str, record_id: int) -> tuple[object, ...]:
        notes, files = ws.notes.list(module, record_id), ws.attachments.list(module, record_id)
        tasks = {row.id for row in ws.listing.page(ListQuery("Tasks", related=("Parent", record_id))).rows}
        tags = [tag.name for tag in ws.tags.list(module, record_id)]
        return [n.text for n in notes], [f.name for f in files], tasks, tags

    here = hanging(*at)
    done = ws.converting.convert(made.id)
    there = ("Contacts", done.contact.id)
    assert hanging(*there) == here == (["first words"], ["offer.txt"], {hung.id}, ["fair", "warm"])
    assert hanging(*at) == ([], [], set(), ["fair", "warm"])
    assert ws.records.get("Tasks", hung.id).values["Parent"] == Link(done.contact.id, "Contacts", "Anna Lodz")
    assert [e.kind for e in ws.timeline.list("Tasks", hung.id)] == ["edited", "created"]
    ws.history.undo()
    assert hanging(*at) == here
    missing(lambda: ws.records.get(*there))
    ws.history.redo()
    assert hanging(*there) == here
    ws.history.undo()
    assert hanging(*at) == here


def test_the_contacts_stream_goes_on_from_the_leads(cast: Cast) -> None:
    """I27: for everybody who sees the contact, whether he ever saw the lead or not."""
    ws, reader = cast.ws(REP), cast.ws(REP2)
    made = full_lead(ws)
    ws.interactions.log("Leads", made.id, NewInteraction(Channel.CHAT, Direction.IN, "Asked for samples"))
    cast.later()
    call = {
        "Call_Type": "Inbound",
        "Call_Start_Time": "2026-05-15 11:30",
        "Call_Duration": "8",
        "Call_Status": "Completed",
    }
    ws.records.new("Calls", {"Subject": "Called back", "Parent": f"Leads/{made.id}", **call})
    cast.later()

    def told(ws: Workspace, module: str, record_id: int) -> list[str]:
        entries = ws.interactions.stream(module, record_id).entries
        return [one.subject for one in entries if isinstance(one, Interaction)]

    assert told(ws, "Leads", made.id) == ["Called back", "Asked for samples"]
    missing(lambda: told(reader, "Leads", made.id))
    done = ws.converting.convert(made.id)
    for who in (ws, reader):
        assert told(who, "Contacts", done.contact.id) == ["Called back", "Asked for samples"]
        kinds = [
            e.kind for e in who.interactions.stream("Contacts", done.contact.id).entries if isinstance(e, Milestone)
        ]
        assert "converted" in kinds
    assert "Leads" not in repr(reader.interactions.stream("Contacts", done.contact.id))
    assert told(ws, "Leads", made.id) == []
    ws.history.undo()
    assert told(ws, "Leads", made.id) == ["Called back", "Asked for samples"]
    ws.history.redo()
    assert told(reader, "Contacts", done.contact.id) == ["Called back", "Asked for samples"]


def test_who_was_told_of_the_lead_is_led_to_the_contact(cast: Cast) -> None:
    ws = cast.ws(HEAD)
    made = lead(cast.ws(REP))
    ws.notes.add("Leads", made.id, f"@{REP} call them")
    done = ws.converting.convert(made.id)

    def told() -> list[tuple[NoticeKind, object, str]]:
        notices = cast.ws(REP).notices.list()
        return [(one.kind, one.record.module if one.record else "", one.text) for one in notices]

    assert told() == [(NoticeKind.OWNER, "Contacts", ""), (NoticeKind.MENTION, "Contacts", f"@{REP} call them")]
    ws.history.undo(done.done.undo_id)
    assert (NoticeKind.MENTION, "Leads", f"@{REP} call them") in told()


def test_one_undo_takes_all_of_it_back_and_one_redo_makes_it_again(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = full_lead(ws, Lead_Status="Contacted")
    before = values_of(ws, "Leads", made.id)
    done = ws.converting.convert(made.id, deal=DEAL)
    last = ws.history.last()
    assert last is not None
    assert (last.text, last.undo_id) == ("Converted Anna Lodz", done.done.undo_id)
    assert ws.history.undo(done.done.undo_id).refused == ()
    assert values_of(ws, "Leads", made.id) == before
    assert (
        ids(ws, "Contacts") | ids(ws, "Accounts") | ids(ws, "Deals") | ids(ws, "Leads", view="Converted_Leads") == set()
    )
    assert ws.history.redo().refused == ()
    assert (ids(ws, "Contacts"), ids(ws, "Deals")) == ({done.contact.id}, {of_deal(done)})
    assert ws.records.get("Leads", made.id).values["Converted_Contact"] == Link(
        done.contact.id, "Contacts", "Anna Lodz"
    )
    assert ws.history.undo().refused == ()
    assert values_of(ws, "Leads", made.id) == before
    again = ws.converting.convert(made.id)
    assert again.contact.id != done.contact.id
    assert cast.ws().audit.check().sound


def test_nothing_is_taken_back_once_the_lead_has_changed(cast: Cast) -> None:
    """R74, R41: what became of a lead that stays converted stays too."""
    ws = cast.ws(REP)
    made = lead(ws)
    done = ws.converting.convert(made.id)
    cast.ws(HEAD).records.edit("Leads", made.id, {"Phone": "9"})
    assert ws.history.last() is None
    with unchanged(cast), pytest.raises(Conflict):
        ws.history.undo(done.done.undo_id)


def test_a_record_that_changed_since_stays_and_is_reported(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    done = ws.converting.convert(made.id, deal=DEAL)
    cast.ws(HEAD).records.edit("Deals", of_deal(done), {"Amount": "5"})
    assert ws.history.last() is None
    assert len(ws.history.undo(done.done.undo_id).refused) == 1
    assert ids(ws, "Deals") == {of_deal(done)}
    assert ids(ws, "Contacts") == set()
    assert not ws.records.get("Leads", made.id).values["Converted"]


def test_who_may_no_longer_convert_takes_nothing_back(cast: Cast) -> None:
    ws = cast.ws(REP2)
    made = lead(ws)
    done = ws.converting.convert(made.id)
    cast.ws(HEAD).records.change_owner("Leads", made.id, REP)
    assert ws.history.last() is None
    with pytest.raises((Conflict, NotFound)):
        ws.history.undo(done.done.undo_id)
    assert ids(ws, "Contacts") == {done.contact.id}


def test_the_timeline_tells_it_on_both_sides_under_each_readers_scope(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    done = ws.converting.convert(made.id)
    told = ws.timeline.list("Leads", made.id)[0]
    assert (told.kind, told.detail) == ("converted", "Lodz")
    assert {c.field for c in told.changes} == {
        "Converted", "Converted_Time", "Converted_Account", "Converted_Contact", "Lead_Status",
    }  # fmt: skip
    for reader, name in ((REP, "Lodz"), (REP2, "")):
        events = cast.ws(reader).timeline.list("Contacts", done.contact.id)
        assert [(e.kind, e.detail) for e in events] == [("converted", name), ("created", name)]


def test_a_conversion_is_one_line_of_the_audit(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    done = ws.converting.convert(made.id)
    entry = cast.ws().audit.list(limit=1)[0].entry
    assert (entry.action, entry.target, entry.outcome) == ("records.convert", f"Leads/{made.id}", "allowed")
    assert entry.detail == f"Accounts/{of_account(done)} Contacts/{done.contact.id}"


def test_the_proposal_shows_what_would_come_and_what_looks_like_it(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = full_lead(ws)
    company, person = account(ws, "Lodz & Co"), contact(ws, "Other", Email="anna@lodz.test")
    contact(ws, "Nobody")
    cast.ws().data_sharing.set_default("Contacts", OrgDefault.PRIVATE)
    hidden = contact(cast.ws(REP2), "Lodz", First_Name="Anna")
    found = ws.converting.proposal(made.id)
    assert (found.name, found.version) == ("Anna Lodz", made.version)
    assert found.account is not None
    assert (found.account["Account_Name"], found.contact["Email"]) == ("Lodz & Co", "anna@lodz.test")
    assert (found.deal["Deal_Name"], found.deal["Rating"]) == ("Lodz & Co", "Active")
    assert [hit.id for hit in found.accounts] == [company.id]
    assert [hit.id for hit in found.contacts] == [person.id]
    assert [hit.id for hit in cast.ws(HEAD).converting.proposal(made.id).contacts] == [person.id, hidden.id]


def hide(monkeypatch: pytest.MonkeyPatch, **fields: set[str]) -> None:
    """Fields that are hidden from everybody, by module."""
    monkeypatch.setattr(
        Session, "mask", lambda _session, module: FieldMask(frozenset(fields.get(_name(module), frozenset())))
    )


def _name(module: ModuleDef) -> str:
    return module.api_name


def test_a_hidden_value_goes_only_where_it_stays_hidden(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    ws = cast.ws(REP)
    made = full_lead(ws, Company="Secret Ltd")
    other = full_lead(ws, "Warsaw")
    with monkeypatch.context() as patch:
        hide(patch, Leads={"Email", "Phone"}, Contacts={"Phone"})
        found = ws.converting.proposal(made.id)
        assert not {"Email", "Phone"} & set(found.contact)
        assert found.contacts == ()
        done = ws.converting.convert(made.id)
        assert "anna@lodz.test" not in repr(done) + repr(ws.timeline.list("Contacts", done.contact.id))
    now = ws.records.get("Contacts", done.contact.id).values
    assert (now["Email"], now["Phone"]) == (None, "123")
    with monkeypatch.context() as patch:
        hide(patch, Leads={"Company", "Full_Name"}, Contacts={"Full_Name"})
        assert ws.converting.proposal(other.id).account is None
        done = ws.converting.convert(other.id)
        assert (done.account, done.contact.name, done.done.text) == (None, "", "Converted Lead")


def test_of_conversions_at_the_same_moment_one_holds(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    cast.ws(REP).notes.add("Leads", made.id, "once")
    sessions = [cast.another(login) for login in (REP, HEAD, REP)]
    together, results = threading.Barrier(len(sessions)), list[str]()

    def convert(ws: Workspace) -> None:
        together.wait()
        try:
            ws.converting.convert(made.id)
            results.append("converted")
        except Conflict:
            results.append("conflict")

    threads = [threading.Thread(target=convert, args=(ws,)) for ws in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["conflict", "conflict", "converted"]
    (contact_id,) = ids(cast.ws(REP), "Contacts")
    assert len(ids(cast.ws(REP), "Accounts")) == 1
    assert [note.text for note in cast.ws(REP).notes.list("Contacts", contact_id)] == ["once"]
    assert cast.ws().audit.check().sound


def test_who_converts_for_somebody_else_gets_no_sight_of_what_comes_of_it(cast: Cast) -> None:
    """The lead's owner owns the new records; who was only lent the lead does not see them, nor take them back."""
    cast.ws().data_sharing.set_default("Contacts", OrgDefault.PRIVATE)
    made = lead(cast.ws(REP))
    cast.ws(HEAD).sharing.share("Leads", made.id, REP2, "edit")
    ws = cast.ws(REP2)
    done = ws.converting.convert(made.id)
    missing(lambda: ws.records.get("Contacts", done.contact.id))
    assert ws.records.get("Leads", made.id).values["Converted_Contact"] == NOT_VISIBLE
    assert ws.timeline.list("Leads", made.id)[0].link is None
    assert len(ws.history.undo(done.done.undo_id).refused) >= 1
    assert cast.ws(REP).records.get("Contacts", done.contact.id).name == "Lodz"


def test_what_a_lead_of_somebody_who_left_becomes_is_the_converters(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    cast.ws().staff.set_state(REP, UserState.INACTIVE)
    done = cast.ws(HEAD).converting.convert(made.id)
    assert cast.ws(HEAD).records.get("Contacts", done.contact.id).owner.login == HEAD
    assert cast.ws(HEAD).converting.convert(lead(cast.ws(HEAD)).id).contact.id


def test_a_right_that_lacks_for_one_of_the_records_stops_all_of_them(cast: Cast) -> None:
    cast.ws().profiles.save(replace(STANDARD, denied=STANDARD.denied | {("records.create", "Deals")}))
    ws = cast.ws(REP)
    made = lead(ws)
    assert refused(cast, lambda: ws.converting.convert(made.id, deal=DEAL)) == "AC04"
    cast.ws().profiles.save(replace(STANDARD, denied=STANDARD.denied | {("records.create", "Accounts")}))
    assert refused(cast, lambda: ws.converting.convert(made.id)) == "AC04"
    existing = account(cast.ws(), "There already")
    assert of_account(ws.converting.convert(made.id, account=existing.id)) == existing.id


@pytest.mark.parametrize("words", ["[/]", "\x1b]52;c;QQ\x07", "=cmd|' /C calc'!A0", "\u202eevil", "王伟", "x" * 80])
def test_any_words_go_along_as_they_are(cast: Cast, words: str) -> None:
    ws = cast.ws(REP)
    made = lead(ws, words, Company=words)
    done = ws.converting.convert(made.id)
    assert (done.contact.name, done.account and done.account.name) == (made.name, made.values["Company"])


def test_what_fails_at_the_very_end_converts_nothing(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of what was made, filled and moved before stays."""
    ws = cast.ws(REP)
    made, person = full_lead(ws), contact(ws)
    real = Events.append

    def failing(events: Events, record_id: int, at: int, actor: int, kind: str, door: str, body: EventBody) -> int:
        if kind == "converted":
            raise Conflict(message("Too late."))
        return real(events, record_id, at, actor, kind, door, body)

    monkeypatch.setattr(Events, "append", failing)
    with unchanged(cast), pytest.raises(Conflict):
        ws.converting.convert(made.id, contact=person.id, deal=DEAL)
