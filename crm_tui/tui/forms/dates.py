"""Words for dates in forms: `today`, `tomorrow`, `+3d`, `-2w`, `+1m`, before an ISO date is read."""

from __future__ import annotations

import calendar
import datetime as dt
import re

_STEP = re.compile(r"([+-])\s*(\d{1,5})\s*([dwmy]?)", re.IGNORECASE)
_WORDS = {"today": 0, "tomorrow": 1, "yesterday": -1}


def with_iso_date(text: str, today: dt.date) -> str:
    """The text with a word for a date at its start put as ISO; any other text comes back as it is.

    `with_iso_date("+3d 14:00", date(2026, 1, 30)) == "2026-02-02 14:00"`.
    """
    first, _space, rest = text.strip().partition(" ")
    day = relative_date(first, today)
    if day is None:
        return text
    return f"{day.isoformat()} {rest.strip()}".strip()


def relative_date(word: str, today: dt.date) -> dt.date | None:
    """The day that a word means, None when it is no such word. A bare number of steps counts days."""
    if (days := _WORDS.get(word.casefold())) is not None:
        return _moved(today, days)
    if not (found := _STEP.fullmatch(word)):
        return None
    count = int(found[2]) * (-1 if found[1] == "-" else 1)
    unit = found[3].casefold()
    if unit in ("m", "y"):
        return _months_on(today, count * (12 if unit == "y" else 1))
    return _moved(today, count * (7 if unit == "w" else 1))


def _moved(day: dt.date, days: int) -> dt.date | None:
    try:
        return day + dt.timedelta(days=days)
    except OverflowError:
        return None


def _months_on(day: dt.date, months: int) -> dt.date | None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return None
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
