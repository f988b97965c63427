"""What people enter, field by field, turned into domain values and stored forms; everything wrong is told at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from crm_tui.base.messages import Message, message
from crm_tui.base.text import fold
from crm_tui.domain.computed import derive
from crm_tui.domain.decisions import Decision
from crm_tui.domain.errors import CrmError, Invalid
from crm_tui.domain.fields import FieldDef, FieldKind, Link, UserRef, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.numbers import read_id
from crm_tui.domain.records import ListQuery, Sort
from crm_tui.domain.values import ValueContext, check_record, default_values, parse_value, to_stored
from crm_tui.services.modules import Modules, is_fixed
from crm_tui.services.pickers import Pickers
from crm_tui.services.session import Session
from crm_tui.store.plans import Held

OWNER = "owner_id"


class Entering:
    """Reads entries of one actor: look-ups only from his own scope (AC28), users only who may stand there (O08)."""

    def __init__(self, session: Session, modules: Modules, pickers: Pickers) -> None:
        self._session, self._modules, self._pickers = session, modules, pickers

    def read(
        self, module: ModuleDef, raw: Mapping[str, object], writable: Collection[str] | None = None
    ) -> dict[str, Value]:
        """API name -> value. Invalid holds one message for each field that is unknown, fixed or wrong.

        `writable`: fewer fields than those that he may write, where the form has fewer.
        """
        values: dict[str, Value] = {}
        wrong: dict[str, Message] = {}
        writable = self._modules.writable(module) if writable is None else writable
        for name, entry in raw.items():
            field = module.field(name)
            if field is None or not self._session.mask(module).shows(field.api_name):
                wrong[name] = message("There is no such field.")
            elif field.api_name not in writable:
                wrong[field.api_name] = message("This field cannot be written.")
            else:
                self._read_one(module, field, entry, values, wrong)
        if wrong:
            raise self._invalid(module, wrong)
        return values

    def writable(self, module: ModuleDef) -> frozenset[str]:
        """API names of the fields that he may write."""
        return frozenset(self._modules.writable(module))

    def denial(self, module: ModuleDef, raw: Mapping[str, object]) -> Decision | None:
        """Why he may not write one of these fields, which he only reads (AC08); hidden ones read as none at all."""
        session = self._session
        mask, known = session.mask(module), (module.field(name) for name in raw)
        if any(f is not None and f.api_name in mask.read_only and not is_fixed(f) for f in known):
            return session.policy.field_denial(session.actor, session.module_facts(module))
        return None

    def check(self, module: ModuleDef, values: Mapping[str, Value], *, creating: bool) -> None:
        """Whether a record with these values may stand; Invalid names each field that may not."""
        if wrong := check_record(module, values, creating):
            raise self._invalid(module, wrong)

    def defaults(self, module: ModuleDef) -> dict[str, Value]:
        """What a new record starts with, in fields that its maker may not write too."""
        return default_values(module, self._context())

    def stored(self, module: ModuleDef, values: Mapping[str, Value]) -> dict[str, Held]:
        """API name -> stored form; the owner is left out, he has a place of his own."""
        fields = ((module.by_name[name], value) for name, value in values.items())
        return {f.api_name: self._hold(f, value) for f, value in fields if f.column != OWNER}

    def derived(self, module: ModuleDef, values: Mapping[str, Value], changed: Collection[str]) -> dict[str, Value]:
        """Fields that follow from the changed ones (R04)."""
        digits = self._session.store.info().currency_digits
        return derive(module, values, changed, self._session.now(), digits)

    def _read_one(
        self,
        module: ModuleDef,
        field: FieldDef,
        entry: object,
        values: dict[str, Value],
        wrong: dict[str, Message],
    ) -> None:
        try:
            values[field.api_name] = self._value(module, field, entry)
        except Invalid as error:
            wrong[field.api_name] = error.fields.get(field.api_name, error.text)

    def _value(self, module: ModuleDef, field: FieldDef, entry: object) -> Value:
        if field.kind not in (FieldKind.LOOKUP, FieldKind.PARENT, FieldKind.USER):
            return parse_value(field, entry, self._context())
        if entry is None or (isinstance(entry, str) and not entry.strip()):
            return None
        return self._user(module, field, entry) if field.kind is FieldKind.USER else self._link(field, entry)

    def _context(self) -> ValueContext:
        digits = self._session.store.info().currency_digits
        return ValueContext(self._session.now(), self._session.zone(), digits)

    def _link(self, field: FieldDef, entry: object) -> Link:
        target, record_id = field.target, None
        if isinstance(entry, Link):
            target, record_id = entry.module or target, entry.id
        elif isinstance(entry, int):
            record_id = entry
        elif isinstance(entry, str):
            head, _, tail = entry.rpartition("/")
            if (number := read_id(tail)) is not None:
                target, record_id = head.strip() or target, number
            elif field.target:
                return self._by_name(field, entry)
        found = self._visible(target, record_id) if target and record_id is not None else None
        if found is None or (field.target and found.module != field.target) or self._hangs_itself(field, found):
            raise Invalid(message("There is no such record that you may see."))
        return found

    def _hangs_itself(self, field: FieldDef, found: Link) -> bool:
        """An activity hangs on a record and never on another activity (AC10)."""
        return field.kind is FieldKind.PARENT and self._session.catalog().by_name[found.module].activity

    def _visible(self, module_name: str, record_id: int) -> Link | None:
        try:
            target = self._modules.find(module_name)
        except CrmError:
            return None
        names = self._session.rows.names(target, [record_id], self._session.scope(target))
        return Link(record_id, target.api_name, names[record_id]) if record_id in names else None

    def _by_name(self, field: FieldDef, name: str) -> Link:
        try:
            query = ListQuery(field.target or "", text=name, sort=Sort("Modified_Time", descending=True))
            found = self._pickers.records(query, 20)
        except CrmError:
            found = []  # a module that he may not see holds nothing for him (Q11)
        same = [hit for hit in found if fold(hit.name) == fold(name)]
        if len(same) == 1:
            return Link(same[0].id, same[0].module, same[0].name)
        if same:
            raise Invalid(message("Several records have this name: give the number of one."))
        raise Invalid(message("There is no such record that you may see."))

    def _user(self, module: ModuleDef, field: FieldDef, entry: object) -> UserRef:
        member = self._pickers.member(entry)
        if member is None or not member.active:
            raise Invalid(message("There is no such active user."))
        if field.column != OWNER:
            decision = self._pickers.may_stand_in(module, member)
            if not decision.allowed:
                raise Invalid(decision.because)
        return member

    def _hold(self, field: FieldDef, value: Value) -> Held:
        if isinstance(value, tuple):
            return tuple(choice.id for name in value if (choice := field.choice(name)))
        return to_stored(field, value, self._session.store.info().currency_digits)

    def _invalid(self, module: ModuleDef, wrong: Mapping[str, Message]) -> Invalid:
        return Invalid(message("{module} was not saved.", module=module.singular), wrong)
