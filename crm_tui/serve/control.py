"""Words between the front and a session's process, over a socket that keeps them apart (SOCK_SEQPACKET), as JSON."""

from __future__ import annotations

import json
import socket
from dataclasses import asdict, dataclass

from crm_tui.domain.doors import EndReason


@dataclass(frozen=True, slots=True)
class Look:
    """To the session: something changed, look now. `what`: "data" of its organisation, or "live"."""

    what: str = "data"


@dataclass(frozen=True, slots=True)
class Warn:
    """To the session: it ends after so many seconds. For being idle only unless a key is pressed; 0: one was."""

    seconds: int
    reason: EndReason = EndReason.IDLE


@dataclass(frozen=True, slots=True)
class End:
    """To the session: tell why, leave what was typed where it can be copied, and end; the front kills it soon."""

    reason: EndReason


@dataclass(frozen=True, slots=True)
class Hello:
    """From the session, first of all: it runs, as this process."""

    pid: int


@dataclass(frozen=True, slots=True)
class Failed:
    """From the session instead: it cannot begin. `reason` is for the server's log."""

    reason: str


@dataclass(frozen=True, slots=True)
class Ready:
    """From the session: its start is over, and the next one may start. `slug`: the organisation on its screen."""

    slug: str = ""


Word = Look | Warn | End | Hello | Failed | Ready

_KINDS: dict[str, type[Word]] = {kind.__name__: kind for kind in (Look, Warn, End, Hello, Failed, Ready)}
LONGEST = 4096
"""Bytes that a word has at most."""


def heard(line: socket.socket) -> bytes | None:
    """A word that waits on a socket that does not block: none of its bytes where the other side is gone, None where
    nothing is there yet."""
    try:
        return line.recv(LONGEST)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def encode(word: Word) -> bytes:
    """A word as it travels."""
    return json.dumps({"word": type(word).__name__, **asdict(word)}).encode()


def decode(data: bytes) -> Word:
    """A word that arrived. ValueError for anything else."""
    try:
        found = json.loads(data)
        match _KINDS[found.pop("word")], found:
            case kind, {"reason": str(reason)} if kind is End:
                return End(EndReason(reason))
            case kind, {"what": str(what)} if kind is Look:
                return Look(what)
            case kind, {"seconds": int(seconds), **more} if kind is Warn:
                return Warn(seconds, EndReason(str(more.get("reason", EndReason.IDLE))))  # an older front gives none
            case kind, {"pid": int(pid)} if kind is Hello:
                return Hello(pid)
            case kind, {"reason": str(reason)} if kind is Failed:
                return Failed(reason)
            case kind, {"slug": str(slug)} if kind is Ready:
                return Ready(slug)
    except (KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"no word: {data[:80]!r}") from error
    raise ValueError(f"no word: {data[:80]!r}")
