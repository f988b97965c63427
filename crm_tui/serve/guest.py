"""Whoever has signed in over a connection, and who he is in the organisation that he asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm_tui.bootstrap import Installation
from crm_tui.bootstrap.admission import Admitted, admit, recognise
from crm_tui.domain.errors import Unusable


@dataclass(frozen=True, slots=True)
class Guest:
    """Who has signed in over a connection: by which key, and which organisation he asked for.

    `public_key` is its line as OpenSSH writes it; `ended` is called at the end of each of his channels.
    """

    asked: str
    address: str
    fingerprint: str
    public_key: str
    ended: Callable[[], None]


def let_in(installation: Installation, fingerprint: str, asked: str) -> Admitted:
    """Who comes in. A session may be of a newer program than this one, and knows data that this one does not."""
    try:
        return admit(installation, fingerprint, asked)
    except Unusable:
        return recognise(installation, fingerprint, asked)
