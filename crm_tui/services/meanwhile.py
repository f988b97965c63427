"""What became of a record since one of its versions, told from its Timeline: the ground of merging and of undo."""

from __future__ import annotations

from dataclasses import dataclass, replace

from crm_tui.services.session import Session
from crm_tui.store.events import Events, StoredEvent
from crm_tui.store.plans import Held, StoredRecord

RAISING = frozenset({"edited", "owner_changed", "converted", "unconverted"})
"""Events that go with a new version of the record, where they tell of changed fields."""
LOOKED_BACK = 200
"""So many events are looked through; where more happened since, nobody can say what did."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A field that was written since: as it stood at the version, as it stands now; by whom and in what kind of event
    it was written last."""

    field: str
    before: Held
    after: Held
    by: int
    kind: str

    @property
    def differs(self) -> bool:
        """Whether the writing came to something."""
        return not same(self.before, self.after)


class Meanwhile:
    """Reads what happened to records, whoever asks: what he may not see of it is left out by the caller."""

    def __init__(self, session: Session) -> None:
        self._events = Events(session.engine)

    def of(self, stored: StoredRecord, version: int) -> tuple[Moved, ...] | None:
        """Every field written since a version, hidden and computed ones too; None where that cannot be told."""
        events = self._since(stored, version)
        if events is None:
            return None
        found: dict[str, Moved] = {}
        for event in events:  # newest first
            for change in event.body.changes:
                last = found.get(change.field) or Moved(
                    change.field, change.before, change.after, event.actor_id, event.kind
                )
                found[change.field] = replace(last, before=change.before)
        return tuple(found.values())

    def _since(self, stored: StoredRecord, version: int) -> list[StoredEvent] | None:
        """One event for each version since, newest first."""
        since = stored.version - version
        told = self._events.list(stored.id, LOOKED_BACK, kinds=RAISING)
        events = [event for event in told if event.body.changes][: max(since, 0)]
        return None if since < 0 or len(events) < since else events


def same(before: Held, after: Held) -> bool:
    """Whether a field stays as it was; nothing, an empty text and no choices are one, and choices have no order."""
    if isinstance(before, tuple) and isinstance(after, tuple):
        return frozenset(before) == frozenset(after)
    return before == after or (not before and not after and before in (None, "", ()) and after in (None, "", ()))
