"""Criteria that say the same to everybody on every day: those that a sharing rule may have."""

from __future__ import annotations

from crm_tui.domain.criteria.ast import And, Comparison, Criterion, Empty, In, Me, Not, Or, Period


def is_constant(criterion: Criterion) -> bool:
    """Whether nothing in it depends on who asks (`me`) or when (`today`, `last_7_days`)."""
    match criterion:
        case And(parts) | Or(parts):
            return all(map(is_constant, parts))
        case Not(part):
            return is_constant(part)
        case Comparison(_, _, _, operand):
            return not isinstance(operand, Me | Period)
        case In(_, _, operands):
            return not any(isinstance(operand, Me | Period) for operand in operands)
        case Empty():
            return True
