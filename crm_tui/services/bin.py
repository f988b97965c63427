"""The recycle bin (R70, R71): what was deleted, restored with what went along, or removed for good."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.domain.errors import NotFound
from crm_tui.domain.records import Done, ListQuery, Page, Sort
from crm_tui.services.gate import Gate, Target
from crm_tui.services.listing import Listing
from crm_tui.services.modules import Modules
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.services.uniqueness import refuse_taken
from crm_tui.store.undo_log import UndoStep


class Bin:
    """The deleted records that one actor may see."""

    def __init__(self, session: Session, gate: Gate, modules: Modules, listing: Listing, reading: Reading) -> None:
        self._session, self._gate, self._modules = session, gate, modules
        self._listing, self._reading = listing, reading

    def list(self, module_name: str, limit: int = 50) -> Page:
        """Deleted records of a module in his scope."""
        sort = Sort("Modified_Time", descending=True)
        return self._listing.page(ListQuery(module_name, bin=True, sort=sort), limit=limit)

    def restore(self, module_name: str, record_id: int) -> Done:
        """Take a record out of the bin with what went along; whoever may delete it may (R71)."""
        module = self._modules.named(module_name)
        with self._gate.act("records.restore", Target(module, record_id)) as change:
            stored = self._session.rows.get(module, record_id, scope=None)
            if stored is None or stored.deleted_at is None:
                raise NotFound
            refuse_taken(self._session, self._reading, module, stored)
            back = {record_id, *self._session.rows.batch(record_id)}
            self._session.rows.restore(sorted(back))
            for found in sorted(back):
                change.event(found, "restored")
            title = _("Restored {name}", name=stored.name)
            change.undo(title, UndoStep("restored", module.id, record_id, version=stored.version))
        return Done(title, change.undo_id, record_id)

    def purge(self, module_name: str, record_id: int) -> Done:
        """Remove a record of the bin for good (R71)."""
        module = self._modules.named(module_name)
        with self._gate.act("records.purge", Target(module, record_id)):
            stored = self._session.rows.get(module, record_id, scope=None)
            if stored is None or stored.deleted_at is None:
                raise NotFound
            self._session.rows.purge([record_id])
        return Done(_("{name} is gone for good", name=stored.name), None, record_id)
