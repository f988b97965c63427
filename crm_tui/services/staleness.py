"""Whether what an act left behind is still so: nothing that somebody changed since is undone (R74)."""

from __future__ import annotations

from crm_tui.domain.modules import ModuleDef
from crm_tui.services.locks import LOCKED, UNLOCKED
from crm_tui.services.meanwhile import Meanwhile
from crm_tui.services.session import Session
from crm_tui.store.interactions import Interactions
from crm_tui.store.notes import Notes
from crm_tui.store.plans import StoredRecord
from crm_tui.store.shares import Shares
from crm_tui.store.undo_log import UndoStep

IN_BIN = "deleted"
LIVING = frozenset(
    {
        "created", "made", "edited", "filled", "restored", "owner_changed", "converted", "requested", "accepted",
        "released",
    }
)  # fmt: skip


class Staleness:
    """Compares the steps of an undo with what stands in the store."""

    def __init__(self, session: Session) -> None:
        self._session, self._meanwhile = session, Meanwhile(session)
        self._notes, self._shares = Notes(session.engine), Shares(session.engine)
        self._contacts = Interactions(session.engine)

    def of(self, step: UndoStep) -> bool:
        """Whether the step must not be played."""
        if step.kind in LIVING or step.kind == IN_BIN:
            return self._record(step)
        if step.kind in ("note_added", "note_edited"):
            note = self._notes.get(step.item_id)
            return note is None or note.text != dict(step.after).get("text", note.text)
        if step.kind in (LOCKED, UNLOCKED):
            return self._lock(step)
        if step.kind == "shared":
            return int(self._shares.level(step.record_id, step.item_id)) != dict(step.after).get("level")
        if step.kind in ("interaction_added", "interaction_deleted"):
            contact = self._contacts.get(step.item_id)
            return contact is None or contact.deleted != (step.kind == "interaction_deleted")
        return False

    def _lock(self, step: UndoStep) -> bool:
        stored = self._stored(step)
        return stored is None or stored.deleted_at is not None or stored.locked != (step.kind == LOCKED)

    def _stored(self, step: UndoStep) -> StoredRecord | None:
        module = self._session.catalog().by_id.get(step.module_id)
        return self._session.rows.get(module, step.record_id, scope=None) if module else None

    def _record(self, step: UndoStep) -> bool:
        module, stored = self._session.catalog().by_id.get(step.module_id), self._stored(step)
        if module is None or stored is None:
            return True
        if (stored.deleted_at is not None) != (step.kind == IN_BIN):
            return True
        return stored.version != step.version and self._differs(module, stored, step.version)

    def _differs(self, module: ModuleDef, stored: StoredRecord, version: int) -> bool:
        """Whether the changes since a version come to something: one's own undo and redo come to nothing."""
        moved = self._meanwhile.of(stored, version)
        follow = {f.api_name for f in module.fields if f.computed}
        return moved is None or any(one.differs for one in moved if one.field not in follow)
