"""Undo and redo: through the gate with today's rights, never over what somebody changed since (R74)."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from crm_tui.domain.errors import Conflict, NotFound
from crm_tui.domain.fields import Link
from crm_tui.domain.users import TeamProfile
from crm_tui.services.workspace import Workspace
from tests.services.cast import BOSS, CLAIMS, HEAD, REP, REP2, TEAM_ADMIN, TEAM_MEMBER, Cast
from tests.services.making import claim, contact, deal, ids, lead, missing, refused, task, unchanged


def company(ws: Workspace, record_id: int) -> object:
    return ws.records.get("Leads", record_id).values["Company"]


def test_acts_are_taken_back_one_after_the_other_and_done_again(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws, "First")
    ws.records.edit("Leads", made.id, {"Company": "Two"})
    ws.records.edit("Leads", made.id, {"Company": "Three", "Last_Name": "Second"})
    assert ws.history.last().text == "Changed Second"  # type: ignore[union-attr]
    assert ws.history.undo().text == "Undone: Changed Second"
    assert company(ws, made.id) == "Two"
    ws.history.undo()
    assert company(ws, made.id) == "First & Co"
    ws.history.undo()
    missing(lambda: ws.records.get("Leads", made.id))
    with unchanged(cast), pytest.raises(NotFound):
        ws.history.undo()
    ws.history.redo()
    assert company(ws, made.id) == "First & Co"
    assert ws.history.redo().text == "Redone: Changed First"
    ws.history.redo()
    assert (company(ws, made.id), ws.records.get("Leads", made.id).name) == ("Three", "Second")
    with unchanged(cast), pytest.raises(NotFound):
        ws.history.redo()
    ws.history.undo()
    assert company(ws, made.id) == "Two"
    assert cast.ws().audit.check().sound


def test_a_new_act_ends_what_could_be_redone(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    ws.records.edit("Leads", made.id, {"Company": "Two"})
    ws.history.undo()
    ws.notes.add("Leads", made.id, "new")
    with unchanged(cast), pytest.raises(NotFound):
        ws.history.redo()


def test_what_follows_from_a_field_follows_its_undo(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = deal(ws)
    before = ws.records.get("Deals", made.id).values
    ws.records.edit("Deals", made.id, {"Stage": "Closed Won", "Amount": "5"})
    ws.history.undo()
    after = ws.records.get("Deals", made.id).values
    changing = {"Modified_Time"}
    assert {k: v for k, v in after.items() if k not in changing} == {
        k: v for k, v in before.items() if k not in changing
    }


def test_what_somebody_changed_since_is_not_undone(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    ws.records.edit("Leads", made.id, {"Company": "Mine"})
    cast.ws(HEAD).records.edit("Leads", made.id, {"Phone": "1"})
    assert ws.history.last() is None
    with unchanged(cast), pytest.raises(Conflict):
        ws.history.undo()
    assert company(ws, made.id) == "Mine"


def test_a_deletion_is_undone_with_what_went_along_unless_it_was_purged_or_restored(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    hung = task(ws, parent=made)
    ws.records.delete("Leads", made.id)
    ws.history.undo()
    assert ws.records.get("Tasks", hung.id).values["Parent"] == Link(made.id, "Leads", "Lodz")
    ws.records.delete("Leads", made.id)
    cast.ws(HEAD).bin.restore("Leads", made.id)
    assert ws.history.last() is None
    with unchanged(cast), pytest.raises(Conflict):
        ws.history.undo()
    ws.records.delete("Leads", made.id)
    cast.ws().bin.purge("Leads", made.id)
    assert ws.history.last() is None
    with pytest.raises((Conflict, NotFound)):
        ws.history.undo()


def test_owner_and_share_are_given_back(cast: Cast) -> None:
    ws = cast.ws(HEAD)
    made = lead(cast.ws(REP))
    ws.records.change_owner("Leads", made.id, REP2)
    ws.history.undo()
    assert cast.ws(REP).records.get("Leads", made.id).owner.login == REP
    ws.sharing.share("Leads", made.id, REP2, "read")
    ws.sharing.share("Leads", made.id, REP2, "full")
    ws.history.undo()
    assert [s.level.name for s in ws.sharing.list("Leads", made.id)] == ["READ"]
    ws.history.undo()
    assert ws.sharing.list("Leads", made.id) == []
    ws.history.redo()
    cast.ws(REP).sharing.share("Leads", made.id, REP2, "edit")
    assert ws.history.last() is None
    with pytest.raises(Conflict):
        ws.history.undo()


def test_notes_tags_and_files_of_a_team_user_are_undone_on_an_organisation_record(cast: Cast) -> None:
    person = contact(cast.ws(REP))
    ws, at = cast.ws(TEAM_MEMBER), ("Contacts", person.id)

    def state() -> tuple[object, ...]:
        notes, tags, files = ws.notes.list(*at), ws.tags.list(*at), ws.attachments.list(*at)
        return [(n.id, n.text) for n in notes], [t.name for t in tags], [(f.id, f.name, f.digest) for f in files]

    states = [state()]
    acts: tuple[Callable[[], object], ...] = (
        lambda: ws.notes.add(*at, "one"), lambda: ws.notes.edit(ws.notes.list(*at)[0].id, "two"),
        lambda: ws.notes.delete(ws.notes.list(*at)[0].id), lambda: ws.tags.add(*at, ["a", "b", "c"]),
        lambda: ws.tags.remove(*at, ["a", "b"]), lambda: ws.attachments.add_stream(*at, "f", io.BytesIO(b"f")),
        lambda: ws.attachments.delete(ws.attachments.list(*at)[0].id),
    )  # fmt: skip
    for act in acts:
        act()
        states.append(state())
    for expected in reversed(states[:-1]):
        ws.history.undo()
        assert state() == expected
    for expected in states[1:4]:
        ws.history.redo()
        assert state() == expected
    assert cast.ws().audit.check().sound


def test_a_tag_that_somebody_elses_hand_took_off_comes_back_as_its_authors(cast: Cast) -> None:
    made = claim(cast.ws(TEAM_MEMBER))
    cast.ws(REP2).tags.add(CLAIMS, made.id, ["warm"])
    ws = cast.ws(TEAM_MEMBER)
    ws.tags.remove(CLAIMS, made.id, ["warm"])
    ws.history.undo()
    assert [(t.name, t.added_by) for t in ws.tags.list(CLAIMS, made.id)] == [("warm", cast.user_id(REP2))]


def test_a_note_that_somebody_changed_is_not_undone(cast: Cast) -> None:
    made = claim(cast.ws(TEAM_MEMBER))
    ws = cast.ws(REP2)
    ws.notes.add(CLAIMS, made.id, "one")
    cast.ws(TEAM_ADMIN).notes.edit(ws.notes.list(CLAIMS, made.id)[0].id, "theirs")
    assert ws.history.last() is None
    with unchanged(cast), pytest.raises(Conflict):
        ws.history.undo()


def test_an_undo_needs_the_rights_of_today(cast: Cast) -> None:
    ws = cast.ws(TEAM_MEMBER)
    made = claim(ws)
    ws.records.edit(CLAIMS, made.id, {"Damage": "5"})
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, TEAM_MEMBER, TeamProfile.PARTICIPANT)
    cast.ws(TEAM_ADMIN).records.change_owner(CLAIMS, made.id, REP2)
    cast.ws(TEAM_ADMIN).history.undo()
    assert ws.history.last() is not None
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, TEAM_MEMBER, TeamProfile.REQUESTER)
    assert ws.history.last() is None
    with unchanged(cast, audit=1):
        missing(ws.history.undo)


def test_words_of_an_act_on_what_left_ones_sight_are_kept_back(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws, "Secretname")
    ws.records.change_owner("Leads", made.id, REP2)
    assert ws.history.last() is None
    with unchanged(cast, audit=1):
        missing(ws.history.undo)
    cast.ws(HEAD).records.edit("Leads", made.id, {"Phone": "2"})
    with unchanged(cast, audit=1):
        missing(ws.history.undo)


def test_other_peoples_acts_are_not_undone(cast: Cast) -> None:
    ws = cast.ws(REP)
    lead(ws)
    entry = ws.history.last()
    assert entry is not None
    for login in (HEAD, BOSS):
        with unchanged(cast), pytest.raises(NotFound):
            cast.ws(login).history.undo(entry.undo_id)
    with unchanged(cast), pytest.raises(NotFound):
        ws.history.undo(99_999)


def test_one_act_is_undone_once_by_two_sessions(cast: Cast) -> None:
    one, two = cast.ws(REP), cast.another(REP)
    made = lead(one)
    entry = one.history.last()
    assert entry is not None
    two.history.undo(entry.undo_id)
    with unchanged(cast), pytest.raises(NotFound):
        one.history.undo(entry.undo_id)
    assert ids(one, "Leads") == set()
    assert [row.id for row in one.bin.list("Leads").rows] == [made.id]


def test_a_refused_undo_of_many_steps_is_reported_step_by_step(cast: Cast) -> None:
    ws, person = cast.ws(TEAM_MEMBER), contact(cast.ws(REP))
    ws.tags.add("Contacts", person.id, ["a", "b"])
    cast.ws(REP).tags.remove("Contacts", person.id, ["a"])
    cast.ws(REP).tags.add("Contacts", person.id, ["a"])
    done = ws.history.undo()
    assert len(done.refused) == 1
    assert [t.name for t in ws.tags.list("Contacts", person.id)] == ["a"]
    assert refused(cast, lambda: ws.tags.remove("Contacts", person.id, ["a"])) == "O03"
