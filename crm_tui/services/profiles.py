"""Profiles: what functions and modules users reach (AC11, 9.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid
from crm_tui.domain.users import ProfileRights
from crm_tui.services.gate import Gate, Target
from crm_tui.services.limits import Limits
from crm_tui.services.named import Named
from crm_tui.services.names import checked_api_name, checked_name
from crm_tui.services.permission_tree import Permission, PermissionTree
from crm_tui.services.profile_switches import Switch, check_rights, turned
from crm_tui.services.session import Session
from crm_tui.services.team_sight import TeamSight, Unseen

BROUGHT_ALONG = frozenset({"Administrator", "Standard", "Team_User"})
"""The profiles that the product brings; they stay (9.4)."""


class Profiles:
    """The verbs on profiles; all need `profiles.manage`."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate, self._store = session, gate, session.store
        self._limits, self._named = Limits(session), Named(session.store)

    # Reading

    def list(self) -> tuple[ProfileRights, ...]:
        """All profiles with what they hold back. Forbidden to who does not manage them (AC11)."""
        self._gate.require("profiles.manage", Target())
        return tuple(row.rights for row in self._session.store.profiles().values())

    def tree(self, api_name: str) -> tuple[Permission, ...]:
        """Every switch of a profile, how it stands and what keeps it there (AC11)."""
        self._gate.require("profiles.manage", Target())
        return PermissionTree(self._session, self._named.profile(api_name).rights).lines()

    def unseen(self, module: str) -> Unseen | None:
        """U37: the warning where the module is enabled for team users and they find nothing in it, or not all."""
        self._gate.require("profiles.manage", Target())
        found = self._session.catalog().find(module)
        return TeamSight(self._session).unseen(found) if found and not found.is_team else None

    # Making and removing

    def add(self, rights: ProfileRights) -> int:
        """A profile of one's own making (AC11); its id."""
        with self._gate.act("profiles.manage", Target()) as change:
            change.detail = rights.api_name
            return self._make(rights)

    def clone(self, like: str, api_name: str, label: str = "") -> int:
        """A profile with the rights of another one, field permissions too; its id."""
        with self._gate.act("profiles.manage", Target()) as change:
            change.detail = f"{api_name} < {like}"
            model = self._named.profile(like)
            if model.rights.team_user:
                raise Invalid(message("There is one Administrator profile and one Team User profile."))
            made = self._make(replace(model.rights, api_name=api_name, label=label or api_name, everything=False))
            self._store.copy_field_permissions(model.id, made)
            return made

    def delete(self, api_name: str, to: str) -> None:
        """Remove a profile; its users get another one. The three that the product brings stay."""
        with self._gate.act("profiles.manage", Target()) as change:
            self._store.hold_people()
            profile, heir = self._named.profile(api_name), self._named.profile(to)
            change.detail = f"{profile.rights.api_name} - {heir.rights.api_name}"
            if profile.rights.api_name in BROUGHT_ALONG:
                raise Invalid(message("The profiles Administrator, Standard and Team User stay."))
            if heir.id == profile.id or heir.rights.everything or heir.rights.team_user:
                raise Invalid(message("Its users need another profile for regular users."))
            self._store.forget_profile(profile.id)
            self._store.delete_profile(profile.id, heir.id)

    # Changing

    def save(self, rights: ProfileRights) -> None:
        """Change what a profile allows; Administrator cannot be lowered (9.4)."""
        with self._gate.act("profiles.manage", Target()) as change:
            change.detail = rights.api_name
            self._save(rights)

    def set(self, api_name: str, switches: Iterable[Switch]) -> None:
        """Turn switches, each (action id, module API name or "*", on). Invalid: no such switch there (9.4, U35)."""
        wanted = tuple(switches)
        with self._gate.act("profiles.manage", Target()) as change:
            words = (f"{'+' if on else '-'}{action}/{module}" for action, module, on in wanted)
            change.detail = " ".join((api_name, *words))
            self._save(turned(self._changeable(api_name), wanted, self._session.catalog()))

    def enable(self, api_name: str, module: str, *, on: bool) -> Unseen | None:
        """Whether a profile has an organisation module; ten at most for Team User (U33, U36).

        Gives the warning of U37 where team users would find nothing in it, or not all.
        """
        with self._gate.act("profiles.manage", Target()) as change:
            found = self._session.catalog().find(module)
            if found is None or found.is_team:
                raise Invalid(message("There is no organisation module {module}.", module=module))
            change.detail = f"{api_name} {'+' if on else '-'}{found.api_name}"
            rights = self._changeable(api_name)
            if rights.team_user and found.activity:
                raise Invalid(message("Activities are always on for team users, with what they hang on."))
            self._save(replace(rights, modules=self._enabled(rights, found.api_name, on=on)))
        return TeamSight(self._session).unseen(found) if rights.team_user and on else None

    def rename(self, api_name: str, label: str) -> None:
        """How people read a profile."""
        with self._gate.act("profiles.manage", Target()) as change:
            change.detail = api_name
            row = self._named.profile(api_name)
            rights = replace(row.rights, label=checked_name(label, message("A profile")))
            self._store.save_profile(row.id, rights)

    def _make(self, rights: ProfileRights) -> int:
        checked_api_name(rights.api_name)
        rights = replace(rights, label=checked_name(rights.label, message("A profile")))
        if rights.everything or rights.team_user:
            raise Invalid(message("There is one Administrator profile and one Team User profile."))
        names = (row.rights.api_name.casefold() for row in self._store.profiles().values())
        if rights.api_name.casefold() in names:
            raise Invalid(message("There is a profile {profile} already.", profile=rights.api_name))
        check_rights(rights, self._session.catalog())
        self._limits.profiles()
        return self._store.add_profile(rights)

    def _save(self, rights: ProfileRights) -> None:
        found = self._named.profile(rights.api_name)
        if found.rights.everything:
            raise Invalid(message("The Administrator profile cannot be changed."))
        if rights.everything or rights.team_user != found.rights.team_user:
            raise Invalid(message("There is one Administrator profile and one Team User profile."))
        check_rights(rights, self._session.catalog())
        self._limits.team_user_modules(rights, found.rights)
        label = checked_name(rights.label, message("A profile"))
        self._store.save_profile(found.id, replace(rights, label=label))

    def _changeable(self, api_name: str) -> ProfileRights:
        rights = self._named.profile(api_name).rights
        if rights.everything:
            raise Invalid(message("The Administrator profile cannot be changed."))
        return rights

    def _enabled(self, rights: ProfileRights, module: str, *, on: bool) -> frozenset[str] | None:
        every = frozenset(m.api_name for m in self._session.catalog().modules if not m.is_team)
        enabled = every if rights.modules is None else rights.modules
        enabled = enabled | {module} if on else enabled - {module}
        # All of them means those too that are yet to be made; Team User names its ten (U33).
        return None if enabled >= every and not rights.team_user else enabled
