"""Writing what differs in a record, with what follows from it, its line in the Timeline and its undo."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import _, message
from crm_tui.domain.computed import ENTERED_TOO, record_name
from crm_tui.domain.errors import Conflict, Invalid, NotFound
from crm_tui.domain.fields import NOT_VISIBLE, FieldKind, Link, UserRef, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.services.entering import Entering
from crm_tui.services.gate import Change
from crm_tui.services.meanwhile import same
from crm_tui.services.merging import Merging
from crm_tui.services.modules import is_fixed
from crm_tui.services.reading import LINKS, Reading
from crm_tui.services.refusal import Refused
from crm_tui.services.session import Session
from crm_tui.services.uniqueness import refuse_duplicates
from crm_tui.store.events import StoredChange
from crm_tui.store.plans import Held, StoredRecord
from crm_tui.store.undo_log import UndoStep

REFERENCES = (FieldKind.LOOKUP, FieldKind.PARENT, FieldKind.USER)


class Changing:
    """Changes records inside an act that the gate has let through."""

    def __init__(self, session: Session, reading: Reading, entering: Entering) -> None:
        self._session, self._reading, self._entering = session, reading, entering
        self.merging = Merging(session, reading, entering)

    def enter(
        self, change: Change, module: ModuleDef, record_id: int, raw: Mapping[str, object], version: int | None
    ) -> None:
        """Write what was entered, onto what others have written since `version`; Conflict where both changed a field.

        On PostgreSQL two may have been let in at once: the later one waits and merges too.
        """
        self._session.rows.hold(module, record_id)
        before = self.stored(module, record_id)
        touched = self._touched(module, before, raw)
        if denial := self._entering.denial(module, touched):
            raise Refused(denial)
        values = self._entering.read(module, touched)
        owner = values.pop("Owner", None)
        if isinstance(owner, UserRef) and owner.id != before.owner_id:
            raise Invalid(message("The owner is changed by a command of its own."), {"Owner": message("See owner.")})
        writable = self._entering.writable(module)
        self.merging.refuse_overlap(module, before, version, values, writable)
        self.write(change, module, before, values)

    def stored(self, module: ModuleDef, record_id: int) -> StoredRecord:
        """A record that the gate has let through."""
        stored = self._session.rows.get(module, record_id, scope=None)
        if stored is None:
            raise NotFound
        return stored

    def write(self, change: Change, module: ModuleDef, before: StoredRecord, values: Mapping[str, Value]) -> None:
        """Check the values together with those that stay, and write them."""
        self._entering.check(module, self._merged(module, before, values), creating=False)
        held = self._entering.stored(module, values)
        changed = {n: values[n] for n, value in held.items() if not same(before.values.get(n), value)}
        refuse_duplicates(self._session, module, changed, but=before.id)
        self.put(change, module, before, held)

    def put(self, change: Change, module: ModuleDef, before: StoredRecord, held: Mapping[str, Held]) -> None:
        """Write stored values; nothing where none differs."""
        changed = {name for name, value in held.items() if not same(before.values.get(name), value)}
        if not changed:
            return
        after = self.merging.scalars(module, {**before.values, **held})
        entered = changed | (ENTERED_TOO & held.keys())
        derived = self._entering.stored(module, self._entering.derived(module, after, entered))
        changes = [
            StoredChange(name, before.values.get(name), value)
            for name, value in {**held, **derived}.items()
            if not same(before.values.get(name), value)
        ]
        name = record_name(module, after)
        # A name that stays is not written: its indexes, the search index first of all, cost more than all the rest.
        renamed = name if name != before.name else None
        self.update(change, module, before, {c.field: c.after for c in changes}, name=renamed)
        change.event(before.id, "edited", changes)
        step = UndoStep(
            "edited",
            module.id,
            before.id,
            values=tuple((c.field, c.before) for c in changes),
            after=tuple((c.field, c.after) for c in changes),
            version=before.version + 1,
        )
        change.undo(_("Changed {name}", name=name), step)

    def update(
        self,
        change: Change,
        module: ModuleDef,
        before: StoredRecord,
        held: Mapping[str, Held],
        *,
        name: str | None = None,
        owner_id: int | None = None,
    ) -> None:
        """Write columns under the version that was read; Conflict where somebody was faster."""
        actor = self._session.actor.user_id
        if not self._session.rows.update(
            module, before.id, before.version, actor, change.at, held, name=name, owner_id=owner_id
        ):
            raise Conflict(message("Somebody else changed this record at the same moment."))

    def back_from_bin(self, change: Change, module: ModuleDef, stored: StoredRecord) -> tuple[UndoStep, ...]:
        """How a record that goes to the bin is brought back; a requester restores nothing (M13)."""
        session = self._session
        restoring = session.policy.decide(session.actor, "records.restore", session.module_facts(module), change.facts)
        step = UndoStep("deleted", module.id, stored.id, version=stored.version)
        return (step,) if restoring.allowed else ()

    def _touched(self, module: ModuleDef, before: StoredRecord, raw: Mapping[str, object]) -> dict[str, object]:
        """What was entered, without references that stay: forms send back what they showed, `(not visible)` too."""
        fields = {name: f for name in raw if (f := module.field(name)) is not None and f.kind in REFERENCES}
        shown = self.merging.shown(module, before, {f.api_name for f in fields.values()})
        return {name: v for name, v in raw.items() if name not in fields or not stays(v, shown[fields[name].api_name])}

    def _merged(self, module: ModuleDef, before: StoredRecord, values: Mapping[str, Value]) -> dict[str, Value]:
        """The values with those that stay and are filled; look-ups that stay are not read again."""
        fields = [f for f in module.fields if not is_fixed(f) or f.column == "name"]
        kept: dict[str, Value] = {}
        for field in fields:
            held = before.values.get(field.api_name)
            if held is None or held == "":
                continue
            if field.kind in LINKS:
                kept[field.api_name] = Link(int(held))  # type: ignore[arg-type]
            else:
                kept[field.api_name] = self._reading.value(field, held, {})
        return {**kept, **values}


def stays(entry: object, shown: Value) -> bool:
    """Whether what was entered for a reference is what it shows, or the sign that it showed nothing to him."""
    if entry == NOT_VISIBLE:
        return True
    if isinstance(entry, UserRef) and isinstance(shown, UserRef):
        return entry.id == shown.id
    return isinstance(entry, Link) and isinstance(shown, Link) and entry.id == shown.id
