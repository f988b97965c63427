"""What the live store keeps, as values. Times are epoch seconds."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.doors import Doing
from crm_tui.store.engine import Engine
from crm_tui.store.processes import is_alive

BEAT_SECONDS = 10
"""How often a server says that it is there."""
GONE_SECONDS = 30
"""A server that has not said so for this long counts as gone, and its sessions with it."""
SWEPT_SECONDS = 600
"""After this long its rows are taken away; until then a server that only stood still finds them again."""


@dataclass(frozen=True, slots=True)
class LiveSession:
    """One session. `end`: why it is asked to end, empty for not at all, and `end_by`: the name of who asks.

    `server`: id of the process that serves it, empty for a screen of this machine; `pid`: its own process, 0 unknown.
    """

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
    end_by: str = ""
    key_name: str = ""


@dataclass(frozen=True, slots=True)
class Stood:
    """A session at a record."""

    session_id: str
    org_id: int
    user_id: int
    module_id: int
    record_id: int
    doing: Doing
    since: int

    @property
    def place(self) -> tuple[int, int, int]:
        """Organisation, module and record."""
        return self.org_id, self.module_id, self.record_id


SESSION = (
    "s.id, s.login, s.org_id, s.door, s.address, s.key_id, s.server, s.pid, s.started_at, s.active_at, s.ending,"
    " s.ended_by, s.key_name"
)
"""The columns of `LiveSession`, in its order."""
LIFE = "s.server, v.beat_at, s.pid, s.mark"
"""What tells whether a session `s` with its server `v` is still there (`is_there`)."""
BESIDE = "LEFT JOIN server v ON v.id = s.server"


def is_there(engine: Engine, life: tuple[str, int | None, int, str], since: int) -> bool:
    """Whether somebody still serves a session: its server has beaten `since`, and its process runs.

    On SQLite everybody is on this machine, so that processes can be asked; elsewhere the server answers for them.
    """
    server, beat_at, pid, mark = life
    if server and (beat_at is None or beat_at < since):
        return False
    return not engine.is_sqlite or not pid or is_alive(pid, mark)
