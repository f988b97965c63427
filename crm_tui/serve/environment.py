"""What a session's process finds in its environment: little of the client's, and of the server's only its places."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from crm_tui.base.messages import LANGUAGE_NAMES

if TYPE_CHECKING:
    import asyncssh

FROM_CLIENT = ("COLORTERM", "TERM_PROGRAM", "LC_TERMINAL", "NO_COLOR")
"""What a client may say of its terminal; all else could run code or change what the server does."""
FROM_SERVER = frozenset({"PATH", "HOME", "TZ", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"})
"""Where the server keeps things."""
LIBPQ = "PG"
"""How the names begin by which it gets to its database: a host, a service, a certificate, a file of passwords."""
ESCAPE_DELAY = "250"
"""Milliseconds: over a slow line an escape sequence may arrive in two parts, and must not count as esc."""

_TERM = re.compile(r"[A-Za-z0-9._+-]{1,64}")
LONGEST_VALUE = 64
_FROM_CLIENT = frozenset(name.encode() for name in (*FROM_CLIENT, *LANGUAGE_NAMES))
_VALUE = re.compile(rf"[A-Za-z0-9._+ -]{{0,{LONGEST_VALUE}}}")
_RICH = re.compile(r".*-256color|.*-direct|xterm-kitty|xterm-ghostty|alacritty.*|foot.*|wezterm|ghostty|contour")
_BARE = ("", "dumb", "unknown")


class Said(dict[bytes, bytes]):
    """What a client says of its environment. Only what is used is kept: it may say things without end.

    Its language is for the front alone, which speaks one of those that it knows; no session hears of it.
    """

    def __setitem__(self, name: bytes, value: bytes) -> None:
        if name in _FROM_CLIENT and len(value) <= LONGEST_VALUE:
            super().__setitem__(name, value)


def heed(channel: asyncssh.SSHServerChannel[bytes]) -> None:
    """Keep of what the client says of its environment only what is used."""
    channel._env = Said(channel._env)


def usable_terminal(term: str) -> bool:
    """Whether an app can be painted on such a terminal."""
    return term not in _BARE and _TERM.fullmatch(term) is not None


def environment(term: str, client: Mapping[str, str], server: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a session. SSH hands on no COLORTERM, so the kind of terminal decides on colours."""
    found = {name: value for name, value in server.items() if name in FROM_SERVER or name.startswith(LIBPQ)}
    found |= {"LANG": "C.UTF-8", "PYTHONUTF8": "1", "ESCDELAY": ESCAPE_DELAY}
    if usable_terminal(term):
        found["TERM"] = term
        if _RICH.fullmatch(term):
            found["COLORTERM"] = "truecolor"
    for name in FROM_CLIENT:
        if _VALUE.fullmatch(value := client.get(name, "")) and value:
            found[name] = value
    return found
