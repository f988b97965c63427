"""A change of rights is rehearsed: its effect is told, and nothing of it stays (AC58)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from crm_tui.domain.effects import Diff, Effect, Shift
from crm_tui.domain.errors import CrmError, Forbidden, Invalid, NotFound
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.records import ListQuery
from crm_tui.domain.users import ProfileRights, TeamProfile, UserKind, UserState
from crm_tui.policy.profiles import STANDARD
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.services.effects import Effects
from crm_tui.services.parties import PartyName
from crm_tui.services.workspace import Workspace
from crm_tui.store.organisation import OrganisationStore
from tests.services.cast import BOSS, CLAIMS, HEAD, OUTSIDER, READER, REP, REP2, TEAM_ADMIN, TEAM_MEMBER, Cast
from tests.services.making import claim, contact, dumped, lead, task
from tests.services.walk import CHANGES, make_world


def shift(effect: Effect, login: str, module: str) -> Shift:
    """The one line about this person and module."""
    (found,) = [s for s in effect.shifts if (s.login, s.module) == (login, module)]
    return found


def rehearsed(ws: Workspace, act: Callable[[], object]) -> Effect:
    """The effect of an act, however long counting takes on a busy machine."""
    return Effects(ws.session, tick=lambda: 0.0).of(act)


def test_a_default_that_opens_tells_each_person_how_many_records_more(cast: Cast) -> None:
    for n in range(3):
        lead(cast.ws(REP), f"Rae{n}")
    lead(cast.ws(REP2), "Ron")
    ws = cast.ws()
    effect = rehearsed(ws, lambda: ws.data_sharing.set_default("Leads", OrgDefault.READ_ONLY))
    assert shift(effect, REP, "Leads").records == 1
    assert shift(effect, REP2, "Leads").records == 3
    assert shift(effect, READER, "Leads").records == 4
    assert [s.login for s in effect.shifts if s.module == "Leads" and s.login in (BOSS, HEAD)] == []
    assert effect.diffs == (Diff("module Leads: default", "private", "read_only"),)


def test_a_default_that_closes_tells_how_many_fewer(cast: Cast) -> None:
    contact(cast.ws(REP), "Rae")
    contact(cast.ws(REP2), "Ron")
    ws = cast.ws()
    effect = rehearsed(ws, lambda: ws.data_sharing.set_default("Contacts", OrgDefault.PRIVATE))
    assert shift(effect, REP, "Contacts").records == -1
    assert shift(effect, TEAM_MEMBER, "Contacts").records == -2


def test_what_is_told_is_what_comes(cast: Cast) -> None:
    """The numbers are those of the lists before and after."""
    for login in (REP, REP2):
        made = lead(cast.ws(login), login)
        task(cast.ws(login), "Call", made)
    lead(cast.ws(REP), "In the bin")
    cast.ws(REP).records.delete("Leads", lead(cast.ws(REP), "Gone").id)
    ws = cast.ws()

    def act() -> None:
        ws.data_sharing.set_default("Leads", OrgDefault.READ_ONLY)

    before = {
        (login, module): seen(cast, login, module) for login in (REP, REP2, HEAD) for module in ("Leads", "Tasks")
    }
    effect = rehearsed(ws, act)
    assert {key: seen(cast, *key) for key in before} == before
    act()
    told = {(s.login, s.module): s.records for s in effect.shifts}
    assert {key: seen(cast, *key) - number for key, number in before.items()} == {
        key: told.get(key, 0) for key in before
    }
    assert told[REP, "Tasks"] == 1


def seen(cast: Cast, login: str, module: str) -> int:
    """How many records somebody sees."""
    return cast.ws(login).listing.count(ListQuery(module), None).number


def test_a_profile_that_loses_a_switch_tells_who_loses_the_action(cast: Cast) -> None:
    ws = cast.ws()
    lowered = ProfileRights("Standard", "Standard", denied=STANDARD.denied | {("records.delete", "Leads")})
    effect = rehearsed(ws, lambda: ws.profiles.save(lowered))
    assert "records.delete" in shift(effect, REP, "Leads").lost
    assert {s.login for s in effect.shifts} == {HEAD, REP, REP2}
    assert effect.diffs == (Diff("profile Standard: records.delete/Leads", "on", "off"),)


def test_a_new_user_gains_all_that_he_will_have(cast: Cast) -> None:
    lead(cast.ws(REP))
    ws = cast.ws()
    effect = rehearsed(ws, lambda: ws.staff.add("new@acme.test", "Nia New", UserKind.REGULAR, "Standard", "Manager"))
    assert {s.login for s in effect.shifts} >= {"new@acme.test"}
    assert "records.edit" in shift(effect, "new@acme.test", "Leads").gained
    assert shift(effect, "new@acme.test", "Leads").records == 1
    assert effect.diffs == (Diff("user new@acme.test", "", "Nia New"),)


def test_who_is_switched_off_loses_all(cast: Cast) -> None:
    lead(cast.ws(REP))
    ws = cast.ws()
    effect = rehearsed(ws, lambda: ws.staff.set_state(REP, UserState.INACTIVE))
    assert "records.view" in shift(effect, REP, "Leads").lost
    assert shift(effect, REP, "Leads").records == -1
    assert {s.login for s in effect.shifts} == {REP}


def test_a_membership_tells_of_the_module_alone(cast: Cast) -> None:
    claim(cast.ws(TEAM_MEMBER))
    ws = cast.ws(TEAM_ADMIN)
    effect = rehearsed(ws, lambda: ws.team_members.set(CLAIMS, OUTSIDER, TeamProfile.MEMBER))
    assert shift(effect, OUTSIDER, CLAIMS).records == 1
    assert effect.diffs == (Diff(f"user {OUTSIDER}: module {CLAIMS}", "", "Member"),)


def test_gain_and_loss_at_once_are_two_lines(cast: Cast) -> None:
    ws = cast.ws()
    ws.roles.add("Other", "Other", "CEO")
    ws.roles.add("Other_Rep", "Other Rep", "Other")
    ws.staff.add("o@acme.test", "Ola Other", UserKind.REGULAR, "Standard", "Other_Rep")
    lead(cast.ws(REP), "Rae")
    lead(cast.ws("o@acme.test"), "Ola")
    lead(cast.ws("o@acme.test"), "Ola again")

    def act() -> None:
        store, member = ws.session.store, cast.user_id(HEAD)
        role = next(r.id for r in store.roles().values() if r.api_name == "Other")
        store.edit_member(member, role_id=role)

    effect = rehearsed(ws, act)
    assert sorted(s.records for s in effect.shifts if (s.login, s.module) == (HEAD, "Leads")) == [-1, 2]


def test_nothing_to_change_has_no_effect(cast: Cast) -> None:
    ws = cast.ws()
    assert rehearsed(ws, lambda: ws.data_sharing.set_default("Leads", OrgDefault.PRIVATE)).nothing


# Time


def test_counting_ends_after_its_time_and_says_at_least(cast: Cast) -> None:
    lead(cast.ws(REP2))
    ws, ticks = cast.ws(), iter([0.0, *[9.0] * 10_000])
    effects = Effects(ws.session, tick=lambda: next(ticks), budget=2.0)
    effect = effects.of(lambda: ws.data_sharing.set_default("Leads", OrgDefault.READ_ONLY))
    assert shift(effect, REP, "Leads").at_least
    assert "module Leads: default" in [diff.what for diff in effect.diffs]


def test_who_only_loses_records_is_told_of_when_the_time_is_over(cast: Cast) -> None:
    contact(cast.ws(REP2))
    ws, ticks = cast.ws(), iter([0.0, *[9.0] * 10_000])
    effects = Effects(ws.session, tick=lambda: next(ticks), budget=2.0)
    effect = effects.of(lambda: ws.data_sharing.set_default("Contacts", OrgDefault.PRIVATE))
    found = shift(effect, REP, "Contacts")
    assert (found.records, found.at_least, found.fewer, found.uncounted) == (0, True, True, True)


def test_what_was_counted_before_the_time_was_over_is_exact(cast: Cast) -> None:
    """Everybody who loses the same records is told the same number; who comes later, at least none."""
    contact(cast.ws(REP2))
    ws, ticks = cast.ws(), iter([0.0, 0.0, 0.0, *[9.0] * 10_000])
    effects = Effects(ws.session, tick=lambda: next(ticks), budget=2.0)
    effect = effects.of(lambda: ws.data_sharing.set_default("Contacts", OrgDefault.PRIVATE))
    told = [(s.records, s.at_least) for s in effect.shifts if s.module == "Contacts"]
    assert told[0] == (-1, False)
    assert (0, True) in told


def test_counting_goes_on_from_stretch_to_stretch(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(5):
        lead(cast.ws(REP2), f"Ron{n}")
    monkeypatch.setattr("crm_tui.store.newly_reached.STRETCH", 2)
    ws = cast.ws()
    effect = rehearsed(ws, lambda: ws.data_sharing.set_default("Leads", OrgDefault.READ_ONLY))
    assert shift(effect, REP, "Leads").records == 5
    assert not shift(effect, REP, "Leads").at_least


# Nothing stays


ACTS: dict[str, Callable[[Workspace], object]] = {
    "default": lambda ws: ws.data_sharing.set_default("Leads", OrgDefault.READ_WRITE_DELETE),
    "user": lambda ws: ws.staff.add("new@acme.test", "New", UserKind.TEAM, "Team_User"),
    "role": lambda ws: ws.roles.delete("Legal", "CEO"),
    "profile": lambda ws: ws.profiles.add(ProfileRights("P", "P")),
    "state": lambda ws: ws.staff.set_state(REP, UserState.INACTIVE),
    "member": lambda ws: ws.team_members.set(CLAIMS, OUTSIDER, TeamProfile.REQUESTER),
    "seats": lambda ws: ws.licences.buy(team=77),
    "module": lambda ws: ws.setup.add_space("S", "S"),
}


@pytest.mark.parametrize("name", ACTS)
def test_a_rehearsal_writes_nothing(cast: Cast, name: str) -> None:
    ws = cast.ws()
    before, logins = dumped(cast.engine()), directory(cast)
    rehearsed(ws, lambda: ACTS[name](ws))
    assert dumped(cast.engine()) == before
    assert directory(cast) == logins


WITH_FILES = frozenset({"attachments.add", "attachments.add_stream"})
"""They are no acts of set-up: a file is kept beside the data before its row is written."""


def test_no_act_leaves_anything_of_its_rehearsal(cast: Cast, tmp_path: Path) -> None:
    """Not in the tables, not in the directory, not among the files, not in what the session remembers."""
    world, ws = make_world(cast, tmp_path), cast.ws()
    before, logins, kept = dumped(cast.engine()), directory(cast), files(cast)
    for name, call in sorted(CHANGES.items()):
        if name not in WITH_FILES:
            with suppress(CrmError):
                ws.effects.of(partial(call, ws, world))
    assert dumped(cast.engine()) == before
    assert directory(cast) == logins
    assert files(cast) == kept
    fresh = cast.another(BOSS)
    assert remembered(ws) == remembered(fresh)


def remembered(ws: Workspace) -> tuple[object, ...]:
    """What a session says of set-up, most of it from what it keeps."""
    return (
        ws.users.managed(), ws.roles.list(), ws.groups.list(), ws.profiles.list(), ws.data_sharing.rules(),
        ws.licences.state(), ws.catalog().modules, ws.team_members.list(CLAIMS),
    )  # fmt: skip


def files(cast: Cast) -> frozenset[str]:
    """Names of what is kept beside the databases."""
    return frozenset(path.name for path in cast.folder.rglob("*") if "files" in path.parts)


def directory(cast: Cast) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the directory."""
    return dumped(cast.installation.directory.engine)


