"""Licences and editions (1.2, 1.6, 3.4)."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.services.gate import Gate, Target
from crm_tui.services.limits import REGULAR_SEATS, TEAM_SEATS
from crm_tui.services.session import Session


@dataclass(frozen=True, slots=True)
class Usage:
    """One counted limit: `used` of `limit` (None: no limit). `rule` as U28, X04; `name` English, to translate."""

    name: str
    used: int
    limit: int | None
    rule: str


@dataclass(frozen=True, slots=True)
class LicenceState:
    """`edition`: API name. `team_on`: team licences are switched on (U60). `trial_until`: epoch seconds or None."""

    edition: str
    limits_set: str
    regular_bought: int
    regular_used: int
    team_bought: int
    team_used: int
    team_on: bool
    trial_until: int | None
    limits: tuple[Usage, ...]


class Licences:
    """Who may take a seat, and what the edition holds."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate, self._store = session, gate, session.store

    def state(self) -> LicenceState:
        """Seats, limits and edition. Forbidden to who may neither buy nor choose."""
        raise NotImplementedError

    def switch(self, *, on: bool) -> int:
        """Team licences off: all team users are deactivated, each can come back as regular (U60). How many were."""
        raise NotImplementedError

    def choose_edition(self, api_name: str) -> None:
        """Change the edition; where it has no team users, 1.6 runs with Team_Cloned (U61, U62)."""
        raise NotImplementedError

    def buy(self, *, regular: int | None = None, team: int | None = None) -> None:
        """Record how many licences there are; no payment is made (U23)."""
        with self._gate.act("licences.buy", Target()) as change:
            change.detail = f"regular {regular} team {team}"
            if regular is not None:
                self._store.set_mark(REGULAR_SEATS, str(regular))
            if team is not None:
                self._store.set_mark(TEAM_SEATS, str(team))
