"""Who is in: the sessions of this organisation, and ending them (design: Doors)."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from crm_tui.domain.doors import Glance, OpenSession
from crm_tui.domain.errors import NotFound
from crm_tui.services.gate import Gate, Target
from crm_tui.services.session import Session
from crm_tui.store.live_rows import LiveSession

OWN, MANAGE = "settings.personal", "sessions.manage"


class OpenSessions:
    """The sessions that one actor sees and ends: his own, and with `sessions.manage` everybody's."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate
        self._seen: int | None = None

    def list(self, *, everybody: bool = False) -> tuple[OpenSession, ...]:
        """Sessions in this organisation, oldest first; one's own, or everybody's (`sessions.manage`).

        Through somebody else's eyes they are without address and key: those are his, and theirs who manage (AC56).
        """
        self._gate.require(MANAGE if everybody else OWN, Target())
        login = self._session.actor.login
        found = (self._told(row) for row in self._rows() if everybody or row.login == login)
        if everybody or self._session.viewer is None:
            return tuple(found)
        return tuple(replace(one, address="", key="", server="") for one in found)

    def attend(self) -> None:
        """Have the session that asks told when somebody comes or goes, until it stands at a record or leaves.

        A mark of its own, no change of anybody's data. Forbidden without `sessions.manage`. Who looks through somebody
        else's eyes leaves none (AC56).
        """
        self._gate.require(MANAGE, Target())
        live = self._session.live
        if live is not None and self._session.viewer is None:
            live.attend(self._session.actor.user_id)

    def end(self, session_id: str) -> OpenSession:
        """Have it ended within a second: one's own, and with `sessions.manage` everybody's.

        Forbidden without it for all that is not one's own, whether there is such a session or not. NotFound: there is
        none such in this organisation.
        """
        session = self._session
        found = next((row for row in self._rows() if row.id == session_id), None)
        own = found is not None and found.login == session.actor.login
        with self._gate.act(OWN if own else MANAGE, Target()) as change:
            if found is None:
                raise NotFound
            change.detail = f"ends session {found.id} of {found.login}"
            session.live_too(partial(self._ask_end, found.id))
        return self._told(found)

    def look(self) -> Glance | None:
        """What concerns the session that asks; None where nothing has changed since the last call."""
        live = self._session.live
        if live is None or not live.session or (version := live.data_version()) == self._seen:
            return None
        self._seen = version
        return live.glance()

    def glance(self) -> Glance:
        """What concerns the session that asks, now."""
        return self._session.live.glance() if self._session.live is not None else Glance()

    @property
    def is_one(self) -> bool:
        """Whether whoever asks is in an open session; a verb of the command line is not."""
        return self._session.live is not None and bool(self._session.live.session)

    def stay(self, *, active: bool) -> None:
        """The session that asks is still open; `active`: its person has done something since the last time.

        A mark of its own, no change of anybody's data: it passes no gate.
        """
        if self._session.live is not None:
            self._session.live.stay(active=active)

    def _ask_end(self, session_id: str) -> None:
        session = self._session
        if session.live is None or not session.live.ask_end(session_id, session.actor.name):
            raise NotFound  # it has ended meanwhile

    def _rows(self) -> tuple[LiveSession, ...]:
        return self._session.live.sessions() if self._session.live is not None else ()

    def _told(self, row: LiveSession) -> OpenSession:
        session = self._session
        member = session.store.member(row.login)
        here = session.live is not None and row.id == session.live.session
        return OpenSession(
            row.id, row.login, member.name if member is not None else "", row.door, row.address, row.key_name,
            row.server, row.started_at, row.active_at, here, bool(row.end),
        )  # fmt: skip
