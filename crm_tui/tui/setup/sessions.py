"""Who is in: the open sessions of the organisation."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.doors import OpenSession
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.presenters.lines import Column, DetailView, Line, Tone
from crm_tui.tui.presenters.people import moment_words
from crm_tui.tui.presenters.sessions import idle_words, pairs_of, where_words
from crm_tui.tui.setup.page import Page, SetupRow, narrowed

SessionRow = SetupRow[OpenSession]


class SessionsPage(Page[OpenSession]):
    """Everybody's, oldest first; one's own of this moment is marked."""

    context = Context.SETUP_SESSIONS
    on_row = frozenset({"session.end", "session.copy"})

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            Column("name", _("Name"), least=14, weight=3),
            Column("where", _("From"), least=26, weight=4),
            Column("since", _("Since"), least=14, most=22),
            Column("idle", _("Idle for"), least=8, most=12),
            Column("login", _("Login"), least=12, weight=2),
        )

    @property
    def empty(self) -> str:
        return _("Nobody is here.")

    def rows(self, text: str) -> Sequence[SessionRow]:
        return narrowed([self._row(one) for one in self.ws.open_sessions.list(everybody=True)], text)

    def offers(self, command: str, row: SessionRow | None) -> bool:
        ending = row is not None and row.item.ending
        return super().offers(command, row) and not (command == "session.end" and ending)

    def card(self, row: SessionRow) -> DetailView:
        one = row.item
        pairs = pairs_of(one, self.formats, self.ws.session.at())
        lines = [Line(display_text(value), label, key=f"setup:{label}", wrap=True) for label, value in pairs]
        return DetailView(title=display_text(one.name or one.login), lines=tuple(lines))

    def _row(self, one: OpenSession) -> SessionRow:
        idle = _("ends") if one.ending else idle_words(self.ws.session.at() - one.active_at)
        cells = (one.name, where_words(one), moment_words(one.started_at, self.formats), idle, one.login)
        sign = "✗" if one.ending else "›" if one.here else ""
        return SetupRow(one.id, cells, one, sign, Tone.MUTED if one.ending else Tone.PLAIN)
