"""An organisation's description: modules made at run time, people, spaces, views, and the versions they raise."""

from __future__ import annotations

from dataclasses import fields

import pytest

from crm_tui.base.clock import FrozenClock, epoch
from crm_tui.domain.blueprints import (
    ChoiceBlueprint,
    FieldBlueprint,
    ModuleBlueprint,
    standard_module,
    standard_modules,
    team_module,
)
from crm_tui.domain.errors import Invalid, NotFound, Unusable
from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import Layout, ModuleDef, OrgDefault
from crm_tui.domain.users import ProfileRights, SpaceRole, TeamProfile, UserKind, UserState
from crm_tui.store.engine import Engine
from crm_tui.store.members import NO_ROLE
from crm_tui.store.module_tables import SYSTEM_COLUMNS
from crm_tui.store.organisation import OrganisationStore, open_organisation
from tests.engines import Place

CONTRACTS = team_module(
    "Contracts",
    "Contracts",
    "Contract",
    number_prefix="CON-",
    fields=(
        FieldBlueprint("Account", "Account", FieldKind.LOOKUP, target="Accounts", related_label="Contracts"),
        FieldBlueprint("Value", "Value", FieldKind.CURRENCY),
        FieldBlueprint("Ends", "Ends", FieldKind.DATE, indexed=True),
        FieldBlueprint("Signed", "Signed", FieldKind.CHECKBOX),
        FieldBlueprint("Share", "Share", FieldKind.PERCENT),
        FieldBlueprint("Regions", "Regions", FieldKind.MULTI_PICKLIST, choices=(ChoiceBlueprint("EU", "EU"),)),
    ),
)


def add_contracts(org: OrganisationStore) -> ModuleDef:
    with org.engine.write():
        return org.add_module(CONTRACTS)


def add_people(org: OrganisationStore) -> dict[str, int]:
    """CEO > manager > two reps; the reps' role does not share among peers."""
    with org.engine.write():
        profile = org.add_profile(ProfileRights("standard", "Standard"))
        ceo = org.add_role("ceo", "CEO")
        manager = org.add_role("manager", "Manager", ceo)
        rep = org.add_role("rep", "Rep", manager)
        found = {
            name: org.add_member(f"{name}@acme.test", name, UserKind.REGULAR, profile, role)
            for name, role in (("boss", ceo), ("lead", manager), ("rep1", rep), ("rep2", rep))
        }
    return found


def add_record(org: OrganisationStore, module: ModuleDef, owner_id: int) -> int:
    with org.engine.write():
        record = org.engine.insert(
            "INSERT INTO record (module_id, created_at) VALUES (?, 1) RETURNING id", (module.id,)
        )
        org.engine.execute(
            f"INSERT INTO {module.table} (id, owner_id, created_by, created_at, modified_by, modified_at)"
            " VALUES (?, ?, 1, 1, 1, 1)",
            (record, owner_id),
        )
    return record


def same(made: object, wanted: object) -> bool:
    """Whether all that a blueprint says stands in what was made of it."""
    names = {f.name for f in fields(wanted)} - {"fields", "choices", "column"}  # type: ignore[arg-type]
    return all(getattr(made, name) == getattr(wanted, name) for name in names)


def test_modules_are_what_their_blueprints_say(crm: OrganisationStore) -> None:
    for made, wanted in zip(crm.catalog().modules, standard_modules(), strict=True):
        must_match(made, wanted)


def must_match(made: ModuleDef, wanted: ModuleBlueprint) -> None:
    assert same(made, wanted)
    assert [f.api_name for f in made.fields] == [f.api_name for f in wanted.fields]
    for field, plan in zip(made.fields, wanted.fields, strict=True):
        assert same(field, plan)
        assert [c.api_name for c in field.choices] == [c.api_name for c in plan.choices]
        assert all(same(choice, new) for choice, new in zip(field.choices, plan.choices, strict=True))


def test_columns_are_named_by_ids_and_stand_behind_the_system_columns(crm: OrganisationStore) -> None:
    for module in crm.catalog().modules:
        columns = crm.engine.columns(module.table)
        assert module.table == f"m_{module.id}"
        assert tuple(columns[: len(SYSTEM_COLUMNS)]) == SYSTEM_COLUMNS
        own = [f for f in module.fields if f.column not in SYSTEM_COLUMNS and f.column]
        assert [f.column for f in own] == columns[len(SYSTEM_COLUMNS) :] == [f"f_{f.id}" for f in own]
    contacts = crm.catalog().by_name["Contacts"].by_name
    assert contacts["Full_Name"].column == "name"
    assert contacts["Owner"].column == "owner_id"
    assert contacts["Created_Time"].column == "created_at"


