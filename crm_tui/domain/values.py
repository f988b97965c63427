"""What a person gives for a field, read and checked: `parse_value` for one field, `check_record` for all of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from crm_tui.base.messages import Message, message
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import FieldDef, FieldKind, Value
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.readers import READERS, ValueContext, WrongValue
from crm_tui.domain.stored import JsonValue, from_stored, json_value, to_stored

__all__ = [
    "JsonValue",
    "ValueContext",
    "check_record",
    "default_values",
    "from_stored",
    "is_empty",
    "json_value",
    "parse_value",
    "to_stored",
    "unwritable",
]


def parse_value(field: FieldDef, raw: object, context: ValueContext) -> Value:
    """The domain value that a person means: text from forms, files and the command line, or a domain value.

    Nothing, empty text and white space are no value: None, `()` for multi-select, False for a checkbox.
    Look-ups take a `Link` or a record id, user fields a `UserRef` or a user id: services find them by name first.
    Raises Invalid that names the field and the reason. Whether the field may be written is asked elsewhere.
    """
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return _NOTHING.get(field.kind)
    try:
        return READERS[field.kind](field, raw, context)
    except WrongValue as wrong:
        text = message("{field}: {why}", field=Message(field.label), why=wrong.why)
        raise Invalid(text, {field.api_name: wrong.why}) from None


_NOTHING: dict[FieldKind, Value] = {FieldKind.CHECKBOX: False, FieldKind.MULTI_PICKLIST: ()}


def default_values(module: ModuleDef, context: ValueContext) -> dict[str, Value]:
    """What a new record's fields hold before anybody fills them in: API name -> value, of fields with a default."""
    return {f.api_name: parse_value(f, f.default, context) for f in module.fields if f.default}


def is_empty(value: Value) -> bool:
    """Whether a field holds nothing; a checkbox always holds something."""
    return value is None or value == "" or value == ()


def unwritable(module: ModuleDef, names: Iterable[str]) -> dict[str, Message]:
    """Which of these names nobody can write: unknown ones, and those that the program fills in itself."""
    errors: dict[str, Message] = {}
    for name in names:
        field = module.field(name)
        if field is None:
            errors[name] = message("{module} has no such field.", module=module.api_name)
        elif field.computed or field.kind is FieldKind.AUTO_NUMBER:
            errors[name] = message("The program fills this in itself.")
    return errors


def check_record(module: ModuleDef, values: Mapping[str, Value], creating: bool) -> dict[str, Message]:
    """What is wrong with the values together: API name -> reason, empty where all is well.

    Creating, every required field must be filled (R05); editing, only those among the values.
    """
    errors = {
        field.api_name: message("This must be filled in.")
        for field in module.fields
        if field.required and not field.computed and _is_missing(field, values, creating)
    }
    return errors | _out_of_order(module, values)


def _is_missing(field: FieldDef, values: Mapping[str, Value], creating: bool) -> bool:
    return is_empty(values.get(field.api_name)) and (creating or field.api_name in values)


_IN_ORDER = (
    ("Start_DateTime", "End_DateTime"),
    ("Start_Date", "End_Date"),
    ("Sales_Start_Date", "Sales_End_Date"),
    ("Support_Start_Date", "Support_Expiry_Date"),
    ("Valid_From", "Valid_Until"),
)
"""Pairs of standard fields of which the first must not be after the second."""


def _out_of_order(module: ModuleDef, values: Mapping[str, Value]) -> dict[str, Message]:
    errors: dict[str, Message] = {}
    for first, last in _IN_ORDER:
        start, end, field = values.get(first), values.get(last), module.field(first)
        both_dates = isinstance(start, dt.date) and isinstance(end, dt.date) and type(start) is type(end)
        if field is not None and both_dates and end < start:  # type: ignore[operator]
            errors[last] = message("This is before {field}.", field=Message(field.label))
    return errors
