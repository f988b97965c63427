"""Field permissions of a module (AC18, M26)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.base.messages import _
from crm_tui.domain.field_access import FieldPermission
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import TeamProfile
from crm_tui.services.workspace import Workspace
from crm_tui.tui.acts.changing import as_seen, changed, names_of
from crm_tui.tui.desk import Desk
from crm_tui.tui.dialogs.drafting import Acts
from crm_tui.tui.dialogs.field_grid import Draft, FieldGrid
from crm_tui.tui.dialogs.text import field_label
from crm_tui.tui.presenters.field_grid import Spot, entries
from crm_tui.tui.presenters.navigation import module_title
from crm_tui.tui.presenters.profiles import profile_title


def chosen(desk: Desk) -> ModuleDef | None:
    """The module under the cursor."""
    row = desk.areas.chosen_row()
    return row.item if row is not None and isinstance(row.item, ModuleDef) else None


async def permissions(desk: Desk) -> None:
    """The grid of what each profile leaves of each field."""
    module, ws = chosen(desk), desk.ws
    if module is None:
        return
    table = await desk.off_loop(lambda: ws.field_permissions.table(module.api_name))
    names = await desk.off_loop(lambda: _holders(ws, module))

    def save(draft: Draft) -> None:
        ws.field_permissions.set(module.api_name, entries(draft))

    rehearse, keep = as_seen(ws, lambda draft: ws.effects.of(lambda: save(draft)), save)
    acts: Acts[Draft] = Acts(rehearse, keep, names_of(ws.catalog()))
    titles = (lambda name: _field_title(module, name), lambda name: names.get(name, name))
    title = _("Field permissions of {module}", module=module_title(module))
    if await desk.ask(FieldGrid(title, table, acts, fixed=fixed_cells(module, table, _always(module)),
                                titles=titles)):  # fmt: skip
        await changed(desk, _("Saved"))


def _field_title(module: ModuleDef, name: str) -> str:
    field = module.field(name)
    return field_label(field) if field is not None else name


def _holders(ws: Workspace, module: ModuleDef) -> Mapping[str, str]:
    """What profiles are called, for who may list them; team-module profiles are called by their names."""
    if module.is_team or not ws.access.decide("profiles.manage").allowed:
        return {}
    return {each.api_name: profile_title(each) for each in ws.profiles.list()}


def _always(module: ModuleDef) -> str:
    """Who reads and writes everything."""
    return TeamProfile.ADMIN.value if module.is_team else "Administrator"


def fixed_cells(module: ModuleDef, table: Sequence[FieldPermission], always: str) -> dict[Spot, str]:
    """What cannot be changed, with why; what only some values are refused for, the service says by its error."""
    reasons = {(each.field, each.holder): _why(module, each, always) for each in table}
    return {spot: reason for spot, reason in reasons.items() if reason}


def _why(module: ModuleDef, cell: FieldPermission, always: str) -> str:
    if cell.holder == always:
        return _("{profile} reads and writes every field.", profile=always)
    if cell.field == module.name_field:
        return _("Records are known by their name: it cannot be taken away.")
    return ""
