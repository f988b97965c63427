"""A record as a card with tabs: info, timeline, interactions, notes, files, related lists, all actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crm_tui.base.messages import N_, _
from crm_tui.base.text import display_lines, display_text
from crm_tui.domain.fields import FieldDef, FieldKind, Link, UserRef, Value
from crm_tui.domain.modules import Section
from crm_tui.domain.records import Attachment, Note, Record, RelatedList
from crm_tui.tui.presenters.cells import Formats, choice_text, label_of, user_text, value_text
from crm_tui.tui.presenters.lines import DetailView, Line, Tab, Tone

TABS = {
    "info": N_("Info"),
    "timeline": N_("Timeline"),
    "interactions": N_("Interactions"),
    "notes": N_("Notes"),
    "files": N_("Files"),
    "related": N_("Related"),
    "actions": N_("All actions"),
}
"""Keys and titles of the tabs, in the order of the digits that choose them."""
COUNTED = frozenset({"interactions"})
"""Tabs that not every record has: they stand where their number is known (I01)."""


def tabs_of(counts: Mapping[str, str] | None = None) -> tuple[Tab, ...]:
    """The tabs of a record; `counts` by key, as texts, where they are known."""
    known = counts or {}
    return tuple(Tab(key, _(TABS[key]), known.get(key, "")) for key in TABS if has_tab(key, known))


def has_tab(tab: str, counts: Mapping[str, str]) -> bool:
    """Whether a record with these counts has a tab."""
    return tab not in COUNTED or tab in counts


def record_view(
    record: Record, tab: str, lines: Sequence[Line], formats: Formats, counts: Mapping[str, str] | None = None
) -> DetailView:
    """A record on one of its tabs."""
    return DetailView(
        title=display_text(record.name) or _("(no name)"),
        note=note_of(record),
        card=card_of(record, formats),
        tabs=tabs_of(counts),
        tab=tab,
        lines=tuple(lines),
        empty=_(_EMPTY.get(tab, "")),
    )


_EMPTY = {
    "info": N_("No field of this record is visible to you."),
    "timeline": N_("Nothing has happened yet."),
    "notes": N_("No notes yet."),
    "files": N_("No files yet."),
    "related": N_("Nothing is related to this record."),
}


def note_of(record: Record) -> str:
    """Kind and state of a record, for the right end of its title."""
    module = record.module
    parts = [display_text(_(module.singular) if module.standard else module.singular)]
    parts += [display_text(record.number)] if record.number else []
    field, status = module.field(module.status_field), record.values.get(module.status_field)
    if field is not None and isinstance(status, str) and status:
        parts.append(choice_text(field, status))
    parts += [_("locked")] if record.locked else []
    parts += [_("deleted")] if record.deleted_at else []
    return " · ".join(parts)


def card_of(record: Record, formats: Formats) -> tuple[str, ...]:
    """The business card: the layout's card fields on at most two lines, the tags on a third."""
    texts = [text for name in record.module.layout.card if (text := _shown(record, name, formats))]
    lines = ["  ·  ".join(texts[at : at + 2]) for at in range(0, min(len(texts), 4), 2)]
    if asked := asked_line(record, formats):
        lines.append(asked)
    if record.tags:
        lines.append(_("Tags: {tags}", tags="  ".join(record.tags)))
    return tuple(lines)


def asked_line(record: Record, formats: Formats) -> str:
    """Of a request: who asked when, and whether the team has taken it up; nothing of other records (Q13)."""
    facts, requester = record.facts, record.values.get("Requester")
    if facts is None or not isinstance(requester, UserRef) or record.created_at is None:
        return ""
    day = formats.near_date(record.created_at.astimezone(formats.zone).date())
    taken = _("taken up") if facts.handled else _("not taken up")
    return _("Asked for by {user}, {day} · {taken}", user=user_text(requester), day=day, taken=taken)


def _shown(record: Record, api_name: str, formats: Formats) -> str:
    field = record.module.field(api_name)
    if field is None or field.api_name == record.module.name_field or field.api_name not in record.values:
        return ""
    return value_text(field, record.values[field.api_name], formats)


def info_lines(record: Record, formats: Formats) -> list[Line]:
    """The fields of the layout that the reader may see, section by section; hidden ones are absent."""
    lines: list[Line] = []
    for section in record.module.layout.sections:
        fields = [line for name in section.fields if (line := _field_line(record, name, section, formats))]
        if fields:
            title = _(section.title) if record.module.standard else section.title
            lines += [*([Line()] if lines else []), heading(title), *fields]
    return lines


def heading(title: str) -> Line:
    """The title of a group of lines."""
    return Line(display_text(title), tone=Tone.HEADING)


OLDER_KEY = "older:"
"""Key of the line that reads on."""


def older_line(key: str, *, newer: bool = False) -> Line:
    """The last line of a tab that has more: `key` reads the next stretch."""
    words = _("newer: {key}", key=key) if newer else _("older: {key}", key=key)
    return Line(words, tone=Tone.LINK, key=OLDER_KEY)


def _field_line(record: Record, api_name: str, section: Section, formats: Formats) -> Line | None:
    field = record.module.field(api_name)
    if field is None or field.api_name not in record.values:
        return None
    value = record.values[field.api_name]
    long = field.kind is FieldKind.LONG_TEXT
    return Line(
        value=value_text(field, value, formats) or "–",
        label=label_of(field),
        tone=_tone(value),
        key=_key(field, value),
        half=section.columns > 1 and not long,
        wrap=long,
    )


def _tone(value: Value) -> Tone:
    if value is None or value in ("", ()):
        return Tone.MUTED
    if isinstance(value, Link):
        return Tone.LINK if value.visible else Tone.MUTED
    return Tone.PLAIN


def _key(field: FieldDef, value: Value) -> str:
    if isinstance(value, Link) and value.visible and (value.module or field.target):
        return f"record:{value.module or field.target}/{value.id}"
    return f"field:{field.api_name}"


def note_lines(notes: Iterable[Note], formats: Formats) -> list[Line]:
    """Notes, newest as given: who and when, then the text, all of it."""
    lines: list[Line] = []
    for note in notes:
        parts = [user_text(note.author), formats.moment(note.at)]
        parts += [_("edited")] if note.edited_at else []
        parts += [_("internal")] if note.internal else []
        lines.append(Line(" · ".join(parts), tone=Tone.STRONG, key=f"note:{note.id}"))
        lines += [Line(f"  {text}", wrap=True) for text in display_lines(note.text)]
        lines.append(Line())
    return lines[:-1]


def file_lines(files: Iterable[Attachment], formats: Formats) -> list[Line]:
    """Attached files: name, size, who and when."""
    return [
        Line(
            f"{display_text(file.name)}  ({formats.size(file.size)}, {user_text(file.author)},"
            f" {formats.moment(file.at)})",
            key=f"file:{file.id}",
            wrap=True,
        )
        for file in files
    ]


def related_lines(related: Iterable[RelatedList], formats: Formats) -> list[Line]:
    """Related lists with the reader's own counts; enter opens one."""
    lines = []
    for each in related:
        label = _(each.label) if each.module.standard else each.label
        number = formats.number(each.count.number)
        text = _("{count} or more", count=number) if each.count.more else number
        tone = Tone.LINK if each.count.number else Tone.MUTED
        lines.append(Line(text, display_text(label), tone, key=f"related:{each.api_name}"))
    return lines
