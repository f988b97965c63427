"""Domain values to the forms in which they are stored and told to other programs, and back."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from crm_tui.base.clock import epoch, from_epoch
from crm_tui.domain.fields import FieldDef, FieldKind, Link, Stored, UserRef, Value
from crm_tui.domain.money import from_minor, to_minor

NOT_VISIBLE_TEXT = "(not visible)"
"""AC28: what a look-up reads to whoever may not see its record; the same in every language of `--json`."""

JsonValue = None | str | int | float | bool | list[str] | dict[str, str | int]


def to_stored(field: FieldDef, value: Value, currency_digits: int = 2) -> Stored:
    """The stored form of one value, as `FieldKind` says it.

    Raises TypeError where the value is not of the field's kind, and for multi-select pick-lists, which are not
    stored in a column; KeyError where a pick-list has no such choice.
    """
    match value:
        case None | "" | ():
            return None
        case bool():
            return int(value)
        case Link() | UserRef():
            return value.id
        case dt.datetime():
            return epoch(value)
        case dt.date():
            return value.isoformat()
        case int() | Decimal():
            return _stored_number(field, value, currency_digits)
        case str():
            return _choice_id(field, value) if field.kind is FieldKind.PICKLIST else value
        case _:
            raise TypeError(f"{field.api_name} of kind {field.kind} has no stored form for {value!r}")


def _stored_number(field: FieldDef, value: int | Decimal, currency_digits: int) -> Stored:
    match field.kind:
        case FieldKind.INTEGER:
            return int(value)
        case FieldKind.CURRENCY:
            return to_minor(Decimal(value), currency_digits)
        case FieldKind.DECIMAL | FieldKind.PERCENT:
            return float(value)
        case FieldKind.LOOKUP | FieldKind.PARENT | FieldKind.USER:
            return int(value)
        case _:
            raise TypeError(f"{field.api_name} of kind {field.kind} holds no number")


def _choice_id(field: FieldDef, api_name: str) -> int:
    choice = field.choice(api_name)
    if choice is None:
        raise KeyError(api_name)
    return choice.id


def from_stored(field: FieldDef, stored: Stored, currency_digits: int = 2) -> Value:
    """The domain value of a stored form. Look-ups and users get an id alone; services add their names."""
    if field.kind is FieldKind.CHECKBOX:
        return bool(stored)
    if stored is None:
        return None
    match field.kind:
        case FieldKind.INTEGER:
            return int(stored)
        case FieldKind.CURRENCY:
            return from_minor(int(stored), currency_digits)
        case FieldKind.DECIMAL | FieldKind.PERCENT:
            return Decimal(repr(float(stored)))
        case FieldKind.DATE:
            return dt.date.fromisoformat(str(stored))
        case FieldKind.DATETIME:
            return from_epoch(int(stored))
        case FieldKind.PICKLIST:
            return next((choice.api_name for choice in field.choices if choice.id == stored), None)
        case FieldKind.LOOKUP | FieldKind.PARENT:
            return Link(int(stored), field.target or "")
        case FieldKind.USER:
            return UserRef(int(stored), "", "")
        case _:
            return str(stored)


def json_value(value: Value) -> JsonValue:
    """A value as JSON says it: numbers as numbers, dates in ISO, moments in UTC, links and users as objects."""
    match value:
        case Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
        case dt.date():
            return value.isoformat()
        case tuple():
            return list(value)
        case Link():
            if value.id is None:
                return NOT_VISIBLE_TEXT
            return {"id": value.id, "module": value.module, "name": value.name}
        case UserRef():
            return {"id": value.id, "login": value.login, "name": value.name}
        case _:
            return value
