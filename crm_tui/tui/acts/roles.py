"""Roles: new ones, what they are called and where they stand, removal with an heir, which hierarchy counts (AC12)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.base.messages import N_, _
from crm_tui.domain.fields import FieldKind
from crm_tui.domain.sharing import Hierarchy
from crm_tui.services.roles import RoleInfo
from crm_tui.tui.acts.changing import ActOn, change, change_by_form
from crm_tui.tui.acts.setup import open_page
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.forms.made_fields import Options, made_field
from crm_tui.tui.forms.names_fields import choice, name_fields, named, text
from crm_tui.tui.forms.setup_form import setup_spec
from crm_tui.tui.forms.spec import FieldSpec
from crm_tui.tui.setup.roles import HIERARCHIES, RoleItem, RolesPage, in_tree, role_title


def chosen(desk: Desk) -> RoleInfo | None:
    """The role under the cursor."""
    row = desk.areas.chosen_row()
    return row.item.role if row is not None and isinstance(row.item, RoleItem) else None


async def new(desk: Desk) -> None:
    """A role, below the one under the cursor unless one chooses another."""
    above = chosen(desk)
    roles = await desk.off_loop(desk.ws.roles.list)
    first = above.api_name if above is not None else roles[0].api_name

    def act(values: Mapping[str, object]) -> ActOn:
        label, api_name = named(values)
        below, peers = text(values, "above"), bool(values.get("peers"))
        return lambda ws: ws.roles.add(api_name, label, below, peers=peers)

    fields = (*name_fields(), choice("above", N_("Below"), _options(roles), first), *_peers(desk, False))
    await change_by_form(desk, setup_spec(_("New role"), fields), act, _("Saved"))


async def edit(desk: Desk) -> None:
    """Its name, the role above it, and whether peers share their data."""
    role = chosen(desk)
    if role is None:
        return
    roles = await desk.off_loop(desk.ws.roles.list)

    def act(values: Mapping[str, object]) -> ActOn:
        label, above = values.get("name"), values.get("above")
        peers = bool(values["peers"]) if "peers" in values else None
        return lambda ws: ws.roles.edit(
            role.api_name,
            label=str(label or "") if "name" in values else None,
            above=str(above) if above else None,
            peers=peers,
        )

    beneath = {each.api_name for each, _depth in in_tree(roles, role.api_name)} | {role.api_name}
    others = _options([each for each in roles if each.api_name not in beneath])
    above = (choice("above", N_("Below"), others, role.above),) if role.above else ()
    fields = (*name_fields(role.label)[:1], *above, *_peers(desk, role.peers))
    await change_by_form(desk, setup_spec(role_title(role), fields, edited=True), act, _("Saved"))


def _peers(desk: Desk, now: bool) -> tuple[FieldSpec, ...]:
    """AC13: under the reporting hierarchy it is not offered."""
    if open_page(desk, RolesPage).hierarchy is Hierarchy.REPORTING:
        return ()
    return (FieldSpec(made_field("peers", N_("Peers share data"), FieldKind.CHECKBOX), now),)


def _options(roles: Sequence[RoleInfo]) -> Options:
    return [(role.api_name, role_title(role)) for role in roles]


async def delete(desk: Desk) -> None:
    """Remove a role; its users and the roles below it get another one."""
    role = chosen(desk)
    if role is None:
        return
    roles = await desk.off_loop(desk.ws.roles.list)
    heirs = [PickItem(each.api_name, role_title(each)) for each in roles if each.api_name != role.api_name]
    heir: str | None = await desk.ask(Picker(_("Which role do its users get?"), items=heirs))
    if heir is not None:
        title = _("Remove {role}?", role=role_title(role))
        await change(desk, title, lambda ws: ws.roles.delete(role.api_name, heir), _("Removed"), verb=_("remove"))


async def hierarchy(desk: Desk) -> None:
    """Roles or reporting lines."""
    now = open_page(desk, RolesPage).hierarchy
    items = [
        PickItem(each, _(words), _("now") if each is now else "") for each, words in HIERARCHIES.items()
    ]  # fmt: skip
    wanted: Hierarchy | None = await desk.ask(Picker(_("Who sees whose data"), items=items))
    if wanted is not None and wanted is not now:
        await change(desk, _("Who sees whose data"), lambda ws: ws.roles.set_hierarchy(wanted), _("Saved"))
