"""Seats: how many there are, who takes one, and why there is none left (1.2)."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.base.messages import N_, Message, message
from crm_tui.domain.editions import Limits as Figures
from crm_tui.domain.editions import edition, limits
from crm_tui.domain.users import UserKind, UserState
from crm_tui.store.organisation import OrganisationStore


@dataclass(frozen=True, slots=True)
class Full:
    """Why there is no seat: the sentence with figure, edition and set (X13), its rule, and what would help."""

    because: Message
    rule: str
    remedy: Message


@dataclass(frozen=True, slots=True)
class Taken:
    """Seats that active users take, of each kind; an external user takes none (U06, U28)."""

    regular: int
    team: int

    @property
    def all(self) -> int:
        return self.regular + self.team


class Seats:
    """The seats of one organisation. What counts is read anew, behind whoever else takes one at the same moment."""

    def __init__(self, store: OrganisationStore) -> None:
        self._store = store

    def figures(self) -> Figures:
        """The limits of the organisation's edition and set."""
        info = self._store.info()
        return limits(info.edition, info.limits_set or "seed")

    def bought(self) -> tuple[int, int]:
        """Regular and team licences as recorded (U23); deactivating somebody makes them no fewer (U29)."""
        return self._store.licences()

    def all(self) -> tuple[int, int]:
        """Regular and team seats: the edition's, else as many as were bought (U28, X09, U10); no team seats where
        team licences are off (U60) or not sold (U26)."""
        figures, (regular, team) = self.figures(), self.bought()
        if figures.regular_seats is not None or figures.users is not None:
            regular = figures.regular_seats if figures.regular_seats is not None else figures.users or 0
        if figures.team_seats is not None:
            team = figures.team_seats
        return regular, team if self.team_on() else 0

    def team_on(self) -> bool:
        """Whether team users may be active at all."""
        info = self._store.info()
        return bool(info.team_licences) and edition(info.edition).team_licences

    def taken(self, but: int | None = None) -> Taken:
        """By whom seats are taken now; `but`: a user who is not counted."""
        active = [m for m in self._store.members().values() if m.state is UserState.ACTIVE and m.id != but]
        team = sum(m.kind is UserKind.TEAM for m in active)
        external = sum(m.kind is UserKind.EXTERNAL for m in active)
        return Taken(len(active) - team - external, team)

    def want(self, kind: UserKind, but: int | None = None) -> Full | None:
        """The same as `full` for who takes the seat. Inside `write()`; others wait until it ends."""
        self._store.hold_people()
        return self.full(kind, but)

    def full(self, kind: UserKind, but: int | None = None) -> Full | None:
        """Why a user of this kind finds no seat, None where he does."""
        if kind is UserKind.EXTERNAL:
            return None
        if kind is UserKind.TEAM and not self.team_on():
            return self._off()
        taken, (regular, team), users = self.taken(but), self.all(), self.figures().users
        if users is not None and taken.all >= users:
            return self._full(N_("All {most} users are there ({edition}, limits {set})."), users)
        if kind is UserKind.TEAM and taken.team >= team:
            return self._full(N_("All {most} team seats are taken ({edition}, limits {set})."), team)
        if kind is not UserKind.TEAM and taken.regular >= regular:
            return self._full(N_("All {most} regular seats are taken ({edition}, limits {set})."), regular)
        return None

    def _full(self, text: str, most: int) -> Full:
        info = self._store.info()
        because = message(text, most=most, edition=edition(info.edition).label, set=info.limits_set or "seed")
        return Full(because, "U28", message("Deactivate somebody, buy licences or choose another edition."))

    def _off(self) -> Full:
        info = self._store.info()
        remedy = message("Convert him to a regular user, who takes a regular seat.")
        if not info.team_licences:
            return Full(message("Team licences are switched off."), "U60", remedy)
        return Full(message("{edition} has no team licences.", edition=edition(info.edition).label), "U26", remedy)
