"""The page of licences and edition: buying, team licences on and off, another edition, another set of limits."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import _, ngettext
from crm_tui.domain.editions import Edition, LimitsSet, edition, editions
from crm_tui.domain.fields import FieldKind
from crm_tui.services.licences import LicenceState
from crm_tui.services.workspace import Workspace
from crm_tui.tui.acts.changing import change, change_by_form, changed
from crm_tui.tui.acts.setup import open_page
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.forms.setup_form import setup_field, setup_spec
from crm_tui.tui.forms.spec import FormSpec
from crm_tui.tui.setup.licences import LicencesPage


def _state(desk: Desk) -> LicenceState:
    state = open_page(desk, LicencesPage).state
    if state is None:
        raise LookupError("licences were not read")
    return state


async def buy(desk: Desk) -> None:
    """Record how many licences there are (U23)."""
    await change_by_form(
        desk, _buy_spec(_state(desk)), lambda values: lambda ws: _bought(ws, values), _("Licences are recorded.")
    )


def _buy_spec(state: LicenceState) -> FormSpec:
    fields = (
        setup_field("regular", _("Regular licences"), FieldKind.INTEGER, state.regular_bought, required=True),
        setup_field("team", _("Team licences"), FieldKind.INTEGER, state.team_bought, required=True),
    )
    return setup_spec(_("Buy licences: a number is recorded, nothing is paid"), fields, edited=True)


def _bought(ws: Workspace, values: Mapping[str, object]) -> None:
    """In a thread."""
    given = {name: value for name, value in values.items() if isinstance(value, int)}
    if given:
        ws.licences.buy(**given)


async def switch(desk: Desk) -> None:
    """Team licences on, or off for all team users (U60)."""
    state = _state(desk)
    if not state.team_on:
        await change(desk, _("Switch team licences on"), lambda ws: ws.licences.switch(on=True),
                     _("Team licences are on; whoever was deactivated stays so."))  # fmt: skip
        return
    await change(
        desk,
        _("Switch team licences off"),
        lambda ws: ws.licences.switch(on=False),
        _("Team licences are off."),
        warning=_deactivated(state),
        verb=_("disable"),
    )


def _deactivated(state: LicenceState) -> str:
    count = state.team_used
    return ngettext(
        "{count} team user is deactivated; he can come back as a regular user.",
        "{count} team users are deactivated; each can come back as a regular user.",
        count,
    )


async def choose_edition(desk: Desk) -> None:
    """Choose another edition, with what becomes of the team users (U61, U62)."""
    state = _state(desk)
    picker: Picker[str] = Picker(_("Edition"), items=[_edition_item(one, state) for one in editions() if not one.trial])
    name = await desk.ask(picker)
    if name is None or name == state.edition:
        return
    chosen = edition(name)
    ends = not chosen.team_licences and state.team_used > 0
    cloned = _("They are listed under a copy of their profile, Team_Cloned.")
    warning = " ".join((_deactivated(state), cloned)) if ends else ""
    await change(
        desk,
        _("Choose the edition {name}", name=chosen.label),
        lambda ws: ws.licences.choose_edition(name),
        _("The edition is {name} now.", name=chosen.label),
        warning=warning,
    )


def _edition_item(one: Edition, state: LicenceState) -> PickItem[str]:
    figures = one.limits[LimitsSet(state.limits_set)]
    team = _("team users") if one.team_licences else _("no team users")
    modules = ngettext("{count} team module", "{count} team modules", figures.team_modules.number(state.regular_bought))
    detail = " · ".join((team, modules))
    return PickItem(one.api_name, one.label, _("now") if one.api_name == state.edition else detail)


async def choose_limits(desk: Desk) -> None:
    """Which set of limits counts (3.4)."""
    state = _state(desk)
    words = {LimitsSet.SEED: _("as first published"), LimitsSet.NEWER: _("as later pages have them")}
    items = [PickItem(one.value, one.value, words[one]) for one in LimitsSet]
    picker: Picker[str] = Picker(_("Limits"), items=items)
    name = await desk.ask(picker)
    if name is not None and name != state.limits_set:
        await desk.off_loop(lambda: desk.ws.licences.choose_limits(name))
        await changed(desk, _("The limits {name} count now.", name=name))
