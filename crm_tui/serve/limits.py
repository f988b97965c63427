"""How many may come in: sessions in all, of one address and of one person, sign-ins in a minute, and strangers.

An address is of one neighbour: with IPv6, all addresses of his network (`neighbour`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import IPv6Address, IPv6Network

from crm_tui.base.messages import Message, message

MINUTE = 60.0
FORGOTTEN = 10_000
"""Addresses that are remembered at most."""
NETWORK = 64
"""Bits of an IPv6 address that name a network: whoever has one has all the addresses in it."""


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
        address = neighbour(address)
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
        address, now = neighbour(address), self._now()
        left, at = self._left.pop(address, (self._most, now))
        left = min(self._most, left + (now - at) * self._most / MINUTE)
        self._left[address] = (max(0.0, left - 1), now)
        if len(self._left) > FORGOTTEN:
            del self._left[next(iter(self._left))]
        return left >= 1


class Strangers:
    """Connections that have not signed in yet. A limit of 0 is none.

    Where there are too many, whoever has most of them makes room: nobody can keep all others out by waiting himself.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._waiting: dict[Callable[[], None], str] = {}
        """What sends each away, the oldest first, and where he comes from."""

    def come(self, address: str, leave: Callable[[], None]) -> bool:
        """Somebody more; whether there is room. `leave` sends him away later, where another one needs it."""
        address = neighbour(address)
        if 0 < self._most <= len(self._waiting) and not self._make_room(address):
            return False
        self._waiting[leave] = address
        return True

    def gone(self, leave: Callable[[], None]) -> None:
        """He has signed in, or has left. Twice is once."""
        self._waiting.pop(leave, None)

    def _make_room(self, address: str) -> bool:
        counted = Counter(self._waiting.values())
        fullest = max(counted.values())
        if counted[address] >= fullest:
            return False
        leave = next(leave for leave, place in self._waiting.items() if counted[place] == fullest)
        del self._waiting[leave]
        leave()
        return True


class News:
    """What is worth a line in the log: the same of the same address once a minute, lest strangers fill the disk."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._said: dict[tuple[str, str], float] = {}

    def is_news(self, address: str, what: str) -> bool:
        """Take notice of it; whether it was not said within a minute."""
        key, now = (neighbour(address), what), self._now()
        if key in self._said and now < self._said[key] + MINUTE:
            return False
        self._said.pop(key, None)
        self._said[key] = now
        if len(self._said) > FORGOTTEN:
            del self._said[next(iter(self._said))]
        return True


def neighbour(address: str) -> str:
    """What counts as one address."""
    try:
        found = IPv6Address(address.partition("%")[0])
    except ValueError:
        return address
    return str(found.ipv4_mapped or IPv6Network((found, NETWORK), strict=False))
