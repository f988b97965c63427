"""Open sessions: one's own, everybody's for those who manage them, and an end by whom it is told."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from crm_tui.base.clock import epoch
from crm_tui.domain.doors import EndReason, OpenSession
from crm_tui.domain.errors import Forbidden, NotFound
from crm_tui.store.live_rows import LiveSession
from tests.services.cast import ACME, BETA, BOSS, EVERYBODY, OUTSIDER, REP, REP2, ZOE, Cast
from tests.services.making import outcome, unchanged

DOOR = "front"


def by_door(cast: Cast, name: str, login: str, slug: str = ACME) -> str:
    """Somebody who has come in by ssh, as a front says it."""
    live, now = cast.installation.live, epoch(cast.clock.now())
    org = cast.installation.org(slug).id
    live.beat(DOOR, os.getpid())
    live.begin(LiveSession(name, login, org, "ssh", "10.0.0.9", 3, DOOR, 0, now, now, key_name="laptop"))
    return name


def ids(found: tuple[OpenSession, ...]) -> list[str]:
    return [one.id for one in found]


def test_a_session_stands_in_the_list_from_its_arrival_to_its_end(cast: Cast) -> None:
    ws = cast.at_screen(REP)
    [mine] = ws.open_sessions.list()
    assert (mine.login, mine.name, mine.door, mine.here) == (REP, "Rae Rep", "screen", True)
    assert mine.started_at == mine.active_at == epoch(cast.clock.now())
    assert [one.here for one in cast.ws(REP).open_sessions.list()] == [False]
    cast.leaves(ws)
    assert cast.ws(REP).open_sessions.list() == ()


def test_everybody_reads_his_own_and_who_manages_them_all(cast: Cast) -> None:
    by_door(cast, "a", REP)
    cast.later()
    by_door(cast, "b", REP2)
    by_door(cast, "c", REP)
    assert ids(cast.ws(REP).open_sessions.list()) == ["a", "c"]
    assert ids(cast.ws(BOSS).open_sessions.list()) == []
    told = cast.ws(BOSS).open_sessions.list(everybody=True)
    assert [(one.id, one.name, one.address, one.key) for one in told] == [
        ("a", "Rae Rep", "10.0.0.9", "laptop"), ("b", "Ron Rep", "10.0.0.9", "laptop"),
        ("c", "Rae Rep", "10.0.0.9", "laptop"),
    ]  # fmt: skip
    for login in EVERYBODY[1:]:
        with unchanged(cast), pytest.raises(Forbidden):
            cast.ws(login).open_sessions.list(everybody=True)


def test_another_organisation_is_silent(cast: Cast) -> None:
    by_door(cast, "there", ZOE, BETA)
    by_door(cast, "his", REP, BETA)
    assert cast.ws(BOSS).open_sessions.list(everybody=True) == ()
    assert cast.ws(REP).open_sessions.list() == ()
    with unchanged(cast), pytest.raises(NotFound):
        cast.ws(BOSS).open_sessions.end("there")
    assert cast.installation.live.glance("there").end == ""
    assert ids(cast.ws(BOSS, BETA).open_sessions.list(everybody=True)) == ["his", "there"]


def test_who_changes_the_organisation_changes_the_list(cast: Cast) -> None:
    ws = cast.at_screen(BOSS)
    assert ids(cast.ws(BOSS).open_sessions.list()) == ["s1"]
    installation = ws.session.live._installation  # type: ignore[union-attr]
    installation.workspace(BOSS, BETA).users.arrive()
    assert cast.ws(BOSS).open_sessions.list() == ()
    assert ids(cast.ws(BOSS, BETA).open_sessions.list()) == ["s1"]


def test_an_end_is_asked_for_written_down_and_told_by_whom(cast: Cast) -> None:
    at = by_door(cast, "a", REP)
    ended = cast.ws(BOSS).open_sessions.end(at)
    assert (ended.id, ended.login) == ("a", REP)
    glance = cast.installation.live.glance("a")
    assert (glance.end, glance.end_by) == (EndReason.ENDED, "Bo Boss")
    [entry] = [row.entry for row in cast.ws(BOSS).audit.list(limit=1)]
    assert (entry.action, entry.outcome, entry.detail) == ("sessions.manage", "allowed", f"ends session a of {REP}")
    cast.ws(BOSS).open_sessions.end(at)
    assert cast.ws(BOSS).history.last() is None, "nobody can be brought back"


def test_who_manages_sessions_is_told_who_comes_and_goes(cast: Cast) -> None:
    boss = cast.at_screen(BOSS)
    boss.open_sessions.attend()
    before = boss.open_sessions.glance().news
    by_door(cast, "there", ZOE, BETA)
    assert boss.open_sessions.glance().news == before
    by_door(cast, "a", REP2)
    assert boss.open_sessions.glance().news != before


def test_nobody_else_is_told(cast: Cast) -> None:
    ws = cast.at_screen(REP)
    with unchanged(cast), pytest.raises(Forbidden):
        ws.open_sessions.attend()
    before = ws.open_sessions.glance()
    by_door(cast, "a", REP2)
    assert ws.open_sessions.glance() == before


def test_everybody_ends_his_own(cast: Cast) -> None:
    ws = cast.at_screen(OUTSIDER)
    ws.open_sessions.end("s1")
    assert cast.installation.live.glance("s1").end_by == "Tom Outsider"


def test_whoever_may_not_learns_nothing_by_trying(cast: Cast) -> None:
    """There is one, or there is none: the same words, and one audit row."""
    by_door(cast, "a", REP2)
    said = []
    for session in ("a", "gone"):
        with unchanged(cast, audit=1):
            said.append(outcome(lambda it=session: cast.ws(REP).open_sessions.end(it)))  # type: ignore[misc]
    assert said[0] == said[1]
    assert said[0][0] == "Forbidden"
    assert cast.installation.live.glance("a").end == ""


@pytest.mark.parametrize("session", ["gone", "", "a' OR 1=1 --", "\x1b[2J", "x" * 10_000])
def test_there_is_no_such_session(cast: Cast, session: str) -> None:
    by_door(cast, "a", REP)
    with unchanged(cast), pytest.raises(NotFound):
        cast.ws(BOSS).open_sessions.end(session)
    assert cast.installation.live.glance("a").end == ""


def test_through_his_eyes_neither_address_nor_key_is_told_and_nothing_ended(cast: Cast) -> None:
    """AC56."""
    by_door(cast, "a", REP)
    seen = cast.ws(BOSS).view_as(REP)
    [told] = seen.open_sessions.list()
    assert (told.id, told.address, told.key) == ("a", "", "")
    with unchanged(cast, audit=1), pytest.raises(Forbidden):
        seen.open_sessions.end("a")
    assert cast.installation.live.glance("a").end == ""


def test_a_rehearsal_ends_nobody(cast: Cast) -> None:
    by_door(cast, "a", REP)
    cast.ws(BOSS).effects.of(lambda: cast.ws(BOSS).open_sessions.end("a"))
    assert cast.installation.live.glance("a").end == ""


def test_a_look_tells_what_concerns_the_session_and_only_after_a_change(cast: Cast) -> None:
    ws = cast.at_screen(REP)
    assert ws.open_sessions.look() is not None
    if cast.engine().is_sqlite:
        assert ws.open_sessions.look() is None
    cast.ws(BOSS).open_sessions.end("s1")
    found = ws.open_sessions.look()
    assert found is not None
    assert (found.end, found.end_by) == (EndReason.ENDED, "Bo Boss")
    assert cast.ws(REP).open_sessions.look() is None, "a verb of the command line is no session"


def test_what_he_does_is_told_by_the_next_word_that_he_is_there(cast: Cast) -> None:
    ws = cast.at_screen(REP)
    begun = epoch(cast.clock.now())
    cast.clock.advance(20)
    ws.open_sessions.stay(active=False)
    assert ws.open_sessions.list()[0].active_at == begun
    ws.open_sessions.stay(active=True)
    assert ws.open_sessions.list()[0].active_at == begun + 20
    cast.clock.advance(20)
    assert ids(ws.open_sessions.list()) == ["s1"], "on a server, too, it has said that it is there"


def test_a_name_with_controls_is_kept_as_it_is_and_shown_by_the_face(cast: Cast) -> None:
    cast.ws(BOSS).staff.edit(REP, name="[/] Rae\x1b[2J")
    by_door(cast, "a", REP)
    [told] = cast.ws(REP).open_sessions.list()
    assert told == replace(told, name=cast.ws(BOSS).session.user(cast.user_id(REP)).name)


def test_a_live_store_that_cannot_be_used_stops_no_work(file_cast: Cast) -> None:
    live = file_cast.installation.places.database("live")
    live.unlink(missing_ok=True)
    live.mkdir()
    ws = file_cast.at_screen(REP)
    assert ws.open_sessions.look() is not None
    ws.open_sessions.stay(active=True)
    assert ws.users.list()