def test_a_team_module_has_typed_columns(org: OrganisationStore) -> None:
    module = add_contracts(org)
    assert module.by_name["Number"].column == "number"
    assert module.by_name["Requester"].column == "requester_id"
    assert module.by_name["Regions"].column == ""
    assert module.number_prefix == module.by_name["Number"].prefix == "CON-"
    add_record(org, module, add_people(org)["rep1"])
    names = [module.by_name[name].column for name in ("Value", "Ends", "Signed", "Share")]
    columns = ", ".join(names)
    with org.engine.write():
        org.engine.execute(
            f"UPDATE {module.table} SET {' = ?, '.join(names)} = ?", (12345678901, "2026-05-15", True, 12.5)
        )
    row = org.engine.row(f"SELECT version, locked, handled, name, {columns} FROM {module.table}")
    assert row == (1, 0, 0, "", 12345678901, "2026-05-15", 1, 12.5)


@pytest.mark.parametrize("name", ["Value", "Signed", "Share"])
def test_columns_take_no_value_of_another_type(org: OrganisationStore, name: str) -> None:
    module, users = add_contracts(org), add_people(org)
    record = add_record(org, module, users["rep1"])
    with pytest.raises(Exception, match=r"(?i)type|store TEXT"), org.engine.write():
        org.engine.execute(
            f"UPDATE {module.table} SET {module.by_name[name].column} = ? WHERE id = ?", ("many", record)
        )


def test_a_purged_record_leaves_no_look_up_and_no_row(crm: OrganisationStore) -> None:
    users = add_people(crm)
    contacts, accounts = crm.catalog().by_name["Contacts"], crm.catalog().by_name["Accounts"]
    look_up = contacts.by_name["Account_Name"].column
    ids = [add_record(crm, module, users["rep1"]) for module in (accounts, contacts)]
    with crm.engine.write():
        crm.engine.execute(f"UPDATE {contacts.table} SET {look_up} = ?", (ids[0],))
        crm.engine.execute("DELETE FROM record WHERE id = ?", (ids[0],))
    assert crm.engine.rows(f"SELECT id, {look_up} FROM {contacts.table}") == [(ids[1], None)]
    assert crm.engine.value(f"SELECT count(*) FROM {accounts.table}") == 0
    with crm.engine.write():
        crm.engine.execute("DELETE FROM record")
        sql = "INSERT INTO record (module_id, created_at) VALUES (?, 1) RETURNING id"
        assert crm.engine.insert(sql, (contacts.id,)) == ids[1] + 1, "ids must never come again"


def test_api_names_are_taken_once(org: OrganisationStore) -> None:
    module = add_contracts(org)
    with org.engine.write():
        with pytest.raises(Invalid):
            org.add_module(team_module("contracts", "x", "x"))
        with pytest.raises(Invalid):
            org.add_field(module.id, FieldBlueprint("vALUE", "x", FieldKind.TEXT))
    assert len(org.catalog().modules) == 1


@pytest.mark.parametrize("kind", FieldKind)
def test_a_field_of_any_kind_is_added_to_a_module_in_use(org: OrganisationStore, kind: FieldKind) -> None:
    module = add_contracts(org)
    with org.engine.write():
        new = FieldBlueprint("Added", "Added", kind, target="Contracts", indexed=True, standard=False)
        made = org.add_field(module.id, new)
    assert isinstance(made, FieldDef)
    assert same(made, new)
    now = org.catalog().by_name["Contracts"]
    assert now.fields[-1] == made
    assert "Added" in now.layout.sections[0].fields
    assert now.version > module.version
    assert (made.column in org.engine.columns(now.table)) is (kind is not FieldKind.MULTI_PICKLIST)


def test_a_removed_field_is_hidden_and_comes_back_with_its_column(org: OrganisationStore) -> None:
    module = add_contracts(org)
    field = module.by_name["Value"]
    with org.engine.write():
        org.hide_field(module.id, field.id)
    assert org.catalog().by_name["Contracts"].field("Value") is None
    assert field.column in org.engine.columns(module.table)
    with org.engine.write(), pytest.raises(Invalid):
        org.add_field(module.id, FieldBlueprint("Value", "Value", FieldKind.TEXT))
    with org.engine.write():
        org.show_field(module.id, field.id)
    assert org.catalog().by_name["Contracts"].by_name["Value"] == field


