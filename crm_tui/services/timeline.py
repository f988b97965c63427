"""The Timeline of a record: what was done to it, under the mask of whoever reads (I31, I32)."""

from __future__ import annotations

import builtins
import datetime as dt
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from crm_tui.base.clock import epoch, start_of
from crm_tui.domain.events import KINDS, EventFilter, EventPage
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Event
from crm_tui.services.events_told import EventsTold
from crm_tui.services.gate import Gate, Target
from crm_tui.services.listing import unknown_field
from crm_tui.services.modules import Modules
from crm_tui.services.notes import INTERNAL, reads_internal
from crm_tui.services.pickers import Pickers, asked_for
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.store.events import Events, StoredEvent

MONTHS = 6
STRETCH = 100
"""Events that are read at once: those of which the reader is told nothing are passed over."""
EVERYTHING = EventFilter()


@dataclass(frozen=True, slots=True)
class Question:
    """A filter resolved. `since`, `until`: epoch seconds, the end not included; `field`: API name or empty."""

    record_id: int
    field: str = ""
    since: int | None = None
    until: int | None = None
    but: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    actor_id: int | None = None


class Timeline:
    """The events that one actor may read."""

    def __init__(self, session: Session, gate: Gate, modules: Modules, reading: Reading, pickers: Pickers) -> None:
        self._session, self._gate, self._modules, self._pickers = session, gate, modules, pickers
        self._events, self._told = Events(session.engine), EventsTold(session, gate, reading)

    def list(
        self, module_name: str, record_id: int, limit: int = 100, before: int | None = None, *, everything: bool = False
    ) -> list[Event]:
        """Events of a record, newest first: of the last six months, or all (I31).

        `before`: only those with a smaller id, to read on.
        """
        page = self.read(module_name, record_id, limit=limit, before=before, everything=everything)
        return list(page.events)

    def read(
        self,
        module_name: str,
        record_id: int,
        wanted: EventFilter = EVERYTHING,
        limit: int = 100,
        before: int | None = None,
        *,
        everything: bool = False,
    ) -> EventPage:
        """A stretch of the events that fit a filter, from the newest on or behind the event `before`.

        Of the last six months, unless `everything` or a day to begin with is asked for. Invalid for a field that
        there is not, or not for him (AC08), and for a user whom there is not.
        """
        module = self._modules.named(module_name)
        target = Target(module, record_id)
        self._gate.see(target)
        self._gate.require("timeline.view", target)
        question, limit = self._question(module, record_id, wanted), max(1, limit)
        windowed = not everything and wanted.since is None
        start = self._six_months_ago() if windowed else question.since
        found = self._some(module, replace(question, since=start), limit + 1, before)
        more = len(found) > limit
        return EventPage(
            events=tuple(found[:limit]),
            after=found[limit - 1].id if more else None,
            older=windowed and not more and self._is_older(module, question, start),
        )

    def _is_older(self, module: ModuleDef, question: Question, start: int | None) -> bool:
        """Whether he is told of anything before the window."""
        until = min((at for at in (start, question.until) if at is not None), default=None)
        return bool(self._some(module, replace(question, until=until), 1, None))

    def _question(self, module: ModuleDef, record_id: int, wanted: EventFilter) -> Question:
        return Question(
            record_id,
            field=self._field(module, wanted.field),
            since=start_of(wanted.since, self._session.zone()) if wanted.since else None,
            until=start_of(wanted.until + dt.timedelta(days=1), self._session.zone()) if wanted.until else None,
            but=frozenset() if reads_internal(self._gate, module) else INTERNAL,
            kinds=frozenset(kind for group in wanted.groups for kind in KINDS[group]),
            actor_id=asked_for(self._pickers, wanted.user),
        )

    def _field(self, module: ModuleDef, name: str) -> str:
        if not name:
            return ""
        field = module.field(name)
        if field is None or not self._session.mask(module).shows(field.api_name):
            raise unknown_field(module, name)
        return field.api_name

    def _some(self, module: ModuleDef, question: Question, limit: int, before: int | None) -> builtins.list[Event]:
        """The first events that he is told of; a stretch of which he is told nothing leads on to the next."""
        found: list[Event] = []
        for stored in self._stretches(question, before):
            told = self._told.of(module, question.record_id, stored)
            found += [one for one in told if not question.field or _tells_of(one, question.field)]
            if len(found) >= limit:
                break
        return found[:limit]

    def _stretches(self, question: Question, before: int | None) -> Iterator[Collection[StoredEvent]]:
        full = True
        while full:
            stored = self._events.list(
                question.record_id, STRETCH, before, question.since, question.but,
                until=question.until, kinds=question.kinds, actor_id=question.actor_id,
            )  # fmt: skip
            yield stored
            full = len(stored) == STRETCH
            before = stored[-1].id if stored else None

    def _six_months_ago(self) -> int:
        """The start of that day in the organisation's time zone (I31), in epoch seconds."""
        local = self._session.now().astimezone(self._session.organisation_zone())
        months = local.year * 12 + local.month - 1 - MONTHS
        year, month = divmod(months, 12)
        last = (dt.date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1) - dt.timedelta(days=1)).day
        start = local.replace(year=year, month=month + 1, day=min(local.day, last), hour=0, minute=0, second=0)
        return epoch(start)


def _tells_of(event: Event, field: str) -> bool:
    return any(change.field == field for change in event.changes)
