"""Profiles: switches, the permission tree, clones, heirs (AC11, 9.4, 1.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.errors import CrmError, Invalid, LimitReached, NotFound
from crm_tui.domain.field_access import FieldAccess
from crm_tui.domain.modules import OrgDefault
from crm_tui.policy.profiles import STANDARD, TEAM_USER
from crm_tui.services.permission_tree import EVERYWHERE, Permission
from crm_tui.services.team_sight import Unseen
from tests.services.cast import (
    ACME,
    BOSS,
    CLAIMS,
    OUTSIDER,
    READER,
    READING,
    REP,
    TEAM_ADMIN,
    TEAM_MEMBER,
    VAULT,
    Cast,
)
from tests.services.making import contact, lead, refused, unchanged

AGREE = ("records.export", "records.edit", "notes.add", "views.share", "reports.view", "users.manage", "org.settings")


def line(cast: Cast, profile: str, action: str, module: str = "") -> Permission:
    lines = cast.ws().profiles.tree(profile)
    return next(one for one in lines if (one.action, one.module) == (action, module))


def set_edition(cast: Cast, edition: str) -> None:
    store = cast.installation.store(ACME)
    with store.engine.write():
        store.edit_info(edition=edition)


def test_a_switch_decides_and_the_tree_shows_it(cast: Cast) -> None:
    contact(cast.ws(REP))
    ws = cast.ws()
    assert line(cast, "Standard", "records.export").on
    ws.profiles.set("Standard", [("records.export", EVERYWHERE, False)])
    assert not line(cast, "Standard", "records.export", "Contacts").on
    assert not cast.ws(REP).access.mine("records.export", "Contacts").decision.allowed
    ws.profiles.set("Standard", [("records.export", "contacts", True)])
    assert cast.ws(REP).access.mine("records.export", "Contacts").decision.allowed
    assert not cast.ws(REP).access.mine("records.export", "Leads").decision.allowed
    assert line(cast, "Standard", "records.export").partly
    ws.profiles.set("Standard", [("records.export", EVERYWHERE, True)])
    assert ("records.export", "Leads") not in {pair for p in ws.profiles.list() for pair in p.denied}


@pytest.mark.parametrize(("profile", "login"), [("Standard", REP), ("Team_User", OUTSIDER), ("Administrator", BOSS)])
def test_the_tree_says_what_the_rules_decide(cast: Cast, profile: str, login: str) -> None:
    """Outside of records, a switch that is on is an action that is allowed, and the other way round."""
    ws = cast.ws(login)
    for one in cast.ws().profiles.tree(profile):
        if one.action in AGREE and one.module in ("", "Contacts"):
            module = one.module or ("Contacts" if one.action in AGREE[:5] else "")
            assert ws.access.mine(one.action, module).decision.allowed == one.on, one


def test_what_is_fixed_names_its_rule(cast: Cast) -> None:
    assert {one.fixed for one in cast.ws().profiles.tree("Administrator")} == {"AC27"}
    fixed = {one.action: one.fixed for one in cast.ws().profiles.tree("Standard") if one.fixed}
    assert fixed == {
        "users.delete": "U42", "users.hand_over": "U08", "org.change_slug": "ORG-6", "licences.buy": "U20",
        "licences.switch": "U20", "records.purge": "R71", "org.delete": "ORG-16",
    }  # fmt: skip
    free = {one.action for one in cast.ws().profiles.tree("Team_User") if not one.fixed and one.action}
    assert free == {"views.see_public", "views.create", "views.share", "module.create", "spaces.manage"}
    assert line(cast, "Team_User", "records.edit", "Leads").fixed == "O05"
    assert line(cast, "Team_User", "", "Tasks").fixed == "AC10"
    assert all(one.because is not None for one in cast.ws().profiles.tree("Team_User") if one.fixed)


@pytest.mark.parametrize(
    ("profile", "action", "module"),
    [
        ("Standard", "no.such", EVERYWHERE),
        ("Standard", "records.approve", EVERYWHERE),
        ("Standard", "access.grant", EVERYWHERE),
        ("Standard", "module.appoint_admin", EVERYWHERE),
        ("Standard", "requests.raise", "Leads"),
        ("Standard", "records.edit", CLAIMS),
        ("Standard", "records.edit", VAULT),
        ("Standard", "records.edit", "[/]"),
        ("Standard", "users.manage", "Leads"),
        ("Standard", "users.delete", EVERYWHERE),
        ("Standard", "records.purge", EVERYWHERE),
        ("Team_User", "records.edit", EVERYWHERE),
        ("Team_User", "views.create", "Leads"),
        ("Administrator", "records.edit", EVERYWHERE),
    ],
)
def test_there_is_no_such_switch(file_cast: Cast, profile: str, action: str, module: str) -> None:
    with unchanged(file_cast), pytest.raises(Invalid):
        file_cast.ws().profiles.set(profile, [("records.export", EVERYWHERE, False), (action, module, True)])


def test_one_wrong_switch_leaves_all_as_they_were(cast: Cast) -> None:
    with unchanged(cast), pytest.raises(NotFound):
        cast.ws().profiles.set("Nothing", [("records.export", EVERYWHERE, False)])


def test_what_counts_in_team_modules_is_not_turned_on_for_one(cast: Cast) -> None:
    """M04: new team modules would have it on."""
    ws = cast.ws()
    ws.profiles.set("Standard", [("reports.view", EVERYWHERE, False)])
    with unchanged(cast), pytest.raises(Invalid):
        ws.profiles.set("Standard", [("reports.view", "Leads", True)])
    assert not cast.ws(REP).access.mine("reports.view", "Leads").decision.allowed


def test_a_team_module_out_of_sight_reads_like_none(cast: Cast) -> None:
    cast.ws().profiles.set("Standard", [("profiles.manage", EVERYWHERE, True)])
    ws = cast.ws(REP)
    told = [said(lambda m=m: ws.profiles.enable("Reading", m, on=True)) for m in (VAULT, "Nothing")]  # type: ignore[misc]
    assert told[0].replace(VAULT, "Nothing") == told[1]
    assert all(one.module not in (VAULT, CLAIMS) for one in ws.profiles.tree("Reading"))
    assert ws.profiles.unseen(VAULT) is None


def test_team_users_have_their_three_switches(cast: Cast) -> None:
    ws = cast.ws()
    ws.profiles.set("Team_User", [("views.create", EVERYWHERE, False), ("spaces.manage", EVERYWHERE, True)])
    assert not line(cast, "Team_User", "views.share").on
    assert not cast.ws(TEAM_MEMBER).access.mine("views.create", "Contacts").decision.allowed
    assert cast.ws(TEAM_MEMBER).access.mine("spaces.manage").decision.allowed
    ws.profiles.set("Team_User", [("module.create", EVERYWHERE, False)])
    assert not cast.ws(TEAM_MEMBER).access.mine("module.create").decision.allowed


def test_an_eleventh_module_is_refused_and_the_tenth_is_not(cast: Cast) -> None:
    names = [m.api_name for m in cast.ws().catalog().modules if not m.activity and not m.is_team]
    cast.ws().profiles.save(replace(TEAM_USER, modules=frozenset(names[:9])))
    cast.ws().profiles.enable("Team_User", names[9], on=True)
    with unchanged(cast, audit=1), pytest.raises(LimitReached, match="10 of 10"):
        cast.ws().profiles.enable("Team_User", names[10], on=True)
    with unchanged(cast), pytest.raises(Invalid):
        cast.ws().profiles.enable("Team_User", "Tasks", on=False)
    cast.ws().profiles.enable("Team_User", names[0], on=False)
    cast.ws().profiles.enable("Team_User", names[10], on=True)


def test_enabling_what_team_users_would_not_see_warns(cast: Cast) -> None:
    """U37."""
    lead(cast.ws(REP))
    assert cast.ws().profiles.enable("Team_User", "Leads", on=True) == Unseen("Leads", 0, 1)
    assert cast.ws().profiles.enable("Team_User", "Contacts", on=True) is None
    assert cast.ws().profiles.enable("Reading", "Deals", on=True) is None
    cast.ws().data_sharing.set_default("Leads", OrgDefault.READ_ONLY)
    assert cast.ws().profiles.unseen("Leads") is None
    assert cast.ws().data_sharing.set_default("Leads", OrgDefault.PRIVATE) == Unseen("Leads", 0, 1)


def test_the_warning_tells_no_number_of_records_out_of_sight(cast: Cast) -> None:
    cast.ws().profiles.set("Reading", [("profiles.manage", EVERYWHERE, True)])
    lead(cast.ws(REP))
    assert cast.ws(READER).profiles.unseen("Leads") == Unseen("Leads")


def test_modules_are_enabled_one_by_one(cast: Cast) -> None:
    ws = cast.ws()
    ws.profiles.enable("Standard", "Quotes", on=False)
    assert "Quotes" not in {m.api_name for m in cast.ws(REP).modules.visible()}
    assert not line(cast, "Standard", "", "Quotes").on
    ws.profiles.enable("Standard", "quotes", on=True)
    assert next(p for p in ws.profiles.list() if p.api_name == "Standard") == STANDARD


def test_a_clone_is_as_open_as_its_model_in_fields_too(cast: Cast) -> None:
    ws = cast.ws()
    ws.field_permissions.set("Contacts", [("Phone", "Reading", FieldAccess.HIDDEN)])
    ws.profiles.clone("Reading", "Night", "Night watch")
    found = next(p for p in ws.profiles.list() if p.api_name == "Night")
    assert replace(found, api_name="Reading", label="Reading") == READING
    table = {(row.field, row.holder): row.access for row in ws.field_permissions.table("Contacts")}
    assert table["Phone", "Night"] is FieldAccess.HIDDEN
    ws.profiles.clone("Administrator", "Strong")
    assert not next(p for p in ws.profiles.list() if p.api_name == "Strong").everything


def test_profiles_that_cannot_be_made(cast: Cast) -> None:
    ws = cast.ws()
    for act in (
        partial(ws.profiles.clone, "Standard", "standard"), partial(ws.profiles.clone, "Standard", "no name"),
        partial(ws.profiles.clone, "Standard", "Fine", "x" * 81), partial(ws.profiles.clone, "Team_User", "Fine"),
        partial(ws.profiles.rename, "Reading", "  "),
        partial(ws.profiles.add, replace(READING, api_name="Fine", denied=frozenset({("records.approve", "*")}))),
        partial(ws.profiles.add, replace(READING, api_name="Fine", modules=frozenset({CLAIMS}))),
        partial(ws.profiles.save, replace(TEAM_USER, denied=frozenset({("records.view", "*")}))),
    ):  # fmt: skip
        with unchanged(cast), pytest.raises(Invalid):
            act()
    with unchanged(cast), pytest.raises(NotFound):
        ws.profiles.clone("Nothing", "Fine")


def test_the_users_of_a_profile_that_goes_get_another_one(cast: Cast) -> None:
    ws = cast.ws()
    for name, heir in (("Standard", "Reading"), ("Administrator", "Standard"), ("Team_User", "Standard"),
                       ("Reading", "Reading"), ("Reading", "Administrator"), ("Reading", "Team_User")):  # fmt: skip
        with unchanged(cast), pytest.raises(Invalid):
            ws.profiles.delete(name, heir)
    ws.field_permissions.set("Contacts", [("Phone", "Reading", FieldAccess.HIDDEN)])
    assert cast.ws(READER).session.mask(ws.module("Contacts")).hidden == {"Phone"}
    ws.profiles.delete("Reading", "Standard")
    reader = cast.another(READER)
    assert reader.actor.profile == STANDARD
    assert reader.session.mask(ws.module("Contacts")) == FieldMask()


def test_the_free_edition_makes_no_profiles_and_no_roles_but_keeps_them(cast: Cast) -> None:
    """U10."""
    set_edition(cast, "free")
    ws = cast.another()
    for act in (partial(ws.profiles.clone, "Standard", "Fine"), partial(ws.roles.add, "Fine", "Fine", "CEO")):
        with unchanged(cast, audit=1), pytest.raises(LimitReached, match="Free has no"):
            act()
    ws.profiles.set("Reading", [("records.export", EVERYWHERE, False)])
    ws.roles.edit("Legal", label="Law")
    assert cast.another(READER).actor.profile.api_name == "Reading"


@pytest.mark.parametrize("login", [REP, READER, TEAM_ADMIN, TEAM_MEMBER])
def test_only_who_manages_profiles_reads_and_changes_them(cast: Cast, login: str) -> None:
    ws = cast.ws(login)
    for act in (partial(ws.profiles.clone, "Standard", "Fine"), partial(ws.profiles.delete, "Reading", "Standard")):
        assert refused(cast, act) in ("AC04", "O27")
    for read in (ws.profiles.list, partial(ws.profiles.tree, "Standard"), partial(ws.profiles.unseen, "Leads")):
        with unchanged(cast), pytest.raises(CrmError):
            read()


def said(act: Callable[[], object]) -> str:
    with pytest.raises(CrmError) as raised:
        act()
    return str(raised.value)
