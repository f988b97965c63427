"""What a conversion is going to make, resolved and asked about before anything is written (R40, R42, R43)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm_tui.base.messages import message
from crm_tui.domain.conversion import ACCOUNTS, CONTACTS, DEALS, LEADS
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.fields import UserRef, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.services.entering import Entering
from crm_tui.services.gate import Gate, Target
from crm_tui.services.lead_values import LeadValues
from crm_tui.services.modules import Modules
from crm_tui.services.pickers import Pickers
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.store.plans import StoredRecord

STAGE, ACCOUNT = "Stage", "Account_Name"
"""A deal's stage; the name of an account, and the look-up to it in contacts and deals."""


@dataclass(frozen=True, slots=True)
class Part:
    """A record of the conversion: an existing one by its id, or a new one. `values`: what the lead brings."""

    module: ModuleDef
    values: Mapping[str, Value]
    existing: int | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a lead becomes. `account`: None where there is none. `owner`: of all that is new."""

    owner: UserRef
    contact: Part
    account: Part | None = None
    deal: Part | None = None


class Planning:
    """Makes plans for one actor; refusals are those of the gate, with their audit row."""

    def __init__(
        self, session: Session, gate: Gate, modules: Modules, reading: Reading, entering: Entering, pickers: Pickers
    ) -> None:
        self._session, self._gate, self._modules = session, gate, modules
        self._reading, self._entering, self._pickers = reading, entering, pickers
        self._values = LeadValues(session, reading)

    def plan(
        self, lead: StoredRecord, account: int | None, contact: int | None, deal: Mapping[str, object] | None
    ) -> Plan:
        """Resolve what is asked for. Forbidden where one of the records may not be made; NotFound for an existing
        one that he does not see; Invalid for a deal without stage or account."""
        owner = self._values.owner(lead)
        person = self._part(CONTACTS, lead, contact)
        company = self._company(lead, account, person)
        wanted = self._module(DEALS) if deal is not None else None
        for module in [part.module for part in (company, person) if part and part.existing is None]:
            self._may_make(module, owner)
        if wanted is None or deal is None:
            return Plan(owner, person, company)
        self._may_make(wanted, owner)
        return Plan(owner, person, company, Part(wanted, self._deal(lead, wanted, deal, company)))

    def _part(self, name: str, lead: StoredRecord, existing: int | None) -> Part:
        module = self._module(name)
        if existing is not None:
            self._gate.see(Target(module, existing))
        return Part(module, self._values.of(self._module(LEADS), lead, module), existing)

    def _company(self, lead: StoredRecord, account: int | None, person: Part) -> Part | None:
        """R40: the account that is named, or the one that the existing contact has, or one made of Company."""
        if account is None and person.existing is not None:
            account = self._account_of(person.module, person.existing)
        part = self._part(ACCOUNTS, lead, account)
        return part if account is not None or part.values.get(ACCOUNT) else None

    def _account_of(self, module: ModuleDef, contact_id: int) -> int | None:
        """The account of a contact, where the actor sees it (AC28)."""
        stored = self._session.rows.get(module, contact_id, scope=None)
        if stored is None:
            raise NotFound
        held = stored.values.get(ACCOUNT)
        if not isinstance(held, int) or not self._session.mask(module).shows(ACCOUNT):
            return None
        return held if held in self._reading.links([held]) else None

    def _may_make(self, module: ModuleDef, owner: UserRef) -> None:
        """Whether he may make one, and whether the lead's owner may own it: asked before anything is written.

        `records.change_owner` is not asked: the owner of a lead owns what it becomes (7.4).
        """
        self._gate.insist("records.create", Target(module))
        self._gate.insist("records.own", Target(module), self._pickers.may_own(module, owner))

    def _deal(
        self, lead: StoredRecord, module: ModuleDef, entries: Mapping[str, object], company: Part | None
    ) -> dict[str, Value]:
        entered = self._entering.read(module, entries)
        wrong = {}
        if not entered.get(STAGE):
            wrong[STAGE] = message("This must be filled in.")  # R40: the default does not count
        if company is None:
            wrong[ACCOUNT] = message("A deal needs an account, and no account comes of this lead.")  # R43
        if wrong:
            raise Invalid(message("{module} was not saved.", module=module.singular), wrong)
        entered.pop("Owner", None)
        carried = self._values.of(self._module(LEADS), lead, module)
        return {**self._entering.defaults(module), **carried, **entered}

    def _module(self, name: str) -> ModuleDef:
        return self._modules.named(name)
