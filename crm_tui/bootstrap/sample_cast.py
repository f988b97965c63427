"""Who plays in the stories: a workspace for each part, all on one clock that can be moved."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.clock import FrozenClock
from crm_tui.services.session import Session
from crm_tui.services.workspace import Workspace


class Cast:
    """Parts and their workspaces. Who is not named is played by whoever made the organisation."""

    def __init__(self, maker: Session, clock: FrozenClock, logins: Mapping[str, str]) -> None:
        """`logins`: part -> login. `maker`: the session of the one who made the organisation."""
        self._maker, self._clock, self._logins = maker, clock, logins
        self._workspaces: dict[str, Workspace] = {}

    def login(self, part: str) -> str:
        """The login that plays a part."""
        return self._logins.get(part, self._maker.login)

    def ws(self, part: str = "") -> Workspace:
        """The workspace of a part."""
        login = self.login(part)
        if login not in self._workspaces:
            self._workspaces[login] = Workspace(self._session(login))
        return self._workspaces[login]

    def everybody(self) -> tuple[str, ...]:
        """All parts; the maker's is "" where he plays alone."""
        return tuple(self._logins) or ("",)

    def _session(self, login: str) -> Session:
        maker = self._maker
        return Session(
            maker.store,
            login,
            clock=self._clock,
            ids=maker.ids,
            files=maker.files,
            door=maker.door,
            memberships=maker.memberships,
        )
