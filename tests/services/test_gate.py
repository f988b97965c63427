"""One gate for every change: nothing is written around it, and a refusal writes one audit row (AC53)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from crm_tui.domain.errors import CrmError, Forbidden, NotFound
from crm_tui.domain.users import UserState
from crm_tui.policy.profiles import TEAM_USER
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.workspace import Workspace
from crm_tui.store.engine import Engine
from tests.services.cast import (
    BOSS,
    CLAIMS,
    EVERYBODY,
    OUTSIDER,
    REP,
    REQUESTER,
    TEAM_MEMBER,
    Cast,
)
from tests.services.making import claim, dumped, lead, outcome, unchanged
from tests.services.walk import CHANGES, NOTES_ITSELF, READS, STEPS, Call, World, make_world, public_methods

ADMINISTRATION = frozenset(
    {
        "audit.check", "audit.list", "effects.of", "promises.check", "promises.list",
        "licences.state", "staff.invitations",
        "profiles.list", "profiles.tree", "profiles.unseen", "roles.list",
        "roles.hierarchy", "groups.list", "data_sharing.defaults", "data_sharing.email", "data_sharing.rules",
        "data_sharing.unseen", "field_permissions.holders", "field_permissions.table", "team_members.former",
        "team_members.list", "team_members.parties", "requests.settings", "users.managed", "users.options",
        "groups.parties", "data_sharing.parties", "open_sessions.attend",
    }
)  # fmt: skip
"""Only an administrator reads these."""
AUDITED = frozenset(
    {
        "requests.form", "requests.get", "requests.settings",
        "team_members.former", "team_members.list", "team_members.parties",
    }
)  # fmt: skip
"""Of a team module: an administrator's reading there leaves an audit row (M03, `test_witness`)."""
WITHOUT_ACT = frozenset({"access.attempt"})
"""Writes the audit row of a refusal, and nothing else."""


@pytest.fixture
def world(cast: Cast, tmp_path: Path) -> World:
    return make_world(cast, tmp_path)


@pytest.fixture
def file_world(file_cast: Cast, tmp_path: Path) -> World:
    return make_world(file_cast, tmp_path)


def test_the_walk_knows_every_public_method(file_cast: Cast) -> None:
    found = set(public_methods(file_cast.ws()))
    assert found == set(READS) | set(CHANGES) | STEPS


def test_reading_writes_nothing_whoever_reads(world: World) -> None:
    for login in EVERYBODY:
        ws = world.cast.ws(login)
        before = dumped(world.cast.engine())
        for name, read in READS.items():
            if login == BOSS and name in AUDITED:
                continue
            try:
                read(ws, world)
            except (Forbidden, NotFound):
                assert login != BOSS, name
                assert login != REP or name in ADMINISTRATION, name
        assert dumped(world.cast.engine()) == before, login


class Probe:
    """Watches what is written, and whether an act of the gate is open then."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
        self.acts, self.outside = 0, list[str]()
        self._open = False
        self._watch(monkeypatch, engine)
        original = Gate.act

        @contextmanager
        def act(gate: Gate, action: str, target: Target) -> Iterator[Change]:
            self.acts += 1
            with original(gate, action, target) as change:
                self._open = True
                try:
                    yield change
                finally:
                    self._open = False

        monkeypatch.setattr(Gate, "act", act)

    def _watch(self, monkeypatch: pytest.MonkeyPatch, engine: Engine) -> None:
        for name in ("execute", "insert", "many"):
            monkeypatch.setattr(engine, name, self._watched(getattr(engine, name)))

    def _watched(self, call: Callable[..., object]) -> Callable[..., object]:
        def watched(sql: str, *rest: object) -> object:
            table = sql.replace("INSERT INTO", "UPDATE").replace("DELETE FROM", "UPDATE").split()[1]
            if not self._open and table not in BOOKS and MARK not in sql:
                self.outside.append(sql)
            return call(sql, *rest)

        return watched


BOOKS = frozenset({"audit", "event", "undo", "notice"})
"""What the gate itself writes at the end of an act, and of a refusal; the undo log also by `history`. Notices too: what
marks them or takes them away is held to its audit row in `test_notices`."""
MARK = " SET handled = ? "
"""Also the gate's: a request that somebody of the team has changed or accepted is taken up (Q07)."""
BY_REP = ("records", "notes", "tags", "history", "sharing", "views", "recent")
REQUESTED_BY_REP = (
    "requests.edit", "requests.new", "requests.withdraw", "access_requests.ask", "access_requests.withdraw",
)  # fmt: skip


