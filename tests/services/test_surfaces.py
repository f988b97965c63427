"""The canary: a word in a record out of sight appears on no surface; neither do its id and its count."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest

from crm_tui.domain.interactions import Channel, Direction, NewInteraction
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.records import Record
from crm_tui.domain.users import TeamProfile
from crm_tui.services.surfaces import SURFACES, Aim, answer
from crm_tui.services.workspace import Workspace
from tests.services.cast import (
    ACME,
    BETA,
    BOSS,
    CLAIMS,
    HEAD,
    OUTSIDER,
    PARTICIPANT,
    REP,
    REP2,
    REQUESTER,
    TEAM_ADMIN,
    TEAM_MEMBER,
    ZOE,
    Cast,
)
from tests.services.making import account, claim, contact, lead, task
from tests.services.walk import STEPS, public_methods

CANARY = "Quetzalcoatl"
FIRST_ID = 7_770_000
NAMES = (
    "spaces and modules", "definitions", "list", "count", "place in a list", "sort", "filter", "filter by look-up",
    "text search in a list", "rows by look-up", "rows of the pointing module", "sort by look-up", "bin",
    "look-up picker", "parent picker", "people pickers", "record", "record since a version", "record that points there",
    "clone values",
    "clone values of what points there", "conversion", "related lists", "related lists of what points there",
    "notes", "number of notes", "tags", "tag suggestions", "attachment names", "number of attachments",
    "attachment content", "shares", "timeline", "timeline of what points there", "timeline by a filter",
    "interactions", "interactions of what points there", "interactions of what it points to", "count of interactions",
    "interaction", "views", "view by name", "search", "search in a module", "recently opened",
    "inbox", "home", "next action", "next action of what points there",
    "undo title", "can", "can of others", "why-card", "try", "all actions",
    "who reaches a record", "what a user reaches", "what another reaches", "requests for access", "request for access",
    "view as", "matrix", "people", "people to manage", "what users may be", "profiles", "roles",
    "own settings", "where he left", "audit", "requests", "request", "request settings", "request form",
    "what others changed", "errors of a look-up", "errors of acts",
    "invitations", "licences", "keys", "open sessions", "who is at a record", "errors of acts on people",
    "permission tree", "hierarchy", "groups", "organisation defaults", "module that team users see nothing of",
    "sharing rules", "e-mail sharing", "field permissions", "people of a team module", "former people of a team module",
    "whom rights can name", "errors of administering rights", "promises", "how promises stand",
    "effect of a change of rights", "errors of promises", "errors of making",
)  # fmt: skip


def test_the_table_of_surfaces_is_frozen() -> None:
    assert tuple(surface.name for surface in SURFACES) == NAMES


def test_every_public_method_stands_in_the_table(file_cast: Cast) -> None:
    named = {method for surface in SURFACES for method in surface.methods}
    found = {name for name in public_methods(file_cast.ws()) if not name.startswith("setup.")}
    assert found - STEPS == named


def test_the_walk_would_find_the_canary(cast: Cast) -> None:
    """A test that cannot fail is a defect: who sees the record finds it on nearly every surface."""
    _, aim = plant(cast, lambda ws: lead(ws, CANARY, Owner=REP), cast.ws(HEAD))
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, HEAD, TeamProfile.MEMBER)
    ws = cast.ws(HEAD)
    aim = replace(aim, pointer=(CLAIMS, claim(ws, Lead=str(aim.record_id)).id), field="Lead")
    loud = {surface.name for surface in SURFACES if is_heard(answer(surface, ws, aim), aim)}
    assert loud >= {
        "list", "filter", "text search in a list", "sort", "parent picker", "record", "clone values", "notes", "tags",
        "tag suggestions", "attachment names", "attachment content", "timeline", "search", "search in a module",
        "recently opened", "look-up picker", "errors of acts", "record that points there",
        "rows by look-up", "rows of the pointing module", "clone values of what points there",
        "timeline of what points there", "interactions", "interaction",
        "home", "next action",
    }  # fmt: skip


@pytest.mark.parametrize("login", [REP2, TEAM_MEMBER, TEAM_ADMIN, PARTICIPANT, REQUESTER, OUTSIDER])
def test_a_private_record_is_silent(cast: Cast, login: str) -> None:
    silent(cast, login, "Leads", lambda ws: lead(ws, CANARY, Owner=REP))


@pytest.mark.parametrize("login", [REP, OUTSIDER, PARTICIPANT, REQUESTER, HEAD])
def test_a_team_module_record_is_silent(cast: Cast, login: str) -> None:
    silent(cast, login, CLAIMS, lambda ws: claim(ws, CANARY, Reference=CANARY))


@pytest.mark.parametrize("login", [ZOE, REP])
def test_the_other_organisation_is_silent(cast: Cast, login: str) -> None:
    """REP is a regular user here and a team user there."""
    silent(cast, login, "Leads", lambda ws: lead(ws, CANARY, Owner=REP), slug=BETA)


@pytest.mark.parametrize("login", [REP2, TEAM_MEMBER])
def test_a_contact_out_of_sight_is_silent_on_its_account(cast: Cast, login: str) -> None:
    """I20: whoever sees both finds the contact's e-mail there."""
    cast.ws().data_sharing.set_default("Contacts", OrgDefault.PRIVATE)
    above = account(cast.ws(REP2))
    _, aim = plant(
        cast, lambda ws: contact(ws, CANARY, Account_Name=str(above.id), Owner=REP), cast.ws(HEAD), task_of_his=False
    )
    aim = replace(aim, above=(("Accounts", above.id),))
    rolled_up = next(surface for surface in SURFACES if surface.name == "interactions of what it points to")
    assert is_heard(answer(rolled_up, cast.ws(HEAD), aim), aim)
    hear(cast.ws(login), aim)


