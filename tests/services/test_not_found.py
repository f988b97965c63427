"""AC50: what is out of sight reads as what does not exist, in class and words; what is merely closed says why."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from functools import partial

import pytest

from crm_tui.domain.errors import NotFound
from crm_tui.domain.records import ListQuery
from crm_tui.domain.users import ProfileRights, UserKind
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.profiles import STANDARD
from crm_tui.services.workspace import Workspace
from tests.services.cast import (
    BOSS,
    CLAIMS,
    HEAD,
    OUTSIDER,
    PARTICIPANT,
    REP,
    REP2,
    REQUESTER,
    TEAM_MEMBER,
    VAULT,
    Cast,
)
from tests.services.making import account, claim, lead, missing, outcome, refusal

NOWHERE = 987_654

OF_A_RECORD: Mapping[str, Callable[[Workspace, str, int], object]] = {
    "get": lambda ws, m, i: ws.records.get(m, i),
    "edit": lambda ws, m, i: ws.records.edit(m, i, {"Owner": REP}),
    "delete": lambda ws, m, i: ws.records.delete(m, i),
    "clone": lambda ws, m, i: ws.records.clone(m, i),
    "clone values": lambda ws, m, i: ws.records.clone_values(m, i),
    "change owner": lambda ws, m, i: ws.records.change_owner(m, i, BOSS),
    "restore": lambda ws, m, i: ws.bin.restore(m, i),
    "share": lambda ws, m, i: ws.sharing.share(m, i, BOSS),
    "unshare": lambda ws, m, i: ws.sharing.unshare(m, i, BOSS),
    "shares": lambda ws, m, i: ws.sharing.list(m, i),
    "notes": lambda ws, m, i: ws.notes.list(m, i),
    "note": lambda ws, m, i: ws.notes.add(m, i, "x"),
    "tags": lambda ws, m, i: ws.tags.list(m, i),
    "tag": lambda ws, m, i: ws.tags.add(m, i, ["x"]),
    "untag": lambda ws, m, i: ws.tags.remove(m, i, ["tag"]),
    "files": lambda ws, m, i: ws.attachments.list(m, i),
    "attach": lambda ws, m, i: ws.attachments.add_stream(m, i, "x", io.BytesIO(b"")),
    "timeline": lambda ws, m, i: ws.timeline.list(m, i),
    "related": lambda ws, m, i: ws.related.list(m, i),
    "why": lambda ws, m, i: ws.access.mine("records.edit", m, i),
    "why of the module": lambda ws, m, i: ws.access.mine("records.create", m, i),
    "why of the person": lambda ws, m, i: ws.access.mine("settings.personal", m, i),
    "can of the module": lambda ws, m, i: ws.access.can(ws.actor.login, "views.create", m, i),
    "try": lambda ws, m, i: ws.access.attempt("records.edit", m, i),
    "can": lambda ws, m, i: ws.access.can(ws.actor.login, "records.edit", m, i),
    "can see": lambda ws, m, i: ws.access.can(ws.actor.login, "records.view", m, i, explain=True),
    "all actions": lambda ws, m, i: ws.access.all_actions(m, i),
}


@pytest.mark.parametrize("login", [REP2, TEAM_MEMBER, REQUESTER])
def test_a_record_out_of_sight_reads_as_a_wrong_id(cast: Cast, login: str) -> None:
    hidden = lead(cast.ws(REP))
    cast.ws(REP).tags.add("Leads", hidden.id, ["tag"])
    ws = cast.ws(login)
    for name, call in OF_A_RECORD.items():
        seen = outcome(partial(call, ws, "Leads", hidden.id))
        assert seen == outcome(partial(call, ws, "Leads", NOWHERE)), name
        assert seen[0] == "NotFound", name


@pytest.mark.parametrize("login", [REP, OUTSIDER])
def test_a_team_module_without_membership_reads_as_one_that_does_not_exist(cast: Cast, login: str) -> None:
    hidden = claim(cast.ws(TEAM_MEMBER))
    ws = cast.ws(login)
    for name, call in OF_A_RECORD.items():
        seen = outcome(partial(call, ws, CLAIMS, hidden.id))
        assert seen == outcome(partial(call, ws, "No_Such_Module", hidden.id)), name
        assert seen == ("NotFound", str(NotFound())), name
    for name, listed in OF_A_MODULE.items():
        seen = outcome(partial(listed, ws, CLAIMS))
        assert seen == outcome(partial(listed, ws, "No_Such_Module")), name
        assert seen == ("NotFound", str(NotFound())), name
    assert CLAIMS not in {m.api_name for m in ws.modules.visible()}
    assert CLAIMS not in {row.module for row in ws.matrix.rows(login)}


OF_A_MODULE: Mapping[str, Callable[[Workspace, str], object]] = {
    "module": lambda ws, m: ws.module(m),
    "list": lambda ws, m: ws.listing.page(query(m)),
    "count": lambda ws, m: ws.listing.count(query(m)),
    "bin": lambda ws, m: ws.bin.list(m),
    "new": lambda ws, m: ws.records.new(m, {"Name": "x"}),
    "views": lambda ws, m: ws.views.list(m),
    "new view": lambda ws, m: ws.views.new(m, "x"),
    "delete view": lambda ws, m: ws.views.delete(m, "All"),
    "share view": lambda ws, m: ws.views.share(m, "All", shared=True),
    "suggestions": lambda ws, m: ws.tags.suggestions(m, ""),
    "search": lambda ws, m: ws.search.find("x", module_name=m),
    "owners": lambda ws, m: ws.pickers.owners(m),
    "everybody": lambda ws, m: ws.pickers.everybody(m),
    "choices": lambda ws, m: ws.pickers.choices(m, "Account", ""),
    "users": lambda ws, m: ws.pickers.users(m, "Lawyer"),
    "why": lambda ws, m: ws.access.mine("records.create", m),
    "try": lambda ws, m: ws.access.attempt("records.create", m),
    "can": lambda ws, m: ws.access.can(ws.actor.login, "records.create", m),
    "can field": lambda ws, m: ws.access.can(ws.actor.login, "records.create", m, field="Damage"),
}


def query(module: str) -> ListQuery:
    return ListQuery(module)


def test_a_standard_module_that_is_not_enabled_is_forbidden_by_its_rule(cast: Cast) -> None:
    ws = cast.ws(TEAM_MEMBER)
    firm = account(cast.ws(REP))
    invoice = cast.ws(REP).records.new("Invoices", {"Subject": "I", "Account_Name": str(firm.id)})
    for name, listed in OF_A_MODULE.items():
        if name in ("can", "can field"):
            assert ws.access.can(TEAM_MEMBER, "records.create", "Invoices").decision.rule == "O01"
        elif name not in ("why", "try"):
            assert refusal(partial(listed, ws, "Invoices")).rule == "O01", name
    for name, call in OF_A_RECORD.items():
        seen = outcome(partial(call, ws, "Invoices", invoice.id))
        assert seen == outcome(partial(call, ws, "Invoices", NOWHERE)), name
        if not name.startswith(("why", "try", "can")):
            assert seen[0] == "Forbidden", name
    assert ws.access.mine("records.view", "Invoices", invoice.id).decision.rule == "O01"
    assert ws.access.mine("records.view", "Invoices", invoice.id) == ws.access.mine("records.view", "Invoices", NOWHERE)


def test_a_requester_sees_his_module_from_outside(cast: Cast) -> None:
    ws = cast.ws(REQUESTER)
    assert refusal(lambda: ws.module(CLAIMS)).rule == "M10"
    hidden = claim(cast.ws(TEAM_MEMBER))
    missing(lambda: ws.records.get(CLAIMS, hidden.id))


def test_ids_of_notes_and_files_out_of_sight_read_as_wrong_ones(cast: Cast) -> None:
    owner = cast.ws(REP)
    hidden = lead(owner)
    owner.notes.add("Leads", hidden.id, "secret")
    owner.attachments.add_stream("Leads", hidden.id, "secret", io.BytesIO(b"secret"))
    note, file = owner.notes.list("Leads", hidden.id)[0].id, owner.attachments.list("Leads", hidden.id)[0].id
    for login in (REP2, TEAM_MEMBER, OUTSIDER):
        ws = cast.ws(login)
        for act in (ws.notes.delete, ws.attachments.read, ws.attachments.delete):
            missing(partial(act, NOWHERE))
        missing(partial(ws.notes.edit, note, "x"))
        missing(partial(ws.notes.delete, note))
        missing(partial(ws.attachments.read, file))
        missing(partial(ws.attachments.delete, file))


def test_an_id_of_another_module_is_a_wrong_id(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = account(ws)
    missing(lambda: ws.records.get("Leads", made.id))
    missing(lambda: ws.notes.list("Leads", made.id))
    missing(lambda: ws.notes.add("Leads", made.id, "x"))


def test_rows_that_point_to_a_record_out_of_sight_are_not_told(cast: Cast) -> None:
    hidden = lead(cast.ws(REP2))
    claim(cast.ws(REP2), Lead=str(hidden.id))
    ws = cast.ws(TEAM_MEMBER)
    for target in (hidden.id, NOWHERE):
        missing(partial(ws.listing.page, ListQuery(CLAIMS, related=("Lead", target))))
        missing(partial(ws.listing.count, ListQuery(CLAIMS, related=("Lead", target))))


def test_opening_what_is_out_of_sight_leaves_no_trace(cast: Cast) -> None:
    hidden = lead(cast.ws(REP))
    ws = cast.ws(REP2)
    ws.recent.note(hidden.id)
    ws.recent.note(NOWHERE)
    assert cast.engine().rows("SELECT * FROM recent") == []
    cast.ws(REP).recent.note(hidden.id)
    assert [hit.id for hit in cast.ws(REP).recent.list()] == [hidden.id]


def test_only_who_may_see_a_record_learns_what_others_may_do_there(cast: Cast) -> None:
    """AC50, AC52: a user manager of no other right asks about others; the owner of the data reads true reasons."""
    cast.ws().profiles.add(ProfileRights("Users", "Users", denied=STANDARD.denied - {("users.manage", "*")}))
    cast.ws().staff.add("hr@acme.test", "Hr", UserKind.REGULAR, "Users")
    hidden, secret = lead(cast.ws(REP)), claim(cast.ws(TEAM_MEMBER))
    ws = cast.ws("hr@acme.test")
    assert ws.access.can(TEAM_MEMBER, "records.edit", "Leads").decision.rule == "O05"
    for module, record_id in (("Leads", hidden.id), ("Leads", NOWHERE), (CLAIMS, secret.id), (VAULT, None)):
        missing(partial(ws.access.can, TEAM_MEMBER, "records.edit", module, record_id))
    assert CLAIMS not in {row.module for row in ws.matrix.rows(TEAM_MEMBER)}
    owner = cast.another(TEAM_MEMBER, owner_of_data=True)
    assert owner.access.can(TEAM_MEMBER, "records.edit", "Leads", hidden.id).decision.rule == "O05"
    assert owner.access.can(PARTICIPANT, "records.edit", CLAIMS, secret.id).decision.rule.startswith("M1")
    missing(lambda: owner.access.can("nobody@acme.test", "records.edit"))


def test_asking_about_others_needs_the_right(cast: Cast) -> None:
    ws = cast.ws(REP)
    for login in (BOSS, TEAM_MEMBER, "nobody@acme.test"):
        assert refusal(partial(ws.access.can, login, "records.view")).rule == "AC52"
        assert refusal(partial(ws.matrix.rows, login)).rule == "AC52"
    assert refusal(ws.matrix.rows).rule == "AC52"


def test_no_question_tells_of_a_module_that_the_asker_does_not_see(cast: Cast) -> None:
    """AC50: not even one about an action that is about no module, and that he may do."""
    cast.ws().profiles.add(ProfileRights("All", "All", denied=STANDARD.denied - {("users.manage", "*")}))
    cast.ws().staff.edit(REP, profile="All")
    ws = cast.ws(REP)
    organisation = [action for action in ACTIONS if ACTIONS[action].group in ("organisation", "access")]
    for action in (*organisation, "records.view", "module.see", "settings.personal"):
        for ask in (
            partial(ws.access.mine, action), partial(ws.access.attempt, action), partial(ws.access.can, REP, action),
            partial(ws.access.can, HEAD, action), partial(ws.access_requests.ask, action),
        ):  # fmt: skip
            assert outcome(partial(ask, VAULT)) == outcome(partial(ask, "Nothing")), (ask, action)
