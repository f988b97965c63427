"""Requests: raise one, follow it, answer it (3.5)."""

from __future__ import annotations

import heapq
from collections.abc import Mapping

from crm_tui.base.messages import _, message
from crm_tui.domain.errors import Conflict, Invalid, NotFound
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.records import Done, Record
from crm_tui.domain.requests import Request, RequestModule, RequestSettings
from crm_tui.policy.facts import RecordFacts
from crm_tui.services.changing import Changing
from crm_tui.services.entering import Entering
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.making import Making
from crm_tui.services.modules import Modules
from crm_tui.services.pickers import Pickers
from crm_tui.services.reading import Reading
from crm_tui.services.records import Records
from crm_tui.services.request_form import form_of, look_up_to
from crm_tui.services.request_owners import RequestOwners
from crm_tui.services.request_rows import RequestRows
from crm_tui.services.session import Session
from crm_tui.store.undo_log import UndoStep


class Requests:
    """The requester's half of requests, and what the team does with them."""

    def __init__(
        self,
        session: Session,
        gate: Gate,
        modules: Modules,
        reading: Reading,
        entering: Entering,
        pickers: Pickers,
        records: Records,
    ) -> None:
        self._session, self._gate, self._modules = session, gate, modules
        self._entering, self._records = entering, records
        self._changing = Changing(session, reading, entering)
        self._making = Making(session, gate, entering, pickers)
        self._owners = RequestOwners(session, pickers)
        self._rows = RequestRows(session, reading)

    # Reading

    def modules(self) -> list[RequestModule]:
        """Where one may raise requests (Q01), with how many of one's own are open there."""
        self._session.refresh()
        open_to_him = [m for m in self._team_modules() if self._allowed("requests.raise", m)]
        return [RequestModule(self._form(module), self._rows.open(module)) for module in open_to_him]

    def mine(self, *, closed: bool = False, module_name: str = "", limit: int = 200) -> list[Request]:
        """One's own requests in all modules, latest change first (Q04, Q06, Q10); closed ones too where wanted.

        NotFound or Forbidden for a named module in which he has no part. `limit`: 1 to 1,000.
        """
        self._session.refresh()
        modules, limit = self._looked_at(module_name), max(1, min(limit, 1000))
        found = (request for module in modules for request in self._rows.mine(module, closed=closed, limit=limit))
        return heapq.nlargest(limit, found, key=lambda request: (request.changed_at, request.id))

    def get(self, module_name: str, record_id: int) -> Request:
        """One request of one's own; an administrator may look at anybody's (M03)."""
        module = self._modules.named(module_name)
        facts = self._gate.require("requests.see_own", Target(module, record_id))
        if facts is None or facts.requester_id is None:
            raise NotFound
        return self._rows.one(module, self._changing.stored(module, record_id), facts)

    def form(self, module_name: str, origin: tuple[str, int] | None = None) -> dict[str, object]:
        """Values that a new request starts with: defaults, and the look-up to the record it is raised from (Q02).

        `origin`: module and id of that record; NotFound where he does not see it. Where the module has no look-up to
        its module, nothing points there.
        """
        module = self._modules.named(module_name)
        self._gate.require("requests.raise", Target(module))
        form = self._form(module)
        defaults = self._entering.defaults(module)
        values: dict[str, object] = {f.api_name: defaults[f.api_name] for f in form.fields if f.api_name in defaults}
        if origin is not None:
            values |= self._pointing(form, *origin)
        return values

    def settings(self, module_name: str) -> RequestSettings:
        """Requester settings of a module, for those who may change them."""
        module = self._modules.named(module_name)
        self._gate.require("requests.configure", Target(module))
        return self._owners.settings(module)

    # The requester's half

    def new(self, module_name: str, entries: Mapping[str, object]) -> Record:
        """Raise a request (Q01): its owner is who has the next turn (Q05), its look-ups of one's own scope (Q11).

        Invalid tells field by field what is wrong.
        """
        module = self._modules.named(module_name)
        self._gate.insist("requests.raise", Target(module))
        form = self._form(module)
        entered = self._entering.read(module, entries, {f.api_name for f in form.fields})
        values = {**self._entering.defaults(module), **entered}
        self._entering.check(form, values, creating=True)
        me = self._session.actor.user_id
        with self._gate.act("requests.raise", Target(module)) as change:
            owner = self._owners.next(module)
            record_id, name = self._making.put(change, module, values, owner.id, requester_id=me)
            change.notify(owner.id, NoticeKind.REQUEST_NEW, record_id, module_id=module.id)
            change.undo(_("Raised {name}", name=name), UndoStep("requested", module.id, record_id, version=1))
        return self._records.get(module.api_name, record_id)

    def edit(
        self, module_name: str, record_id: int, entries: Mapping[str, object], version: int | None = None
    ) -> Record:
        """Change one's own request until the team has taken it up (Q07, Q09)."""
        module = self._modules.named(module_name)
        with self._gate.act("requests.edit", Target(module, record_id)) as change:
            self._must_be_mine(change, module, record_id)
            self._changing.enter(change, module, record_id, entries, version)
        return self._records.get(module.api_name, record_id)

    def withdraw(self, module_name: str, record_id: int) -> Done:
        """Take one's own request back: to the bin (Q07, Q09). Only who may restore records can undo it (M13)."""
        module = self._modules.named(module_name)
        with self._gate.act("requests.withdraw", Target(module, record_id)) as change:
            self._must_be_mine(change, module, record_id)
            stored = self._changing.stored(module, record_id)
            along = self._session.rows.children(record_id)
            self._session.rows.delete([record_id, *along], self._session.actor.user_id, change.at, record_id)
            for gone in (record_id, *along):
                change.event(gone, "deleted")
            title = _("Withdrew {name}", name=self._shown_name(module, stored.name))
            change.undo(title, *self._changing.back_from_bin(change, module, stored))
        return Done(title, change.undo_id, record_id)

    # The team's half

    def accept(self, module_name: str, record_id: int) -> Done:
        """Take a request up (Q08); Invalid where there is none, where it is one's own, or taken up already."""
        module = self._modules.named(module_name)
        with self._gate.act("requests.accept", Target(module, record_id)) as change:
            facts = self._held(change, module, record_id)
            self._refuse_acceptance(facts)
            stored = self._changing.stored(module, record_id)
            change.event(record_id, "accepted")
            title = _("Accepted {name}", name=self._shown_name(module, stored.name))
            change.undo(title, UndoStep("accepted", module.id, record_id, version=stored.version))
        return Done(title, change.undo_id, record_id)

    def release(self, step: UndoStep) -> None:
        """Undo of an acceptance: the request is its requester's again, unless somebody else of the team went on."""
        module = self._session.catalog().by_id[step.module_id]
        with self._gate.act("requests.accept", Target(module, step.record_id)) as change:
            change.takes_back = step
            stored = self._changing.stored(module, step.record_id)
            change.event(step.record_id, "released")
            back = UndoStep("released", module.id, step.record_id, version=stored.version)
            change.undo(_("Acceptance of {name} taken back", name=stored.name), back)

    def configure(self, module_name: str, settings: RequestSettings) -> None:
        """Change requester settings (Q05, Q09); empty ones are none. Invalid names the login that cannot own."""
        module = self._modules.named(module_name)
        with self._gate.act("requests.configure", Target(module)) as change:
            change.detail = " ".join((*settings.owners, "on" if settings.edit_after_acceptance else "off"))
            self._owners.keep(module, settings)

    # How it is done

    def _team_modules(self) -> list[ModuleDef]:
        return [module for module in self._session.catalog().modules if module.is_team]

    def _looked_at(self, module_name: str) -> list[ModuleDef]:
        if not module_name:
            return [module for module in self._team_modules() if self._allowed("requests.see_own", module)]
        module = self._modules.named(module_name)
        self._gate.require("requests.see_own", Target(module))
        return [module]

    def _allowed(self, action: str, module: ModuleDef) -> bool:
        return self._gate.decide(action, Target(module))[0].allowed

    def _form(self, module: ModuleDef) -> ModuleDef:
        return form_of(module, self._modules.writable(module))

    def _pointing(self, form: ModuleDef, module_name: str, record_id: int) -> dict[str, object]:
        origin = self._modules.named(module_name)
        self._gate.see(Target(origin, record_id))
        field = look_up_to(form, origin)
        return {field.api_name: self._rows.link(record_id)} if field else {}

    def _must_be_mine(self, change: Change, module: ModuleDef, record_id: int) -> None:
        facts = self._held(change, module, record_id)
        if facts.requester_id != self._session.actor.user_id:
            raise Invalid(message("This is no request of yours."))

    def _held(self, change: Change, module: ModuleDef, record_id: int) -> RecordFacts:
        """The facts that the gate decided on, and which stay so: on PostgreSQL two may have been let in at once."""
        self._session.rows.hold(module, record_id)
        known = self._session.rows.facts(module, record_id, self._session.actor.user_id)
        if known is None or known[0] != change.facts:
            raise Conflict(message("Somebody else changed this record at the same moment."))
        return known[0]

    def _refuse_acceptance(self, facts: RecordFacts) -> None:
        if facts.requester_id is None:
            raise Invalid(message("This record is no request."))
        if facts.requester_id == self._session.actor.user_id:
            raise Invalid(message("Your own request is taken up by somebody else of the team."))  # Q07
        if facts.handled:
            raise Invalid(message("The team has taken this request up already."))

    def _shown_name(self, module: ModuleDef, name: str) -> str:
        return name if self._session.mask(module).shows(module.name_field) else module.singular
