"""Mentions in a note: `@login`, or `@` and the part of a login before its `@` where only one user has it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

_BEFORE = "([{,;«“„（，；「"
"""What may stand in front of the `@` beside a blank. Anything else is an e-mail or web address that holds one."""
_HANDLE = re.compile(rf"(?:(?<=[\s{re.escape(_BEFORE)}])|^)@(?=([^\s@]{{1,128}}(?:@[^\s@]{{1,254}})?))")
_GLUE = frozenset(".+-_@'’")
"""Inside a login: no login ends before one of these where a letter or digit follows."""
_POSSESSIVE = re.compile(r"['’]s(?!\w)")


def mentioned(text: str, logins: Mapping[int, str]) -> list[int]:
    """The users whom a text names, by id in the order of the text. `logins`: of those who can be named, by user id.

    Case does not count. A short name that two of them share names nobody.
    """
    known = _names(logins)
    found = (_known(match[1].casefold(), known) for match in _HANDLE.finditer(text))
    return list(dict.fromkeys(user_id for user_id in found if user_id is not None))


def _names(logins: Mapping[int, str]) -> dict[str, int]:
    """What each user is called: his login, and its first part where that is his alone."""
    full = {login.casefold(): user_id for user_id, login in logins.items()}
    short = {user_id: login.casefold().rpartition("@")[0] for user_id, login in logins.items()}
    shared = Counter(short.values())
    return {name: user_id for user_id, name in short.items() if name and shared[name] == 1} | full


def _known(handle: str, known: Mapping[str, int]) -> int | None:
    return next((known[name] for name in _readings(handle) if name in known), None)


def _readings(handle: str) -> Iterator[str]:
    """What of the words after an `@` may be the name, the longest first: `anna's).`, `anna's`, `anna`."""
    for end in range(len(handle), 0, -1):
        rest = handle[end:]
        if not rest or _POSSESSIVE.match(rest) or not _goes_on(rest):
            yield handle[:end]


def _goes_on(rest: str) -> bool:
    """Whether the name cannot end before this."""
    return rest[0].isalnum() or (rest[0] in _GLUE and rest[1:2].isalnum())