def test_fields_choices_and_modules_are_changed(org: OrganisationStore) -> None:
    module = add_contracts(org)
    status = module.by_name["Status"]
    with org.engine.write():
        org.edit_field(module.id, status.id, label="State", required=True)
        added = org.add_choice(module.id, status.id, ChoiceBlueprint("Lost", "Lost", closed=True))
        org.edit_choice(module.id, status.choices[0].id, label="Fresh", active=False)
        org.set_org_default(module.id, OrgDefault.READ_ONLY)
        org.index_field(module.id, module.by_name["Value"].id)
        org.edit_module(
            module.id, label="Deeds", list_columns=("Name",), layout=Layout(()), requests_after_acceptance=True
        )
    now = org.catalog().by_name["Contracts"]
    field = now.by_name["Status"]
    assert (field.label, field.required, field.choices[-1]) == ("State", True, added)
    assert (field.choices[0].label, field.choices[0].active) == ("Fresh", False)
    assert now.by_name["Value"].indexed
    assert (now.label, now.list_columns, now.layout) == ("Deeds", ("Name",), Layout(()))
    assert now.default is OrgDefault.READ_ONLY
    assert org.module(module.id).requests_after_acceptance


def test_a_deleted_module_can_come_back(org: OrganisationStore, clock: FrozenClock) -> None:
    module = add_contracts(org)
    with org.engine.write():
        org.delete_module(module.id)
    assert org.catalog().modules == ()
    assert [m.api_name for m in org.deleted_modules()] == ["Contracts"]
    assert org.module_marks(module.id).deleted_at == epoch(clock.now())
    with org.engine.write():
        org.restore_module(module.id)
    assert org.catalog().by_name["Contracts"].id == module.id


def test_the_catalogue_is_kept_until_it_changes(org: OrganisationStore, place: Place) -> None:
    add_contracts(org)
    kept = org.catalog()
    assert org.catalog() is kept
    other = open_organisation(place.open())
    with other.engine.write():
        other.add_module(standard_module("Accounts"))
    assert [m.api_name for m in org.catalog().modules] == ["Contracts", "Accounts"]
    other.engine.close()


def test_a_change_of_people_alone_reads_no_module_again(org: OrganisationStore) -> None:
    add_contracts(org)
    kept = org.catalog()
    with org.engine.write():
        org.add_role("ceo", "CEO")
        assert org.catalog() is kept
        org.add_module(standard_module("Accounts"))
        assert [m.api_name for m in org.catalog().modules] == ["Contracts", "Accounts"]
    assert [m.api_name for m in org.catalog().modules] == ["Contracts", "Accounts"]


def test_the_rules_stay_while_what_they_stand_on_is_alike(org: OrganisationStore) -> None:
    kept = org.rules()

    def fail() -> None:
        with org.engine.write():
            org.edit_info(email_sharing="private")
            assert org.rules().organisation.email_sharing == "private"
            raise ZeroDivisionError

    with org.engine.write():
        org.add_role("ceo", "CEO")
        assert org.rules() is kept
    with pytest.raises(ZeroDivisionError):
        fail()
    assert org.rules() is kept
    with org.engine.write():
        org.edit_info(email_sharing="private")
    assert org.rules().organisation.email_sharing == "private"


def test_a_savepoint_that_is_taken_back_takes_its_module_along(org: OrganisationStore) -> None:
    """Numbers come again after it, and mean something else."""

    def fail() -> None:
        with org.engine.write():
            org.add_module(standard_module("Accounts"))
            assert "Accounts" in org.catalog().by_name
            raise ZeroDivisionError

    with org.engine.write():
        add_contracts(org)
        for _again in range(2):
            with pytest.raises(ZeroDivisionError):
                fail()
            assert [m.api_name for m in org.catalog().modules] == ["Contracts"]
        org.add_module(standard_module("Vendors"))
        assert [m.api_name for m in org.catalog().modules] == ["Contracts", "Vendors"]
    with org.engine.write():
        org.add_module(standard_module("Cases"))
        assert len(org.catalog().modules) == 3


def test_a_rolled_back_module_is_never_in_the_catalogue(org: OrganisationStore) -> None:
    def fail() -> None:
        with org.engine.write():
            org.add_module(CONTRACTS)
            assert "Contracts" in org.catalog().by_name, "one's own changes are seen at once"
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert org.catalog().modules == ()
    with org.engine.write():
        org.add_module(standard_module("Accounts"))
    assert [m.api_name for m in org.catalog().modules] == ["Accounts"]


