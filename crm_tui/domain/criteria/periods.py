"""Operands of dates and times as stretches: from their first day or second up to, not with, the end.

SQL and Python both compare with these, so that they cannot differ.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from crm_tui.base.clock import epoch
from crm_tui.domain.criteria.ast import Moment, Operand, Period, PeriodWord

_FIRST, _LAST = dt.date.min, dt.date.max


@dataclass(frozen=True, slots=True)
class CriteriaContext:
    """Who asks and when: the user's id and login, the moment, and the zone in which days begin."""

    user_id: int
    now: dt.datetime
    zone: dt.tzinfo = dt.UTC
    login: str = ""

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(self.zone).date()


def days_of(operand: Operand, context: CriteriaContext) -> tuple[dt.date, dt.date]:
    """The first day of a date or period and the day after its last. Weeks begin on Monday."""
    if isinstance(operand, Period):
        first = _first_day(operand, context.today)
        return first, _after(operand, first, context.today)
    if isinstance(operand, dt.date):
        return operand, _shift(operand, 1)
    raise TypeError(f"not a stretch of days: {operand!r}")


def seconds_of(operand: Operand, context: CriteriaContext) -> tuple[int, int]:
    """The first second of a date, moment or period and the second after its last, as epoch seconds."""
    if isinstance(operand, Moment):
        zone = dt.UTC if operand.utc else context.zone
        start = _epoch(operand.day, operand.time, zone)
        return start, start + (1 if operand.seconds else 60)
    first, after = days_of(operand, context)
    return _epoch(first, dt.time.min, context.zone), _epoch(after, dt.time.min, context.zone)


def _epoch(day: dt.date, time: dt.time, zone: dt.tzinfo) -> int:
    # Zones shift the first and the last day of the calendar out of it.
    inside = min(max(day, _FIRST + dt.timedelta(2)), _LAST - dt.timedelta(2))
    return epoch(dt.datetime.combine(inside, time, zone))


def _first_day(period: Period, today: dt.date) -> dt.date:
    match period.word:
        case PeriodWord.TODAY | PeriodWord.NEXT_DAYS:
            return today
        case PeriodWord.YESTERDAY:
            return _shift(today, -1)
        case PeriodWord.TOMORROW:
            return _shift(today, 1)
        case PeriodWord.LAST_DAYS:
            return _shift(today, 1 - period.days)
        case PeriodWord.THIS_WEEK | PeriodWord.LAST_WEEK | PeriodWord.NEXT_WEEK:
            return _shift(today, 7 * _steps(period) - today.weekday())
        case PeriodWord.THIS_QUARTER | PeriodWord.LAST_QUARTER | PeriodWord.NEXT_QUARTER:
            return _month(today.year, (today.month - 1) // 3 * 3 + 1 + 3 * _steps(period))
        case PeriodWord.THIS_MONTH | PeriodWord.LAST_MONTH | PeriodWord.NEXT_MONTH:
            return _month(today.year, today.month + _steps(period))
        case _:
            return _month(today.year + _steps(period), 1)


def _after(period: Period, first: dt.date, today: dt.date) -> dt.date:
    match period.word:
        case PeriodWord.LAST_DAYS:
            return _shift(today, 1)
        case PeriodWord.NEXT_DAYS:
            return _shift(today, period.days)
        case PeriodWord.TODAY | PeriodWord.YESTERDAY | PeriodWord.TOMORROW:
            return _shift(first, 1)
        case PeriodWord.THIS_WEEK | PeriodWord.LAST_WEEK | PeriodWord.NEXT_WEEK:
            return _shift(first, 7)
        case PeriodWord.THIS_MONTH | PeriodWord.LAST_MONTH | PeriodWord.NEXT_MONTH:
            return _month(first.year, first.month + 1)
        case PeriodWord.THIS_QUARTER | PeriodWord.LAST_QUARTER | PeriodWord.NEXT_QUARTER:
            return _month(first.year, first.month + 3)
        case _:
            return _month(first.year + 1, 1)


def _steps(period: Period) -> int:
    return {"this": 0, "last": -1, "next": 1}[period.word.value.split("_")[0]]


def _month(year: int, month: int) -> dt.date:
    """The first day of a month that may lie outside of 1 to 12; the calendar's ends hold it."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if year > _LAST.year:
        return _LAST
    return dt.date(year, month, 1) if year >= _FIRST.year else _FIRST


def _shift(day: dt.date, days: int) -> dt.date:
    return dt.date.fromordinal(min(max(day.toordinal() + days, 1), _LAST.toordinal()))
