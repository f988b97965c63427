"""What happened to a customer's record between the contacts with him, under the reader's mask (I22, I26)."""

from __future__ import annotations

from collections.abc import Iterator

from crm_tui.base.clock import from_epoch
from crm_tui.domain.channels import channel_data
from crm_tui.domain.fields import Link, Value
from crm_tui.domain.interactions import Milestone
from crm_tui.domain.modules import ModuleDef
from crm_tui.services.events_told import NEEDED
from crm_tui.services.gate import Gate
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.services.streaming import SeenRecord
from crm_tui.store.events import StoredChange
from crm_tui.store.streams import EventLeg, StoredMilestone, Streams

SHOWN = {**NEEDED, "owner_changed": ("Owner",)}
"""Kind of event -> fields without which it is not told."""
KINDS = {"created": "created", "converted": "converted", "owner_changed": "owner", "edited": "stage"}


class Milestones:
    """The milestones that one actor may see: as the timeline, from which they are taken."""

    def __init__(self, session: Session, gate: Gate, reading: Reading, streams: Streams) -> None:
        self._session, self._gate, self._reading, self._streams = session, gate, reading, streams

    def list(self, seen: SeenRecord, low: int, high: int) -> list[Milestone]:
        """From `low` up to, but not including, `high`, in epoch seconds; newest first."""
        if high <= low or not self._gate.decide("timeline.view", seen.target)[0].allowed:
            return []
        module, record_id = seen.module, seen.record_id
        legs = [self._own(module), *self._pointing(module, record_id)]
        stored = self._streams.milestones(record_id, legs, low, high)
        links = self._reading.links({one.record_id for one in stored if one.record_id != record_id})
        return [told for one in stored for told in self._told(module, record_id, one, links)]

    def _own(self, module: ModuleDef) -> EventLeg:
        mask = self._session.mask(module)
        kinds = tuple(kind for kind in KINDS if kind != "edited" and all(map(mask.shows, SHOWN.get(kind, ()))))
        return EventLeg(kinds, module.status_field if mask.shows(module.status_field) else "")

    def _pointing(self, module: ModuleDef, record_id: int) -> Iterator[EventLeg]:
        """Those that point to the record: a contact's deals."""
        for told in channel_data().milestones:
            there = self._session.catalog().by_name.get(told.module)
            if told.stream != module.api_name or there is None or not self._open(there, told.field):
                continue
            yield EventLeg(("created",), there.status_field, there, there.by_name[told.field].column, record_id)

    def _open(self, there: ModuleDef, field: str) -> bool:
        session = self._session
        shown = all(session.mask(there).shows(name) for name in (field, there.status_field, *NEEDED["created"]))
        facts = session.module_facts(there)
        return shown and session.policy.decide(session.actor, "timeline.view", facts).allowed

    def _told(
        self, module: ModuleDef, record_id: int, stored: StoredMilestone, links: dict[int, Link]
    ) -> Iterator[Milestone]:
        link = links.get(stored.record_id)
        there = module if link is None else self._session.catalog().by_name[link.module]
        change = _change(there, stored)
        if stored.kind == "edited" and change is None:
            return
        if stored.record_id != record_id and link is None:
            return
        yield Milestone(
            at=from_epoch(stored.at),
            kind=KINDS[stored.kind],
            actor=self._session.user(stored.actor_id),
            field=change.field if change else "",
            module=link.module if link else "",
            record_id=stored.record_id if link else 0,
            name=link.name if link else "",
            before=self._value(there, change, before=True),
            after=self._value(there, change, before=False),
        )

    def _value(self, module: ModuleDef, change: StoredChange | None, *, before: bool) -> Value:
        if change is None:
            return None
        return self._reading.value(module.by_name[change.field], change.before if before else change.after, {})


def _change(module: ModuleDef, stored: StoredMilestone) -> StoredChange | None:
    """The change that the milestone is: of the status, or of the owner."""
    wanted = {"edited": module.status_field, "owner_changed": "Owner"}.get(stored.kind, "")
    return next((change for change in stored.body.changes if change.field == wanted), None)
