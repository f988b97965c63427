"""Registered keys as lines of `authorized_keys`, each bound to its own session and to nothing else."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from crm_tui.bootstrap.places import Places
from crm_tui.domain.errors import Invalid
from crm_tui.domain.public_keys import parse_public_key
from crm_tui.store.directory import Directory
from crm_tui.store.key_rows import KeyRow

OPTIONS = "restrict,pty"
"""No forwarding, no agent, no X11, no file of the account; a terminal."""


def lines(directory: Directory, program: Sequence[str], kind: str = "", content: str = "") -> Iterator[str]:
    """The line of one key, none where it is not registered; of all keys without one. `program`: how it is called."""
    for key in _wanted(directory, kind, content):
        command = shlex.join([*program, "serve", "session", "--key", key.fingerprint])
        yield f'{OPTIONS},command="{_quoted(command)}" {key.public}'


def program(places: Places) -> list[str]:
    """How this program is called by sshd, which has another folder and another path to look in."""
    named = Path(sys.argv[0])
    own = [sys.executable, "-m", "crm_tui"] if named.name == "__main__.py" else [str(named.absolute())]
    place = ["--data", str(places.folder.absolute())]
    return [*own, *place, *(["--database", _without_password(places.url)] if places.url else [])]


def _without_password(url: str) -> str:
    """Everybody on the machine may see how a program was called: the account has the password in its `~/.pgpass`."""
    address, _mark, query = url.partition("?")
    before, at, place = address.rpartition("@")
    scheme, slashes, who = before.partition("//")
    options = [option for option in query.split("&") if option and option.partition("=")[0] != "password"]
    named = f"{scheme}{slashes}{who.partition(':')[0]}{at}{place}"
    return "?".join([named, *(["&".join(options)] if options else [])])


def _wanted(directory: Directory, kind: str, content: str) -> Sequence[KeyRow]:
    if not kind:
        return directory.keys()
    try:
        asked = parse_public_key(f"{kind} {content}")
    except Invalid:
        return ()  # of a kind that nobody can register
    found = directory.key_by_fingerprint(asked.fingerprint)
    return (found,) if found is not None else ()


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
