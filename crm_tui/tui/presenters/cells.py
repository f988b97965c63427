"""Domain values as text, in the user's language, zone and currency; safe to display, one line each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from functools import cached_property
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import get_date_format, get_time_format
from babel.numbers import format_currency, format_percent, get_decimal_symbol
from rich.cells import cell_len

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.fields import FieldDef, FieldKind, Link, UserRef, Value

RIGHT = frozenset({FieldKind.INTEGER, FieldKind.DECIMAL, FieldKind.PERCENT, FieldKind.CURRENCY})
"""Kinds that stand right-aligned."""
_UNITS = ("B", "kB", "MB", "GB", "TB")


class Formats:
    """How one user reads dates, numbers and money. Patterns are parsed once (Babel parses them slowly).

    `locale` as `fr` or `zh_CN`, an unknown one is English; `zone` is an IANA name, an unknown one is UTC;
    `currency` is the organisation's ISO 4217 code; `today` is the date in that zone, for "today" and "yesterday".
    """

    def __init__(self, locale: str, zone: str, currency: str, today: dt.date) -> None:
        try:
            self.locale = Locale.parse(locale)
        except (ValueError, UnknownLocaleError):
            self.locale = Locale("en")
        try:
            self.zone: dt.tzinfo = ZoneInfo(zone)
        except (ValueError, OSError, KeyError):
            self.zone = dt.UTC
        self.currency, self.today = currency, today

    @cached_property
    def _date(self) -> Callable[[dt.date], str]:
        pattern = get_date_format("medium", self.locale)
        return lambda day: pattern.apply(day, self.locale)

    @cached_property
    def _day(self) -> Callable[[dt.date], str]:
        pattern = self.locale.datetime_skeletons["MMMd"]
        return lambda day: pattern.apply(day, self.locale)

    @cached_property
    def _time(self) -> Callable[[dt.time], str]:
        pattern = get_time_format("short", self.locale)
        return lambda time: pattern.apply(time, self.locale)

    @cached_property
    def _number(self) -> Callable[[int | Decimal], str]:
        pattern = self.locale.decimal_formats[None]
        return lambda number: pattern.apply(number, self.locale, decimal_quantization=False)

    def date(self, day: dt.date) -> str:
        """A date, as `12 nov. 2026`."""
        return display_text(self._date(day))

    @cached_property
    def date_cells(self) -> int:
        """Cells of the widest date: one that is cut has lost its year, and past looks like future."""
        return max(cell_len(self.date(dt.date(self.today.year, month, 28))) for month in range(1, 13))

    def time(self, at: dt.datetime) -> str:
        """The time of day in the user's zone, as `14:03`."""
        return display_text(self._time(at.astimezone(self.zone).time()))

    def moment(self, at: dt.datetime) -> str:
        """Date and time in the user's zone; today and yesterday by name."""
        day = at.astimezone(self.zone).date()
        return f"{self.near_date(day)} {self.time(at)}"

    def near_date(self, day: dt.date) -> str:
        """A date, by name where it is today, yesterday or tomorrow."""
        away = (day - self.today).days
        if away in (-1, 0, 1):
            return (_("Yesterday"), _("Today"), _("Tomorrow"))[away + 1]
        return self.date(day)

    def day(self, day: dt.date) -> str:
        """A date where its year is known, as `17 nov.`."""
        return display_text(self._day(day))

    def soon(self, day: dt.date) -> str:
        """A day to come, as near as it is: by name, by its weekday within a week, else by its date."""
        away = (day - self.today).days
        if 1 < away < 7:
            return display_text(self.locale.days["format"]["abbreviated"][day.weekday()])
        return self.near_date(day)

    def long_date(self, day: dt.date) -> str:
        """A date with its weekday, as a heading: `Thursday, November 12, 2026`."""
        return display_text(self._long_date(day))

    @cached_property
    def _long_date(self) -> Callable[[dt.date], str]:
        pattern = get_date_format("full", self.locale)
        return lambda day: pattern.apply(day, self.locale)

    def month(self, day: dt.date) -> str:
        """A month with its year, as a heading."""
        names = self.locale.months["stand-alone"]["wide"]
        return display_text(f"{names[day.month]} {day.year}")

    def number(self, number: int | Decimal) -> str:
        """A number with the locale's groups, as many decimals as it has."""
        if isinstance(number, Decimal) and not number.is_finite():
            return display_text(number)
        return display_text(self._number(number))

    def percent(self, number: Decimal) -> str:
        """A percentage, of a number in percent."""
        return display_text(format_percent(number / 100, locale=self.locale, decimal_quantization=False))

    def money(self, amount: Decimal) -> str:
        """An amount in the organisation's currency."""
        return display_text(format_currency(amount, self.currency, locale=self.locale))

    def size(self, size: int) -> str:
        """A file size in bytes, in the largest unit that leaves at least one."""
        if size < 1000:
            return f"{size} B"
        amount, unit = Decimal(size), 0
        while amount >= 1000 and unit < len(_UNITS) - 1:
            amount, unit = amount / 1000, unit + 1
        return f"{self.number(amount.quantize(Decimal('0.1')))} {_UNITS[unit]}"


def decimal_mark(locale: str) -> str:
    """What stands before the decimals in a locale; a point for an unknown one."""
    try:
        return get_decimal_symbol(locale)
    except (ValueError, UnknownLocaleError):
        return "."


def label_of(field: FieldDef) -> str:
    """A field's label; those of the product are translated, people's own are not."""
    return display_text(_(field.label) if field.standard else field.label)


def value_text(field: FieldDef, value: Value, formats: Formats) -> str:
    """A field's value on one line; nothing for no value."""
    if value is None:
        return ""
    if isinstance(value, str):
        return choice_text(field, value) if field.kind is FieldKind.PICKLIST else display_text(value)
    if isinstance(value, tuple):
        return ", ".join(choice_text(field, name) for name in value)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, int | Decimal):
        return _number_text(field, value, formats)
    return _other_text(value, formats)


def choice_text(field: FieldDef, api_name: str) -> str:
    """The label of a pick-list value."""
    choice = field.choice(api_name)
    label = choice.label if choice else api_name
    return display_text(_(label) if field.standard else label)


def _number_text(field: FieldDef, value: int | Decimal, formats: Formats) -> str:
    if field.kind is FieldKind.CURRENCY:
        return formats.money(Decimal(value))
    if field.kind is FieldKind.PERCENT:
        return formats.percent(Decimal(value))
    return formats.number(value)


def _other_text(value: dt.date | dt.datetime | Link | UserRef, formats: Formats) -> str:
    if isinstance(value, dt.datetime):
        return formats.moment(value)
    if isinstance(value, dt.date):
        return formats.date(value)
    return link_text(value) if isinstance(value, Link) else user_text(value)


def link_text(link: Link) -> str:
    """A look-up's value; a record that the reader may not see has no name (AC28)."""
    return display_text(link.name) if link.visible else _("(not visible)")


def user_text(user: UserRef) -> str:
    """A user's name, and whether he is still there (U43, M53)."""
    if user.former:
        return _("{name} (former)", name=user.name)
    if user.left:
        return _("{name} (former member)", name=user.name)
    return display_text(user.name) if user.active else _("{name} (inactive)", name=user.name)
