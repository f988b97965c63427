"""What comes in through a door: keys of logins, codes for a first key, open sessions, and who is at a record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crm_tui.domain.key_limits import JOIN as JOIN


@dataclass(frozen=True, slots=True)
class Caller:
    """Who came in through a door: nobody else acts in that process, and only where his key opens.

    `key_id`: the key that he came by; None where another program has recognised him (an sshd of one's own).
    """

    login: str
    key_id: int | None = None


@dataclass(frozen=True, slots=True)
class SshKey:
    """A key registered to a login. Times are epoch seconds; `last_used_at` is None for never.

    `everywhere`: it opens all organisations of the login; else only those of `slugs`, whose administrators vouched
    for it (a key that one organisation registers must not open another one).
    """

    id: int
    login: str
    name: str
    fingerprint: str
    kind: str
    created_at: int
    last_used_at: int | None = None
    everywhere: bool = True
    slugs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeyCode:
    """A code that registers one key to a login, once. The code itself is shown when it is made, and kept nowhere."""

    login: str
    code: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class OpenSession:
    """Somebody who is in through a door. `address` of the client, `server` which serving process; epoch seconds.

    `key`: the name of the key, empty for a session without one.
    """

    id: str
    login: str
    name: str
    door: str
    address: str
    key: str
    server: str
    started_at: int
    active_at: int


class Doing(StrEnum):
    """What somebody does at a record."""

    LOOKS = "looks"
    EDITS = "edits"


@dataclass(frozen=True, slots=True)
class Presence:
    """Another person at a record. `since`: epoch seconds."""

    user_id: int
    name: str
    doing: Doing
    since: int


class EndReason(StrEnum):
    """Why a door ends a session that its person did not end."""

    KEY_REVOKED = "key revoked"
    INACTIVE = "inactive"
    REMOVED = "removed"
    CLOSED = "organisation closed"
    ENDED = "ended by an administrator"
    IDLE = "idle"
    RESTART = "restart"
