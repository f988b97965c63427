"""The live store as the services of one organisation may use it (`services.liveness`)."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from crm_tui.base.clock import epoch
from crm_tui.domain.doors import Doing, EndReason, Glance
from crm_tui.store.live_presence import WHO_IS_IN
from crm_tui.store.live_rows import LiveSession, Stood

if TYPE_CHECKING:
    from crm_tui.bootstrap.installation import Installation
    from crm_tui.store.live import LiveStore


class OwnLiveness:
    """One organisation's part of it. A command that asks nothing of it opens no database for it."""

    def __init__(self, installation: Installation, org_id: int) -> None:
        self._installation, self._org_id = installation, org_id

    @property
    def _live(self) -> LiveStore:
        return self._installation.live

    @property
    def session(self) -> str:
        """See `Liveness`."""
        return self._installation.session_id

    def sessions(self) -> tuple[LiveSession, ...]:
        """See `Liveness`."""
        return self._live.sessions(self._org_id)

    def ask_end(self, session_id: str, by: str) -> bool:
        """See `Liveness`."""
        return self._live.ask_end(session_id, EndReason.ENDED.value, by, self._org_id)

    def arrive(self, login: str, door: str) -> None:
        """See `Liveness`. A session that no front has begun, as at a screen of this machine, begins itself."""
        if self.session and not self._live.move(self.session, login, self._org_id):
            self._installation.begins = True
            self._beat()
            self._live.begin(self._new(login, door))

    def stay(self, *, active: bool) -> None:
        """See `Liveness`."""
        if self._installation.begins:
            if active:
                self._live.touch(self.session)
            self._beat()

    def glance(self) -> Glance:
        """See `Liveness`."""
        return self._live.glance(self.session) if self.session else Glance()

    def data_version(self) -> int:
        """See `Liveness`."""
        return self._live.data_version() if self.session else -1

    def stand(self, user_id: int, module_id: int, record_id: int, doing: Doing) -> None:
        """See `Liveness`."""
        if self.session:
            now = epoch(self._installation.clock.now())
            self._live.stand(Stood(self.session, self._org_id, user_id, module_id, record_id, doing, now))

    def attend(self, user_id: int) -> None:
        """See `Liveness`."""
        self.stand(user_id, *WHO_IS_IN, Doing.LOOKS)

    def leave(self) -> None:
        """See `Liveness`."""
        if self.session:
            self._live.leave(self.session)

    def standing(self, module_id: int, record_id: int) -> tuple[Stood, ...]:
        """See `Liveness`."""
        return self._live.standing(self._org_id, module_id, record_id)

    @property
    def _server(self) -> str:
        """On a server nobody can ask for this process, so it says itself that it is there."""
        return self.session if self._installation.places.url else ""

    def _beat(self) -> None:
        self._live.beat(self._server, os.getpid())

    def _new(self, login: str, door: str) -> LiveSession:
        now = epoch(self._installation.clock.now())
        return LiveSession(
            self.session, login, self._org_id, door, "", None, self._server, os.getpid(), now, now
        )  # fmt: skip
