"""Roles in a tree, and which hierarchy counts (AC12, AC13)."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid
from crm_tui.domain.sharing import Hierarchy
from crm_tui.services.gate import Gate, Target
from crm_tui.services.limits import Limits
from crm_tui.services.named import Named
from crm_tui.services.names import checked_api_name, checked_name
from crm_tui.services.session import Session
from crm_tui.store.people import RoleRow


@dataclass(frozen=True, slots=True)
class RoleInfo:
    """A role (AC12). `above`: API name of the role over it, empty for the top one; `peers`: they share their data."""

    api_name: str
    label: str
    above: str
    peers: bool


class Roles:
    """The verbs on roles."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate, self._store = session, gate, session.store
        self._named, self._limits = Named(session.store), Limits(session)

    def list(self) -> tuple[RoleInfo, ...]:
        """All roles. Forbidden to who does not manage them (AC12)."""
        self._gate.require("roles.manage", Target())
        rows = self._session.store.roles()
        names = {row.id: row.api_name for row in rows.values()}
        return tuple(RoleInfo(r.api_name, r.label, names.get(r.parent_id or 0, ""), r.peers) for r in rows.values())

    def edit(
        self, api_name: str, *, label: str | None = None, above: str | None = None, peers: bool | None = None
    ) -> None:
        """Change what is given. Invalid: below itself; peers under the reporting hierarchy (AC13)."""
        raise NotImplementedError

    def hierarchy(self) -> Hierarchy:
        """Who stands above whom (AC13)."""
        raise NotImplementedError

    def set_hierarchy(self, hierarchy: Hierarchy) -> None:
        """Roles or reporting lines (AC13)."""
        raise NotImplementedError

    def add(self, api_name: str, label: str, above: str = "") -> int:
        """A role below another one (AC12)."""
        with self._gate.act("roles.manage", Target()) as change:
            change.detail = checked_api_name(api_name)
            if any(row.api_name.casefold() == api_name.casefold() for row in self._store.roles().values()):
                raise Invalid(message("There is a role {role} already.", role=api_name))
            label = checked_name(label, message("A role"))
            self._limits.roles()
            return self._store.add_role(api_name, label, self._named.role(above).id if above else None)

    def delete(self, api_name: str, to: str) -> None:
        """Remove a role; its users and the roles below it move to another one (AC12)."""
        with self._gate.act("roles.manage", Target()) as change:
            change.detail = f"{api_name} -"
            role, heir = self._named.role(api_name), self._named.role(to)
            if role.parent_id is None:
                raise Invalid(message("The top role cannot be removed."))
            if role.id in self._up_from(heir):
                raise Invalid(message("Its users need a role that stays."))
            self._store.delete_role(role.id, heir.id)

    def _up_from(self, role: RoleRow) -> set[int]:
        """A role and all above it."""
        roles, found = self._store.roles(), {role.id}
        while role.parent_id is not None and role.parent_id not in found:
            role = roles[role.parent_id]
            found.add(role.id)
        return found
