"""Lead conversion (7.4)."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from crm_tui.domain.fields import FieldDef, FieldKind, Value
from crm_tui.domain.records import Done, Found

LEADS, ACCOUNTS, CONTACTS, DEALS = "Leads", "Accounts", "Contacts", "Deals"
LOOK_UPS = {ACCOUNTS: "Converted_Account", CONTACTS: "Converted_Contact", DEALS: "Converted_Deal"}
"""Module -> the lead's field that leads to what it became there."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a lead would become. `account` is None where it has no company (R40). `accounts`, `contacts`: existing
    ones that look like it, of those that the asker sees. `version`: of the lead as it was read."""

    name: str
    version: int
    contact: Mapping[str, Value]
    account: Mapping[str, Value] | None = None
    deal: Mapping[str, Value] = field(default_factory=dict)
    accounts: tuple[Found, ...] = ()
    contacts: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class Converted:
    """What a lead became; `untouched`: records that were merged into and may not be edited by him (R42)."""

    done: Done
    contact: Found
    account: Found | None = None
    deal: Found | None = None
    untouched: tuple[str, ...] = ()


@cache
def mapping() -> Mapping[str, Mapping[str, str]]:
    """Module -> field of the lead -> field of the new record, by API names (the table of 7.4)."""
    text = (files("crm_tui.domain.data") / "conversion.toml").read_text(encoding="utf-8")
    found: Mapping[str, Mapping[str, str]] = tomllib.loads(text)
    return found


def holds(field: FieldDef, source: FieldDef, value: Value) -> bool:
    """Whether a field can take what a field of the lead holds: the same kind, a choice that it has, the length."""
    if field.kind is not source.kind:
        return False
    if field.kind is FieldKind.PICKLIST:
        return isinstance(value, str) and field.choice(value) is not None
    return not (isinstance(value, str) and field.length is not None and len(value) > field.length)
