"""The page of team-module people: who is in each, as what, by whom (3.2, M34)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_tui.base.messages import _, ngettext
from crm_tui.domain.modules import ModuleDef
from crm_tui.services.team_members import FormerMember, TeamMember
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.presenters.lines import Column, DetailView, Tone
from crm_tui.tui.presenters.navigation import module_title
from crm_tui.tui.presenters.parties import party_key, party_text
from crm_tui.tui.presenters.rights_words import fact
from crm_tui.tui.setup.page import Page, SetupRow, narrowed


@dataclass(frozen=True, slots=True)
class MemberItem:
    """A team module, one of its people, or somebody who left records there or was taken out by an administrator."""

    module: ModuleDef
    member: TeamMember | None = None
    former: FormerMember | None = None


class TeamsPage(Page[MemberItem]):
    """The team modules that one runs, each with its people below it."""

    context = Context.SETUP_TEAMS
    on_row = frozenset({"member.add"})

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            Column("name", _("Name"), weight=3, least=16),
            Column("profile", _("Profile"), least=10, most=12),
            Column("records", _("Owns"), least=5, most=8, right=True),
            Column("by", _("Set by"), least=7, most=14),
        )

    @property
    def empty(self) -> str:
        return _("No team module is yours to run.")

    def offers(self, command: str, row: SetupRow[MemberItem] | None) -> bool:
        if command in ("member.profile", "member.remove"):
            return row is not None and row.item.member is not None
        return super().offers(command, row)

    def rows(self, text: str) -> Sequence[SetupRow[MemberItem]]:
        decide = self.ws.access.decide
        runs = (each for each in self.ws.catalog().modules if each.is_team)
        found = [each for each in runs if decide("module.manage_members", each).allowed]
        return narrowed([row for module in found for row in self._of(module)], text)

    def _of(self, module: ModuleDef) -> Iterator[SetupRow[MemberItem]]:
        members = self.ws.team_members.list(module.api_name)
        yield SetupRow(f"module:{module.api_name}", (module_title(module), "", "", ""), MemberItem(module))
        for member in members:
            key = f"{module.api_name}/{party_key(member.party)}/{member.profile}"
            yield SetupRow(key, _cells(member), MemberItem(module, member), depth=1)
        for former in self.ws.team_members.former(module.api_name):
            key = f"{module.api_name}/{party_key(former.party)}/-"
            cells = (party_text(former.party), _("(former)"), str(former.records or ""), _by(former.by_admin))
            yield SetupRow(key, cells, MemberItem(module, None, former), depth=1, tone=Tone.MUTED)

    def card(self, row: SetupRow[MemberItem]) -> DetailView:
        module, member = row.item.module, row.item.member
        lines = [fact(_("Module"), module_title(module))]
        if member is not None:
            lines += [
                fact(_("Login"), member.party.name),
                fact(_("Profile"), member.profile.value),
                fact(_("Owns"), ngettext("{count} record", "{count} records", member.records)),
                *([fact(_("Set by"), _("an administrator: module Admins cannot undo it"))] if member.by_admin else []),
            ]
        if (former := row.item.former) is not None:
            lines += [
                fact(_("Former member"), ngettext("still owns {count} record", "still owns {count} records",
                                                  former.records)),
                *([fact(_("Taken out by"), _("an administrator: module Admins cannot undo it"))]
                  if former.by_admin else []),
            ]  # fmt: skip
        return DetailView(title=row.cells[0], lines=tuple(lines))

    def module(self, row: SetupRow[MemberItem] | None) -> ModuleDef | None:
        return row.item.module if row is not None else None


def _cells(member: TeamMember) -> tuple[str, ...]:
    return (party_text(member.party), member.profile.value, str(member.records or ""), _by(member.by_admin))


def _by(admin: bool) -> str:
    return _("administrator") if admin else ""
