"""What is only true now: open sessions and who is at which record. Losing it loses nothing; never backed up.

On SQLite a file `live.db` beside the directory, not durable; on PostgreSQL a schema `live` of unlogged tables. What is
damaged or missing is made anew, and each process puts back what it has said. Times are epoch seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from crm_tui.base.clock import Clock
from crm_tui.domain.doors import Glance
from crm_tui.store.engine import Engine
from crm_tui.store.live_presence import PresencePart, leave, take_turn, tell_who_is_in
from crm_tui.store.live_rows import BESIDE, GONE_SECONDS, LIFE, SESSION, SWEPT_SECONDS, LiveSession, is_there
from crm_tui.store.processes import process_mark

__all__ = ["LiveSession", "LiveStore"]


class LiveStore(PresencePart):
    """Sessions and presence of one installation. Verbs open their own transaction, and the database if need be.

    Whatever cannot be written or read is logged and passed over, lest it stops anybody's work; only `ask_end` and
    `sessions`, for which somebody asks, raise Unusable.
    """

    def __init__(self, open_engine: Callable[[], Engine], clock: Clock, path: Path | None = None) -> None:
        super().__init__(open_engine, clock, path)
        self._mine: dict[str, LiveSession] = {}
        self._touched: dict[str, int] = {}

    # Servers

    def beat(self, server: str = "", pid: int = 0) -> None:
        """A server is there; every `BEAT_SECONDS`, and before its first session. Writes what `touch` has noted too.

        Without a server only that, and nothing where there is nothing to write.
        """
        touched, self._touched = self._touched, {}
        if server or touched:
            self.quietly(lambda engine: self._beat(engine, server, pid, touched), None)

    def retire(self, server: str) -> None:
        """A server ends, and all its sessions with it."""
        self._mine = {key: row for key, row in list(self._mine.items()) if row.server != server}
        self.quietly(lambda engine: _retire(engine, server), None)

    # Sessions

    def begin(self, session: LiveSession) -> None:
        """A session has begun, or goes on in another organisation. Its server has beaten before."""
        self._mine[session.id] = session
        self.quietly(lambda engine: self._put(engine, session), None)

    def finish(self, session_id: str) -> None:
        """It has ended; its presence is gone with it."""
        self._mine.pop(session_id, None)
        self._touched.pop(session_id, None)
        self.quietly(lambda engine: _finish(engine, session_id), None)

    def move(self, session_id: str, login: str, org_id: int) -> bool:
        """A session goes on in another organisation of its login; False where there is no such session."""
        if (mine := self._mine.get(session_id)) is not None:
            self._mine[session_id] = replace(mine, login=login, org_id=org_id)
        return self.quietly(lambda engine: _move(engine, session_id, login, org_id), True)

    def touch(self, session_id: str) -> None:
        """Its person has just done something. Only noted here, without asking anything: `beat` writes it."""
        self._touched[session_id] = self.now

    def ask_end(self, session_id: str, reason: str, by: str = "", org_id: int | None = None) -> bool:
        """Ask whoever serves it to end it; whether there is one such, in `org_id` if that is given.

        `by`: the name of who asks.
        """
        return self.surely(lambda engine: _ask_end(engine, session_id, (reason, by), org_id))

    def sessions(self, org_id: int | None = None) -> tuple[LiveSession, ...]:
        """The sessions of an organisation or all, oldest first; none of servers and processes that are gone."""
        since = self.now - GONE_SECONDS
        return self.surely(lambda engine: _sessions(engine, org_id, since))

    # For whoever serves sessions

    def glances(self, server: str) -> dict[str, Glance]:
        """What concerns each session of a server: one query for all of them."""
        sql = "SELECT ending, ended_by, news, id FROM session WHERE server = ?"
        return self.quietly(lambda engine: {row[3]: Glance(*row[:3]) for row in engine.rows(sql, (server,))}, {})

    def glance(self, session_id: str) -> Glance:
        """What concerns one session."""
        sql = "SELECT ending, ended_by, news FROM session WHERE id = ?"
        row = self.quietly(lambda engine: engine.row(sql, (session_id,)), None)
        return Glance(*row) if row else Glance()

    def data_version(self) -> int:
        """A number that is another one after any change; -1 where it cannot be asked."""
        return self.quietly(lambda engine: engine.data_version(), -1)

    def restore(self, engine: Engine) -> None:
        """Put back the sessions that this process has begun, unless they are there."""
        known = {row[0] for row in engine.rows("SELECT id FROM session")}
        for session in list(self._mine.values()):
            if session.id not in known:
                self._insert(engine, session)

    def _beat(self, engine: Engine, server: str, pid: int, touched: dict[str, int]) -> None:
        # Nobody waits for it: if all were told, each of many sessions would wake all others every few seconds.
        with engine.write(tell=False):
            known = engine.execute("UPDATE server SET beat_at = ? WHERE id = ?", (self.now, server))
            engine.many("UPDATE session SET active_at = ? WHERE id = ?", [(at, key) for key, at in touched.items()])
        if server and not known:
            with engine.write():
                engine.execute("INSERT INTO server (id, pid, beat_at) VALUES (?, ?, ?)", (server, pid, self.now))
                self.restore(engine)

    def _put(self, engine: Engine, session: LiveSession) -> None:
        with engine.write():
            engine.serialise("sessions")
            take_turn(engine)
            self._sweep(engine)
            engine.execute("DELETE FROM session WHERE id = ?", (session.id,))
            self._insert(engine, session)
            tell_who_is_in(engine, session.org_id)

    def _insert(self, engine: Engine, row: LiveSession) -> None:
        engine.execute(
            "INSERT INTO session (id, login, org_id, door, address, key_id, server, pid, started_at, active_at, ending,"
            " ended_by, key_name, mark) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                row.id, row.login, row.org_id, row.door, row.address, row.key_id, row.server, row.pid, row.started_at,
                row.active_at, row.end, row.end_by, row.key_name, process_mark(row.pid) if row.pid else "",
            ),
        )  # fmt: skip

    def _sweep(self, engine: Engine) -> None:
        """Take away what others left behind when they died."""
        since = self.now - SWEPT_SECONDS
        rows = engine.rows(f"SELECT s.id, s.started_at, {LIFE} FROM session s {BESIDE}")
        for session_id, started_at, *life in rows:
            if not is_there(engine, tuple(life), since) and (started_at < since or not life[0] or life[1]):
                _finish(engine, session_id)
        engine.execute("DELETE FROM presence WHERE session_id NOT IN (SELECT id FROM session)")
        engine.execute("DELETE FROM server WHERE beat_at < ?", (since,))


def _finish(engine: Engine, session_id: str) -> None:
    with engine.write():
        take_turn(engine)
        leave(engine, session_id)
        row = engine.row("SELECT org_id FROM session WHERE id = ?", (session_id,))
        if row is not None:
            engine.execute("DELETE FROM session WHERE id = ?", (session_id,))
            tell_who_is_in(engine, row[0])


def _move(engine: Engine, session_id: str, login: str, org_id: int) -> bool:
    row = engine.row("SELECT login, org_id FROM session WHERE id = ?", (session_id,))
    if row is None or row == (login, org_id):
        return row is not None
    with engine.write():
        take_turn(engine)
        sql = "UPDATE session SET login = ?, org_id = ? WHERE id = ?"
        moved = engine.execute(sql, (login, org_id, session_id)) > 0
        tell_who_is_in(engine, row[1], org_id)
    return moved


def _ask_end(engine: Engine, session_id: str, why: tuple[str, str], org_id: int | None) -> bool:
    with engine.write():
        take_turn(engine)
        row = engine.row("SELECT org_id FROM session WHERE id = ?", (session_id,))
        if row is None or org_id not in (None, row[0]):
            return False
        engine.execute("UPDATE session SET ending = ?, ended_by = ? WHERE id = ?", (*why, session_id))
        tell_who_is_in(engine, row[0])
    return True


def _retire(engine: Engine, server: str) -> None:
    with engine.write():
        for (session_id,) in engine.rows("SELECT id FROM session WHERE server = ?", (server,)):
            _finish(engine, session_id)
        engine.execute("DELETE FROM server WHERE id = ?", (server,))


def _sessions(engine: Engine, org_id: int | None, since: int) -> tuple[LiveSession, ...]:
    where, params = ("", ()) if org_id is None else (" WHERE s.org_id = ?", (org_id,))
    sql = f"SELECT {SESSION}, {LIFE} FROM session s {BESIDE}{where} ORDER BY s.started_at, s.id"
    rows = engine.rows(sql, params)
    return tuple(LiveSession(*row[:-4]) for row in rows if is_there(engine, row[-4:], since))
