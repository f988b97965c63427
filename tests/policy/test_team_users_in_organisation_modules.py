"""Chapter 2.1 of the specification, row by row, as it is written there."""

from __future__ import annotations

from dataclasses import replace

import pytest

from crm_tui.domain.decisions import RemedyClass, Scope
from crm_tui.domain.facts import RecordFacts
from crm_tui.domain.modules import Level
from crm_tui.domain.users import SpaceRole, TeamProfile
from crm_tui.policy.profiles import team_user
from tests.policy.people import (
    CUSTOM,
    DEALS,
    INVOICES,
    LEADS,
    ME,
    SOMEBODY,
    SPACE,
    TASKS,
    TEAM_MODULE,
    engine,
    regular,
    team,
)

ALLOWED = {
    "O01": "records.view timeline.view interactions.view module.see",
    "O02": "notes.view notes.add notes.edit notes.delete",
    "O03": "tags.add tags.remove",
    "O04": "attachments.view attachments.add attachments.delete",
    "O14": "views.see_public",
    "O15": "views.create views.share",
    "O20": "email.sender_of_automation",
    "O31": "records.create_by_wizard",
    "O32": "integrations.view",
    "O34": "social.view",
    "O35": "feeds.view feeds.post",
    "O36": "settings.personal",
    "O41": "views.manage",
    "O42": "charts.view",
}
DENIED = {
    "O00": "records.purge module.manage_members module.appoint_admin requests.raise requests.accept",
    "O05": "records.edit records.delete",
    "O06": "records.create",
    "O07": "records.own",
    "O08": "records.in_user_field",
    "O09": "records.change_owner",
    "O10": "records.share",
    "O11": "records.mass_update records.mass_delete",
    "O12": "records.merge",
    "O13": "records.import records.export",
    "O16": "records.review records.approve",
    "O17": "automation.be_notified",
    "O18": "ai.use",
    "O19": "email.send",
    "O21": "email.read_others",
    "O22": "tasks.create calls.create meetings.create",
    "O23": "records.convert",
    "O24": "reports.view reports.manage dashboards.view dashboards.manage",
    "O25": "macros.run",
    "O26": "automation.manage module.manage_automation webhooks.manage",
    "O27": (
        "module.customise module.manage_webforms module.delete portals.manage users.manage users.invite "
        "users.activate users.convert users.delete users.hand_over roles.manage profiles.manage groups.manage "
        "sharing.manage fields.manage licences.buy licences.switch org.settings org.choose_edition "
        "org.change_slug org.delete org.invite org.audit access.view_as access.promises access.grant "
        "sessions.manage keys.manage backup.make"
    ),
    "O28": "incentives.take_part",
    "O29": "calendar.booking_page",
    "O30": "sandbox.use",
    "O33": "integrations.add_related",
    "O38": "integrations.use_office",
    "O39": "records.restore records.clone records.lock records.mass_transfer",
    "O40": "email.mass_send email.mail_merge email.delete",
    "O43": "functions.manage widgets.manage",
    "ORG-2": "org.create",
    "U35": "spaces.manage",
    "SP04": "space.administer",
    "SP05": "space.appoint_admin",
}
PERSON = ["O18", "O28", "O29", "O38"]


def _pairs(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(rule, action) for rule, actions in table.items() for action in actions.split()]


@pytest.mark.parametrize(("rule", "action"), _pairs(ALLOWED))
def test_what_the_table_allows(rule: str, action: str) -> None:
    decision = engine().decide(team(), action, LEADS)
    assert (decision.allowed, decision.rule) == (True, rule)


@pytest.mark.parametrize(("rule", "action"), _pairs(DENIED))
def test_what_the_table_denies(rule: str, action: str) -> None:
    decision = engine().decide(team(), action, LEADS)
    assert (decision.allowed, decision.rule, decision.found) == (False, rule, True)


@pytest.mark.parametrize(("rule", "action"), _pairs({rule: DENIED[rule] for rule in PERSON}))
def test_what_is_of_the_person_holds_in_team_modules_and_without_a_module_too(rule: str, action: str) -> None:
    assert engine().decide(team(TeamProfile.ADMIN), action, TEAM_MODULE).rule == rule
    assert engine().decide(team(), action).rule == rule


@pytest.mark.parametrize("action", ["notes.edit", "notes.delete", "tags.remove", "attachments.delete"])
def test_of_notes_tags_and_attachments_only_his_own_are_his_to_change(action: str) -> None:
    own = RecordFacts(SOMEBODY, item_author=ME)
    assert engine().decide(team(), action, LEADS, own).allowed
    other = engine().decide(team(), action, LEADS, replace(own, item_author=SOMEBODY))
    assert (other.allowed, other.remedy_class, other.found) == (False, RemedyClass.HARD, True)


def test_of_views_only_his_own_are_his_to_change() -> None:
    other = engine().decide(team(), "views.manage", LEADS, RecordFacts(SOMEBODY, item_author=SOMEBODY))
    assert (other.allowed, other.rule, other.remedy_class) == (False, "O41", RemedyClass.HARD)
    assert engine().decide(team(), "views.manage", LEADS, RecordFacts(SOMEBODY, item_author=ME)).allowed


