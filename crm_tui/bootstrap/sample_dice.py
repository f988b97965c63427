"""Chance that repeats itself: the same draws in the same order, on every machine and every Python."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Draws from a seed. Only `Random.random` is used: it alone is promised to stay the same."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)

    def share(self) -> float:
        """From 0 up to, but not including, 1."""
        return self._random.random()

    def chance(self, probability: float) -> bool:
        """Whether it happens this time."""
        return self._random.random() < probability

    def between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self._random.random() * (most - least + 1))

    def pick(self, items: Sequence[T]) -> T:
        """One of them; IndexError where there is none."""
        return items[int(self._random.random() * len(items))]

    def some(self, items: Sequence[T], most: int) -> list[T]:
        """One to `most` different ones, in their order."""
        wanted = min(self.between(1, most), len(items))
        left = list(items)
        chosen = {id(left.pop(int(self._random.random() * len(left)))) for _ in range(wanted)}
        return [item for item in items if id(item) in chosen]
