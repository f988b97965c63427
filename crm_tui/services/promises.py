"""Promises: the organisation's own tests of its access (AC57)."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.base.messages import Message, message
from crm_tui.domain.criteria import parse, text_of
from crm_tui.domain.errors import Conflict, Forbidden, Invalid, NotFound
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.promises import Kept, Promise, Subject
from crm_tui.domain.users import UserKind
from crm_tui.policy.actions import ACTIONS
from crm_tui.services.gate import Gate, Target
from crm_tui.services.modules import Modules
from crm_tui.services.named import Named
from crm_tui.services.names import checked_name
from crm_tui.services.promise_check import PromiseCheck
from crm_tui.services.session import Session
from crm_tui.services.standing import read_standing
from crm_tui.store.promise_rows import PromiseRows

MOST = 200
"""Promises of one organisation: all of them are asked at each change of rights."""
TOLD = 3
"""So many people are named for whom a promise does not hold."""


class Promises:
    """The verbs on promises; all need `access.promises`. The gate asks them at each change of rights.

    Their answers are about everybody and all records. So whoever does not see a module, a field or all records of a
    module is neither shown nor asked promises about them: otherwise their criteria would tell what he may not read.
    """

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules = session, gate, modules
        self._rows, self._named = PromiseRows(session.engine), Named(session.store)

    def list(self) -> tuple[Promise, ...]:
        """All promises about what the actor sees, oldest first."""
        self._gate.require("access.promises", Target())
        return tuple(promise for promise in self._rows.all() if self._may_read(promise))

    def save(self, promise: Promise) -> int:
        """A new one where `id` is 0, else the one of this id anew; its id. Invalid: unknown words. Conflict: it does
        not hold now, so that a saved one always held."""
        with self._gate.act("access.promises", Target()) as change:
            change.detail = f"{promise.id or '+'} {promise.action}"
            others = [other for other in self._rows.all() if other.id != promise.id]
            if promise.id:
                self._find(promise.id)
            elif len(others) >= MOST:
                raise Invalid(message("There are {most} promises already.", most=MOST))
            promise = self._checked(promise)
            if any(other.label.casefold() == promise.label.casefold() for other in others):
                raise Invalid(message("There is a promise {promise} already.", promise=promise.label))
            self._must_hold(promise)
            if promise.id:
                self._rows.replace(promise)
                return promise.id
            return self._rows.add(promise, self._session.actor.user_id, change.at)

    def delete(self, promise_id: int) -> None:
        """Remove one."""
        with self._gate.act("access.promises", Target()) as change:
            change.detail = f"{promise_id} -"
            self._find(promise_id)
            self._rows.delete(promise_id)

    def check(self) -> tuple[Kept, ...]:
        """How each stands now, over all present users."""
        promises = self.list()
        check = self._check()
        return tuple(check.of(promise) for promise in promises)

    # Reading what is entered

    def _checked(self, promise: Promise) -> Promise:
        """The promise in API words."""
        problems: dict[str, Message] = {}
        if promise.action not in ACTIONS:
            problems["action"] = message("There is no action {action}.", action=promise.action)
        module = self._module(promise, problems)
        field, criteria = self._field(promise, module, problems), self._criteria(promise, module, problems)
        name = self._subject(promise, problems)
        if problems:
            raise Invalid(message("The promise was not saved."), problems)
        label = checked_name(promise.label, message("A promise"))
        api_name = module.api_name if module else ""
        return replace(promise, label=label, name=name, module=api_name, field=field, criteria=criteria)

    def _module(self, promise: Promise, problems: dict[str, Message]) -> ModuleDef | None:
        action, module = ACTIONS.get(promise.action), None
        if promise.module:
            try:
                module = self._modules.find(promise.module)
            except (NotFound, Forbidden):
                problems["module"] = message("There is no module {module}.", module=promise.module)
        if action is not None and action.module_counts != bool(promise.module):
            needed = message("The action is of a module: name it.")
            problems.setdefault("module", needed if action.module_counts else message("The action is of no module."))
        return module

    def _field(self, promise: Promise, module: ModuleDef | None, problems: dict[str, Message]) -> str:
        if not promise.field:
            return ""
        field = self._modules.shown(module).field(promise.field) if module else None
        if field is None:
            problems["field"] = message("There is no such field.")
            return ""
        return field.api_name

    def _criteria(self, promise: Promise, module: ModuleDef | None, problems: dict[str, Message]) -> str:
        if not promise.criteria.strip():
            return ""
        if module is None or ACTIONS[promise.action].target != "record":
            problems["criteria"] = message("Criteria are of records: name an action on records and a module.")
        elif not self._sees_all(module):
            problems["criteria"] = message("Criteria need sight of all records of the module.")
        else:
            try:
                return text_of(parse(promise.criteria, self._modules.shown(module)))
            except Invalid as error:
                problems["criteria"] = error.text
        return ""

    def _subject(self, promise: Promise, problems: dict[str, Message]) -> str:
        name = promise.name.strip()
        try:
            match promise.subject:
                case Subject.EVERYBODY:
                    return ""
                case Subject.KIND:
                    return UserKind(name).value
                case Subject.PROFILE:
                    return self._named.profile(name).rights.api_name
                case Subject.ROLE:
                    return self._named.role(name).api_name
                case Subject.LOGIN:
                    return self._named.member(name).login
        except (NotFound, ValueError):
            problems["name"] = message("There is no {kind} {name}.", kind=promise.subject.value, name=name)
        return name

    def _must_hold(self, promise: Promise) -> None:
        kept = self._check().of(promise)
        if not kept.holds:
            people = ", ".join(kept.breakers[:TOLD])
            raise Conflict(message("The promise does not hold now: {people}.", people=people))

    # What may be told

    def _find(self, promise_id: int) -> Promise:
        found = next((p for p in self._rows.all() if p.id == promise_id and self._may_read(p)), None)
        if found is None:
            raise NotFound
        return found

    def _may_read(self, promise: Promise) -> bool:
        module = self._session.catalog().find(promise.module) if promise.module else None
        if module is None:
            return True
        if not self._gate.decide("module.see", Target(module))[0].allowed:
            return False
        if promise.field and self._modules.shown(module).field(promise.field) is None:
            return False
        return not promise.criteria or (self._sees_all(module) and self._reads(promise, module))

    def _reads(self, promise: Promise, module: ModuleDef) -> bool:
        """Whether its criteria name no field that is hidden from him; those that no longer fit are shown."""
        try:
            parse(promise.criteria, module)
        except Invalid:
            return True
        try:
            parse(promise.criteria, self._modules.shown(module))
        except Invalid:
            return False
        return True

    def _sees_all(self, module: ModuleDef) -> bool:
        return self._session.scope(module).everything

    def _check(self) -> PromiseCheck:
        session = self._session
        return PromiseCheck(session.store, read_standing(session.store), session.now())
