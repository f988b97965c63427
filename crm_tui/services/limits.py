"""Counted limits, checked last, in the transaction that would pass them (9.3); figures come from the editions file."""

from __future__ import annotations

from collections import Counter

from crm_tui.base.messages import message
from crm_tui.domain.editions import Limits as Figures
from crm_tui.domain.editions import general_limits, limits
from crm_tui.domain.errors import LimitReached
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import ProfileRights, TeamProfile, UserKind, UserState
from crm_tui.services.session import Session

REGULAR_SEATS, TEAM_SEATS = "regular_seats", "team_seats"
"""Marks of the store: how many licences were bought (U23)."""


class Limits:
    """What the organisation still has room for; each method raises LimitReached with the figure (X13)."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def figures(self) -> Figures:
        """The limits of the organisation's edition and set."""
        info = self._session.store.info()
        return limits(info.edition, info.limits_set or "seed")

    def seats(self) -> tuple[int, int]:
        """Regular and team seats: the edition's, else as many as were bought (U28, X09)."""
        figures, mark = self.figures(), self._session.store.mark
        regular = int(mark(REGULAR_SEATS) or 0) if figures.regular_seats is None else figures.regular_seats
        team = int(mark(TEAM_SEATS) or 0) if figures.team_seats is None else figures.team_seats
        return regular, team

    def seat(self, kind: UserKind) -> None:
        """U28: only active users take a seat; an external user takes none."""
        members = self._session.store.members().values()
        taken = Counter(m.kind is UserKind.TEAM for m in members if m.state is UserState.ACTIVE)
        regular, team = self.seats()
        if kind is UserKind.TEAM and taken[True] >= team:
            raise LimitReached(message("All {most} team seats are taken.", most=team))
        if kind not in (UserKind.TEAM, UserKind.EXTERNAL) and taken[False] >= regular:
            raise LimitReached(message("All {most} regular seats are taken.", most=regular))

    def team_modules(self) -> None:
        """X01-X10."""
        most = self.figures().team_modules.number(self.seats()[0])
        if sum(module.is_team for module in self._session.catalog().modules) >= most:
            raise LimitReached(message("The edition has room for {most} team modules.", most=most))

    def spaces(self) -> None:
        """SP01."""
        figures = self.figures()
        if len(self._session.store.spaces()) >= figures.spaces:
            raise LimitReached(message("The edition has room for {most} team spaces.", most=figures.spaces))

    def folders(self, space_id: int) -> None:
        """SP02, X11."""
        most = general_limits().folders_per_space
        row = next(row for row in self._session.store.spaces() if row.id == space_id)
        if len(row.folders) >= most:
            raise LimitReached(message("A team space has room for {most} folders.", most=most))

    def module_people(self, module: ModuleDef, user_id: int, profile: TeamProfile | None) -> None:
        """X11: people and Admins of a team module."""
        if profile is None:
            return
        figures, held = general_limits(), self._session.store.roster().in_module(module.id)
        others = [profiles for other, profiles in held.items() if other != user_id]
        if len(others) >= figures.members_per_team_module:
            most = figures.members_per_team_module
            raise LimitReached(message("A team module has at most {most} people.", most=most))
        admins = sum(TeamProfile.ADMIN in profiles for profiles in others)
        if profile is TeamProfile.ADMIN and admins >= figures.admins_per_team_module:
            most = figures.admins_per_team_module
            raise LimitReached(message("A team module has at most {most} Admins.", most=most))

    def team_user_modules(self, rights: ProfileRights) -> None:
        """U33, U36: at most ten organisation modules in the Team User profile; activities do not count."""
        if not rights.team_user or rights.modules is None:
            return
        catalog = self._session.catalog()
        counted = [name for name in rights.modules if (m := catalog.find(name)) and not m.activity]
        if len(counted) > general_limits().team_user_modules:
            raise LimitReached(
                message("Team User profile: {most} of {most} organisation modules in use: disable one first.",
                        most=general_limits().team_user_modules)
            )  # fmt: skip

    def last_admin(
        self, module: ModuleDef, user_id: int, profile: TeamProfile | None, *, by_administrator: bool
    ) -> None:
        """M33: among the module's own people the last Admin cannot go or be demoted."""
        members = self._session.store.module_members(module.id)
        admins = {row.user_id for row in members if row.profile is TeamProfile.ADMIN}
        if admins == {user_id} and profile is not TeamProfile.ADMIN and not by_administrator:
            raise LimitReached(message("The last Admin of a module cannot go: appoint another one first."))
