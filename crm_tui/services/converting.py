"""A lead becomes an account, a contact and perhaps a deal (7.4)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crm_tui.base.messages import _, message
from crm_tui.domain.computed import record_name
from crm_tui.domain.conversion import ACCOUNTS, CONTACTS, DEALS, LEADS, Conversion, Converted
from crm_tui.domain.errors import Conflict, CrmError, NotFound
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Done, Found
from crm_tui.services.changing import Changing
from crm_tui.services.conversion_act import ConversionAct, Run
from crm_tui.services.conversion_plan import ACCOUNT, Planning
from crm_tui.services.entering import Entering
from crm_tui.services.gate import Gate, Target
from crm_tui.services.lead_values import LeadValues
from crm_tui.services.modules import Modules
from crm_tui.services.pickers import Pickers
from crm_tui.services.reading import Reading
from crm_tui.services.search import Search
from crm_tui.services.session import Session
from crm_tui.store.plans import StoredRecord

CONVERT = "records.convert"
ALIKE = 5
"""Existing records that are offered."""


class Converting:
    """Lead conversion."""

    def __init__(
        self,
        session: Session,
        gate: Gate,
        modules: Modules,
        reading: Reading,
        entering: Entering,
        pickers: Pickers,
        search: Search,
    ) -> None:
        self._session, self._gate, self._modules = session, gate, modules
        self._search, self._values = search, LeadValues(session, reading)
        self._changing = Changing(session, reading, entering)
        self._planning = Planning(session, gate, modules, reading, entering, pickers)
        self._act = ConversionAct(session, gate, modules, reading, entering, pickers)

    def proposal(self, record_id: int) -> Conversion:
        """What conversion would make of a lead, and existing accounts and contacts of the same name or address.

        Of fields that he sees alone. Conflict where the lead was converted before.
        """
        leads = self._modules.named(LEADS)
        self._gate.see(Target(leads, record_id))
        self._gate.require(CONVERT, Target(leads, record_id))
        lead = self._unconverted(leads, record_id)
        owner = self._values.owner(lead)
        contact, account, deal = (
            {**self._values.shown(leads, lead, self._modules.named(name)), "Owner": owner}
            for name in (CONTACTS, ACCOUNTS, DEALS)
        )
        company, address = str(account.get(ACCOUNT) or ""), str(contact.get("Email") or "")
        name = record_name(leads, contact)
        return Conversion(
            name=name,
            version=lead.version,
            contact=contact,
            account=account if company else None,
            deal={"Deal_Name": company, **deal} if company else deal,
            accounts=self._alike(ACCOUNTS, (company,)),
            contacts=self._alike(CONTACTS, (address, name)),
        )

    def convert(
        self,
        record_id: int,
        *,
        account: int | None = None,
        contact: int | None = None,
        deal: Mapping[str, object] | None = None,
        version: int | None = None,
    ) -> Converted:
        """Convert a lead, into an existing account or contact where named (R40-R44); undone as one act (R41).

        `deal`: API name -> value as people enter it, with a stage at least; None for no deal. An existing contact
        whose account he sees keeps it, and no account is made. Existing records are filled where they are empty and
        never overwritten. Forbidden where a record may not be made, Conflict for a lead that was converted or changed
        since `version`, Invalid field by field; then nothing is written.
        """
        leads = self._modules.named(LEADS)
        target = Target(leads, record_id)
        self._gate.insist(CONVERT, target)
        lead = self._unconverted(leads, record_id)
        self._changing.merging.refuse_stale(leads, lead, version)
        plan = self._planning.plan(lead, account, contact, deal)
        with self._gate.act(CONVERT, target) as change:
            if self._lead(leads, record_id).version != lead.version:
                raise Conflict(message("Somebody else changed this record at the same moment."))
            run = Run(change, leads, lead, plan)
            self._act.carry_out(run)
        found = {name: self._act.found(self._modules.named(name), made) for name, made in run.made.items()}
        done = Done(self._words(change.title, run.untouched), change.undo_id, record_id)
        return Converted(done, found[CONTACTS], found.get(ACCOUNTS), found.get(DEALS), tuple(run.untouched))

    def _lead(self, leads: ModuleDef, record_id: int) -> StoredRecord:
        stored = self._session.rows.get(leads, record_id, scope=None)
        if stored is None:
            raise NotFound
        return stored

    def _unconverted(self, leads: ModuleDef, record_id: int) -> StoredRecord:
        lead = self._lead(leads, record_id)
        if lead.values.get("Converted"):
            raise Conflict(message("This lead was converted before."))
        return lead

    def _alike(self, module_name: str, texts: Sequence[str]) -> tuple[Found, ...]:
        """Records that he sees of this name or address, at most `ALIKE`; none of a module that he does not see."""
        found: dict[int, Found] = {}
        try:
            for text in texts:
                found |= {hit.id: hit for hit in self._search.find(text, ALIKE, module_name) if hit.id not in found}
        except CrmError:
            return ()
        return tuple(found.values())[:ALIKE]

    def _words(self, title: str, untouched: Sequence[str]) -> str:
        """What was done, and R42: what stays as it is."""
        stays = [_("{name} stays as it is: you may not edit it", name=name) for name in untouched]
        return " · ".join([title, *stays])
