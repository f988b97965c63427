"""The page of groups: users named together (AC15)."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.services.groups import GroupInfo
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.presenters.lines import Column, DetailView
from crm_tui.tui.presenters.parties import party_text
from crm_tui.tui.presenters.rights_words import fact, named_lines
from crm_tui.tui.setup.page import Page, SetupRow, narrowed


class GroupsPage(Page[GroupInfo]):
    """All groups."""

    context = Context.SETUP_GROUPS
    on_row = frozenset({"group.edit", "group.delete"})

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            Column("name", _("Name"), weight=2, least=14),
            Column("members", _("Members"), weight=3, least=12, most=60),
            Column("people", _("Users"), least=5, most=8, right=True),
        )

    @property
    def empty(self) -> str:
        return _("No group yet: n makes one.")

    def rows(self, text: str) -> Sequence[SetupRow[GroupInfo]]:
        return narrowed([SetupRow(each.api_name, _cells(each), each) for each in self.ws.groups.list()], text)

    def card(self, row: SetupRow[GroupInfo]) -> DetailView:
        group = row.item
        lines = [
            fact(_("API name"), group.api_name),
            *([fact(_("Description"), group.description)] if group.description else []),
            fact(_("Users"), group.people),
            *named_lines(_("Members"), map(party_text, group.members), _("Nobody is in it.")),
        ]
        return DetailView(title=row.cells[0], lines=tuple(lines))


def _cells(group: GroupInfo) -> tuple[str, ...]:
    members = ", ".join(map(party_text, group.members))
    return (display_text(group.label or group.api_name), members, str(group.people))
