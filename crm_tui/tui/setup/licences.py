"""Licences, the edition, and what its limits leave room for (1.2, 1.6, 3.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.editions import Edition, edition
from crm_tui.services.licences import LicenceState, Usage
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.presenters.lines import Column, DetailView, Line, Tone
from crm_tui.tui.setup.page import Page, SetupRow, narrowed


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """A line of the page. `words` tell on its card what it is, and what follows from it."""

    words: tuple[str, ...] = ()


LicenceRow = SetupRow[LicenceLine]


class LicencesPage(Page[LicenceLine]):
    """What there is, what is used of it."""

    context = Context.SETUP_LICENCES

    state: LicenceState | None = None
    """As it was read last."""

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            Column("name", _("What"), least=16, weight=3),
            Column("used", _("Used"), least=12, most=24, weight=2),
            Column("limit", _("Limit"), least=6, most=10),
            Column("rule", _("Rule"), least=4, most=6),
        )

    def rows(self, text: str) -> Sequence[LicenceRow]:
        self.state = state = self.ws.licences.state()
        chosen = edition(state.edition)
        edition_rows = [self._edition(state, chosen), _team(state, chosen)]
        limits = [self._usage(usage, state) for usage in state.limits]
        heading = SetupRow("", (_("Limits"),), LicenceLine(), tone=Tone.HEADING)
        return narrowed([*edition_rows, heading, *limits], text)

    def card(self, row: LicenceRow) -> DetailView:
        lines = (Line(display_text(words), wrap=True) for words in row.item.words)
        return DetailView(title=display_text(row.cells[0]), lines=tuple(lines))

    def _edition(self, state: LicenceState, chosen: Edition) -> LicenceRow:
        until = ""
        if state.trial_until is not None:
            day = dt.datetime.fromtimestamp(state.trial_until, dt.UTC).astimezone(self.formats.zone).date()
            until = _("trial until {day}", day=self.formats.date(day))
        words = (
            until,
            _("Limits of the set {name} (3.4).", name=state.limits_set),
            _("Sells team licences.") if chosen.team_licences else _("Has no team users."),
            _("What is over a limit after a change stays readable and usable; nothing new until under it."),
        )
        cells = (_("Edition"), chosen.label, "", chosen.rule)
        return SetupRow("edition", cells, LicenceLine(tuple(filter(None, words))))

    def _usage(self, usage: Usage, state: LicenceState) -> LicenceRow:
        number = self.formats.number
        limit = number(usage.limit) if usage.limit is not None else _("none")
        over = _("Over the limit: all stays usable, nothing new can be made.") if usage.over else ""
        free = max(0, usage.limit - usage.used) if usage.limit is not None else None
        left = _("{count} left", count=number(free)) if free is not None else ""
        return SetupRow(
            f"limit:{usage.name}",
            (_(usage.name), number(usage.used), limit, usage.rule),
            LicenceLine(tuple(filter(None, (over, left, self._bought(usage, state))))),
            sign="!" if usage.over else "",
            tone=Tone.WARN if usage.over else Tone.PLAIN,
        )

    def _bought(self, usage: Usage, state: LicenceState) -> str:
        if usage.rule != "U28":
            return ""
        regular, team = self.formats.number(state.regular_bought), self.formats.number(state.team_bought)
        return _("Only active users take a seat. Bought: {regular} regular, {team} team.", regular=regular, team=team)


def _team(state: LicenceState, chosen: Edition) -> LicenceRow:
    on = state.team_on and chosen.team_licences
    words = (
        _("Switched off, all team users are deactivated; each can come back as a regular user (U60)."),
        _("Switched on again, they stay inactive."),
    )
    cells = (_("Team licences"), _("on") if on else _("off"), "", "U60")
    return SetupRow("team", cells, LicenceLine(words))
