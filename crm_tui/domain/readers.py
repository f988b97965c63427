"""One reader for each kind of field: what a person gives becomes a domain value, or a reason why not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from crm_tui.base.messages import Message, _, message
from crm_tui.base.text import clean, display_text, fold
from crm_tui.domain.fields import Choice, FieldDef, FieldKind, Link, UserRef, Value
from crm_tui.domain.moments import read_date, read_moment
from crm_tui.domain.numbers import MAX_DIGITS, MAX_INTEGER, MAX_YEAR, MIN_YEAR, digits_of, parse_number


@dataclass(frozen=True, slots=True)
class ValueContext:
    """What reading a value depends on: the moment, the reader's zone and decimal mark, the currency's decimals."""

    now: dt.datetime
    zone: dt.tzinfo = dt.UTC
    currency_digits: int = 2
    decimal_mark: str = "."

    @property
    def today(self) -> dt.date:
        return self.now.astimezone(self.zone).date()


class WrongValue(Exception):
    """A value is not what its field holds; the words say why."""

    def __init__(self, why: Message) -> None:
        super().__init__(why)
        self.why = why


_BREAKS = re.compile(r"[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_EMAIL = re.compile(r"""[^@\s<>()\[\],;:"\\]+@[^@\s<>()\[\],;:"\\.]+(\.[^@\s<>()\[\],;:"\\.]+)+""")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:(?!\d)")
_URL = re.compile(r"(?:https?://|ftp://)?[^\s/@:]+(:\d{1,5})?([/?#]\S*)?", re.IGNORECASE)


def _text(field: FieldDef, raw: object, _context: ValueContext) -> str | None:
    if not isinstance(raw, str):
        raise WrongValue(message("This must be a text."))
    if field.length is not None and len(raw) > 8 * field.length + 1000:
        raise _too_long(field, raw)  # Before any work on it: the text may be megabytes long.
    text = clean(raw if field.kind is FieldKind.LONG_TEXT else _BREAKS.sub(" ", raw))
    _check_length(field, text)
    return text or None


def _check_length(field: FieldDef, text: str) -> None:
    if field.length is not None and len(text) > field.length:
        raise _too_long(field, text)


def _too_long(field: FieldDef, text: str) -> WrongValue:
    return WrongValue(message("At most {limit} characters; this has {count}.", limit=field.length, count=len(text)))


def _email(field: FieldDef, raw: object, context: ValueContext) -> str | None:
    text = _shown_text(field, raw, context)
    if not _EMAIL.fullmatch(text) or ".." in text or text.startswith("."):
        raise WrongValue(message("This is no e-mail address: it should look like name@example.com."))
    return text


def _phone(field: FieldDef, raw: object, context: ValueContext) -> str | None:
    text = _shown_text(field, str(raw) if type(raw) is int else raw, context)
    if not any(char.isdigit() for char in text):
        raise WrongValue(message("This is no phone number: it has no digit."))
    return text


def _url(field: FieldDef, raw: object, context: ValueContext) -> str | None:
    text = _shown_text(field, raw, context)
    scheme = _SCHEME.match(text)
    if not _URL.fullmatch(text) or (scheme and not text.lower().startswith(("http://", "https://", "ftp://"))):
        raise WrongValue(message("This is no web address: it should look like https://example.com."))
    return text


def _shown_text(field: FieldDef, raw: object, context: ValueContext) -> str:
    """A text that looks exactly as it is: no controls, no marks that turn the direction of writing."""
    text = _text(field, raw, context) or ""
    if display_text(text) != text:
        raise WrongValue(message("This holds characters that cannot be shown."))
    return text


def _number(raw: object, context: ValueContext, unit: str = "") -> Decimal:
    if isinstance(raw, str):
        number = parse_number(raw.strip().removesuffix(unit), context.decimal_mark)
    elif isinstance(raw, int | float | Decimal) and not isinstance(raw, bool):
        number = Decimal(repr(raw)) if isinstance(raw, float) else Decimal(raw)
    else:
        number = None
    if number is None or not number.is_finite():
        raise WrongValue(message("This is no number."))
    return number


def _integer(_field: FieldDef, raw: object, context: ValueContext) -> int:
    number = _number(raw, context)
    if abs(number) > MAX_INTEGER:
        raise WrongValue(message("This number is too large."))
    if number != number.to_integral_value():
        raise WrongValue(message("This must be a whole number."))
    return int(number)


def _decimal(_field: FieldDef, raw: object, context: ValueContext) -> Decimal:
    return _exact(_number(raw, context))


def _exact(number: Decimal) -> Decimal:
    if abs(number) >= Decimal(10) ** MAX_DIGITS or digits_of(number) > MAX_DIGITS or number.adjusted() < -MAX_DIGITS:
        raise WrongValue(message("A number has at most {limit} digits.", limit=MAX_DIGITS))
    return number + 0 if number else Decimal(0)


def _percent(field: FieldDef, raw: object, context: ValueContext) -> Decimal:
    number = _exact(_number(raw, context, "%"))
    if field.standard and not 0 <= number <= 100:
        raise WrongValue(message("This must be between 0 and 100."))
    return number


def _currency(_field: FieldDef, raw: object, context: ValueContext) -> Decimal:
    number = _number(raw.strip("$€£¥₹₽zł \u00a0") if isinstance(raw, str) else raw, context)
    if abs(number) >= Decimal(MAX_INTEGER).scaleb(-context.currency_digits):
        raise WrongValue(message("This amount is too large."))
    if number != number.quantize(Decimal(1).scaleb(-context.currency_digits)):
        raise WrongValue(message("This currency has {count} decimals.", count=context.currency_digits))
    return number.quantize(Decimal(1).scaleb(-context.currency_digits)) + 0


def _date(_field: FieldDef, raw: object, context: ValueContext) -> dt.date:
    if isinstance(raw, dt.datetime):
        raw = raw.astimezone(context.zone).date() if raw.tzinfo else raw.date()
    day = raw if isinstance(raw, dt.date) else read_date(raw, context.today) if isinstance(raw, str) else None
    if day is None or not MIN_YEAR <= day.year <= MAX_YEAR:
        raise WrongValue(message("This is no date: write it as 2026-01-31, today or +3d."))
    return day


def _datetime(_field: FieldDef, raw: object, context: ValueContext) -> dt.datetime:
    if isinstance(raw, dt.date):
        # One way in: a domain value is read back from its own ISO text, bounds and zone included.
        raw = raw.isoformat()
    at = read_moment(raw, context.now, context.zone) if isinstance(raw, str) else None
    if at is None:
        raise WrongValue(message("This is no time: write it as 2026-01-31 14:30, tomorrow 9:00 or +2h."))
    return at


def _checkbox(_field: FieldDef, raw: object, _context: ValueContext) -> bool:
    if isinstance(raw, bool):
        return raw
    word = fold(str(raw).strip()) if isinstance(raw, str | int) else ""
    if word in {"true", "yes", "1", "on", "x", fold(_("yes"))}:
        return True
    if word in {"false", "no", "0", "off", fold(_("no"))}:
        return False
    raise WrongValue(message("This must be yes or no."))


def _choice(field: FieldDef, raw: object, _context: ValueContext) -> str:
    found = _find_choice(field, raw) if isinstance(raw, str) else None
    if found is None:
        known = ", ".join(choice.api_name for choice in field.choices if choice.active)
        raise WrongValue(message("This must be one of: {choices}.", choices=known))
    return found.api_name


def _find_choice(field: FieldDef, text: str) -> Choice | None:
    """By API name as it stands, else by API name or label in any case; only choices still in use."""
    exact = field.choice(text)
    key = fold(text.strip())
    names = ((c, {fold(c.api_name), fold(c.label), fold(_(c.label))}) for c in field.choices if c.active)
    return exact if exact and exact.active else next((c for c, known in names if key in known), None)


def _choices(field: FieldDef, raw: object, context: ValueContext) -> tuple[str, ...]:
    """Several choices, split at commas or semicolons, in the order of the pick-list, each once."""
    if isinstance(raw, str):
        parts: Iterable[object] = [raw] if _find_choice(field, raw) else [p for p in re.split("[,;]", raw) if p.strip()]
    elif isinstance(raw, tuple | list | set | frozenset):
        parts = raw
    else:
        parts = (None,)
    chosen = {_choice(field, part, context) for part in parts}
    return tuple(choice.api_name for choice in field.choices if choice.api_name in chosen)


def _link(field: FieldDef, raw: object, _context: ValueContext) -> Link:
    if isinstance(raw, Link) and raw.id is not None:
        return raw
    return Link(_id(raw), field.target or "")


def _user(_field: FieldDef, raw: object, _context: ValueContext) -> UserRef:
    return raw if isinstance(raw, UserRef) else UserRef(_id(raw), "", "")


def _id(raw: object) -> int:
    number = int(raw) if isinstance(raw, str) and re.fullmatch(r"\d{1,15}", raw.strip(), re.ASCII) else raw
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number <= MAX_INTEGER:
        raise WrongValue(message("Nothing is found by this."))
    return number


def _given(_field: FieldDef, _raw: object, _context: ValueContext) -> str:
    raise WrongValue(message("The program fills this in itself."))


READERS: dict[FieldKind, Callable[[FieldDef, object, ValueContext], Value]] = {
    FieldKind.TEXT: _text,
    FieldKind.LONG_TEXT: _text,
    FieldKind.EMAIL: _email,
    FieldKind.PHONE: _phone,
    FieldKind.URL: _url,
    FieldKind.INTEGER: _integer,
    FieldKind.DECIMAL: _decimal,
    FieldKind.PERCENT: _percent,
    FieldKind.CURRENCY: _currency,
    FieldKind.DATE: _date,
    FieldKind.DATETIME: _datetime,
    FieldKind.CHECKBOX: _checkbox,
    FieldKind.PICKLIST: _choice,
    FieldKind.MULTI_PICKLIST: _choices,
    FieldKind.LOOKUP: _link,
    FieldKind.PARENT: _link,
    FieldKind.USER: _user,
    FieldKind.AUTO_NUMBER: _given,
}
