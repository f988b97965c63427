"""A member's own settings: one JSON text with a section for each matter; what cannot be read is as if it were not."""

from __future__ import annotations

import json


def section(settings: str, name: str) -> object:
    """What stands in a section, None where there is none."""
    return _read(settings).get(name)


def with_section(settings: str, name: str, value: object) -> str:
    """The settings with this in a section; what else is kept there stays."""
    return json.dumps({**_read(settings), name: value}, sort_keys=True)


def _read(settings: str) -> dict[str, object]:
    try:
        found = json.loads(settings or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
