"""`can`, matrix, the screen's greying, the gate and the acts themselves agree for every login, module and action."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from crm_tui.domain.decisions import Decision
from crm_tui.domain.errors import Forbidden, NotFound
from crm_tui.domain.modules import Level, ModuleDef, OrgDefault
from crm_tui.domain.records import ListQuery, Record, Row
from crm_tui.domain.users import ProfileRights, TeamProfile, UserKind
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.profiles import STANDARD
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.services.parties import PartyName
from crm_tui.services.workspace import Workspace
from crm_tui.store.engine import Engine
from tests.services.cast import (
    BOSS,
    CLAIMS,
    EVERYBODY,
    HEAD,
    PARTICIPANT,
    REP,
    REP2,
    REQUESTER,
    TEAM_ADMIN,
    TEAM_MEMBER,
    Cast,
    claims,
)
from tests.services.making import account, claim, contact, deal, lead, request_of, task

NEWCOMER, GUEST = "newcomer@acme.test", "guest@acme.test"
LOGINS = (*EVERYBODY, NEWCOMER, GUEST)
DISPUTES = "Disputes"


def records(cast: Cast) -> list[Record]:
    """Records of several owners in modules of each default, in team modules, and what hangs on them."""
    rep, rep2, member = cast.ws(REP), cast.ws(REP2), cast.ws(TEAM_MEMBER)
    made_here(cast)
    cast.ws().data_sharing.set_default("Products", OrgDefault.READ_WRITE_DELETE)
    private, team = lead(rep), claim(member)
    shared = lead(rep2)
    rep2.sharing.share("Leads", shared.id, REP, "edit")
    asked = claim(member, "Asked for")
    request_of(cast, asked, REQUESTER)
    lent = claim(member, "Lent")
    member.sharing.share(CLAIMS, lent.id, PARTICIPANT, "full")
    return [
        private, shared, contact(rep), account(rep2), deal(rep), team, asked, lent, claim(cast.ws(PARTICIPANT), "His"),
        task(rep, parent=private), task(rep2), task(member, parent=team), task(rep, parent=account(rep, "Other")),
        rep.records.new("Products", {"Product_Name": "Lens"}),
        cast.ws(TEAM_ADMIN).records.new(DISPUTES, {"Name": "New"}),
        rep.records.new("Invoices", {"Subject": "I", "Account_Name": str(account(rep, "Payer").id)}),
    ]  # fmt: skip


def made_here(cast: Cast) -> None:
    """A module, a profile and two logins that no rule can know."""
    ws = cast.ws()
    off = {("records.edit", "*"), ("notes.add", "Leads"), ("module.see", "Deals"), ("tags.add", "*")}
    ws.profiles.add(ProfileRights("Odd", "Odd", denied=STANDARD.denied | off))
    ws.staff.add(NEWCOMER, "New Comer", UserKind.REGULAR, "Odd", "Sales_Manager")
    ws.staff.add(GUEST, "Guest", UserKind.EXTERNAL, "Odd")
    cast.ws(TEAM_ADMIN).setup.add_module(claims(DISPUTES), "Legal")
    cast.ws(TEAM_ADMIN).team_members.set(DISPUTES, NEWCOMER, TeamProfile.PARTICIPANT)
    cast.ws(TEAM_ADMIN).team_members.set(DISPUTES, GUEST, TeamProfile.MEMBER)
    cast.ws(TEAM_ADMIN).team_members.grant(DISPUTES, PartyName("role", "Sales_Rep"), TeamProfile.MANAGER)
    rules = cast.ws().data_sharing
    reps, team = PartyName("role", "Sales_Rep"), PartyName("role", "Legal")
    rules.save_rule(RuleInfo(0, "Deals", "Deals of reps", reps, Level.EDIT, reps))
    rules.save_rule(RuleInfo(0, "Leads", "Leads of Lodz", team, Level.FULL, criteria="Last_Name = lodz"))
    rules.save_rule(RuleInfo(0, "Tasks", "Calls", reps, Level.EDIT, criteria='Subject starts "Call"', superiors=True))


def test_can_matrix_greying_and_gate_agree(cast: Cast) -> None:
    made = records(cast)
    # The engines differ in how facts are read, not in who asks: all logins on the quick one.
    for login in LOGINS if cast.engine().is_sqlite else (REP2, TEAM_MEMBER, REQUESTER, GUEST):
        ws, owner = cast.ws(login), cast.another(login, owner_of_data=True)
        on_modules(ws, owner)
        on_records(ws, owner, made)


def on_modules(ws: Workspace, owner: Workspace) -> None:
    login, mine = ws.actor.login, {(r.module, r.action): r.decision for r in ws.matrix.rows(ws.actor.login)}
    true = {(r.module, r.action): r.decision for r in owner.matrix.rows(login)}
    assert {module for module, _ in true} == {m.api_name for m in ws.catalog().modules}
    for (name, action), decision in true.items():
        module = ws.modules.named(name)
        assert owner.access.can(login, action, name).decision == decision
        assert ws.access.decide(action, module) == decision
        sees = ws.access.decide("module.see", module).found
        # What is about no module is answered for those that he sees: else it would tell that there is one (AC50).
        told = visible(decision) if sees or ACTIONS[action].module_counts else None
        assert asked(lambda: ws.access.can(login, action, name).decision) == told  # noqa: B023
        assert asked(lambda: ws.access.mine(action, name).decision) == told  # noqa: B023
        if sees:
            assert mine[name, action] == decision
        else:
            assert (name, action) not in mine


def on_records(ws: Workspace, owner: Workspace, made: list[Record]) -> None:
    login = ws.actor.login
    for record in made:
        at, row = (record.module.api_name, record.id), listed(ws, record)
        opened = asked(lambda: ws.records.get(*at))  # noqa: B023
        assert (row is None) == (opened is None), (login, at)
        explained = dict(told(ws, at)) if opened is not None else {}
        sight = owner.access.can(login, "records.view", *at).decision.found
        for action in ACTIONS:
            decision = owner.access.can(login, action, *at).decision
            mine = asked(partial(decided, ws, action, at))
            assert mine == (visible(decision) if sight else None), (login, action, at)
            if row is not None:
                assert isinstance(row, Record) or ws.access.decide(action, record.module, row) == decision
                assert ws.access.decide(action, record.module, opened) == decision  # type: ignore[arg-type]
            if action in explained:
                assert explained[action] == decision


def decided(ws: Workspace, action: str, at: tuple[str, int]) -> Decision:
    return ws.access.mine(action, *at).decision


def told(ws: Workspace, at: tuple[str, int]) -> Iterator[tuple[str, Decision]]:
    for action, explanation in ws.access.all_actions(*at):
        yield action.id, explanation.decision


def listed(ws: Workspace, record: Record) -> Row | Record | None:
    """The row of a record as a list shows it, with its facts; None where no list does."""
    try:
        page = ws.listing.page(ListQuery(record.module.api_name), limit=500, with_facts=True)
    except (Forbidden, NotFound):
        pass  # a requester has no list
    else:
        return next((row for row in page.rows if row.id == record.id), None)
    return record if asked(lambda: ws.records.get(record.module.api_name, record.id)) else None


def asked(question: Callable[[], object]) -> object:
    """The answer, or None where it reads as not found or closed."""
    try:
        return question()
    except (NotFound, Forbidden):
        return None


def visible(decision: Decision) -> Decision | None:
    return decision if decision.found else None


ACTS: Mapping[str, Callable[[Workspace, Record], object]] = {
    "records.view": lambda ws, r: ws.records.get(*at(r)),
    "records.edit": lambda ws, r: ws.records.edit(
        *at(r), {r.module.name_field: "Changed"} if not r.module.person else {"Last_Name": "Changed"}
    ),
    "records.delete": lambda ws, r: ws.records.delete(*at(r)),
    "records.clone": lambda ws, r: ws.records.clone_values(*at(r)),
    "records.change_owner": lambda ws, r: ws.records.change_owner(*at(r), r.owner.login),
    "records.share": lambda ws, r: ws.sharing.share(*at(r), BOSS),
    "notes.view": lambda ws, r: ws.notes.list(*at(r)),
    "notes.add": lambda ws, r: ws.notes.add(*at(r), "x"),
    "tags.add": lambda ws, r: ws.tags.add(*at(r), ["x"]),
    "attachments.view": lambda ws, r: ws.attachments.list(*at(r)),
    "attachments.add": lambda ws, r: ws.attachments.add_stream(*at(r), "x", io.BytesIO(b"x")),
    "timeline.view": lambda ws, r: ws.timeline.list(*at(r)),
}


def at(record: Record) -> tuple[str, int]:
    return record.module.api_name, record.id


def test_what_is_allowed_works_and_what_is_refused_does_not(file_cast: Cast) -> None:
    """Each act is tried and taken back: greying is never more or less than what the services do."""
    made = records(file_cast)
    engine = file_cast.engine()
    for login in LOGINS:
        ws, owner = file_cast.ws(login), file_cast.another(login, owner_of_data=True)
        for record in made:
            for action, act in ACTS.items():
                decision = owner.access.can(login, action, *at(record)).decision
                with taken_back(engine):
                    worked = works(lambda: act(ws, record))  # noqa: B023
                assert worked == decision.allowed, (login, action, at(record), decision)


def works(act: Callable[[], object]) -> bool:
    try:
        act()
    except (Forbidden, NotFound):
        return False
    return True


@contextmanager
def taken_back(engine: Engine) -> Iterator[None]:
    class Back(Exception):
        pass

    try:
        with engine.write():
            yield
            raise Back
    except Back:
        pass


def test_lists_hold_what_can_be_opened_and_nothing_else(cast: Cast) -> None:
    made = records(cast)
    for login in LOGINS:
        ws = cast.ws(login)
        for module in ws.modules.visible():
            rows = {row.id for row in ws.listing.page(ListQuery(module.api_name), limit=500).rows}
            mine = [r for r in made if r.module.api_name == module.api_name]
            assert {r.id for r in mine if works(lambda: ws.records.get(*at(r)))} == rows & {r.id for r in mine}  # noqa: B023
            assert ws.listing.count(ListQuery(module.api_name)).number == len(rows)


def test_pickers_agree_with_what_is_refused(cast: Cast) -> None:
    made_here(cast)
    for name in ("Leads", CLAIMS, DISPUTES, "Tasks"):
        asker = cast.ws(TEAM_ADMIN if name in (CLAIMS, DISPUTES) else HEAD)
        module: ModuleDef = asker.module(name)
        offered = {user.login for user in asker.pickers.owners(name, limit=100)}
        if module.activity:
            offered |= of_team_records(cast.ws(TEAM_ADMIN), name)
        for login in LOGINS:
            owner = cast.another(login, owner_of_data=True)
            assert owner.access.can(login, "records.own", name).decision.allowed == (login in offered), (name, login)
        assert module.api_name == name


def of_team_records(ws: Workspace, name: str) -> set[str]:
    """AC51: who could own activities, because they may hang on a record of a team module."""
    above = [claim(ws), ws.records.new(DISPUTES, {"Name": "New"})]
    found = [ws.pickers.owners(name, limit=100, parent=f"{r.module.api_name}/{r.id}") for r in above]
    return {user.login for users in found for user in users}
