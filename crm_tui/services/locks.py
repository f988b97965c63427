"""Locking a record: it takes no edit, convert or delete until it is unlocked (AC20, R75)."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.domain.records import Done
from crm_tui.services.gate import Gate, Target
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session
from crm_tui.store.undo_log import UndoStep

LOCKED, UNLOCKED = "locked", "unlocked"
"""Kinds of event and of undo step."""


class Locks:
    """The verbs on locks; all need `records.lock`. Notes, tags and attachments stay possible on what is locked."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules = session, gate, modules

    def lock(self, module_name: str, record_id: int) -> Done:
        """Lock a record; what is locked stays so, and nothing is written down but the act."""
        return self._turn(module_name, record_id, LOCKED, _("Locked {name}"))

    def unlock(self, module_name: str, record_id: int) -> Done:
        """Unlock a record; the same right as for locking it (R75)."""
        return self._turn(module_name, record_id, UNLOCKED, _("Unlocked {name}"))

    def _turn(self, module_name: str, record_id: int, kind: str, words: str) -> Done:
        module, rows = self._modules.named(module_name), self._session.rows
        with self._gate.act("records.lock", Target(module, record_id)) as change:
            rows.hold(module, record_id)
            stored = rows.get(module, record_id, scope=None)
            change.detail, title = kind, words.format(name=stored.name if stored else "")
            if stored is not None and stored.locked != (kind == LOCKED):
                rows.set_marks(module, record_id, locked=kind == LOCKED)
                change.event(record_id, kind)
                change.undo(title, UndoStep(kind, module.id, record_id, version=stored.version))
        return Done(title, change.undo_id, record_id)
