"""Dates and times as people type them: ISO, or words counted from now."""

from __future__ import annotations

import calendar
import datetime as dt
import re

from crm_tui.domain.numbers import MAX_YEAR, MIN_YEAR

_NAMED = {"today": 0, "tomorrow": 1, "yesterday": -1}
_STEP = re.compile(r"(?P<count>[+-]\d{1,5}) ?(?P<unit>d|w|m|y)", re.ASCII | re.IGNORECASE)
_HOURS = re.compile(r"(?P<count>[+-]\d{1,5}) ?(?P<unit>h|min)", re.ASCII | re.IGNORECASE)
_ISO_DAY = re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII)
_CLOCK = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d\d)(:(?P<second>\d\d)(\.\d+)?)?", re.ASCII)


def read_date(text: str, today: dt.date) -> dt.date | None:
    """`2026-01-31`, `today`, `tomorrow`, `yesterday`, `+3d`, `-2w`, `+1m`, `+1y`; None where it is none of them."""
    text = text.strip().casefold()
    try:
        if text in _NAMED:
            return today + dt.timedelta(days=_NAMED[text])
        if step := _STEP.fullmatch(text):
            return _inside(_moved(today, int(step["count"]), step["unit"]))
        if _ISO_DAY.fullmatch(text):
            year, month, day = map(int, text.split("-"))
            return _inside(dt.date(year, month, day))
    except (ValueError, OverflowError):
        return None
    return None


def read_moment(text: str, now: dt.datetime, zone: dt.tzinfo) -> dt.datetime | None:
    """A date as `read_date` knows it, with or without a time behind it, or `now`, `+2h`, `+30min`.

    Without a zone of its own (`Z`, `+02:00`) it is in the reader's; without a time it is the start of that day,
    and a time alone is today's. The answer is aware, in UTC, in whole seconds; None where the text is no moment.
    """
    text = text.strip().casefold()
    local = now.astimezone(zone)
    try:
        if text == "now":
            return now.astimezone(dt.UTC).replace(microsecond=0)
        if step := _HOURS.fullmatch(text):
            unit = dt.timedelta(hours=1) if step["unit"] == "h" else dt.timedelta(minutes=1)
            return _in_utc(now + int(step["count"]) * unit)
        if zoned := _zoned(text):
            return _in_utc(zoned)
        return _in_utc(_local(text, local.date(), zone))
    except (ValueError, OverflowError):
        return None


def _zoned(text: str) -> dt.datetime | None:
    """An ISO time that names its own zone."""
    if not _ISO_DAY.match(text):
        return None
    try:
        at = dt.datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return at if at.tzinfo else None


def _local(text: str, today: dt.date, zone: dt.tzinfo) -> dt.datetime:
    day_text, _, time_text = text.replace("t", " ", 1).rpartition(" ") if _ISO_DAY.match(text) else text.rpartition(" ")
    if not _CLOCK.fullmatch(time_text):
        day_text, time_text = text, "0:00"
    day = read_date(day_text, today) if day_text else today
    clock = _CLOCK.fullmatch(time_text)
    if day is None or clock is None:
        raise ValueError(text)
    time = dt.time(int(clock["hour"]), int(clock["minute"]), int(clock["second"] or 0))
    return dt.datetime.combine(day, time, zone)


def _in_utc(at: dt.datetime) -> dt.datetime:
    moment = at.astimezone(dt.UTC).replace(microsecond=0)
    _inside(moment.date())
    return moment


def _inside(day: dt.date) -> dt.date:
    if not MIN_YEAR <= day.year <= MAX_YEAR:
        raise ValueError(day)
    return day


def _moved(day: dt.date, count: int, unit: str) -> dt.date:
    if unit in ("d", "w"):
        return day + dt.timedelta(days=count * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + count * (12 if unit == "y" else 1)
    year, month = months // 12, months % 12 + 1
    return dt.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
