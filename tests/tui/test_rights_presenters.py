"""What the pages of rights show, without an app: the permission tree, the grid of fields, words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.base.messages import message
from crm_tui.domain.effects import Diff, Effect, Shift
from crm_tui.domain.field_access import FieldAccess, FieldPermission
from crm_tui.domain.promises import Must, Promise, Subject
from crm_tui.policy.switches import PermissionGroup
from crm_tui.services.parties import PartyName
from crm_tui.services.permission_tree import Permission
from crm_tui.services.roles import RoleInfo
from crm_tui.tui.presenters.effect_lines import effect_lines
from crm_tui.tui.presenters.field_grid import cycled, field_grid
from crm_tui.tui.presenters.lines import Tone
from crm_tui.tui.presenters.parties import party_key, party_of, party_options, party_text
from crm_tui.tui.presenters.permission_tree import Mark, Node, above, found, mark, narrowed, tree_lines, turned
from crm_tui.tui.presenters.profiles import enabled, profile_nodes, switches
from crm_tui.tui.presenters.promises import promise_title, subject_text, what_text
from crm_tui.tui.presenters.rights_words import api_name_of
from crm_tui.tui.setup.roles import in_tree

MODULES = ("Leads", "Deals")


def permission(action: str, module: str = "", *, on: bool = True, fixed: str = "", title: str = "") -> Permission:
    """A line of the service's tree in the group of modules."""
    because = message("It stays.") if fixed else None
    return Permission(
        PermissionGroup.MODULE, module, action, message(title or action or "Use the module"), on, False, fixed, because
    )


def profile() -> list[Permission]:
    """View and export in two modules, export off in one of them, purge fixed, and the modules themselves."""
    return [
        permission("records.view"),
        permission("records.export", on=False),
        permission("records.purge", on=False, fixed="AC33"),
        *(line for module in MODULES for line in (
            permission("", module),
            permission("records.view", module),
            permission("records.export", module, on=module == "Leads"),
            permission("records.purge", module, on=False, fixed="AC33"),
        )),
        Permission(PermissionGroup.SETUP, "", "users.manage", message("Manage users"), False),
    ]  # fmt: skip


NODES = profile_nodes(profile(), str.upper)


def at(id_: str) -> Node:
    """A node that is there."""
    node = found(NODES, id_)
    assert node is not None
    return node


def test_groups_hold_modules_and_modules_their_permissions() -> None:
    assert [node.title for node in NODES] == ["Modules", "Set-up"]
    assert [node.title for node in NODES[0].children] == ["In all modules", "LEADS", "DEALS"]
    assert [node.title for node in at("module:Deals").children] == [
        "Use the module", "records.view", "records.export", "records.purge",
    ]  # fmt: skip
    assert [node.title for node in at("all/records.export").children] == ["LEADS", "DEALS"]
    # What can be turned nowhere is one line, with the reason.
    assert at("all/records.purge").fixed
    assert not at("all/records.purge").children


def test_a_switch_is_the_same_below_its_module_and_below_its_permission() -> None:
    draft = turned(at("all/records.export"), {})
    assert draft == {"records.export/Deals": True}
    assert mark(at("records.export/Deals"), draft) is Mark.ON
    assert mark(at("all/records.export"), draft) is Mark.ON
    # Counted once for the whole group, though it stands there twice; the fixed one of all modules is one of its own.
    assert len(at("group:module").switches) == len(MODULES) * 4 + 1


def test_a_branch_is_on_off_or_some() -> None:
    assert mark(at("all/records.view"), {}) is Mark.ON
    assert mark(at("all/records.purge"), {}) is Mark.OFF
    assert mark(at("all/records.export"), {}) is Mark.SOME
    assert mark(at("module:Leads"), {"/Leads": False}) is Mark.SOME


def test_turning_leaves_what_is_fixed_and_forgets_what_comes_back() -> None:
    off = turned(at("module:Leads"), {})
    assert off == {"/Leads": False, "records.view/Leads": False, "records.export/Leads": False}
    assert turned(at("module:Leads"), off) == {}
    assert turned(at("records.purge/Leads"), {}) == {}


@given(st.lists(st.sampled_from([node.id for top in NODES for node in (top, *top.children, *top.switches)])))
def test_a_draft_names_only_free_switches_that_differ(path: list[str]) -> None:
    saved = {each.switch: each for top in NODES for each in top.switches}
    draft: dict[str, bool] = {}
    for id_ in path:
        draft = turned(at(id_), draft)
    assert all(not saved[key].reason and saved[key].on is not on for key, on in draft.items())


@given(st.sampled_from([node.id for top in NODES for node in (top, *top.children, *top.switches)]))
def test_turning_a_branch_twice_leaves_it_all_off(id_: str) -> None:
    """From any state: once makes all free ones on unless they are, and the other press makes them off."""
    node = at(id_)
    free = [each for each in node.switches if not each.reason]
    states = []
    draft: dict[str, bool] = {}
    for _press in range(2):
        draft = turned(node, draft)
        states.append({draft.get(each.switch, each.on) for each in free})
    assert not free or sorted(states, key=str) == [{False}, {True}]


def test_the_lines_show_marks_changes_and_reasons() -> None:
    draft = {"records.view/Leads": False}
    lines = tree_lines(NODES, draft, {"group:module", "module:Leads"})
    assert [(line.sign, line.value, line.note) for line in lines] == [
        ("*", "▾ [-] Modules", "4/9 · 1 changed"),
        ("*", "  ▸ [-] In all modules", "2/5 · 1 changed"),
        ("*", "  ▾ [-] LEADS", "2/4 · 1 changed"),
        (" ", "      [x] Use the module", ""),
        ("*", "      [ ] records.view", "was on"),
        (" ", "      [x] records.export", ""),
        (" ", "      [ ] (records.purge)", "It stays. Rule AC33."),
        (" ", "  ▸ [-] DEALS", "2/4"),
        (" ", "▸ [ ] Set-up", "0/1"),
    ]
    assert lines[6].tone is Tone.OFF


