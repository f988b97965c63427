"""How many may come in: sessions in all, of one address and of one person, and sign-ins in a minute."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from crm_tui.base.messages import Message, message

MINUTE = 60.0
FORGOTTEN = 10_000
"""Addresses that are remembered at most."""


class Full(Exception):
    """No seat is left; `words` say of what."""

    def __init__(self, which: str, words: Message) -> None:
        super().__init__(str(words))
        self.which, self.words = which, words


class Seats:
    """Sessions that are open. A limit of 0 is none."""

    def __init__(self, most: int, per_address: int, per_user: int) -> None:
        self._most, self._per_address, self._per_user = most, per_address, per_user
        self._taken = 0
        self._addresses: Counter[str] = Counter()
        self._logins: Counter[str] = Counter()

    @contextmanager
    def taken(self, address: str, login: str) -> Iterator[None]:
        """Hold a seat. Full where there is none."""
        self._ask(address, login)
        self._add(address, login, 1)
        try:
            yield
        finally:
            self._add(address, login, -1)

    @property
    def open(self) -> int:
        """Seats that are taken."""
        return self._taken

    def _ask(self, address: str, login: str) -> None:
        if 0 < self._most <= self._taken:
            raise Full("sessions", message("The server is full. Try again later."))
        if 0 < self._per_address <= self._addresses[address]:
            raise Full("per_address", message("Too many sessions are open from your address. Close one first."))
        if 0 < self._per_user <= self._logins[login]:
            raise Full("per_user", message("Too many sessions of yours are open. Close one first."))

    def _add(self, address: str, login: str, by: int) -> None:
        self._taken += by
        for counter, key in ((self._addresses, address), (self._logins, login)):
            counter[key] += by
            if not counter[key]:
                del counter[key]


class Doorbell:
    """Sign-ins of each address: so many in a minute, and as many at once (a token bucket). 0: no limit."""

    def __init__(self, per_minute: int, now: Callable[[], float]) -> None:
        self._most, self._now = float(per_minute), now
        self._left: dict[str, tuple[float, float]] = {}

    def ring(self, address: str) -> bool:
        """Take notice of a try; whether it may go on."""
        if not self._most:
            return True
        now = self._now()
        left, at = self._left.pop(address, (self._most, now))
        left = min(self._most, left + (now - at) * self._most / MINUTE)
        self._left[address] = (max(0.0, left - 1), now)
        if len(self._left) > FORGOTTEN:
            del self._left[next(iter(self._left))]
        return left >= 1
