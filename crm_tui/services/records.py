"""Records: read, made, changed, deleted to the bin, cloned. Every change passes the gate."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import _, message
from crm_tui.domain.computed import record_name
from crm_tui.domain.errors import Conflict, Invalid, NotFound
from crm_tui.domain.fields import FieldKind, Link, UserRef, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Done, Record
from crm_tui.policy.facts import RecordFacts
from crm_tui.services.entering import Entering
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.modules import Modules, is_fixed
from crm_tui.services.pickers import Pickers
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.services.uniqueness import refuse_duplicates
from crm_tui.store.events import StoredChange
from crm_tui.store.plans import Held, StoredRecord
from crm_tui.store.tags import Tags
from crm_tui.store.undo_log import UndoStep

ACTIVITY_ACTIONS = {"Tasks": "tasks.create", "Calls": "calls.create", "Meetings": "meetings.create"}


class Records:
    """Single records of one actor."""

    def __init__(
        self, session: Session, gate: Gate, modules: Modules, reading: Reading, entering: Entering, pickers: Pickers
    ) -> None:
        self._session, self._gate, self._modules = session, gate, modules
        self._reading, self._entering, self._pickers = reading, entering, pickers
        self._tags = Tags(session.engine)

    def get(self, module_name: str, record_id: int) -> Record:
        """A record as the actor may see it; NotFound outside of his scope, in the bin too (AC50)."""
        module = self._modules.find(module_name)
        facts = self._gate.require("records.view", Target(module, record_id))
        return self._read(module, record_id, facts)

    def new(self, module_name: str, raw: Mapping[str, object]) -> Record:
        """Make a record; what is not given starts with its default, its owner with the one who makes it (R11).

        `raw`: API name -> text as people type it, or domain value. Invalid tells field by field what is wrong.
        """
        module = self._modules.find(module_name)
        self._may_create(module, Target(module))
        values = self._entering.read(module, {**self._entering.defaults(module), **raw})
        self._may_create(module, self._target(module, values))
        return self._insert(module, values, "records.create", self._target(module, values))

    def edit(self, module_name: str, record_id: int, raw: Mapping[str, object], version: int | None = None) -> Record:
        """Change fields of a record. Conflict where somebody changed it since `version`; nothing is written then."""
        module = self._modules.find(module_name)
        with self._gate.act("records.edit", Target(module, record_id)) as change:
            before = self._stored(module, record_id)
            values = self._entering.read(module, raw)
            owner = values.pop("Owner", None)
            self._refuse_stale(module, before, version, values)
            self._write(change, module, before, values)
            if isinstance(owner, UserRef) and owner.id != before.owner_id:
                raise Invalid(
                    message("The owner is changed by a command of its own."), {"Owner": message("See owner.")}
                )
        return self._after(module, record_id)

    def delete(self, module_name: str, record_id: int) -> Done:
        """Move a record to the bin with the activities that hang on it (R70)."""
        module = self._modules.find(module_name)
        with self._gate.act("records.delete", Target(module, record_id)) as change:
            stored = self._stored(module, record_id)
            along = [record_id, *self._session.rows.children(record_id)]
            self._session.rows.delete(along, self._session.actor.user_id, change.at, record_id)
            change.event(record_id, "deleted")
            title = _("Deleted {name}", name=stored.name)
            change.undo(title, UndoStep("deleted", module.id, record_id, version=stored.version))
        return Done(title, change.undo_id, record_id)

    def clone_values(self, module_name: str, record_id: int) -> dict[str, Value]:
        """What a clone's form starts with: the fields that he may write, unique ones cleared (R12)."""
        module = self._modules.find(module_name)
        self._gate.require("records.clone", Target(module, record_id))
        record = self.get(module_name, record_id)
        writable = self._modules.writable(module)
        kept = (f for f in module.fields if f.api_name in writable and not f.unique and f.column != "owner_id")
        values = {f.api_name: record.values.get(f.api_name) for f in kept}
        return {name: v for name, v in values.items() if v is not None and not (isinstance(v, Link) and not v.visible)}

    def clone(self, module_name: str, record_id: int, raw: Mapping[str, object] | None = None) -> Record:
        """Save a copy as a new record, with other values where given; no notes, files or activities go along (R12)."""
        module = self._modules.find(module_name)
        values = self._entering.read(module, {**self.clone_values(module_name, record_id), **(raw or {})})
        self._may_create(module, self._target(module, values))
        return self._insert(module, values, "records.clone", Target(module, record_id))

    def change_owner(self, module_name: str, record_id: int, login: str, version: int | None = None) -> Record:
        """Give a record to somebody who may own it (O07, M40)."""
        module = self._modules.find(module_name)
        target = Target(module, record_id)
        self._gate.require("records.view", target)
        owner = self._pickers.member(login)
        if owner is None or not owner.active:
            raise Invalid(
                message("There is no such active user."), {"Owner": message("{login} is not one.", login=login)}
            )
        self._gate.insist("records.change_owner", target, self._pickers.may_own(module, owner))
        with self._gate.act("records.change_owner", target) as change:
            before = self._stored(module, record_id)
            self._refuse_stale(module, before, version, {"Owner": owner})
            self._update(change, module, before, {}, owner_id=owner.id)
            moved = StoredChange("Owner", before.owner_id, owner.id)
            change.event(record_id, "owner_changed", [moved])
            step = UndoStep(
                "owner_changed", module.id, record_id, (("Owner", before.owner_id),), version=before.version + 1
            )
            change.undo(_("{name} given to {owner}", name=before.name, owner=owner.name), step)
        return self._after(module, record_id)

    def revert(self, step: UndoStep) -> None:
        """Undo of an edit: the fields as they were. Conflict unless the record is as the edit left it (R74)."""
        module = self._session.catalog().by_id[step.module_id]
        writable = self._modules.writable(module)
        with self._gate.act("records.edit", Target(module, step.record_id)) as change:
            before = self._stored(module, step.record_id)
            held = {name: value for name, value in step.values if name in writable}
            self._put(change, module, before, held)

    # How it is done

    def _may_create(self, module: ModuleDef, target: Target) -> None:
        """Refused with an audit row, as any act; an activity also asks the record that it hangs on (AC10, O22)."""
        action = ACTIVITY_ACTIONS.get(module.api_name)
        parent = target.facts.parent if target.facts else None
        if action and parent:
            above = self._session.catalog().by_id[parent[0].id]
            self._gate.insist(action, Target(above, facts=parent[1]))
        elif action and target.facts is None and not self._session.actor.is_team_user:
            self._gate.insist(action, Target(module))
        self._gate.insist("records.create", target)

    def _target(self, module: ModuleDef, values: Mapping[str, Value]) -> Target:
        parent = values.get("Parent") if module.activity else None
        if not isinstance(parent, Link) or parent.id is None:
            return Target(module)
        above = self._session.catalog().by_name[parent.module]
        stored = self._session.rows.facts(above, parent.id, self._session.actor.user_id)
        if stored is None:
            raise NotFound
        facts = RecordFacts(self._session.actor.user_id, parent=(self._session.module_facts(above), stored[0]))
        return Target(module, facts=facts)

    def _insert(self, module: ModuleDef, values: dict[str, Value], action: str, target: Target) -> Record:
        owner = self._owner(module, values.pop("Owner", None))
        self._entering.check(module, values, creating=True)
        session, parent = self._session, values.get("Parent")
        with self._gate.act(action, target) as change:
            refuse_duplicates(session, module, values)
            held = self._entering.stored(module, {**values, **self._entering.derived(module, values, values)})
            name = record_name(module, values)
            parent_id = parent.id if isinstance(parent, Link) else None
            record_id = session.rows.insert(
                module, owner.id, session.actor.user_id, change.at, held, name, parent_id=parent_id
            )
            change.made = record_id
            change.event(
                record_id, "created", [StoredChange(n, None, h) for n, h in held.items() if h not in (None, ())]
            )
            if parent_id is not None:
                change.event(parent_id, "activity_added", detail=name, data=[("record", str(record_id))])
            change.undo(_("Created {name}", name=name), UndoStep("created", module.id, record_id, version=1))
        return self._after(module, record_id)

    def _owner(self, module: ModuleDef, wanted: Value) -> UserRef:
        """The creator, or whoever he names and may name (R11)."""
        me = self._session.user(self._session.actor.user_id)
        owner = wanted if isinstance(wanted, UserRef) else me
        self._gate.insist("records.own", Target(module), self._pickers.may_own(module, owner))
        if owner.id != me.id:
            self._gate.insist("records.change_owner", Target(module, facts=RecordFacts(me.id)))
        return owner

    def _write(self, change: Change, module: ModuleDef, before: StoredRecord, values: dict[str, Value]) -> None:
        merged = self._merged(module, before, values)
        self._entering.check(module, merged, creating=False)
        held = self._entering.stored(module, values)
        changed = {n: values[n] for n, value in held.items() if not same(before.values.get(n), value)}
        refuse_duplicates(self._session, module, changed, but=before.id)
        self._put(change, module, before, held)

    def _put(self, change: Change, module: ModuleDef, before: StoredRecord, held: Mapping[str, Held]) -> None:
        """Write what differs and what follows from it, with its line in the Timeline and its undo."""
        changed = {name for name, value in held.items() if not same(before.values.get(name), value)}
        if not changed:
            return
        after = self._scalars(module, {**before.values, **held})
        derived = self._entering.stored(module, self._entering.derived(module, after, changed))
        changes = [
            StoredChange(name, before.values.get(name), value)
            for name, value in {**held, **derived}.items()
            if not same(before.values.get(name), value)
        ]
        name = record_name(module, after)
        self._update(change, module, before, {c.field: c.after for c in changes}, name=name)
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

    def _merged(self, module: ModuleDef, before: StoredRecord, values: Mapping[str, Value]) -> dict[str, Value]:
        """The values with those that stay and are filled; look-ups that stay are not read again."""
        fields = [f for f in module.fields if not is_fixed(f) or f.column == "name"]
        kept: dict[str, Value] = {}
        for field in fields:
            held = before.values.get(field.api_name)
            if held is None or held == "":
                continue
            if field.kind in (FieldKind.LOOKUP, FieldKind.PARENT):
                kept[field.api_name] = Link(int(held))  # type: ignore[arg-type]
            else:
                kept[field.api_name] = self._reading.value(field, held, {})
        return {**kept, **values}

    def _scalars(self, module: ModuleDef, held: Mapping[str, Held]) -> dict[str, Value]:
        """Domain values of all fields that are no look-ups."""
        fields = (f for f in module.fields if f.kind not in (FieldKind.LOOKUP, FieldKind.PARENT))
        return {f.api_name: self._reading.value(f, held.get(f.api_name), {}) for f in fields}

    def _update(
        self,
        change: Change,
        module: ModuleDef,
        before: StoredRecord,
        held: Mapping[str, Held],
        *,
        name: str | None = None,
        owner_id: int | None = None,
    ) -> None:
        actor = self._session.actor.user_id
        if not self._session.rows.update(
            module, before.id, before.version, actor, change.at, held, name=name, owner_id=owner_id
        ):
            raise Conflict(message("Somebody else changed this record at the same moment."))

    def _refuse_stale(
        self, module: ModuleDef, before: StoredRecord, version: int | None, mine: Mapping[str, Value]
    ) -> None:
        if version is None or version == before.version:
            return
        fields = [module.by_name[name] for name in mine]
        links = self._reading.links(
            int(held)  # type: ignore[arg-type]
            for f in fields
            if f.kind in (FieldKind.LOOKUP, FieldKind.PARENT) and (held := before.values.get(f.api_name)) is not None
        )
        theirs = {f.api_name: self._reading.value(f, before.values.get(f.api_name), links) for f in fields}
        by = self._session.user(before.modified_by).name
        raise Conflict(
            message("{name} was changed by {user} meanwhile.", name=before.name, user=by),
            theirs={name: value for name, value in theirs.items() if value != mine[name]},
            mine={name: value for name, value in mine.items() if value != theirs[name]},
            version=before.version,
            changed_by=by,
        )

    def _stored(self, module: ModuleDef, record_id: int) -> StoredRecord:
        stored = self._session.rows.get(module, record_id, scope=None)
        if stored is None:
            raise NotFound
        return stored

    def _after(self, module: ModuleDef, record_id: int) -> Record:
        """The record after a change; its maker may have given it out of his own sight."""
        facts = self._session.rows.facts(module, record_id, self._session.actor.user_id)
        if facts is None:
            raise NotFound
        return self._read(module, record_id, facts[0])

    def _read(self, module: ModuleDef, record_id: int, facts: RecordFacts | None) -> Record:
        stored = self._stored(module, record_id)
        tags = tuple(tag.name for tag in self._tags.list(record_id))
        return self._reading.record(module, stored, facts or RecordFacts(stored.owner_id), tags)


def same(before: Held, after: Held) -> bool:
    """Whether a field stays as it was; nothing, an empty text and no choices are one."""
    return before == after or (not before and not after and before in (None, "", ()) and after in (None, "", ()))
