"""What of a stream is asked for, in words, and the periods that can be chosen by a word."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from crm_tui.base.messages import N_, _, ngettext
from crm_tui.base.text import display_text
from crm_tui.domain.interactions import Direction, StreamFilter
from crm_tui.domain.moments import read_date
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.channels import CHANNELS, channel_word

EVERYTHING = StreamFilter()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a screen shows of streams. `person`: the name of whom the filter is about."""

    filter: StreamFilter = EVERYTHING
    person: str = ""

    @property
    def narrowed(self) -> bool:
        """Whether something is left out; the order alone leaves nothing out."""
        return replace(self.filter, oldest_first=False) != EVERYTHING

    @property
    def turned(self) -> Asked:
        """The same in the other order."""
        return replace(self, filter=replace(self.filter, oldest_first=not self.filter.oldest_first))

    @property
    def cleared(self) -> Asked:
        """Everything, in the order that was chosen."""
        return Asked(StreamFilter(oldest_first=self.filter.oldest_first))


DIRECTIONS = {Direction.IN: N_("only in"), Direction.OUT: N_("only out"), Direction.BOTH: N_("only together")}


def filter_words(asked: Asked, formats: Formats) -> str:
    """The whole filter on one line, as `all channels · both directions · everyone · all time`."""
    wanted = asked.filter
    channels = [channel_word(channel) for channel in CHANNELS if channel in wanted.channels]
    parts = [
        ", ".join(channels) or _("all channels"),
        _("both directions") if wanted.direction is None else _(DIRECTIONS[wanted.direction]),
        display_text(asked.person or wanted.user) or _("everyone"),
        _period(wanted, formats),
        _gap(wanted.gap),
        _("oldest first") if wanted.oldest_first else "",
    ]
    return " · ".join(part for part in parts if part)


def _period(wanted: StreamFilter, formats: Formats) -> str:
    since = formats.date(wanted.since) if wanted.since else ""
    until = formats.date(wanted.until) if wanted.until else ""
    if since and until:
        return _("{since} to {until}", since=since, until=until)
    if since or until:
        return _("since {since}", since=since) if since else _("until {until}", until=until)
    return _("all time")


def _gap(days: int) -> str:
    if days == EVERYTHING.gap:
        return ""
    return ngettext("silences from {count} day", "silences from {count} days", days) if days else _("no silences")


PERIODS = {"month": N_("this month"), "-3m": N_("3 months"), "-6m": N_("6 months"), "-1y": N_("a year")}
"""Periods that end today, by a word: the current month, or a date counted from today."""


def period_start(period: str, today: dt.date) -> dt.date | None:
    """The first day of a period of `PERIODS`."""
    return today.replace(day=1) if period == "month" else read_date(period, today)
