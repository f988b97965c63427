"""Records: read, made, changed, deleted to the bin, cloned. Every change passes the gate."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import _, message
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.fields import NOT_VISIBLE, Link, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Done, Record, Since
from crm_tui.policy.facts import RecordFacts
from crm_tui.services.changing import Changing
from crm_tui.services.entering import Entering
from crm_tui.services.gate import Gate, Target
from crm_tui.services.making import Making
from crm_tui.services.modules import Modules
from crm_tui.services.pickers import Pickers
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.services.steps import number
from crm_tui.services.telling import Telling
from crm_tui.services.underneath import Underneath
from crm_tui.store.events import StoredChange
from crm_tui.store.plans import StoredRecord
from crm_tui.store.tags import Tags
from crm_tui.store.undo_log import UndoStep


class Records:
    """Single records of one actor."""

    def __init__(
        self, session: Session, gate: Gate, modules: Modules, reading: Reading, entering: Entering, pickers: Pickers
    ) -> None:
        self._session, self._gate, self._modules = session, gate, modules
        self._reading, self._entering, self._pickers = reading, entering, pickers
        self._changing = Changing(session, reading, entering)
        self._making = Making(session, gate, entering, pickers)
        self._tags, self._telling = Tags(session.engine), Telling(session)
        self._underneath = Underneath(session, gate, reading)

    def get(self, module_name: str, record_id: int) -> Record:
        """A record as the actor may see it; NotFound outside of his scope, in the bin too (AC50)."""
        module = self._modules.named(module_name)
        facts = self._gate.see(Target(module, record_id))
        return self._read(module, record_id, facts)

    def since(self, module_name: str, record_id: int, version: int) -> Since:
        """What somebody else changed of it since a version, for an open form; nothing of hidden fields (AC08).

        NotFound outside of his scope, and for a deleted one, whose words say who deleted it.
        """
        return self._underneath.since(self._modules.named(module_name), record_id, version)

    def new(self, module_name: str, raw: Mapping[str, object]) -> Record:
        """Make a record; what is not given starts with its default, its owner with the one who makes it (R11).

        `raw`: API name -> text as people type it, or domain value. Invalid tells field by field what is wrong.
        """
        module = self._modules.named(module_name)
        self._may_write(module, raw)
        values = {**self._entering.defaults(module), **self._entering.read(module, raw)}
        target = self._making.may_make(module, values)
        return self._after(module, self._making.insert(module, values, "records.create", target, target))

    def edit(self, module_name: str, record_id: int, raw: Mapping[str, object], version: int | None = None) -> Record:
        """Change fields of a record, whatever of it others have changed since `version` (decision 0012).

        Conflict where somebody changed one of these fields since; nothing is written then.
        """
        module = self._modules.named(module_name)
        target = Target(module, record_id)
        if module.activity:
            self._may_move(module, target, raw)
        with self._gate.act("records.edit", target) as change:
            self._changing.enter(change, module, record_id, raw, version)
        return self._after(module, record_id)

    def delete(self, module_name: str, record_id: int) -> Done:
        """Move a record to the bin with the activities that hang on it (R70); undone by who restores (M13)."""
        module = self._modules.named(module_name)
        with self._gate.act("records.delete", Target(module, record_id)) as change:
            stored = self._stored(module, record_id)
            along = self._session.rows.children(record_id)
            self._session.rows.delete([record_id, *along], self._session.actor.user_id, change.at, record_id)
            for gone in (record_id, *along):
                change.event(gone, "deleted")
            title = _("Deleted {name}", name=stored.name)
            change.undo(title, *self._changing.back_from_bin(change, module, stored))
        return Done(title, change.undo_id, record_id)

    def clone_values(self, module_name: str, record_id: int) -> dict[str, Value]:
        """What a clone's form starts with: the fields that he may write, unique ones cleared (R12)."""
        module = self._modules.named(module_name)
        facts = self._gate.see(Target(module, record_id))
        self._gate.require("records.clone", Target(module, record_id))
        record = self._read(module, record_id, facts)
        writable = self._modules.writable(module)
        kept = (f for f in module.fields if f.api_name in writable and not f.unique and f.column != "owner_id")
        values = {f.api_name: record.values.get(f.api_name) for f in kept}
        return {name: v for name, v in values.items() if v is not None and not (isinstance(v, Link) and not v.visible)}

    def clone(self, module_name: str, record_id: int, raw: Mapping[str, object] | None = None) -> Record:
        """Save a copy as a new record, with other values where given; no notes, files or activities go along (R12)."""
        module = self._modules.named(module_name)
        self._gate.insist("records.clone", Target(module, record_id))
        entries = {**self.clone_values(module_name, record_id), **(raw or {})}
        self._may_write(module, entries)
        values = self._entering.read(module, entries)
        target = self._making.may_make(module, values)
        of = Target(module, record_id)
        return self._after(module, self._making.insert(module, values, "records.clone", of, target))

    def change_owner(self, module_name: str, record_id: int, login: str, version: int | None = None) -> Record:
        """Give a record to somebody who may own it (O07, M40)."""
        return self._give(self._modules.named(module_name), record_id, login, version)

    def give_back(self, step: UndoStep) -> None:
        """Undo of a change of owner: to whoever had the record, a request's requester among them (Q05.3, M40)."""
        module = self._session.catalog().by_id[step.module_id]
        self._give(module, step.record_id, self._session.user(number(step, "Owner")).login, back=step)

    def _give(
        self, module: ModuleDef, record_id: int, login: str, version: int | None = None, back: UndoStep | None = None
    ) -> Record:
        target = Target(module, record_id)
        facts = self._gate.insist("records.change_owner", target)
        owner = self._pickers.member(login)
        if owner is None or not owner.active:
            raise Invalid(
                message("There is no such active user."), {"Owner": message("{login} is not one.", login=login)}
            )
        if back is None or facts is None or owner.id != facts.requester_id:
            parent = facts.parent if facts else None
            self._gate.insist("records.own", target, self._pickers.may_own(module, owner, parent))
        with self._gate.act("records.change_owner", target) as change:
            change.takes_back = back
            self._session.rows.hold(module, record_id)
            before = self._stored(module, record_id)
            self._changing.merging.refuse_overlap(module, before, version, {"Owner": owner}, ())
            if before.owner_id != owner.id:
                self._changing.update(change, module, before, {}, owner_id=owner.id)
                moved = StoredChange("Owner", before.owner_id, owner.id)
                change.event(record_id, "owner_changed", [moved])
                was = (("Owner", before.owner_id),)
                step = UndoStep("owner_changed", module.id, record_id, was, version=before.version + 1)
                change.undo(_("{name} given to {owner}", name=before.name, owner=owner.name), step)
                self._telling.owner(change, module, record_id, owner.id, before.owner_id)
        return self._after(module, record_id)

    def revert(self, step: UndoStep) -> None:
        """Undo of an edit: the fields as they were (R74)."""
        module = self._session.catalog().by_id[step.module_id]
        writable = self._modules.writable(module)
        with self._gate.act("records.edit", Target(module, step.record_id)) as change:
            change.takes_back = step
            before = self._stored(module, step.record_id)
            held = {name: value for name, value in step.values if name in writable}
            self._changing.put(change, module, before, held)

    # How it is done

    def _may_write(self, module: ModuleDef, raw: Mapping[str, object]) -> None:
        """Before a record is made: its maker's right to one, and to the fields that he gives (AC08)."""
        self._making.may_begin(module, raw)
        if denial := self._entering.denial(module, raw):
            self._gate.insist("records.create", Target(module), denial)

    def _may_move(self, module: ModuleDef, target: Target, raw: Mapping[str, object]) -> None:
        """An activity that is hung on another record is there as good as made anew, owner and all (AC10, O22, O07)."""
        entry = {name: value for name, value in raw.items() if name.casefold() == "parent" and value != NOT_VISIBLE}
        if not entry:
            return
        facts = self._gate.insist("records.edit", target)
        parent = self._making.parent(self._entering.read(module, entry))
        before = self._stored(module, target.record_id or 0)
        if parent == (facts.parent if facts else None):
            return
        self._making.may_hang(module, parent)
        owner = self._pickers.may_own(module, self._session.user(before.owner_id), parent)
        self._gate.insist("records.own", target, owner)

    def _stored(self, module: ModuleDef, record_id: int) -> StoredRecord:
        return self._changing.stored(module, record_id)

    def _after(self, module: ModuleDef, record_id: int) -> Record:
        """The record after a change; its maker may have given it out of his own sight."""
        facts = self._session.rows.facts(module, record_id, self._session.actor.user_id)
        if facts is None:
            raise NotFound
        return self._read(module, record_id, facts[0])

    def _read(self, module: ModuleDef, record_id: int, facts: RecordFacts) -> Record:
        stored = self._stored(module, record_id)
        tags = tuple(tag.name for tag in self._tags.list(record_id))
        return self._reading.record(module, stored, facts, tags)
