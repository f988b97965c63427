"""The page of profiles: each with its users; enter opens its permissions (AC11, 9.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm_tui.base.messages import _
from crm_tui.domain.users import ProfileRights
from crm_tui.services.profiles import BROUGHT_ALONG
from crm_tui.tui.commands.registry import BY_ID, Context
from crm_tui.tui.desk import Desk
from crm_tui.tui.presenters.lines import Column, DetailView
from crm_tui.tui.presenters.navigation import module_title
from crm_tui.tui.presenters.profiles import profile_title
from crm_tui.tui.presenters.rights_words import fact, named_lines
from crm_tui.tui.setup.page import Page, SetupRow, narrowed
from crm_tui.tui.setup.people import profile_people


@dataclass(frozen=True, slots=True)
class ProfileItem:
    """A profile with the names of who has it."""

    rights: ProfileRights
    people: tuple[str, ...]


class ProfilesPage(Page[ProfileItem]):
    """All profiles."""

    context = Context.SETUP_PROFILES
    on_row = frozenset({"profile.permissions", "profile.new", "profile.rename", "profile.delete"})

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            Column("name", _("Name"), weight=3, least=16),
            Column("people", _("Users"), least=5, most=8, right=True),
        )

    def rows(self, text: str) -> Sequence[SetupRow[ProfileItem]]:
        people = profile_people(self.ws)
        items = [ProfileItem(each, people.get(each.api_name, ())) for each in self.ws.profiles.list()]
        rows = [SetupRow(i.rights.api_name, (profile_title(i.rights), str(len(i.people))), i) for i in items]
        return narrowed(rows, text)

    def offers(self, command: str, row: SetupRow[ProfileItem] | None) -> bool:
        if command == "profile.delete" and row is not None and row.item.rights.api_name in BROUGHT_ALONG:
            return False
        return super().offers(command, row)

    def card(self, row: SetupRow[ProfileItem]) -> DetailView:
        item = row.item
        lines = [
            fact(_("API name"), item.rights.api_name),
            fact(_("Rights"), self._rights(item.rights)),
            *([] if item.rights.everything else [fact(_("Modules"), self._modules(item.rights))]),
            *named_lines(_("Users"), item.people, _("Nobody has it.")),
        ]
        return DetailView(title=row.cells[0], lines=tuple(lines))

    def _rights(self, rights: ProfileRights) -> str:
        if rights.everything:
            return _("all, and cannot be lowered")
        if rights.team_user:
            return _("the fixed ones of team users, with few switches")
        return _("{count} switches are off", count=len(rights.denied))

    def _modules(self, rights: ProfileRights) -> str:
        if rights.modules is None:
            return _("all")
        found = (self.ws.catalog().find(name) for name in sorted(rights.modules))
        return ", ".join(module_title(module) for module in found if module is not None)

    async def open(self, desk: Desk, row: SetupRow[ProfileItem]) -> None:
        """Its permissions."""
        await desk.run_command(BY_ID["profile.permissions"])
