"""What of a stream is asked for, in words."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crm_tui.base.messages import N_, _, ngettext
from crm_tui.base.text import display_text
from crm_tui.domain.interactions import Direction, StreamFilter
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.channels import CHANNELS, channel_word
from crm_tui.tui.presenters.filters import since_words

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
    if wanted.since is None and wanted.until is not None:
        return _("until {until}", until=formats.date(wanted.until))
    return since_words(wanted.since, wanted.until, formats) or _("all time")


def _gap(days: int) -> str:
    if days == EVERYTHING.gap:
        return ""
    return ngettext("silences from {count} day", "silences from {count} days", days) if days else _("no silences")
