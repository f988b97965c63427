"""Carrying out a conversion, inside an act that the gate has let through (R40-R44)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from crm_tui.base.messages import _
from crm_tui.domain.conversion import ACCOUNTS, CONTACTS, DEALS
from crm_tui.domain.errors import NotFound
from crm_tui.domain.fields import Link, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Found
from crm_tui.services.changing import Changing, same
from crm_tui.services.conversion_plan import ACCOUNT, Part, Plan
from crm_tui.services.entering import Entering
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.making import Making
from crm_tui.services.modules import Modules
from crm_tui.services.moving import Moving
from crm_tui.services.pickers import Pickers
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.services.telling import Telling
from crm_tui.store.events import StoredChange
from crm_tui.store.plans import StoredRecord
from crm_tui.store.undo_log import UndoStep


class ConversionAct:
    """Makes and fills what a lead becomes. `untouched` gathers the names of records that he may not edit (R42)."""

    def __init__(
        self, session: Session, gate: Gate, modules: Modules, reading: Reading, entering: Entering, pickers: Pickers
    ) -> None:
        self._session, self._gate, self._modules, self._entering = session, gate, modules, entering
        self._changing, self._moving = Changing(session, reading, entering), Moving(session)
        self._making, self._telling = Making(session, gate, entering, pickers), Telling(session)

    def carry_out(
        self, change: Change, leads: ModuleDef, lead: StoredRecord, plan: Plan, untouched: list[str]
    ) -> dict[str, int]:
        """Make what is new, fill what is there, move what hangs on the lead, mark it; module -> record id."""
        links: dict[str, Value] = {}
        made: dict[str, int] = {}
        if plan.account is not None:
            made[ACCOUNTS] = self._make(change, lead, plan, plan.account, {}, untouched)
            links[ACCOUNT] = Link(made[ACCOUNTS], ACCOUNTS)
        made[CONTACTS] = self._make(change, lead, plan, plan.contact, links, untouched)
        if plan.deal is not None:
            links["Contact_Name"] = Link(made[CONTACTS], CONTACTS)
            made[DEALS] = self._make(change, lead, plan, plan.deal, links, untouched)
        change.steps.append(self._moving.along(change, (leads, lead.id), (plan.contact.module, made[CONTACTS])))
        change.detail = " ".join(f"{name}/{record_id}" for name, record_id in made.items())
        self._mark(change, leads, lead, made)
        return made

    def _make(
        self,
        change: Change,
        lead: StoredRecord,
        plan: Plan,
        part: Part,
        links: Mapping[str, Value],
        untouched: list[str],
    ) -> int:
        """One of the records; for a new one, the step that takes it back."""
        module, values = part.module, {**part.values, **links}
        if part.existing is not None:
            self._fill(change, lead, Part(module, values, part.existing), untouched)
            return part.existing
        values = {**self._entering.defaults(module), **values}
        self._entering.check(module, values, creating=True)
        marks = [("record", str(lead.id))]
        record_id, _name = self._making.put(change, module, values, plan.owner.id, marks=marks)
        if module.api_name == CONTACTS:
            self._telling.owner(change, module, record_id, plan.owner.id)
        change.steps.append(UndoStep("made", module.id, record_id, version=1, item_id=lead.id))
        return record_id

    def _fill(self, change: Change, lead: StoredRecord, part: Part, untouched: list[str]) -> None:
        """Write into the empty fields of an existing record that he may write; R42: none where he may not edit it."""
        module, record_id = part.module, part.existing or 0
        before = self._session.rows.get(module, record_id, scope=None)
        if before is None:
            raise NotFound
        if not self._gate.decide("records.edit", Target(module, record_id))[0].allowed:
            untouched.append(self.found(module, record_id).name or _(module.singular))
            return
        writable, so_far = self._modules.writable(module), len(change.steps)
        # A box that is not ticked counts as empty: who opted out as a lead has opted out.
        empty = {n: v for n, v in part.values.items() if n in writable and before.values.get(n) in (None, "", 0)}
        if empty:
            self._changing.write(change, module, before, empty)
        filled = [replace(step, kind="filled", item_id=lead.id) for step in change.steps[so_far:]]
        change.steps[so_far:] = filled

    def _mark(self, change: Change, leads: ModuleDef, lead: StoredRecord, made: Mapping[str, int]) -> None:
        """The lead says what became of it, in its fields and in the Timeline; so does the contact (I27)."""
        held = self._entering.stored(leads, self._outcome(leads, made))
        changes = [StoredChange(n, lead.values.get(n), h) for n, h in held.items() if not same(lead.values.get(n), h)]
        self._changing.update(change, leads, lead, {c.field: c.after for c in changes})
        change.event(lead.id, "converted", changes, data=[("record", str(made[CONTACTS]))])
        change.event(made[CONTACTS], "converted", data=[("record", str(lead.id))])
        step = UndoStep(
            "converted",
            leads.id,
            lead.id,
            values=tuple((c.field, c.before) for c in changes),
            after=tuple((c.field, c.after) for c in changes),
            version=lead.version + 1,
        )
        change.undo(_("Converted {name}", name=self.name(leads, lead) or _(leads.singular)), step)

    def _outcome(self, leads: ModuleDef, made: Mapping[str, int]) -> dict[str, Value]:
        values: dict[str, Value] = {"Converted": True, "Converted_Time": self._session.now().replace(microsecond=0)}
        for name, field in ((ACCOUNTS, "Account"), (CONTACTS, "Contact"), (DEALS, "Deal")):
            if name in made:
                values[f"Converted_{field}"] = Link(made[name], name)
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
