"""Words between the front and a session's process, over a socket that keeps them apart (SOCK_SEQPACKET), as JSON."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.doors import EndReason


@dataclass(frozen=True, slots=True)
class Look:
    """To the session: something changed, look now. `what`: "data" of its organisation, or "live"."""

    what: str = "data"


@dataclass(frozen=True, slots=True)
class Warn:
    """To the session: it ends for being idle after so many seconds unless a key is pressed."""

    seconds: int


@dataclass(frozen=True, slots=True)
class End:
    """To the session: tell why, leave what was typed where it can be copied, and end; the front kills it soon."""

    reason: EndReason


Word = Look | Warn | End


def encode(word: Word) -> bytes:
    """A word as it travels."""
    raise NotImplementedError


def decode(data: bytes) -> Word:
    """A word that arrived. ValueError for anything else."""
    raise NotImplementedError
