"""Roles in a tree, and which hierarchy counts (AC12, AC13)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid
from crm_tui.domain.groups import Party, PartyKind
from crm_tui.domain.sharing import Hierarchy
from crm_tui.domain.users import UserState
from crm_tui.services.gate import Gate, Target
from crm_tui.services.limits import Limits
from crm_tui.services.named import Named
from crm_tui.services.names import checked_api_name, checked_name
from crm_tui.services.session import Session
from crm_tui.store.people import RoleRow


@dataclass(frozen=True, slots=True)
class RoleInfo:
    """A role (AC12). `above`: API name of the role over it, empty for the top one; `peers`: they share their data.

    `people`: how many living users have it.
    """

    api_name: str
    label: str
    above: str
    peers: bool
    people: int = 0


class Roles:
    """The verbs on roles; all need `roles.manage`. There is one top role, and every other one stands below it."""

    def __init__(self, session: Session, gate: Gate) -> None:
        self._session, self._gate, self._store = session, gate, session.store
        self._limits, self._named = Limits(session), Named(session.store)

    def list(self) -> tuple[RoleInfo, ...]:
        """All roles. Forbidden to who does not manage them (AC12)."""
        self._gate.require("roles.manage", Target())
        rows, members = self._store.roles(), self._store.members().values()
        people = Counter(member.role_id for member in members if member.state is not UserState.DELETED)
        names = {row.id: row.api_name for row in rows.values()}
        return tuple(
            RoleInfo(r.api_name, r.label, names.get(r.parent_id or 0, ""), r.peers, people[r.id]) for r in rows.values()
        )

    def hierarchy(self) -> Hierarchy:
        """Who stands above whom (AC13)."""
        self._gate.require("roles.manage", Target())
        return Hierarchy(self._store.info().hierarchy)

    def set_hierarchy(self, hierarchy: Hierarchy) -> None:
        """Roles or reporting lines (AC13)."""
        with self._gate.act("roles.manage", Target()) as change:
            change.detail = hierarchy.value
            self._store.edit_info(hierarchy=hierarchy.value)

    def add(self, api_name: str, label: str, above: str = "", *, peers: bool = False) -> int:
        """A role below another one, or below the top one (AC12); its id."""
        with self._gate.act("roles.manage", Target()) as change:
            change.detail = checked_api_name(api_name)
            if any(row.api_name.casefold() == api_name.casefold() for row in self._store.roles().values()):
                raise Invalid(message("There is a role {role} already.", role=api_name))
            label = checked_name(label, message("A role"))
            self._limits.roles()
            self._check_peers(peers)
            return self._store.add_role(api_name, label, self._above(above).id, peers=peers)

    def edit(
        self, api_name: str, *, label: str | None = None, above: str | None = None, peers: bool | None = None
    ) -> None:
        """Change what is given. Invalid: below itself; peers under the reporting hierarchy (AC13)."""
        with self._gate.act("roles.manage", Target()) as change:
            self._store.hold_people()  # two at once could put each of two roles below the other
            role = self._named.role(api_name)
            change.detail = role.api_name if above is None else f"{role.api_name} < {above}"
            if label is not None:
                label = checked_name(label, message("A role"))
            self._check_peers(peers)
            parent = None if above is None else self._moved(role, above).id
            self._store.edit_role(role.id, label=label, parent_id=parent, peers=peers)

    def delete(self, api_name: str, to: str) -> None:
        """Remove a role; its users and the roles below it move to another one (AC12).

        What names the role is taken away with it: rules, grants, places in groups and in the e-mail sharing.
        """
        with self._gate.act("roles.manage", Target()) as change:
            self._store.hold_people()
            role, heir = self._named.role(api_name), self._named.role(to)
            change.detail = f"{role.api_name} - {heir.api_name}"
            if role.parent_id is None:
                raise Invalid(message("The top role cannot be removed."))
            if role.id in self._up_from(heir):
                raise Invalid(message("Its users need a role that stays."))
            self._forget(role)
            self._store.delete_role(role.id, heir.id)

    def _forget(self, role: RoleRow) -> None:
        for kind in (PartyKind.ROLE, PartyKind.ROLE_BELOW):
            self._store.forget_party(Party(kind, role.id))
        named = self._store.info().email_roles
        if role.id in named:
            self._store.edit_info(email_roles=tuple(one for one in named if one != role.id))

    def _check_peers(self, peers: bool | None) -> None:
        if peers and self._store.info().hierarchy == Hierarchy.REPORTING:
            raise Invalid(message("Peers share their data under the role hierarchy only."))

    def _moved(self, role: RoleRow, above: str) -> RoleRow:
        """The new role above a role."""
        if role.parent_id is None:
            raise Invalid(message("The top role stays on top."))
        parent = self._above(above)
        if role.id in self._up_from(parent):
            raise Invalid(message("A role cannot stand below itself."))
        return parent

    def _above(self, api_name: str) -> RoleRow:
        """The role of this name, the top one where none is named: it sees all (AC12)."""
        if api_name:
            return self._named.role(api_name)
        return next(row for row in self._store.roles().values() if row.parent_id is None)

    def _up_from(self, role: RoleRow) -> set[int]:
        """A role and all above it."""
        roles, found = self._store.roles(), {role.id}
        while role.parent_id is not None and role.parent_id not in found:
            role = roles[role.parent_id]
            found.add(role.id)
        return found
