"""What a table holds in one number, the same on both engines and in whatever order the rows come."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crm_tui.store.dump import Part, Row, Table

_SIZE = 16
_ROOM = 1 << (8 * _SIZE)


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows, and the sum of their digests: what was changed, lost or doubled shows, the order does not."""

    rows: int = 0
    value: int = 0

    def with_rows(self, rows: Iterable[Row]) -> Sum:
        """As if these rows stood there too."""
        digests = [_digest(row) for row in rows]
        return Sum(self.rows + len(digests), (self.value + sum(digests)) % _ROOM)

    @property
    def text(self) -> str:
        """The number as people compare it."""
        return f"{self.value:0{2 * _SIZE}x}"


class Sums:
    """The sums of a dump's tables, taken while its parts pass."""

    def __init__(self) -> None:
        self.tables: dict[str, Sum] = {}

    def over(self, dump: Iterable[Part]) -> Iterator[Part]:
        """The same parts; each is counted when it is asked for."""
        name = ""
        for part in dump:
            if isinstance(part, Table):
                name = part.name
                self.tables[name] = Sum()
            else:
                self.tables[name] = self.tables[name].with_rows(part)
            yield part


def sums(dump: Iterable[Part]) -> dict[str, Sum]:
    """Table name -> its sum."""
    found = Sums()
    for _part in found.over(dump):
        pass
    return found.tables


def _digest(row: Row) -> int:
    hasher = hashlib.blake2b(digest_size=_SIZE)
    for value in row:
        hasher.update(_canonical(value))
    return int.from_bytes(hasher.digest())


def _canonical(value: float | str | None) -> bytes:
    """A value with its kind and length in front, so that no two rows read alike."""
    if value is None:
        return b"n"
    if isinstance(value, int):
        return b"i%d;" % value
    if isinstance(value, float):
        return b"f" + struct.pack(">d", value)
    text = value.encode()
    return b"t%d;" % len(text) + text
