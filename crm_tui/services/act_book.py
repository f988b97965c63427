"""What an act writes beside its change: timeline, notices, undo, audit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from crm_tui.domain.decisions import Decision
from crm_tui.services.following import Following
from crm_tui.services.session import Session
from crm_tui.store.audit import AuditEntry, AuditLog, AuditRow
from crm_tui.store.events import Events
from crm_tui.store.notices import NewNotice, NoticeRows
from crm_tui.store.undo_log import UndoLog, UndoState, UndoStep

if TYPE_CHECKING:
    from crm_tui.services.gate import Change


class ActBook:
    """Writes in the transaction of the act, for one workspace."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._audit = AuditLog(session.engine)
        self._events = Events(session.engine)
        self._undo = UndoLog(session.engine)
        self._notices = NoticeRows(session.engine)
        self._following = Following(session)

    def finish(self, action: str, change: Change) -> AuditRow:
        """Write down what a change has collected; its audit row."""
        self._following.follow(change)
        self._tell(change)
        self._keep(change)
        return self.note(action, change.named, change.decision, change.detail)

    def told(self, change: Change) -> tuple[NewNotice, ...]:
        """The notices of a change: nobody is told of what he did himself."""
        mine = self._session.actor.user_id
        return tuple(notice for notice in dict.fromkeys(change.notices) if notice.user_id != mine)

    def _tell(self, change: Change) -> None:
        session = self._session
        for record_id, kind, body in change.events:
            self._events.append(record_id, change.at, session.actor.user_id, kind, session.door, body)
        for notice in self.told(change):
            self._notices.add(notice, change.at, session.actor.user_id)

    def _keep(self, change: Change) -> None:
        replay = self._session.replay
        if replay is not None:
            replay.steps += change.steps
        elif change.steps:
            change.undo_id = self.keep_undo(change.title, change.steps)
        elif change.title:
            self.keep_undo(change.title, ())

    def keep_undo(self, title: str, steps: Sequence[UndoStep]) -> int:
        """Remember how to take an act back, inside its transaction; its id. What was undone before is not redone."""
        self._forget_redo()
        return self._undo.add(self._session.actor.user_id, self._session.at(), title, steps)

    def _forget_redo(self) -> None:
        """What was undone before a new act cannot be redone after it."""
        while entry := self._undo.last(self._session.actor.user_id, UndoState.REDO):
            self._undo.set_state(entry.id, UndoState.EXPIRED)

    def note(self, action: str, target: str, decision: Decision, detail: str = "") -> AuditRow:
        """One audit row; `target` as `Leads/7`."""
        session, who = self._session, self._session.who
        if session.viewer is not None:  # AC56: the row names who looks
            detail = f"as {session.login} {detail}".rstrip()
        return self._audit.append(
            AuditEntry(
                at=session.at(),
                actor_id=who.user_id,
                login=who.login,
                action=action,
                target=target,
                outcome="allowed" if decision.allowed else "refused",
                rule=decision.rule,
                door=session.door,
                detail=detail,
            )
        )
