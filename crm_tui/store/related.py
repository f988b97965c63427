"""Related lists: which look-ups of other modules point to a record."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import Catalog, ModuleDef


@dataclass(frozen=True, slots=True)
class RelatedBy:
    """Records of `module` point to another module's through `field`."""

    module: ModuleDef
    field: FieldDef


def related_by(catalog: Catalog, target: ModuleDef) -> tuple[RelatedBy, ...]:
    """The look-ups and parents that may point to records of a module, in the catalogue's order.

    The rows of one are listed and counted by a `ListPlan` whose `related` names the field and the record.
    """
    return tuple(
        RelatedBy(module, field)
        for module in catalog.modules
        for field in module.lookups
        if field.target == target.api_name or (field.kind is FieldKind.PARENT and not target.activity)
    )
