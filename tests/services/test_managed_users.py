"""What those who manage users read of them, and that nobody else does."""

from __future__ import annotations

import pytest

from crm_tui.domain.errors import Forbidden
from crm_tui.domain.users import TeamProfile, UserKind, UserState
from tests.services.cast import ACME, BETA, BOSS, CLAIMS, HEAD, OUTSIDER, REP, TEAM_ADMIN, TEAM_MEMBER, Cast

GUEST = "guest@acme.test"


def test_a_user_is_told_with_his_manager_and_when_he_was_here(cast: Cast) -> None:
    ws = cast.ws()
    ws.staff.edit(REP, manager=HEAD)
    before = {one.info.login: one for one in ws.users.managed()}
    assert (before[REP].manager, before[REP].last_seen) == (HEAD, None)
    cast.ws(REP).users.arrive()
    after = {one.info.login: one for one in ws.users.managed()}
    assert after[REP].last_seen == ws.session.at()
    assert after[HEAD] == before[HEAD]


def test_a_role_that_was_taken_away_is_empty(cast: Cast) -> None:
    cast.ws().staff.edit(REP, role="")
    assert next(one.role for one in cast.ws().users.managed() if one.info.login == REP) == ""


def test_options_hold_what_regular_users_may_have(cast: Cast) -> None:
    options = cast.ws().users.options()
    names = {name for name, _label in options.profiles}
    assert "Standard" in names
    assert not {"Administrator", "Team_User"} & names
    assert {name for name, _label in options.roles} == {role.api_name for role in cast.ws().roles.list()}


@pytest.mark.parametrize("login", [REP, HEAD, TEAM_MEMBER, OUTSIDER])
def test_nobody_else_reads_them(cast: Cast, login: str) -> None:
    ws = cast.ws(login)
    for ask in (ws.users.managed, ws.users.options):
        with pytest.raises(Forbidden) as refused:
            ask()
        assert BOSS not in str(refused.value)


def test_an_external_user_reads_of_those_in_his_team_modules_alone(cast: Cast) -> None:
    """U06; as a requester he does not learn who is in the module (M10)."""
    cast.ws().staff.add(GUEST, "Guest", UserKind.EXTERNAL, "Standard")
    people = cast.ws(TEAM_ADMIN).team_members
    assert [one.login for one in cast.ws(GUEST).users.list()] == [GUEST]
    people.set(CLAIMS, GUEST, TeamProfile.REQUESTER)
    assert [one.login for one in cast.another(GUEST).users.list()] == [GUEST]
    people.set(CLAIMS, GUEST, TeamProfile.PARTICIPANT)
    shown = {one.login for one in cast.another(GUEST).users.list()}
    assert shown == {GUEST, *(one.party.name for one in people.list(CLAIMS))}
    assert BOSS not in shown


def test_who_is_deactivated_leaves_no_mark(cast: Cast) -> None:
    ws = cast.ws(REP)
    cast.ws().staff.set_state(REP, UserState.INACTIVE)
    with pytest.raises(Forbidden):
        ws.users.arrive()
    assert next(one.last_seen for one in cast.ws().users.managed() if one.info.login == REP) is None


def test_coming_in_is_a_mark_in_one_organisation(cast: Cast) -> None:
    cast.ws(REP, ACME).users.arrive()
    there = {one.info.login: one.last_seen for one in cast.ws(BOSS, BETA).users.managed()}
    assert there[REP] is None
