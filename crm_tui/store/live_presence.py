"""Who is at which record now, and who looks at who is in."""

from __future__ import annotations

from typing import Any

from crm_tui.domain.doors import Doing
from crm_tui.store.engine import Engine
from crm_tui.store.live_part import LivePart
from crm_tui.store.live_rows import BESIDE, GONE_SECONDS, LIFE, Stood, is_there

Place = tuple[int, int, int]
_STOOD = "p.session_id, p.org_id, p.user_id, p.module_id, p.record_id, p.doing, p.since"
WHO_IS_IN = (0, 0)
"""In place of module and record: the page of the open sessions. Who stands there is told when one comes or goes."""
_HERE = "org_id = ? AND module_id = ? AND record_id = ?"


class PresencePart(LivePart):
    """The verbs of presence. They go along with looking at records, so nothing stops at a fault of theirs."""

    def stand(self, at: Stood) -> None:
        """A session is at a record now, and nowhere else. `since` stays where it does the same there already."""
        self.quietly(lambda engine: _stand(engine, at), None)

    def leave(self, session_id: str) -> None:
        """It is at no record."""
        self.quietly(lambda engine: leave(engine, session_id), None)

    def standing(self, org_id: int, module_id: int, record_id: int) -> tuple[Stood, ...]:
        """Which sessions are at a record, in the order in which they came; not those that are gone."""
        since = self.now - GONE_SECONDS
        return self.quietly(lambda engine: _standing(engine, (org_id, module_id, record_id), since), ())


def leave(engine: Engine, session_id: str) -> None:
    """A session is at no record any more."""
    if _at(engine, session_id) is None:
        return
    with engine.write():
        take_turn(engine)
        if (was := _at(engine, session_id)) is not None:
            engine.execute("DELETE FROM presence WHERE session_id = ?", (session_id,))
            _tell(engine, was.place)


def _stand(engine: Engine, at: Stood) -> None:
    if _is_same(_at(engine, at.session_id), at):
        return
    with engine.write():
        take_turn(engine)
        was = _at(engine, at.session_id)
        engine.execute("DELETE FROM presence WHERE session_id = ?", (at.session_id,))
        for place in {at.place, *([was.place] if was else ())}:
            _tell(engine, place)
        engine.execute(
            "INSERT INTO presence (session_id, org_id, user_id, module_id, record_id, doing, since)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (at.session_id, at.org_id, at.user_id, at.module_id, at.record_id, at.doing.value, at.since),
        )


def _standing(engine: Engine, place: Place, since: int) -> tuple[Stood, ...]:
    rows = engine.rows(
        f"SELECT {_STOOD}, {LIFE} FROM presence p"
        f" JOIN session s ON s.id = p.session_id AND s.org_id = p.org_id {BESIDE}"
        " WHERE p.org_id = ? AND p.module_id = ? AND p.record_id = ? ORDER BY p.since, p.session_id",
        place,
    )
    return tuple(_stood(row[:7]) for row in rows if is_there(engine, row[7:], since))


def _at(engine: Engine, session_id: str) -> Stood | None:
    row = engine.row(f"SELECT {_STOOD} FROM presence p WHERE p.session_id = ?", (session_id,))
    return _stood(row) if row else None


def _stood(row: tuple[Any, ...]) -> Stood:
    session_id, org_id, user_id, module_id, record_id, doing, since = row
    return Stood(session_id, org_id, user_id, module_id, record_id, Doing(doing), since)


def _is_same(was: Stood | None, at: Stood) -> bool:
    return was is not None and (was.place, was.doing) == (at.place, at.doing)


def tell_who_is_in(engine: Engine, *org_ids: int) -> None:
    """Somebody came to these organisations or went; called in one's turn."""
    for org_id in dict.fromkeys(org_ids):
        _tell(engine, (org_id, *WHO_IS_IN))


def take_turn(engine: Engine) -> None:
    """One at a time, before any row of a session is written: two that tell each other would lock each other's rows."""
    engine.serialise("presence")


def _tell(engine: Engine, place: Place) -> None:
    """Have the sessions at a record look who is there."""
    engine.execute(
        f"UPDATE session SET news = news + 1 WHERE id IN (SELECT session_id FROM presence WHERE {_HERE})", place
    )
