"""The users of the organisation (chapter 1)."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.base.messages import _
from crm_tui.services.users import UserInfo
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.presenters.lines import Column
from crm_tui.tui.setup.page import Page, SetupRow, narrowed


class UsersPage(Page[UserInfo]):
    """Everybody, by name."""

    context = Context.SETUP_USERS

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            Column("name", _("Name"), least=12, weight=3),
            Column("kind", _("Kind"), least=8, weight=2),
            Column("state", _("State"), least=6, most=12),
        )

    def rows(self, text: str) -> Sequence[SetupRow[UserInfo]]:
        found = self.ws.users.list()
        return narrowed([SetupRow(u.login, (u.name, u.kind.value, u.state.value), u) for u in found], text)
