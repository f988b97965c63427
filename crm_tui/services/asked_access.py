"""Requests for access as somebody may read them: his own, and those that he could grant (AC48)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crm_tui.base.clock import from_epoch
from crm_tui.domain.access_requests import AccessRequest, AskState, Offer
from crm_tui.domain.decisions import Decision
from crm_tui.domain.fields import NOT_VISIBLE, Link
from crm_tui.domain.modules import ModuleDef
from crm_tui.policy.actions import ACTIONS
from crm_tui.services.gate import Gate, Target
from crm_tui.services.grantors import Grantors
from crm_tui.services.limits import Limits
from crm_tui.services.membership import Membership
from crm_tui.services.offers import Offers, Wanted
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.store.access_requests import AccessRequestRows, StoredAsk

GRANT = "access.grant"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a request stands now: what is asked for, and what the rules say of it today."""

    wanted: Wanted
    decision: Decision


class AskedAccess:
    """Reads stored requests for one reader."""

    def __init__(self, session: Session, gate: Gate, reading: Reading, grantors: Grantors) -> None:
        self._session, self._gate, self._reading, self._grantors = session, gate, reading, grantors
        self._offers, self._limits = Offers(session, gate), Limits(session)
        self.rows = AccessRequestRows(session.engine)

    def of(self, stored: Iterable[StoredAsk]) -> list[AccessRequest]:
        """Those that the reader may see, in the order given: with offers where they are his to answer."""
        rows = list(stored)
        links = self._reading.links(row.record_id for row in rows if row.record_id is not None)
        found = ((row, self._read(row)) for row in rows)
        return [self._told(row, links, offers) for row, offers in found if offers is not None]

    def told(self, stored: StoredAsk) -> AccessRequest:
        """One that the reader was told of and may no longer see: who asked for what, and no word of people."""
        links = self._reading.links([stored.record_id] if stored.record_id is not None else [])
        return self._told(stored, links, (), text=False)

    def _read(self, row: StoredAsk) -> tuple[Offer, ...] | None:
        """What the reader can do about a request; None where it is none of his."""
        if row.asker_id == self._session.actor.user_id:
            return ()
        if row.state != AskState.OPEN:
            return None
        standing = self.standing(row)
        return self._offers.of(standing.wanted) if standing is not None and self.answers(standing) else None

    def standing(self, row: StoredAsk) -> Standing | None:
        """None where the asker is gone, or no longer sees what he asked about, or has it already."""
        asker = next((a for a in self._session.actors() if a.user_id == row.asker_id), None)
        module = self._session.catalog().by_id.get(row.module_id) if row.module_id is not None else None
        if asker is None or row.action not in ACTIONS or (row.module_id is not None and module is None):
            return None
        wanted = Wanted(asker, row.action, module, row.record_id)
        if module is None:
            decision = self._session.policy.decide(asker, row.action)
        elif row.record_id is None:
            decision = self._session.policy.decide(asker, row.action, self._session.module_facts(module))
        else:
            stored = self._session.rows.facts(module, row.record_id, asker.user_id)
            if stored is None:
                return None
            facts, where = stored[0], self._session.module_facts(module)
            if not self._session.policy.decide(asker, "records.view", where, facts).found:
                return None
            wanted = Wanted(asker, row.action, module, row.record_id, facts)
            decision = self._session.policy.decide(asker, row.action, where, facts)
        decision = self._limits.last(row.action, decision)
        return None if decision.allowed or not decision.found else Standing(wanted, decision)

    def answers(self, standing: Standing) -> bool:
        """Whether the reader is one of those who could grant it today, and may answer at all."""
        me, wanted = self._session.actor, standing.wanted
        if wanted.asker.user_id == me.user_id:
            return False
        people = self._grantors.actors(standing.decision, wanted.module, wanted.facts)
        mine = any(actor.user_id == me.user_id for actor, _kind in people)
        return mine and self._gate.decide(GRANT, Target(wanted.module))[0].allowed

    def _told(
        self, row: StoredAsk, links: dict[int, Link], offers: tuple[Offer, ...], *, text: bool = True
    ) -> AccessRequest:
        module = self._session.catalog().by_id.get(row.module_id or 0)
        user, by = self._session.user, row.answered_by
        if by is not None and not (text and Membership(self._session).knows(by)):
            by = None  # AC48: an external user reads that it was answered
        return AccessRequest(
            id=row.id,
            asker=user(row.asker_id),
            action=row.action,
            rule=row.rule,
            at=from_epoch(row.asked_at),
            state=AskState(row.state),
            module=module.api_name if module is not None and self._names(module) else "",
            record=links.get(row.record_id, NOT_VISIBLE) if row.record_id is not None else None,
            text=row.text if text else "",
            answered_by=user(by) if by is not None else None,
            answer=row.answer if text else "",
            offers=offers,
        )

    def _names(self, module: ModuleDef) -> bool:
        """Whether the reader may know that there is such a module (AC50)."""
        return self._gate.decide("module.see", Target(module))[0].found
