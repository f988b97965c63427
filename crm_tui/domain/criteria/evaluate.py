"""A criterion asked of one record's domain values, with the meaning that `ast` states."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from crm_tui.base.clock import epoch
from crm_tui.base.text import fold
from crm_tui.domain.criteria.ast import And, Comparison, Criterion, Empty, In, Me, Not, Operand, Operator, Or
from crm_tui.domain.criteria.periods import CriteriaContext, days_of, seconds_of
from crm_tui.domain.fields import FieldKind, Link, UserRef, Value


def evaluate(criterion: Criterion, values: Mapping[str, Value], context: CriteriaContext) -> bool:
    """Whether a record (API name -> value, absent ones are empty) meets a criterion."""
    match criterion:
        case And(parts):
            return all(evaluate(part, values, context) for part in parts)
        case Or(parts):
            return any(evaluate(part, values, context) for part in parts)
        case Not(part):
            return not evaluate(part, values, context)
        case Empty(field, kind):
            return _is_empty(_value(values, field, kind))
        case In(field, kind, operands):
            value = _value(values, field, kind)
            return not _is_empty(value) and any(_equals(value, operand, context) for operand in operands)
        case Comparison(field, kind, operator, operand):
            return _compare(_value(values, field, kind), operator, operand, context)


def _value(values: Mapping[str, Value], field: str, kind: FieldKind) -> Value:
    value = values.get(field)
    return False if kind is FieldKind.CHECKBOX and value is None else value


def _is_empty(value: Value) -> bool:
    return value is None or value == () or (isinstance(value, str) and not value.strip())


def _compare(value: Value, operator: Operator, operand: Operand, context: CriteriaContext) -> bool:
    if operator is Operator.NOT_EQUAL:
        return _is_empty(value) or not _equals(value, operand, context)
    if _is_empty(value):
        return False
    match operator:
        case Operator.EQUAL:
            return _equals(value, operand, context)
        case Operator.CONTAINS:
            return operand in value if isinstance(value, tuple) else fold(str(operand)) in _folded(value)
        case Operator.STARTS:
            return _folded(value).startswith(fold(str(operand)))
        case _:
            return _in_order(value, operator, operand, context)


def _folded(value: Value) -> str:
    if isinstance(value, Link):
        return fold(value.name) if value.visible else ""
    return fold(value) if isinstance(value, str) else ""


def _equals(value: Value, operand: Operand, context: CriteriaContext) -> bool:
    match value:
        case str():
            return isinstance(operand, str) and fold(value) == fold(operand)
        case tuple():
            return operand in value
        case Link():
            return value.visible and (value.id == operand or _is_named(value.name, operand))
        case UserRef():
            return _is_user(value, operand, context)
        case bool():
            return value is operand
        case dt.date():
            start, after = _stretch(value, operand, context)
            return start <= _point(value) < after
        case _:
            return value == operand


def _is_named(name: str, operand: Operand) -> bool:
    return isinstance(operand, str) and fold(name) == fold(operand)


def _is_user(user: UserRef, operand: Operand, context: CriteriaContext) -> bool:
    match operand:
        case Me():
            return user.id == context.user_id
        case int():
            return user.id == operand
        case str():
            return user.login.casefold() == operand.casefold() or _is_named(user.name, operand)
        case _:
            return False


def _in_order(value: Value, operator: Operator, operand: Operand, context: CriteriaContext) -> bool:
    if isinstance(value, dt.date):
        start, after = _stretch(value, operand, context)
        return _is_beside(_point(value), operator, start, after)
    if isinstance(value, int | Decimal) and isinstance(operand, int | Decimal):
        return _is_ordered(value, operator, operand)
    return False


def _is_ordered(value: int | Decimal, operator: Operator, operand: int | Decimal) -> bool:
    match operator:
        case Operator.LESS:
            return value < operand
        case Operator.AT_MOST:
            return value <= operand
        case Operator.AT_LEAST:
            return value >= operand
        case _:
            return value > operand


def _is_beside(point: int, operator: Operator, start: int, after: int) -> bool:
    match operator:
        case Operator.LESS:
            return point < start
        case Operator.AT_MOST:
            return point < after
        case Operator.AT_LEAST:
            return point >= start
        case _:
            return point >= after


def _point(value: dt.date) -> int:
    """A place in time: moments by epoch second, days by ordinal."""
    return epoch(value) if isinstance(value, dt.datetime) else value.toordinal()


def _stretch(value: dt.date, operand: Operand, context: CriteriaContext) -> tuple[int, int]:
    """Where an operand begins and ends on the line of `_point`."""
    if isinstance(value, dt.datetime):
        return seconds_of(operand, context)
    first, after = days_of(operand, context)
    return first.toordinal(), after.toordinal()
