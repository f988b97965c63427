"""Counted limits, checked last, in the transaction that would pass them (9.3); figures come from the editions file."""

from __future__ import annotations

from collections.abc import Collection

from crm_tui.base.messages import N_, Message, message
from crm_tui.domain.decisions import Decision, Explanation, GrantorKind, Person, RemedyClass
from crm_tui.domain.editions import Edition, edition, general_limits, lowest_edition_with
from crm_tui.domain.editions import Limits as Figures
from crm_tui.domain.errors import LimitReached
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.users import ProfileRights, TeamProfile, UserKind
from crm_tui.services.grantors import Grantors
from crm_tui.services.membership import People
from crm_tui.services.refusal import nobody_grants
from crm_tui.services.seats import Full, Seats
from crm_tui.services.session import Session

BUYERS = (GrantorKind.LICENCE_BUYERS, GrantorKind.EDITION_CHOOSERS)
"""AC45: who makes room in an edition."""


class Limits:
    """What the organisation still has room for; each method raises LimitReached with the figure (X13)."""

    def __init__(self, session: Session) -> None:
        self._session, self._seats = session, Seats(session.store)
        self._known: tuple[object, dict[str, Decision | None]] = (None, {})

    def figures(self) -> Figures:
        """The limits of the organisation's edition and set."""
        return self._seats.figures()

    def seats(self) -> tuple[int, int]:
        """Regular and team seats there are."""
        return self._seats.all()

    def reached(self, action: str) -> Explanation | None:
        """Why there is no room for what an action makes; None where there is, or it makes nothing (9.3)."""
        full = self._no_room(action)
        return Explanation(full, self._people(full)) if full is not None else None

    def last(self, action: str, decision: Decision) -> Decision:
        """A decision with what is checked last: where all else allows it, a limit may be reached (9.3).

        For greying, so without a query.
        """
        return (self._no_room(action) if decision.allowed else None) or decision

    def _no_room(self, action: str) -> Decision | None:
        """Once for each policy version, which all that is counted here raises."""
        check = {"module.create": self._team_modules, "users.invite": self._some_seat}.get(action)
        if check is None:
            return None
        of, known = self._known
        if of is not self._session.rights:
            known = {}
            self._known = (self._session.rights, known)
        if action not in known:
            full = check()
            known[action] = _denial(full, BUYERS) if full is not None else None
        return known[action]

    def _some_seat(self) -> Full | None:
        regular, team = self._seats.full(UserKind.REGULAR), self._seats.full(UserKind.TEAM)
        return regular if team else None

    def seat(self, kind: UserKind, but: int | None = None) -> None:
        """U28: only active users take a seat; an external user takes none. `but`: who takes one already."""
        if full := self._seats.want(kind, but):
            raise self._reached(full)

    def no_team_licences(self) -> LimitReached:
        """U26: the edition sells none."""
        because = message("{edition} has no team licences.", edition=self._edition().label)
        return self._reached(Full(because, "U26", message("Choose another edition.")))

    def seats_in_use(self, used: int) -> LimitReached:
        """X13: fewer licences than active users have (U28)."""
        because = message("{used} are in use: deactivate somebody first.", used=used)
        return self._full("U28", because, (GrantorKind.USER_MANAGERS,))

    def had_team_licence(self, login: str) -> LimitReached:
        """U61: who is listed under a copy of Team User comes back as a regular user only."""
        because = message("{login} had a team licence: convert him to a regular user first (U61).", login=login)
        remedy = message("Convert him to a regular user, who takes a regular seat.")
        return self._reached(Full(because, "U61", remedy), (GrantorKind.USER_MANAGERS,))

    def second_crm_plus(self) -> LimitReached:
        """ORG-4: whoever made the organisation has another one of this edition."""
        because = message("A login makes one CRM Plus organisation, and it has one.")
        return LimitReached(because, Explanation(nobody_grants("ORG-4", because), ()))

    def profiles(self) -> None:
        """U10: the Free edition makes no profiles; what there is stays usable."""
        self._has(
            "custom_profiles",
            N_("{edition} has no profiles of one's own; the lowest edition that has is {lowest}."),
        )

    def roles(self) -> None:
        """U10: the Free edition makes no roles; what there is stays usable."""
        self._has("custom_roles", N_("{edition} has no roles of one's own; the lowest edition that has is {lowest}."))

    def team_modules(self) -> None:
        """X01-X10."""
        if full := self._team_modules():
            raise self._reached(full)

    def _team_modules(self) -> Full | None:
        most = self.team_modules_most()
        if sum(module.is_team for module in self._session.catalog().modules) < most:
            return None
        return self._of_edition(N_("{edition} (limits {set}) has room for {most} team modules."), most)

    def team_modules_most(self) -> int:
        """How many team modules the edition has room for (X10)."""
        return self.figures().team_modules.number(self.seats()[0])

    def spaces(self) -> None:
        """SP01."""
        figures = self.figures()
        if len(self._session.store.spaces()) >= figures.spaces:
            text = N_("{edition} (limits {set}) has room for {most} team spaces.")
            raise self._reached(self._of_edition(text, figures.spaces))

    def folders(self, space_id: int) -> None:
        """SP02, X11."""
        most = general_limits().folders_per_space
        row = next(row for row in self._session.store.spaces() if row.id == space_id)
        if len(row.folders) >= most:
            raise self._full("X11", message("A team space has room for {most} folders.", most=most))

    def sharing_rules(self, module: ModuleDef, rule_id: int, *, by_criteria: bool) -> None:
        """AC15: rules of a module, and how many of them go by criteria; the rule of this id is not counted."""
        figures, rules = general_limits(), self._session.store.sharing_rules()
        others = [rule for rule in rules if rule.module_id == module.id and rule.id != rule_id]
        most, of_criteria = figures.sharing_rules_per_module, figures.criteria_rules_per_module
        if len(others) >= most and not rule_id:
            raise self._full("AC15", message("A module has at most {most} sharing rules.", most=most))
        if by_criteria and sum(1 for rule in others if rule.criteria) >= of_criteria:
            because = message("A module has at most {most} sharing rules by criteria.", most=of_criteria)
            raise self._full("AC15", because)

    def module_people(self, before: People, after: People) -> None:
        """X11: people and Admins of a team module, those by roles and groups among them. X13: fewer is always fine."""
        figures = general_limits()
        most, admins = figures.members_per_team_module, figures.admins_per_team_module
        if len(before) < len(after) > most:
            raise self._full("X11", message("A team module has at most {most} people.", most=most))
        if _admins(before) < _admins(after) > admins:
            raise self._full("X11", message("A team module has at most {most} Admins.", most=admins))

    def last_admin(self, before: Collection[int], after: Collection[int]) -> None:
        """M33: among the module's own people the last Admin cannot go or be demoted."""
        if before and not after:
            because = message("The last Admin of a module cannot go: appoint another one first.")
            raise self._full("M33", because, (GrantorKind.ADMINISTRATORS,))

    def team_user_modules(self, rights: ProfileRights, before: ProfileRights) -> None:
        """U33, U36: at most ten organisation modules in the Team User profile; activities do not count."""
        if not rights.team_user:
            return
        most, counted = general_limits().team_user_modules, self._counted(rights)
        # X13: where there are more already, fewer may be kept and none added.
        if len(counted) > most and counted - self._counted(before):
            because = message("Team User profile: {most} of {most} organisation modules in use: disable one first.",
                              most=most)  # fmt: skip
            raise self._full("U36", because, (GrantorKind.PROFILE_MANAGERS,))

    def _counted(self, rights: ProfileRights) -> frozenset[str]:
        """U33: the modules that count among the ten."""
        modules = (m for m in self._session.catalog().modules if not (m.is_team or m.activity))
        return frozenset(m.api_name for m in modules if rights.modules is None or m.api_name in rights.modules)

    def _edition(self) -> Edition:
        return edition(self._session.store.info().edition)

    def _has(self, feature: str, text: str) -> None:
        """X13, X14: of what the edition lacks there can be none that is new."""
        here, lowest = self._edition(), lowest_edition_with(feature)
        if not here.has(feature):
            because = Message(text, (("edition", here.label), ("lowest", lowest.label if lowest else "-")))
            raise self._reached(Full(because, "U10", message("Choose another edition.")))

    def _of_edition(self, text: str, most: int) -> Full:
        info = self._session.store.info()
        because = message(text, most=most, edition=self._edition().label, set=info.limits_set or "seed")
        return Full(because, self._edition().rule, message("Make room or choose another edition."))

    def _full(self, rule: str, because: Message, grantors: tuple[GrantorKind, ...] = ()) -> LimitReached:
        """A limit that is the same in every edition: only making room helps."""
        return self._reached(Full(because, rule, message("Make room first.")), grantors)

    def _reached(self, full: Full, grantors: tuple[GrantorKind, ...] = BUYERS) -> LimitReached:
        """AC45: with rule and remedy, and with whoever could make room."""
        decision = _denial(full, grantors)
        return LimitReached(full.because, Explanation(decision, self._people(decision)))

    def _people(self, decision: Decision) -> tuple[Person, ...]:
        return Grantors(self._session).people(decision, None, None)


def _denial(full: Full, grantors: tuple[GrantorKind, ...]) -> Decision:
    return Decision(
        allowed=False, rule=full.rule, because=full.because, remedy=full.remedy,
        remedy_class=RemedyClass.LIMIT, grantors=grantors, step=9,
    )  # fmt: skip


def _admins(people: People) -> int:
    return sum(1 for profiles in people.values() if TeamProfile.ADMIN in profiles)
