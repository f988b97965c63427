"""What a requester fills in: the module's layout without what is not his to fill (Q01, Q02, M26)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import Layout, ModuleDef, Section


def form_of(module: ModuleDef, writable: Collection[str]) -> ModuleDef:
    """The module with only those fields of its layout that one may write, the owner and the program's own left out.

    Required fields among the others are the team's to fill: a request is not refused for them, nor told their names.
    """
    placed = {name for section in module.layout.sections for name in section.fields}
    fields = tuple(f for f in module.fields if f.api_name in placed & set(writable) and not f.system)
    names = {f.api_name for f in fields}
    layout = Layout(
        tuple(kept for section in module.layout.sections if (kept := _only(section, names)).fields),
        tuple(name for name in module.layout.card if name in names),
        tuple(name for name in module.layout.quick_create if name in names),
    )
    columns = tuple(name for name in module.list_columns if name in names)
    return replace(module, fields=fields, layout=layout, list_columns=columns)


def look_up_to(form: ModuleDef, target: ModuleDef) -> FieldDef | None:
    """The first look-up of a form to a module: where a request says what it was raised from (Q02)."""
    lookups = (f for f in form.fields if f.kind is FieldKind.LOOKUP)
    return next((f for f in lookups if f.target == target.api_name), None)


def _only(section: Section, names: Collection[str]) -> Section:
    return replace(section, fields=tuple(name for name in section.fields if name in names))
