"""Events of a record's timeline as lines, by day: who, what, before and after, and through which door (6.4)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from rich.cells import cell_len

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.events import MAKING, door_words, kind_words
from crm_tui.domain.fields import Link, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Event, FieldChange
from crm_tui.tui.presenters.cells import Formats, label_of, user_text, value_text
from crm_tui.tui.presenters.filters import filter_line
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.record import heading
from crm_tui.tui.presenters.timeline_filter import AskedEvents, event_filter_words

FILTER_KEY = "timeline:filter"
"""Key of the line that tells the filter; enter on it changes the filter."""
NOTHING = "–"
TABS = {
    "note_added": "notes", "note_edited": "notes", "internal_note_added": "notes", "internal_note_edited": "notes",
    "file_added": "files",
}  # fmt: skip
"""Kind of event -> the tab that shows what it speaks of."""


def timeline_lines(
    events: Sequence[Event],
    module: ModuleDef,
    formats: Formats,
    asked: AskedEvents | None = None,
    *,
    older: bool = False,
) -> list[Line]:
    """The filter, and events, newest first as given, under a heading for each day; changes below, field by field.

    `older`: whether something stands behind the window.
    """
    asked = asked or AskedEvents()
    lines = [_filter_line(asked, module, formats)]
    if events:
        return [*lines, *_by_day(events, module, formats, told=asked.filter.field)]
    return [*lines, Line(), Line(_nothing(asked, older), tone=Tone.MUTED, wrap=True)]


def _nothing(asked: AskedEvents, older: bool) -> str:
    if older and not asked.filter.until:
        return _("Nothing in the last six months.")
    return _("Nothing fits the filter.") if asked.narrowed else _("Nothing has happened yet.")


def _filter_line(asked: AskedEvents, module: ModuleDef, formats: Formats) -> Line:
    return filter_line(event_filter_words(asked, module, formats), FILTER_KEY, narrowed=asked.narrowed)


def _by_day(events: Iterable[Event], module: ModuleDef, formats: Formats, told: str) -> Iterator[Line]:
    day: dt.date | None = None
    for event in events:
        here = event.at.astimezone(formats.zone).date()
        if here != day:
            day = here
            yield from (Line(), heading(formats.long_date(day)))
        yield from event_lines(event, module, formats, told)


def event_lines(event: Event, module: ModuleDef, formats: Formats, told: str = "") -> Iterator[Line]:
    """An event and, one by one, what changed. `told`: the only field that is told of, which a new record tells too."""
    detail = f": {display_text(event.detail)}" if event.detail else ""
    door = f" · {display_text(door_words(event.door))}" if door_words(event.door) else ""
    words = f"{user_text(event.actor)} {display_text(kind_words(event.kind))}{detail}{door}"
    yield Line(words, label=formats.time(event.at), key=_key(event), wrap=True)
    for change in event.changes:
        if change.field == told or (not told and event.kind not in MAKING):
            yield change_line(change, module, formats)


def _key(event: Event) -> str:
    """What enter opens: the other record, or the tab that shows more."""
    if event.link is not None and event.link.visible:
        return _record_key(event.link)
    return f"tab:{TABS[event.kind]}" if event.kind in TABS else f"event:{event.id}"


def change_line(change: FieldChange, module: ModuleDef, formats: Formats) -> Line:
    """A field before and after; enter opens the record that it leads to now, or led to before."""
    field = module.field(change.field)
    label = display_text(change.label) if field is None else label_of(field)

    def words(value: Value) -> str:
        text = display_text(value or "") if field is None else value_text(field, value, formats)
        return text or NOTHING

    start = f"{label}: "
    links = (value for value in (change.after, change.before) if isinstance(value, Link) and value.visible)
    link = next(links, None)
    return Line(
        f"{start}{words(change.before)} → {words(change.after)}",
        label=" ",
        tone=Tone.LINK if link is not None else Tone.MUTED,
        key=_record_key(link) if link is not None else "",
        wrap=True,
        hang=min(cell_len(start), 12),
    )


def _record_key(link: Link) -> str:
    return f"record:{link.module}/{link.id}"
