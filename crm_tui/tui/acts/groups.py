"""Groups: new ones, their names and members, removal (AC15)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.base.messages import N_, _
from crm_tui.domain.fields import FieldKind
from crm_tui.services.groups import GroupInfo
from crm_tui.services.parties import PartyName
from crm_tui.tui.acts.changing import ActOn, change, change_by_form
from crm_tui.tui.desk import Desk
from crm_tui.tui.forms.made_fields import made_field
from crm_tui.tui.forms.names_fields import name_fields, named, text
from crm_tui.tui.forms.setup_form import setup_field, setup_spec
from crm_tui.tui.forms.spec import FieldSpec
from crm_tui.tui.presenters.parties import party_key, party_of, party_options


def chosen(desk: Desk) -> GroupInfo | None:
    """The group under the cursor."""
    row = desk.areas.chosen_row()
    return row.item if row is not None and isinstance(row.item, GroupInfo) else None


async def new(desk: Desk) -> None:
    """A group with its members."""

    def act(values: Mapping[str, object]) -> ActOn:
        label, api_name = named(values)
        members, description = _members(values), text(values, "description")
        return lambda ws: ws.groups.add(api_name, label, members or (), description)

    parties = await desk.off_loop(desk.ws.groups.parties)
    fields = (*name_fields(), *_fields(parties))
    await change_by_form(desk, setup_spec(_("New group"), fields), act, _("Saved"))


async def edit(desk: Desk) -> None:
    """Name, description and members."""
    group = chosen(desk)
    if group is None:
        return

    def act(values: Mapping[str, object]) -> ActOn:
        label = text(values, "name") if "name" in values else None
        description = text(values, "description") if "description" in values else None
        return lambda ws: ws.groups.edit(
            group.api_name, label=label, description=description, members=_members(values)
        )  # fmt: skip

    parties = await desk.off_loop(desk.ws.groups.parties)
    others = [each for each in parties if party_key(each) != f"group:{group.api_name}"]
    fields = (*name_fields(group.label)[:1], *_fields([*group.members, *others], group))
    await change_by_form(desk, setup_spec(group.label, fields, edited=True), act, _("Saved"))


def _fields(parties: Sequence[PartyName], group: GroupInfo | None = None) -> tuple[FieldSpec, ...]:
    about = made_field("description", N_("Description"), FieldKind.TEXT)
    now = tuple(party_key(each) for each in group.members) if group is not None else None
    members = setup_field("members", _("Members"), FieldKind.MULTI_PICKLIST, now, options=party_options(parties))
    return (FieldSpec(about, group.description if group is not None else None), members)


def _members(values: Mapping[str, object]) -> tuple[PartyName, ...] | None:
    """All members as they shall be; None where they were not touched."""
    found = values.get("members", ())
    if "members" not in values or not isinstance(found, tuple | None):
        return None
    return tuple(party_of(str(key)) for key in found or ())


async def delete(desk: Desk) -> None:
    """Remove a group, with the rules and grants that name it."""
    group = chosen(desk)
    if group is not None:
        title = _("Remove {group}?", group=group.label)
        await change(desk, title, lambda ws: ws.groups.delete(group.api_name), _("Removed"), verb=_("remove"))
