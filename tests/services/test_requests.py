"""Requests between teams (3.5): who raises, owns, follows, takes up, edits and withdraws them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from functools import partial

import pytest

from crm_tui.domain.blueprints import FieldBlueprint, ModuleBlueprint, team_module
from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.errors import Conflict, CrmError, Invalid, NotFound
from crm_tui.domain.fields import FieldKind, Link
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.records import ListQuery
from crm_tui.domain.requests import RequestSettings
from crm_tui.domain.users import TeamProfile, UserState
from crm_tui.services.workspace import Workspace
from tests.services.asking import ask, mask_for_requesters, set_owners
from tests.services.cast import (
    BOSS,
    CLAIMS,
    HEAD,
    OUTSIDER,
    PARTICIPANT,
    REP,
    REP2,
    REQUESTER,
    TEAM_ADMIN,
    TEAM_MANAGER,
    TEAM_MEMBER,
    VAULT,
    Cast,
)
from tests.services.making import account, claim, ids, lead, missing, refusal, refused, task, unchanged

TAKING: Mapping[str, Callable[[Workspace, int], object]] = {
    "accept": lambda ws, record_id: ws.requests.accept(CLAIMS, record_id),
    "edit": lambda ws, record_id: ws.records.edit(CLAIMS, record_id, {"Damage": "9"}),
    "owner": lambda ws, record_id: ws.records.change_owner(CLAIMS, record_id, TEAM_MEMBER),
}
"""How somebody of the team takes a request up."""
HOSTILE = ("[/]", "\x1b[31mred", "=1+1", "a\u202eb", "Łódź 王伟", "{name}", "%s", "x'; DROP TABLE note; --")


def wrong(act: Callable[[], object]) -> dict[str, str]:
    """What is wrong, field by field."""
    with pytest.raises(Invalid) as caught:
        act()
    return {name: str(why) for name, why in caught.value.fields.items()}


# Raising: Q01, Q02, Q05, Q11


def test_one_raises_requests_where_one_was_put_in(cast: Cast) -> None:
    for login in (REQUESTER, TEAM_MEMBER, PARTICIPANT, REP2):
        assert [one.module.api_name for one in cast.ws(login).requests.modules()] == [CLAIMS], login
    assert cast.ws(OUTSIDER).requests.modules() == []
    assert {one.module.api_name for one in cast.ws(BOSS).requests.modules()} == {CLAIMS, VAULT}
    missing(lambda: cast.ws(OUTSIDER).requests.new(CLAIMS, {"Name": "x"}))
    with unchanged(cast, audit=1):
        missing(lambda: cast.ws(REQUESTER).requests.new(VAULT, {"Name": "x"}))
    assert refusal(lambda: cast.ws(REP).requests.new("Leads", {"Last_Name": "x"})).rule == "AC04"


def test_the_form_holds_what_a_requester_may_fill(cast: Cast) -> None:
    (one,) = cast.ws(REQUESTER).requests.modules()
    names = [field.api_name for field in one.module.fields]
    assert names == ["Name", "Status", "Reference", "Account", "Lead", "Damage", "Description"]
    placed = [name for section in one.module.layout.sections for name in section.fields]
    assert sorted(placed) == sorted(names)
    (of_member,) = cast.ws(TEAM_MEMBER).requests.modules()
    assert {f.api_name for f in of_member.module.fields} - set(names) == {"Lawyer"}  # he knows the module's people
    assert cast.ws(REQUESTER).requests.form(CLAIMS) == {"Status": "New"}


def test_the_form_points_to_the_record_it_is_raised_from_q02(cast: Cast) -> None:
    ws, firm, hidden = cast.ws(REQUESTER), account(cast.ws(REP)), lead(cast.ws(REP))
    assert ws.requests.form(CLAIMS, ("Accounts", firm.id))["Account"] == Link(firm.id, "Accounts", "Polar")
    with pytest.raises(CrmError):
        ws.requests.form(CLAIMS, ("Leads", hidden.id))
    person = cast.ws(REP).records.new("Contacts", {"Last_Name": "Kowal"})
    assert "Account" not in ws.requests.form(CLAIMS, ("Contacts", person.id))  # no look-up leads there


def test_a_request_has_its_requester_number_owner_timeline_and_undo(cast: Cast) -> None:
    ws = cast.ws(REQUESTER)
    made = ask(cast, Damage="12.50")
    (mine,) = ws.requests.mine()
    assert (mine.id, mine.number, mine.name, mine.state) == (made.id, "CLA-0001", "Lens scratched", "New")
    assert (mine.owner, mine.requester.login) == (mine.requester, REQUESTER)  # Q05.3: nothing is configured
    assert (mine.closed, mine.accepted, mine.editable, mine.of) == (False, False, True, None)
    assert ws.requests.get(CLAIMS, made.id) == mine
    (event,) = ws.timeline.list(CLAIMS, made.id)
    assert (event.kind, event.actor.login) == ("created", REQUESTER)
    assert {c.field for c in event.changes} == {"Name", "Status", "Damage"}
    assert ws.requests.modules()[0].open == 1
    undone = ws.history.undo()
    assert undone.text == "Undone: Raised Lens scratched"
    assert ws.requests.mine(closed=True) == []
    assert cast.ws(TEAM_ADMIN).bin.list(CLAIMS).rows[0].id == made.id


def test_what_is_not_the_requesters_to_fill_is_refused(cast: Cast) -> None:
    ws = cast.ws(REQUESTER)
    for entries, field in (
        ({"Owner": TEAM_MEMBER}, "Owner"), ({"Lawyer": TEAM_MEMBER}, "Lawyer"), ({"Requester": BOSS}, "Requester"),
        ({"Accepted": "yes"}, "Accepted"), ({"Number": "CLA-9"}, "Number"), ({"Nothing": "x"}, "Nothing"),
    ):  # fmt: skip
        with unchanged(cast):
            assert set(wrong(partial(ws.requests.new, CLAIMS, {"Name": "x", **entries}))) == {field}
    with unchanged(cast):
        assert wrong(lambda: ws.requests.new(CLAIMS, {"Name": "  "})) == {"Name": "This must be filled in."}
    with unchanged(cast):
        assert set(wrong(lambda: ws.requests.new(CLAIMS, {"Name": "x" * 500}))) == {"Name"}


def test_hostile_words_are_stored_as_they_are_meant(cast: Cast) -> None:
    for text in HOSTILE:
        made = ask(cast, text, Description=text)
        shown = cast.ws(TEAM_ADMIN).records.get(CLAIMS, made.id)
        assert cast.ws(REQUESTER).requests.get(CLAIMS, made.id).name == made.name == shown.name
        assert shown.values["Description"] == made.values["Description"]


def test_default_owners_take_turns_q05(cast: Cast) -> None:
    set_owners(cast, TEAM_MEMBER, TEAM_MANAGER, PARTICIPANT)
    assert [ask(cast).owner.login for _ in range(4)] == [TEAM_MEMBER, TEAM_MANAGER, PARTICIPANT, TEAM_MEMBER]
    cast.ws().staff.set_state(TEAM_MANAGER, UserState.INACTIVE)
    assert [ask(cast).owner.login for _ in range(2)] == [PARTICIPANT, TEAM_MEMBER]
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, TEAM_MEMBER, TeamProfile.REQUESTER)
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, PARTICIPANT, None)
    assert ask(cast).owner.login == REQUESTER
    set_owners(cast)
    assert ask(cast).owner.login == REQUESTER


def test_the_turn_goes_on_behind_one_who_may_own_no_more_q05(cast: Cast) -> None:
    set_owners(cast, TEAM_MEMBER, TEAM_MANAGER, PARTICIPANT)
    assert [ask(cast).owner.login for _ in range(2)] == [TEAM_MEMBER, TEAM_MANAGER]
    cast.ws().staff.set_state(TEAM_MANAGER, UserState.INACTIVE)
    assert [ask(cast).owner.login for _ in range(2)] == [PARTICIPANT, TEAM_MEMBER]
    cast.ws().staff.set_state(TEAM_MANAGER, UserState.ACTIVE)
    assert ask(cast).owner.login == TEAM_MANAGER
    set_owners(cast, PARTICIPANT, TEAM_MEMBER)
    assert ask(cast).owner.login == PARTICIPANT


def test_turns_hold_when_many_ask_at_once(cast: Cast) -> None:
    owners = (TEAM_MEMBER, TEAM_MANAGER, PARTICIPANT, REP2, TEAM_ADMIN)
    set_owners(cast, *owners)
    sessions = [cast.another(REQUESTER) for _ in range(4)]
    together, found, failed = threading.Barrier(len(sessions)), list[str](), list[BaseException]()

    def raise_some(number: int) -> None:
        together.wait()
        try:
            for turn in range(5):
                made = sessions[number].requests.new(CLAIMS, {"Name": f"{number}.{turn}"})
                found.append(made.owner.login)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=raise_some, args=(n,)) for n in range(len(sessions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert sorted(found) == sorted(owners * 4)
    numbers = [one.number for one in cast.ws(REQUESTER).requests.mine()]
    assert len(set(numbers)) == 20
    assert cast.ws().audit.check().sound


def test_a_look_up_out_of_scope_is_refused_as_one_that_is_not_there_q11(cast: Cast) -> None:
    cast.ws().data_sharing.set_default("Leads", OrgDefault.PRIVATE)
    hidden, ws = lead(cast.ws(REP), "Quetzal"), cast.ws(REQUESTER)
    for real, nowhere in ((str(hidden.id), "99999"), (f"Leads/{hidden.id}", "Leads/99999"), ("Quetzal", "Nobody")):
        with unchanged(cast):
            told = wrong(partial(ws.requests.new, CLAIMS, {"Name": "x", "Lead": real}))
        assert told == wrong(partial(ws.requests.new, CLAIMS, {"Name": "x", "Lead": nowhere}))
    assert ws.pickers.choices(CLAIMS, "Lead", "") == []
    firm = account(cast.ws(REP))
    assert [found.id for found in ws.pickers.choices(CLAIMS, "Account", "pol")] == [firm.id]
    assert refusal(lambda: ws.pickers.users(CLAIMS, "Lawyer")).rule == "M10"
    assert refusal(lambda: ws.pickers.owners(CLAIMS)).rule == "M10"


def test_a_look_up_into_a_module_that_is_closed_tells_nothing(cast: Cast) -> None:
    cast.ws().setup.add_module(_with_secret_look_ups(), "")
    cast.ws().team_members.set("Asks", REQUESTER, TeamProfile.REQUESTER)
    secret = cast.ws().records.new(VAULT, {"Name": "Hidden thing"})
    ws = cast.ws(REQUESTER)
    for name in ("Hidden thing", str(secret.id)):
        assert wrong(partial(ws.requests.new, "Asks", {"Name": "x", "Secret": name})) == {
            "Secret": "There is no such record that you may see."
        }
    assert ws.pickers.choices("Asks", "Secret", "") == []


def _with_secret_look_ups() -> ModuleBlueprint:
    fields = (FieldBlueprint("Secret", "Secret", FieldKind.LOOKUP, target=VAULT),)
    return team_module("Asks", "Asks", "Ask", fields=fields)


# Q10, Q04, Q06


def test_a_members_own_requests_are_listed_and_his_rights_win_q10(cast: Cast) -> None:
    made = ask(cast, login=TEAM_MEMBER)
    other = claim(cast.ws(TEAM_MEMBER), "Own work")
    ws = cast.ws(TEAM_MEMBER)
    assert [one.id for one in ws.requests.mine()] == [made.id]
    assert ids(ws, CLAIMS) == {made.id, other.id}
    cast.ws(TEAM_ADMIN).requests.accept(CLAIMS, made.id)
    assert ws.requests.get(CLAIMS, made.id).accepted
    assert ws.records.edit(CLAIMS, made.id, {"Damage": "3"}).values["Damage"] == 3
    ws.requests.withdraw(CLAIMS, made.id)
    assert ws.history.undo().refused == ()  # a member restores his own (M13)
    assert ws.requests.get(CLAIMS, made.id).id == made.id


def test_of_others_requests_nothing_is_read_or_done(cast: Cast) -> None:
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, OUTSIDER, TeamProfile.REQUESTER)
    made, ws = ask(cast), cast.ws(OUTSIDER)
    assert ws.requests.mine(closed=True) == []
    for act in (ws.requests.get, ws.requests.withdraw, ws.requests.accept, ws.records.get, ws.notes.list):
        missing(partial(act, CLAIMS, made.id))
        missing(partial(act, CLAIMS, 99999))
    missing(lambda: ws.requests.edit(CLAIMS, made.id, {"Name": "x"}))


def test_a_record_that_is_no_request_is_none(cast: Cast) -> None:
    plain = claim(cast.ws(TEAM_MEMBER))
    missing(lambda: cast.ws(BOSS).requests.get(CLAIMS, plain.id))
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws(TEAM_ADMIN).requests.accept(CLAIMS, plain.id)
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws(TEAM_ADMIN).requests.edit(CLAIMS, plain.id, {"Name": "x"})
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws(TEAM_ADMIN).requests.withdraw(CLAIMS, plain.id)


def test_who_is_put_out_of_the_module_sees_his_requests_no_more(cast: Cast) -> None:
    """AC02 denies at step 2, before any cell: seeing one's own (M11) is a right of the module's people.

    Q06 keeps visibility through changes of owner, of the owner's state and of the settings. Putting somebody out is
    another act, meant to end it; the requester stays written on the record, so that coming back brings it back.
    """
    made, ws = ask(cast), cast.ws(REQUESTER)
    admin = cast.ws(TEAM_ADMIN)
    admin.team_members.set(CLAIMS, REQUESTER, None)
    assert ws.requests.mine(closed=True) == []
    assert ws.requests.modules() == []
    missing(lambda: ws.requests.get(CLAIMS, made.id))
    missing(lambda: ws.notes.list(CLAIMS, made.id))
    admin.team_members.set(CLAIMS, REQUESTER, TeamProfile.REQUESTER)
    assert [one.id for one in ws.requests.mine()] == [made.id]


def test_open_ones_first_and_latest_change_first(cast: Cast) -> None:
    first, second, third = (ask(cast, name) for name in ("One", "Two", "Three"))
    cast.later()
    cast.ws(TEAM_ADMIN).records.edit(CLAIMS, first.id, {"Damage": "1"})
    cast.later()
    cast.ws(TEAM_ADMIN).records.edit(CLAIMS, second.id, {"Status": "Done"})
    ws = cast.ws(REQUESTER)
    assert [one.name for one in ws.requests.mine()] == ["One", "Three"]
    assert [(one.name, one.closed) for one in ws.requests.mine(closed=True)] == [
        ("Two", True), ("One", False), ("Three", False),
    ]  # fmt: skip
    assert [one.name for one in ws.requests.mine(closed=True, limit=1)] == ["Two"]
    assert ws.requests.modules()[0].open == 2
    assert third.id
    missing(lambda: ws.requests.mine(module_name=VAULT))


def test_hidden_fields_are_not_told_m26(cast: Cast) -> None:
    made, ws = ask(cast), cast.ws(REQUESTER)
    cast.ws(TEAM_ADMIN).records.edit(CLAIMS, made.id, {"Status": "Done"})
    mask_for_requesters(cast, FieldMask(hidden=frozenset({"Status", "Number", "Accepted", "Account"})))
    (mine,) = ws.requests.mine()  # that it is closed would tell the state
    assert (mine.state, mine.closed, mine.number, mine.accepted, mine.of) == ("", False, "", True, None)
    assert "Status" not in {f.api_name for f in ws.requests.modules()[0].module.fields}
    hidden = wrong(lambda: ws.requests.new(CLAIMS, {"Name": "x", "Status": "Done"}))
    assert hidden == {"Status": wrong(lambda: ws.requests.new(CLAIMS, {"Name": "x", "Nothing": "1"}))["Nothing"]}
    assert ws.requests.form(CLAIMS) == {}
    mask_for_requesters(cast, FieldMask(read_only=frozenset({"Damage"})))
    assert set(wrong(lambda: ws.requests.new(CLAIMS, {"Name": "x", "Damage": "1"}))) == {"Damage"}


def test_required_fields_that_are_hidden_are_the_teams_to_fill(cast: Cast) -> None:
    fields = (FieldBlueprint("Risk", "Risk", FieldKind.TEXT, required=True),)
    cast.ws().setup.add_module(team_module("Risks", "Risks", "Risk", fields=fields))
    cast.ws().team_members.set("Risks", REQUESTER, TeamProfile.REQUESTER)
    ws = cast.ws(REQUESTER)
    assert wrong(lambda: ws.requests.new("Risks", {"Name": "x"})) == {"Risk": "This must be filled in."}
    mask_for_requesters(cast, FieldMask(hidden=frozenset({"Risk"})), "Risks")
    assert "Risk" not in ws.requests.new("Risks", {"Name": "x"}).values


# Taking up: Q07, Q08, Q09


def test_until_it_is_taken_up_its_requester_edits_and_withdraws_it(cast: Cast) -> None:
    ws, made = cast.ws(REQUESTER), ask(cast)
    assert ws.requests.edit(CLAIMS, made.id, {"Name": "Two lenses"}).name == "Two lenses"
    assert not ws.requests.get(CLAIMS, made.id).accepted  # his own change takes nothing up
    with unchanged(cast), pytest.raises(Conflict):
        ws.requests.edit(CLAIMS, made.id, {"Name": "Late"}, version=1)
    done = ws.requests.withdraw(CLAIMS, made.id)
    assert (done.text, done.undo_id) == ("Withdrew Two lenses", None)  # M13: a requester restores nothing
    missing(lambda: ws.requests.get(CLAIMS, made.id))
    assert ws.requests.mine(closed=True) == []
    assert ws.records.delete(CLAIMS, ask(cast).id).undo_id is None


def test_what_cannot_be_taken_back_lets_nothing_earlier_be_undone_in_its_place(cast: Cast) -> None:
    ws, made, kept = cast.ws(REQUESTER), ask(cast), ask(cast, "Another")
    ws.notes.add(CLAIMS, kept.id, "still there")
    ws.requests.withdraw(CLAIMS, made.id)
    assert ws.history.last() is None
    with pytest.raises(NotFound) as caught:
        ws.history.undo()
    assert "Withdrew" in str(caught.value)
    assert [note.text for note in ws.notes.list(CLAIMS, kept.id)] == ["still there"]
    ws.notes.add(CLAIMS, kept.id, "and this")
    assert ws.history.undo().undo_id is None
    assert [note.text for note in ws.notes.list(CLAIMS, kept.id)] == ["still there"]


@pytest.mark.parametrize("way", TAKING)
def test_afterwards_he_does_not_unless_the_module_allows_it(cast: Cast, way: str) -> None:
    made, team, ws = ask(cast), cast.ws(TEAM_MANAGER), cast.ws(REQUESTER)
    TAKING[way](team, made.id)
    mine = ws.requests.get(CLAIMS, made.id)
    assert (mine.accepted, mine.editable) == (True, False)
    edit = partial(ws.requests.edit, CLAIMS, made.id, {"Name": "x"})
    for act in (edit, partial(ws.requests.withdraw, CLAIMS, made.id), partial(ws.records.delete, CLAIMS, made.id)):
        assert refused(cast, act) == "Q07"
    set_owners(cast, after=True)
    assert ws.requests.get(CLAIMS, made.id).editable
    edit()
    set_owners(cast, after=False)
    assert refused(cast, edit) == "Q07"
    set_owners(cast, after=True)
    ws.requests.withdraw(CLAIMS, made.id)


def test_notes_tags_and_shares_take_nothing_up(cast: Cast) -> None:
    made, team = ask(cast), cast.ws(TEAM_MANAGER)
    team.notes.add(CLAIMS, made.id, "Which lens?")
    team.tags.add(CLAIMS, made.id, ["lens"])
    team.sharing.share(CLAIMS, made.id, TEAM_MEMBER, "read")
    team.records.edit(CLAIMS, made.id, {"Damage": ""})  # nothing differs
    assert cast.ws(REQUESTER).requests.get(CLAIMS, made.id).editable


@pytest.mark.parametrize("way", TAKING)
def test_undo_gives_the_request_back_and_redo_takes_it_up_again(cast: Cast, way: str) -> None:
    made, team, ws = ask(cast), cast.ws(TEAM_MANAGER), cast.ws(REQUESTER)
    TAKING[way](team, made.id)
    for taken in (False, True, False):
        (team.history.redo if taken else team.history.undo)()
        mine = ws.requests.get(CLAIMS, made.id)
        assert (mine.accepted, mine.editable) == (taken, not taken)
    assert mine.owner == mine.requester


def test_undo_does_not_give_back_what_somebody_else_took_up_too(cast: Cast) -> None:
    made, ws = ask(cast), cast.ws(REQUESTER)
    first, second = cast.ws(TEAM_MANAGER), cast.ws(TEAM_ADMIN)
    first.records.edit(CLAIMS, made.id, {"Damage": "9"})
    second.records.edit(CLAIMS, made.id, {"Damage": "5"})
    second.records.edit(CLAIMS, made.id, {"Damage": "9"})  # what the first one left, so that his undo is not stale
    first.history.undo()
    assert cast.ws(TEAM_ADMIN).records.get(CLAIMS, made.id).values["Damage"] is None
    assert ws.requests.get(CLAIMS, made.id).accepted


def test_undo_of_a_later_change_gives_nothing_back(cast: Cast) -> None:
    made, team = ask(cast), cast.ws(TEAM_MANAGER)
    team.records.edit(CLAIMS, made.id, {"Damage": "9"})
    team.records.edit(CLAIMS, made.id, {"Reference": "R-1"})
    team.history.undo()
    assert cast.ws(REQUESTER).requests.get(CLAIMS, made.id).accepted
    team.history.undo()
    assert not cast.ws(REQUESTER).requests.get(CLAIMS, made.id).accepted


def test_accepting_is_for_the_owner_and_those_who_run_the_module_q08(cast: Cast) -> None:
    set_owners(cast, TEAM_MEMBER)
    for login, rule in ((TEAM_MEMBER, ""), (TEAM_ADMIN, ""), (TEAM_MANAGER, ""), (BOSS, ""), (REP2, "Q08")):
        made = ask(cast)
        accept = partial(cast.ws(login).requests.accept, CLAIMS, made.id)
        if rule:
            assert refused(cast, accept) == rule
            continue
        done = accept()
        assert done.text == "Accepted Lens scratched"
        assert cast.ws(REQUESTER).requests.get(CLAIMS, made.id).accepted
        with unchanged(cast), pytest.raises(Invalid):
            accept()
    assert refused(cast, partial(cast.ws(REQUESTER).requests.accept, CLAIMS, made.id)) == "Q08"
    asked = cast.ws(REP2).access.can(REP2, "requests.accept", CLAIMS, made.id).grantors
    assert [person.login for person in asked][:2] == [TEAM_MEMBER, TEAM_ADMIN]
    missing(partial(cast.ws(PARTICIPANT).requests.accept, CLAIMS, made.id))


def test_nobody_accepts_his_own_request(cast: Cast) -> None:
    made = ask(cast, login=TEAM_MANAGER)
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws(TEAM_MANAGER).requests.accept(CLAIMS, made.id)


def test_accepting_and_withdrawing_at_once_end_in_one_of_both(cast: Cast) -> None:
    for round_ in range(4):
        made = ask(cast, f"Round {round_}")
        asker, team = cast.another(REQUESTER), cast.another(TEAM_ADMIN)
        acts = (partial(asker.requests.withdraw, CLAIMS, made.id), partial(team.requests.accept, CLAIMS, made.id))
        together, ended = threading.Barrier(2), list[bool]()

        def run(act: partial[object], together: threading.Barrier = together, ended: list[bool] = ended) -> None:
            together.wait()
            try:
                act()
            except CrmError:
                ended.append(False)
            else:
                ended.append(True)

        threads = [threading.Thread(target=run, args=(act,)) for act in acts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(ended) == [False, True]


# Settings: Q05, Q09


def test_settings_are_the_admins_and_name_who_cannot_own(cast: Cast) -> None:
    admin = cast.ws(TEAM_ADMIN).requests
    set_owners(cast, TEAM_MEMBER, PARTICIPANT, after=True)
    assert admin.settings(CLAIMS) == RequestSettings((TEAM_MEMBER, PARTICIPANT), edit_after_acceptance=True)
    cast.ws().staff.set_state(OUTSIDER, UserState.INACTIVE)
    for login in (REQUESTER, HEAD, OUTSIDER, BOSS, "nobody@acme.test"):
        with unchanged(cast):
            told = wrong(partial(admin.configure, CLAIMS, RequestSettings((TEAM_MEMBER, login))))
        assert login in told["owners"]
    six = (TEAM_MEMBER, PARTICIPANT, TEAM_MANAGER, TEAM_ADMIN, REP2, BOSS)
    cast.ws().team_members.set(CLAIMS, BOSS, TeamProfile.MEMBER)
    assert BOSS in wrong(lambda: admin.configure(CLAIMS, RequestSettings(six)))["owners"]
    assert TEAM_MEMBER in wrong(lambda: admin.configure(CLAIMS, RequestSettings((TEAM_MEMBER, TEAM_MEMBER))))["owners"]
    admin.configure(CLAIMS, RequestSettings(six[:5]))
    for login in (TEAM_MANAGER, TEAM_MEMBER, PARTICIPANT, REQUESTER):
        ws = cast.ws(login)
        assert refused(cast, partial(ws.requests.configure, CLAIMS, RequestSettings())) == "M24"
        assert refusal(partial(ws.requests.settings, CLAIMS)).rule == "M24"
    missing(lambda: cast.ws(HEAD).requests.settings(CLAIMS))
    assert [row.entry.detail for row in cast.ws().audit.list(200) if row.entry.action == "requests.configure"][-1] == (
        f"{TEAM_MEMBER} {PARTICIPANT} on"
    )


def test_members_see_requester_and_state_in_the_view_of_open_requests_q13(cast: Cast) -> None:
    opened, closed, plain = ask(cast), ask(cast, "Old"), claim(cast.ws(TEAM_MEMBER))
    cast.ws(TEAM_ADMIN).records.edit(CLAIMS, closed.id, {"Status": "Rejected"})
    for login in (TEAM_ADMIN, TEAM_MANAGER, TEAM_MEMBER):
        page = cast.ws(login).listing.page(
            ListQuery(CLAIMS, view="Open_Requests", columns=("Name", "Requester", "Status"))
        )
        assert [(row.id, row.values[1].login, row.values[2]) for row in page.rows] == [  # type: ignore[union-attr]
            (opened.id, REQUESTER, "New")
        ]
    assert refusal(lambda: cast.ws(REQUESTER).views.list(CLAIMS)).rule == "M10"
    assert refusal(lambda: cast.ws(REQUESTER).listing.page(ListQuery(CLAIMS, view="Open_Requests"))).rule == "M10"
    assert plain.id


def test_what_the_team_plans_for_a_request_is_not_its_requesters(cast: Cast) -> None:
    """M22, Q12: he reads the notes and files of his request, and nothing of the activities that hang on it."""
    made, admin, ws = ask(cast), cast.ws(TEAM_ADMIN), cast.ws(REQUESTER)
    planned = task(admin, "Ask the insurer", made)
    admin.notes.add("Tasks", planned.id, "they are slow")
    assert planned.id in ids(admin, "Tasks")
    assert planned.id not in ids(ws, "Tasks")
    missing(lambda: ws.records.get("Tasks", planned.id))
    missing(lambda: ws.notes.list("Tasks", planned.id))
    assert ws.search.find("insurer") == []
    assert ws.home.next_action_of(CLAIMS, made.id) is None
    assert [one.count.number for one in ws.related.list(CLAIMS, made.id) if one.module.api_name == "Tasks"] in ([], [0])
    assert all("insurer" not in str(event) for event in ws.timeline.list(CLAIMS, made.id))
    assert [one.count.number for one in admin.related.list(CLAIMS, made.id) if one.module.api_name == "Tasks"] == [1]
