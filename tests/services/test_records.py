"""Single records: every right and wrong way to make, change, delete and restore them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from crm_tui.domain.errors import Conflict, Invalid
from crm_tui.domain.fields import NOT_VISIBLE, Link
from crm_tui.domain.records import ListQuery
from tests.services.cast import (
    BOSS,
    CLAIMS,
    HEAD,
    OUTSIDER,
    PARTICIPANT,
    READER,
    REP,
    REP2,
    TEAM_ADMIN,
    TEAM_MEMBER,
    Cast,
)
from tests.services.making import account, claim, contact, deal, ids, lead, missing, refused, unchanged


def test_a_new_record_belongs_to_whoever_makes_it_and_has_its_defaults(cast: Cast) -> None:
    made = lead(cast.ws(REP), "Wiśniewska", First_Name="Łucja", Email="l@polar.test")
    assert (made.name, made.owner.login, made.version) == ("Łucja Wiśniewska", REP, 1)
    assert made.values["Created_By"] == made.owner
    read = cast.ws(REP).records.get("Leads", made.id)
    assert read.values["Email"] == "l@polar.test"
    assert read.values == made.values


def test_entries_are_checked_field_by_field_and_all_at_once(cast: Cast) -> None:
    ws = cast.ws(REP)
    with unchanged(cast), pytest.raises(Invalid) as caught:
        ws.records.new(
            "Deals",
            {
                "Stage": "No such stage", "Amount": "much", "Closing_Date": "soon", "Nonsense": "x",
                "Expected_Revenue": "5", "Created_By": REP, "Account_Name": "Nobody knows it",
            },
        )  # fmt: skip
    wrong = set(caught.value.fields)
    assert wrong == {
        "Stage", "Amount", "Closing_Date", "Nonsense", "Expected_Revenue", "Created_By", "Account_Name",
    }  # fmt: skip


def test_what_is_required_must_be_there_and_stay(cast: Cast) -> None:
    ws = cast.ws(REP)
    with pytest.raises(Invalid) as caught:
        ws.records.new("Leads", {"First_Name": "Only"})
    assert set(caught.value.fields) == {"Last_Name", "Company"}
    made = lead(ws)
    with pytest.raises(Invalid) as caught:
        ws.records.edit("Leads", made.id, {"Company": " "})
    assert set(caught.value.fields) == {"Company"}


def test_what_follows_from_other_fields_is_filled_in(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = deal(ws, Amount="1,200.50")
    assert made.values["Probability"] == Decimal(10)
    assert made.values["Expected_Revenue"] == Decimal("120.05")
    won = ws.records.edit("Deals", made.id, {"Amount": "100", "Stage": "Closed Won"})
    assert (won.values["Probability"], won.values["Expected_Revenue"]) == (Decimal(100), Decimal(100))
    renamed = ws.records.edit("Leads", lead(ws, "Old").id, {"Last_Name": "New"})
    assert (renamed.name, renamed.values["Full_Name"]) == ("New", "New")


def test_an_unchanged_save_changes_nothing(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    same = ws.records.edit("Leads", made.id, {"Company": made.values["Company"]}, version=1)
    assert same.version == 1
    assert len(ws.timeline.list("Leads", made.id)) == 1


def test_rights_on_records_follow_default_hierarchy_and_profile(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    assert cast.ws(HEAD).records.edit("Leads", made.id, {"Company": "From above"}).version == 2
    missing(lambda: cast.ws(REP2).records.get("Leads", made.id))
    person, firm = contact(cast.ws(REP)), account(cast.ws(REP))
    assert refused(cast, lambda: cast.ws(REP2).records.edit("Contacts", person.id, {"Phone": "1"})) == "AC06"
    assert refused(cast, lambda: cast.ws(REP2).records.delete("Accounts", firm.id)) == "AC06"
    assert cast.ws(REP2).records.edit("Accounts", firm.id, {"Phone": "1"}).version == 2
    assert refused(cast, lambda: cast.ws(READER).records.edit("Accounts", firm.id, {"Phone": "2"})) == "AC04"
    assert refused(cast, lambda: lead(cast.ws(READER))) == "AC04"


def test_a_team_user_changes_no_organisation_record(cast: Cast) -> None:
    firm = account(cast.ws(REP))
    ws = cast.ws(TEAM_MEMBER)
    records, at = ws.records, ("Accounts", firm.id)
    assert records.get(*at).name == "Polar"
    rules = {
        "O06": lambda: account(ws),
        "O05": lambda: records.edit(*at, {"Phone": "1"}),
        "O39": lambda: records.clone(*at),
        "O09": lambda: records.change_owner(*at, REP2),
        "O10": lambda: ws.sharing.share(*at, REP2),
    }
    for rule, act in rules.items():
        assert refused(cast, act) == rule
    assert refused(cast, lambda: records.delete(*at)) == "O05"
    cast.ws(REP).records.delete("Contacts", contact(cast.ws(REP)).id)
    assert refused(cast, lambda: ws.records.new("Invoices", {"Subject": "x"})) == "O01"


def test_team_modules_give_each_profile_its_own(cast: Cast) -> None:
    theirs = claim(cast.ws(TEAM_MEMBER), Damage="12.50")
    assert theirs.number.startswith("CLA-")
    assert cast.ws(TEAM_ADMIN).records.edit(CLAIMS, theirs.id, {"Damage": "13"}).version == 2
    assert refused(cast, lambda: cast.ws(REP2).records.edit(CLAIMS, theirs.id, {"Damage": "1"})) == "M12"
    missing(lambda: cast.ws(PARTICIPANT).records.get(CLAIMS, theirs.id))
    missing(lambda: cast.ws(OUTSIDER).records.get(CLAIMS, theirs.id))
    missing(lambda: cast.ws(REP).records.new(CLAIMS, {"Name": "x"}))
    assert claim(cast.ws(PARTICIPANT)).owner.login == PARTICIPANT


def test_look_ups_take_only_what_one_sees(cast: Cast) -> None:
    hidden, mine = lead(cast.ws(REP), "Hidden"), lead(cast.ws(REP2), "Mine")
    ws = cast.ws(REP2)
    entries: tuple[object, ...] = (str(hidden.id), f"Leads/{hidden.id}", "Hidden", hidden.id, Link(hidden.id, "Leads"))
    for entry in (*entries, "Leads/999999"):
        with pytest.raises(Invalid) as caught:
            claim(ws, Lead=entry)
        assert str(caught.value.fields["Lead"]) == "There is no such record that you may see."
    for entry in (str(mine.id), "Mine", Link(mine.id, "Leads", "Mine")):
        made = claim(ws, Lead=entry)
        assert made.values["Lead"] == Link(mine.id, "Leads", "Mine")
    with pytest.raises(Invalid):
        claim(ws, Lead=f"Accounts/{account(ws).id}")


def test_a_look_up_to_what_one_may_not_see_has_neither_name_nor_id(cast: Cast) -> None:
    hidden = lead(cast.ws(REP2), "Hidden")
    made = claim(cast.ws(REP2), Lead=str(hidden.id))
    ws = cast.ws(TEAM_ADMIN)
    assert ws.records.get(CLAIMS, made.id).values["Lead"] == NOT_VISIBLE
    row = ws.listing.page(ListQuery(CLAIMS, columns=("Lead",))).rows[0]
    assert row.values == (NOT_VISIBLE,)
    assert ids(ws, CLAIMS, where="Lead = 'Hidden'") == set()
    assert ids(ws, CLAIMS, where=f"Lead = {hidden.id}") == set()
    assert ids(cast.ws(REP2), CLAIMS, where="Lead = 'Hidden'") == {made.id}


def test_what_one_does_not_see_can_stay_when_the_form_is_saved(cast: Cast) -> None:
    hidden = lead(cast.ws(REP2), "Hidden")
    made = claim(cast.ws(REP2), Lead=str(hidden.id))
    ws = cast.ws(TEAM_ADMIN)
    shown = ws.records.get(CLAIMS, made.id)
    form = {name: shown.values[name] for name in ws.modules.writable(shown.module)}
    ws.records.edit(CLAIMS, made.id, {**form, "Damage": "7"}, version=1)
    after = cast.ws(REP2).records.get(CLAIMS, made.id)
    assert (after.values["Lead"], after.values["Damage"]) == (Link(hidden.id, "Leads", "Hidden"), Decimal(7))


def test_a_unique_value_is_refused_without_telling_whose_it_is(cast: Cast) -> None:
    claim(cast.ws(TEAM_MEMBER), Reference="A-1")
    with unchanged(cast), pytest.raises(Invalid) as caught:
        claim(cast.ws(PARTICIPANT), Reference="a-1")
    assert str(caught.value.fields["Reference"]) == "Another record has this value already."
    other = claim(cast.ws(PARTICIPANT), Reference="A-2")
    with pytest.raises(Invalid):
        cast.ws(PARTICIPANT).records.edit(CLAIMS, other.id, {"Reference": "A-1"})
    assert cast.ws(PARTICIPANT).records.edit(CLAIMS, other.id, {"Reference": "A-2", "Damage": "1"}).version == 2


def test_a_restored_record_does_not_share_a_unique_value(cast: Cast) -> None:
    ws = cast.ws(TEAM_MEMBER)
    first = claim(ws, Reference="A-1")
    ws.records.delete(CLAIMS, first.id)
    claim(ws, Reference="A-1")
    with unchanged(cast), pytest.raises(Conflict):
        ws.bin.restore(CLAIMS, first.id)


def test_a_deleted_record_is_found_in_the_bin_alone(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    ws.tags.add("Leads", made.id, ["warm"])
    ws.records.delete("Leads", made.id)
    for read in (
        lambda: ws.records.get("Leads", made.id), lambda: ws.notes.list("Leads", made.id),
        lambda: ws.tags.list("Leads", made.id), lambda: ws.related.list("Leads", made.id),
        lambda: ws.timeline.list("Leads", made.id), lambda: ws.sharing.list("Leads", made.id),
        lambda: ws.attachments.list("Leads", made.id), lambda: ws.access.all_actions("Leads", made.id),
        lambda: ws.records.clone_values("Leads", made.id),
    ):  # fmt: skip
        missing(read)
    for act in (
        lambda: ws.records.edit("Leads", made.id, {"Phone": "1"}), lambda: ws.records.delete("Leads", made.id),
        lambda: ws.notes.add("Leads", made.id, "x"), lambda: ws.tags.add("Leads", made.id, ["x"]),
        lambda: ws.records.clone("Leads", made.id), lambda: ws.records.change_owner("Leads", made.id, REP2),
        lambda: ws.sharing.share("Leads", made.id, REP2),
    ):  # fmt: skip
        with unchanged(cast, audit=1):
            missing(act)
    assert ids(ws, "Leads") == set()
    assert ws.search.find("Lodz") == []
    assert [row.id for row in ws.bin.list("Leads").rows] == [made.id]
    assert ws.bin.list("Leads").rows[0].id == made.id
    assert cast.ws(REP2).bin.list("Leads").rows == ()
    with unchanged(cast, audit=1):
        missing(lambda: cast.ws(REP2).bin.restore("Leads", made.id))
    ws.bin.restore("Leads", made.id)
    assert ws.records.get("Leads", made.id).tags == ("warm",)
    missing(lambda: ws.bin.restore("Leads", made.id))


def test_only_administrators_empty_the_bin(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    missing(lambda: cast.ws(BOSS).bin.purge("Leads", made.id))
    cast.ws(REP).records.delete("Leads", made.id)
    assert refused(cast, lambda: cast.ws(REP).bin.purge("Leads", made.id)) == "R71"
    cast.ws(BOSS).bin.purge("Leads", made.id)
    missing(lambda: cast.ws(REP).bin.restore("Leads", made.id))


def test_a_clone_is_a_new_record_without_what_is_unique_or_hangs_on_it(cast: Cast) -> None:
    ws = cast.ws(TEAM_MEMBER)
    made = claim(ws, Reference="A-1", Damage="5")
    ws.notes.add(CLAIMS, made.id, "a note")
    ws.tags.add(CLAIMS, made.id, ["t"])
    copy = ws.records.clone(CLAIMS, made.id, {"Damage": "6"})
    assert copy.id != made.id
    assert (copy.name, copy.values["Reference"], copy.values["Damage"]) == (made.name, None, Decimal(6))
    assert copy.tags == ()
    assert ws.notes.list(CLAIMS, copy.id) == []
    assert refused(cast, lambda: cast.ws(REP2).records.clone(CLAIMS, made.id)) == "M13"


def test_a_share_opens_one_record_as_far_as_it_says(cast: Cast) -> None:
    ws, other = cast.ws(REP), cast.ws(REP2)
    made = lead(ws)
    ws.sharing.share("Leads", made.id, REP2, "read")
    assert other.records.get("Leads", made.id).name == "Lodz"
    assert refused(cast, lambda: other.records.edit("Leads", made.id, {"Phone": "1"})) == "AC06"
    ws.sharing.share("Leads", made.id, REP2, "edit")
    assert other.records.edit("Leads", made.id, {"Phone": "1"}).version == 2
    assert refused(cast, lambda: other.sharing.share("Leads", made.id, READER)) == "AC06"
    shares = [(s.user.login, s.level.name, s.by.login) for s in ws.sharing.list("Leads", made.id)]
    assert shares == [(REP2, "EDIT", REP)]
    ws.sharing.unshare("Leads", made.id, REP2)
    missing(lambda: other.records.get("Leads", made.id))


def test_records_are_shared_only_with_active_users_who_see_the_module(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = deal(ws)
    invoice = cast.ws(REP).records.new("Invoices", {"Subject": "I", "Account_Name": made.values["Account_Name"]})
    for login in (TEAM_MEMBER, READER, "nobody@acme.test"):
        with unchanged(cast), pytest.raises(Invalid):
            ws.sharing.share("Invoices", invoice.id, login)
    ws.sharing.share("Deals", made.id, TEAM_MEMBER, "full")
    assert refused(cast, lambda: cast.ws(TEAM_MEMBER).records.edit("Deals", made.id, {"Amount": "1"})) == "O05"
    with pytest.raises(Invalid):
        ws.sharing.share("Deals", made.id, REP2, "everything")
