"""Tasks, calls and meetings take the kind, the rights and the fate of the record that they hang on (AC10, R70)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import NOT_VISIBLE, Link
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.records import ListQuery
from crm_tui.policy.profiles import STANDARD
from tests.services.cast import (
    ACME,
    BOSS,
    CLAIMS,
    HEAD,
    OUTSIDER,
    PARTICIPANT,
    READER,
    REP,
    REP2,
    REQUESTER,
    TEAM_ADMIN,
    TEAM_MANAGER,
    TEAM_MEMBER,
    Cast,
)
from tests.services.making import account, claim, contact, deal, ids, lead, missing, refusal, refused, task

CALL = {"Subject": "Ring", "Call_Type": "Outbound", "Call_Start_Time": "2026-05-20 10:00", "Call_Duration": "5"}
MEETING = {"Event_Title": "Meet", "Start_DateTime": "2026-05-20 10:00", "End_DateTime": "2026-05-20 11:00"}


def test_an_activity_hangs_on_a_record_that_its_maker_sees(cast: Cast) -> None:
    ws = cast.ws(REP)
    above = lead(ws)
    made = task(ws, parent=above)
    assert made.values["Parent"] == Link(above.id, "Leads", "Lodz")
    with pytest.raises(Invalid):
        task(cast.ws(REP2), parent=above)
    assert [e.kind for e in ws.timeline.list("Leads", above.id)] == ["activity_added", "created"]
    assert ws.timeline.list("Leads", above.id)[0].detail == "Call back"
    counts = {r.module.api_name: r.count.number for r in ws.related.list("Leads", above.id)}
    assert (counts["Tasks"], counts["Calls"]) == (1, 0)


def test_no_activity_hangs_on_another(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = task(ws)
    with pytest.raises(Invalid):
        ws.records.new("Calls", {**CALL, "Parent": f"Tasks/{made.id}"})
    with pytest.raises(Invalid):
        ws.records.edit("Tasks", made.id, {"Parent": f"Tasks/{made.id}"})


def test_team_users_make_no_activities_in_the_organisation(cast: Cast) -> None:
    ws = cast.ws(TEAM_MEMBER)
    above = account(cast.ws(REP))
    assert refused(cast, lambda: task(ws, parent=above)) == "O22"
    assert refused(cast, lambda: task(ws)) == "O22"
    at = f"Accounts/{above.id}"
    assert refused(cast, lambda: ws.records.new("Calls", {**CALL, "Parent": at})) == "O22"
    assert refused(cast, lambda: ws.records.new("Meetings", {**MEETING, "Parent": at})) == "O22"
    assert refused(cast, lambda: task(cast.ws(OUTSIDER))) == "O22"


def test_team_users_make_and_own_activities_of_team_module_records(cast: Cast) -> None:
    ws = cast.ws(TEAM_MEMBER)
    above = claim(ws)
    at = f"{CLAIMS}/{above.id}"
    made = task(ws, parent=above)
    assert made.owner.login == TEAM_MEMBER
    assert ws.records.new("Calls", {**CALL, "Parent": at}).owner.login == TEAM_MEMBER
    assert ws.records.new("Meetings", {**MEETING, "Parent": at}).owner.login == TEAM_MEMBER
    assert ws.records.edit("Tasks", made.id, {"Subject": "Again"}).name == "Again"
    assert task(ws, parent=above, Owner=REP2).owner.login == REP2
    missing(lambda: cast.ws(PARTICIPANT).records.get("Tasks", made.id))
    missing(lambda: cast.ws(REP).records.get("Tasks", made.id))
    missing(lambda: cast.ws(OUTSIDER).records.get("Tasks", made.id))
    assert cast.ws(TEAM_MANAGER).records.get("Tasks", made.id).name == "Again"


def test_an_activity_is_owned_by_who_may_own_where_it_hangs(cast: Cast) -> None:
    ws = cast.ws(REP2)
    inside, outside = claim(ws), account(ws)
    assert refused(cast, lambda: task(ws, parent=outside, Owner=TEAM_MEMBER)) == "O07"
    assert refusal(lambda: task(ws, parent=inside, Owner=REP)).step == 2
    assert refusal(lambda: task(ws, parent=inside, Owner=REQUESTER)).rule == "M15"
    made = task(ws, parent=inside)
    assert ws.records.change_owner("Tasks", made.id, TEAM_MEMBER).owner.login == TEAM_MEMBER
    free = task(ws)
    assert refused(cast, lambda: ws.records.change_owner("Tasks", free.id, TEAM_MEMBER)) == "O07"
    there = {user.login for user in ws.pickers.owners("Tasks", parent=f"{CLAIMS}/{inside.id}")}
    assert there == {TEAM_ADMIN, TEAM_MANAGER, TEAM_MEMBER, PARTICIPANT, REP2}
    assert {user.login for user in ws.pickers.owners("Tasks")} == {BOSS, HEAD, READER, REP, REP2}


def test_an_activity_is_not_smuggled_into_the_organisation(cast: Cast) -> None:
    ws = cast.ws(TEAM_MEMBER)
    made, firm = task(ws, parent=claim(ws)), account(cast.ws(REP))
    assert refused(cast, lambda: ws.records.edit("Tasks", made.id, {"Parent": f"Accounts/{firm.id}"})) == "O22"
    assert refused(cast, lambda: ws.records.edit("Tasks", made.id, {"Parent": ""})) == "O22"
    assert refused(cast, lambda: ws.records.clone("Tasks", made.id, {"Parent": f"Accounts/{firm.id}"})) == "O22"
    other = claim(ws, "Other")
    assert ws.records.edit("Tasks", made.id, {"Parent": f"{CLAIMS}/{other.id}"}).values["Parent"] == Link(
        other.id, CLAIMS, "Other"
    )
    theirs = cast.ws(TEAM_ADMIN)
    shown = theirs.records.get("Tasks", made.id)
    assert theirs.records.edit("Tasks", made.id, {"Parent": shown.values["Parent"], "Subject": "Same"}).version == 3
    assert refused(cast, lambda: cast.ws(REP2).records.edit("Tasks", made.id, {"Parent": ""})) in ("M12", "M25")


def test_a_team_users_task_does_not_move_under_an_organisation_record_by_somebody_elses_hand(cast: Cast) -> None:
    member, rep = cast.ws(TEAM_MEMBER), cast.ws(REP2)
    inside = claim(rep)
    made = task(rep, parent=inside)
    rep.records.change_owner("Tasks", made.id, TEAM_MEMBER)
    firm = account(rep)
    assert refused(cast, lambda: rep.records.edit("Tasks", made.id, {"Parent": f"Accounts/{firm.id}"})) == "O07"
    assert member.records.get("Tasks", made.id).owner.login == TEAM_MEMBER


def test_can_add_tells_of_each_record_apart(cast: Cast) -> None:
    ws = cast.ws(TEAM_MEMBER)
    inside, firm = claim(ws), account(cast.ws(REP))

    def can_add(module: str, record_id: int) -> bool:
        return next(r.can_add for r in ws.related.list(module, record_id) if r.module.api_name == "Tasks")

    assert can_add(CLAIMS, inside.id)
    assert not can_add("Accounts", firm.id)


def test_deleting_takes_activities_along_and_restoring_brings_them_back(cast: Cast) -> None:
    ws = cast.ws(REP)
    above = contact(ws)
    one, two, gone = (task(ws, name, above) for name in ("One", "Two", "Gone"))
    call = ws.records.new("Calls", {**CALL, "Parent": f"Contacts/{above.id}"})
    ws.notes.add("Contacts", above.id, "kept")
    ws.records.delete("Tasks", gone.id)
    ws.records.delete("Contacts", above.id)
    assert ids(ws, "Tasks") == set()
    missing(lambda: ws.records.get("Calls", call.id))
    ws.bin.restore("Contacts", above.id)
    assert ids(ws, "Tasks") == {one.id, two.id}
    assert ws.records.get("Calls", call.id).values["Parent"] == Link(above.id, "Contacts", "Kowal")
    assert [note.text for note in ws.notes.list("Contacts", above.id)] == ["kept"]
    kinds = [event.kind for event in ws.timeline.list("Tasks", two.id)]
    assert kinds == ["restored", "deleted", "created"]


def test_an_activity_restored_alone_leaves_its_record_in_the_bin(cast: Cast) -> None:
    ws = cast.ws(REP)
    above = lead(ws)
    made = task(ws, parent=above)
    ws.records.delete("Leads", above.id)
    ws.bin.restore("Tasks", made.id)
    assert ws.records.get("Tasks", made.id).values["Parent"] == NOT_VISIBLE
    missing(lambda: ws.records.get("Leads", above.id))


def test_a_former_member_has_nothing_of_what_hangs_on_team_records(cast: Cast) -> None:
    """AC02, AC10: not by owning it, not by a share."""
    member, admin = cast.ws(REP2), cast.ws(TEAM_ADMIN)
    mine = task(member, "Marmalade", claim(member))
    lent = task(admin, "Marmalade too", claim(admin))
    admin.sharing.share("Tasks", lent.id, REP2, "full")
    assert ids(member, "Tasks") == {mine.id, lent.id}
    cast.ws().team_members.set(CLAIMS, REP2, None, to=TEAM_ADMIN)
    free, member = task(member), cast.ws(REP2)
    assert ids(member, "Tasks") == {free.id}
    assert member.listing.count(ListQuery("Tasks")).number == 1
    assert member.search.find("Marmalade") == []
    assert "Marmalade" not in repr(member.home.next_actions(10))
    for gone in (mine, lent):
        missing(lambda: member.records.get("Tasks", gone.id))  # noqa: B023
        missing(lambda: member.records.edit("Tasks", gone.id, {"Subject": "Mine"}))  # noqa: B023
        missing(lambda: member.notes.add("Tasks", gone.id, "x"))  # noqa: B023


def test_a_team_user_has_activities_with_the_records_that_he_views(cast: Cast) -> None:
    """AC10: no default, hierarchy or share of the activity opens what hangs on a record out of his sight."""
    rep = cast.ws(REP)
    cast.ws().data_sharing.set_default("Tasks", OrgDefault.READ_ONLY)
    seen = {task(rep).id, task(rep, parent=contact(rep)).id}
    hidden = task(rep, parent=lead(rep)), task(rep, parent=deal(rep))
    rep.sharing.share("Tasks", hidden[0].id, TEAM_MEMBER, "read")
    ws = cast.ws(TEAM_MEMBER)
    assert ids(ws, "Tasks") == seen
    assert ws.listing.count(ListQuery("Tasks")).number == len(seen)
    for one in hidden:
        missing(lambda: ws.records.get("Tasks", one.id))  # noqa: B023


def test_a_participant_sees_his_own_activity_and_works_on_it_with_its_record(cast: Cast) -> None:
    """M11, M22."""
    admin, ws = cast.ws(TEAM_ADMIN), cast.ws(PARTICIPANT)
    above = claim(admin)
    made = task(admin, parent=above, Owner=PARTICIPANT)
    assert ids(ws, "Tasks") == {made.id}
    assert ws.records.get("Tasks", made.id).values["Parent"] == NOT_VISIBLE
    assert refused(cast, lambda: ws.records.edit("Tasks", made.id, {"Subject": "x"})) == "M11"
    admin.sharing.share(CLAIMS, above.id, PARTICIPANT, "read")
    assert ws.records.edit("Tasks", made.id, {"Subject": "x"}).name == "x"


def test_the_profile_of_the_organisation_does_not_count_in_team_modules(cast: Cast) -> None:
    """M04, AC10: Tasks switched off there, what hangs on team records stays, and nothing else."""
    member = cast.ws(REP2)
    inside, _ = task(member, parent=claim(member)), task(member, parent=contact(member))
    cast.ws().profiles.save(replace(STANDARD, denied=STANDARD.denied | {("records.view", "Tasks")}))
    ws = cast.ws(REP2)
    assert ws.records.get("Tasks", inside.id).name == "Call back"
    assert ids(ws, "Tasks") == {inside.id}


def test_the_lock_of_a_team_record_is_not_that_of_its_activities(cast: Cast) -> None:
    """AC07."""
    member, admin = cast.ws(TEAM_MEMBER), cast.ws(TEAM_ADMIN)
    above = claim(member)
    made = task(member, parent=above)
    store = cast.installation.store(ACME)
    with store.engine.write():
        store.engine.execute(f"UPDATE {above.module.table} SET locked = ? WHERE id = ?", (True, above.id))
    assert refused(cast, lambda: admin.records.edit(CLAIMS, above.id, {"Name": "x"})) == "AC07"
    assert admin.records.edit("Tasks", made.id, {"Subject": "x"}).name == "x"