def test_a_refused_act_raises_and_leaves_no_audit_row(cast: Cast) -> None:
    before = dumped(cast.engine())
    rep = cast.ws(REP)
    with pytest.raises(Forbidden):
        rehearsed(rep, lambda: rep.roles.add("R", "R", "CEO"))
    ws = cast.ws()
    with pytest.raises(NotFound):
        rehearsed(ws, lambda: ws.roles.delete("Nobody", "CEO"))
    with pytest.raises(Invalid):
        rehearsed(ws, lambda: ws.roles.add("not a name", "R", "CEO"))
    assert dumped(cast.engine()) == before


def test_after_a_rehearsal_the_session_knows_what_is_committed(cast: Cast) -> None:
    """Without another look at the numbers, too: a screen greys by what it has."""
    ws, made = cast.ws(), lead(cast.ws(REP2))
    rehearsed(ws, lambda: ws.data_sharing.set_default("Leads", OrgDefault.READ_ONLY))
    assert ws.session.catalog().by_name["Leads"].default is OrgDefault.PRIVATE
    assert ws.module("Leads").default is OrgDefault.PRIVATE
    rep = cast.ws(REP)
    with pytest.raises(NotFound):
        rep.records.get("Leads", made.id)


def test_the_same_number_afterwards_means_what_was_committed(cast: Cast) -> None:
    """The trap: a rehearsal raises the version to N, is taken back, and the next change makes another N."""
    ws = cast.ws()
    version = ws.session.store.policy_version()
    rehearsed(ws, lambda: ws.data_sharing.set_default("Leads", OrgDefault.READ_ONLY))
    assert ws.session.store.policy_version() == version
    ws.data_sharing.set_default("Deals", OrgDefault.READ_WRITE)
    assert ws.session.store.policy_version() == version + 1
    for workspace in (ws, cast.another()):
        workspace.refresh()
        defaults = {m.api_name: m.default for m in workspace.catalog().modules}
        assert (defaults["Leads"], defaults["Deals"]) == (OrgDefault.PRIVATE, OrgDefault.READ_WRITE)
    assert ws.session.store.versions.seen == ws.session.store.versions.read()


