"""Which criteria an index can answer, so that a list may start from them."""

from __future__ import annotations

from crm_tui.base.text import fold
from crm_tui.domain.criteria.ast import Comparison, Criterion, Empty, In, Not, Operator
from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import ModuleDef
from crm_tui.store.criteria_sql import TEXT_KINDS


def equal_texts(part: Criterion) -> tuple[str, ...]:
    """The texts that a criterion asks a text field to equal."""
    match part:
        case Comparison(_, kind, Operator.EQUAL, str(operand)) if kind in TEXT_KINDS:
            return (operand,)
        case In(_, kind, operands) if kind in TEXT_KINDS:
            return tuple(map(str, operands))
        case _:
            return ()


def indexed(module: ModuleDef, part: Criterion) -> FieldDef | None:
    """The field of a test for equality that an index can answer."""
    match part:
        case Comparison(name, _, Operator.EQUAL, _) | In(name, _, _):
            return _with_index(module, name)
        case _:
            return None


def left_over(module: ModuleDef, part: Criterion) -> tuple[Criterion, ...]:
    """`not Status in (closed ones)` told by what is left: the other choices, or none. Nothing for any other criterion.

    What is open is the smaller part of a module with a history: of 200,000 tasks, nearly all of them done, those of
    one user that were not took 150 ms to find, and 2 ms this way.
    """
    match part:
        case Not(In(name, FieldKind.PICKLIST as kind, operands)) if field := _with_index(module, name):
            named = {fold(str(operand)) for operand in operands}
            others = dict.fromkeys(c.api_name for c in field.choices if fold(c.api_name) not in named)
            return (*(Comparison(name, kind, Operator.EQUAL, other) for other in others), Empty(name, kind))
        case _:
            return ()


def _with_index(module: ModuleDef, name: str) -> FieldDef | None:
    field = module.by_name.get(name)
    if field is None:
        return None
    has_index = field.column == "owner_id" or (
        field.kind is FieldKind.PICKLIST and (field.indexed or field.api_name == module.status_field)
    )
    return field if has_index or field.kind is FieldKind.LOOKUP else None
