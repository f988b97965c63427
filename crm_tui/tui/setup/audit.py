"""The audit log: who did what, refused attempts included, newest first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.services.audit import AuditRow
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.desk import Desk
from crm_tui.tui.forms.audit_filter import AskedRows
from crm_tui.tui.presenters.actions import action_words, actions_called
from crm_tui.tui.presenters.lines import Column, DetailView, Line, Tone
from crm_tui.tui.setup.page import Page, SetupRow

SHOWN = 200
"""Rows read at first, and more with each `Older`."""

AuditLine = SetupRow[AuditRow]


class AuditPage(Page[AuditRow]):
    """The newest rows, and as many older ones as were asked for."""

    context = Context.SETUP_AUDIT
    on_row = frozenset({"audit.copy"})

    most = SHOWN
    more = False
    """Whether there are older rows than those shown."""
    asked = AskedRows()

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            Column("at", _("When"), least=14, most=22),
            Column("login", _("Who"), least=10, weight=1),
            Column("action", _("Action"), least=14, weight=4),
            Column("target", _("On"), least=8, weight=1),
            Column("outcome", _("Outcome"), least=8, most=10),
            Column("rule", _("Rule"), least=4, most=6),
        )

    @property
    def empty(self) -> str:
        return _("Nothing found: esc takes the filter away.")

    @property
    def note(self) -> str:
        return self.asked.words or (f"{self.formats.number(self.most)}+" if self.more else "")

    def ask(self, asked: AskedRows) -> None:
        """Show what this leaves, from the newest on."""
        self.asked, self.most = asked, SHOWN

    def rows(self, text: str) -> Sequence[AuditLine]:
        where = replace(self.asked.filter, text=text, or_actions=actions_called(text))
        found = self.ws.audit.list(self.most + 1, where=where)
        self.more = len(found) > self.most
        return [self._row(row) for row in found[: self.most]]

    async def leave(self, desk: Desk) -> bool:
        """The filter goes first."""
        if self.asked == AskedRows():
            return False
        self.ask(AskedRows())
        await desk.areas.reload()
        return True

    def offers(self, command: str, row: AuditLine | None) -> bool:
        return self.more if command == "audit.older" else super().offers(command, row)

    def card(self, row: AuditLine) -> DetailView:
        return DetailView(title=display_text(action_words(row.item.entry.action)), lines=tuple(self._lines(row.item)))

    def _lines(self, row: AuditRow) -> list[Line]:
        entry = row.entry
        words = action_words(entry.action)
        action = words if words == entry.action else f"{words} · {entry.action}"
        pairs = (
            (_("When"), self._when(entry.at)),
            (_("Who"), entry.login),
            (_("Action"), action),
            (_("On"), entry.target),
            (_("Outcome"), _(entry.outcome)),
            (_("Rule"), entry.rule),
            (_("Door"), entry.door),
            (_("Detail"), entry.detail),
            (_("Number"), str(row.id)),
            (_("Digest"), row.digest),
        )
        return [Line(display_text(value), label, key=f"setup:{label}", wrap=True) for label, value in pairs if value]

    def _when(self, at: int) -> str:
        return self.formats.moment(dt.datetime.fromtimestamp(at, dt.UTC))

    def _row(self, row: AuditRow) -> AuditLine:
        entry = row.entry
        refused = entry.outcome == "refused"
        action = action_words(entry.action)
        cells = (self._when(entry.at), entry.login, action, entry.target, _(entry.outcome), entry.rule)
        return SetupRow(str(row.id), cells, row, "✗" if refused else "", Tone.WARN if refused else Tone.PLAIN)
