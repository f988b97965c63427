"""A stream of contacts as lines: its filter, answers at a glance, then its entries by month (I06, I22)."""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.base.messages import _
from crm_tui.domain.interactions import Entry, Gap, Interaction, Milestone, Stream, StreamHead
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.channels import channel_word, way
from crm_tui.tui.presenters.filters import filter_line
from crm_tui.tui.presenters.interactions import columns_of, contact_line, gap_line, key_of
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.milestones import StreamReader, milestone_line
from crm_tui.tui.presenters.record import heading
from crm_tui.tui.presenters.stream_filter import Asked, filter_words

FILTER_KEY = "stream:filter"
"""Key of the line that tells the filter; enter on it changes the filter."""


def stream_lines(stream: Stream, asked: Asked, reader: StreamReader) -> list[Line]:
    """The filter, the answers, and the entries as given, under a heading for each month."""
    lines = [_filter_line(asked, reader.formats), *head_lines(stream.head, reader.formats)]
    if not any(isinstance(entry, Interaction) for entry in stream.entries):
        words = _("Nothing fits the filter.") if asked.narrowed else " · ".join(reader.logging)
        lines += [Line(), Line(words, tone=Tone.MUTED, wrap=True)] if words else []
    return [*lines, *_by_month(stream.entries, reader)]


def _filter_line(asked: Asked, formats: Formats) -> Line:
    return filter_line(filter_words(asked, formats), FILTER_KEY, narrowed=asked.narrowed)


# The answers


def head_lines(head: StreamHead, formats: Formats) -> list[Line]:
    """When did we last speak, which channel works, who owes an answer."""
    return [_last_line(head, formats), _owed_line(head, formats)]


def _last_line(head: StreamHead, formats: Formats) -> Line:
    best = _("best channel: {channel}", channel=channel_word(head.best)) if head.best else _("no best channel yet")
    if head.last is None:
        return Line(" · ".join((_("No contact yet"), best)), tone=Tone.MUTED, wrap=True)
    last = _("Last contact: {contact}", contact=_named(head.last, formats))
    return Line(f"{last} · {best}", tone=Tone.STRONG, key=key_of(head.last), wrap=True)


def _owed_line(head: StreamHead, formats: Formats) -> Line:
    if head.owed is not None:
        text = _("We owe an answer: {contact}", contact=_named(head.owed, formats))
        return Line(text, tone=Tone.WARN, key=key_of(head.owed), sign="!", wrap=True)
    if head.waiting is not None:
        text = _("We await an answer: {contact}", contact=_named(head.waiting, formats))
        return Line(text, key=key_of(head.waiting), wrap=True)
    return Line(_("No answer is owed"), tone=Tone.MUTED, wrap=True)


def _named(contact: Interaction, formats: Formats) -> str:
    return f"{way(contact)}, {formats.near_date(contact.at.astimezone(formats.zone).date())}"


def _by_month(entries: tuple[Entry, ...], reader: StreamReader) -> Iterator[Line]:
    columns = columns_of(entries, reader.formats)
    month: tuple[int, int] | None = None
    for entry in entries:
        if isinstance(entry, Gap):
            yield from (*([] if month else [Line()]), gap_line(entry))
            continue
        day = entry.at.astimezone(reader.formats.zone).date()
        if (day.year, day.month) != month:
            month = (day.year, day.month)
            yield from (Line(), heading(reader.formats.month(day)))
        if isinstance(entry, Milestone):
            yield milestone_line(entry, day, reader)
        else:
            yield contact_line(entry, day, reader.formats, columns)
