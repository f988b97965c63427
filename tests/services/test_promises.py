"""Promises: the organisation's own tests of its access, asked at each change of rights (AC57)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from crm_tui.domain.errors import Conflict, Forbidden, Invalid, NotFound
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.promises import Kept, Must, Promise, Subject
from crm_tui.domain.users import ProfileRights, TeamProfile, UserKind, UserState
from crm_tui.policy.profiles import STANDARD
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.services.parties import PartyName
from tests.services.cast import BOSS, CLAIMS, HEAD, OUTSIDER, READER, REP, REP2, TEAM_ADMIN, TEAM_MEMBER, VAULT, Cast
from tests.services.making import claim, dumped, lead

REPS = Promise(0, "Reps do not delete deals", Subject.ROLE, "Sales_Rep", "records.delete", Must.REFUSED, "Deals")


def keep(cast: Cast, promise: Promise) -> int:
    """Save it as the boss."""
    return cast.ws().promises.save(promise)


def general(subject: Subject, name: str, action: str, must: Must, module: str = "", label: str = "P") -> Promise:
    """A promise without records."""
    return Promise(0, label, subject, name, action, must, module)


def of_records(login: str, action: str, must: Must, criteria: str, module: str = "Leads") -> Promise:
    """A promise about one person and the records that meet criteria."""
    return Promise(0, "P", Subject.LOGIN, login, action, must, module, criteria=criteria)


# Keeping


def test_a_change_that_breaks_a_promise_is_refused_and_names_it(cast: Cast) -> None:
    keep(cast, general(Subject.KIND, "team", "records.view", Must.REFUSED, "Products", "Team users see no products"))
    ws = cast.ws()
    before = dumped(cast.engine())
    with pytest.raises(Forbidden) as caught:
        ws.profiles.enable("Team_User", "Products", on=True)
    decision = caught.value.explanation.decision
    assert decision.rule == "AC57"
    assert "Team users see no products" in str(decision.because)
    assert OUTSIDER in str(decision.because) or TEAM_ADMIN in str(decision.because)
    assert [person.login for person in caught.value.explanation.grantors] == [BOSS]
    after = dumped(cast.engine())
    row = ws.audit.list(limit=1)[0].entry
    assert (row.action, row.outcome, row.rule) == ("profiles.manage", "refused", "AC57")
    assert len(after.pop("audit")) == len(before.pop("audit")) + 1
    assert after == before


def test_it_holds_for_every_act_that_changes_rights(cast: Cast) -> None:
    ws = cast.ws()
    keep(cast, general(Subject.LOGIN, OUTSIDER, "module.see", Must.REFUSED, CLAIMS, "1"))
    keep(cast, general(Subject.LOGIN, REP, "records.edit", Must.ALLOWED, "Leads", "2"))
    keep(cast, general(Subject.KIND, "team", "users.manage", Must.REFUSED, label="3"))
    acts: tuple[Callable[[], object], ...] = (
        lambda: cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, OUTSIDER, TeamProfile.PARTICIPANT),
        lambda: ws.staff.edit(REP, profile="Reading"),
        lambda: ws.profiles.set("Standard", [("records.edit", "Leads", False)]),
        lambda: ws.staff.convert(OUTSIDER, "Special"),
    )
    ws.profiles.add(ProfileRights("Special", "Special", denied=STANDARD.denied - {("users.manage", "*")}))
    for act in acts[:3]:
        with pytest.raises(Forbidden, match="would be broken"):
            act()
    acts[3]()
    assert [kept.holds for kept in ws.promises.check()] == [True, True, True]


def test_who_leaves_breaks_no_promise_about_him(cast: Cast) -> None:
    """It is about present users."""
    keep(cast, general(Subject.LOGIN, REP, "records.edit", Must.ALLOWED, "Leads"))
    cast.ws().staff.set_state(REP, UserState.INACTIVE)
    assert cast.ws().promises.check()[0].checked == 0


def test_what_is_gone_breaks_nothing(cast: Cast) -> None:
    ws = cast.ws()
    keep(cast, general(Subject.ROLE, "Legal", "records.view", Must.REFUSED, VAULT))
    keep(cast, general(Subject.PROFILE, "Reading", "records.edit", Must.REFUSED, "Contacts", "Q"))
    ws.roles.delete("Legal", "CEO")
    ws.profiles.delete("Reading", "Standard")
    assert [(kept.checked, kept.holds) for kept in ws.promises.check()] == [(0, True), (0, True)]


def test_one_that_is_broken_already_does_not_stop_its_repair(cast: Cast) -> None:
    ws = cast.ws()
    keep(cast, of_records(REP2, "records.view", Must.REFUSED, 'Company = "Secret"'))
    keep(cast, general(Subject.LOGIN, REP2, "records.delete", Must.ALLOWED, "Deals", "Q"))
    made = lead(cast.ws(REP2), "Own", Company="Secret")
    assert ws.promises.check()[0].breakers == (REP2,)
    ws.data_sharing.set_default("Products", OrgDefault.READ_ONLY)
    with pytest.raises(Forbidden):
        ws.profiles.set("Standard", [("records.delete", "Deals", False)])
    assert ws.promises.check()[0].records == (made.id,)


def test_a_promise_that_does_not_hold_is_not_taken(cast: Cast) -> None:
    with pytest.raises(Conflict, match="does not hold"):
        keep(cast, general(Subject.EVERYBODY, "", "records.view", Must.REFUSED, "Contacts"))
    assert cast.ws().promises.list() == ()


def test_a_rehearsal_names_what_would_break(cast: Cast) -> None:
    ws = cast.ws()
    keep(cast, general(Subject.LOGIN, OUTSIDER, "module.see", Must.REFUSED, CLAIMS, "Tom stays out"))
    before = dumped(cast.engine())
    effect = ws.effects.of(lambda: ws.team_members.set(CLAIMS, OUTSIDER, TeamProfile.MEMBER))
    assert effect.broken == ("Tom stays out",)
    assert {shift.login for shift in effect.shifts} == {OUTSIDER}
    assert dumped(cast.engine()) == before
    with pytest.raises(Forbidden):
        ws.team_members.set(CLAIMS, OUTSIDER, TeamProfile.MEMBER)


def test_a_team_modules_admin_keeps_them_too(cast: Cast) -> None:
    keep(cast, general(Subject.LOGIN, OUTSIDER, "module.see", Must.REFUSED, CLAIMS))
    with pytest.raises(Forbidden, match="would be broken"):
        cast.ws(TEAM_ADMIN).team_members.set(CLAIMS, OUTSIDER, TeamProfile.MEMBER)


# Records


def test_must_be_refused_means_no_record_that_meets_it(cast: Cast) -> None:
    lead(cast.ws(REP), "Rae", Company="Secret")
    lead(cast.ws(REP), "Open", Company="Other")
    ws = cast.ws()
    keep(cast, of_records(REP2, "records.view", Must.REFUSED, 'Company = "Secret"'))
    with pytest.raises(Forbidden):
        ws.data_sharing.set_default("Leads", OrgDefault.READ_ONLY)
    rule = RuleInfo(0, "Leads", "Others", PartyName("user", REP2), Level.READ, criteria='Company = "Other"')
    ws.data_sharing.save_rule(rule)
    with pytest.raises(Forbidden):
        ws.data_sharing.save_rule(RuleInfo(0, "Leads", "S", rule.target, Level.READ, criteria='Company = "Secret"'))


def test_must_be_allowed_means_all_records_that_meet_it(cast: Cast) -> None:
    lead(cast.ws(REP), "Rae", Company="Ours")
    lead(cast.ws(REP2), "Ron", Company="Ours")
    ws = cast.ws()
    keep(cast, of_records(HEAD, "records.edit", Must.ALLOWED, 'Company = "Ours"'))
    with pytest.raises(Forbidden, match="would be broken"):
        ws.staff.edit(HEAD, role="Legal")
    with pytest.raises(Conflict):
        keep(cast, replace(of_records(REP, "records.edit", Must.ALLOWED, 'Company = "Ours"'), label="R"))
    keep(cast, Promise(0, "Q", Subject.LOGIN, REP, "records.edit", Must.ALLOWED, "Leads", criteria="Owner = me"))


def test_the_level_of_the_action_counts(cast: Cast) -> None:
    lead(cast.ws(REP), Company="Ours")
    cast.ws().data_sharing.set_default("Leads", OrgDefault.READ_ONLY)
    keep(cast, of_records(REP2, "records.edit", Must.REFUSED, 'Company = "Ours"'))
    with pytest.raises(Conflict):
        keep(cast, replace(of_records(REP2, "records.view", Must.REFUSED, 'Company = "Ours"'), label="R"))
    with pytest.raises(Forbidden):
        cast.ws().data_sharing.set_default("Leads", OrgDefault.READ_WRITE)


def test_records_in_the_bin_do_not_count(cast: Cast) -> None:
    made = lead(cast.ws(REP2), Company="Secret")
    cast.ws(REP2).records.delete("Leads", made.id)
    keep(cast, of_records(REP2, "records.view", Must.REFUSED, 'Company = "Secret"'))


def test_a_field_that_must_stay_hidden(cast: Cast) -> None:
    ws = cast.ws()
    ws.field_permissions.set("Leads", [("Phone", "Standard", FieldAccess.HIDDEN)])
    hidden = Promise(0, "No phones", Subject.PROFILE, "Standard", "records.view", Must.REFUSED, "Leads", "Phone")
    keep(cast, hidden)
    with pytest.raises(Forbidden, match="No phones"):
        ws.field_permissions.set("Leads", [("Phone", "Standard", FieldAccess.READ_ONLY)])


def test_the_scope_of_an_action_is_what_the_engine_says_of_each_record(cast: Cast) -> None:
    """What `action_scope` tells of all records at once, asked record by record."""
    lead(cast.ws(REP)), lead(cast.ws(REP2)), lead(cast.ws(HEAD))
    shared = lead(cast.ws(REP), "Shared")
    cast.ws(REP).sharing.share("Leads", shared.id, REP2, "edit")
    claim(cast.ws(TEAM_MEMBER)), claim(cast.ws(TEAM_ADMIN))
    ws = cast.ws()
    wrong = []
    for module, login, action in (
        (module, login, action)
        for module in ("Leads", CLAIMS)
        for login in (BOSS, HEAD, REP, REP2, READER, TEAM_ADMIN, TEAM_MEMBER, OUTSIDER)
        for action in (
            "records.view", "records.edit", "records.delete", "records.change_owner", "records.mass_update",
            "notes.add", "notes.edit", "records.share", "records.export", "records.lock",
        )
    ):  # fmt: skip
        count = cast.engine().value(f"SELECT count(*) FROM {ws.module(module).table}")
        inside = allowed_on(cast, login, action, module)
        promise = Promise(0, "X", Subject.LOGIN, login, action, Must.REFUSED, module, criteria="not Owner empty")
        kept = probe(cast, promise)
        if len(kept.records) != min(inside, 5) or count > 5:
            wrong.append((module, login, action, inside, kept))
    assert wrong == []


def allowed_on(cast: Cast, login: str, action: str, module: str) -> int:
    """On how many records somebody may do it, decision by decision."""
    session, found = cast.ws(login).session, cast.ws().module(module)
    ids = [row[0] for row in cast.engine().rows(f"SELECT id FROM {found.table}")]
    facts = session.rows.facts_of_many(found, ids, session.actor.user_id)
    policy, about = session.policy, session.module_facts(found)
    return sum(policy.decide(session.actor, action, about, known[0]).allowed for known in facts.values())


def probe(cast: Cast, promise: Promise) -> Kept:
    """How a promise would stand, whether it may be saved or not."""
    from crm_tui.services.promise_check import PromiseCheck
    from crm_tui.services.standing import read_standing

    session = cast.ws().session
    return PromiseCheck(session.store, read_standing(session.store), session.now()).of(promise)


# The verbs


def test_they_are_listed_changed_and_removed(cast: Cast) -> None:
    ws = cast.ws()
    ws.profiles.set("Standard", [("records.delete", "Deals", False)])
    number = keep(cast, REPS)
    (found,) = ws.promises.list()
    assert (found.id, found.label, found.module) == (number, REPS.label, "Deals")
    ws.promises.save(Promise(number, "Nobody does", Subject.PROFILE, "Standard", REPS.action, REPS.must, "deals"))
    (found,) = ws.promises.list()
    assert (found.label, found.subject, found.module) == ("Nobody does", Subject.PROFILE, "Deals")
    ws.promises.delete(number)
    assert ws.promises.list() == ()
    with pytest.raises(NotFound):
        ws.promises.delete(number)


@pytest.mark.parametrize(
    ("promise", "field"),
    [
        (general(Subject.KIND, "emperor", "records.view", Must.REFUSED, "Leads"), "name"),
        (general(Subject.PROFILE, "[/]", "records.view", Must.REFUSED, "Leads"), "name"),
        (general(Subject.LOGIN, "no@body", "records.view", Must.REFUSED, "Leads"), "name"),
        (general(Subject.EVERYBODY, "", "records.fly", Must.REFUSED, "Leads"), "action"),
        (general(Subject.EVERYBODY, "", "records.view", Must.REFUSED, "Nowhere"), "module"),
        (general(Subject.EVERYBODY, "", "records.view", Must.REFUSED), "module"),
        (general(Subject.EVERYBODY, "", "users.manage", Must.REFUSED, "Leads"), "module"),
        (Promise(0, "P", Subject.EVERYBODY, "", "records.view", Must.REFUSED, "Leads", "Nofield"), "field"),
        (of_records(REP, "records.view", Must.REFUSED, "Company ="), "criteria"),
        (of_records(REP, "records.create", Must.REFUSED, 'Company = "x"'), "criteria"),
    ],
)
def test_what_makes_no_sense_is_refused_field_by_field(file_cast: Cast, promise: Promise, field: str) -> None:
    with pytest.raises(Invalid) as caught:
        keep(file_cast, promise)
    assert field in caught.value.fields
    assert file_cast.ws().promises.list() == ()


def test_labels_are_there_and_differ(cast: Cast) -> None:
    promise = general(Subject.KIND, "team", "users.manage", Must.REFUSED, label="One")
    keep(cast, promise)
    for label in ("one", "  ", "x" * 500):
        with pytest.raises(Invalid):
            keep(cast, Promise(0, label, promise.subject, promise.name, promise.action, promise.must))


@pytest.mark.parametrize("login", [HEAD, REP, TEAM_ADMIN])
def test_who_may_not_write_them_reads_none(cast: Cast, login: str) -> None:
    number = keep(cast, general(Subject.KIND, "team", "users.manage", Must.REFUSED))
    ws = cast.ws(login)
    for act in (
        ws.promises.list,
        ws.promises.check,
        lambda: ws.promises.save(REPS),
        lambda: ws.promises.delete(number),
    ):
        with pytest.raises(Forbidden):
            act()


def test_who_writes_them_learns_nothing_of_what_he_does_not_see(cast: Cast) -> None:
    """Criteria would tell what is in records out of his sight, fields and team modules their names."""
    boss = cast.ws()
    boss.profiles.add(ProfileRights("Tester", "Tester", denied=STANDARD.denied - {("access.promises", "*")}))
    boss.staff.add("t@acme.test", "Tia Tester", UserKind.REGULAR, "Tester")
    boss.field_permissions.set("Contacts", [("Phone", "Tester", FieldAccess.HIDDEN)])
    lead(cast.ws(REP), Company="Secret")
    keep(cast, of_records(REP2, "records.view", Must.REFUSED, 'Company = "Secret"'))
    keep(cast, general(Subject.LOGIN, OUTSIDER, "module.see", Must.REFUSED, CLAIMS, "2"))
    keep(cast, Promise(0, "3", Subject.LOGIN, BOSS, "records.view", Must.ALLOWED, "Contacts", "Phone"))
    keep(cast, Promise(0, "4", Subject.LOGIN, BOSS, "records.view", Must.ALLOWED, "Contacts", "", 'Phone = "1"'))
    keep(cast, general(Subject.LOGIN, OUTSIDER, "records.edit", Must.REFUSED, "Leads", "5"))
    tia = cast.ws("t@acme.test").promises
    assert [promise.label for promise in tia.list()] == ["5"]
    assert [kept.promise.label for kept in tia.check()] == ["5"]
    for promise in boss.promises.list()[:4]:
        with pytest.raises(NotFound):
            tia.delete(promise.id)
    asking = (
        of_records(BOSS, "records.view", Must.REFUSED, 'Company = "Secret"'),
        general(Subject.EVERYBODY, "", "module.see", Must.REFUSED, CLAIMS),
        Promise(0, "P", Subject.LOGIN, BOSS, "records.view", Must.REFUSED, "Contacts", "Phone"),
        Promise(0, "P", Subject.LOGIN, BOSS, "records.view", Must.REFUSED, "Contacts", "", 'Phone = "1"'),
    )
    for promise in asking:
        with pytest.raises(Invalid):
            tia.save(promise)
