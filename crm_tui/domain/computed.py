"""Fields that the program fills in itself from others: full names, expected revenue, totals, closing times."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Mapping
from decimal import Decimal

from crm_tui.base.text import person_name
from crm_tui.domain.fields import Choice, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.money import rounded

ENTERED_TOO = frozenset({"Probability"})
"""Fields that follow from others unless people enter them."""

_SOURCES: dict[str, tuple[str, ...]] = {
    "Full_Name": ("First_Name", "Last_Name"),
    "Expected_Revenue": ("Amount", "Stage"),
    "Grand_Total": ("Sub_Total", "Discount", "Tax", "Adjustment"),
    "Closed_Time": ("Status",),
}


def sources_of(module: ModuleDef, field: str) -> tuple[str, ...]:
    """API names of the fields that a computed one is made of: hidden sources hide it too (AC29)."""
    found = module.field(field)
    return _SOURCES.get(found.api_name, ()) if found is not None and found.computed else ()


def computed_from(module: ModuleDef) -> dict[str, tuple[str, ...]]:
    """The computed fields of a module, by API name, with what each is made of."""
    found = {field.api_name: sources_of(module, field.api_name) for field in module.fields}
    return {name: sources for name, sources in found.items() if sources}


def derive(
    module: ModuleDef,
    values: Mapping[str, Value],
    changed: Collection[str],
    now: dt.datetime,
    currency_digits: int = 2,
) -> dict[str, Value]:
    """What follows from a record's values (all of them, as they will be saved) where `changed` fields change.

    Returns only fields that follow from a changed one. A deal's probability follows its stage unless it was
    changed itself; its expected revenue is amount x stage probability (R04).
    """
    derived: dict[str, Value] = {}
    for name, make in _MAKERS.items():
        if sources_of(module, name) and not set(_SOURCES[name]).isdisjoint(changed):
            derived[name] = make(module, values, now, currency_digits)
    return derived | following(module, values, changed)


def following(module: ModuleDef, values: Mapping[str, Value], changed: Collection[str]) -> dict[str, Value]:
    """What of `derive` people enter as well: it follows only where it was not entered itself (R04)."""
    if "Stage" not in changed or "Probability" in changed or module.field("Probability") is None:
        return {}
    return _probability(module, values)


def record_name(module: ModuleDef, values: Mapping[str, Value]) -> str:
    """What people read as a record's name; of persons in the order of their script."""
    if module.person:
        return str(_full_name(module, values))
    return str(values.get(module.name_field) or "")


def _full_name(_module: ModuleDef, values: Mapping[str, Value], *_: object) -> Value:
    first, last = values.get("First_Name"), values.get("Last_Name")
    return person_name(str(first or ""), str(last or ""))


def _expected_revenue(module: ModuleDef, values: Mapping[str, Value], _now: dt.datetime, digits: int) -> Value:
    stage, amount = _choice(module, "Stage", values), values.get("Amount")
    if not isinstance(amount, Decimal) or stage is None or stage.probability is None:
        return None
    return rounded(amount * stage.probability / 100, digits)


def _grand_total(_module: ModuleDef, values: Mapping[str, Value], *_: object) -> Value:
    amounts = {name: values.get(name) for name in _SOURCES["Grand_Total"]}
    if all(amount is None for amount in amounts.values()):
        return None
    known = {name: amount if isinstance(amount, Decimal) else Decimal(0) for name, amount in amounts.items()}
    return known["Sub_Total"] - known["Discount"] + known["Tax"] + known["Adjustment"]


def _closed_time(module: ModuleDef, values: Mapping[str, Value], now: dt.datetime, _digits: int) -> Value:
    status = _choice(module, "Status", values)
    return now.replace(microsecond=0) if status is not None and status.closed else None


def _probability(module: ModuleDef, values: Mapping[str, Value]) -> dict[str, Value]:
    stage = _choice(module, "Stage", values)
    return {} if stage is None or stage.probability is None else {"Probability": Decimal(stage.probability)}


def _choice(module: ModuleDef, field: str, values: Mapping[str, Value]) -> Choice | None:
    found, value = module.field(field), values.get(field)
    return found.choice(value) if found is not None and isinstance(value, str) else None


_MAKERS: dict[str, Callable[[ModuleDef, Mapping[str, Value], dt.datetime, int], Value]] = {
    "Full_Name": _full_name,
    "Expected_Revenue": _expected_revenue,
    "Grand_Total": _grand_total,
    "Closed_Time": _closed_time,
}
