"""Unique fields: no two living records of a module hold the same value."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import message
from crm_tui.domain.criteria.parser import parse
from crm_tui.domain.criteria.tokens import quoted
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.errors import Conflict, Invalid
from crm_tui.domain.fields import Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.store.plans import ListPlan, StoredRecord


def refuse_duplicates(session: Session, module: ModuleDef, values: Mapping[str, Value], but: int = 0) -> None:
    """Invalid where another record holds the value of a unique field; it does not say which, for he may not see it."""
    if names := taken(session, module, values, but):
        wrong = dict.fromkeys(names, message("Another record has this value already."))
        raise Invalid(message("{module} was not saved.", module=module.singular), wrong)


def refuse_taken(session: Session, reading: Reading, module: ModuleDef, stored: StoredRecord) -> None:
    """Conflict where a record that comes back from the bin holds a value that another one was given meanwhile."""
    fields = (f for f in module.fields if f.unique and stored.values.get(f.api_name) not in (None, ""))
    values = {f.api_name: reading.value(f, stored.values[f.api_name], {}) for f in fields}
    if names := taken(session, module, values, stored.id):
        fields_in_words = ", ".join(module.by_name[name].label for name in names)
        raise Conflict(message("Another record has this value of {field} meanwhile.", field=fields_in_words))


def taken(session: Session, module: ModuleDef, values: Mapping[str, Value], but: int) -> list[str]:
    """API names of unique fields whose value another living record holds."""
    unique = (f for f in module.fields if f.unique and values.get(f.api_name) not in (None, ""))
    return [f.api_name for f in unique if _held(session, module, f.api_name, values[f.api_name], but)]


def _held(session: Session, module: ModuleDef, field: str, value: Value, but: int) -> bool:
    plan = ListPlan(
        module=module,
        scope=RowScope(everything=True),
        criteria=parse(f"{field} = {quoted(str(value))}", module),
        user_id=session.actor.user_id,
        now=session.now(),
    )
    return any(row.id != but for row in session.rows.page(plan, limit=2))
