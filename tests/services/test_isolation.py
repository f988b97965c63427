"""Two organisations share logins and nothing else (chapter 8, U12)."""

from __future__ import annotations

import io

import pytest

from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.modules import OrgDefault
from crm_tui.domain.users import UserKind, UserState
from tests.services.cast import ACME, BETA, BOSS, CLAIMS, REP, TEAM_MEMBER, ZOE, Cast
from tests.services.making import account, claim, dumped, ids, lead, missing, refusal


def test_one_login_is_another_person_in_each_organisation(cast: Cast) -> None:
    here, there = cast.ws(REP, ACME).actor, cast.ws(REP, BETA).actor
    assert (here.kind, here.name) == (UserKind.REGULAR, "Rae Rep")
    assert (there.kind, there.name) == (UserKind.TEAM, "Rae Elsewhere")
    firm = account(cast.ws(BOSS, BETA))
    assert refusal(lambda: account(cast.ws(REP, BETA))).rule == "O06"
    missing(lambda: cast.ws(REP, BETA).records.get("Accounts", firm.id))
    assert account(cast.ws(REP, ACME)).owner.name == "Rae Rep"


def test_what_is_done_in_one_organisation_leaves_the_other_as_it_was(cast: Cast) -> None:
    before = dumped(cast.engine(BETA))
    ws = cast.ws(REP, ACME)
    made = lead(ws)
    ws.notes.add("Leads", made.id, "x")
    ws.tags.add("Leads", made.id, ["x"])
    ws.attachments.add_stream("Leads", made.id, "x", io.BytesIO(b"x"))
    ws.records.delete("Leads", made.id)
    ws.history.undo()
    cast.ws(BOSS, ACME).data_sharing.set_default("Leads", OrgDefault.READ_WRITE_DELETE)
    cast.ws(BOSS, ACME).staff.set_state(REP, UserState.INACTIVE)
    assert dumped(cast.engine(BETA)) == before
    assert cast.another(REP, BETA).actor.state is UserState.ACTIVE


def test_ids_of_one_organisation_mean_nothing_in_the_other(cast: Cast) -> None:
    made = lead(cast.ws(BOSS, ACME))
    missing(lambda: cast.ws(BOSS, BETA).records.get("Leads", made.id))
    other = lead(cast.ws(BOSS, BETA), "Elsewhere")
    assert other.id == made.id
    assert cast.ws(BOSS, ACME).records.get("Leads", made.id).name == "Lodz"
    assert cast.ws(BOSS, BETA).records.get("Leads", made.id).name == "Elsewhere"
    assert [hit.name for hit in cast.ws(BOSS, BETA).search.find("lodz")] == []
    assert ids(cast.ws(ZOE, BETA), "Leads") == {other.id}


def test_people_and_modules_of_one_organisation_are_unknown_in_the_other(cast: Cast) -> None:
    ws = cast.ws(BOSS, BETA)
    assert {user.login for user in ws.users.list()} == {BOSS, ZOE, REP}
    assert TEAM_MEMBER not in {user.login for user in ws.pickers.owners("Leads")}
    with pytest.raises(Invalid):
        lead(ws, Owner=TEAM_MEMBER)
    missing(lambda: ws.module(CLAIMS))
    missing(lambda: ws.access.can(TEAM_MEMBER, "records.view"))
    missing(lambda: ws.matrix.rows(TEAM_MEMBER))
    with pytest.raises(NotFound):
        cast.another(TEAM_MEMBER, BETA)
    with pytest.raises(NotFound):
        cast.another(ZOE, ACME)


def test_files_of_one_organisation_are_not_read_in_the_other(cast: Cast) -> None:
    made = claim(cast.ws(TEAM_MEMBER))
    cast.ws(TEAM_MEMBER).attachments.add_stream(CLAIMS, made.id, "x", io.BytesIO(b"secret"))
    file = cast.ws(TEAM_MEMBER).attachments.list(CLAIMS, made.id)[0]
    missing(lambda: cast.ws(BOSS, BETA).attachments.read(file.id))
    with pytest.raises(NotFound):
        cast.ws(BOSS, BETA).session.files.read(file.digest)