@pytest.mark.parametrize("login", [OUTSIDER, TEAM_MEMBER])
def test_mail_of_a_record_in_sight_is_silent_to_who_may_not_read_it(cast: Cast, login: str) -> None:
    """I24, O21: of the e-mail he finds the line, and no word of it anywhere."""
    made = contact(cast.ws(REP), "Plain", Account_Name=str((above := account(cast.ws(REP))).id))
    new = NewInteraction(Channel.EMAIL, Direction.OUT, CANARY, people=CANARY, text=CANARY)
    number = cast.ws(REP).interactions.log("Contacts", made.id, new).item_id
    assert number is not None
    cast.ws(REP).interactions.mark(number, "clicked")
    aim = Aim("Contacts", made.id, CANARY, contact=number, login=REP, above=(("Accounts", above.id),))
    told = {surface.name: repr(answer(surface, cast.ws(login), aim)) for surface in SURFACES}
    assert {name for name, text in told.items() if CANARY in text and not text_of_own_question(text, aim)} == set()
    assert "redacted=True" in told["interactions"]
    assert "clicked" not in told["interactions"] + told["interaction"] + told["interactions of what it points to"]


def test_a_record_in_the_bin_is_silent(cast: Cast) -> None:
    made, aim = plant(cast, lambda ws: lead(ws, CANARY, Owner=REP), cast.ws(HEAD))
    cast.ws(REP).records.delete("Leads", made.id)
    for login in (REP2, TEAM_MEMBER):
        hear(cast.another(login), aim)


def test_what_left_ones_sight_is_silent_about_ones_own_acts(cast: Cast) -> None:
    ws = cast.ws(REP2)
    made, aim = plant(cast, lambda _: lead(ws, CANARY), ws, task_of_his=False)
    ws.records.edit("Leads", made.id, {"Company": f"{CANARY} again"})
    ws.recent.note(made.id)
    ws.sharing.share("Leads", made.id, TEAM_MEMBER, "read")
    cast.ws(TEAM_MEMBER).notes.add("Leads", made.id, f"{CANARY} noted")
    cast.ws(TEAM_MEMBER).tags.add("Leads", made.id, [f"{CANARY}tag"])
    cast.ws(TEAM_MEMBER).recent.note(made.id)
    cast.ws(HEAD).notes.add("Leads", made.id, f"@rep2 @meg {CANARY}")
    assert all(is_heard(cast.ws(login).notices.list(), aim) for login in (REP2, TEAM_MEMBER))
    assert is_heard(ws.history.last(), aim)
    cast.ws(HEAD).records.change_owner("Leads", made.id, REP)
    cast.ws(HEAD).sharing.unshare("Leads", made.id, TEAM_MEMBER)
    for login in (REP2, TEAM_MEMBER):
        hear(cast.ws(login), aim)


def test_a_module_that_left_ones_sight_is_silent(cast: Cast) -> None:
    ws = cast.ws(PARTICIPANT)
    made, aim = plant(cast, lambda _: claim(ws, CANARY), ws, task_of_his=False)
    assert made.owner.login == PARTICIPANT
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, PARTICIPANT, None)
    hear(ws, aim)
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, PARTICIPANT, TeamProfile.REQUESTER)
    hear(ws, aim)


def test_views_of_others_are_silent(cast: Cast) -> None:
    aim = Aim("Contacts", 0, CANARY)
    cast.ws(REP).views.new("Contacts", CANARY, criteria=f'Last_Name = "{CANARY}"')
    hear(cast.ws(REP2), aim)


