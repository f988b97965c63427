"""Chapters 2.2, 3.2 and 3.5 of the specification, cell by cell, as they are written there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.domain.decisions import GrantorKind, RemedyClass, Scope
from crm_tui.domain.facts import RecordFacts
from crm_tui.domain.modules import Level
from crm_tui.domain.users import Actor, SpaceRole, TeamProfile, UserKind, UserState
from crm_tui.policy.actions import ACTIONS, REPORTS, SCRIPTS
from tests.policy.people import (
    ALL_ON,
    BELOW,
    LEADS,
    ME,
    SOMEBODY,
    SPACE,
    TASKS,
    TEAM_MODULE,
    actor,
    administrator,
    engine,
    regular,
    super_admin,
    team,
)

ALL, OWN, REQ, NAMED, YES, NO = Scope.ALL, Scope.OWN, Scope.REQUESTED, Scope.SHARED, "yes", "no"
# right, actions, Admin, Manager, Member, Participant, Requester
CELLS: list[tuple[str, str, tuple[str, ...]]] = [
    ("M10", "module.see", (YES, YES, YES, YES, NO)),
    ("M11", "records.view timeline.view", (ALL, ALL, ALL, OWN, REQ)),
    ("M11", "requests.see_own", (REQ, REQ, REQ, REQ, REQ)),
    ("M12", "records.edit records.delete", (ALL, ALL, OWN, OWN, REQ)),
    ("M12", "requests.edit requests.withdraw", (ALL, ALL, OWN, OWN, REQ)),
    ("M13", "records.restore records.clone records.merge records.lock", (ALL, ALL, OWN, OWN, NO)),
    ("M14", "records.review", (ALL, ALL, ALL, OWN, NO)),
    ("M14", "records.approve", (NAMED, NAMED, NAMED, NAMED, NO)),
    ("M14", "records.in_user_field automation.be_notified", (YES, YES, YES, YES, NO)),
    ("M15", "records.create records.create_by_wizard records.own", (YES, YES, YES, YES, NO)),
    ("M15", "requests.raise", (YES, YES, YES, YES, YES)),
    ("M16", "records.share records.change_owner", (ALL, ALL, OWN, OWN, NO)),
    ("M17", "records.import", (ALL, ALL, OWN, NO, NO)),
    ("M18", "records.export charts.view feeds.view feeds.post", (ALL, ALL, ALL, OWN, NO)),
    ("M19", "records.mass_update records.mass_delete records.mass_transfer macros.run", (ALL, ALL, OWN, OWN, NO)),
    ("M20", "email.send", (ALL, ALL, ALL, OWN, NO)),
    ("M20", "email.delete", (ALL, ALL, OWN, OWN, NO)),
    ("M21", "email.mass_send email.mail_merge", (ALL, ALL, OWN, NO, NO)),
    ("M22", "notes.view notes.add attachments.view attachments.add", (ALL, ALL, ALL, OWN, REQ)),
    ("M22", "tags.add tasks.create calls.create meetings.create", (ALL, ALL, ALL, OWN, NO)),
    ("M23", "views.see_public views.create", (YES, YES, YES, YES, NO)),
    ("M23", "views.share", (YES, YES, YES, NO, NO)),
    (
        "M24",
        "module.customise module.manage_members module.appoint_admin module.manage_automation module.delete "
        "module.manage_webforms automation.manage webhooks.manage requests.configure access.grant",
        (YES, NO, NO, NO, NO),
    ),
    ("M26", "fields.manage", (YES, NO, NO, NO, NO)),
    ("Q08", "requests.accept", (ALL, ALL, OWN, OWN, NO)),
]
CASES = [
    (rule, action, profile, cell)
    for rule, actions, row in CELLS
    for action in actions.split()
    for profile, cell in zip(TeamProfile, row, strict=True)
]
NOT_OF_ONE_RECORD = ("records.import", "charts.view", "requests.see_own")
ON_RECORDS = [case for case in CASES if case[3] in (ALL, OWN, REQ) and case[1] not in NOT_OF_ONE_RECORD]
MINE = RecordFacts(ME)
THEIRS = RecordFacts(SOMEBODY)
REQUEST = RecordFacts(SOMEBODY, requester_id=ME)


@pytest.mark.parametrize("kind", [UserKind.TEAM, UserKind.REGULAR, UserKind.EXTERNAL])
@pytest.mark.parametrize(("rule", "action", "profile", "cell"), CASES)
def test_the_cells_of_the_five_profiles(
    kind: UserKind, rule: str, action: str, profile: TeamProfile, cell: str
) -> None:
    decision = engine().decide(actor(kind, profile), action, TEAM_MODULE)
    assert decision.rule == rule
    assert decision.allowed == (cell != NO)
    assert decision.scope == (None if cell in (YES, NO) else cell)
    if cell == NO:
        assert decision.remedy_class is RemedyClass.MODULE
        doers = (GrantorKind.RECORD_OWNER,) if rule == "Q08" else ()  # whose request it is may do it himself
        assert decision.grantors == (*doers, GrantorKind.MODULE_ADMINS, GrantorKind.ADMINISTRATORS)


@pytest.mark.parametrize(("rule", "action", "profile", "cell"), ON_RECORDS)
def test_the_cells_on_records(rule: str, action: str, profile: TeamProfile, cell: str) -> None:
    rules, person = engine(), team(profile)
    assert rules.decide(person, action, TEAM_MODULE, THEIRS).allowed == (cell == ALL)
    assert rules.decide(person, action, TEAM_MODULE, MINE).allowed == (cell in (ALL, OWN))
    if profile is TeamProfile.REQUESTER:
        assert rules.decide(person, action, TEAM_MODULE, REQUEST).allowed


@pytest.mark.parametrize("action", REPORTS)
def test_reports_of_a_team_module_are_its_members(action: str) -> None:
    """T14: the organisation profile has them on, membership opens the module."""
    outside = engine().decide(regular(), action, TEAM_MODULE)
    assert (outside.allowed, outside.rule, outside.found) == (False, "AC02", False)
    assert engine().decide(regular(TeamProfile.PARTICIPANT), action, TEAM_MODULE).rule == "T14"
    assert engine().decide(administrator(), action, TEAM_MODULE).rule == "M03"


@pytest.mark.parametrize("profile", TeamProfile)
def test_a_team_record_is_approved_by_whom_the_process_names(profile: TeamProfile) -> None:
    """10.6, AC34: not by its owner, nor by whoever may edit it; M14 says who may be named."""
    rules, person = engine(), team(profile)
    named = rules.decide(person, "records.approve", TEAM_MODULE, replace(MINE, pending=True, approver=True))
    assert not rules.decide(person, "records.approve", TEAM_MODULE, replace(MINE, pending=True)).allowed
    assert named.allowed == (profile is not TeamProfile.REQUESTER)
    assert rules.decide(administrator(), "records.approve", TEAM_MODULE, THEIRS).allowed


def test_a_participant_reviews_what_he_sees() -> None:
    """M14, M11: a share for reading is enough, and it is enough for no more."""
    lent, rules = replace(THEIRS, level=Level.READ), engine()
    assert rules.decide(team(TeamProfile.PARTICIPANT), "records.review", TEAM_MODULE, lent).allowed
    assert not rules.decide(team(TeamProfile.PARTICIPANT), "records.edit", TEAM_MODULE, lent).allowed
    assert not rules.decide(team(TeamProfile.PARTICIPANT), "records.review", TEAM_MODULE, THEIRS).found


def test_nobody_answers_for_access_to_what_is_in_the_bin() -> None:
    """AC00, R70."""
    gone = replace(THEIRS, deleted=True)
    assert engine().decide(team(TeamProfile.ADMIN), "access.grant", TEAM_MODULE, THEIRS).allowed
    for person in (team(TeamProfile.ADMIN), administrator()):
        assert engine().decide(person, "access.grant", TEAM_MODULE, gone).rule == "R70"


@pytest.mark.parametrize(
    ("action", "rule"),
    [
        ("reports.view", "T14"), ("reports.manage", "T14"), ("dashboards.view", "T14"), ("dashboards.manage", "T14"),
        ("functions.manage", "T15"), ("widgets.manage", "T15"), ("sandbox.use", "T15"), ("portals.manage", "T16"),
        ("sharing.manage", "AC26"), ("records.purge", "R71"), ("records.convert", "O00"),
        ("interactions.view", "O00"), ("integrations.view", "O00"), ("social.view", "O00"),
        ("users.manage", "O27"), ("ai.use", "O18"),
    ],
)  # fmt: skip
def test_what_a_team_user_never_may_in_a_team_module(action: str, rule: str) -> None:
    decision = engine().decide(team(TeamProfile.ADMIN), action, TEAM_MODULE)
    assert (decision.allowed, decision.rule, decision.found) == (False, rule, True)


def test_reports_and_scripts_of_a_regular_user_follow_his_organisation_profile() -> None:
    rules, member = engine(), regular(TeamProfile.MEMBER)
    assert rules.decide(member, "reports.view", TEAM_MODULE).allowed
    assert rules.decide(member, "functions.manage", TEAM_MODULE).rule == "AC04"
    assert rules.decide(regular(TeamProfile.MEMBER, profile=ALL_ON), "functions.manage", TEAM_MODULE).allowed


def test_nobody_manages_portals_of_a_team_module() -> None:
    assert engine().decide(super_admin(), "portals.manage", TEAM_MODULE).rule == "T16"


@pytest.mark.parametrize("person", [team(), regular(), regular(profile=ALL_ON, below=SOMEBODY)])
def test_without_membership_a_team_module_is_not_found(person: Actor) -> None:
    for action in ("records.view", "module.see", "records.create", "reports.manage", "portals.manage", "ai.use"):
        for record in (None, MINE, replace(THEIRS, level=Level.FULL)):
            decision = engine().decide(person, action, TEAM_MODULE, record)
            assert not (decision.found and not decision.allowed), action
    assert engine().decide(person, "records.view", TEAM_MODULE).rule == "AC02"


def test_an_administrator_may_do_everything_there_but_own_without_membership() -> None:
    rules = engine()
    assert rules.decide(administrator(), "records.delete", TEAM_MODULE, THEIRS).rule == "M03"
    own = rules.decide(administrator(), "records.own", TEAM_MODULE)
    assert (own.allowed, own.rule, own.remedy_class) == (False, "M40", RemedyClass.NOBODY)
    assert rules.decide(administrator(TeamProfile.MEMBER), "records.own", TEAM_MODULE).allowed
    assert not rules.decide(administrator(TeamProfile.REQUESTER), "records.own", TEAM_MODULE).allowed


def test_hierarchy_and_defaults_count_for_nothing_in_a_team_module() -> None:
    boss = regular(TeamProfile.PARTICIPANT, below=BELOW)
    hidden = engine().decide(boss, "records.view", TEAM_MODULE, RecordFacts(BELOW))
    assert (hidden.allowed, hidden.rule, hidden.found) == (False, "M11", False)


def test_record_shares_count_as_own_with_their_level() -> None:
    rules, person = engine(), team(TeamProfile.PARTICIPANT)
    shared = replace(THEIRS, level=Level.EDIT)
    assert rules.decide(person, "records.view", TEAM_MODULE, shared).allowed
    assert rules.decide(person, "records.edit", TEAM_MODULE, shared).allowed
    assert rules.decide(person, "records.delete", TEAM_MODULE, shared).rule == "M12"


def test_a_requester_sees_nothing_but_his_own_requests() -> None:
    rules, person = engine(), team(TeamProfile.REQUESTER)
    for record in (THEIRS, MINE, replace(THEIRS, level=Level.FULL)):
        found = rules.decide(person, "records.view", TEAM_MODULE, record)
        assert (found.allowed, found.found) == (False, False)


def test_being_stored_as_owner_gives_a_requester_nothing_more() -> None:
    request = RecordFacts(ME, requester_id=ME)
    rules, person = engine(), team(TeamProfile.REQUESTER)
    assert rules.decide(person, "records.view", TEAM_MODULE, request).allowed
    assert not rules.decide(person, "records.share", TEAM_MODULE, request).allowed
    assert not rules.decide(person, "requests.accept", TEAM_MODULE, request).allowed


@pytest.mark.parametrize("action", ["requests.edit", "requests.withdraw", "records.edit", "records.delete"])
def test_a_request_is_its_requesters_to_change_until_the_team_takes_it_up(action: str) -> None:
    rules, person, taken = engine(), team(TeamProfile.REQUESTER), replace(REQUEST, handled=True)
    assert rules.decide(person, action, TEAM_MODULE, REQUEST).allowed
    denied = rules.decide(person, action, TEAM_MODULE, taken)
    assert (denied.allowed, denied.rule, denied.found) == (False, "Q07", True)
    assert rules.decide(person, action, replace(TEAM_MODULE, requests_after_acceptance=True), taken).allowed
    assert rules.decide(person, "records.view", TEAM_MODULE, taken).allowed


def test_a_members_rights_win_over_those_of_a_requester() -> None:
    rules, taken = engine(), replace(REQUEST, handled=True)
    both = team(TeamProfile.REQUESTER, TeamProfile.MANAGER)
    assert rules.decide(both, "requests.edit", TEAM_MODULE, taken).allowed
    assert rules.decide(both, "module.see", TEAM_MODULE).allowed
    participant = team(TeamProfile.PARTICIPANT)
    assert rules.decide(participant, "records.view", TEAM_MODULE, REQUEST).allowed
    assert rules.decide(both, "requests.see_own", TEAM_MODULE, REQUEST).allowed


def test_notes_of_others_belong_to_whoever_may_edit_the_record() -> None:
    rules, note = engine(), RecordFacts(SOMEBODY, item_author=SOMEBODY)
    assert rules.decide(team(TeamProfile.MANAGER), "notes.delete", TEAM_MODULE, note).allowed
    denied = rules.decide(team(TeamProfile.MEMBER), "notes.delete", TEAM_MODULE, note)
    assert (denied.allowed, denied.rule, denied.found) == (False, "M25", True)
    mine = replace(note, item_author=ME)
    assert rules.decide(team(TeamProfile.MEMBER), "notes.delete", TEAM_MODULE, mine).allowed
    assert rules.decide(team(TeamProfile.MEMBER), "notes.delete", TEAM_MODULE, replace(note, owner_id=ME)).allowed
    request = replace(REQUEST, item_author=SOMEBODY)
    assert not rules.decide(team(TeamProfile.REQUESTER), "notes.delete", TEAM_MODULE, request).allowed


def test_views_of_others() -> None:
    rules, public = engine(), RecordFacts(SOMEBODY, item_author=SOMEBODY, item_public=True)
    private = replace(public, item_public=False)
    allowed = {
        profile: [rules.decide(team(profile), "views.manage", TEAM_MODULE, view).allowed for view in (public, private)]
        for profile in TeamProfile
    }
    assert list(allowed.values()) == [[True, True], [True, False], [False, False], [False, False], [False, False]]


def test_an_external_user_works_only_in_team_modules_that_he_was_put_in() -> None:
    rules, person = engine(), actor(UserKind.EXTERNAL, TeamProfile.MEMBER)
    assert rules.decide(person, "records.view", TEAM_MODULE).allowed
    assert rules.decide(person, "records.view", LEADS).rule == "U06"
    outside = rules.decide(actor(UserKind.EXTERNAL), "records.view", TEAM_MODULE)
    assert (outside.rule, outside.found) == ("U06", False)


def test_activities_of_team_module_records_follow_the_team_module() -> None:
    rules, member = engine(), team(TeamProfile.MEMBER)
    parent = (TEAM_MODULE, RecordFacts(SOMEBODY))
    mine, theirs = RecordFacts(ME, parent=parent), RecordFacts(SOMEBODY, parent=parent)
    assert rules.decide(member, "records.create", TASKS, mine).rule == "M22"
    assert rules.decide(member, "records.own", TASKS, mine).allowed
    assert rules.decide(member, "records.edit", TASKS, mine).allowed
    assert rules.decide(member, "records.edit", TASKS, theirs).rule == "M12"
    assert rules.decide(team(TeamProfile.MANAGER), "records.edit", TASKS, theirs).allowed
    hidden = rules.decide(regular(below=SOMEBODY), "records.view", TASKS, theirs)
    assert (hidden.allowed, hidden.rule, hidden.found) == (False, "AC02", False)


def test_an_activity_follows_its_record_out_of_sight_when_that_is_deleted() -> None:
    living = RecordFacts(SOMEBODY, parent=(TEAM_MODULE, RecordFacts(SOMEBODY)))
    gone = replace(living, parent=(TEAM_MODULE, RecordFacts(SOMEBODY, deleted=True)))
    assert engine().decide(team(TeamProfile.MEMBER), "records.view", TASKS, living).allowed
    assert not engine().decide(team(TeamProfile.MEMBER), "records.view", TASKS, gone).found


def test_an_inactive_person_may_do_nothing() -> None:
    gone = replace(team(TeamProfile.ADMIN), state=UserState.INACTIVE)
    denied = engine().decide(gone, "records.view", TEAM_MODULE)
    assert (denied.rule, denied.remedy_class) == ("AC01", RemedyClass.NOBODY)


@pytest.mark.parametrize("action", ["notes.edit", "notes.delete", "tags.remove", "attachments.delete", "email.delete"])
@pytest.mark.parametrize(("level", "allowed"), [(Level.READ, False), (Level.EDIT, True), (Level.FULL, True)])
def test_other_peoples_notes_need_a_share_that_lets_edit(action: str, level: Level, allowed: bool) -> None:
    """M25: by whoever may edit the record, so a share for reading gives only the own ones."""
    theirs = RecordFacts(owner_id=SOMEBODY, level=level, item_author=SOMEBODY)
    found = engine().decide(team(TeamProfile.PARTICIPANT), action, TEAM_MODULE, theirs)
    assert found.allowed is allowed
    mine = replace(theirs, item_author=ME)
    own = engine().decide(team(TeamProfile.PARTICIPANT), "notes.delete", TEAM_MODULE, mine)
    assert own.allowed


@pytest.mark.parametrize("profile", list(TeamProfile))
def test_an_external_user_has_nothing_outside_his_team_module(profile: TeamProfile) -> None:
    """U06: no profile and no role, whatever module is named beside the action and whatever his row says."""
    person = actor(UserKind.EXTERNAL, profile, profile=ALL_ON)
    for action in ACTIONS.values():
        outside = not action.module_counts or action.id in (*REPORTS, *SCRIPTS)
        if outside and action.id not in ("settings.personal", "org.create"):
            found = engine().decide(person, action.id, TEAM_MODULE)
            assert (found.allowed, found.rule) == (False, "U06"), action.id
    assert engine().decide(person, "settings.personal", TEAM_MODULE).allowed
    assert engine().decide(person, "records.view", TEAM_MODULE).allowed


def test_a_locked_record_of_a_team_module_is_unlocked_by_its_people() -> None:
    """R75, M13: hierarchy ends where a team module begins, so nobody above the owner is named."""
    locked = RecordFacts(owner_id=ME, locked=True)
    here = engine().decide(team(TeamProfile.MEMBER), "records.edit", TEAM_MODULE, locked)
    assert here.rule == "AC07"
    assert here.grantors == (GrantorKind.RECORD_OWNER, GrantorKind.MODULE_ADMINS, GrantorKind.ADMINISTRATORS)
    there = engine().decide(regular(), "records.edit", LEADS, locked)
    assert there.grantors == (GrantorKind.RECORD_OWNER, GrantorKind.ABOVE_OWNER, GrantorKind.ADMINISTRATORS)


@pytest.mark.parametrize("action", ["records.import", "charts.view", "views.manage", "records.view"])
def test_only_answers_without_a_record_have_a_scope(action: str) -> None:
    """AC51."""
    record = RecordFacts(owner_id=ME)
    for person, module in ((team(TeamProfile.MEMBER), TEAM_MODULE), (regular(), LEADS), (super_admin(), LEADS)):
        assert engine().decide(person, action, module, record).allowed
        assert engine().decide(person, action, module, record).scope is None


def test_admins_of_a_space_are_appointed_by_its_own() -> None:
    """SP05, where a space is named."""
    elsewhere = RecordFacts(owner_id=0, space_id=99)
    admin = replace(regular(), spaces={SPACE: SpaceRole.ADMIN})
    assert engine().decide(admin, "space.appoint_admin", None, elsewhere).rule == "SP05"
    assert engine().decide(admin, "space.administer", None, elsewhere).rule == "SP04"


@pytest.mark.parametrize("person", [regular(), team(), administrator()])
def test_an_owner_from_outside_is_refused_by_m40(person: Actor) -> None:
    """M40, 3.6: the finest rule for a record that is to be his; without one, step 2 answers in its order."""
    found = engine().decide(person, "records.own", TEAM_MODULE, RecordFacts(owner_id=ME))
    assert (found.allowed, found.rule, found.remedy_class) == (False, "M40", RemedyClass.NOBODY)
    assert found.grantors == ()
    general = engine().decide(person, "records.own", TEAM_MODULE)
    assert not general.allowed
    assert found.found is general.found
    asked = engine().decide(team(TeamProfile.REQUESTER), "records.own", TEAM_MODULE, RecordFacts(owner_id=ME))
    assert asked.rule == "M15"


def test_a_task_on_a_team_module_record_belongs_to_its_members() -> None:
    """AC10, M40."""
    task = RecordFacts(owner_id=ME, parent=(TEAM_MODULE, RecordFacts(owner_id=SOMEBODY)))
    assert engine().decide(team(), "records.own", TASKS, task).rule == "M40"
    assert engine().decide(team(TeamProfile.MEMBER), "records.own", TASKS, task).allowed


def test_what_the_organisation_profile_decides_does_not_claim_a_team_profile() -> None:
    """9.3: scripts of a regular user go to step 4, whether he is in the module or not."""
    steps = engine().explain(regular(), "functions.manage", TEAM_MODULE)
    assert [step.outcome for step in steps[:5]] == ["passed", "passed", "skipped", "skipped", "denied"]
