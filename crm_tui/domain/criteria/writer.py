"""A `Criterion` back to text, and which fields it reads."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal

from crm_tui.domain.criteria.ast import (
    And,
    Comparison,
    Criterion,
    Empty,
    In,
    Me,
    Moment,
    Not,
    Operand,
    Or,
    Period,
    PeriodWord,
)
from crm_tui.domain.criteria.tokens import quoted

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_KEYWORDS = frozenset({"and", "or", "not", "in", "is", "contains", "starts", "empty"})


def text_of(criterion: Criterion) -> str:
    """The text that `parse` reads as an equal criterion."""
    match criterion:
        case Comparison(field, _, operator, operand):
            return f"{_name(field)} {operator.value} {_operand(operand)}"
        case In(field, _, operands):
            return f"{_name(field)} in ({', '.join(_operand(o) for o in operands)})"
        case Empty(field, _):
            return f"{_name(field)} empty"
        case Not(part):
            return f"not {_inner(part)}"
        case And(parts):
            return " and ".join(_inner(part) for part in parts)
        case Or(parts):
            return " or ".join(_inner(part) for part in parts)


def _inner(part: Criterion) -> str:
    return f"({text_of(part)})" if isinstance(part, And | Or) else text_of(part)


def _name(field: str) -> str:
    return field if _BARE.fullmatch(field) and field.casefold() not in _KEYWORDS else quoted(field)


def _operand(operand: Operand) -> str:
    match operand:
        case bool():
            return "true" if operand else "false"
        case str():
            return quoted(operand)
        case Me():
            return "me"
        case Decimal():
            return format(operand, "f")
        case Moment():
            return _moment(operand)
        case dt.date():
            return operand.isoformat()
        case Period(word, days):
            counted = word in (PeriodWord.LAST_DAYS, PeriodWord.NEXT_DAYS)
            return word.value.replace("_days", f"_{days}_days") if counted else word.value
        case _:
            return str(operand)


def _moment(moment: Moment) -> str:
    time = moment.time.isoformat("seconds" if moment.seconds else "minutes")
    return f"{moment.day.isoformat()}T{time}{'Z' if moment.utc else ''}"


def fields_of(criterion: Criterion) -> frozenset[str]:
    """API names of all fields that a criterion reads; services refuse those that are hidden from the actor."""
    match criterion:
        case Comparison() | In() | Empty():
            return frozenset((criterion.field,))
        case Not(part):
            return fields_of(part)
        case And(parts) | Or(parts):
            return frozenset[str]().union(*map(fields_of, parts))
