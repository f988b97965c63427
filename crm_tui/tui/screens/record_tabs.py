"""What each tab of a record shows, read by the services in a thread."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from crm_tui.domain.errors import CrmError
from crm_tui.domain.events import EventPage
from crm_tui.domain.interactions import Interaction, Stream
from crm_tui.domain.records import Count, Record
from crm_tui.services.workspace import Workspace
from crm_tui.tui.commands.registry import BY_ID, Keymap, first_key
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.interactions import key_of
from crm_tui.tui.presenters.lines import Line
from crm_tui.tui.presenters.milestones import StreamReader
from crm_tui.tui.presenters.next_action import next_line
from crm_tui.tui.presenters.record import file_lines, info_lines, note_lines, older_line, related_lines
from crm_tui.tui.presenters.stream import stream_lines
from crm_tui.tui.presenters.stream_filter import Asked
from crm_tui.tui.presenters.timeline import timeline_lines
from crm_tui.tui.presenters.timeline_filter import AskedEvents
from crm_tui.tui.presenters.why import action_lines

STRETCH = 50
"""Entries that are read at once of what has no end."""


@dataclass(frozen=True, slots=True)
class TabPage:
    """What was read of a tab.

    `older` reads the next stretch, in a thread, and gives the tab with it; None where there is no more.
    `size`: how many entries stand there. `contacts`: what lines are about, by their key.
    """

    lines: tuple[Line, ...] = ()
    older: Callable[[], TabPage] | None = None
    size: int = 0
    contacts: Mapping[str, Interaction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a tab is to show. `size`: how many entries stood there before it is read again."""

    ws: Workspace
    record: Record
    formats: Formats
    keymap: Keymap
    asked: Asked
    size: int = 0
    told: AskedEvents = field(default_factory=AskedEvents)

    @property
    def at(self) -> tuple[str, int]:
        """Module and id of the record."""
        return self.record.module.api_name, self.record.id

    @property
    def older_key(self) -> str:
        """The key that reads on."""
        return first_key(BY_ID["record.older"], self.keymap)


def counts(ws: Workspace, module: str, record_id: int, formats: Formats) -> dict[str, str]:
    """How many things stand in the tabs of a record, as texts, where the actor may see them; nothing for none."""
    found: dict[str, str] = {}
    tabs: tuple[tuple[str, Callable[[str, int], Count | int]], ...] = (
        ("interactions", ws.interactions.count),
        ("notes", ws.notes.count),
        ("files", ws.attachments.count),
    )
    for tab, count in tabs:
        try:
            found[tab] = _number(count(module, record_id), formats)
        except CrmError:  # no right to it, or the module has no such thing
            continue
    return found


def _number(count: Count | int, formats: Formats) -> str:
    known = count if isinstance(count, Count) else Count(count)
    return f"{formats.number(known.number)}{'+' if known.more else ''}" if known.number else ""


def _plain(lines: Sequence[Line]) -> TabPage:
    return TabPage(tuple(lines))


def _next(wanted: Wanted) -> list[Line]:
    """I30: what is to be done next stands on top."""
    return next_line(wanted.ws.home.next_action_of(*wanted.at), wanted.formats)


def _info(wanted: Wanted) -> TabPage:
    return _plain([*_next(wanted), *info_lines(wanted.record, wanted.formats)])


def _timeline(wanted: Wanted) -> TabPage:
    module = wanted.record.module
    fields = frozenset(field.api_name for field in wanted.ws.modules.fields(module))
    wanted = replace(wanted, told=wanted.told.of(module, fields))
    limit = max(STRETCH, wanted.size)
    page = wanted.ws.timeline.read(*wanted.at, wanted.told.filter, limit)
    everything = page.older and wanted.size > len(page.events)
    if everything:
        page = wanted.ws.timeline.read(*wanted.at, wanted.told.filter, limit, everything=True)
    return _timeline_page(wanted, _next(wanted), page, everything=everything)


def _timeline_page(wanted: Wanted, above: list[Line], page: EventPage, *, everything: bool) -> TabPage:
    """`everything`: whether what stands there reaches behind the six months (I31)."""

    def older() -> TabPage:
        last, behind = page.events[-1].id if page.events else None, everything or page.after is None
        more = wanted.ws.timeline.read(*wanted.at, wanted.told.filter, STRETCH, last, everything=behind)
        whole = replace(more, events=(*page.events, *more.events))
        return _timeline_page(wanted, above, whole, everything=behind)

    events = timeline_lines(page.events, wanted.record.module, wanted.formats, wanted.told, older=page.older)
    lines = [*above, *events]
    if page.after is None and not page.older:
        return TabPage(tuple(lines), None, len(page.events))
    lines.append(older_line(wanted.older_key))
    return TabPage(tuple(lines), older, len(page.events))


def _interactions(wanted: Wanted) -> TabPage:
    limit = max(STRETCH, wanted.size)
    return _stream_page(wanted, wanted.ws.interactions.stream(*wanted.at, wanted.asked.filter, limit))


def _stream_page(wanted: Wanted, stream: Stream) -> TabPage:
    def older() -> TabPage:
        more = wanted.ws.interactions.stream(*wanted.at, wanted.asked.filter, STRETCH, stream.after)
        return _stream_page(wanted, replace(stream, entries=(*stream.entries, *more.entries), after=more.after))

    reader = StreamReader(wanted.formats, wanted.ws.catalog(), wanted.record.module.api_name, _logging(wanted))
    lines = stream_lines(stream, wanted.asked, reader)
    contacts = {key_of(each): each for each in stream.entries if isinstance(each, Interaction)}
    if stream.after is None:
        return TabPage(tuple(lines), None, len(contacts), contacts)
    lines.append(older_line(wanted.older_key, newer=wanted.asked.filter.oldest_first))
    return TabPage(tuple(lines), older, len(contacts), contacts)


def _logging(wanted: Wanted) -> tuple[str, ...]:
    """The keys by which a contact is logged on this record, of those that are not greyed."""
    decide, record = wanted.ws.access.decide, wanted.record
    commands = (BY_ID[f"activity.{each}"] for each in ("call", "meeting", "email", "other"))
    live = (each for each in commands if each.action and decide(each.action, record.module, record).allowed)
    return tuple(f"{first_key(each, wanted.keymap)} {each.words}" for each in live)


def _notes(wanted: Wanted) -> TabPage:
    return _plain(note_lines(wanted.ws.notes.list(*wanted.at), wanted.formats))


def _files(wanted: Wanted) -> TabPage:
    return _plain(file_lines(wanted.ws.attachments.list(*wanted.at), wanted.formats))


def _related(wanted: Wanted) -> TabPage:
    return _plain(related_lines(wanted.ws.related.list(*wanted.at), wanted.formats))


def _actions(wanted: Wanted) -> TabPage:
    return _plain(action_lines(wanted.ws.access.all_actions(*wanted.at)))


READERS: Mapping[str, Callable[[Wanted], TabPage]] = {
    "info": _info,
    "timeline": _timeline,
    "interactions": _interactions,
    "notes": _notes,
    "files": _files,
    "related": _related,
    "actions": _actions,
}
