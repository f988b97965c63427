"""People who are in team modules by their role or a group: to move them there is held to the same limits (X11, M33)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from crm_tui.domain.modules import ModuleDef
from crm_tui.services.limits import Limits
from crm_tui.services.membership import Membership
from crm_tui.services.session import Session

MOVING = frozenset({"groups.manage", "roles.manage", "users.manage", "users.invite"})
"""Acts that may change who has a role or is in a group."""


class GrantedPeople:
    """Counts the people of modules that are granted to roles and groups, before an act and after it."""

    def __init__(self, session: Session) -> None:
        self._session, self._limits, self._membership = session, Limits(session), Membership(session)

    @contextmanager
    def kept(self, action: str) -> Iterator[None]:
        """Raises LimitReached where the act moves too many people into a module, or its last Admin out of it.

        An administrator of the organisation may leave a module without one (M33).
        """
        granted = self._granted() if action in MOVING else []
        before = [(module, self._membership.people(module), self._membership.admins(module)) for module in granted]
        yield
        for module, people, admins in before:
            self._limits.module_people(people, self._membership.people(module))
            if not self._session.actor.is_admin:
                self._limits.last_admin(admins, self._membership.admins(module))

    def _granted(self) -> list[ModuleDef]:
        ids = {grant.module_id for grant in self._session.store.module_grants()}
        return [module for module in self._session.catalog().modules if module.id in ids]
