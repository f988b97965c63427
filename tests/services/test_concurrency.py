"""Several sessions at once: nobody overwrites anybody, and changed rights hold from the next call on."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from crm_tui.domain.blueprints import team_module
from crm_tui.domain.errors import Conflict, CrmError, Forbidden, NotFound
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.records import ListQuery
from crm_tui.domain.users import TeamProfile, UserState
from crm_tui.policy.profiles import STANDARD, TEAM_USER
from tests.services.cast import CLAIMS, HEAD, OUTSIDER, REP, REP2, TEAM_ADMIN, TEAM_MEMBER, Cast
from tests.services.making import account, claim, contact, ids, lead, missing, refusal, unchanged

DAY = 24 * 60


def test_of_saves_at_the_same_moment_one_holds_and_the_others_conflict(cast: Cast) -> None:
    firm = account(cast.ws(REP))
    sessions = [cast.another(login) for login in (REP, REP2, HEAD, REP)]
    together, results = threading.Barrier(len(sessions)), list[str]()

    def save(number: int) -> None:
        together.wait()
        try:
            sessions[number].records.edit("Accounts", firm.id, {"Phone": str(number)}, version=1)
            results.append(f"saved {number}")
        except Conflict:
            results.append("conflict")

    threads = [threading.Thread(target=save, args=(n,)) for n in range(len(sessions))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results)[:3] == ["conflict"] * 3
    saved = cast.ws(REP).records.get("Accounts", firm.id)
    assert (saved.version, f"saved {saved.values['Phone']}") == (2, sorted(results)[3])
    assert len(cast.ws(REP).timeline.list("Accounts", firm.id)) == 2
    assert cast.ws().audit.check().sound


def test_another_thread_of_a_workspace_acts_as_usual_while_one_undoes(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = [contact(ws, f"C{n}") for n in range(6)]
    for record in made:
        ws.records.edit("Contacts", record.id, {"Phone": "1"})
    failed: list[CrmError] = []

    def note() -> None:
        for record in made:
            try:
                ws.notes.add("Contacts", record.id, "meanwhile")
            except CrmError as error:
                failed.append(error)

    thread = threading.Thread(target=note)
    thread.start()
    undone = ws.history.undo()
    thread.join()
    assert failed == []
    assert undone.text.startswith("Undone: ")
    assert all(len(ws.notes.list("Contacts", record.id)) <= 1 for record in made)
    states = cast.engine().rows("SELECT count(*) FROM undo WHERE state = 'redo'")
    assert states[0][0] <= 1


def test_changed_rights_hold_at_the_next_call(cast: Cast) -> None:
    boss, ws = cast.ws(), cast.ws(TEAM_MEMBER)
    firm, person = account(cast.ws(REP)), contact(cast.ws(REP))
    assert ws.records.get("Accounts", firm.id).id
    boss.profiles.save(replace(TEAM_USER, modules=frozenset({"Contacts"})))
    assert refusal(lambda: ws.records.get("Accounts", firm.id)).rule == "O01"
    assert refusal(lambda: ws.listing.page(ListQuery("Accounts"))).rule == "O01"
    assert [hit.module for hit in ws.search.find("pol")] == []
    assert "Accounts" not in {m.api_name for m in ws.modules.visible()}
    boss.data_sharing.set_default("Contacts", OrgDefault.PRIVATE)
    missing(lambda: ws.records.get("Contacts", person.id))
    assert ids(ws, "Contacts") == set()
    boss.data_sharing.set_default("Contacts", OrgDefault.READ_ONLY)
    assert ids(ws, "Contacts") == {person.id}


def test_a_changed_membership_holds_at_the_next_call(cast: Cast) -> None:
    admin, ws = cast.ws(TEAM_ADMIN), cast.ws(OUTSIDER)
    made = claim(cast.ws(TEAM_MEMBER))
    missing(lambda: ws.module(CLAIMS))
    admin.team_members.set(CLAIMS, OUTSIDER, TeamProfile.MEMBER)
    assert ws.records.get(CLAIMS, made.id).id
    assert claim(ws).owner.login == OUTSIDER
    admin.team_members.set(CLAIMS, OUTSIDER, TeamProfile.PARTICIPANT)
    missing(lambda: ws.records.edit(CLAIMS, made.id, {"Damage": "1"}))
    admin.team_members.set(CLAIMS, OUTSIDER, None)
    missing(lambda: ws.listing.page(ListQuery(CLAIMS)))
    missing(lambda: claim(ws))


def test_a_deactivated_user_does_and_reads_nothing_more(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    cast.ws().staff.set_state(REP, UserState.INACTIVE)
    for act in (
        lambda: ws.records.get("Leads", made.id), lambda: lead(ws), lambda: ws.listing.page(ListQuery("Leads")),
        lambda: ws.notes.add("Leads", made.id, "x"), lambda: ws.views.list("Leads"), lambda: ws.users.list(),
        lambda: ws.history.undo(), lambda: ws.timeline.list("Leads", made.id), lambda: ws.bin.list("Leads"),
        lambda: ws.pickers.owners("Leads"), lambda: ws.tags.suggestions("Leads", ""), lambda: ws.settings.mine(),
    ):  # fmt: skip
        with pytest.raises((Forbidden, NotFound)):
            act()
    assert ws.search.find("lodz") == []
    assert ws.modules.visible() == ()
    assert ws.recent.list() == []
    assert ws.history.last() is None
    with pytest.raises(Forbidden):
        cast.another(REP)
    cast.ws().staff.set_state(REP, UserState.ACTIVE)
    assert ws.records.get("Leads", made.id).id


def test_a_module_made_meanwhile_is_there_at_the_next_call(cast: Cast) -> None:
    ws, admin = cast.ws(TEAM_MEMBER), cast.ws(TEAM_ADMIN)
    missing(lambda: ws.module("Lawsuits"))
    admin.setup.add_module(team_module("Lawsuits", "Lawsuits", "Lawsuit"), "Legal")
    missing(lambda: ws.module("Lawsuits"))
    admin.team_members.set("Lawsuits", TEAM_MEMBER, TeamProfile.MEMBER)
    made = ws.records.new("Lawsuits", {"Name": "New"})
    assert admin.records.get("Lawsuits", made.id).owner.login == TEAM_MEMBER


def test_rights_that_were_rolled_back_are_not_remembered(cast: Cast) -> None:
    """Inside a transaction the policy version is one that may never be; another change then takes its number."""
    boss, engine = cast.ws(), cast.engine()
    lowered = replace(STANDARD, denied=STANDARD.denied | {("records.view", "*")})
    firm = account(cast.ws(REP))

    class Changed(Exception):
        pass

    ws = cast.ws(REP)
    with pytest.raises(Changed), engine.write():  # noqa: PT012
        boss.profiles.save(lowered)
        with pytest.raises(Forbidden):
            ws.records.get("Accounts", firm.id)
        raise Changed
    assert ws.records.get("Accounts", firm.id).id
    with pytest.raises(Changed), engine.write():  # noqa: PT012
        boss.data_sharing.set_default("Accounts", OrgDefault.READ_WRITE_DELETE)
        assert ws.records.get("Accounts", firm.id).id
        raise Changed
    boss.profiles.save(lowered)
    with pytest.raises(Forbidden):
        ws.records.get("Accounts", firm.id)


def test_an_open_session_notices_the_end_of_the_trial(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    ends = cast.ws().organisation.trial_until
    assert ends is not None
    cast.later(30 * DAY)
    assert ws.records.get("Leads", made.id).id
    for act in (lambda: lead(ws), lambda: ws.notes.add("Leads", made.id, "x"), ws.history.undo):
        with unchanged(cast, audit=1):
            assert refusal(act).rule == "ORG-3"


def test_a_poll_tells_that_somebody_changed_something(cast: Cast) -> None:
    ws = cast.ws(REP)
    ws.changes.poll()
    alone = cast.engine().is_sqlite  # a server's number also changes by what is committed in other databases
    assert not (alone and ws.changes.poll())
    contact(cast.ws(HEAD))
    assert ws.changes.poll()
    assert not (alone and ws.changes.poll())