def test_an_actor_has_all_that_decides_his_rights(org: OrganisationStore) -> None:
    users = add_people(org)
    module = add_contracts(org)
    with org.engine.write():
        space = org.add_space("legal", "Legal")
        org.set_space_member(space, users["lead"], SpaceRole.ADMIN)
        org.set_module_member(module.id, users["lead"], TeamProfile.MANAGER, by_admin=True)
    lead = org.actor("LEAD@acme.test")
    assert lead is not None
    assert (lead.user_id, lead.role) == (users["lead"], "manager")
    assert (lead.kind, lead.state) == (UserKind.REGULAR, UserState.ACTIVE)
    assert lead.profile == ProfileRights("standard", "Standard")
    assert lead.below == {users["rep1"], users["rep2"]}
    assert lead.team_profiles == {module.id: frozenset({TeamProfile.MANAGER})}
    assert lead.spaces == {space: SpaceRole.ADMIN}
    assert org.actor("nobody@acme.test") is None
    assert [(m.user_id, m.set_by_admin) for m in org.module_members(module.id)] == [(users["lead"], True)]
    with org.engine.write():
        org.set_module_member(module.id, users["lead"], None)
        org.set_space_member(space, users["lead"], None)
    lead = org.actor("lead@acme.test")
    assert lead is not None
    assert not lead.team_profiles
    assert not lead.spaces


def test_peers_see_each_other_only_where_their_role_says_so(org: OrganisationStore) -> None:
    users = add_people(org)
    rep = next(role for role in org.roles().values() if role.api_name == "rep")

    def below(name: str) -> frozenset[int]:
        actor = org.actor(f"{name}@acme.test")
        assert actor is not None
        return actor.below

    assert below("rep1") == frozenset()
    with org.engine.write():
        org.edit_role(rep.id, peers=True)
    assert below("rep1") == {users["rep2"]}
    assert below("boss") == {users["lead"], users["rep1"], users["rep2"]}
    with org.engine.write():
        with pytest.raises(Invalid):
            org.edit_role(org.roles()[rep.id].parent_id or 0, parent_id=rep.id)
        org.edit_role(rep.id, parent_id=NO_ROLE)
    assert below("boss") == {users["lead"], users["rep1"], users["rep2"]}, "the CEO sees all, whatever stands where"
    assert below("lead") == frozenset()


def test_rights_of_a_profile_are_kept_as_they_are(org: OrganisationStore) -> None:
    rights = ProfileRights(
        "team_user", "Team User", team_user=True, modules=frozenset({"Leads"}), manage_teamspace=True,
        denied=frozenset({("records.export", "*"), ("records.view", "Deals")}), custom_views=False,
        create_team_module=False,
    )  # fmt: skip
    with org.engine.write():
        key = org.add_profile(rights)
    assert org.profiles()[key].rights == rights
    changed = ProfileRights("administrator", "Administrator", everything=True)
    with org.engine.write():
        org.save_profile(key, changed)
        assert org.profiles()[key].rights == changed
    assert org.profiles()[key].rights == changed


def test_a_login_comes_back_as_a_new_user(org: OrganisationStore) -> None:
    """U43."""
    users = add_people(org)
    profile = next(iter(org.profiles()))
    with org.engine.write():
        with pytest.raises(Invalid):
            org.add_member("Rep1@acme.test", "again", UserKind.REGULAR, profile)
        org.edit_member(users["rep1"], state=UserState.DELETED)
        new = org.add_member("Rep1@acme.test", "again", UserKind.TEAM, profile, state=UserState.UNCONFIRMED)
    found = org.member("rep1@ACME.test")
    assert found is not None
    assert found.id == new != users["rep1"]
    assert org.members()[users["rep1"]].state is UserState.DELETED
    with org.engine.write():
        org.remove_member(new)
        with pytest.raises(NotFound):
            org.remove_member(users["rep2"])
    assert org.actor("rep1@acme.test") is None


