"""What follows from any change of a request: the team has taken it up (Q07), and whom it is told to (Q12)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.notices import NoticeKind
from crm_tui.policy.facts import RecordFacts
from crm_tui.services.session import Session
from crm_tui.services.sight import Sight
from crm_tui.store.events import EventBody, Events
from crm_tui.store.notices import NoticeRows
from crm_tui.store.undo_log import UndoStep

if TYPE_CHECKING:
    from crm_tui.services.gate import Change

TAKING = frozenset({"edited", "owner_changed", "accepted"})
"""Events by which somebody of the team takes a request up; the steps that undo them have the same names."""
TAKEN_UP = "taken_up"
"""Mark of such a step, where its act was the first; the step's `item_id` is then the record's last event before it."""
LOOKED_BACK = 200
NUMBER = "number"
"""Mark of a notice: the number of a request."""


class Following:
    """Looks at each change of one actor just before it is committed, whichever service made it."""

    def __init__(self, session: Session) -> None:
        self._session, self._sight = session, Sight(session)
        self._events, self._notices = Events(session.engine), NoticeRows(session.engine)

    def follow(self, change: Change) -> None:
        """Mark the request and add to the change's notices; nothing where the record is no request."""
        module, record_id, facts = change.target.module, change.target.record_id, change.facts
        if module is None or not module.is_team or record_id is None or facts is None or facts.requester_id is None:
            return
        events = [(kind, body) for on, kind, body in change.events if on == record_id]
        self._take_up(change, module, record_id, facts, {kind for kind, _ in events})
        for kind, body in events:
            self._tell(change, module, facts, kind, body)

    # Q07

    def _take_up(self, change: Change, module: ModuleDef, record_id: int, facts: RecordFacts, kinds: set[str]) -> None:
        back = change.takes_back
        if back is not None and back.detail == TAKEN_UP:
            if self._was_alone(back, facts):
                self._session.rows.set_marks(module, record_id, handled=False)
                self._notices.take_back(NoticeKind.REQUEST_ACCEPTED, record_id)  # what nobody has read is no longer so
        elif kinds & TAKING and not facts.handled and self._session.actor.user_id != facts.requester_id:
            last = self._events.list(record_id, 1)
            self._session.rows.set_marks(module, record_id, handled=True)
            change.steps = [_marked(step, record_id, last[0].id if last else 0) for step in change.steps]

    def _was_alone(self, step: UndoStep, facts: RecordFacts) -> bool:
        """Whether nobody else of the team took the request up since the act that is undone did."""
        events = self._events.list(step.record_id, LOOKED_BACK)
        since = [event for event in events if event.id > step.item_id]
        known = {facts.requester_id, self._session.actor.user_id}
        return len(since) < LOOKED_BACK and all(e.kind not in TAKING or e.actor_id in known for e in since)

    # Q12

    def _tell(self, change: Change, module: ModuleDef, facts: RecordFacts, kind: str, body: EventBody) -> None:
        if self._session.actor.user_id == facts.requester_id:
            self._tell_owner(change, module, facts, kind)
            return
        match kind:
            case "edited":
                self._tell_state(change, module, facts, body)
            case "owner_changed" if self._shows(facts.requester_id, module, "Owner"):
                self._tell_requester(change, module, facts, NoticeKind.REQUEST_OWNER)
            case "accepted":
                self._tell_requester(change, module, facts, NoticeKind.REQUEST_ACCEPTED)
            case "note_added" | "file_added" if self._session.replay is None:  # what is put back is no new answer
                self._tell_answer(change, module, facts)

    def _tell_owner(self, change: Change, module: ModuleDef, facts: RecordFacts, kind: str) -> None:
        told = {"edited": NoticeKind.REQUEST_EDITED, "deleted": NoticeKind.REQUEST_WITHDRAWN}
        if kind in told and self._sees(facts.owner_id, module, facts):
            data = self._number(module, change.target.record_id) if kind == "deleted" else ()
            change.notify(facts.owner_id, told[kind], change.target.record_id, module_id=module.id, data=data)

    def _number(self, module: ModuleDef, record_id: int | None) -> tuple[tuple[str, str], ...]:
        """By what the team knows a request that it no longer finds."""
        stored = self._session.rows.get(module, record_id or 0, scope=None)
        return ((NUMBER, stored.number),) if stored is not None and stored.number else ()

    def _tell_answer(self, change: Change, module: ModuleDef, facts: RecordFacts) -> None:
        """A note or a file; one that mentions the requester has told him already."""
        note = next((step.item_id for step in change.steps if step.kind == "note_added"), None)
        if not any(one.user_id == facts.requester_id for one in change.notices):
            self._tell_requester(change, module, facts, NoticeKind.REQUEST_ANSWER, item_id=note)

    def _tell_state(self, change: Change, module: ModuleDef, facts: RecordFacts, body: EventBody) -> None:
        """A change of state, where the requester may see the field at all (M26)."""
        field = module.field(module.status_field)
        after = next((c.after for c in body.changes if field is not None and c.field == field.api_name), None)
        if field is None or after is None:
            return
        state = next((choice.api_name for choice in field.choices if choice.id == after), "")
        if self._shows(facts.requester_id, module, field.api_name):
            data = (("state", state),)
            self._tell_requester(change, module, facts, NoticeKind.REQUEST_STATE, data=data)

    def _tell_requester(
        self,
        change: Change,
        module: ModuleDef,
        facts: RecordFacts,
        kind: NoticeKind,
        *,
        item_id: int | None = None,
        data: tuple[tuple[str, str], ...] = (),
    ) -> None:
        if self._sees(facts.requester_id, module, facts):
            change.notify(
                facts.requester_id, kind, change.target.record_id, module_id=module.id, item_id=item_id, data=data
            )

    def _sees(self, user_id: int | None, module: ModuleDef, facts: RecordFacts) -> bool:
        """Whether a user sees the request as it was, for one that is withdrawn is in the bin by now.

        Somebody who left or was put out of the module is not told.
        """
        actor, about = self._sight.actor(user_id or 0), self._session.module_facts(module)
        return actor is not None and self._session.policy.decide(actor, "records.view", about, facts).allowed

    def _shows(self, user_id: int | None, module: ModuleDef, field: str) -> bool:
        return self._sight.shows(user_id or 0, module, field)


def _marked(step: UndoStep, record_id: int, last: int) -> UndoStep:
    """The step of an act that took a request up: its undo gives the request back."""
    if step.kind not in TAKING or step.record_id != record_id:
        return step
    return replace(step, detail=TAKEN_UP, item_id=last)
