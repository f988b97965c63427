"""What a criterion is made of: a tree of frozen values that SQL and Python read alike.

Meaning, which `evaluate` and the store's SQL both follow:

- Logic has two values. A comparison with an empty value is false, but `!=`, which is true. `not` turns the
  result round, so `not A < 5` is true where A is empty. Empty are: no value, the empty text, no choice at all.
- Text compares by `base.text.fold`: no case, no Latin, Greek or Cyrillic marks. `=` compares whole texts,
  `contains` and `starts` parts of them.
- A checkbox is never empty: no value reads as false.
- A look-up compares with an `int` by record id, with a `str` by the folded name of the record that it points to.
  One whose record the reader may not see (AC28) is neither empty nor equal to anything.
- A user field compares with an `int` by id, with a `str` by login or folded name, and with `ME`.
- A multi-select pick-list has a value: `=` and `contains` ask for one choice, `in` for any of several.
- Dates and times compare with stretches of time, see `periods`: `=` inside, `<` before its start, `<=` before its
  end, `>` at or after its end, `>=` at or after its start.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from crm_tui.domain.fields import FieldKind


class Operator(StrEnum):
    """How one value is compared. `in` and `empty` are nodes of their own."""

    EQUAL = "="
    NOT_EQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    GREATER = ">"
    AT_LEAST = ">="
    CONTAINS = "contains"
    STARTS = "starts"


class PeriodWord(StrEnum):
    """Stretches of days by name. The last two count days: `last_30_days`, `next_7_days`, today among them."""

    TODAY = "today"
    YESTERDAY = "yesterday"
    TOMORROW = "tomorrow"
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    NEXT_WEEK = "next_week"
    THIS_MONTH = "this_month"
    LAST_MONTH = "last_month"
    NEXT_MONTH = "next_month"
    THIS_QUARTER = "this_quarter"
    LAST_QUARTER = "last_quarter"
    NEXT_QUARTER = "next_quarter"
    THIS_YEAR = "this_year"
    LAST_YEAR = "last_year"
    NEXT_YEAR = "next_year"
    LAST_DAYS = "last_days"
    NEXT_DAYS = "next_days"


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of days that depends on today. `days` is of LAST_DAYS and NEXT_DAYS, 1 to 9999."""

    word: PeriodWord
    days: int = 0


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of day as people write it: in the reader's zone, or in UTC where `utc`.

    Without seconds it is a whole minute, with them one second.
    """

    day: dt.date
    time: dt.time
    seconds: bool = False
    utc: bool = False


@dataclass(frozen=True, slots=True)
class Me:
    """The user who asks."""


ME: Final = Me()

Operand = str | int | bool | Decimal | dt.date | Moment | Period | Me
"""What a value is compared with, typed by the field's kind:
text kinds, pick-lists (API name of the choice): str; integer: int; decimal, percent, currency (major units): Decimal;
checkbox: bool; date: date or Period; date and time: date, Moment or Period; look-up, parent: int or str;
user: int, str or Me."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`field` is the API name as the module spells it; `kind` is that field's kind."""

    field: str
    kind: FieldKind
    operator: Operator
    operand: Operand


@dataclass(frozen=True, slots=True)
class In:
    """True where any operand equals; at least one operand."""

    field: str
    kind: FieldKind
    operands: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Empty:
    """True where the field has no value."""

    field: str
    kind: FieldKind


@dataclass(frozen=True, slots=True)
class Not:
    part: Criterion


@dataclass(frozen=True, slots=True)
class And:
    """All of at least two parts."""

    parts: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of at least two parts."""

    parts: tuple[Criterion, ...]


Criterion = Comparison | In | Empty | Not | And | Or
