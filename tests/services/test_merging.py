"""A stale save is merged field by field; only what both changed is asked about (decision 0012)."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest

from crm_tui.domain.errors import Conflict, CrmError, Forbidden, Invalid, NotFound
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.fields import Link
from crm_tui.domain.records import Since
from crm_tui.services import meanwhile
from crm_tui.services.workspace import Workspace
from tests.services.cast import CLAIMS, HEAD, OUTSIDER, PARTICIPANT, REP, REP2, TEAM_ADMIN, TEAM_MEMBER, Cast
from tests.services.making import account, claim, contact, deal, lead, missing, refused, unchanged
from tests.services.test_hidden_fields import set_access


def conflict(cast: Cast, ws: Workspace, at: tuple[str, int], version: int = 1, **values: object) -> Conflict:
    """The conflict that a save ends in, which has written nothing."""
    with unchanged(cast), pytest.raises(Conflict) as caught:
        ws.records.edit(*at, values, version)
    return caught.value


def test_a_save_onto_a_newer_version_keeps_what_somebody_else_changed(cast: Cast) -> None:
    mine, theirs = cast.ws(REP), cast.ws(HEAD)
    made = lead(mine)
    theirs.records.edit("Leads", made.id, {"Phone": "1"}, version=1)
    saved = mine.records.edit("Leads", made.id, {"Email": "a@b.test"}, version=1)
    assert (saved.version, saved.values["Phone"], saved.values["Email"]) == (3, "1", "a@b.test")
    told = [(e.actor.login, [c.field for c in e.changes]) for e in mine.timeline.list("Leads", made.id)[:2]]
    assert told == [(REP, ["Email"]), (HEAD, ["Phone"])]


def test_a_field_that_both_changed_is_asked_about_and_no_other(cast: Cast) -> None:
    mine, theirs = cast.ws(REP), cast.ws(HEAD)
    made = lead(mine)
    theirs.records.edit("Leads", made.id, {"Company": "Theirs", "Phone": "1"}, version=1)
    cast.ws().records.edit("Leads", made.id, {"City": "Łódź"}, version=2)
    error = conflict(cast, mine, ("Leads", made.id), Company="Mine", Email="a@b.test")
    assert (error.theirs, error.mine) == ({"Company": "Theirs"}, {"Company": "Mine"})
    assert (error.version, error.changed_by) == (3, "Hed Head")  # not who came last: who changed this field
    assert mine.records.edit("Leads", made.id, {"Company": "Mine"}, version=3).values["Company"] == "Mine"


def test_the_same_value_twice_and_what_was_put_back_are_no_conflict(cast: Cast) -> None:
    mine, theirs = cast.ws(REP), cast.ws(HEAD)
    made = lead(mine)
    for company in ("Other", "Lodz & Co"):
        theirs.records.edit("Leads", made.id, {"Company": company, "Phone": "7"})
    saved = mine.records.edit("Leads", made.id, {"Company": "Mine", "Phone": "7"}, version=1)
    assert (saved.values["Company"], saved.values["Phone"], saved.version) == ("Mine", "7", 4)


def test_what_was_emptied_meets_what_was_typed(cast: Cast) -> None:
    mine = cast.ws(REP)
    made = lead(mine, Phone="1")
    cast.ws(HEAD).records.edit("Leads", made.id, {"Phone": ""})
    error = conflict(cast, mine, ("Leads", made.id), Phone="2")
    assert (error.theirs, error.mine) == ({"Phone": None}, {"Phone": "2"})


def test_a_hidden_field_is_kept_and_never_named(cast: Cast) -> None:
    mine = cast.ws(REP)
    made = contact(mine, Department="Old")
    set_access(cast, "Contacts", "Department", FieldAccess.HIDDEN)
    set_access(cast, "Contacts", "Last_Name", FieldAccess.HIDDEN)
    cast.ws().records.edit("Contacts", made.id, {"Department": "Secret", "Last_Name": "Secret", "Phone": "1"})
    error = conflict(cast, mine, ("Contacts", made.id), Phone="2", Email="a@b.test")
    assert (error.theirs, error.mine) == ({"Phone": "1"}, {"Phone": "2"})
    assert "Secret" not in f"{error}"
    assert mine.records.edit("Contacts", made.id, {"Email": "a@b.test"}, version=1).version == 3
    assert cast.ws().records.get("Contacts", made.id).values["Department"] == "Secret"


def test_what_follows_is_worked_out_of_both_halves(cast: Cast) -> None:
    mine, theirs = cast.ws(REP), cast.ws(HEAD)
    made = deal(mine)
    theirs.records.edit("Deals", made.id, {"Amount": "500"}, version=1)
    saved = mine.records.edit("Deals", made.id, {"Stage": "Closed Won"}, version=1)
    assert saved.values["Expected_Revenue"] == Decimal(500)
    person = contact(mine)
    cast.ws().records.edit("Contacts", person.id, {"First_Name": "Ola"})
    assert mine.records.edit("Contacts", person.id, {"Last_Name": "Nowak"}, version=1).name == "Ola Nowak"


def test_a_probability_that_somebody_entered_is_not_lost_to_another_stage(cast: Cast) -> None:
    mine, theirs = cast.ws(REP), cast.ws(HEAD)
    made = deal(mine)
    theirs.records.edit("Deals", made.id, {"Probability": "55"}, version=1)
    error = conflict(cast, mine, ("Deals", made.id), Stage="Closed Won")
    assert (error.theirs, error.mine) == ({"Probability": Decimal(55)}, {"Probability": Decimal(100)})
    kept = mine.records.edit("Deals", made.id, {"Stage": "Closed Won", "Probability": "55"}, version=2)
    assert (kept.values["Stage"], kept.values["Probability"]) == ("Closed Won", Decimal(55))


def test_a_stage_that_somebody_chose_meets_a_probability_that_was_typed(cast: Cast) -> None:
    mine = cast.ws(REP)
    made = deal(mine)
    cast.ws(HEAD).records.edit("Deals", made.id, {"Stage": "Closed Won"}, version=1)
    error = conflict(cast, mine, ("Deals", made.id), Probability="55")
    assert error.theirs == {"Probability": Decimal(100)}


def test_a_probability_that_is_hidden_follows_the_stage_without_a_word(cast: Cast) -> None:
    mine = cast.ws(REP)
    made = deal(mine)
    set_access(cast, "Deals", "Probability", FieldAccess.HIDDEN)
    cast.ws().records.edit("Deals", made.id, {"Probability": "55"}, version=1)
    mine.records.edit("Deals", made.id, {"Stage": "Closed Won"}, version=1)
    assert cast.ws().records.get("Deals", made.id).values["Probability"] == Decimal(100)


def test_look_ups_are_compared_by_what_they_point_to(cast: Cast) -> None:
    ws = cast.ws(REP)
    one, other = account(ws, "One"), account(ws, "Other")
    made = contact(ws, Account_Name=str(one.id))
    ws.records.edit("Accounts", one.id, {"Account_Name": "Renamed"})
    assert ws.records.edit("Contacts", made.id, {"Account_Name": str(other.id)}, version=1).version == 2
    cast.ws().records.edit("Contacts", made.id, {"Account_Name": str(one.id)}, version=2)
    error = conflict(cast, ws, ("Contacts", made.id), 2, Account_Name="")
    assert error.theirs == {"Account_Name": Link(one.id, "Accounts", "Renamed")}


def test_checks_run_on_the_merged_record(cast: Cast) -> None:
    mine = cast.ws(TEAM_MEMBER)
    made, other = claim(mine), claim(mine, "Other")
    cast.ws(TEAM_ADMIN).records.edit(CLAIMS, other.id, {"Reference": "A-1"})
    cast.ws(TEAM_ADMIN).records.edit(CLAIMS, made.id, {"Damage": "5"})
    with unchanged(cast), pytest.raises(Invalid) as caught:
        mine.records.edit(CLAIMS, made.id, {"Reference": "A-1"}, version=1)
    assert set(caught.value.fields) == {"Reference"}


def test_rights_are_those_of_the_record_as_it_stands(cast: Cast) -> None:
    ws, boss = cast.ws(REP), cast.ws()
    locked, gone, given = (lead(ws, name) for name in ("Locked", "Gone", "Given"))
    boss.locks.lock("Leads", locked.id)
    boss.records.delete("Leads", gone.id)
    boss.records.change_owner("Leads", given.id, REP2)
    assert refused(cast, lambda: ws.records.edit("Leads", locked.id, {"Phone": "1"}, version=1)) == "AC07"
    for record in (gone, given):
        with unchanged(cast, audit=1):
            missing(lambda record=record: ws.records.edit("Leads", record.id, {"Phone": "1"}, version=1))  # type: ignore[misc]


def test_an_owner_that_changed_lets_other_fields_through(cast: Cast) -> None:
    firm = account(cast.ws(REP))
    cast.ws().records.change_owner("Accounts", firm.id, HEAD)
    saved = cast.ws(REP).records.edit("Accounts", firm.id, {"Phone": "1"}, version=1)
    assert (saved.owner.login, saved.version) == (HEAD, 3)


def test_a_change_of_owner_meets_another_one_alone(cast: Cast) -> None:
    boss, firm = cast.ws(), account(cast.ws(REP))
    cast.ws(REP2).records.edit("Accounts", firm.id, {"Phone": "1"})
    assert boss.records.change_owner("Accounts", firm.id, HEAD, version=1).version == 3
    with unchanged(cast), pytest.raises(Conflict) as caught:
        boss.records.change_owner("Accounts", firm.id, REP2, version=1)
    assert set(caught.value.theirs) == set(caught.value.mine) == {"Owner"}


def test_undo_of_a_merged_save_takes_back_ones_own_fields(cast: Cast) -> None:
    mine, theirs = cast.ws(REP), cast.ws(HEAD)
    made = lead(mine)
    theirs.records.edit("Leads", made.id, {"Phone": "1"}, version=1)
    mine.records.edit("Leads", made.id, {"Email": "a@b.test"}, version=1)
    mine.history.undo()
    values = theirs.records.get("Leads", made.id).values
    assert (values["Phone"], values["Email"]) == ("1", None)
    mine.history.redo()
    assert theirs.records.get("Leads", made.id).values["Email"] == "a@b.test"


def test_where_it_cannot_be_told_what_happened_every_difference_is_asked_about(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = cast.ws(REP)
    made = lead(mine)
    for number in range(3):
        cast.ws(HEAD).records.edit("Leads", made.id, {"Phone": str(number)})
    monkeypatch.setattr(meanwhile, "LOOKED_BACK", 2)
    error = conflict(cast, mine, ("Leads", made.id), Email="a@b.test", Company="Lodz & Co")
    assert (error.theirs, error.mine) == ({"Email": None}, {"Email": "a@b.test"})
    ahead = conflict(cast, mine, ("Leads", made.id), 99, Email="a@b.test")
    assert ahead.version == 4


def test_a_request_is_merged_by_the_same_rule(cast: Cast) -> None:
    mine = cast.ws(PARTICIPANT)
    made = mine.requests.new(CLAIMS, {"Name": "Help", "Damage": "1"})
    mine.requests.edit(CLAIMS, made.id, {"Damage": "2"}, version=1)
    again = cast.another(PARTICIPANT)
    assert again.requests.edit(CLAIMS, made.id, {"Name": "Help!"}, version=1).version == 3
    with unchanged(cast), pytest.raises(Conflict) as caught:
        again.requests.edit(CLAIMS, made.id, {"Damage": "3"}, version=1)
    assert caught.value.theirs == {"Damage": Decimal(2)}


def test_whoever_does_not_see_the_record_learns_nothing_of_versions(cast: Cast) -> None:
    made = claim(cast.ws(TEAM_MEMBER))
    for version in (1, 99):
        with unchanged(cast, audit=1):
            missing(lambda version=version: cast.ws(OUTSIDER).records.edit(CLAIMS, made.id, {"Name": "x"}, version))  # type: ignore[misc]


def test_saves_of_different_fields_at_the_same_moment_all_hold(cast: Cast) -> None:
    firm = account(cast.ws(REP))
    fields = ("Phone", "Website", "Fax", "Description")
    sessions = [cast.another(login) for login in (REP, REP2, HEAD, REP)]
    together, failed = threading.Barrier(len(sessions)), list[CrmError]()

    def save(number: int) -> None:
        together.wait()
        try:
            sessions[number].records.edit("Accounts", firm.id, {fields[number]: f"w{number}.test"}, version=1)
        except (Conflict, Forbidden) as error:
            failed.append(error)

    threads = [threading.Thread(target=save, args=(n,)) for n in range(len(sessions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    saved = cast.ws(REP).records.get("Accounts", firm.id)
    assert saved.version == 5
    assert [str(saved.values[name]).removeprefix("https://") for name in fields] == [f"w{n}.test" for n in range(4)]


def test_an_open_form_is_told_who_changed_what_of_what_one_sees(cast: Cast) -> None:
    ws, boss = cast.ws(REP), cast.ws()
    made = contact(ws)
    set_access(cast, "Contacts", "Department", FieldAccess.HIDDEN)
    assert ws.records.since("Contacts", made.id, 1) == Since(1)
    boss.records.edit("Contacts", made.id, {"Department": "Secret"})
    hidden = ws.records.since("Contacts", made.id, 1)
    assert (hidden.version, hidden.by) == (2, ())
    assert "Secret" not in repr(hidden)
    boss.records.edit("Contacts", made.id, {"Phone": "1", "Department": "Secret 2"})
    cast.ws(HEAD).records.edit("Contacts", made.id, {"Email": "a@b.test", "First_Name": "Ola"})
    told = ws.records.since("Contacts", made.id, 1)
    assert {one.user.name: set(one.fields) for one in told.by} == {
        "Bo Boss": {"Phone"}, "Hed Head": {"Email", "First_Name"},
    }  # fmt: skip
    assert (told.values["Phone"], told.values["Full_Name"]) == ("1", "Ola Kowal")
    assert ws.records.since("Contacts", made.id, 3).by[0].user.login == HEAD


def test_what_is_deleted_underneath_says_by_whom_to_those_who_saw_it(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    cast.ws(HEAD).records.delete("Leads", made.id)
    with pytest.raises(NotFound) as caught:
        cast.ws(REP).records.since("Leads", made.id, 1)
    assert str(caught.value) == "Hed Head deleted this record."
    missing(lambda: cast.ws(REP2).records.since("Leads", made.id, 1))
    missing(lambda: cast.ws(REP).records.since("Leads", 999_999, 1))
