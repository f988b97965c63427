"""Unique fields: no two living records of a module hold the same value."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.messages import message
from crm_tui.domain.criteria.parser import parse
from crm_tui.domain.criteria.tokens import quoted
from crm_tui.domain.decisions import RowScope
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.services.session import Session
from crm_tui.store.plans import ListPlan


def refuse_duplicates(session: Session, module: ModuleDef, values: Mapping[str, Value], but: int = 0) -> None:
    """Invalid where another record holds the value of a unique field; it does not say which, for he may not see it."""
    for field in module.fields:
        value = values.get(field.api_name)
        if not field.unique or value in (None, ""):
            continue
        plan = ListPlan(
            module=module,
            scope=RowScope(everything=True),
            criteria=parse(f"{field.api_name} = {quoted(str(value))}", module),
            user_id=session.actor.user_id,
            now=session.now(),
        )
        if any(row.id != but for row in session.rows.page(plan, limit=2)):
            taken = message("Another record has this value already.")
            raise Invalid(message("{module} was not saved.", module=module.singular), {field.api_name: taken})
