"""What is only true now: open sessions and who is at which record. Losing it loses nothing; never backed up.

On SQLite a file `live.db` beside the directory, not durable; on PostgreSQL a schema `live` of unlogged tables.
"""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.base.clock import Clock
from crm_tui.store.engine import Engine


@dataclass(frozen=True, slots=True)
class LiveSession:
    """One session. `end`: why it is asked to end, empty for not at all. Epoch seconds."""

    id: str
    login: str
    org_id: int
    door: str
    address: str
    key_id: int | None
    server: str
    pid: int
    started_at: int
    active_at: int
    end: str = ""


class LiveStore:
    """Sessions and presence of one installation. Verbs open their own transaction."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        self.engine, self.clock = engine, clock

    def begin(self, session: LiveSession) -> None:
        """A session has begun."""
        raise NotImplementedError

    def finish(self, session_id: str) -> None:
        """It has ended; its presence is gone with it."""
        raise NotImplementedError

    def touch(self, session_id: str) -> None:
        """Its person has just done something."""
        raise NotImplementedError

    def ask_end(self, session_id: str, reason: str) -> bool:
        """Ask whoever serves it to end it; whether there is such a session."""
        raise NotImplementedError

    def sessions(self, org_id: int | None = None) -> tuple[LiveSession, ...]:
        """The sessions of an organisation or all, oldest first; without those of servers that are gone."""
        raise NotImplementedError
