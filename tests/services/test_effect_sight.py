"""What an effect tells of set-up that the act touches besides: no module, field, criteria or label that its reader
may not know (AC08, AC50, AC58)."""

from __future__ import annotations

from collections.abc import Callable

from crm_tui.domain.effects import Effect
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.modules import Level
from crm_tui.domain.users import TeamProfile, UserKind
from crm_tui.services.data_sharing import RuleInfo
from crm_tui.services.parties import PartyName
from crm_tui.services.workspace import Workspace
from tests.services.cast import OUTSIDER, READER, VAULT, Cast
from tests.services.making import unchanged
from tests.services.test_ceilings import UMA, somebody, standard_with

READERS = PartyName("user", READER)


def told(cast: Cast, ws: Workspace, act: Callable[[Workspace], object]) -> Effect:
    """The effect as one reads it, who writes nothing by it."""
    with unchanged(cast):
        return ws.effects.of(lambda: act(ws))


def test_who_manages_groups_learns_of_no_team_module_that_a_group_opens(cast: Cast) -> None:
    """Not by its name, nor by the activities that hang on its records."""
    boss = cast.ws()
    boss.groups.add("Team", "Team", [PartyName("user", OUTSIDER)])
    boss.team_members.grant(VAULT, PartyName("group", "Team"), TeamProfile.MEMBER)
    uma = somebody(cast, "groups.manage")

    def emptied(ws: Workspace) -> None:
        ws.groups.edit("Team", members=[])

    for act in (emptied, lambda ws: ws.groups.delete("Team")):
        seen, whole = told(cast, uma, act), told(cast, boss, act)
        assert (VAULT in repr(seen), seen.shifts, len(seen.diffs)) == (False, (), 1)
        assert VAULT in repr(whole.diffs)
        assert {shift.module for shift in whole.shifts} >= {VAULT, "Tasks"}


def test_criteria_that_read_a_hidden_field_are_told_by_no_diff(cast: Cast) -> None:
    boss = cast.ws()
    boss.profiles.add(standard_with("sharing.manage"))
    boss.staff.add(UMA, "Uma Users", UserKind.REGULAR, "Special")
    boss.field_permissions.set("Leads", [("Phone", "Special", FieldAccess.HIDDEN)])
    rule = RuleInfo(0, "Leads", "Some", READERS, Level.READ, criteria='Phone = "0801"')
    rule_id = boss.data_sharing.save_rule(rule)
    other = RuleInfo(rule_id, "Leads", "Some", READERS, Level.READ, criteria='Company = "Polar"')
    effect = told(cast, cast.ws(UMA), lambda ws: ws.data_sharing.save_rule(other))
    (diff,) = effect.diffs
    assert (diff.before, diff.after) == ("(not visible)", 'Company = "Polar"')
    assert told(cast, boss, lambda ws: ws.data_sharing.save_rule(other)).diffs[0].before == 'Phone = "0801"'


def test_rules_that_go_with_a_group_are_named_to_who_may_know_them(cast: Cast) -> None:
    boss = cast.ws()
    boss.groups.add("Team", "Team")
    team = PartyName("group", "Team")
    boss.data_sharing.save_rule(RuleInfo(0, "Leads", "Nobody knows", team, Level.READ, PartyName("role", "Sales_Rep")))
    uma = somebody(cast, "groups.manage")
    assert "Nobody knows" not in repr(told(cast, uma, lambda ws: ws.groups.delete("Team")))
    boss.profiles.save(standard_with("groups.manage", "sharing.manage"))
    assert "Nobody knows" in repr(told(cast, uma, lambda ws: ws.groups.delete("Team")))


def test_a_profile_that_goes_names_no_field_that_is_hidden_from_its_manager(cast: Cast) -> None:
    boss = cast.ws()
    boss.profiles.add(standard_with("profiles.manage"))
    boss.staff.add(UMA, "Uma Users", UserKind.REGULAR, "Special")
    boss.field_permissions.set(
        "Leads", [("Phone", holder, FieldAccess.HIDDEN) for holder in ("Special", "Standard", "Reading")]
    )
    gone = told(cast, cast.ws(UMA), lambda ws: ws.profiles.delete("Reading", "Standard"))
    assert "Phone" not in repr(gone)
    assert "Phone" in repr(told(cast, boss, lambda ws: ws.profiles.delete("Reading", "Standard")))
