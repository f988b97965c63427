"""Stored events as one reader is told of them: fields, links and words that he may see (I24, I32, AC08, AC28)."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import DecimalException

from crm_tui.base.clock import from_epoch
from crm_tui.domain.conversion import LEADS, LOOK_UPS
from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.events import MAKING
from crm_tui.domain.fields import FieldDef, Link, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Event, FieldChange
from crm_tui.services.gate import Gate, Target
from crm_tui.services.reading import LINKS, Links, Reading
from crm_tui.services.session import Session
from crm_tui.services.streaming import READING_MAIL
from crm_tui.store.events import EventBody, StoredChange, StoredEvent
from crm_tui.store.plans import Held
from crm_tui.store.stream_sql import EMAIL

PARENT = "Parent"

WORDS = {
    "notes.view": ("note_added", "note_edited", "internal_note_added", "internal_note_edited"),
    "attachments.view": ("file_added", "file_deleted"),
}
"""Right -> events whose words are kept from who does not have it."""
NEEDED: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(sorted(MAKING), ("Created_Time", "Created_By")),
    **dict.fromkeys(("converted", "unconverted"), ("Converted",)),
}
"""Kind of event -> fields that say the same: where one of them is hidden, the event is not told."""


Changes = tuple[tuple[FieldDef, StoredChange], ...]
"""What an event changed, with the fields."""


class EventsTold:
    """Turns events of one record into what its reader may know."""

    def __init__(self, session: Session, gate: Gate, reading: Reading) -> None:
        self._session, self._gate, self._reading = session, gate, reading

    def of(self, module: ModuleDef, record_id: int, stored: Collection[StoredEvent]) -> list[Event]:
        """The events of a record that he is told of, in their order.

        One of hidden fields alone is left out: it would tell that something hidden changed.
        """
        stored = self._without_mail(module, record_id, stored)
        mask = self._session.mask(module)
        shown = {one.id: shown_changes(module, mask, one.kind, one.body) for one in stored}
        told = [one for one in stored if shown[one.id] is not None]
        links = self._reading.links(held for one in told for held in _linked(shown[one.id] or (), one))
        silent = self._silent(module, record_id)
        others = {one.id: self._other(module, one, links) for one in told}
        return [self._event(one, shown[one.id] or (), links, others[one.id], one.kind in silent) for one in told]

    def _without_mail(
        self, module: ModuleDef, record_id: int, stored: Collection[StoredEvent]
    ) -> Sequence[StoredEvent]:
        """Those that tell of no e-mail which he may not read: by I24 he learns of its time, its channel and its
        direction, which the stream tells him, and not who entered it or took it out."""
        mails = {one.id for one in stored if one.body.mark("channel") == EMAIL and not self._is_his(one)}
        if not mails or self._gate.decide(READING_MAIL, Target(module, record_id))[0].allowed:
            return tuple(stored)
        return [one for one in stored if one.id not in mails]

    def _is_his(self, stored: StoredEvent) -> bool:
        return stored.actor_id == self._session.actor.user_id

    def _silent(self, module: ModuleDef, record_id: int) -> frozenset[str]:
        """Kinds of events whose words are kept from him."""
        target = Target(module, record_id)
        denied = (kinds for action, kinds in WORDS.items() if not self._gate.decide(action, target)[0].allowed)
        return frozenset(kind for kinds in denied for kind in kinds)

    def _event(
        self,
        stored: StoredEvent,
        changes: Changes,
        links: Links,
        link: Link | None,
        silent: bool,
    ) -> Event:
        return Event(
            id=stored.id,
            record_id=stored.record_id,
            at=from_epoch(stored.at),
            actor=self._session.user(stored.actor_id),
            kind=stored.kind,
            door=stored.door,
            changes=tuple(self._change(field, change, links) for field, change in changes),
            detail="" if silent else self._detail(stored, link),
            link=link,
        )

    def _other(self, module: ModuleDef, stored: StoredEvent, links: Links) -> Link | None:
        """The other record that an event speaks of, unless a look-up that is hidden from him says the same (AC08)."""
        link = links.get(_other(stored))
        there = self._session.catalog().by_name.get(link.module) if link is not None else None
        if there is None:
            return None
        told = all(self._session.mask(one).shows(field) for one, field in _look_ups(module, there))
        return link if told else None

    def _change(self, field: FieldDef, change: StoredChange, links: Links) -> FieldChange:
        before, after = (self._value(field, held, links) for held in (change.before, change.after))
        return FieldChange(field.api_name, field.label, before, after)

    def _value(self, field: FieldDef, held: Held, links: Mapping[int, Link]) -> Value:
        """What a field held, as he may read it; what it held when it was of another kind stays text."""
        try:
            return self._reading.value(field, held, links)
        except (TypeError, ValueError, OverflowError, DecimalException):
            return held if isinstance(held, str) else None

    def _detail(self, stored: StoredEvent, link: Link | None) -> str:
        """Words of an event; of another record only what may be seen of it now (AC28)."""
        if _other(stored):
            return link.name if link is not None else ""
        return stored.body.detail


def shown_changes(module: ModuleDef, mask: FieldMask, kind: str, body: EventBody) -> Changes | None:
    """The changes of an event that whoever has this mask sees; None for an event that he is not told of.

    A field that is no longer there reads as a hidden one: nobody can say any more who might see it.
    """
    if not all(mask.shows(name) for name in NEEDED.get(kind, ())):
        return None
    fields = ((module.by_name.get(change.field), change) for change in body.changes)
    seen = tuple((field, change) for field, change in fields if field is not None and mask.shows(field.api_name))
    return seen if seen or not body.changes or kind in MAKING else None


def _other(stored: StoredEvent) -> int:
    """The id of another record that an event speaks of; 0 for none."""
    mark = stored.body.mark("record")
    return int(mark) if mark.isdigit() else 0


def _look_ups(module: ModuleDef, there: ModuleDef) -> Iterator[tuple[ModuleDef, str]]:
    """The fields by which records of two modules lead to each other where an event tells of both."""
    for one, other in ((module, there), (there, module)):
        if one.activity:
            yield one, PARENT
        if one.api_name == LEADS and other.api_name in LOOK_UPS:
            yield one, LOOK_UPS[other.api_name]


def _linked(changes: Changes, stored: StoredEvent) -> list[int]:
    """Ids of all records that an event names."""
    held = [h for field, change in changes if field.kind in LINKS for h in (change.before, change.after)]
    return [h for h in (*held, _other(stored)) if isinstance(h, int) and h]
