"""Values as written in criteria, typed by the kind of the field that they are compared with."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

from crm_tui.base.messages import Message, _, message
from crm_tui.base.text import fold
from crm_tui.domain.criteria.ast import ME, Moment, Operand, Operator, Period, PeriodWord
from crm_tui.domain.criteria.tokens import Token, TokenKind
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import Choice, FieldDef, FieldKind
from crm_tui.domain.numbers import MAX_DIGITS, MAX_INTEGER, MAX_YEAR

_SAME = frozenset({Operator.EQUAL, Operator.NOT_EQUAL})
_ORDER = _SAME | {Operator.LESS, Operator.AT_MOST, Operator.GREATER, Operator.AT_LEAST}
_PARTS = _SAME | {Operator.CONTAINS, Operator.STARTS}
_OPERATORS: dict[FieldKind, frozenset[Operator]] = {
    FieldKind.TEXT: _PARTS,
    FieldKind.LONG_TEXT: _PARTS,
    FieldKind.EMAIL: _PARTS,
    FieldKind.PHONE: _PARTS,
    FieldKind.URL: _PARTS,
    FieldKind.AUTO_NUMBER: _PARTS,
    FieldKind.LOOKUP: _PARTS,
    FieldKind.PARENT: _PARTS,
    FieldKind.INTEGER: _ORDER,
    FieldKind.DECIMAL: _ORDER,
    FieldKind.PERCENT: _ORDER,
    FieldKind.CURRENCY: _ORDER,
    FieldKind.DATE: _ORDER,
    FieldKind.DATETIME: _ORDER,
    FieldKind.CHECKBOX: _SAME,
    FieldKind.USER: _SAME,
    FieldKind.PICKLIST: _SAME,
    FieldKind.MULTI_PICKLIST: _SAME | {Operator.CONTAINS},
}
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)[T ](?P<time>\d\d:\d\d(?P<seconds>:\d\d)?)(?P<zone>Z|[+-]\d\d:\d\d)?", re.ASCII
)
_DAYS = re.compile(r"(?P<word>last|next)_(?P<days>\d{1,4})_days?", re.ASCII)
_TRUE, _FALSE = frozenset({"true", "yes", "1", "on"}), frozenset({"false", "no", "0", "off"})


def operators_of(kind: FieldKind) -> frozenset[Operator]:
    """The operators of a field kind; those with `=` also have `in`, and all but checkboxes `empty`."""
    return _OPERATORS[kind]


def value_of(field: FieldDef, token: Token) -> Operand:
    """The operand that a token stands for; Invalid where it is no value of the field's kind."""
    return _READERS.get(field.kind, _text)(field, token)


def part_of(token: Token) -> str:
    """What `contains` and `starts` look for: any text but an empty one."""
    if not token.text.strip():
        raise Invalid(message("Character {place}: a text to look for is expected.", place=token.place))
    return token.text


def names_of(label: str) -> frozenset[str]:
    """The folded words under which a label is known: English and the language spoken now."""
    return frozenset((fold(label), fold(_(label))))


def choices_like(field: FieldDef, operator: Operator, token: Token) -> tuple[str, ...]:
    """API names of the choices whose label contains or starts with a text; Invalid where there is none."""
    part = fold(part_of(token))
    if operator is Operator.STARTS:
        found = [c for c in field.choices if any(name.startswith(part) for name in _names(c))]
    else:
        found = [c for c in field.choices if any(part in name for name in _names(c))]
    if not found:
        raise _wrong(field, token, _no_choice(field, token))
    return tuple(choice.api_name for choice in found)


def _names(choice: Choice) -> frozenset[str]:
    return names_of(choice.label) | {fold(choice.api_name)}


def _text(_field: FieldDef, token: Token) -> str:
    return token.text.strip()


def _choice(field: FieldDef, token: Token) -> str:
    exact = field.choice(token.text)
    key = fold(token.text.strip())
    found = exact or next((c for c in field.choices if key in _names(c)), None)
    if found is None:
        raise _wrong(field, token, _no_choice(field, token))
    return found.api_name


def _no_choice(field: FieldDef, token: Token) -> Message:
    known = ", ".join(choice.api_name for choice in field.choices)
    return message("“{word}” is none of {choices}.", word=token.text, choices=known)


