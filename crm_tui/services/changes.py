"""Noticing what others changed: one cheap number, asked a few times a second."""

from __future__ import annotations

from crm_tui.services.session import Session


class Changes:
    """Tells an open screen that something changed. It says that, never what: the screen reads anew under its scope."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._seen = session.engine.data_version()

    def poll(self) -> bool:
        """Whether anything changed since the last call."""
        version = self._session.engine.data_version()
        if version == self._seen:
            return False
        self._seen = version
        return True
