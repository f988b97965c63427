"""What comes in through a door: keys of logins, codes for a first key, open sessions, and who is at a record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crm_tui.base.messages import message
from crm_tui.domain.key_limits import JOIN as JOIN


@dataclass(frozen=True, slots=True)
class Caller:
    """Who came in through a door: nobody else acts in that process, and only where his key opens.

    `key_id`: the key that he came by; None where another program has recognised him (an sshd of one's own). `address`:
    of his client, where no front has written it down.
    """

    login: str
    key_id: int | None = None
    address: str = ""


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
    """A code that registers one key to a login, once. The code itself is shown when it is made, and kept nowhere.

    `port`: of the front where it is given, 0 where that is not known.
    """

    login: str
    code: str
    expires_at: int
    port: int = 0


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
    here: bool = False
    """Whether it is the one that asks."""
    ending: bool = False
    """Whether it was asked to end, and has not yet."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What concerns one session. `end`: why it is asked to end, `end_by`: who asks, both empty for not at all.

    `news`: a number that is another one after others came to its record, went, or turned to something else there.
    """

    end: str = ""
    end_by: str = ""
    news: int = 0


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


END_WORDS = {
    EndReason.KEY_REVOKED: message("Your key was revoked. The session has ended."),
    EndReason.INACTIVE: message("You are no longer active here. The session has ended."),
    EndReason.REMOVED: message("You are no longer in this organisation. The session has ended."),
    EndReason.CLOSED: message("This organisation was closed. The session has ended."),
    EndReason.ENDED: message("An administrator has ended this session."),
    EndReason.IDLE: message("Nothing was typed for a long time. The session has ended."),
    EndReason.RESTART: message("The server is restarted. Connect again in a minute."),
}
"""What the person reads on the plain terminal."""
