"""What the filters of a stream and of a timeline have in common: their line, and the days they are about."""

from __future__ import annotations

import datetime as dt

from crm_tui.base.messages import N_, _
from crm_tui.domain.moments import read_date
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import Line, Tone

PERIODS = {"month": N_("this month"), "-3m": N_("3 months"), "-6m": N_("6 months"), "-1y": N_("a year")}
"""Periods that end today, by a word: the current month, or a date counted from today."""


def period_start(period: str, today: dt.date) -> dt.date | None:
    """The first day of a period of `PERIODS`."""
    return today.replace(day=1) if period == "month" else read_date(period, today)


def since_words(since: dt.date | None, until: dt.date | None, formats: Formats) -> str:
    """Days from `since` on, as `since 1 Nov 2026`; nothing where there is no such day."""
    if since is None:
        return ""
    if until is None:
        return _("since {since}", since=formats.date(since))
    return _("{since} to {until}", since=formats.date(since), until=formats.date(until))


def filter_line(words: str, key: str, *, narrowed: bool) -> Line:
    """The filter on the first line; enter on it changes the filter."""
    if not narrowed:
        return Line(words, tone=Tone.MUTED, key=key, sign="▾", wrap=True)
    words = _("{filter} (esc: everything)", filter=words)
    return Line(words, tone=Tone.LINK, key=key, sign="▾", wrap=True)
