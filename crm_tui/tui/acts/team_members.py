"""The people of a team module: put in, changed, taken out with or without their records (3.2, M32, M53)."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import N_, _, ngettext
from crm_tui.domain.groups import PartyKind
from crm_tui.domain.users import TeamProfile
from crm_tui.services.parties import PartyName
from crm_tui.services.team_members import TeamMember
from crm_tui.services.workspace import Workspace
from crm_tui.tui.acts.changing import ActOn, change, change_by_form
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.forms.names_fields import choice, text
from crm_tui.tui.forms.setup_form import setup_spec
from crm_tui.tui.presenters.navigation import module_title
from crm_tui.tui.presenters.parties import party_of, party_options, party_text
from crm_tui.tui.setup.team_members import MemberItem

KEEP = ""
"""Instead of a login: the records stay with who owns them."""


def chosen(desk: Desk) -> MemberItem | None:
    """The line under the cursor."""
    row = desk.areas.chosen_row()
    return row.item if row is not None and isinstance(row.item, MemberItem) else None


async def add(desk: Desk) -> None:
    """Put a user, a role or a group into the module."""
    item = chosen(desk)
    if item is None:
        return
    parties = await desk.off_loop(lambda: desk.ws.team_members.parties(item.module.api_name))

    def act(values: Mapping[str, object]) -> ActOn:
        party, profile = party_of(text(values, "who")), TeamProfile(text(values, "profile"))
        return lambda ws: give(ws, item.module.api_name, party, profile)

    profiles = [(each, each.value) for each in TeamProfile]
    fields = (
        choice("who", N_("Who"), party_options(parties)),
        choice("profile", N_("Profile"), profiles, TeamProfile.MEMBER),
    )
    title = _("Add to {module}", module=module_title(item.module))
    await change_by_form(desk, setup_spec(title, fields), act, _("Saved"))


def give(ws: Workspace, module: str, party: PartyName, profile: TeamProfile | None, to: str = KEEP) -> None:
    """Give a party a profile in a module, or take it out; a person's records go `to` a login or stay his."""
    if party.kind == PartyKind.USER:
        ws.team_members.set(module, party.name, profile, to=to)
    else:
        ws.team_members.grant(module, party, profile)


async def profile(desk: Desk) -> None:
    """Another profile for who is under the cursor."""
    item = chosen(desk)
    if item is None or item.member is None:
        return
    name, member = item.module.api_name, item.member
    items = [PickItem(each, each.value, _("now") if each is member.profile else "") for each in TeamProfile]
    wanted: TeamProfile | None = await desk.ask(
        Picker(_("Profile of {name}", name=party_text(member.party)), items=items)
    )
    if wanted is not None and wanted is not member.profile:
        title = f"{party_text(member.party)}: {wanted.value}"
        await change(desk, title, lambda ws: give(ws, name, member.party, wanted), _("Saved"))


async def remove(desk: Desk) -> None:
    """Take out who is under the cursor."""
    item = chosen(desk)
    if item is None or item.member is None:
        return
    name, member = item.module.api_name, item.member
    to = await _heir(desk, name, member) if member.records else KEEP
    if to is not None:
        title = _("Take {name} out of {module}?", name=party_text(member.party), module=module_title(item.module))
        await change(desk, title, lambda ws: give(ws, name, member.party, None, to), _("Removed"), verb=_("remove"))


async def _heir(desk: Desk, module: str, member: TeamMember) -> str | None:
    """M53: who gets the records, or nobody; None where one left the question."""
    owners = await desk.off_loop(lambda: desk.ws.pickers.owners(module, limit=500))
    kept = PickItem(KEEP, _("They stay his"), _("he is shown as a former member"))
    others = [PickItem(one.login, one.name or one.login, one.login) for one in owners if one.login != member.party.name]
    question = ngettext("Who gets the {count} record?", "Who gets the {count} records?", member.records)
    return await desk.ask(Picker(question, items=[kept, *others]))
