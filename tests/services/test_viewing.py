"""View as: another person's world to look at; nothing is changed through it, and all of it is written down (AC56)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from crm_tui.domain.errors import Forbidden, Invalid, NotFound
from crm_tui.domain.records import ListQuery
from crm_tui.domain.users import ProfileRights, TeamProfile, UserKind, UserState
from crm_tui.policy.profiles import STANDARD
from crm_tui.services.workspace import Workspace
from tests.services.cast import BOSS, CLAIMS, HEAD, OUTSIDER, REP, REP2, TEAM_ADMIN, TEAM_MEMBER, Cast
from tests.services.making import claim, contact, dumped, ids, lead, outcome, refusal, refused, unchanged
from tests.services.walk import CHANGES, make_world

WATCHER = "wim@acme.test"
PAGE = ListQuery("Leads")
ENDED = frozenset({"viewing.begin", "viewing.end"})
"""They begin and end a look."""
NOTHING_THERE = ("history.redo", "setup.")
"""Nothing was undone, and that person has no such space: not found, before anything is asked."""


def cast_rule(cast: Cast) -> str:
    """The rule by which the boss views as others."""
    return cast.ws().access.decide("access.view_as").rule


@contextmanager
def looking(cast: Cast) -> Iterator[None]:
    """Nothing is written but audit rows of refusals by AC56, or of the person's own, in the viewer's name."""
    before = dumped(cast.engine())
    yield
    after = dumped(cast.engine())
    added = [row for row in after.pop("audit") if row not in before["audit"]]
    del before["audit"]
    assert after == before
    assert all("refused" in row and BOSS in row for row in added)


@pytest.fixture
def watcher(cast: Cast) -> Workspace:
    """A regular user whose profile lets him view as others, and nothing else of set-up."""
    denied = frozenset(each for each in STANDARD.denied if each[0] != "access.view_as")
    cast.ws().profiles.add(ProfileRights("Watching", "Watching", denied=denied))
    cast.ws().staff.add(WATCHER, "Wim Watcher", UserKind.REGULAR, "Watching", "Sales_Rep")
    return cast.ws(WATCHER)


def audited(cast: Cast, login: str = BOSS) -> list[tuple[str, str, str, str, str]]:
    """What the audit says of somebody, newest first."""
    entries = [row.entry for row in cast.ws().audit.list(limit=500, login=login)]
    return [(e.login, e.action, e.outcome, e.rule, e.detail) for e in entries]


def test_one_sees_what_that_person_sees(cast: Cast) -> None:
    mine, other = lead(cast.ws(REP)), lead(cast.ws(REP2))
    seen = cast.ws().view_as(REP)
    assert seen.actor.login == REP
    assert seen.viewer is not None
    assert seen.viewer.login == BOSS
    assert ids(seen, "Leads") == {mine.id}
    with pytest.raises(NotFound):
        seen.records.get("Leads", other.id)
    assert cast.ws().viewer is None


LOOKING = ("Forbidden", "You view as somebody else: nothing is changed that way.")


def test_every_change_is_refused_at_the_gate_and_names_who_looks(cast: Cast, tmp_path: Path) -> None:
    world = make_world(cast, tmp_path)
    seen = cast.ws().view_as(REP)
    for name, call in sorted(CHANGES.items()):
        if name in ENDED:
            continue
        before = len(audited(cast))
        with looking(cast):
            if name == "access.attempt":
                assert call(seen, world) is not None
                continue
            ended = outcome(partial(call, seen, world))
        if ended == ("NotFound", "Not found.") or name == "history.redo":
            assert name.startswith(NOTHING_THERE)
        else:
            assert ended == LOOKING, name
            assert len(audited(cast)) > before, name


def test_undo_is_refused_too(cast: Cast) -> None:
    made = lead(cast.ws(REP))
    cast.ws(REP).notes.add("Leads", made.id, "x")
    seen = cast.ws().view_as(REP)
    assert seen.history.last() is not None
    with looking(cast):
        assert outcome(seen.history.undo) == LOOKING
    assert audited(cast)[0] == (BOSS, "notes.delete", "refused", "AC56", f"as {REP}")
    assert len(cast.ws(REP).notes.list("Leads", made.id)) == 1


def test_beginning_and_end_are_written_down(cast: Cast) -> None:
    seen = cast.ws().view_as(REP)
    assert audited(cast)[0] == (BOSS, "access.view_as", "allowed", cast_rule(cast), f"begins {REP}")
    seen.viewing.end()
    assert audited(cast)[0] == (BOSS, "access.view_as", "allowed", cast_rule(cast), f"as {REP} ends")
    assert cast.ws().audit.check().sound
    with unchanged(cast):
        cast.ws().viewing.end()


def test_only_who_holds_the_right_views(cast: Cast) -> None:
    for login in (HEAD, REP, TEAM_ADMIN, OUTSIDER):
        assert refused(cast, partial(cast.ws(login).view_as, REP2))
    with pytest.raises(NotFound):
        cast.ws().view_as("nobody@acme.test")
    with pytest.raises(Invalid):
        cast.ws().view_as(BOSS)
    cast.ws().staff.set_state(REP2, UserState.INACTIVE)
    with pytest.raises(Invalid):
        cast.ws().view_as(REP2)


def test_a_view_within_a_view_is_refused(cast: Cast) -> None:
    seen = cast.ws().view_as(REP)
    with looking(cast):
        assert outcome(partial(seen.view_as, REP2)) == LOOKING


def test_reading_is_not_raised_through_an_administrators_eyes(cast: Cast, watcher: Workspace) -> None:
    assert watcher.view_as(REP).actor.login == REP
    assert refused(cast, partial(watcher.view_as, BOSS)) == "AC56"


def test_what_greying_says_is_that_one_only_looks_or_why_he_could_not(cast: Cast) -> None:
    seen, made = cast.ws().view_as(TEAM_MEMBER), contact(cast.ws(REP))
    record = seen.records.get("Contacts", made.id)
    assert seen.access.decide("notes.add", record.module, record).rule == "AC56"
    assert seen.access.decide("records.edit", record.module, record).rule == "O05"
    assert seen.access.decide("records.view", record.module, record).allowed
    mine = seen.access.mine("notes.add", "Contacts", made.id)
    assert (mine.decision.rule, [s.rule for s in mine.steps if s.outcome == "denied"]) == ("AC56", ["AC56"])
    rules = {a.id: e.decision.rule for a, e in seen.access.all_actions("Contacts", made.id)}
    assert (rules["notes.add"], rules["records.edit"]) == ("AC56", "O05")
    # What he may is asked as before: only the screen's answer is about who looks.
    assert seen.access.can(TEAM_MEMBER, "notes.add", "Contacts", made.id).decision.allowed


def test_a_team_module_read_through_its_peoples_eyes_is_witnessed(cast: Cast, watcher: Workspace) -> None:
    made = claim(cast.ws(TEAM_MEMBER))
    for login in (BOSS, WATCHER):
        seen = cast.ws(login).view_as(TEAM_MEMBER)
        seen.records.get(CLAIMS, made.id)
        assert (login, f"as {TEAM_MEMBER}") in {(who, detail) for who, _, _, _, detail in audited(cast, login)}
    cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, WATCHER, TeamProfile.MANAGER)
    before = len(audited(cast, WATCHER))
    cast.ws(WATCHER).view_as(TEAM_MEMBER).records.get(CLAIMS, made.id)
    assert len(audited(cast, WATCHER)) == before + 1  # its beginning


def test_who_loses_the_right_looks_no_more(cast: Cast, watcher: Workspace) -> None:
    seen = watcher.view_as(REP)
    lead(cast.ws(REP))
    cast.ws().profiles.save(replace(STANDARD, api_name="Watching", label="Watching"))
    with pytest.raises(Forbidden):
        seen.listing.page(PAGE)
    assert refusal(seen.refresh).rule == "AC04"
