"""Everybody's rights as of one moment: what a change of rights is compared by (AC57, AC58)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from crm_tui.domain.decisions import RowScope
from crm_tui.domain.facts import ModuleFacts
from crm_tui.domain.modules import Catalog, Level, ModuleDef
from crm_tui.domain.sharing import Hierarchy
from crm_tui.domain.users import Actor
from crm_tui.policy.actions import ACTIONS
from crm_tui.policy.compiler import Desk
from crm_tui.policy.engine import PolicyEngine
from crm_tui.policy.parties import Parties
from crm_tui.store.organisation import REGULAR_SEATS, TEAM_SEATS, OrganisationRow, OrganisationStore
from crm_tui.store.people import MemberRow, ProfileRow, RoleRow
from crm_tui.store.record_facts import module_facts
from crm_tui.store.sharing_part import Shared

OF_MODULES = tuple(action.id for action in ACTIONS.values() if action.module_counts)
OF_ORGANISATION = tuple(action.id for action in ACTIONS.values() if not action.module_counts)


@dataclass(frozen=True)
class Standing:
    """Actors of all living users by id, the rules, and the data that both are made of."""

    actors: Mapping[int, Actor]
    policy: PolicyEngine
    catalog: Catalog
    info: OrganisationRow
    members: Mapping[int, MemberRow]
    roles: Mapping[int, RoleRow]
    profiles: Mapping[int, ProfileRow]
    shared: Shared
    spaces: Mapping[int, str]
    seats: tuple[str, str]
    """Regular and team seats that were bought, as the store marks them."""

    @cached_property
    def modules(self) -> Mapping[int, ModuleFacts]:
        """What the rules are told of each module: one object for each, for they know it by identity."""
        return {module.id: module_facts(module) for module in self.catalog.modules}

    @cached_property
    def parties(self) -> Parties:
        """Who is meant by a role or a group."""
        return Parties(self.members, self.roles, self.shared.groups, Hierarchy(self.info.hierarchy))

    @cached_property
    def _allowed(self) -> dict[tuple[int, bool], tuple[Desk, frozenset[str]]]:
        return {}  # with the desk, so that its id stays its own

    def allowed(self, actor: Actor, module: ModuleDef | None) -> frozenset[str]:
        """The actions that he may, by the general answer (AC51): in a module, or those of the organisation."""
        desk = self.policy.desk(actor, self.modules[module.id] if module else None)
        key = (id(desk), module is None)
        if key not in self._allowed:
            actions = OF_ORGANISATION if module is None else OF_MODULES
            self._allowed[key] = desk, frozenset(action for action in actions if desk.allows(action))
        return self._allowed[key][1]

    def scope(self, actor: Actor, module_id: int, need: Level = Level.READ) -> RowScope:
        """His row scope in a module; an empty one where there is no such module."""
        facts = self.modules.get(module_id)
        return self.policy.row_scope(actor, facts, need) if facts else RowScope()


def read_standing(store: OrganisationStore) -> Standing:
    """As it stands now, with what this thread's open transaction has changed."""
    with store.engine.read():
        store.policy_version()
        return Standing(
            actors=store.actors(),
            policy=store.rules(),
            catalog=store.catalog(),
            info=store.info(),
            members=store.members(),
            roles=store.roles(),
            profiles=store.profiles(),
            shared=store.shared(),
            spaces={row.id: row.api_name for row in store.spaces()},
            seats=(store.mark(REGULAR_SEATS) or "", store.mark(TEAM_SEATS) or ""),
        )
