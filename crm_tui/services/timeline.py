"""The Timeline of a record: what was done to it, under the mask of whoever reads (I31, I32)."""

from __future__ import annotations

import datetime as dt

from crm_tui.base.clock import epoch, from_epoch
from crm_tui.domain.fields import FieldDef, FieldKind
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Event, FieldChange
from crm_tui.services.gate import Gate, Target
from crm_tui.services.modules import Modules
from crm_tui.services.notes import INTERNAL, reads_internal
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.store.events import Events, StoredEvent
from crm_tui.store.plans import Held

MONTHS = 6
WORDS = {
    "notes.view": ("note_added", "note_edited", "internal_note_added", "internal_note_edited"),
    "attachments.view": ("file_added", "file_deleted"),
}
"""Right -> events whose words are kept from who does not have it."""


class Timeline:
    """The events that one actor may read."""

    def __init__(self, session: Session, gate: Gate, modules: Modules, reading: Reading) -> None:
        self._session, self._gate, self._modules, self._reading = session, gate, modules, reading
        self._events = Events(session.engine)

    def list(
        self, module_name: str, record_id: int, limit: int = 100, before: int | None = None, *, everything: bool = False
    ) -> list[Event]:
        """Events of a record, newest first: of the last six months, or all (I31).

        `before`: only those with a smaller id, to read on.
        """
        module = self._modules.named(module_name)
        target = Target(module, record_id)
        self._gate.see(target)
        self._gate.require("timeline.view", target)
        since = None if everything else self._six_months_ago()
        kept = () if reads_internal(self._gate, module) else INTERNAL
        stored = self._events.list(record_id, limit, before, since, kept)
        silent = {kind for action, kinds in WORDS.items() for kind in kinds if not self._shows(action, target)}
        return [self._event(module, event, silent) for event in stored]

    def _shows(self, action: str, target: Target) -> bool:
        return self._gate.decide(action, target)[0].allowed

    def _six_months_ago(self) -> int:
        """The start of that day in the organisation's time zone (I31), in epoch seconds."""
        local = self._session.now().astimezone(self._session.organisation_zone())
        months = local.year * 12 + local.month - 1 - MONTHS
        year, month = divmod(months, 12)
        last = (dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
        start = local.replace(year=year, month=month + 1, day=min(local.day, last), hour=0, minute=0, second=0)
        return epoch(start)

    def _event(self, module: ModuleDef, stored: StoredEvent, silent: set[str]) -> Event:
        mask = self._session.mask(module)
        fields = [(f, c) for c in stored.body.changes if (f := module.field(c.field)) and mask.shows(f.api_name)]
        links = self._reading.links(
            int(held)  # type: ignore[arg-type]
            for field, change in fields
            if field.kind in (FieldKind.LOOKUP, FieldKind.PARENT)
            for held in (change.before, change.after)
            if held is not None
        )

        def change_of(field: FieldDef, before: Held, after: Held) -> FieldChange:
            read = self._reading.value
            return FieldChange(field.api_name, field.label, read(field, before, links), read(field, after, links))

        return Event(
            id=stored.id,
            record_id=stored.record_id,
            at=from_epoch(stored.at),
            actor=self._session.user(stored.actor_id),
            kind=stored.kind,
            door=stored.door,
            changes=tuple(change_of(field, change.before, change.after) for field, change in fields),
            detail="" if stored.kind in silent else self._detail(stored),
        )

    def _detail(self, stored: StoredEvent) -> str:
        """Words of an event; of another record only what may be seen of it now (AC28)."""
        other = stored.body.mark("record")
        if not other:
            return stored.body.detail
        link = self._reading.links([int(other)]).get(int(other))
        return link.name if link else ""
