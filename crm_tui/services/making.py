"""Making records: who may make one, who owns it, and for activities what they hang on (AC10, O22, T18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.base.messages import _
from crm_tui.domain.computed import record_name
from crm_tui.domain.errors import NotFound
from crm_tui.domain.fields import Link, UserRef, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.policy.facts import RecordFacts
from crm_tui.services.entering import Entering
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.pickers import Parent, Pickers
from crm_tui.services.session import Session
from crm_tui.services.signals import Signals
from crm_tui.services.telling import Telling
from crm_tui.services.uniqueness import refuse_duplicates
from crm_tui.store.events import StoredChange
from crm_tui.store.undo_log import UndoStep

ACTIVITY_ACTIONS = {"Tasks": "tasks.create", "Calls": "calls.create", "Meetings": "meetings.create"}


class Making:
    """Conditions of a new record, and writing it."""

    def __init__(self, session: Session, gate: Gate, entering: Entering, pickers: Pickers) -> None:
        self._session, self._gate, self._entering, self._pickers = session, gate, entering, pickers
        self._signals = Signals(session)
        self._telling = Telling(session)

    def may_begin(self, module: ModuleDef, entries: Mapping[str, object]) -> None:
        """Whether he could make any record of the module: asked before what he entered is read.

        Of an activity that is to hang on a record it is that record which decides, once it is read.
        """
        if module.activity and any(name.casefold() == "parent" and entry for name, entry in entries.items()):
            return
        if action := ACTIVITY_ACTIONS.get(module.api_name):
            self._gate.insist(action, Target(module))
        self._gate.insist("records.create", Target(module))

    def may_make(self, module: ModuleDef, values: Mapping[str, Value]) -> Target:
        """Whether he may make this one; refused with an audit row, as any act. Gives the target of the act."""
        parent = self.parent(values) if module.activity else None
        if module.activity:
            self.may_hang(module, parent)
        facts = RecordFacts(self._session.actor.user_id, parent=parent) if module.activity else None
        target = Target(module, facts=facts)
        self._gate.insist("records.create", target)
        return target

    def may_hang(self, module: ModuleDef, parent: Parent | None) -> None:
        """An activity asks the record that it hangs on; one without is an organisation's (AC10, O22)."""
        action = ACTIVITY_ACTIONS.get(module.api_name)
        if action and parent:
            above = self._session.catalog().by_id[parent[0].id]
            self._gate.insist(action, Target(above, facts=parent[1]))
        elif action:
            self._gate.insist(action, Target(module))

    def owner(self, module: ModuleDef, wanted: Value, parent: Parent | None) -> UserRef:
        """The creator, or whoever he names and may name (R11)."""
        me = self._session.user(self._session.actor.user_id)
        owner = wanted if isinstance(wanted, UserRef) else me
        self._gate.insist("records.own", Target(module), self._pickers.may_own(module, owner, parent))
        if owner.id != me.id:
            self._gate.insist("records.change_owner", Target(module, facts=RecordFacts(me.id, parent=parent)))
        return owner

    def parent(self, values: Mapping[str, Value]) -> Parent | None:
        """The record that an activity is to hang on, as the rules see it."""
        parent = values.get("Parent")
        if not isinstance(parent, Link) or parent.id is None:
            return None
        above = self._session.catalog().by_name[parent.module]
        stored = self._session.rows.facts(above, parent.id, self._session.actor.user_id)
        if stored is None:
            raise NotFound
        return self._session.module_facts(above), stored[0]

    def insert(self, module: ModuleDef, values: dict[str, Value], action: str, target: Target, made: Target) -> int:
        """Write a new record by an act on `target`, as the rules looked at it in `made`; its id."""
        parent = made.facts.parent if made.facts else None
        owner = self.owner(module, values.pop("Owner", None), parent)
        self._entering.check(module, values, creating=True)
        above = values.get("Parent")
        parent_id = above.id if isinstance(above, Link) else None
        with self._gate.act(action, target) as change:
            record_id, name = self.put(change, module, values, owner.id, parent_id=parent_id)
            change.detail = f"{module.api_name}/{record_id}" if target.record_id is not None else ""
            if parent_id is not None:
                change.event(parent_id, "activity_added", detail=name, data=[("record", str(record_id))])
            self._signals.made(change, module, record_id)
            change.undo(_("Created {name}", name=name), UndoStep("created", module.id, record_id, version=1))
            self._telling.owner(change, module, record_id, owner.id)
        return record_id

    def put(
        self,
        change: Change,
        module: ModuleDef,
        values: Mapping[str, Value],
        owner_id: int,
        *,
        requester_id: int | None = None,
        parent_id: int | None = None,
        marks: Sequence[tuple[str, str]] = (),
    ) -> tuple[int, str]:
        """Write a new record inside an act, with its line in the Timeline; its id and name."""
        session, entering = self._session, self._entering
        refuse_duplicates(session, module, values)
        held = entering.stored(module, {**values, **entering.derived(module, values, values)})
        name, maker = record_name(module, values), session.actor.user_id
        record_id = session.rows.insert(
            module, owner_id, maker, change.at, held, name, requester_id=requester_id, parent_id=parent_id
        )
        change.made = record_id
        filled = [StoredChange(n, None, h) for n, h in held.items() if h not in (None, ())]
        change.event(record_id, "created", filled, data=marks)
        return record_id, name
