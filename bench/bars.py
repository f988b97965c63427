"""A bar: what was measured, what was promised, and whether it is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table.

    `measured` and `bar` are in `unit`: "x" is a ratio. `at_least` turns the bar round: more is better.
    `detail` holds the numbers that the ratio was made of. Without a bar it is for information.
    """

    name: str
    what: str
    at: str
    measured: float
    unit: str
    bar: float | None = None
    at_least: bool = False
    detail: str = ""

    @property
    def ok(self) -> bool:
        """Whether the bar is kept; without a bar, yes."""
        if self.bar is None:
            return True
        return self.measured >= self.bar if self.at_least else self.measured <= self.bar

    @property
    def verdict(self) -> str:
        """`ok`, `short`, or a dash where there is no bar."""
        return "-" if self.bar is None else "ok" if self.ok else "short"


@dataclass(frozen=True, slots=True)
class Missing:
    """A bar that could not be measured here, and why."""

    name: str
    why: str


Bench = Callable[..., Iterator[Result | Missing]]
"""Measures one or several bars; without arguments in the size that the bar is for."""


def number(value: float, unit: str = "") -> str:
    """A number of three digits: `1.07x`, `4.1 M/s`, `0.21 ms`."""
    if unit in ("/s", "") and value >= 1e6:
        return f"{value / 1e6:.2f} M{unit}"
    if unit in ("/s", "") and value >= 1e4:
        return f"{value / 1e3:.0f} k{unit}"
    digits = 0 if value >= 100 or value == int(value) else 1 if value >= 10 else 2
    gap = "" if unit in ("x", "/s", "") else " "
    return f"{value:.{digits}f}{gap}{unit}"
