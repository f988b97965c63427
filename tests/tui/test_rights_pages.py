"""The pages of rights in set-up: each verb held against what the service then says."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from crm_tui.bootstrap import Installation
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.modules import Level, OrgDefault
from crm_tui.domain.promises import Must, Promise, Subject
from crm_tui.domain.sharing import EmailSharing, Hierarchy
from crm_tui.domain.users import ProfileRights, TeamProfile
from crm_tui.services.parties import PartyName
from crm_tui.services.workspace import Workspace
from crm_tui.tui.acts.areas import go_to_area
from crm_tui.tui.commands.rights_table import RIGHTS_COMMANDS
from crm_tui.tui.dialogs.change import ChangeDialog
from crm_tui.tui.dialogs.confirm import Confirm
from crm_tui.tui.dialogs.field_grid import FieldGrid
from crm_tui.tui.dialogs.permission_tree import PermissionTree
from tests.tui.desk_pilot import app_of, demo, demo_source, desk, press, settle, shown

__all__ = ["demo", "demo_source"]

ADMIN, MARKETING, SALES = "admin@demo.test", "marketing@demo.test", "sales@demo.test"
SIZES = [(80, 24), (120, 40)]
HOSTILE = "[/] \x1b[31mred [@click=app.quit]x[/]"


def admin(demo: Installation) -> Workspace:
    """A session of the administrator beside the screen."""
    return demo.workspace(ADMIN, "demo")


def rights(demo: Installation, api_name: str) -> ProfileRights:
    """A profile as it stands."""
    return next(each for each in admin(demo).profiles.list() if each.api_name == api_name)


def without_promises(demo: Installation) -> None:
    """Those of the sample would stand in the way."""
    ws = admin(demo)
    for promise in ws.promises.list():
        ws.promises.delete(promise.id)


async def open_page(pilot: Pilot[int], page: str, row: str = "") -> None:
    """Go to a page of set-up, and there to a row by its key."""
    await settle(pilot)
    await go_to_area(desk(pilot), f"setup/{page}")
    await settle(pilot)
    if row:
        pane = desk(pilot).areas.pane
        pane.go_to([line.key for line in pane.lines].index(f"row:{row}"))
        await settle(pilot)


def offered(pilot: Pilot[int]) -> dict[str, bool | None]:
    """The commands of the page: live, greyed or absent."""
    screen = desk(pilot)
    return {c.id: screen.allowed(c) for c in RIGHTS_COMMANDS if screen.context in c.where}


async def save_change(pilot: Pilot[int]) -> str:
    """The effect is in view; save it. What the dialog said."""
    assert isinstance(pilot.app.screen, ChangeDialog), shown(pilot)
    said = shown(pilot)
    await press(pilot, "enter")
    assert not isinstance(pilot.app.screen, ChangeDialog), shown(pilot)
    return said


# Profiles


@pytest.mark.parametrize("size", SIZES)
async def test_a_draft_of_permissions_shows_what_it_does_and_is_saved_from_there(
    demo: Installation, size: tuple[int, int]
) -> None:
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await open_page(pilot, "profiles", "Standard")
        await press(pilot, "enter")
        tree = pilot.app.screen
        assert isinstance(tree, PermissionTree)
        await press(pilot, "/", *"deals export rec", "enter", "end", "space")
        assert tree.draft == {"records.export/Deals": False}
        assert "people lose rights" in shown(pilot)
        assert "Export records" in shown(pilot)
        assert ("records.export", "Deals") not in rights(demo, "Standard").denied, "nothing is written before"
        await press(pilot, "escape", "escape")
        assert isinstance(pilot.app.screen, Confirm)
        await press(pilot, "n", "ctrl+s")
        assert not isinstance(pilot.app.screen, PermissionTree)
    assert ("records.export", "Deals") in rights(demo, "Standard").denied
    assert not demo.workspace(SALES, "demo").access.decide("records.export", admin(demo).module("Deals")).allowed


async def test_the_tree_is_walked_by_arrows_and_several_switches_are_saved_at_once(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await open_page(pilot, "profiles", "Standard")
        await press(pilot, "p", "right")
        tree = pilot.app.screen
        assert isinstance(tree, PermissionTree)
        lines = [line.value.strip() for line in tree._pane.lines]
        assert lines[:3] == ["▾ [-] Modules", "▸ [-] In all modules", "▸ [-] Leads"]
        await press(pilot, "j", "j", "right", "j", "space", "left")
        assert tree._pane.line is not None
        assert tree._pane.line.key == "module:Leads"
        await press(pilot, "end", "right", "j", "space")
        assert len(tree.draft) == 2
        assert tree.draft["/Leads"] is False
        await press(pilot, "ctrl+s")
    changed = rights(demo, "Standard")
    assert changed.modules is not None
    assert "Leads" not in changed.modules


async def test_what_is_fixed_stays_and_says_why(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(80, 24)) as pilot:
        await open_page(pilot, "profiles", "Administrator")
        await press(pilot, "p", "space")
        tree = pilot.app.screen
        assert isinstance(tree, PermissionTree)
        assert "Administrator profile cannot be changed" in shown(pilot)
        assert tree.draft == {}
        await press(pilot, "escape")
        await open_page(pilot, "profiles", "Team_User")
        await press(pilot, "p", "/", *"change the owner", "enter", "j", "j", "space")
        tree = pilot.app.screen
        assert isinstance(tree, PermissionTree)
        assert "Rule O09" in shown(pilot)
        assert tree.draft == {}


async def test_nothing_is_saved_that_was_refused(demo: Installation) -> None:
    """U36: the eleventh module of team users is refused where its effect would stand."""
    ws = admin(demo)
    for name in ("Campaigns", "Products", "Cases", "Vendors", "Quotes", "Invoices"):
        ws.profiles.enable("Team_User", name, on=True)
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await open_page(pilot, "profiles", "Team_User")
        await press(pilot, "p", "/", *"solutions use the module", "enter", "end", "up", "space")
        tree = pilot.app.screen
        assert isinstance(tree, PermissionTree)
        assert tree.draft == {"/Solutions": True}
        assert "10 of 10" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert pilot.app.screen is tree
        assert "Team User profile: 10 of 10 organisation modules in use" in shown(pilot)
    assert "Solutions" not in (rights(demo, "Team_User").modules or ())


async def test_who_enables_what_team_users_do_not_see_is_told(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await open_page(pilot, "profiles", "Team_User")
        await press(pilot, "p", "/", *"solutions use the module", "enter", "end", "up", "space", "ctrl+s")
        assert "Team users have Solutions, which is private" in shown(pilot)
    assert "Solutions" in (rights(demo, "Team_User").modules or ())


async def test_profiles_are_cloned_renamed_and_removed_with_an_heir(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await open_page(pilot, "profiles", "Standard")
        assert offered(pilot)["profile.delete"] is None, "the product's own stay"
        await press(pilot, "n", *"Inside Sales", "ctrl+s")
        await save_change(pilot)
        assert rights(demo, "Inside_Sales").denied == rights(demo, "Standard").denied
        await open_page(pilot, "profiles", "Inside_Sales")
        await press(pilot, "e", *" [/]", "ctrl+s")
        await save_change(pilot)
        assert rights(demo, "Inside_Sales").label == "Inside Sales [/]"
        assert "Inside Sales [/]" in shown(pilot)
        admin(demo).staff.edit(SALES, profile="Inside_Sales")
        await press(pilot, "f5")
        await open_page(pilot, "profiles", "Inside_Sales")
        await press(pilot, "d", "enter")
        await save_change(pilot)
    names = [each.api_name for each in admin(demo).profiles.list()]
    assert names == ["Administrator", "Standard", "Team_User"]


# Roles


async def test_roles_are_made_moved_and_removed_in_their_tree(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        without_promises(demo)
        await open_page(pilot, "roles", "Sales_Manager")
        assert "Sales Rep" in shown(pilot)
        await press(pilot, "n", *"Field Rep", "ctrl+s")
        await save_change(pilot)
        made = next(r for r in admin(demo).roles.list() if r.api_name == "Field_Rep")
        assert (made.label, made.above, made.peers) == ("Field Rep", "Sales_Manager", False)
        await open_page(pilot, "roles", "Sales_Rep")
        await press(pilot, "e", "tab", "tab", "space", "ctrl+s")
        said = await save_change(pilot)
        assert "gain rights" in said or "sees more records" in said
        assert next(r for r in admin(demo).roles.list() if r.api_name == "Sales_Rep").peers
        await open_page(pilot, "roles", "Field_Rep")
        await press(pilot, "d", *"sales rep", "enter")
        await save_change(pilot)
    assert "Field_Rep" not in [role.api_name for role in admin(demo).roles.list()]


async def test_the_hierarchy_is_chosen_and_peers_are_then_not_offered(demo: Installation) -> None:
    without_promises(demo)
    async with app_of(demo, ADMIN).run_test(size=(80, 24)) as pilot:
        await open_page(pilot, "roles")
        await press(pilot, "o", "down", "enter")
        await save_change(pilot)
        assert admin(demo).roles.hierarchy() is Hierarchy.REPORTING
        await open_page(pilot, "roles", "Sales_Rep")
        await press(pilot, "e")
        assert "Peers share data" not in shown(pilot)


# Data sharing


@pytest.mark.parametrize("size", SIZES)
async def test_a_default_is_changed_with_its_effect(demo: Installation, size: tuple[int, int]) -> None:
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await open_page(pilot, "sharing", "module:Leads")
        await press(pilot, "o", *"private", "enter")
        said = await save_change(pilot)
        assert "lose rights" in said
        assert dict(admin(demo).data_sharing.defaults())["Leads"] is OrgDefault.PRIVATE
        # U37: team users have the module, and find nothing in it any more.
        assert "Team users have Leads" in shown(pilot)


async def test_rules_are_made_by_owner_and_by_criteria_changed_and_removed(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await open_page(pilot, "sharing", "module:Cases")
        await press(pilot, "n", "enter")
        await press(pilot, *"To legal", "tab", *"role sales", "enter")
        await press(pilot, "tab", *"role legal", "enter", "ctrl+s")
        await save_change(pilot)
        (rule,) = admin(demo).data_sharing.rules("Cases")
        assert rule.source is not None
        assert (rule.label, rule.source.kind, rule.target.kind, rule.level) == ("To legal", "role", "role", Level.READ)
        await open_page(pilot, "sharing", f"rule:{rule.id}")
        assert offered(pilot)["sharing.edit_rule"]
        await press(pilot, "e", "tab", "tab", "tab", *"Read/Write/D", "enter", "tab", "space", "ctrl+s")
        await save_change(pilot)
        (rule,) = admin(demo).data_sharing.rules("Cases")
        assert (rule.level, rule.superiors) == (Level.FULL, True)
        await open_page(pilot, "sharing", "module:Cases")
        assert offered(pilot)["sharing.edit_rule"] is None
        await press(pilot, "n", "down", "enter", *"Priority = High", "enter")
        await press(pilot, *"Urgent", "tab", "tab", *"role legal", "enter", "ctrl+s")
        await save_change(pilot)
        found = {each.label: each for each in admin(demo).data_sharing.rules("Cases")}
        assert found["Urgent"].criteria == 'Priority = "High"'
        await open_page(pilot, "sharing", f"rule:{rule.id}")
        await press(pilot, "d")
        await save_change(pilot)
    assert [each.label for each in admin(demo).data_sharing.rules("Cases")] == ["Urgent"]


async def test_e_mail_sharing_is_chosen_with_its_roles(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(80, 24)) as pilot:
        await open_page(pilot, "sharing", "email")
        await press(pilot, "m", *"with roles", "enter", "tab", "enter", *"legal lead", "enter", "ctrl+s", "ctrl+s")
        await save_change(pilot)
    assert admin(demo).data_sharing.email() == (EmailSharing.ROLES, ("Legal_Lead",))


# Groups


async def test_groups_are_made_of_parties_changed_and_removed(demo: Installation) -> None:
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await open_page(pilot, "groups")
        await press(pilot, "n", *"Fair [/]", "tab", "tab", "tab", "enter")
        await press(pilot, *"below", "enter", "ctrl+s", "ctrl+s")
        await save_change(pilot)
        (group,) = admin(demo).groups.list()
        assert (group.api_name, group.label, [each.kind for each in group.members]) == (
            "Fair",
            "Fair [/]",
            ["role_below"],
        )
        assert "Fair [/]" in shown(pilot)
        await open_page(pilot, "groups", "Fair")
        await press(pilot, "e", "tab", *"For fairs", "ctrl+s")
        await save_change(pilot)
        (group,) = admin(demo).groups.list()
        assert (group.description, len(group.members)) == ("For fairs", 1)
        await open_page(pilot, "groups", "Fair")
        await press(pilot, "d")
        await save_change(pilot)
    assert admin(demo).groups.list() == ()


# Field permissions


@pytest.mark.parametrize("size", SIZES)
async def test_fields_are_hidden_in_a_grid_with_their_effect(demo: Installation, size: tuple[int, int]) -> None:
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await open_page(pilot, "fields", "Contacts")
        await press(pilot, "enter", "/", *"mobile", "enter", "space")
        grid = pilot.app.screen
        assert isinstance(grid, FieldGrid)
        assert "reads and writes every field" in shown(pilot), "the administrator's column is fixed"
        await press(pilot, "right", "space", "space")
        assert grid.draft == {("Mobile", "Standard"): FieldAccess.HIDDEN}
        assert "*hidden" in shown(pilot)
        assert "lose rights" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert pilot.app.screen is not grid
    table = admin(demo).field_permissions.table("Contacts")
    hidden = [(each.field, each.holder) for each in table if each.access is FieldAccess.HIDDEN]
    assert hidden == [("Mobile", "Standard")]


async def test_an_admin_of_a_team_module_sets_its_fields_and_people_alone(demo: Installation) -> None:
    async with app_of(demo, MARKETING).run_test(size=(120, 40)) as pilot:
        await open_page(pilot, "fields")
        rows = [line.key for line in desk(pilot).areas.pane.lines if line.key]
        assert rows == ["row:Campaign_Assets"]
        await press(pilot, "p", "/", *"description", "enter", "right", "right", "space")
        assert "Nobody gains or loses anything." in shown(pilot), "there is no Member yet"
        await press(pilot, "ctrl+s")
        table = admin(demo).field_permissions.table("Campaign_Assets")
        assert [e.holder for e in table if e.access is FieldAccess.READ_ONLY] == ["Member"]
        await open_page(pilot, "teams")
        assert all("Campaign_Assets" in line.key for line in desk(pilot).areas.pane.lines if line.key)
        # He manages no roles, and gives one a profile in his module all the same (3.2).
        await press(pilot, "n", "enter", *"role support", "enter", "tab", *"partic", "enter", "ctrl+s")
        await save_change(pilot)
    found = {one.party.name: one for one in admin(demo).team_members.list("Campaign_Assets")}
    assert (found["Support"].profile, found["Support"].by_admin) == (TeamProfile.PARTICIPANT, False)


# People of team modules


async def test_people_are_put_into_a_team_module_and_taken_out(demo: Installation) -> None:
    def people() -> dict[str, tuple[TeamProfile, bool]]:
        found = admin(demo).team_members.list("Campaign_Assets")
        return {one.party.name: (one.profile, one.by_admin) for one in found}

    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await open_page(pilot, "teams", "module:Campaign_Assets")
        assert offered(pilot)["member.remove"] is None
        await press(pilot, "n", "enter", *"mateo", "enter", "ctrl+s")
        await save_change(pilot)
        assert people()["support@demo.test"] == (TeamProfile.MEMBER, True)
        assert "administrator" in shown(pilot), "M34: it is marked"
        await open_page(pilot, "teams", "Campaign_Assets/user:support@demo.test/Member")
        await press(pilot, "e", *"manager", "enter")
        await save_change(pilot)
        assert people()["support@demo.test"] == (TeamProfile.MANAGER, True)
        await open_page(pilot, "teams", "Campaign_Assets/user:support@demo.test/Manager")
        await press(pilot, "d")
        await save_change(pilot)
        assert "support@demo.test" not in people()
        await open_page(pilot, "teams", "module:Campaign_Assets")
        await press(pilot, "n", "enter", *"role legal and", "enter", "tab", *"partic", "enter", "ctrl+s")
        await save_change(pilot)
    assert people()["Legal"] == (TeamProfile.PARTICIPANT, True)


@pytest.mark.parametrize("keep", [True, False])
async def test_who_goes_leaves_his_records_or_hands_them_on(demo: Installation, keep: bool) -> None:
    before = {one.party.name: one.records for one in admin(demo).team_members.list("Contracts")}
    assert before["legal@demo.test"] > 0
    async with app_of(demo, ADMIN).run_test(size=(80, 24)) as pilot:
        await open_page(pilot, "teams", "Contracts/user:legal@demo.test/Member")
        await press(pilot, "d")
        assert "Who gets the" in shown(pilot)
        await press(pilot, *([] if keep else "henrik"), "enter")
        await save_change(pilot)
        rows = {line.key: line.cells for line in desk(pilot).areas.pane.lines}
        left = rows.get("row:Contracts/user:legal@demo.test/-")
        assert left == (("  Inès Duval", "(former)", str(before["legal@demo.test"]), "") if keep else None)
    after = {one.party.name: one.records for one in admin(demo).team_members.list("Contracts")}
    assert "legal@demo.test" not in after
    assert after["legal.lead@demo.test"] == before["legal.lead@demo.test"] + (0 if keep else before["legal@demo.test"])


# Promises


@pytest.mark.parametrize("size", SIZES)
async def test_promises_are_made_checked_changed_and_removed(demo: Installation, size: tuple[int, int]) -> None:
    ws = admin(demo)
    there = [promise.id for promise in ws.promises.list()]
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        await open_page(pilot, "promises")
        await press(pilot, "n", *"No audit for reps", "tab", *"role sales rep", "enter")
        await press(pilot, "tab", *"read the audit", "enter", "ctrl+s")
        (made,) = [promise for promise in admin(demo).promises.list() if promise.id not in there]
        assert (made.label, made.subject, made.name) == ("No audit for reps", Subject.ROLE, "Sales_Rep")
        assert (made.action, made.must) == ("org.audit", Must.REFUSED)
        assert "No audit for reps" in shown(pilot)
        await open_page(pilot, "promises", str(made.id))
        await press(pilot, "e", *" ever", "ctrl+s")
        assert made.id in [p.id for p in admin(demo).promises.list() if p.label == "No audit for reps ever"]
        await press(pilot, "c")
        assert "promises hold" in shown(pilot) or "promise holds" in shown(pilot)
        await open_page(pilot, "promises", str(made.id))
        await press(pilot, "d", "y")
    assert [promise.id for promise in admin(demo).promises.list()] == there


async def test_what_does_not_hold_now_is_not_promised(demo: Installation) -> None:
    there = len(admin(demo).promises.list())
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await open_page(pilot, "promises")
        await press(pilot, "n", *"No leads", "tab", "tab", *"edit records", "enter", "tab", "tab", *"leads", "enter")
        await press(pilot, "ctrl+s")
        assert "does not hold now" in shown(pilot)
        await press(pilot, "escape", "y")
    assert len(admin(demo).promises.list()) == there


async def test_a_draft_that_breaks_a_promise_names_it_and_is_not_saved(demo: Installation) -> None:
    ws = admin(demo)
    ws.promises.save(
        Promise(0, "Reps export deals", Subject.ROLE, "Sales_Rep", "records.export", Must.ALLOWED, "Deals")
    )
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await open_page(pilot, "profiles", "Standard")
        await press(pilot, "p", "/", *"deals export rec", "enter", "end", "space")
        tree = pilot.app.screen
        assert "Broken promise: Reps export" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert pilot.app.screen is tree
        assert "It would break a promise." in shown(pilot)
    assert ("records.export", "Deals") not in rights(demo, "Standard").denied


async def test_a_broken_promise_stands_first_with_for_whom(demo: Installation) -> None:
    ws = admin(demo)
    name = 'Last_Name = "Locked"'
    ws.promises.save(Promise(0, "Not these", Subject.LOGIN, SALES, "records.edit", Must.REFUSED, "Leads", "", name))
    demo.workspace(SALES, "demo").records.new("Leads", {"Last_Name": "Locked", "Company": "Oak"})
    async with app_of(demo, ADMIN).run_test(size=(120, 40)) as pilot:
        await open_page(pilot, "promises")
        lines = [line for line in desk(pilot).areas.pane.lines if line.key]
        assert (lines[0].sign, lines[0].cells[0]) == ("!", "Not these")
        assert all(line.sign == "✓" for line in lines[1:])
        assert "broken for 1" in shown(pilot)
        assert SALES in shown(pilot)
        await press(pilot, "c")
        assert "1 promise is broken" in shown(pilot)


# All of them


@pytest.mark.parametrize("size", [(60, 16), *SIZES])
async def test_hostile_names_are_shown_and_obeyed_nowhere(demo: Installation, size: tuple[int, int]) -> None:
    ws = admin(demo)
    ws.profiles.clone("Standard", "Evil", HOSTILE)
    ws.roles.add("Evil", HOSTILE, "Sales_Rep")
    ws.groups.add("Evil", HOSTILE, [PartyName("role", "Evil")], HOSTILE)
    async with app_of(demo, ADMIN).run_test(size=size) as pilot:
        for page, row in (("profiles", "Evil"), ("roles", "Evil"), ("groups", "Evil"), ("fields", "Leads")):
            await open_page(pilot, page, row)
            assert page == "fields" or "[/]" in shown(pilot)
            for key in ("enter", "e", "n", "d", "p"):
                await press(pilot, key)
                assert "\x1b" not in shown(pilot)
                await press(pilot, "escape", "escape")
            assert len(pilot.app.screen_stack) == 2


async def test_who_may_do_nothing_there_is_told_why(demo: Installation) -> None:
    async with app_of(demo, SALES).run_test(size=(80, 24)) as pilot:
        for page in ("profiles", "roles", "sharing", "groups", "fields", "teams", "promises"):
            await settle(pilot)
            start = desk(pilot).place
            desk(pilot).run_worker(go_to_area(desk(pilot), f"setup/{page}"), group="act", exit_on_error=False)
            await settle(pilot)
            assert "is not available" in shown(pilot)
            await press(pilot, "escape")
            assert desk(pilot).place == start
