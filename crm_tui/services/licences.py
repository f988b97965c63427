"""Licences and editions (1.2, 1.6, 3.4)."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.base.messages import N_, message
from crm_tui.domain.editions import LimitsSet, edition, editions, general_limits
from crm_tui.domain.errors import Invalid
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import ProfileRights, UserKind, UserState
from crm_tui.services.gate import Change, Gate, Target
from crm_tui.services.limits import Limits
from crm_tui.services.seats import Seats
from crm_tui.services.session import Session
from crm_tui.services.team_cloned import team_cloned
from crm_tui.store.people import MemberRow

CRM_PLUS = "crm_plus"
MOST = 1_000_000
"""Licences of one kind."""


@dataclass(frozen=True, slots=True)
class Usage:
    """One counted limit: `used` of `limit` (None: no limit). `rule` as U28, X04; `name` English, to translate."""

    name: str
    used: int
    limit: int | None
    rule: str

    @property
    def over(self) -> bool:
        """After a change of edition or set: all stays usable, nothing new can be made (X13)."""
        return self.limit is not None and self.used > self.limit


@dataclass(frozen=True, slots=True)
class LicenceState:
    """`edition`: API name. `team_on`: team licences are switched on (U60). `trial_until`: epoch seconds or None.

    `regular_bought`, `team_bought`: the licences recorded, or on an edition with seats of its own those (X09).
    """

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
        self._seats, self._limits = Seats(session.store), Limits(session)

    def state(self) -> LicenceState:
        """Seats, limits and edition. Forbidden to who may neither buy nor choose."""
        self._session.refresh()
        if not self._gate.decide("org.choose_edition", Target())[0].allowed:
            self._gate.require("licences.buy", Target())
        info, taken, (regular, team) = self._store.info(), self._seats.taken(), self._seats.all()
        bought, figures = self._seats.bought(), self._seats.figures()
        return LicenceState(
            edition=info.edition,
            limits_set=info.limits_set or LimitsSet.SEED.value,
            regular_bought=regular,
            regular_used=taken.regular,
            team_bought=team if figures.team_seats is not None else bought[1],
            team_used=taken.team,
            team_on=bool(info.team_licences),
            trial_until=info.trial_until,
            limits=self._usage(regular, team),
        )

    def buy(self, *, regular: int | None = None, team: int | None = None) -> None:
        """Record how many licences there are; no payment is made (U23).

        They may be given back as far as nobody uses them: fewer than are in use is refused, for it would put active
        users over the limit by the act itself (X13). Raising the number is always possible.
        """
        with self._gate.act("licences.buy", Target()) as change:
            change.detail = f"regular {regular} team {team}"
            self._store.hold_people()
            (had_regular, had_team), taken = self._seats.bought(), self._seats.taken()
            if team and not edition(self._store.info().edition).team_licences:
                raise self._limits.no_team_licences()
            for wanted, had, used in ((regular, had_regular, taken.regular), (team, had_team, taken.team)):
                if wanted is not None:
                    if not 0 <= wanted <= MOST:
                        raise Invalid(message("Licences are a number from 0 to {most}.", most=MOST))
                    if wanted < had and wanted < used:
                        raise self._limits.seats_in_use(used)
            self._store.set_licences(regular=regular, team=team)

    def switch(self, *, on: bool) -> int:
        """Team licences off: all team users are deactivated, each can come back as regular (U60). How many were.

        On again, they stay inactive.
        """
        with self._gate.act("licences.switch", Target()) as change:
            change.detail = "on" if on else "off"
            self._store.hold_people()
            if on and not edition(self._store.info().edition).team_licences:
                raise self._limits.no_team_licences()
            gone = [] if on else self._team_users(UserState.ACTIVE)
            for member in gone:
                self._deactivate(change, member)
            self._store.edit_info(team_licences=int(on))
            return len(gone)

    def choose_edition(self, api_name: str) -> None:
        """Change the edition; where it has no team users, 1.6 runs with Team_Cloned (U61, U62).

        Invalid: no edition on sale. LimitReached: the second CRM Plus of whoever made the organisation (ORG-4).
        What is over a limit of the new edition stays readable and usable (X13).
        """
        with self._gate.act("org.choose_edition", Target()) as change:
            change.detail = api_name
            chosen = next((e for e in editions() if e.api_name == api_name and not e.trial), None)
            if chosen is None:
                names = ", ".join(e.api_name for e in editions() if not e.trial)
                raise Invalid(message("There is no edition {name}; there is: {names}.", name=api_name, names=names))
            if api_name == CRM_PLUS and self._session.memberships.made_another(api_name):
                raise self._limits.second_crm_plus()
            self._store.hold_people()
            if not chosen.team_licences:
                self._end_team_users(change)
            self._store.edit_info(edition=api_name)
            self._store.set_trial_until(None)

    def choose_limits(self, limits_set: str) -> None:
        """Which set of limits counts, `seed` or `newer` (3.4). What is over them stays usable (X13)."""
        with self._gate.act("org.choose_edition", Target()) as change:
            change.detail = f"limits {limits_set}"
            if limits_set not in list(LimitsSet):
                raise Invalid(message("There are the limits seed and newer."))
            self._store.edit_info(limits_set=limits_set)

    # How it is done

    def _team_users(self, state: UserState) -> list[MemberRow]:
        return [m for m in self._store.members().values() if m.kind is UserKind.TEAM and m.state is state]

    def _deactivate(self, change: Change, member: MemberRow, profile_id: int | None = None) -> None:
        self._store.edit_member(member.id, state=UserState.INACTIVE, profile_id=profile_id)
        change.notify(member.id, NoticeKind.DEACTIVATED)

    def _end_team_users(self, change: Change) -> None:
        """U61, U62: where one is active, all are listed under a copy of the profile, from which they can come back."""
        if gone := self._team_users(UserState.ACTIVE):
            profiles = self._store.profiles()
            copied = self._store.add_profile(self._copy(profiles[gone[0].profile_id].rights))
            for member in self._team_users(UserState.INACTIVE):
                if profiles[member.profile_id].rights.team_user:
                    self._store.edit_member(member.id, profile_id=copied)
            for member in gone:
                self._deactivate(change, member, copied)

    def _copy(self, rights: ProfileRights) -> ProfileRights:
        modules = [self._session.module_facts(m) for m in self._session.catalog().modules if not m.is_team]
        taken = frozenset(row.rights.api_name for row in self._store.profiles().values())
        return team_cloned(rights, modules, taken)

    def _usage(self, regular: int, team: int) -> tuple[Usage, ...]:
        figures, taken, rule = self._seats.figures(), self._seats.taken(), edition(self._store.info().edition).rule
        modules, profiles = self._session.catalog().modules, self._store.profiles().values()
        enabled = {name for row in profiles if row.rights.team_user for name in row.rights.modules or ()}
        counted = [m for m in modules if m.api_name in enabled and not m.activity]
        return (
            Usage(N_("Regular seats"), taken.regular, regular, "U28"),
            Usage(N_("Team seats"), taken.team, team, "U28"),
            *([] if figures.users is None else [Usage(N_("Users"), taken.all, figures.users, rule)]),
            Usage(N_("Team modules"), sum(m.is_team for m in modules), self._limits.team_modules_most(), rule),
            Usage(N_("Team spaces"), len(self._store.spaces()), figures.spaces, "SP01"),
            Usage(N_("Modules of Team User"), len(counted), general_limits().team_user_modules, "U33"),
        )