def test_a_record_that_a_default_closes_is_silent_at_once(cast: Cast) -> None:
    cast.ws().data_sharing.set_default("Leads", OrgDefault.READ_ONLY)
    made, aim = plant(cast, lambda ws: lead(ws, CANARY, Owner=REP), cast.ws(HEAD))
    ws = cast.ws(TEAM_MEMBER)
    ws.notes.add("Leads", made.id, CANARY)
    ws.recent.note(made.id)
    cast.ws().data_sharing.set_default("Leads", OrgDefault.PRIVATE)
    hear(ws, aim)


def silent(cast: Cast, login: str, module: str, make: Callable[[Workspace], Record], slug: str = ACME) -> None:
    """Nothing changes for him when the record comes to be, and nothing tells of it when something points there."""
    ws = cast.ws(login, slug)
    guess = Aim(module, FIRST_ID + 1, CANARY, note=1, file=1, contact=1, login=BOSS)
    before = walk(ws, guess)
    made, aim = plant(cast, make, cast.ws(TEAM_ADMIN if module == CLAIMS else HEAD))
    assert aim == guess
    assert walk(ws, aim) == before
    hear(ws, point(cast, made, aim, login) if slug == ACME else aim)


def walk(ws: Workspace, aim: Aim) -> dict[str, str]:
    """What each surface answers."""
    return {surface.name: repr(answer(surface, ws, aim)) for surface in SURFACES}


def hear(ws: Workspace, aim: Aim) -> None:
    """Fails for each surface that names the canary or its id."""
    loud = {surface.name: found for surface in SURFACES if is_heard(found := answer(surface, ws, aim), aim)}
    assert loud == {}


def is_heard(found: object, aim: Aim) -> bool:
    text = repr(found)
    if aim.record_id and f"{aim.record_id}" in text:
        return True
    return aim.words in text and not text_of_own_question(text, aim)


def text_of_own_question(text: str, aim: Aim) -> bool:
    """An error may repeat what was asked, as `Leads has no view Quetzalcoatl`, and nothing more."""
    return text.count(aim.words) == sum(text.count(words.format(aim.words)) for words in ECHOES)


ECHOES = ("has no view {}", "has no tag {}")


def plant(
    cast: Cast, make: Callable[[Workspace], Record], ws: Workspace, *, task_of_his: bool = True
) -> tuple[Record, Aim]:
    """The record with a note, a tag, a file, an e-mail and a task that carry the word. A task stays its owner's."""
    count_on(cast)
    made = make(ws)
    at = (made.module.api_name, made.id)
    ws.notes.add(*at, f"note {CANARY}")
    ws.tags.add(*at, [f"{CANARY}"])
    ws.attachments.add_stream(*at, f"{CANARY}.txt", io.BytesIO(CANARY.encode()))
    if task_of_his:
        task(ws, f"Task {CANARY}", made)
    note, file = ws.notes.list(*at)[0].id, ws.attachments.list(*at)[0].id
    if not made.module.is_team:
        ws.interactions.log(*at, NewInteraction(Channel.EMAIL, Direction.IN, CANARY, people=CANARY, text=CANARY))
    return made, Aim(*at, CANARY, note, file, 1, login=BOSS)


def point(cast: Cast, made: Record, aim: Aim, login: str = TEAM_MEMBER) -> Aim:
    """A task on the record that is shared to him: he reads the task, not what it hangs on."""
    owner = cast.ws(TEAM_ADMIN if made.module.is_team else REP)
    hung = task(owner, "Points there", made)
    if login in (REP2, REP, HEAD) and not made.module.is_team:
        owner.sharing.share("Tasks", hung.id, login, "read")
        return replace(aim, pointer=("Tasks", hung.id), field="Parent")
    if login in (TEAM_MEMBER, TEAM_ADMIN) and not made.module.is_team:
        cast.ws(HEAD).sharing.share("Leads", made.id, REP2, "read")
        pointing = claim(cast.ws(REP2), "Points there", Lead=str(made.id))
        return replace(aim, pointer=(CLAIMS, pointing.id), field="Lead")
    return aim


def count_on(cast: Cast) -> None:
    """The next record has an id that no other number looks like."""
    engine = cast.engine()
    if (engine.value("SELECT max(id) FROM record") or 0) >= FIRST_ID:
        return
    with engine.write():
        module = engine.value("SELECT min(id) FROM module")
        engine.execute("INSERT INTO record (id, module_id, created_at) VALUES (?, ?, 0)", (FIRST_ID, module))
        if not engine.is_sqlite:
            engine.rows("SELECT setval(pg_get_serial_sequence('record', 'id'), ?)", (FIRST_ID,))
