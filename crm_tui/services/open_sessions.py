"""Who is in: the sessions of this organisation, and ending them."""

from __future__ import annotations

from crm_tui.domain.doors import OpenSession
from crm_tui.services.gate import Gate
from crm_tui.services.session import Session


class OpenSessions:
    """The sessions that one actor sees and ends: his own, and with `sessions.manage` everybody's."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate = session, gate

    def list(self, *, everybody: bool = False) -> tuple[OpenSession, ...]:
        """Sessions in this organisation, oldest first; one's own, or everybody's (`sessions.manage`)."""
        raise NotImplementedError

    def end(self, session_id: str) -> OpenSession:
        """Have it ended within a second. NotFound: there is none such that one may see."""
        raise NotImplementedError
