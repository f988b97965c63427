"""What pickers offer: records of the actor's own scope, users who may stand there (AC28, O07, O08, M40)."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.base.messages import message
from crm_tui.base.text import fold
from crm_tui.domain.decisions import Decision
from crm_tui.domain.errors import CrmError, Invalid
from crm_tui.domain.fields import FieldDef, FieldKind, UserRef
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.numbers import read_id
from crm_tui.domain.records import Found, ListQuery, Sort
from crm_tui.domain.users import UserState
from crm_tui.policy.facts import ModuleFacts, RecordFacts
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session
from crm_tui.store.plans import ListPlan

Parent = tuple[ModuleFacts, RecordFacts]
"""What an activity hangs on, as the rules see it."""


class Pickers:
    """Finds records and users for look-ups, owners and user fields."""

    def __init__(self, session: Session, modules: Modules) -> None:
        self._session, self._modules = session, modules

    def choices(self, module_name: str, field_name: str, text: str, limit: int = 20) -> list[Found]:
        """Records that a look-up may point to, by their words; a parent look-up searches all modules he sees.

        Look-ups of requests too: what they offer is of the requester's own scope (Q11).
        """
        module = self._modules.reached(module_name)
        field = module.field(field_name)
        if field is None or not self._session.mask(module).shows(field.api_name):
            return []
        targets = [field.target] if field.target else [m.api_name for m in self._parents(field)]
        found: list[Found] = []
        for target in targets:
            try:
                found += self.records(ListQuery(target, text=text), limit - len(found))
            except CrmError:
                continue  # a module that he may not see offers nothing
            if len(found) >= limit:
                break
        return found

    def records(self, query: ListQuery, limit: int) -> list[Found]:
        """Records of one module by their words, in the actor's scope, newest first."""
        session = self._session
        module = self._modules.find(query.module)
        plan = ListPlan(
            module=module,
            scope=session.scope(module),
            text=query.text,
            hidden=session.mask(module).hidden,
            sort=query.sort or Sort("Modified_Time", descending=True),
            columns=() if module.name_field in session.mask(module).hidden else (module.by_name[module.name_field],),
            user_id=session.actor.user_id,
            now=session.now().astimezone(session.zone()),
        )
        rows = session.rows.page(plan, limit=limit)
        return [Found(row.id, module.api_name, str((row.values or ("",))[0] or "")) for row in rows]

    def member(self, entry: object) -> UserRef | None:
        """A user of this organisation by login, name, id or value; by words only one who was not deleted (U43)."""
        members = self._session.store.members()
        if isinstance(entry, UserRef):
            entry = entry.id
        if isinstance(entry, int):
            return self._session.user(entry) if entry in members else None
        wanted, login = fold(str(entry).strip()), str(entry).strip().casefold()
        living = [m for m in members.values() if m.state is not UserState.DELETED]
        same = [m.id for m in living if m.login == login] or [m.id for m in living if fold(m.name) == wanted]
        return self._session.user(same[0]) if len(same) == 1 else None

    def owners(self, module_name: str, text: str = "", limit: int = 20, *, parent: str = "") -> list[UserRef]:
        """Active users who may own records of a module (O07, M40).

        `parent`: of activities, the record that they hang on, as `Claims/5`; it decides with them (AC10).
        """
        module = self._modules.find(module_name)
        above = self._parent(parent)
        return [user for user in self._active(text) if self.may_own(module, user, above).allowed][:limit]

    def users(self, module_name: str, field_name: str, text: str = "", limit: int = 20) -> list[UserRef]:
        """Active users who may be the value of a user field (O08, M14)."""
        module = self._modules.find(module_name)
        field = module.field(field_name)
        if field is None or field.kind is not FieldKind.USER or not self._session.mask(module).shows(field.api_name):
            return []
        if field.column == "owner_id":
            return self.owners(module_name, text, limit)
        return [user for user in self._active(text) if self.may_stand_in(module, user).allowed][:limit]

    def everybody(self, module_name: str, text: str = "", limit: int = 20) -> list[UserRef]:
        """Active users who see a module: those to whom a record may be shared."""
        module = self._modules.find(module_name)
        return [user for user in self._active(text) if self.may_see(module, user)][:limit]

    def may_own(self, module: ModuleDef, user: UserRef, parent: Parent | None = None) -> Decision:
        """Whether a user may own records of a module; of activities, those that hang on `parent`."""
        return self._about(user, "records.own", module, parent)

    def may_stand_in(self, module: ModuleDef, user: UserRef) -> Decision:
        """Whether a user may be the value of a user field."""
        return self._about(user, "records.in_user_field", module)

    def may_see(self, module: ModuleDef, user: UserRef) -> bool:
        """Whether a user sees a module at all."""
        return self._about(user, "module.see", module).allowed

    def _about(self, user: UserRef, action: str, module: ModuleDef, parent: Parent | None = None) -> Decision:
        session = self._session
        actor = session.other(user.login)
        if actor is None:
            raise LookupError(user.login)
        facts = None if action == "module.see" else RecordFacts(owner_id=actor.user_id, parent=parent)
        decision = session.policy.decide(actor, action, session.module_facts(module), facts)
        return replace(decision, found=True)  # it is the asker who reads it, and he sees the module

    def _parent(self, entry: str) -> Parent | None:
        name, _, text = entry.rpartition("/")
        number = read_id(text)
        if not name or number is None:
            return None
        module = self._modules.find(name)
        if not self._session.rows.names(module, [number], self._session.scope(module)):
            return None
        stored = self._session.rows.facts(module, number, self._session.actor.user_id)
        return (self._session.module_facts(module), stored[0]) if stored else None

    def _active(self, text: str) -> list[UserRef]:
        words = fold(text).split()
        members = (m for m in self._session.store.members().values() if m.state == UserState.ACTIVE)
        hits = (m for m in members if all(word in fold(f"{m.name} {m.login}") for word in words))
        return [self._session.user(m.id) for m in sorted(hits, key=lambda m: fold(m.name))]

    def _parents(self, field: FieldDef) -> list[ModuleDef]:
        if field.kind is not FieldKind.PARENT:
            return []
        return [module for module in self._modules.visible() if not module.activity]


def asked_for(pickers: Pickers, login: str) -> int | None:
    """The id of the user whom a filter names; None where it names nobody, Invalid where there is no such user."""
    if not login:
        return None
    user = pickers.member(login)
    if user is None:
        raise Invalid(message("There is no such user."), {"user": message("{login} is not one.", login=login)})
    return user.id