def test_a_search_goes_by_words_of_the_branches_too() -> None:
    kept = narrowed(NODES, "deals EXP")
    assert [line.value.strip() for line in tree_lines(kept, {}, None)] == [
        "▾ [ ] Modules", "▾ [ ] In all modules", "▾ [ ] records.export", "[ ] DEALS",
        "▾ [ ] DEALS", "[ ] records.export",
    ]  # fmt: skip
    assert narrowed(NODES, "no such") == ()
    # What is turned there is only what is in view.
    assert turned(kept[0], {}) == {"records.export/Deals": True}


def test_the_branch_above_is_found() -> None:
    branch = above(NODES, "records.view/Deals")
    assert branch is not None
    assert branch.id == "module:Deals"
    assert above(NODES, "group:module") is None


def test_a_draft_becomes_switches_for_all_modules_where_all_end_alike() -> None:
    assert switches({"records.export/Deals": True}, profile()) == [("records.export", "*", True)]
    assert switches({"records.view/Deals": False}, profile()) == [("records.view", "Deals", False)]
    assert switches({"users.manage/": True}, profile()) == [("users.manage", "*", True)]
    draft = {"/Deals": False, "records.view/Deals": False, "records.view/Leads": False}
    assert switches(draft, profile()) == [("records.view", "*", False)]
    assert enabled(draft) == {"Deals": False}


# The grid of fields

TABLE = [
    FieldPermission("Leads", field, holder, FieldAccess.READ_WRITE)
    for field in ("Phone", "Email")
    for holder in ("Administrator", "Standard")
]
TITLES = (str.upper, str.lower)


def test_a_cell_goes_round_and_comes_back_unchanged() -> None:
    spot = ("Phone", "Standard")
    first = cycled(spot, TABLE, {})
    second = cycled(spot, TABLE, first)
    assert (first, second) == ({spot: FieldAccess.READ_ONLY}, {spot: FieldAccess.HIDDEN})
    assert cycled(spot, TABLE, second) == {}


def test_the_grid_tells_changed_and_fixed_cells_without_colour() -> None:
    fixed = {("Phone", "Administrator"): "always"}
    grid = field_grid(TABLE, {("Phone", "Standard"): FieldAccess.HIDDEN}, fixed, TITLES)
    assert [column.title for column in grid.columns] == ["administrator", "standard"]
    assert [row.title for row in grid.rows] == ["PHONE", "EMAIL"]
    assert [cell.text for cell in grid.rows[0].cells] == ["(read-write)", "*hidden"]
    assert [row.key for row in field_grid(TABLE, {}, {}, TITLES, "mail").rows] == ["Email"]


# Words


@pytest.mark.parametrize(
    ("label", "name"),
    [("Sales Rep", "Sales_Rep"), ("Łódź  désk 2", "Lodz_desk_2"), ("3 Kings", "Kings"), ("王伟", ""), ("[/]", ""),
     ("x" * 80, "x" * 50), ("A-B", "A_B")],
)  # fmt: skip
def test_a_name_for_scripts_is_made_from_one_for_people(label: str, name: str) -> None:
    assert api_name_of(label) == name


def test_parties_have_words_and_keys() -> None:
    role = PartyName("role_below", "Sales_Rep", "Sales [/] Rep")
    assert party_text(role) == "role Sales [/] Rep and below"
    assert party_of(party_key(role)) == PartyName("role_below", "Sales_Rep")
    assert party_text(PartyName("user", "a@b.test")) == "a@b.test"
    assert party_options([role, role]) == [("role_below:Sales_Rep", "role Sales [/] Rep and below")]


def test_promises_say_what_they_are_about() -> None:
    promise = Promise(1, "", Subject.PROFILE, "Standard", "records.export", Must.REFUSED, "Deals", "Amount")
    assert promise_title(promise) == "profile Standard: Export records · Deals.Amount"
    assert subject_text(Promise(1, "", Subject.KIND, "team", "records.view", Must.ALLOWED)) == "team user"
    assert what_text(Promise(1, "", Subject.EVERYBODY, "", "org.audit", Must.REFUSED)).startswith("Read")
    assert promise_title(Promise(1, "A \x1b[31m", Subject.EVERYBODY, "", "x", Must.REFUSED)).isprintable()


def test_roles_stand_below_each_other() -> None:
    roles = [RoleInfo("CEO", "C", "", False), RoleInfo("Rep", "R", "Head", True), RoleInfo("Head", "H", "CEO", False)]
    assert [(role.api_name, depth) for role, depth in in_tree(roles)] == [("CEO", 0), ("Head", 1), ("Rep", 2)]


def test_the_effect_of_a_draft_leads_with_its_sum_and_what_it_breaks() -> None:
    shift = Shift("a@b.test", "Ann [/]", "Deals", gained=("records.export",))
    effect = Effect((shift,), (Diff("profile Standard", "off", "on"),), ("No exports \x1b[2J",))
    values = [line.value for line in effect_lines(effect, {"Deals": "Deals"})]
    assert values[0] == "1 person gains rights; 1 promise would be broken"
    assert values[1].startswith("Broken promise: No exports")
    assert "Ann [/]" in values
    assert all("\x1b" not in value for value in values)
