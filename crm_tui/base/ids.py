"""Randomness as a value that is handed in."""

from __future__ import annotations

import secrets
from typing import Protocol


class Ids(Protocol):
    """Makes what must not be guessed or must be unique."""

    def token(self) -> str:
        """A secret for one use, URL-safe, at least 128 bits."""
        ...

    def hex(self, length: int = 8) -> str:
        """A short label of so many hex digits, for logs and error reports."""
        ...


class RandomIds:
    """Ids from the machine's source of randomness."""

    def token(self) -> str:
        return secrets.token_urlsafe(24)

    def hex(self, length: int = 8) -> str:
        return secrets.token_hex(length)[:length]


class CountingIds:
    """Ids that count up: for tests, snapshots and sample data."""

    def __init__(self) -> None:
        self._last = 0

    def token(self) -> str:
        self._last += 1
        return f"token-{self._last:024d}"

    def hex(self, length: int = 8) -> str:
        self._last += 1
        return f"{self._last:0{length}x}"[-length:]