def _checkbox(field: FieldDef, token: Token) -> bool:
    word = token.text.casefold()
    if word not in _TRUE | _FALSE:
        raise _wrong(field, token, message("“{word}” is neither true nor false.", word=token.text))
    return word in _TRUE


def _integer(field: FieldDef, token: Token) -> int:
    if not _NUMBER.fullmatch(token.text) or "." in token.text or len(token.text) > MAX_DIGITS + 2:
        raise _wrong(field, token, message("“{word}” is no whole number.", word=token.text))
    number = int(token.text)
    if abs(number) > MAX_INTEGER:
        raise _wrong(field, token, message("“{word}” is too large.", word=token.text))
    return number


def _decimal(field: FieldDef, token: Token) -> Decimal:
    text = token.text.rstrip("%") if field.kind is FieldKind.PERCENT else token.text
    if not _NUMBER.fullmatch(text):
        raise _wrong(field, token, message("“{word}” is no number.", word=token.text))
    if len(text.lstrip("+-").replace(".", "")) > MAX_DIGITS:
        raise _wrong(field, token, message("“{word}” has more than {limit} digits.", word=token.text, limit=MAX_DIGITS))
    return Decimal(text)


def _date(field: FieldDef, token: Token) -> dt.date | Period:
    if period := _period(token):
        return period
    if _DAY.fullmatch(token.text):
        return _day(field, token, token.text)
    raise _wrong(field, token, _no_date(token))


def _datetime(field: FieldDef, token: Token) -> dt.date | Moment | Period:
    match = _TIME.fullmatch(token.text)
    if match is None:
        return _date(field, token)
    day, seconds = _day(field, token, match["day"]), bool(match["seconds"])
    try:
        time = dt.time.fromisoformat(match["time"])
        if match["zone"] is None:
            return Moment(day, time, seconds)
        at = dt.datetime.fromisoformat(f"{match['day']}T{match['time']}{match['zone']}").astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise _wrong(field, token, _no_date(token)) from None
    return Moment(at.date(), at.time(), seconds, utc=True)


def _day(field: FieldDef, token: Token, text: str) -> dt.date:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise _wrong(field, token, _no_date(token)) from None
    if day.year > MAX_YEAR:
        raise _wrong(field, token, _no_date(token))
    return day


def _period(token: Token) -> Period | None:
    word = token.text.casefold()
    if counted := _DAYS.fullmatch(word):
        days = int(counted["days"])
        kind = PeriodWord.LAST_DAYS if counted["word"] == "last" else PeriodWord.NEXT_DAYS
        return Period(kind, days) if days else None
    named = {period.value: period for period in PeriodWord if not period.value.endswith("_days")}
    return Period(named[word]) if word in named else None


def _no_date(token: Token) -> Message:
    return message(
        "“{word}” is no date: write it as 2026-01-31, or as today, this_month, last_30_days.",
        word=token.text,
    )


def _lookup(_field: FieldDef, token: Token) -> int | str:
    bare = token.kind is TokenKind.WORD and re.fullmatch(r"\d{1,15}", token.text, re.ASCII)
    return int(token.text) if bare else token.text.strip()


def _user(field: FieldDef, token: Token) -> Operand:
    return ME if token.is_word("me") else _lookup(field, token)


def _wrong(field: FieldDef, token: Token, why: Message) -> Invalid:
    text = message("Character {place}: {field}: {why}", place=token.place, field=field.api_name, why=why)
    return Invalid(text, {field.api_name: why})


_READERS: dict[FieldKind, Callable[[FieldDef, Token], Operand]] = {
    FieldKind.PICKLIST: _choice,
    FieldKind.MULTI_PICKLIST: _choice,
    FieldKind.CHECKBOX: _checkbox,
    FieldKind.INTEGER: _integer,
    FieldKind.DECIMAL: _decimal,
    FieldKind.PERCENT: _decimal,
    FieldKind.CURRENCY: _decimal,
    FieldKind.DATE: _date,
    FieldKind.DATETIME: _datetime,
    FieldKind.LOOKUP: _lookup,
    FieldKind.PARENT: _lookup,
    FieldKind.USER: _user,
}
"""All other kinds are compared as text."""
