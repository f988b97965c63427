"""Counted limits of keys and of codes for a first one (design: Doors)."""

from __future__ import annotations

JOIN = "join"
"""The SSH user name of whoever comes with a code for a first key; no organisation's slug."""
JOINING = f"ssh {JOIN}@HOST"
"""What he types; only whoever runs the server knows its name."""
KEYS_PER_LOGIN = 20
CODE_DAYS = 7
CODE_TRIES = 5
"""Of a code for a first key: how long it waits, and how often it may be typed wrongly."""
