"""JSON bodies of rows: the one border where text becomes values and back.

Canonical: keys sorted, no spaces, non-ASCII as it is, so that a digest over it is the same on every machine.
"""

from __future__ import annotations

import json
from typing import Any

from crm_tui.store.plans import Held


def canonical(value: object) -> str:
    """The one JSON text of a value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def parsed(text: str) -> Any:
    """The value of a JSON text."""
    return json.loads(text)


def held_out(value: Held) -> object:
    """What a field holds, ready for JSON."""
    return list(value) if isinstance(value, tuple) else value


def held_in(value: object) -> Held:
    """What a field holds, as it came from JSON."""
    if isinstance(value, list):
        return tuple(int(part) for part in value)
    if value is None or isinstance(value, (int, float, str)):
        return value
    raise TypeError(f"not a stored value: {type(value).__name__}")
