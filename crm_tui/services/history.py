"""Undo and redo of one's last acts, step by step through the gate with today's rights (R74)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_tui.base.messages import _, message
from crm_tui.domain.errors import Conflict, CrmError, NotFound
from crm_tui.domain.records import Done
from crm_tui.services.attachments import Attachments
from crm_tui.services.bin import Bin
from crm_tui.services.notes import Notes
from crm_tui.services.records import Records
from crm_tui.services.session import Session
from crm_tui.services.sharing import Sharing
from crm_tui.services.steps import number
from crm_tui.services.tags import Tags
from crm_tui.store.undo_log import StoredUndo, UndoLog, UndoState, UndoStep

VERSIONED = frozenset({"created", "edited", "deleted", "restored", "owner_changed"})
"""Acts that can be taken back only while the record is as they left it."""


class History:
    """The acts of one actor that can be taken back."""

    def __init__(
        self,
        session: Session,
        records: Records,
        bin_: Bin,
        notes: Notes,
        tags: Tags,
        files: Attachments,
        sharing: Sharing,
    ) -> None:
        self._session, self._log = session, UndoLog(session.engine)

        def name(step: UndoStep) -> str:
            return session.catalog().by_id[step.module_id].api_name

        self._ways: Mapping[str, Callable[[UndoStep], object]] = {
            "created": lambda s: records.delete(name(s), s.record_id),
            "deleted": lambda s: bin_.restore(name(s), s.record_id),
            "restored": lambda s: records.delete(name(s), s.record_id),
            "edited": records.revert,
            "owner_changed": lambda s: records.change_owner(
                name(s), s.record_id, session.user(number(s, "Owner")).login
            ),
            "shared": sharing.set_back,
            "note_added": lambda s: notes.delete(s.item_id),
            "note_edited": lambda s: notes.edit(s.item_id, s.detail),
            "note_deleted": notes.put_back,
            "tag_added": lambda s: tags.remove(name(s), s.record_id, [s.detail]),
            "tag_removed": lambda s: tags.add(name(s), s.record_id, [s.detail]),
            "file_added": lambda s: files.delete(s.item_id),
            "file_deleted": files.put_back,
        }

    def last(self) -> Done | None:
        """The act that `undo` would take back; None where there is none or a record has changed since."""
        entry = self._log.last(self._session.actor.user_id)
        if entry is None or any(self._stale(step) for step in entry.steps):
            return None
        return Done(entry.title, entry.id, entry.steps[0].record_id if entry.steps else None)

    def undo(self, undo_id: int | None = None) -> Done:
        """Take an act of one's own back, the last one where none is named; steps refused today are reported."""
        return self._play(self._entry(undo_id, UndoState.OPEN), _("Undone: {title}"), undoing=True)

    def redo(self) -> Done:
        """Take the last undo back."""
        return self._play(self._entry(None, UndoState.REDO), _("Redone: {title}"), undoing=False)

    def _entry(self, undo_id: int | None, state: UndoState) -> StoredUndo:
        me = self._session.actor.user_id
        entry = self._log.get(undo_id) if undo_id is not None else self._log.last(me, state)
        if entry is None or entry.actor_id != me or entry.state is not state:
            raise NotFound(message("There is nothing to take back."))
        return entry

    def _play(self, entry: StoredUndo, title: str, *, undoing: bool) -> Done:
        refused: list[str] = []
        done = 0
        self._session.undoing = undoing
        try:
            for step in reversed(entry.steps):
                try:
                    self._take_back(step)
                    done += 1
                except CrmError as error:
                    if len(entry.steps) == 1:
                        raise
                    refused.append(str(error))
        finally:
            self._session.undoing = False
        with self._session.engine.write():
            self._log.set_state(entry.id, UndoState.DONE)
        words = title.format(title=entry.title)
        return Done(words, None, entry.steps[0].record_id if entry.steps else None, tuple(refused))

    def _take_back(self, step: UndoStep) -> None:
        if self._stale(step):
            raise Conflict(message("The record was changed since: it cannot be taken back."))
        self._ways[step.kind](step)

    def _stale(self, step: UndoStep) -> bool:
        if step.kind not in VERSIONED:
            return False
        module = self._session.catalog().by_id.get(step.module_id)
        stored = self._session.rows.get(module, step.record_id, scope=None) if module else None
        return stored is None or stored.version != step.version
