"""`licence …` and `org edition`: seats, limits, editions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_tui.base.clock import from_epoch
from crm_tui.base.messages import N_, _, ngettext
from crm_tui.cli.output import Json
from crm_tui.cli.verbs import Argument, Call, Verb
from crm_tui.domain.editions import LimitsSet

if TYPE_CHECKING:
    from crm_tui.services.licences import LicenceState


def licence_list(call: Call) -> None:
    """The counted limits: what is used of what there is."""
    call.out.rows([
        {
            "limit": _(one.name) if not call.out.as_json else one.name, "used": one.used, "most": one.limit,
            "over": one.over, "rule": one.rule,
        }
        for one in call.workspace.licences.state().limits
    ])  # fmt: skip


def licence_show(call: Call) -> None:
    """Edition, seats and trial."""
    call.out.one(state_json(call.workspace.licences.state()))


def state_json(state: LicenceState) -> dict[str, Json]:
    """Licences as JSON."""
    return {
        "edition": state.edition, "limits": state.limits_set,
        "regular": state.regular_bought, "regular_used": state.regular_used,
        "team": state.team_bought, "team_used": state.team_used, "team_on": state.team_on,
        "trial_until": None if state.trial_until is None else from_epoch(state.trial_until).isoformat(),
    }  # fmt: skip


def licence_off(call: Call) -> None:
    """Team licences off: all team users are deactivated (U60)."""
    count = call.workspace.licences.switch(on=False)
    text = ngettext("{count} team user deactivated.", "{count} team users deactivated.", count)
    call.out.one({"done": text, "deactivated": count}, text)


def licence_on(call: Call) -> None:
    """Team licences on; whoever is inactive stays so."""
    call.workspace.licences.switch(on=True)
    text = _("Team licences are on.")
    call.out.one({"done": text}, text)


def org_edition(call: Call) -> None:
    """Show the edition, or choose one, or the set of limits."""
    args, licences = call.args, call.workspace.licences
    if args.name:
        licences.choose_edition(args.name)
    if args.limits:
        licences.choose_limits(args.limits)
    call.out.one(state_json(licences.state()))


VERBS = (
    Verb("licence list", N_("Show what is used of each limit."), licence_list, (), "licences.buy"),
    Verb("licence show", N_("Show edition, seats and trial."), licence_show, (), "licences.buy"),
    Verb("licence off", N_("Switch team licences off: all team users are deactivated."), licence_off, (),
         "licences.switch"),
    Verb("licence on", N_("Switch team licences on."), licence_on, (), "licences.switch"),
    Verb(
        "org edition", N_("Show the edition, or choose one."), org_edition,
        (
            Argument("name", N_("its API name"), many="?"),
            Argument("--limits", N_("the set of limits"), choices=tuple(one.value for one in LimitsSet)),
        ),
        "org.choose_edition",
    ),
)  # fmt: skip
