"""What the services of one organisation reach of the live store: its own sessions, and who is at its records.

The composition root implements it. Only what somebody asks for raises Unusable: `sessions` and `ask_end`.
"""

from __future__ import annotations

from typing import Protocol

from crm_tui.domain.doors import Doing, Glance
from crm_tui.store.live_rows import LiveSession, Stood


class Liveness(Protocol):
    """The live store as one session of one organisation may use it. Nothing in it tells of another organisation."""

    @property
    def session(self) -> str:
        """The id of this session; empty for what is none, as a verb of the command line."""
        ...

    def sessions(self) -> tuple[LiveSession, ...]:
        """The open sessions in this organisation, oldest first."""
        ...

    def ask_end(self, session_id: str, by: str) -> bool:
        """Ask a session in this organisation to end; whether there is one such. `by`: the name of who asks."""
        ...

    def arrive(self, login: str, door: str) -> None:
        """This session is in this organisation now, as this login."""
        ...

    def stay(self, *, active: bool) -> None:
        """It is still there; `active`: its person has done something since the last time."""
        ...

    def glance(self) -> Glance:
        """What concerns this session."""
        ...

    def data_version(self) -> int:
        """A number that is another one after any change."""
        ...

    def stand(self, user_id: int, module_id: int, record_id: int, doing: Doing) -> None:
        """This session is at a record now, and nowhere else."""
        ...

    def attend(self, user_id: int) -> None:
        """This session looks at who is in, and is told when somebody comes or goes; it is at no record."""
        ...

    def leave(self) -> None:
        """It is at no record."""
        ...

    def standing(self, module_id: int, record_id: int) -> tuple[Stood, ...]:
        """Which sessions are at a record."""
        ...
