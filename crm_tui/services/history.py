"""Undo and redo of one's last acts, step by step through the gate with today's rights (R74)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_tui.base.messages import _, message
from crm_tui.domain.errors import Conflict, CrmError, NotFound
from crm_tui.domain.records import Done
from crm_tui.services.attachments import Attachments
from crm_tui.services.bin import Bin
from crm_tui.services.gate import Gate, Target
from crm_tui.services.interactions import Interactions
from crm_tui.services.locks import LOCKED, UNLOCKED, Locks
from crm_tui.services.notes import Notes
from crm_tui.services.records import Records
from crm_tui.services.requests import Requests
from crm_tui.services.session import Session
from crm_tui.services.sharing import Sharing
from crm_tui.services.staleness import Staleness
from crm_tui.services.tags import Tags
from crm_tui.services.unconverting import Unconverting
from crm_tui.store.undo_log import StoredUndo, UndoLog, UndoState, UndoStep


class History:
    """The acts of one actor that can be taken back."""

    def __init__(
        self,
        session: Session,
        gate: Gate,
        records: Records,
        bin_: Bin,
        notes: Notes,
        tags: Tags,
        files: Attachments,
        sharing: Sharing,
        locks: Locks,
        unconverting: Unconverting,
        requests: Requests,
        contacts: Interactions,
    ) -> None:
        self._session, self._gate, self._log = session, gate, UndoLog(session.engine)
        self._staleness = Staleness(session)

        def name(step: UndoStep) -> str:
            return session.catalog().by_id[step.module_id].api_name

        self._ways: Mapping[str, Callable[[UndoStep], object]] = {
            "created": lambda s: records.delete(name(s), s.record_id),
            "deleted": lambda s: bin_.restore(name(s), s.record_id),
            "restored": lambda s: records.delete(name(s), s.record_id),
            "edited": records.revert,
            "owner_changed": records.give_back,
            "requested": lambda s: requests.withdraw(name(s), s.record_id),
            "accepted": requests.release,
            "released": lambda s: requests.accept(name(s), s.record_id),
            "shared": sharing.set_back,
            LOCKED: lambda s: locks.unlock(name(s), s.record_id),
            UNLOCKED: lambda s: locks.lock(name(s), s.record_id),
            "note_added": lambda s: notes.delete(s.item_id),
            "note_edited": lambda s: notes.edit(s.item_id, s.detail),
            "note_deleted": notes.put_back,
            "tag_added": lambda s: tags.remove(name(s), s.record_id, [s.detail]),
            "tag_removed": tags.put_back,
            "file_added": lambda s: files.delete(s.item_id),
            "file_deleted": files.put_back,
            "made": unconverting.made,
            "filled": unconverting.filled,
            "moved": unconverting.moved,
            "moved_back": unconverting.moved_back,
            "converted": unconverting.lead,
            "interaction_added": lambda s: contacts.delete(s.item_id),
            "interaction_deleted": contacts.put_back,
        }

    def last(self) -> Done | None:
        """The act that `undo` would take back; None where there is none, or a record has changed or left his sight."""
        self._session.refresh()
        me = self._session.actor.user_id
        entry = self._log.last(me)
        if entry is None or self._final(me, entry) or not all(map(self._offered, entry.steps)):
            return None
        return Done(entry.title, entry.id, entry.steps[0].record_id if entry.steps else None)

    def undo(self, undo_id: int | None = None) -> Done:
        """Take an act of one's own back, the last one where none is named; steps refused today are reported."""
        return self._play(self._entry(undo_id, UndoState.OPEN), _("Undone: {title}"), UndoState.REDO)

    def redo(self) -> Done:
        """Take the last undo back; not after a new act."""
        return self._play(self._entry(None, UndoState.REDO), _("Redone: {title}"), UndoState.OPEN)

    def _entry(self, undo_id: int | None, state: UndoState) -> StoredUndo:
        me = self._session.refresh().actor.user_id
        entry = self._log.get(undo_id) if undo_id is not None else self._log.last(me, state)
        final = self._final(me, entry) if undo_id is None and state is UndoState.OPEN else None
        if final is not None:
            raise NotFound(message("{title}: that cannot be taken back.", title=final.title))
        if entry is None or entry.actor_id != me or entry.state is not state:
            raise NotFound(message("There is nothing to take back."))
        return entry

    def _final(self, me: int, entry: StoredUndo | None) -> StoredUndo | None:
        """His last act, where it cannot be taken back: what he did before is not undone in its place."""
        final = self._log.last(me, UndoState.FINAL)
        return final if final is not None and (entry is None or final.id > entry.id) else None

    def _play(self, entry: StoredUndo, title: str, then: UndoState) -> Done:
        """All steps in one transaction: what one of them meets with is kept until the audit rows are committed."""
        with self._session.engine.write():
            entry = self._entry(entry.id, entry.state)
            with self._session.replaying() as replay:
                errors = [error for step in reversed(entry.steps) if (error := self._attempt(step)) is not None]
            if len(errors) < len(entry.steps):
                self._log.set_state(entry.id, UndoState.DONE)
                self._keep(entry, replay.steps, then)
        if errors and len(errors) == len(entry.steps):
            raise errors[0]
        record_id = entry.steps[0].record_id if entry.steps else None
        return Done(title.format(title=entry.title), None, record_id, tuple(map(str, errors)))

    def _keep(self, entry: StoredUndo, steps: list[UndoStep], state: UndoState) -> None:
        if steps:
            undo_id = self._log.add(entry.actor_id, self._session.at(), entry.title, steps)
            self._log.set_state(undo_id, state)

    def _attempt(self, step: UndoStep) -> CrmError | None:
        try:
            if self._in_sight(step) and self._staleness.of(step):
                return Conflict(message("The record was changed since: it cannot be taken back."))
            self._ways[step.kind](step)
        except CrmError as error:
            return error
        return None

    def _offered(self, step: UndoStep) -> bool:
        return self._in_sight(step) and not self._staleness.of(step)

    def _in_sight(self, step: UndoStep) -> bool:
        """Whether he still sees the record; the words of an act on one that left his sight are kept from him (AC50)."""
        module = self._session.catalog().by_id.get(step.module_id)
        return module is not None and self._gate.decide("records.view", Target(module, step.record_id))[0].allowed
