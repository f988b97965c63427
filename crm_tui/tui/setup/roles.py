"""The page of roles: the tree of who stands above whom (AC12, AC13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm_tui.base.messages import N_, _
from crm_tui.base.text import display_text
from crm_tui.domain.sharing import Hierarchy
from crm_tui.services.roles import RoleInfo
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.presenters.lines import Column, DetailView
from crm_tui.tui.presenters.rights_words import fact, named_lines
from crm_tui.tui.setup.page import Page, SetupRow, narrowed
from crm_tui.tui.setup.people import role_people

HIERARCHIES = {
    Hierarchy.ROLES: N_("whoever has a role above sees what those below have"),
    Hierarchy.REPORTING: N_("each manager sees what those who report to him have"),
}


@dataclass(frozen=True, slots=True)
class RoleItem:
    """A role with what it is called, what the one over it is called, and the names of who has it."""

    role: RoleInfo
    title: str
    above: str
    people: tuple[str, ...]


class RolesPage(Page[RoleItem]):
    """All roles, each below the one over it."""

    context = Context.SETUP_ROLES
    on_row = frozenset({"role.edit", "role.delete"})
    hierarchy = Hierarchy.ROLES
    """Who stands above whom, as it was last read."""

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            Column("name", _("Role"), weight=3, least=16),
            Column("people", _("Users"), least=5, most=8, right=True),
            Column("peers", _("Peers"), least=6, most=14),
        )

    @property
    def note(self) -> str:
        return _("by manager") if self.hierarchy is Hierarchy.REPORTING else ""

    def rows(self, text: str) -> Sequence[SetupRow[RoleItem]]:
        self.hierarchy = self.ws.roles.hierarchy()
        people, roles = role_people(self.ws), self.ws.roles.list()
        labels = {role.api_name: role_title(role) for role in roles}
        rows = []
        for role, depth in in_tree(roles):
            names = people.get(role.api_name, ())
            item = RoleItem(role, labels[role.api_name], labels.get(role.above, ""), names)
            cells = (item.title, str(role.people), _("share") if role.peers else "")
            rows.append(SetupRow(role.api_name, cells, item, depth=depth))
        return narrowed(rows, text)

    def card(self, row: SetupRow[RoleItem]) -> DetailView:
        item = row.item
        lines = [
            fact(_("API name"), item.role.api_name),
            *([fact(_("Below"), item.above)] if item.above else []),
            fact(_("Peers"), _("share their data") if item.role.peers else _("do not see each other's data")),
            fact(_("Hierarchy"), _(HIERARCHIES[self.hierarchy])),
            *named_lines(_("Users"), item.people, _("Nobody has it.")),
        ]
        return DetailView(title=item.title, lines=tuple(lines))


def role_title(role: RoleInfo) -> str:
    """Its label."""
    return display_text(role.label or role.api_name)


def in_tree(roles: Sequence[RoleInfo], above: str = "", depth: int = 0) -> Iterator[tuple[RoleInfo, int]]:
    """Each role behind the one over it, with how deep it stands."""
    for role in roles:
        if role.above == above:
            yield role, depth
            yield from in_tree(roles, role.api_name, depth + 1)
