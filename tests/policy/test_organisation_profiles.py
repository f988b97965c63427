"""Chapters 9.2 to 9.4 of the specification: regular users and administrators in organisation modules."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.domain.decisions import FieldMask, GrantorKind, RemedyClass, Scope
from crm_tui.domain.facts import RecordFacts
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.users import ProfileRights, TeamProfile
from crm_tui.policy.profiles import STANDARD
from tests.policy.people import (
    ALL_ON,
    BELOW,
    CUSTOM,
    DEALS,
    LEADS,
    ME,
    SOMEBODY,
    TASKS,
    TEAM_MODULE,
    administrator,
    engine,
    regular,
    super_admin,
    team,
)

ON = [
    "records.view",
    "records.create",
    "records.edit",
    "records.delete",
    "records.clone",
    "records.own",
    "records.share",
    "records.convert",
    "records.import",
    "records.export",
    "records.in_user_field",
    "records.create_by_wizard",
    "notes.view",
    "notes.add",
    "tags.add",
    "attachments.view",
    "attachments.add",
    "tasks.create",
    "calls.create",
    "meetings.create",
    "email.send",
    "email.sender_of_automation",
    "feeds.view",
    "feeds.post",
    "timeline.view",
    "interactions.view",
    "views.see_public",
    "views.create",
    "views.share",
    "module.see",
    "module.create",
    "charts.view",
    "reports.view",
    "reports.manage",
    "dashboards.view",
    "dashboards.manage",
    "macros.run",
    "automation.be_notified",
    "ai.use",
    "integrations.view",
    "integrations.use_office",
    "integrations.add_related",
    "social.view",
    "incentives.take_part",
    "calendar.booking_page",
    "settings.personal",
]
ON_FOR_HIS = [
    "records.change_owner",
    "records.mass_update",
    "records.mass_transfer",
    "records.restore",
    "records.lock",
    "records.mass_delete",
    "records.merge",
    "records.review",
    "email.mass_send",
    "email.mail_merge",
    "notes.edit",
    "notes.delete",
    "tags.remove",
    "attachments.delete",
    "email.delete",
    "views.manage",
]
OFF = {
    "AC04": """
        module.customise module.manage_automation module.manage_webforms module.delete automation.manage
        functions.manage widgets.manage webhooks.manage sandbox.use portals.manage roles.manage profiles.manage
        groups.manage sharing.manage fields.manage org.settings org.choose_edition org.audit sessions.manage
        keys.manage backup.make access.view_as access.promises""",
    "SP03": "spaces.manage",
    "U21": "users.manage users.invite users.activate users.convert org.invite",
    "U20": "licences.buy licences.switch",
    "U42": "users.delete",
    "U08": "users.hand_over",
    "ORG-2": "org.create",
    "ORG-6": "org.change_slug",
    "ORG-16": "org.delete",
    "R71": "records.purge",
}
LEVELS = {
    Level.READ: "records.view notes.add tags.add attachments.add tasks.create records.clone records.export",
    Level.EDIT: "records.edit records.convert email.send records.merge",
    Level.FULL: "records.delete records.share records.mass_delete",
}
THEIRS = RecordFacts(SOMEBODY)


def _at(level: Level) -> RecordFacts:
    return replace(THEIRS, level=level)


@pytest.mark.parametrize("action", ON)
def test_what_standard_has_on(action: str) -> None:
    decision = engine().decide(regular(), action, DEALS)
    assert (decision.allowed, decision.rule) == (True, "AC31")


@pytest.mark.parametrize("action", ON_FOR_HIS)
def test_what_standard_has_on_for_what_is_his(action: str) -> None:
    decision = engine().decide(regular(), action, DEALS)
    assert (decision.allowed, decision.rule, decision.scope) == (True, "AC32", Scope.OWN)


@pytest.mark.parametrize(("rule", "action"), [(r, a) for r, actions in OFF.items() for a in actions.split()])
def test_what_standard_has_off(rule: str, action: str) -> None:
    decision = engine().decide(regular(), action, DEALS)
    assert (decision.allowed, decision.rule) == (False, rule)


@pytest.mark.parametrize(("level", "action"), [(lv, a) for lv, actions in LEVELS.items() for a in actions.split()])
def test_what_each_level_of_the_record_gives(level: Level, action: str) -> None:
    rules, person = engine(), regular()
    assert rules.decide(person, action, DEALS, _at(level)).allowed
    if level is Level.READ:
        below = rules.decide(person, action, DEALS, _at(Level.NONE))
        assert (below.rule, below.found, below.remedy_class) == ("AC05", False, RemedyClass.SHARING)
    else:
        below = rules.decide(person, action, DEALS, _at(Level(level - 1)))
        assert (below.rule, below.found, below.remedy_class) == ("AC06", True, RemedyClass.SHARING)


@pytest.mark.parametrize(
    ("default", "level"),
    [
        (OrgDefault.PRIVATE, Level.NONE),
        (OrgDefault.READ_ONLY, Level.READ),
        (OrgDefault.READ_WRITE, Level.EDIT),
        (OrgDefault.READ_WRITE_DELETE, Level.FULL),
    ],
)
def test_organisation_defaults_and_that_the_widest_counts(default: OrgDefault, level: Level) -> None:
    rules, module = engine(), replace(DEALS, default=default)
    assert rules.level(regular(), module, THEIRS) is level
    assert rules.level(regular(), module, _at(Level.EDIT)) is max(level, Level.EDIT)
    assert rules.level(regular(below=SOMEBODY), module, THEIRS) is Level.FULL
    assert rules.level(regular(), module, RecordFacts(ME)) is Level.FULL
    assert rules.decide(regular(), "records.edit", module).scope is (Scope.ALL if level >= Level.EDIT else Scope.OWN)


def test_a_superior_without_the_profiles_right_may_not_either() -> None:
    closed = replace(STANDARD, denied=STANDARD.denied | {("records.edit", "Deals")})
    boss = regular(profile=closed, below=SOMEBODY)
    assert engine().decide(boss, "records.edit", DEALS, THEIRS).rule == "AC04"
    assert engine().decide(boss, "records.edit", LEADS, THEIRS).allowed


def test_handing_over_is_for_his_own_and_for_those_below_him() -> None:
    rules = engine()
    assert rules.decide(regular(), "records.change_owner", DEALS, RecordFacts(ME)).allowed
    assert rules.decide(regular(below=SOMEBODY), "records.change_owner", DEALS, THEIRS).allowed
    shared = rules.decide(regular(), "records.change_owner", DEALS, _at(Level.FULL))
    assert (shared.rule, shared.remedy_class) == ("AC06", RemedyClass.PROFILE)


def test_mass_updates_are_for_own_rows() -> None:
    rules = engine()
    assert rules.decide(regular(), "records.mass_update", DEALS, RecordFacts(ME)).allowed
    assert not rules.decide(regular(below=SOMEBODY), "records.mass_update", DEALS, THEIRS).allowed


def test_notes_of_others_belong_to_whoever_may_edit_the_record() -> None:
    rules, theirs = engine(), replace(_at(Level.READ), item_author=SOMEBODY)
    assert rules.decide(regular(), "notes.delete", DEALS, theirs).rule == "AC06"
    assert rules.decide(regular(), "notes.delete", DEALS, replace(theirs, item_author=ME)).allowed
    assert rules.decide(regular(), "notes.delete", DEALS, replace(theirs, level=Level.EDIT)).allowed


def test_who_may_not_delete_does_not_restore() -> None:
    closed = replace(STANDARD, denied=STANDARD.denied | {("records.delete", "*")})
    denied = engine().decide(regular(profile=closed), "records.restore", DEALS)
    assert (denied.rule, denied.remedy_class, denied.grantors) == (
        "R71",
        RemedyClass.PROFILE,
        (GrantorKind.SUPER_ADMIN,),
    )


def test_a_locked_record_takes_no_edit_convert_or_delete_from_anybody() -> None:
    rules, locked = engine(), RecordFacts(ME, locked=True)
    for person in (regular(), administrator(), super_admin()):
        for action in ("records.edit", "records.convert", "records.delete"):
            denied = rules.decide(person, action, DEALS, locked)
            assert (denied.rule, denied.remedy_class) == ("AC07", RemedyClass.WAIT)
        for action in ("records.view", "notes.add", "tags.add", "attachments.add", "records.lock"):
            assert rules.decide(person, action, DEALS, locked).allowed
    waiting = rules.decide(regular(), "records.edit", DEALS, RecordFacts(ME, pending=True))
    assert (waiting.rule, waiting.grantors) == ("AC07", (GrantorKind.APPROVERS,))


def test_locking_is_for_the_owner_those_above_and_administrators() -> None:
    rules = engine()
    assert rules.decide(regular(), "records.lock", DEALS, RecordFacts(ME)).allowed
    assert rules.decide(regular(below=SOMEBODY), "records.lock", DEALS, THEIRS).allowed
    assert rules.decide(administrator(), "records.lock", DEALS, THEIRS).allowed
    for level in (Level.READ, Level.FULL):
        denied = rules.decide(regular(), "records.lock", DEALS, _at(level))
        assert (denied.rule, denied.remedy_class) == ("R75", RemedyClass.SHARING)


def test_a_deleted_record_is_only_seen_restored_and_purged() -> None:
    rules, gone = engine(), RecordFacts(ME, deleted=True)
    for person in (regular(), team(), administrator()):
        for action in ("records.edit", "notes.add", "records.delete"):
            denied = rules.decide(person, action, LEADS, gone)
            assert (denied.rule, denied.found) == ("R70", False)
    assert rules.decide(regular(), "records.view", LEADS, gone).allowed
    assert rules.decide(regular(), "records.restore", LEADS, gone).allowed
    assert rules.decide(administrator(), "records.purge", LEADS, gone).allowed
    assert rules.decide(team(TeamProfile.MANAGER), "records.restore", TEAM_MODULE, gone).allowed


def test_a_module_that_the_profile_lacks() -> None:
    closed = regular(profile=replace(STANDARD, modules=frozenset({"Leads"})))
    denied = engine().decide(closed, "records.view", DEALS)
    assert (denied.rule, denied.found) == ("AC04", True)
    assert not engine().decide(closed, "records.view", CUSTOM).found
    assert engine().decide(closed, "records.view", LEADS).allowed


def test_mail_sharing() -> None:
    assert engine().decide(regular(), "email.read_others", DEALS).allowed
    assert engine(email_sharing="private").decide(regular(), "email.read_others", DEALS).rule == "I24"
    assert engine(email_sharing="roles").decide(regular(), "email.read_others", DEALS).rule == "I24"
    named = engine(email_sharing="roles", email_roles=frozenset({7}))
    assert named.decide(regular(), "email.read_others", DEALS).allowed


def test_administrators_and_what_is_the_super_administrators_alone() -> None:
    rules = engine()
    assert rules.decide(administrator(), "records.delete", DEALS, THEIRS).allowed
    for action, rule in {"users.delete": "U42", "users.hand_over": "U08", "org.change_slug": "ORG-6"}.items():
        assert rules.decide(administrator(), action).rule == rule
        assert rules.decide(super_admin(), action).allowed
    for action in ("licences.buy", "org.delete", "records.purge", "org.create", "users.manage"):
        assert rules.decide(administrator(), action).allowed


def test_some_actions_stay_the_administrators_whatever_a_profile_says() -> None:
    for action in ("licences.buy", "licences.switch", "org.delete", "records.purge"):
        denied = engine().decide(regular(profile=ALL_ON), action)
        assert (denied.allowed, denied.grantors) == (False, (GrantorKind.SUPER_ADMIN,))


def test_who_is_administrator_elsewhere_may_create_organisations() -> None:
    assert engine().decide(replace(team(), admin_elsewhere=True), "org.create").allowed


def test_a_read_only_organisation_is_viewed_exported_and_given_an_edition() -> None:
    rules = engine(read_only=True)
    for action in ("records.view", "records.export", "org.choose_edition", "settings.personal"):
        assert rules.decide(super_admin(), action, LEADS).allowed
    for action in ("records.create", "notes.add", "users.manage", "views.create"):
        denied = rules.decide(super_admin(), action, LEADS)
        assert (denied.rule, denied.remedy_class) == ("ORG-3", RemedyClass.LIMIT)


def test_a_feature_that_the_edition_lacks() -> None:
    rules = engine(features=frozenset())
    for action in ("module.create", "spaces.manage"):
        denied = rules.decide(super_admin(), action)
        assert (denied.rule, denied.remedy_class) == ("X14", RemedyClass.LIMIT)
        assert "Standard" in str(denied.because)


def test_actions_that_there_are_only_in_team_modules() -> None:
    for person in (regular(profile=ALL_ON), super_admin()):
        for action in ("module.manage_members", "requests.raise", "requests.accept"):
            assert engine().decide(person, action, DEALS).rule == "AC04"


def test_activities_of_a_subordinate_are_open_to_those_above() -> None:
    rules, boss = engine(), regular(below=BELOW)
    assert rules.decide(boss, "records.edit", TASKS, RecordFacts(BELOW)).allowed
    assert rules.decide(boss, "records.edit", TASKS, RecordFacts(BELOW, parent=(DEALS, THEIRS))).allowed
    assert not rules.decide(boss, "records.view", TASKS, RecordFacts(SOMEBODY)).allowed


def test_field_permissions_of_the_profile_and_of_the_widest_team_profile() -> None:
    rights = {
        (DEALS.id, "Standard"): FieldMask(frozenset({"Amount"}), frozenset({"Stage"})),
        (TEAM_MODULE.id, "Member"): FieldMask(frozenset({"Fee", "Note"})),
        (TEAM_MODULE.id, "Manager"): FieldMask(frozenset({"Note"}), frozenset({"Fee"})),
    }
    rules = engine(field_rights=rights)
    assert rules.field_mask(regular(), DEALS) == rights[DEALS.id, "Standard"]
    assert rules.field_mask(administrator(), DEALS) == FieldMask()
    assert rules.field_mask(team(TeamProfile.MEMBER), TEAM_MODULE).hidden == {"Fee", "Note"}
    both = rules.field_mask(team(TeamProfile.MEMBER, TeamProfile.MANAGER), TEAM_MODULE)
    assert both == FieldMask(frozenset({"Note"}), frozenset({"Fee"}))
    assert rules.field_mask(team(TeamProfile.MEMBER, TeamProfile.ADMIN), TEAM_MODULE) == FieldMask()
    denied = rules.decide_field(regular(), "records.edit", DEALS, "Stage")
    assert (denied.rule, denied.step, denied.remedy_class) == ("AC08", 8, RemedyClass.PROFILE)
    assert rules.decide_field(regular(), "records.view", DEALS, "Stage").allowed
    assert not rules.decide_field(regular(), "records.view", DEALS, "Amount").allowed


def test_profiles_are_data_and_any_name_will_do() -> None:
    odd = ProfileRights("X", "Odd one", denied=frozenset({("records.create", "*")}))
    denied = engine().decide(regular(profile=odd), "records.create", DEALS)
    assert "Odd one" in str(denied.because)


ITEMS = ("notes.edit", "notes.delete", "tags.remove", "attachments.delete")


@pytest.mark.parametrize("action", ["records.review", "email.mass_send", "email.mail_merge", *ITEMS])
def test_rows_that_he_may_edit_are_those_that_his_profile_lets_him_edit(action: str) -> None:
    """AC32, AC06."""
    his = RecordFacts(ME, item_author=SOMEBODY)
    reader = regular(profile=replace(STANDARD, denied=STANDARD.denied | {("records.edit", "Deals")}))
    assert engine().decide(regular(), action, DEALS, his).allowed
    assert not engine().decide(reader, action, DEALS, his).allowed
    own = engine().decide(reader, action, DEALS, replace(his, item_author=ME))
    assert own.allowed == (action in ITEMS)


def test_a_merge_needs_deleting_as_well_as_editing() -> None:
    """R73."""
    keeper = regular(profile=replace(STANDARD, denied=STANDARD.denied | {("records.delete", "Deals")}))
    assert engine().decide(regular(), "records.merge", DEALS, RecordFacts(ME)).allowed
    assert engine().decide(keeper, "records.merge", DEALS, RecordFacts(ME)).rule == "AC04"
