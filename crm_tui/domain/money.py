"""Money: decimal amounts outside, whole minor units (cents) inside."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

_DIGITS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
}
_BY_CODE = {code: digits for digits, codes in _DIGITS.items() for code in codes.split()}


def currency_digits(code: str) -> int:
    """Decimals of a currency by its ISO 4217 code: 2 unless the standard says otherwise."""
    return _BY_CODE.get(code.upper(), 2)


def to_minor(amount: Decimal, digits: int) -> int:
    """An amount in whole minor units; ValueError where it has more decimals than the currency."""
    minor = amount.scaleb(digits)
    if minor != minor.to_integral_value():
        raise ValueError(f"more than {digits} decimals: {amount}")
    return int(minor)


def from_minor(minor: int, digits: int) -> Decimal:
    """The amount of so many minor units, with as many decimals as the currency has."""
    return Decimal(minor).scaleb(-digits)


def rounded(amount: Decimal, digits: int) -> Decimal:
    """An amount rounded to the currency's decimals, halves away from zero, as invoices do."""
    return amount.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
