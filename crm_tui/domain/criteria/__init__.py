"""The criteria language of filters, views, workflow conditions and sharing rules.

`parse` turns text into a `Criterion`, `text_of` back, `evaluate` asks it of a record's values.
"""

from crm_tui.domain.criteria.ast import (
    ME,
    And,
    Comparison,
    Criterion,
    Empty,
    In,
    Me,
    Moment,
    Not,
    Operand,
    Operator,
    Or,
    Period,
    PeriodWord,
)
from crm_tui.domain.criteria.constant import is_constant
from crm_tui.domain.criteria.evaluate import evaluate
from crm_tui.domain.criteria.handing import handed
from crm_tui.domain.criteria.parser import parse
from crm_tui.domain.criteria.periods import CriteriaContext, days_of, seconds_of
from crm_tui.domain.criteria.writer import fields_of, text_of

__all__ = [
    "ME",
    "And",
    "Comparison",
    "CriteriaContext",
    "Criterion",
    "Empty",
    "In",
    "Me",
    "Moment",
    "Not",
    "Operand",
    "Operator",
    "Or",
    "Period",
    "PeriodWord",
    "days_of",
    "evaluate",
    "fields_of",
    "handed",
    "is_constant",
    "parse",
    "seconds_of",
    "text_of",
]
