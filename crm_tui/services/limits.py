"""Counted limits, checked last, in the transaction that would pass them (9.3); figures come from the editions file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from crm_tui.base.messages import message
from crm_tui.domain.editions import Limits as Figures
from crm_tui.domain.editions import edition, general_limits, limits, lowest_edition_with
from crm_tui.domain.errors import LimitReached
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import ProfileRights, TeamProfile, UserKind, UserState
from crm_tui.services.membership import People
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

    def sharing_rules(self, module: ModuleDef, rule_id: int, *, by_criteria: bool) -> None:
        """AC15: rules of a module, and how many of them go by criteria; the rule of this id is not counted."""
        figures, rules = general_limits(), self._session.store.sharing_rules()
        others = [rule for rule in rules if rule.module_id == module.id and rule.id != rule_id]
        most, of_criteria = figures.sharing_rules_per_module, figures.criteria_rules_per_module
        if len(others) >= most and not rule_id:
            raise LimitReached(message("A module has at most {most} sharing rules.", most=most))
        if by_criteria and sum(1 for rule in others if rule.criteria) >= of_criteria:
            raise LimitReached(message("A module has at most {most} sharing rules by criteria.", most=of_criteria))

    def module_people(self, before: People, after: People) -> None:
        """X11: people and Admins of a team module, those by roles and groups among them. X13: fewer is always fine."""
        figures = general_limits()
        most, admins = figures.members_per_team_module, figures.admins_per_team_module
        if len(before) < len(after) > most:
            raise LimitReached(message("A team module has at most {most} people.", most=most))
        if _admins(before) < _admins(after) > admins:
            raise LimitReached(message("A team module has at most {most} Admins.", most=admins))

    def last_admin(self, before: Collection[int], after: Collection[int]) -> None:
        """M33: among the module's own people the last Admin cannot go or be demoted."""
        if before and not after:
            raise LimitReached(message("The last Admin of a module cannot go: appoint another one first."))

    def custom_profiles(self) -> None:
        """U10: an edition without them keeps the profiles that there are, and takes no new ones."""
        self._has("custom_profiles")

    def custom_roles(self) -> None:
        """U10."""
        self._has("custom_roles")

    def _has(self, feature: str) -> None:
        """X13, X14: of what the edition lacks there can be none that is new."""
        here, lowest = edition(self._session.store.info().edition), lowest_edition_with(feature)
        if not here.has(feature):
            raise LimitReached(
                message("The edition {edition} makes none of these; the lowest that does is {lowest}.",
                        edition=here.label, lowest=lowest.label if lowest else "-")
            )  # fmt: skip

    def team_user_modules(self, rights: ProfileRights, before: ProfileRights) -> None:
        """U33, U36: at most ten organisation modules in the Team User profile; activities do not count."""
        if not rights.team_user:
            return
        most, counted = general_limits().team_user_modules, self._counted(rights)
        # X13: where there are more already, fewer may be kept and none added.
        if len(counted) > most and counted - self._counted(before):
            raise LimitReached(
                message("Team User profile: {most} of {most} organisation modules in use: disable one first.",
                        most=most)
            )  # fmt: skip

    def _counted(self, rights: ProfileRights) -> frozenset[str]:
        """U33: the modules that count among the ten."""
        modules = (m for m in self._session.catalog().modules if not (m.is_team or m.activity))
        return frozenset(m.api_name for m in modules if rights.modules is None or m.api_name in rights.modules)


def _admins(people: People) -> int:
    return sum(1 for profiles in people.values() if TeamProfile.ADMIN in profiles)
