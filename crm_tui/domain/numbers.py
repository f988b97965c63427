"""Numbers as people write them, and how far they go."""

from __future__ import annotations

import re
from decimal import Decimal

MAX_DIGITS = 15
"""Digits of a number with decimals: as many as its stored form, a double, keeps exactly."""
MAX_INTEGER = 2**53
"""Integers lie between minus and plus this, so that every engine and JSON keep them exactly."""
ID_DIGITS = 18
"""Every id of so many digits fits into what both databases keep."""
MIN_YEAR, MAX_YEAR = 1000, 9998
"""Four digits, so that ISO texts sort; and the day after the last is a date too."""

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)", re.ASCII)
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
_SPACES = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'’](?=\d{3}(\D|$))")
_LONGEST = 40


def parse_number(text: str, decimal_mark: str = ".") -> Decimal | None:
    """A number, or None where the text is none. `decimal_mark` is `.` or `,`; the other one groups thousands.

    Groups must have three digits, so that `12,5` is an error and not 125; exponents, NaN and infinity are errors.
    """
    text = text.strip().replace("\N{MINUS SIGN}", "-")
    if not text or len(text) > _LONGEST:
        return None
    text = _SPACES.sub("", text)
    if decimal_mark == ",":
        text = text.translate(str.maketrans(",.", ".,"))
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    return Decimal(text) if _PLAIN.fullmatch(text) else None


def digits_of(number: Decimal) -> int:
    """How many digits a number has from the first to the last that is not zero."""
    return len(number.normalize().as_tuple().digits)


def read_id(text: str) -> int | None:
    """The id of a record as people write it; None for anything else, and for more digits than any id has."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= ID_DIGITS else None