def test_every_change_of_rights_raises_the_policy_version(org: OrganisationStore, place: Place) -> None:
    users = add_people(org)
    other = open_organisation(place.open())
    seen = [other.policy_version()]

    def noted() -> None:
        seen.append(other.policy_version())

    with org.engine.write():
        org.edit_member(users["rep1"], name="Łucja", role_id=NO_ROLE)
    noted()
    assert other.members()[users["rep1"]].name == "Łucja"
    assert other.members()[users["rep1"]].role_id is None
    with org.engine.write():
        org.edit_info(email_roles=(3, 4), name="Acme & Co")
    noted()
    assert (other.info().name, other.facts().email_roles) == ("Acme & Co", frozenset({3, 4}))
    module = add_contracts(org)
    noted()
    with org.engine.write():
        org.set_org_default(module.id, OrgDefault.READ_WRITE)
    noted()
    assert seen == sorted(set(seen))
    with org.engine.write():
        org.note_seen(users["rep1"])
    assert other.policy_version() == seen[-1]
    other.engine.close()


def test_an_ended_trial_is_read_only(org: OrganisationStore, clock: FrozenClock) -> None:
    assert not org.facts().read_only
    with org.engine.write():
        org.set_trial_until(epoch(clock.now()) + 60)
    assert not org.facts().read_only
    clock.advance(61)
    assert org.facts().read_only
    assert org.facts().edition == "enterprise_trial"
    with org.engine.write():
        org.edit_info(edition="free")
    assert not org.facts().read_only, "an edition was chosen"
    assert not org.facts().features & {"team_users", "team_modules", "spaces"}


def test_spaces_hold_folders_modules_and_members(crm: OrganisationStore) -> None:
    users = add_people(crm)
    leads, deals = (crm.catalog().by_name[name].id for name in ("Leads", "Deals"))
    with crm.engine.write():
        sales, legal = crm.add_space("sales", "Sales", "📈", "Selling"), crm.add_space("legal", "Legal")
        folder = crm.add_folder(sales, "Pipeline")
        crm.put_module_in_space(sales, deals, folder)
        crm.put_module_in_space(sales, leads)
        crm.put_module_in_space(legal, leads)
        crm.set_space_member(sales, users["rep1"], SpaceRole.USER)
        with pytest.raises(NotFound):
            crm.put_module_in_space(legal, deals, folder)
    first = crm.spaces()[0]
    assert (first.name, first.icon, first.description) == ("Sales", "📈", "Selling")
    assert [(m.module_id, m.folder_id) for m in first.modules] == [(deals, folder), (leads, None)]
    assert crm.space_members(sales) == {users["rep1"]: SpaceRole.USER}
    with crm.engine.write():
        crm.put_module_in_space(sales, leads, position=0)
        crm.edit_folder(folder, name="Funnel")
        crm.edit_space(sales, name="Verkauf", position=5)
        crm.take_module_out(legal, leads)
    assert [space.name for space in crm.spaces()] == ["Legal", "Verkauf"]
    assert crm.spaces()[1].folders[0].name == "Funnel"
    assert crm.spaces()[0].modules == ()
    with crm.engine.write():
        crm.delete_folder(folder)
        assert [m.folder_id for m in crm.spaces()[1].modules] == [None, None]
        crm.delete_space(sales)
    assert len(crm.spaces()) == 1
    assert "Deals" in crm.catalog().by_name


def test_views_are_kept_for_their_owners(crm: OrganisationStore) -> None:
    users = add_people(crm)
    leads = crm.catalog().by_name["Leads"]
    with crm.engine.write():
        view = crm.add_view(
            leads.id, label="Mine", owner_id=users["rep1"], criteria="Owner = me", columns=("Company",), sort="-Company"
        )
        crm.add_view(leads.id, label="Mine", owner_id=users["rep2"])
    assert crm.views(leads)[0] == view
    assert (view.module, view.owner_id, view.columns, view.sort) == ("Leads", users["rep1"], ("Company",), "-Company")
    assert len({v.api_name for v in crm.views(leads)}) == 2
    with crm.engine.write():
        changed = crm.edit_view(view.id, label="Ours", columns=())
        crm.share_view(view.id, shared=True)
        crm.delete_view(crm.views(leads)[1].id)
        with pytest.raises(NotFound):
            crm.delete_view(99)
    assert (changed.label, changed.criteria, changed.columns) == ("Ours", "Owner = me", ())
    assert [(v.label, v.shared) for v in crm.views(leads)] == [("Ours", True)]


def test_marks_are_kept(org: OrganisationStore) -> None:
    assert org.mark("sample") is None
    with org.engine.write():
        org.set_mark("sample", "1")
        org.set_mark("sample", "2")
    assert org.mark("sample") == "2"


def test_an_empty_database_is_no_organisation(engine: Engine) -> None:
    with pytest.raises(Unusable, match="not a database of crm-tui"):
        open_organisation(engine)
