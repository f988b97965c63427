"""Criteria that name a user, naming another one instead (U42)."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.domain.criteria.ast import And, Comparison, Criterion, Empty, In, Not, Operand, Operator, Or
from crm_tui.domain.fields import FieldKind


def handed(criterion: Criterion, login: str, user_id: int, heir: str) -> Criterion:
    """The criterion with `heir` wherever a user field is compared with this login or id; words within stay words."""

    def other(operand: Operand) -> Operand:
        same = operand.casefold() == login if isinstance(operand, str) else operand == user_id
        return heir if same else operand

    match criterion:
        case Comparison(_, FieldKind.USER, Operator.EQUAL | Operator.NOT_EQUAL, operand):
            return replace(criterion, operand=other(operand))
        case In(_, FieldKind.USER, operands):
            return replace(criterion, operands=tuple(dict.fromkeys(map(other, operands))))
        case Not(part):
            return Not(handed(part, login, user_id, heir))
        case And(parts):
            return And(tuple(handed(part, login, user_id, heir) for part in parts))
        case Or(parts):
            return Or(tuple(handed(part, login, user_id, heir) for part in parts))
        case Comparison() | In() | Empty():
            return criterion