def test_a_change_after_a_failed_one_is_noticed_at_once(cast: Cast) -> None:
    """The mark of a transaction that was rolled back does not keep the next one's numbers from being read."""
    ws = cast.ws()
    with pytest.raises(ZeroDivisionError):
        lost(ws.session.store, "Lost")
    with ws.session.engine.write():
        assert not ws.session.store.versions.raised
        ws.session.store.add_role("Late", "Late")
    assert "Late" in {role.api_name for role in ws.session.store.roles().values()}


def test_what_an_inner_transaction_lost_does_not_hide_the_outer_one(cast: Cast) -> None:
    store = cast.ws().session.store
    with store.engine.write():
        with pytest.raises(ZeroDivisionError):
            lost(store, "Lost")
        store.add_role("Kept", "Kept")
    names = {role.api_name for role in store.roles().values()}
    assert "Kept" in names
    assert "Lost" not in names


def lost(store: OrganisationStore, name: str) -> None:
    """A change of rights whose transaction fails."""
    with store.engine.write():
        store.add_role(name, name)
        raise ZeroDivisionError


def test_other_threads_see_and_do_nothing_of_it(file_cast: Cast) -> None:
    """One workspace, many threads, as a screen has them: one rehearses, the others read, list and change meanwhile."""
    ws, problems = file_cast.ws(), list[object]()
    for login in (REP, REP2):
        lead(file_cast.ws(login))
    rep = file_cast.ws(REP)
    stop = threading.Event()

    def reading() -> None:
        while not stop.is_set():
            if (n := seen(file_cast, REP, "Leads")) != 1:
                problems.append(n)
            if ws.session.catalog().by_name["Leads"].default is not OrgDefault.PRIVATE:
                problems.append("catalogue")

    def writing() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            contact(rep, f"Written{n}")

    threads = [threading.Thread(target=guarded(problems, work)) for work in (reading, reading, writing)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(8):
            effect = rehearsed(ws, lambda: ws.data_sharing.set_default("Leads", OrgDefault.READ_ONLY))
            assert shift(effect, REP, "Leads").records == 1
            rehearsed(ws, lambda: ws.roles.add("R", "R", "CEO"))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert problems == []
    assert "R" not in {role.api_name for role in ws.roles.list()}


def guarded(problems: list[object], work: Callable[[], None]) -> Callable[[], None]:
    """A thread's error fails the test."""

    def run() -> None:
        try:
            work()
        except Exception as error:
            problems.append(error)

    return run


def test_the_rehearsing_thread_alone_stands_on_what_it_tries(cast: Cast) -> None:
    ws, told = cast.ws(), list[OrgDefault]()

    def look() -> None:
        told.append(ws.session.catalog().by_name["Leads"].default)

    def act() -> None:
        ws.data_sharing.set_default("Leads", OrgDefault.READ_ONLY)
        ws.refresh()
        look()
        other = threading.Thread(target=look)
        other.start()
        other.join()

    rehearsed(ws, act)
    look()
    assert told == [OrgDefault.READ_ONLY, OrgDefault.PRIVATE, OrgDefault.PRIVATE]


# What its reader may know


def test_who_does_not_run_the_organisation_is_told_no_number_of_what_he_does_not_see(cast: Cast) -> None:
    """Otherwise a sharing rule's criteria would count what is in records out of his sight."""
    ws = cast.ws()
    ws.profiles.add(ProfileRights("Sharer", "Sharer", denied=STANDARD.denied - {("sharing.manage", "*")}))
    ws.staff.add("s@acme.test", "Sia Sharer", UserKind.REGULAR, "Sharer")
    ws.data_sharing.set_default("Leads", OrgDefault.PRIVATE)
    lead(cast.ws(REP2), "Ron", Company="Secret")
    sharer = cast.ws("s@acme.test")
    lead(sharer, "Mine", Company="Secret")
    rule = RuleInfo(0, "Leads", "S", PartyName("user", REP), Level.READ, criteria='Company = "Secret"')
    effect = rehearsed(sharer, lambda: sharer.data_sharing.save_rule(rule))
    assert (shift(effect, REP, "Leads").records, shift(effect, REP, "Leads").at_least) == (1, True)
    told = rehearsed(ws, lambda: ws.data_sharing.save_rule(rule))
    assert (shift(told, REP, "Leads").records, shift(told, REP, "Leads").at_least) == (2, False)


def test_who_is_not_in_a_team_module_is_told_nothing_of_it(cast: Cast) -> None:
    ws = cast.ws()
    ws.profiles.add(ProfileRights("Staffer", "Staffer", denied=STANDARD.denied - {("users.activate", "*")}))
    ws.staff.add("u@acme.test", "Uma Users", UserKind.REGULAR, "Staffer")
    claim(cast.ws(TEAM_MEMBER))
    uma = cast.ws("u@acme.test")
    effect = rehearsed(uma, lambda: uma.staff.set_state(TEAM_MEMBER, UserState.INACTIVE))
    assert CLAIMS not in repr(effect)
    assert CLAIMS in repr(rehearsed(ws, lambda: ws.staff.set_state(TEAM_MEMBER, UserState.INACTIVE)))
