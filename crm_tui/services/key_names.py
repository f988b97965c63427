"""What a key is called: as its owner says, else as its own line does."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from crm_tui.base.messages import message
from crm_tui.base.text import clean
from crm_tui.domain.doors import SshKey
from crm_tui.domain.errors import Invalid
from crm_tui.domain.public_keys import PublicKey
from crm_tui.services.names import LENGTH, checked_name

_ROOM = 4
"""Characters that a number at the end of a name may take."""


def free_name(wanted: str, key: PublicKey, others: Iterable[SshKey]) -> str:
    """A name that none of his other keys has: the wanted one, else the key's comment, else its kind.

    Invalid: it is too long, or holds what no screen shows.
    """
    name = checked_name(wanted, message("A key")) if wanted.strip() else _of_line(key)
    if not name.isprintable():
        raise Invalid(message("The key was not taken."), {"name": message("It holds control characters.")})
    taken = {other.name for other in others if other.fingerprint != key.fingerprint}
    if name not in taken:
        return name
    start = name[: LENGTH - _ROOM].rstrip()
    return next(found for number in count(2) if (found := f"{start} {number}") not in taken)


def _of_line(key: PublicKey) -> str:
    comment = clean(" ".join(key.comment.split()))
    return comment[:LENGTH].rstrip() or key.kind
