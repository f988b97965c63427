"""Counted limits of keys and of codes for a first one (design: Doors)."""

from __future__ import annotations

JOIN = "join"
"""The SSH user name of whoever comes with a code for a first key; no organisation's slug."""
USUAL_PORT = 22
"""The one that ssh takes where none is named."""
KEYS_PER_LOGIN = 20
CODE_DAYS = 7
CODE_TRIES = 5
"""Of a code for a first key: how long it waits, and how often it may be typed wrongly."""


def joining(port: int) -> str:
    """What he types; only whoever runs the server knows its name. `port`: of its front, 0 where that is not known."""
    named = f"-p {port} " if port not in (0, USUAL_PORT) else ""
    return f"ssh {named}{JOIN}@HOST"
