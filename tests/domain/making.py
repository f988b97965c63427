"""Modules for tests of the domain: blueprints with ids, as the store would give them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache

from crm_tui.domain.blueprints import FieldBlueprint, ModuleBlueprint, standard_module
from crm_tui.domain.fields import Choice, FieldDef, FieldKind
from crm_tui.domain.modules import Layout, ModuleDef, ModuleKind

NOW = dt.datetime(2026, 3, 18, 9, 30, tzinfo=dt.UTC)
"""A Wednesday."""


def made_field(blueprint: FieldBlueprint, field_id: int) -> FieldDef:
    values = {f.name: getattr(blueprint, f.name) for f in dataclasses.fields(blueprint)}
    choices = tuple(
        Choice(field_id * 100 + place, **dataclasses.asdict(choice)) for place, choice in enumerate(blueprint.choices)
    )
    column = blueprint.column or f"f_{field_id}"
    return FieldDef(**values | {"id": field_id, "choices": choices, "column": column})


def made_module(blueprint: ModuleBlueprint, module_id: int = 1) -> ModuleDef:
    values = {f.name: getattr(blueprint, f.name) for f in dataclasses.fields(blueprint)}
    fields = tuple(made_field(field, place + 1) for place, field in enumerate(blueprint.fields))
    return ModuleDef(**values | {"id": module_id, "fields": fields, "table": f"m_{module_id}"})


@cache
def module(api_name: str) -> ModuleDef:
    return made_module(standard_module(api_name))


KINDS = tuple(FieldKind)


@cache
def every_kind() -> ModuleDef:
    """A module with one field of each kind, named after the kind, and a second choice to tell apart."""
    choices = (Choice(1, "Red", "Red"), Choice(2, "Dark Blue", "Dark blue"), Choice(3, 'O\'Hara "x" \\', "Odd"))
    with_choices = (FieldKind.PICKLIST, FieldKind.MULTI_PICKLIST)
    fields = tuple(
        FieldDef(
            place, kind.value, kind.value.title(), kind, f"f_{place}", choices=choices if kind in with_choices else ()
        )
        for place, kind in enumerate(KINDS, 1)
    )
    return ModuleDef(1, "Kinds", "Kinds", "Kind", ModuleKind.ORGANISATION, "m_1", fields, Layout(()), ("text",), "text")
