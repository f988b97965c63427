"""Owner fall-backs where the owner worked out is a team user: 10.7, row by row."""

from __future__ import annotations

import pytest

from crm_tui.domain.errors import Invalid
from crm_tui.domain.users import UserKind, UserState
from crm_tui.services.fallbacks import Entry, Fallbacks
from tests.services.cast import BOSS, CLAIMS, HEAD, OUTSIDER, READER, REP, REP2, TEAM_ADMIN, TEAM_MEMBER, Cast
from tests.services.making import lead, unchanged


def fallbacks(cast: Cast) -> Fallbacks:
    """As automation has them, on the boss's session."""
    ws = cast.ws()
    return Fallbacks(ws.session, ws.pickers)


ASSIGNED = [
    # entries (users, who had the last turn) -> owner, entry
    ([((REP, REP2), None)], REP, 0),
    ([((REP, REP2), REP)], REP2, 0),
    ([((REP, REP2), REP2)], REP, 0),
    ([((OUTSIDER, REP), None)], REP, 0),
    ([((REP, OUTSIDER), REP)], REP, 0),
    ([((OUTSIDER, TEAM_ADMIN), None), ((REP2,), None)], REP2, 1),
    ([((HEAD,), None), ((REP2,), None)], REP2, 1),
    ([((OUTSIDER,), None)], BOSS, None),
    ([((), None)], BOSS, None),
    ([], BOSS, None),
]


@pytest.mark.parametrize(("entries", "owner", "place"), ASSIGNED)
def test_an_assignment_rule_passes_team_users_over(
    file_cast: Cast, entries: list[tuple[tuple[str, ...], str | None]], owner: str, place: int | None
) -> None:
    """The next user in the round, the next entry, the default owner. HEAD is inactive."""
    file_cast.ws().staff.set_state(HEAD, UserState.INACTIVE)
    listed = [
        Entry(tuple(map(file_cast.user_id, users)), file_cast.user_id(last) if last else None)
        for users, last in entries
    ]
    found = fallbacks(file_cast).assigned(file_cast.ws().module("Leads"), listed, file_cast.user_id(BOSS))
    assert (found.owner.login, found.entry) == (owner, place)


WORKFLOW = [
    # computed owner, owner of the parent record -> owner
    (REP, REP2, REP),
    (OUTSIDER, REP2, REP2),
    (OUTSIDER, TEAM_ADMIN, BOSS),
    (OUTSIDER, HEAD, BOSS),
    (OUTSIDER, None, BOSS),
    (HEAD, REP, REP),
]


@pytest.mark.parametrize(("computed", "parent", "owner"), WORKFLOW)
def test_a_workflow_gives_the_record_to_the_owner_of_its_parent(
    cast: Cast, computed: str, parent: str | None, owner: str
) -> None:
    cast.ws().staff.set_state(HEAD, UserState.INACTIVE)
    above = cast.user_id(parent) if parent else None
    found = fallbacks(cast).created_by_workflow(cast.ws().module("Leads"), cast.user_id(computed), above)
    assert found.login == owner


def test_a_wizard_gives_the_record_to_the_nearest_regular_user_below(cast: Cast) -> None:
    """10.7: nearest level, fewest open records, lowest id; nobody there: the super administrator."""
    ws, leads = cast.ws(), cast.ws().module("Leads")

    def owner(by: str) -> str:
        return fallbacks(cast).made_by_wizard(leads, cast.user_id(by)).login

    assert owner(REP) == REP
    assert owner(TEAM_MEMBER) == BOSS, "Legal has no role below it"
    ws.staff.edit(TEAM_MEMBER, role="Manager")
    assert owner(TEAM_MEMBER) == HEAD
    ws.staff.set_state(HEAD, UserState.INACTIVE)
    assert owner(TEAM_MEMBER) == REP
    lead(cast.ws(REP))
    assert owner(TEAM_MEMBER) == REP2
    lead(cast.ws(REP2))
    assert owner(TEAM_MEMBER) == REP
    for login in (REP, REP2):
        ws.staff.set_state(login, UserState.INACTIVE)
    assert owner(TEAM_MEMBER) == BOSS
    ws.staff.edit(TEAM_MEMBER, role="")
    assert owner(TEAM_MEMBER) == BOSS


def test_on_any_other_path_a_team_user_is_refused(cast: Cast) -> None:
    leads = cast.ws().module("Leads")
    assert fallbacks(cast).checked(leads, cast.user_id(REP)).login == REP
    for login in (OUTSIDER, TEAM_ADMIN):
        with unchanged(cast), pytest.raises(Invalid, match="cannot own") as caught:
            fallbacks(cast).checked(leads, cast.user_id(login))
        assert set(caught.value.fields) == {"Owner"}
    with pytest.raises(Invalid):
        fallbacks(cast).assigned(leads, [], cast.user_id(OUTSIDER))
    claims = cast.ws().module(CLAIMS)
    assert fallbacks(cast).checked(claims, cast.user_id(TEAM_MEMBER)).login == TEAM_MEMBER


def test_a_profile_that_may_not_own_is_passed_over_too(cast: Cast) -> None:
    cast.ws().staff.add("x@acme.test", "X", UserKind.REGULAR, "Reading")
    leads, reader = cast.ws().module("Cases"), cast.user_id(READER)
    found = fallbacks(cast).assigned(leads, [Entry((reader, cast.user_id(REP)))], cast.user_id(BOSS))
    assert found.owner.login == REP
