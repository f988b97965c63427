"""Profiles: what functions and modules users reach (AC11, 9.4)."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.users import ProfileRights
from crm_tui.services.gate import Gate, Target
from crm_tui.services.limits import Limits
from crm_tui.services.names import checked_api_name, checked_name
from crm_tui.services.session import Session
from crm_tui.store.people import ProfileRow


class Profiles:
    """The verbs on profiles."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate, self._store = session, gate, session.store
        self._limits = Limits(session)

    def list(self) -> tuple[ProfileRights, ...]:
        """All profiles with what they hold back. Forbidden to who does not manage them (AC11)."""
        self._gate.require("profiles.manage", Target())
        return tuple(row.rights for row in self._session.store.profiles().values())

    def set(self, api_name: str, switches: Iterable[tuple[str, str, bool]]) -> None:
        """Turn switches, each (action id, module API name or "*", on). Invalid: no such switch there (9.4, U35)."""
        raise NotImplementedError

    def enable(self, api_name: str, module: str, *, on: bool) -> None:
        """Whether a profile has an organisation module; ten at most for Team User (U33, U36)."""
        raise NotImplementedError

    def delete(self, api_name: str, to: str) -> None:
        """Remove a profile; its users get another one. The three that the product brings stay."""
        raise NotImplementedError

    def add(self, rights: ProfileRights) -> int:
        """A profile of one's own making (AC11)."""
        with self._gate.act("profiles.manage", Target()) as change:
            change.detail = checked_api_name(rights.api_name)
            checked_name(rights.label, message("A profile"))
            if rights.everything or rights.team_user:
                raise Invalid(message("There is one Administrator profile and one Team User profile."))
            if self._profile_row(rights.api_name) is not None:
                raise Invalid(message("There is a profile {profile} already.", profile=rights.api_name))
            self._limits.profiles()
            return self._store.add_profile(rights)

    def save(self, rights: ProfileRights) -> None:
        """Change what a profile allows; Administrator cannot be lowered (9.4)."""
        with self._gate.act("profiles.manage", Target()) as change:
            change.detail = rights.api_name
            found = self._profile_row(rights.api_name)
            if found is None:
                raise NotFound
            if found.rights.everything:
                raise Invalid(message("The Administrator profile cannot be changed."))
            if rights.everything or rights.team_user != found.rights.team_user:
                raise Invalid(message("There is one Administrator profile and one Team User profile."))
            self._limits.team_user_modules(rights)
            self._store.save_profile(found.id, rights)

    def _profile_row(self, api_name: str) -> ProfileRow | None:
        rows = self._store.profiles().values()
        return next((row for row in rows if row.rights.api_name == api_name), None)