def test_a_standard_module_that_is_not_enabled_is_forbidden_and_a_custom_one_not_found() -> None:
    invoices = engine().decide(team(), "records.view", INVOICES)
    assert (invoices.allowed, invoices.rule, invoices.found) == (False, "O01", True)
    assert invoices.remedy_class is RemedyClass.PROFILE
    assert engine().decide(team(), "records.edit", INVOICES).rule == "O01"
    custom = engine().decide(team(), "records.view", CUSTOM)
    assert (custom.rule, custom.found) == ("O01", False)


def test_without_a_default_or_share_he_sees_only_what_is_opened_to_him() -> None:
    general = engine().decide(team(), "records.view", DEALS)
    assert (general.allowed, general.scope) == (True, Scope.SHARED)
    assert engine().decide(team(), "records.view", LEADS).scope is Scope.ALL
    hidden = engine().decide(team(), "records.view", DEALS, RecordFacts(SOMEBODY))
    assert (hidden.allowed, hidden.rule, hidden.found) == (False, "AC05", False)
    assert engine().decide(team(), "records.view", DEALS, RecordFacts(SOMEBODY, Level.READ)).allowed


def test_a_denial_about_a_record_out_of_sight_reads_as_not_found() -> None:
    hidden = engine().decide(team(), "records.edit", DEALS, RecordFacts(SOMEBODY))
    seen = engine().decide(team(), "records.edit", DEALS, RecordFacts(SOMEBODY, Level.READ))
    assert (hidden.rule, hidden.found) == ("O05", False)
    assert (seen.rule, seen.found) == ("O05", True)


def test_the_switches_of_the_team_user_profile() -> None:
    rules = engine()
    closed = team(profile=team_user(custom_views=False, create_team_module=False))
    answers = {a: rules.decide(closed, a, LEADS) for a in ("views.see_public", "views.create", "module.create")}
    assert {a: d.rule for a, d in answers.items()} == {
        "views.see_public": "O14",
        "views.create": "O15",
        "module.create": "U35",
    }
    assert {d.remedy_class for d in answers.values()} == {RemedyClass.PROFILE}
    assert rules.decide(team(profile=team_user(manage_teamspace=True)), "spaces.manage").allowed


def test_team_modules_are_made_only_in_a_space_of_ones_own() -> None:
    rules = engine()
    assert rules.decide(team(), "module.create").rule == "U35"
    assert rules.decide(team(), "module.create", None, RecordFacts(ME, space_id=SPACE)).allowed
    assert rules.decide(team(), "module.create", None, RecordFacts(ME, space_id=SPACE + 1)).rule == "M30"
    assert rules.decide(replace(team(), spaces={}), "module.create").rule == "M30"


def test_a_space_is_administered_by_its_admins() -> None:
    rules, admin = engine(), replace(team(), spaces={SPACE: SpaceRole.ADMIN})
    assert rules.decide(admin, "space.administer").allowed
    assert rules.decide(admin, "space.administer", None, RecordFacts(ME, space_id=SPACE)).allowed
    assert rules.decide(admin, "space.administer", None, RecordFacts(ME, space_id=SPACE + 1)).rule == "SP04"


def test_other_peoples_mail_is_read_when_the_role_is_named() -> None:
    assert engine().decide(team(), "email.read_others", LEADS).remedy_class is RemedyClass.SHARING
    assert engine(email_roles=frozenset({7})).decide(team(), "email.read_others", LEADS).rule == "O21"
    assert engine(email_roles=frozenset({7})).decide(team(), "email.read_others", LEADS).allowed
    assert (
        not engine(email_roles=frozenset({7}), email_sharing="private")
        .decide(team(), "email.read_others", LEADS)
        .allowed
    )


def test_activities_of_organisation_records_are_read_and_not_made() -> None:
    lead = (LEADS, RecordFacts(SOMEBODY))
    rules, task = engine(), RecordFacts(SOMEBODY, parent=lead)
    assert rules.decide(team(), "records.view", TASKS, task).allowed
    assert rules.decide(team(), "records.create", TASKS).rule == "O22"
    assert rules.decide(team(), "records.create", TASKS, task).rule == "O22"
    assert rules.decide(team(), "records.own", TASKS, task).rule == "O07"
    assert rules.decide(team(), "records.edit", TASKS, task).rule == "O05"
    assert rules.decide(team(), "notes.add", TASKS, task).allowed


def test_an_activity_is_out_of_sight_where_its_record_is() -> None:
    deal = (DEALS, RecordFacts(SOMEBODY))
    for person in (team(), regular()):
        found = engine().decide(person, "records.view", TASKS, RecordFacts(SOMEBODY, parent=deal))
        assert (found.allowed, found.found) == (False, False)


def test_what_would_open_the_users_to_a_team_user_is_what_a_regular_user_needs_too() -> None:
    """U21: converted with a profile that has the switch off, he would be refused again."""
    refused = engine().decide(team(), "users.manage")
    assert (refused.rule, "Manage Users" in str(refused.remedy)) == ("O27", True)
    assert "profile" in str(engine().decide(team(), "roles.manage").remedy)
