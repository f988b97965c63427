"""A stream of contacts as lines: answers at a glance, then contacts, silences and milestones by month (I06, I22)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from rich.cells import cell_len

from crm_tui.base.messages import _, ngettext
from crm_tui.base.text import display_text
from crm_tui.domain.fields import UserRef, Value
from crm_tui.domain.interactions import Direction, Entry, Gap, Interaction, Milestone, Stream, StreamHead
from crm_tui.domain.modules import Catalog
from crm_tui.tui.presenters.cells import Formats, user_text, value_text
from crm_tui.tui.presenters.channels import SIGNS, USUAL, became, channel_word, length, way
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.record import heading
from crm_tui.tui.presenters.stream_filter import Asked, filter_words

FILTER_KEY = "stream:filter"
"""Key of the line that tells the filter; enter on it changes the filter."""
DOTS, RULE = "····", "──"


@dataclass(frozen=True, slots=True)
class StreamReader:
    """How the reader of a stream has it: his formats, the module that is looked at, and modules by name."""

    formats: Formats
    catalog: Catalog
    module: str


def stream_lines(stream: Stream, asked: Asked, reader: StreamReader) -> list[Line]:
    """The filter, the answers, and the entries as given, under a heading for each month."""
    lines = [_filter_line(asked, reader.formats), *head_lines(stream.head, reader.formats)]
    if not stream.entries:
        nothing = _("Nothing fits the filter.") if asked.narrowed else _("Nobody was in contact yet.")
        return [*lines, Line(), Line(nothing, tone=Tone.MUTED, wrap=True)]
    return [*lines, *_by_month(stream.entries, reader)]


def _filter_line(asked: Asked, formats: Formats) -> Line:
    words = filter_words(asked, formats)
    if not asked.narrowed:
        return Line(words, tone=Tone.MUTED, key=FILTER_KEY, sign="▾", wrap=True)
    words = _("{filter} (esc: everything)", filter=words)
    return Line(words, tone=Tone.LINK, key=FILTER_KEY, sign="▾", wrap=True)


# The answers


def head_lines(head: StreamHead, formats: Formats) -> list[Line]:
    """When did we last speak, which channel works, who owes an answer."""
    return [_last_line(head, formats), _owed_line(head, formats)]


def _last_line(head: StreamHead, formats: Formats) -> Line:
    best = _("best channel: {channel}", channel=channel_word(head.best)) if head.best else _("no best channel yet")
    if head.last is None:
        return Line(f"{_('No contact yet')} · {best}", tone=Tone.MUTED, wrap=True)
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


# The entries


@dataclass(frozen=True, slots=True)
class Columns:
    """Cells of the widest time, and of the widest channel with its direction."""

    time: int = 0
    way: int = 0


def _columns(entries: Iterable[Entry], formats: Formats) -> Columns:
    contacts = [each for each in entries if isinstance(each, Interaction)]
    times, ways = (cell_len(formats.time(each.at)) for each in contacts), (cell_len(way(each)) for each in contacts)
    return Columns(max(times, default=0), max(ways, default=0))


def _by_month(entries: tuple[Entry, ...], reader: StreamReader) -> Iterator[Line]:
    columns = _columns(entries, reader.formats)
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


def contact_line(contact: Interaction, day: dt.date, formats: Formats, columns: Columns) -> Line:
    """A contact, on one line where there is room."""
    what, time = way(contact), formats.time(contact.at)
    start = f"{what}{' ' * (columns.way - cell_len(what))}  "
    return Line(
        value=start + " · ".join(part for part in _parts(contact) if part),
        label=f"{day.day:>2}  {' ' * (columns.time - cell_len(time))}{time}",
        tone=Tone.MUTED if contact.redacted or not contact.contact else Tone.PLAIN,
        key=key_of(contact),
        sign=SIGNS[contact.direction],
        wrap=True,
        hang=cell_len(start),
    )


def key_of(contact: Interaction) -> str:
    """What enter on a contact opens: its source, else its own text."""
    return "record:{}/{}".format(*contact.source) if contact.source else f"interaction:{contact.id}"


def _parts(contact: Interaction) -> Iterator[str]:
    if contact.redacted:  # I24
        yield _("(not yours to read)")
        return
    yield _('"{subject}"', subject=contact.subject) if contact.subject else _("(no subject)")
    yield _people(contact)
    yield from became(contact) if contact.marks or contact.status not in USUAL else ()
    yield length(contact.minutes) if contact.minutes else ""
    yield display_text(contact.on[2]) if contact.on else ""


def facts_of(contact: Interaction, formats: Formats) -> list[str]:
    """When, how and with whom, what became of it, and where it stands: what is said above a contact's text."""
    on = [display_text(contact.on[2])] if contact.on else []
    texts = (formats.moment(contact.at), way(contact), _people(contact))
    return [" · ".join(part for part in texts if part), *became(contact), *on]


def _people(contact: Interaction) -> str:
    them, us = display_text(contact.people), user_text(contact.actor) if contact.actor else ""
    if not them or not us:
        return them or us
    if contact.direction is Direction.BOTH:
        return f"{us}, {them}"
    return f"{them} → {us}" if contact.direction is Direction.IN else f"{us} → {them}"


def gap_line(gap: Gap) -> Line:
    """A silence."""
    words = ngettext("{count} day without contact", "{count} days without contact", gap.days)
    return Line(f"{DOTS} {words} {DOTS}", tone=Tone.MUTED, wrap=True)


# Milestones


def milestone_line(milestone: Milestone, day: dt.date, reader: StreamReader) -> Line:
    """Something that happened to the customer's record; enter opens the record where it is another one."""
    name = f"{display_text(milestone.name)}: " if milestone.name else ""
    text = f"{RULE} {name}{_told(milestone, reader)} ({reader.formats.day(day)}) {RULE}"
    key = f"record:{milestone.module}/{milestone.record_id}" if milestone.module and milestone.record_id else ""
    return Line(text, tone=Tone.HEADING, key=key, wrap=True, hang=len(RULE) + 1)


def _told(milestone: Milestone, reader: StreamReader) -> str:
    who = user_text(milestone.actor)
    match milestone.kind:
        case "created":
            return _("created by {who}", who=who)
        case "converted":
            return _("converted by {who}", who=who)
        case "stage":
            return _("stage: {before} → {after}", **_change(milestone, reader))
        case "owner":
            return _("owner: {before} → {after}", **_change(milestone, reader))
    return display_text(milestone.kind.replace("_", " "))


def _change(milestone: Milestone, reader: StreamReader) -> dict[str, str]:
    module = reader.catalog.find(milestone.module or reader.module)
    field = module.field(milestone.field) if module is not None else None

    def words(value: Value) -> str:
        if isinstance(value, UserRef):
            return user_text(value)
        text = value_text(field, value, reader.formats) if field is not None else display_text(value or "")
        return text or "–"

    return {"before": words(milestone.before), "after": words(milestone.after)}
