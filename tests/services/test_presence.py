"""Who else is at a record: told to those who may view it, of those whom they may know, and to nobody else."""

from __future__ import annotations

import pytest

from crm_tui.domain.doors import Doing
from crm_tui.domain.errors import CrmError, NotFound
from crm_tui.domain.users import TeamProfile, UserKind, UserState
from crm_tui.services.workspace import Workspace
from tests.services.cast import (
    BETA,
    BOSS,
    CLAIMS,
    EVERYBODY,
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
from tests.services.making import claim, contact, lead, unchanged

GUEST = "guest@else.test"
NOBODY: list[tuple[str, str]] = []


def told(ws: Workspace, at: tuple[str, int]) -> list[tuple[str, str]]:
    return [(one.name, one.doing.value) for one in ws.presence.others(*at)]


def test_who_looks_and_who_edits_is_told_to_the_others(cast: Cast) -> None:
    at = ("Contacts", contact(cast.ws(REP)).id)
    rep, rep2 = cast.at_screen(REP), cast.at_screen(REP2)
    with unchanged(cast):
        rep.presence.stand(*at)
        assert told(rep, at) == NOBODY
        assert told(rep2, at) == told(cast.ws(HEAD), at) == [("Rae Rep", "looks")]
        rep2.presence.stand(*at)
        cast.clock.advance(5)
        rep2.presence.stand(*at, Doing.EDITS)
        assert told(cast.ws(HEAD), at) == [("Ron Rep", "edits"), ("Rae Rep", "looks")]
        assert told(rep, at) == [("Ron Rep", "edits")]
        rep.presence.leave()
        assert told(rep2, at) == NOBODY
        cast.leaves(rep2)
        assert told(rep, at) == NOBODY


def test_one_stands_at_one_record(cast: Cast) -> None:
    first, second = (("Contacts", contact(cast.ws(REP), name).id) for name in ("First", "Second"))
    ws = cast.at_screen(REP)
    ws.presence.stand(*first, Doing.EDITS)
    ws.presence.stand(*second)
    assert (told(cast.ws(HEAD), first), told(cast.ws(HEAD), second)) == (NOBODY, [("Rae Rep", "looks")])


def test_several_sessions_of_one_person_count_once_and_edits_wins(cast: Cast) -> None:
    at = ("Contacts", contact(cast.ws(REP)).id)
    cast.at_screen(REP).presence.stand(*at)
    second = cast.at_screen(REP)
    second.presence.stand(*at, Doing.EDITS)
    assert told(cast.ws(HEAD), at) == [("Rae Rep", "edits")]
    assert told(second, at) == NOBODY, "one is no other to oneself"
    second.presence.leave()
    assert told(cast.ws(HEAD), at) == [("Rae Rep", "looks")]


def test_a_verb_of_the_command_line_stands_nowhere(cast: Cast) -> None:
    at = ("Contacts", contact(cast.ws(REP)).id)
    cast.ws(REP).presence.stand(*at, Doing.EDITS)
    cast.ws(REP).presence.leave()
    assert told(cast.ws(HEAD), at) == NOBODY


def test_who_views_as_somebody_else_leaves_no_mark(cast: Cast) -> None:
    """AC56."""
    at = ("Contacts", contact(cast.ws(REP)).id)
    boss = cast.at_screen(BOSS)
    seen = boss.view_as(REP)
    for doing in Doing:
        seen.presence.stand(*at, doing)
        assert told(cast.ws(HEAD), at) == told(cast.ws(REP), at) == NOBODY
    boss.presence.stand(*at)
    seen.presence.leave()
    assert told(cast.ws(HEAD), at) == [("Bo Boss", "looks")], "his own mark is his own"
    assert told(seen, at) == NOBODY, "and who looks is not told of himself"


@pytest.mark.parametrize("login", [REP2, TEAM_MEMBER, TEAM_ADMIN, PARTICIPANT, REQUESTER, OUTSIDER])
def test_at_a_record_out_of_sight_nobody_is_told(cast: Cast, login: str) -> None:
    """AC50: as at a record that there is not, in the same words."""
    made = lead(cast.ws(REP))
    cast.at_screen(REP).presence.stand("Leads", made.id, Doing.EDITS)
    assert told(cast.ws(HEAD), ("Leads", made.id)) == [("Rae Rep", "edits")]
    ws = cast.at_screen(login)
    for record_id in (made.id, 999_999):
        for call in (ws.presence.others, ws.presence.stand):
            with unchanged(cast), pytest.raises(NotFound):
                call("Leads", record_id)
    assert told(cast.ws(HEAD), ("Leads", made.id)) == [("Rae Rep", "edits")]


@pytest.mark.parametrize("login", [REP, OUTSIDER, REQUESTER])
def test_in_a_team_module_without_sight_nobody_is_told(cast: Cast, login: str) -> None:
    made = claim(cast.ws(TEAM_MEMBER))
    cast.at_screen(TEAM_MEMBER).presence.stand(CLAIMS, made.id)
    assert told(cast.ws(TEAM_ADMIN), (CLAIMS, made.id)) == [("Meg Member", "looks")]
    with pytest.raises(CrmError):
        cast.ws(login).presence.others(CLAIMS, made.id)


def test_what_left_ones_sight_tells_nothing_any_more(cast: Cast) -> None:
    made = claim(cast.ws(TEAM_MEMBER))
    ws = cast.at_screen(REP2)
    cast.at_screen(TEAM_MEMBER).presence.stand(CLAIMS, made.id)
    assert told(ws, (CLAIMS, made.id)) == [("Meg Member", "looks")]
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, REP2, None)
    with pytest.raises(NotFound):
        ws.presence.others(CLAIMS, made.id)


