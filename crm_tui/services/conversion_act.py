"""Carrying out a conversion, inside an act that the gate has let through (R40-R44)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from crm_tui.base.messages import _
from crm_tui.domain.conversion import ACCOUNTS, CONTACTS, LOOK_UPS
from crm_tui.domain.errors import NotFound
from crm_tui.domain.fields import Link, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Found
from crm_tui.services.changing import Changing
from crm_tui.services.conversion_plan import ACCOUNT, Part, Plan
from crm_tui.services.entering import Entering
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.making import Making
from crm_tui.services.meanwhile import same
from crm_tui.services.modules import Modules
from crm_tui.services.moving import Moving
from crm_tui.services.pickers import Pickers
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.services.telling import Telling
from crm_tui.store.events import StoredChange
from crm_tui.store.plans import StoredRecord
from crm_tui.store.undo_log import UndoStep


@dataclass
class Run:
    """One conversion as it is carried out.

    `made`: module API name -> id of what the lead became; `untouched`: names of records that he may not edit (R42).
    """

    change: Change
    leads: ModuleDef
    lead: StoredRecord
    plan: Plan
    made: dict[str, int] = field(default_factory=dict)
    untouched: list[str] = field(default_factory=list)


class ConversionAct:
    """Makes and fills what a lead becomes, moves what hangs on it, and marks it."""

    def __init__(
        self, session: Session, gate: Gate, modules: Modules, reading: Reading, entering: Entering, pickers: Pickers
    ) -> None:
        self._session, self._gate, self._modules, self._entering = session, gate, modules, entering
        self._changing, self._moving = Changing(session, reading, entering), Moving(session)
        self._making, self._telling = Making(session, gate, entering, pickers), Telling(session)

    def carry_out(self, run: Run) -> None:
        """All of it, in the order in which its undo goes backwards: the lead comes back first."""
        plan, links = run.plan, dict[str, Value]()
        if plan.account is not None:
            links[ACCOUNT] = Link(self._make(run, plan.account, links), ACCOUNTS)
        contact_id = self._make(run, plan.contact, links)
        if plan.deal is not None:
            self._make(run, plan.deal, links | {"Contact_Name": Link(contact_id, CONTACTS)})
        moved = self._moving.along(run.change, (run.leads, run.lead.id), (plan.contact.module, contact_id))
        run.change.steps.append(moved)
        run.change.detail = " ".join(f"{name}/{record_id}" for name, record_id in run.made.items())
        self._mark(run)

    def _make(self, run: Run, part: Part, links: Mapping[str, Value]) -> int:
        """One of the records: filled where it is there, else made."""
        values = {**part.values, **links}
        if part.existing is not None:
            record_id = part.existing
            self._fill(run, part.module, record_id, values)
        else:
            record_id = self._new(run, part.module, {**self._entering.defaults(part.module), **values})
        run.made[part.module.api_name] = record_id
        return record_id

    def _new(self, run: Run, module: ModuleDef, values: Mapping[str, Value]) -> int:
        """A new record of the lead's owner, with the step that takes it back."""
        self._entering.check(module, values, creating=True)
        owner, marks = run.plan.owner.id, [("record", str(run.lead.id))]
        record_id, _name = self._making.put(run.change, module, values, owner, marks=marks)
        if module.api_name == CONTACTS:
            self._telling.owner(run.change, module, record_id, owner)
        run.change.steps.append(UndoStep("made", module.id, record_id, version=1, item_id=run.lead.id))
        return record_id

    def _fill(self, run: Run, module: ModuleDef, record_id: int, values: Mapping[str, Value]) -> None:
        """Write into the empty fields of an existing record that he may write; R42: none where he may not edit it."""
        before = self._session.rows.get(module, record_id, scope=None)
        if before is None:
            raise NotFound
        if not self._gate.decide("records.edit", Target(module, record_id))[0].allowed:
            run.untouched.append(self.found(module, record_id).name or _(module.singular))
            return
        writable, so_far = self._modules.writable(module), len(run.change.steps)
        # A box that is not ticked counts as empty: who opted out as a lead has opted out.
        empty = {n: v for n, v in values.items() if n in writable and before.values.get(n) in (None, "", 0)}
        if empty:
            self._changing.write(run.change, module, before, empty)
        filled = [replace(step, kind="filled", item_id=run.lead.id) for step in run.change.steps[so_far:]]
        run.change.steps[so_far:] = filled

    def _mark(self, run: Run) -> None:
        """The lead says what became of it, in its fields and in the Timeline; so does the contact (I27)."""
        lead, change = run.lead, run.change
        held = self._entering.stored(run.leads, self._outcome(run.leads, run.made))
        changes = [StoredChange(n, lead.values.get(n), h) for n, h in held.items() if not same(lead.values.get(n), h)]
        self._changing.update(change, run.leads, lead, {c.field: c.after for c in changes})
        change.event(lead.id, "converted", changes, data=[("record", str(run.made[CONTACTS]))])
        change.event(run.made[CONTACTS], "converted", data=[("record", str(lead.id))])
        step = UndoStep(
            "converted",
            run.leads.id,
            lead.id,
            values=tuple((c.field, c.before) for c in changes),
            after=tuple((c.field, c.after) for c in changes),
            version=lead.version + 1,
        )
        change.undo(_("Converted {name}", name=self.name(run.leads, lead) or _(run.leads.singular)), step)

    def _outcome(self, leads: ModuleDef, made: Mapping[str, int]) -> dict[str, Value]:
        values: dict[str, Value] = {"Converted": True, "Converted_Time": self._session.now().replace(microsecond=0)}
        for name, look_up in LOOK_UPS.items():
            if name in made:
                values[look_up] = Link(made[name], name)
        status = leads.field(leads.status_field)
        won = next((choice.api_name for choice in status.choices if choice.won), None) if status is not None else None
        return values | ({status.api_name: won} if status is not None and won is not None else {})

    def found(self, module: ModuleDef, record_id: int) -> Found:
        """A record as the answer names it; without its name where that is hidden from him."""
        stored = self._session.rows.get(module, record_id, scope=None)
        return Found(record_id, module.api_name, self.name(module, stored) if stored is not None else "")

    def name(self, module: ModuleDef, stored: StoredRecord) -> str:
        """A record's name, or nothing where that is hidden from him."""
        return stored.name if self._session.mask(module).shows(module.name_field) else ""
