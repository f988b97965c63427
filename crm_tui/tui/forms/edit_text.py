"""What stands in an editor for a value, and what may be typed there."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from crm_tui.base.messages import _
from crm_tui.domain.fields import FieldDef, FieldKind, Link, UserRef, Value
from crm_tui.domain.values import ValueContext
from crm_tui.tui.dialogs.text import choice_label


def edit_text(value: Value, context: ValueContext) -> str:
    """A value as text that `parse_value` reads back: ISO dates, ungrouped numbers, moments in the user's zone."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return format(value, "f").replace(".", context.decimal_mark)
        case dt.datetime():
            return value.astimezone(context.zone).strftime("%Y-%m-%d %H:%M")
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def plain_text(field: FieldDef, value: Value, context: ValueContext) -> str:
    """A value in words, for picks, read-only fields and conflicts."""
    match value:
        case None | "":
            return ""
        case bool():
            return _("yes") if value else _("no")
        case Link():
            return value.name if value.visible else _("(not visible)")
        case UserRef():
            return user_name(value)
        case tuple():
            return ", ".join(_choice_text(field, name) for name in value)
        case str() if field.kind is FieldKind.PICKLIST:
            return _choice_text(field, value)
        case _:
            return edit_text(value, context)


def user_name(user: UserRef) -> str:
    """A user as people read him; a deleted one is marked (U43)."""
    name = user.name or user.login
    return _("{name} (former user)", name=name) if user.former else name


def _choice_text(field: FieldDef, api_name: str) -> str:
    choice = field.choice(api_name)
    return choice_label(field, choice) if choice is not None else api_name


def hint(field: FieldDef) -> str:
    """What may be typed into a field, in a few words; empty where nothing needs to be said."""
    match field.kind:
        case FieldKind.DATE:
            return _("a date: 2026-12-31, today, tomorrow, +3d, +2w, +1m")
        case FieldKind.DATETIME:
            return _("a date and time: 2026-12-31 14:00, today 14:00, +3d 09:30")
        case FieldKind.INTEGER:
            return _("a whole number")
        case FieldKind.DECIMAL:
            return _("a number, such as 12.5")
        case FieldKind.PERCENT:
            return _("per cent, such as 12.5")
        case FieldKind.CURRENCY:
            return _("an amount, such as 1200.50")
        case FieldKind.EMAIL:
            return _("an e-mail address")
        case FieldKind.URL:
            return _("a web address")
        case FieldKind.CHECKBOX:
            return _("space turns it")
        case FieldKind.PICKLIST | FieldKind.MULTI_PICKLIST:
            return _("type or press enter to choose, backspace empties")
        case FieldKind.LOOKUP | FieldKind.PARENT | FieldKind.USER:
            return _("type to find, backspace empties")
        case _:
            return _("up to {count} characters", count=field.length) if field.length else ""