@pytest.mark.parametrize("name", sorted(set(CHANGES) - WITHOUT_ACT))
def test_nothing_is_changed_around_the_gate(file_world: World, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = file_world.cast
    login = REP if name.split(".")[0] in BY_REP or name in REQUESTED_BY_REP or name == "org.leave" else BOSS
    ws = cast.ws(login)
    if name == "history.redo":
        ws.history.undo()
    engine = cast.engine()  # an organisation that was renamed or deleted is found by its slug no more
    before = dumped(engine)
    probe = Probe(monkeypatch, engine)
    CHANGES[name](ws, file_world)
    monkeypatch.undo()
    after = dumped(engine)
    assert after != before
    if name in NOTES_ITSELF:
        assert all("recent" in sql or "member SET last_seen_at" in sql for sql in probe.outside)
        return
    assert probe.outside == []
    assert probe.acts > 0
    assert len(after["audit"]) > len(before["audit"])


REFUSED: Mapping[str, tuple[str, Call]] = {
    "access.attempt": (TEAM_MEMBER, lambda ws, w: fail(ws.access.attempt("records.edit", *w.at))),
    "access_requests.ask": (OUTSIDER, CHANGES["access_requests.ask"]),
    "access_requests.withdraw": (OUTSIDER, CHANGES["access_requests.withdraw"]),
    "attachments.add": (TEAM_MEMBER, lambda ws, w: ws.attachments.add("Leads", hidden(w), w.folder / "file")),
    "settings.change": (OUTSIDER, CHANGES["settings.change"]),
    "settings.keep_place": (OUTSIDER, CHANGES["settings.keep_place"]),
    "org.leave": (OUTSIDER, CHANGES["org.leave"]),
    "requests.new": (OUTSIDER, CHANGES["requests.new"]),
    "notices.mark_read": (OUTSIDER, CHANGES["notices.mark_read"]),
    "views.new": (OUTSIDER, lambda ws, w: ws.views.new(CLAIMS, "x")),
    "tags.add": (REQUESTER, lambda ws, w: ws.tags.add("Leads", hidden(w), ["x"])),
    "notes.add": (REQUESTER, lambda ws, w: ws.notes.add("Leads", hidden(w), "x")),
    "attachments.add_stream": (
        REQUESTER,
        lambda ws, w: ws.attachments.add_stream("Leads", hidden(w), "x", (w.folder / "file").open("rb")),
    ),
}
"""Where the call of the walk would be allowed to the team user, or needs something else."""


def test_a_refused_act_writes_one_audit_row_and_nothing_else(world: World) -> None:
    for name in sorted(set(CHANGES) - NOTES_ITSELF, key=lambda name: (name in PREPARED, name)):
        login, call = REFUSED.get(name, (TEAM_MEMBER, CHANGES[name]))
        ws = world.cast.ws(login)
        if name in PREPARED:
            PREPARED[name](ws, world)
        hidden(world)
        with unchanged(world.cast, audit=1):
            assert outcome(partial(call, ws, world))[0] in ("Forbidden", "NotFound"), name
        last = world.cast.ws().audit.list(limit=1)[0].entry
        assert (last.login, last.outcome, last.door) == (login, "refused", "cli"), name
        assert last.rule, name
    assert world.cast.ws().audit.check().sound


def fail(explanation: object) -> None:
    """An attempt gives its explanation back instead of raising."""
    raise NotFound if explanation is None else Forbidden(explanation)  # type: ignore[arg-type]


def hidden(world: World) -> int:
    """A lead out of a team user's sight."""
    ws = world.cast.ws(REP)
    found = ws.search.find("Hiddenlead")
    return found[0].id if found else lead(ws, "Hiddenlead").id


def team_user_profile(world: World, **changes: object) -> None:
    """Change the Team User profile."""
    world.cast.ws().profiles.save(replace(TEAM_USER, **changes))  # type: ignore[arg-type]


def strand_undo(ws: Workspace, world: World) -> None:
    """An undo whose record went out of the enabled modules."""
    team_user_profile(world)
    ws.notes.add(*world.at, "to be undone")
    team_user_profile(world, modules=frozenset({"Leads"}))


def strand_redo(ws: Workspace, world: World) -> None:
    """The same for a redo."""
    team_user_profile(world)
    ws.notes.add(*world.at, "to be undone")
    ws.history.undo()
    team_user_profile(world, modules=frozenset({"Leads"}))


PREPARED: Mapping[str, Callable[[Workspace, World], None]] = {
    "access_requests.ask": lambda ws, world: world.cast.ws().staff.set_state(OUTSIDER, UserState.INACTIVE),
    "access_requests.withdraw": lambda ws, world: world.cast.ws().staff.set_state(OUTSIDER, UserState.INACTIVE),
    "history.redo": strand_redo,
    "history.undo": strand_undo,
    "notices.mark_read": lambda ws, world: world.cast.ws().staff.set_state(OUTSIDER, UserState.INACTIVE),
    "org.leave": lambda ws, world: world.cast.ws().staff.set_state(OUTSIDER, UserState.INACTIVE),
    "settings.change": lambda ws, world: world.cast.ws().staff.set_state(OUTSIDER, UserState.INACTIVE),
    "settings.keep_place": lambda ws, world: world.cast.ws().staff.set_state(OUTSIDER, UserState.INACTIVE),
    "setup.add_module": lambda ws, world: team_user_profile(world, create_team_module=False),
}
"""What must be so before; these come last, because they change what others stand on."""


def test_the_audit_names_rule_target_and_outcome(cast: Cast) -> None:
    ws = cast.ws(REP)
    made = lead(ws)
    entries = [row.entry for row in cast.ws().audit.list(limit=1, login=REP)]
    assert [(e.action, e.target, e.outcome, e.rule) for e in entries] == [
        ("records.create", f"Leads/{made.id}", "allowed", "AC31")
    ]


def test_reading_the_audit_needs_the_right(cast: Cast) -> None:
    for login in (REP, TEAM_MEMBER):
        ws = cast.ws(login)
        for read in (ws.audit.list, ws.audit.check):
            with unchanged(cast), pytest.raises(Forbidden):
                read()


def test_an_error_inside_an_act_undoes_all_of_it(cast: Cast) -> None:
    ws = cast.ws(TEAM_MEMBER)
    made = claim(ws, Reference="A-1")
    claim(ws, Reference="A-2")
    with unchanged(cast), pytest.raises(CrmError):
        ws.records.edit(CLAIMS, made.id, {"Damage": "5", "Reference": "A-2"})
