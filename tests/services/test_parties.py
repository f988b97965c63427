"""Whom one may name where users, roles and groups are named: told to who gives rights there, to nobody else (AC15)."""

from __future__ import annotations

import pytest

from crm_tui.domain.errors import Forbidden, NotFound
from crm_tui.domain.groups import PartyKind
from crm_tui.domain.users import UserState
from crm_tui.services.parties import PartyName
from tests.services.cast import CLAIMS, REP, TEAM_ADMIN, TEAM_MEMBER, Cast


def test_users_roles_and_groups_are_offered_to_who_gives_rights(cast: Cast) -> None:
    ws = cast.ws()
    ws.groups.add("Fair", "Fair [/]")
    offered = ws.groups.parties()
    assert ws.data_sharing.parties() == ws.team_members.parties(CLAIMS) == offered
    assert PartyName(PartyKind.GROUP, "Fair", "Fair [/]") in offered
    roles = [role.api_name for role in ws.roles.list()]
    for kind in (PartyKind.ROLE, PartyKind.ROLE_BELOW):
        assert [each.name for each in offered if each.kind == kind] == roles
    active = {user.login for user in ws.users.list() if user.state is UserState.ACTIVE}
    assert {each.name for each in offered if each.kind == PartyKind.USER} == active


def test_an_admin_of_a_team_module_is_offered_them_there_alone(cast: Cast) -> None:
    ws = cast.ws(TEAM_ADMIN)
    assert ws.team_members.parties(CLAIMS) == cast.ws().groups.parties()
    for refused in (ws.groups.parties, ws.data_sharing.parties):
        with pytest.raises(Forbidden):
            refused()


@pytest.mark.parametrize("login", [REP, TEAM_MEMBER])
def test_nobody_else_is_offered_anything(cast: Cast, login: str) -> None:
    ws = cast.ws(login)
    for refused in (ws.groups.parties, ws.data_sharing.parties):
        with pytest.raises(Forbidden):
            refused()
    with pytest.raises((Forbidden, NotFound)):
        ws.team_members.parties(CLAIMS)
