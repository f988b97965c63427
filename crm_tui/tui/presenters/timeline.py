"""Events of a record's timeline as lines, by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from crm_tui.base.messages import N_, _
from crm_tui.base.text import display_text
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Event, FieldChange
from crm_tui.tui.presenters.cells import Formats, label_of, user_text, value_text
from crm_tui.tui.presenters.lines import Line, Tone
from crm_tui.tui.presenters.record import heading

KINDS = {
    "created": N_("created the record"),
    "edited": N_("changed"),
    "deleted": N_("moved the record to the recycle bin"),
    "restored": N_("restored the record"),
    "purged": N_("removed the record for good"),
    "cloned": N_("cloned the record"),
    "imported": N_("imported the record"),
    "owner_changed": N_("changed the owner"),
    "shared": N_("shared the record"),
    "unshared": N_("ended a share"),
    "locked": N_("locked the record"),
    "unlocked": N_("unlocked the record"),
    "note_added": N_("wrote a note"),
    "note_edited": N_("changed a note"),
    "note_deleted": N_("deleted a note"),
    "internal_note_added": N_("wrote an internal note"),
    "internal_note_edited": N_("changed an internal note"),
    "internal_note_deleted": N_("deleted an internal note"),
    "file_added": N_("attached a file"),
    "file_deleted": N_("removed a file"),
    "tags_added": N_("added tags"),
    "tags_removed": N_("removed tags"),
    "activity_added": N_("planned an activity"),
    "undone": N_("undid a change"),
    "accepted": N_("accepted the request"),
    "released": N_("took the acceptance back"),
}

CREATED = ("created", "cloned", "imported")
"""Kinds whose changes are the whole record; the Info tab shows it better."""


def timeline_lines(events: Iterable[Event], module: ModuleDef, formats: Formats) -> list[Line]:
    """Events, newest first as given, under a heading for each month; changes below, field by field."""
    lines: list[Line] = []
    month: tuple[int, int] | None = None
    for event in events:
        day = event.at.astimezone(formats.zone).date()
        if (day.year, day.month) != month:
            month = (day.year, day.month)
            lines += [*([Line()] if lines else []), heading(formats.month(day))]
        lines += _event_lines(event, day, module, formats)
    return lines


def _event_lines(event: Event, day: dt.date, module: ModuleDef, formats: Formats) -> list[Line]:
    what = _(KINDS[event.kind]) if event.kind in KINDS else display_text(event.kind.replace("_", " "))
    detail = f": {display_text(event.detail)}" if event.detail else ""
    when = f"{formats.near_date(day)} {formats.time(event.at)}"
    head = Line(f"{user_text(event.actor)} {what}{detail}", when, key=f"event:{event.id}", wrap=True)
    if event.kind in CREATED:
        return [head]
    return [head, *(_change_line(change, module, formats) for change in event.changes)]


def _change_line(change: FieldChange, module: ModuleDef, formats: Formats) -> Line:
    field = module.field(change.field)
    if field is None:
        before, after = display_text(change.before or "–"), display_text(change.after or "–")
        label = display_text(change.label)
    else:
        before = value_text(field, change.before, formats) or "–"
        after = value_text(field, change.after, formats) or "–"
        label = label_of(field)
    return Line(f"  {label}: {before} → {after}", tone=Tone.MUTED, wrap=True)
