"""A record's stream resolved for one reader: what comes into it, and what of each entry he may know (I20-I25)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from crm_tui.base.clock import epoch, start_of
from crm_tui.domain.channels import Rollup, channel_data
from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.interactions import StreamFilter
from crm_tui.domain.modules import ModuleDef
from crm_tui.policy.facts import RecordFacts
from crm_tui.services.gate import Gate, Target
from crm_tui.services.session import Session
from crm_tui.store.interaction_index import source_of
from crm_tui.store.plans import StoredRecord
from crm_tui.store.stream_sql import Leg, StreamPlan

READING_MAIL = "email.read_others"


@dataclass(frozen=True, slots=True)
class SeenRecord:
    """A record that the reader was found to see, with the facts that this was decided on."""

    module: ModuleDef
    record_id: int
    facts: RecordFacts

    @property
    def target(self) -> Target:
        """For further decisions about it, without reading the facts again."""
        return Target(self.module, self.record_id, facts=self.facts)


@dataclass(frozen=True)
class StreamQuestion:
    """A stream with its plan, and whose e-mail may be read there."""

    seen: SeenRecord
    plan: StreamPlan
    everything: StreamPlan = field(repr=False)
    """The same stream without the filter: of it the head is made."""

    def mails(self, via: int) -> bool:
        """Whether other people's e-mail may be read that came into the stream through this record."""
        legs = self.plan.legs
        return legs[0].mails if via in (0, self.seen.record_id) else any(leg.mails for leg in legs[1:])


class Streaming:
    """Turns a record and a filter into a plan for the store, under the rights of one reader."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate

    def question(self, seen: SeenRecord, wanted: StreamFilter, user_id: int | None) -> StreamQuestion:
        """The plan of a record's stream. `user_id`: of the user in the filter, None for all."""
        module, record_id = seen.module, seen.record_id
        mails = self._gate.decide(READING_MAIL, seen.target)[0].allowed
        own = Leg(self._sources(module), mails)
        session = self._session
        plan = StreamPlan(
            record_id=record_id,
            legs=(own, *self._rolled_up(module, record_id)),
            me=session.actor.user_id,
            now=session.at(),
            unreached=channel_data().unreached,
        )
        return StreamQuestion(seen, self._filtered(plan, wanted, user_id), plan)

    def of_each(self, module: ModuleDef) -> StreamPlan | None:
        """What is a contact in the streams of any records of a module that the reader reaches, roll-ups left out.

        None where he may look into no stream of that module.
        """
        if not self._may_look(module):
            return None
        leg = replace(self._leg(module), module=None, column="")
        unreached = channel_data().unreached
        return StreamPlan(0, (leg,), self._session.actor.user_id, self._session.at(), unreached, reached=True)

    def _filtered(self, plan: StreamPlan, wanted: StreamFilter, user_id: int | None) -> StreamPlan:
        zone = self._session.zone()
        legs = plan.legs if user_id is None else tuple(self._of_people(leg) for leg in plan.legs)
        return replace(
            plan,
            legs=legs,
            channels=frozenset(map(str, wanted.channels)),
            direction=None if wanted.direction is None else str(wanted.direction),
            user_id=user_id,
            since=start_of(wanted.since, zone) if wanted.since else None,
            until=_end(wanted.until, zone) if wanted.until else None,
            oldest_first=wanted.oldest_first,
        )

    def _of_people(self, leg: Leg) -> Leg:
        """By whom a contact was must not be found where it is not told."""
        return replace(leg, sources=tuple(m for m in leg.sources if self._session.mask(m).shows("Owner")))

    def _sources(self, module: ModuleDef) -> tuple[ModuleDef, ...]:
        """The modules whose records may be told of in streams of `module`: none that would tell a hidden field."""
        known = (self._session.catalog().by_name.get(name) for name in channel_data().sources)
        sources = ((source_of(there), there) for there in known if there is not None)
        mask = self._session.mask
        return tuple(m for source, m in sources if source and source.tells(m, module.api_name, mask(m)))

    def _rolled_up(self, module: ModuleDef, record_id: int) -> Iterable[Leg]:
        for rollup in channel_data().rollups:
            there = self._session.catalog().by_name.get(rollup.module)
            if rollup.stream == module.api_name and there is not None and self._may_look(there):
                leg = self._pointing(rollup, there, record_id) or self._pointed(rollup, module, there, record_id)
                if leg is not None:
                    yield leg

    def _may_look(self, there: ModuleDef) -> bool:
        session = self._session
        return session.policy.decide(session.actor, "interactions.view", session.module_facts(there)).allowed

    def _leg(self, there: ModuleDef) -> Leg:
        """Every record of the module that the reader reaches is decided alike: to read mail, seeing it is enough."""
        session = self._session
        mails = session.policy.decide(session.actor, READING_MAIL, session.module_facts(there)).allowed
        return Leg(self._sources(there), mails, there, "id")

    def _pointing(self, rollup: Rollup, there: ModuleDef, record_id: int) -> Leg | None:
        if not rollup.field or not self._session.mask(there).shows(rollup.field):
            return None
        return replace(self._leg(there), column=there.by_name[rollup.field].column, value=record_id)

    def _pointed(self, rollup: Rollup, module: ModuleDef, there: ModuleDef, record_id: int) -> Leg | None:
        mask = self._session.mask(module)
        if not rollup.through or not (mask.shows(rollup.through) and mask.shows(rollup.since)):
            return None
        stored = self._session.rows.get(module, record_id, scope=None)
        if stored is None:
            return None
        held, since = stored.values.get(rollup.through), stored.values.get(rollup.since)
        if not isinstance(held, int) or not isinstance(since, int):
            return None
        until = self._closed(rollup, module, stored, mask)
        return replace(self._leg(there), value=held, since=since, until=until)

    def _closed(self, rollup: Rollup, module: ModuleDef, stored: StoredRecord, mask: FieldMask) -> int | None:
        """The end of the day on which it was closed, the same for everybody; None while it is open or not told."""
        status = module.by_name[module.status_field]
        if not (mask.shows(module.status_field) and mask.shows(rollup.until)):
            return None
        choice = next((c for c in status.choices if c.id == stored.values.get(module.status_field)), None)
        day = stored.values.get(rollup.until)
        if choice is None or not choice.closed or not isinstance(day, str):
            return None
        return _end(dt.date.fromisoformat(day), self._session.organisation_zone())


def _end(day: dt.date, zone: dt.tzinfo) -> int:
    """The last second of a day; a day may have 23 hours."""
    return epoch(dt.datetime.combine(day, dt.time(23, 59, 59), zone))
