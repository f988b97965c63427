"""The page of field permissions: the modules whose fields one may open and hide (AC18, M26)."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.base.messages import _
from crm_tui.domain.modules import ModuleDef
from crm_tui.tui.commands.registry import BY_ID, Context
from crm_tui.tui.desk import Desk
from crm_tui.tui.presenters.lines import Column, DetailView
from crm_tui.tui.presenters.navigation import module_title
from crm_tui.tui.presenters.rights_words import fact
from crm_tui.tui.setup.page import Page, SetupRow, narrowed


class FieldsPage(Page[ModuleDef]):
    """The modules; enter opens the fields of one."""

    context = Context.SETUP_FIELDS
    on_row = frozenset({"field.permissions"})

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            Column("name", _("Module"), weight=3, least=14),
            Column("kind", _("Kind"), weight=2, least=12),
            Column("fields", _("Fields"), least=6, most=8, right=True),
        )

    def rows(self, text: str) -> Sequence[SetupRow[ModuleDef]]:
        decide = self.ws.access.decide
        found = [each for each in self.ws.catalog().modules if decide("fields.manage", each).allowed]
        rows = [SetupRow(each.api_name, _cells(each, len(self.ws.modules.fields(each))), each) for each in found]
        return narrowed(rows, text)

    def card(self, row: SetupRow[ModuleDef]) -> DetailView:
        whose = _("for each profile of the team module") if row.item.is_team else _("for each profile")
        lines = (fact(_("API name"), row.item.api_name), fact(_("Set"), whose))
        return DetailView(title=row.cells[0], lines=lines)

    def module(self, row: SetupRow[ModuleDef] | None) -> ModuleDef | None:
        return row.item if row is not None else None

    async def open(self, desk: Desk, row: SetupRow[ModuleDef]) -> None:
        """Its grid of fields and profiles."""
        await desk.run_command(BY_ID["field.permissions"])


def _cells(module: ModuleDef, fields: int) -> tuple[str, ...]:
    """`fields`: as many as one sees."""
    kind = _("team module") if module.is_team else _("organisation module")
    return (module_title(module), kind, str(fields))
