"""Taking a conversion back, step by step through the gate, and making it again (R41, R74)."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import message
from crm_tui.domain.conversion import CONTACTS, LEADS
from crm_tui.domain.errors import Conflict, NotFound
from crm_tui.domain.modules import ModuleDef
from crm_tui.services.converting import CONVERT
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.moving import Moving
from crm_tui.services.records import Records
from crm_tui.services.session import Session
from crm_tui.store.events import StoredChange
from crm_tui.store.plans import Held, StoredRecord
from crm_tui.store.undo_log import UndoStep


class Unconverting:
    """The steps of a conversion's undo and redo. The lead comes first: where it is refused, what was made of it stays,
    with all that went along, for it would lead to nothing."""

    def __init__(self, session: Session, gate: Gate, records: Records) -> None:
        self._session, self._gate, self._records = session, gate, records
        self._moving = Moving(session)

    def lead(self, step: UndoStep) -> None:
        """The lead as it was before the conversion, or before its undo."""
        module = self._module(step.module_id)
        with self._gate.act(CONVERT, Target(module, step.record_id)) as change:
            before, values = self._stored(module, step.record_id), dict(step.values)
            again = bool(values.get("Converted"))
            contact = (values if again else before.values).get("Converted_Contact")
            if again:
                self._must_live(contact)
            self._write(change, module, before, values)
            self._tell(change, "converted" if again else "unconverted", before, values, contact)
            was = tuple((name, before.values.get(name)) for name in values)
            change.steps.append(UndoStep("converted", module.id, before.id, was, step.values, before.version + 1))

    def _write(self, change: Change, module: ModuleDef, before: StoredRecord, values: Mapping[str, Held]) -> None:
        actor = self._session.actor.user_id
        if not self._session.rows.update(module, before.id, before.version, actor, change.at, values):
            raise Conflict(message("Somebody else changed this record at the same moment."))

    def _tell(self, change: Change, kind: str, before: StoredRecord, values: Mapping[str, Held], contact: Held) -> None:
        changes = [StoredChange(name, before.values.get(name), value) for name, value in values.items()]
        change.event(before.id, kind, changes, data=[("record", str(contact))])
        if isinstance(contact, int):
            change.event(contact, kind, data=[("record", str(before.id))])

    def moved(self, step: UndoStep) -> None:
        """What went along goes back to the lead."""
        module, contacts = self._module(step.module_id), self._session.catalog().by_name[CONTACTS]
        with self._gate.act(CONVERT, Target(module, step.record_id)) as change:
            self._must_be_open(module, step.record_id)
            self._moving.back(change, step, contacts)
            change.steps.append(UndoStep("moved_back", module.id, step.record_id, item_id=step.item_id))

    def moved_back(self, step: UndoStep) -> None:
        """What hangs on the lead goes to the contact again."""
        module, contacts = self._module(step.module_id), self._session.catalog().by_name[CONTACTS]
        with self._gate.act(CONVERT, Target(module, step.record_id)) as change:
            self._must_be_open(module, step.record_id)
            self._must_live(step.item_id)
            change.steps.append(self._moving.along(change, (module, step.record_id), (contacts, step.item_id)))

    def made(self, step: UndoStep) -> None:
        """A record that the conversion made goes to the bin, by whoever may delete it; not while the lead names it."""
        self._must_be_open(self._session.catalog().find(LEADS), step.item_id)
        self._records.delete(self._module(step.module_id).api_name, step.record_id)

    def filled(self, step: UndoStep) -> None:
        """What the conversion wrote into the empty fields of an existing record; not while the lead names it."""
        self._must_be_open(self._session.catalog().find(LEADS), step.item_id)
        self._records.revert(step)

    def _must_be_open(self, leads: ModuleDef | None, lead_id: int) -> None:
        if leads is None or self._stored(leads, lead_id).values.get("Converted"):
            raise Conflict(message("The lead was changed since: what became of it stays."))

    def _must_live(self, contact: object) -> None:
        """A lead is not converted into a contact that did not come back."""
        module = self._session.catalog().by_name[CONTACTS]
        stored = self._session.rows.get(module, contact, scope=None) if isinstance(contact, int) else None
        if stored is None or stored.deleted_at is not None:
            raise Conflict(message("The contact is no longer there."))

    def _stored(self, module: ModuleDef, record_id: int) -> StoredRecord:
        stored = self._session.rows.get(module, record_id, scope=None)
        if stored is None:
            raise NotFound
        return stored

    def _module(self, module_id: int) -> ModuleDef:
        return self._session.catalog().by_id[module_id]