def test_at_a_record_in_the_bin_nobody_is(cast: Cast) -> None:
    made = contact(cast.ws(REP))
    ws = cast.at_screen(REP)
    ws.presence.stand("Contacts", made.id)
    cast.ws(REP).records.delete("Contacts", made.id)
    for call in (ws.presence.others, ws.presence.stand):
        with pytest.raises(NotFound):
            call("Contacts", made.id)


def test_the_same_numbers_in_another_organisation_are_another_record(cast: Cast) -> None:
    mine, theirs = lead(cast.ws(HEAD)), lead(cast.ws(ZOE, BETA))
    for _more in range(mine.id - theirs.id):
        theirs = lead(cast.ws(ZOE, BETA))
    while mine.id < theirs.id:
        mine = lead(cast.ws(HEAD))
    assert mine.id == theirs.id
    cast.at_screen(HEAD).presence.stand("Leads", mine.id)
    assert told(cast.ws(ZOE, BETA), ("Leads", theirs.id)) == NOBODY


def test_an_external_user_is_told_of_those_whom_he_meets(cast: Cast) -> None:
    """U06."""
    cast.ws().staff.add(GUEST, "Guest", UserKind.EXTERNAL, "Standard")
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, GUEST, TeamProfile.MANAGER)
    at = (CLAIMS, claim(cast.ws(TEAM_MEMBER)).id)
    for login in (TEAM_MEMBER, BOSS):
        cast.at_screen(login).presence.stand(*at)
    assert told(cast.ws(TEAM_ADMIN), at) == [("Bo Boss", "looks"), ("Meg Member", "looks")]
    assert told(cast.at_screen(GUEST), at) == [("Meg Member", "looks")]


def test_who_is_no_longer_active_is_told_of_to_nobody(cast: Cast) -> None:
    at = ("Contacts", contact(cast.ws(REP)).id)
    cast.at_screen(REP2).presence.stand(*at)
    cast.ws(BOSS).staff.set_state(REP2, UserState.INACTIVE)
    assert told(cast.ws(REP), at) == NOBODY


def test_everybody_who_views_a_record_may_stand_there(cast: Cast) -> None:
    at = ("Contacts", contact(cast.ws(REP)).id)
    for login in EVERYBODY:
        cast.at_screen(login).presence.stand(*at)
    assert len(told(cast.ws(REP), at)) == len(EVERYBODY) - 1


def test_a_look_is_called_for_by_others_at_the_same_record(cast: Cast) -> None:
    at = ("Contacts", contact(cast.ws(REP)).id)
    ws = cast.at_screen(REP)
    ws.presence.stand(*at)
    before = ws.open_sessions.look()
    cast.at_screen(REP2).presence.stand(*at)
    after = ws.open_sessions.look()
    assert before is not None
    assert after is not None
    assert after.news != before.news
