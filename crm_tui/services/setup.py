"""Building an organisation: team modules and spaces. Each verb passes the gate like any change."""

from __future__ import annotations

from crm_tui.base.messages import message
from crm_tui.domain.blueprints import ModuleBlueprint
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.modules import ModuleDef, ModuleKind
from crm_tui.domain.users import SpaceRole, TeamProfile
from crm_tui.policy.facts import RecordFacts
from crm_tui.services.gate import Gate, Target
from crm_tui.services.limits import Limits
from crm_tui.services.modules import Modules
from crm_tui.services.named import Named, found
from crm_tui.services.names import checked_api_name, checked_name
from crm_tui.services.session import Session


class Setup:
    """The verbs of those who set an organisation up."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules = session, gate, modules
        self._store = session.store
        self._limits, self._named = Limits(session), Named(session.store)

    # Modules and spaces

    def add_module(self, blueprint: ModuleBlueprint, space: str = "") -> ModuleDef:
        """A team module; who makes it is its first Admin (M30, M31)."""
        with self._gate.act("module.create", self._in_space(space)) as change:
            change.detail = blueprint.api_name
            self._check_module(blueprint)
            self._limits.team_modules()
            module = self._store.add_module(blueprint, created_by=self._session.actor.user_id)
            self._store.set_module_member(module.id, self._session.actor.user_id, TeamProfile.ADMIN)
            if space:
                self._store.put_module_in_space(self._space(space), module.id)
            return module

    def add_space(self, api_name: str, name: str, description: str = "", icon: str = "") -> int:
        """A team space (SP03) with its attributes (SP09)."""
        with self._gate.act("spaces.manage", Target()) as change:
            change.detail = checked_api_name(api_name)
            name = checked_name(name, message("A team space"))
            self._limits.spaces()
            if any(row.api_name == api_name for row in self._store.spaces()):
                raise Invalid(message("There is a space {space} already.", space=api_name))
            return self._store.add_space(api_name, name, icon, description)

    def add_folder(self, space: str, name: str) -> int:
        """A folder in a space (SP11)."""
        with self._gate.act("space.administer", self._in_space(space)) as change:
            change.detail = f"{space}/{name}"
            self._limits.folders(self._space(space))
            return self._store.add_folder(self._space(space), checked_name(name, message("A folder")))

    def put_in_space(self, space: str, module_name: str, folder_id: int | None = None) -> None:
        """List a module in a space; that moves and grants nothing (SP20, SP21).

        Organisation modules that he sees, team modules that he runs (SP08).
        """
        target, module = self._in_space(space), self._modules.named(module_name)
        self._gate.insist("space.administer", target)
        self._gate.insist("module.customise" if module.is_team else "module.see", Target(module))
        with self._gate.act("space.administer", target) as change:
            change.detail = f"{space} {module.api_name}"
            self._store.put_module_in_space(self._space(space), module.id, folder_id)

    def set_space_member(self, space: str, login: str, role: SpaceRole | None) -> None:
        """Put a user into a space as user or admin, or take him out (SP06)."""
        target = self._in_space(space)
        appoints = role is SpaceRole.ADMIN or self._is_space_admin(target, login)
        with self._gate.act("space.appoint_admin" if appoints else "space.administer", target) as change:
            change.detail = f"{space} {login} {role or '-'}"
            self._store.set_space_member(self._space(space), self._named.member(login).id, role)

    # Finding

    def _check_module(self, blueprint: ModuleBlueprint) -> None:
        if blueprint.kind is not ModuleKind.TEAM:
            raise Invalid(message("Only team modules are made this way."))
        checked_api_name(blueprint.api_name)
        for label in (blueprint.label, blueprint.singular):
            checked_name(label, message("A module"))
        if self._session.catalog().find(blueprint.api_name) is not None:
            raise Invalid(message("There is a module {module} already.", module=blueprint.api_name))

    def _in_space(self, api_name: str) -> Target:
        """One space as the rules look at it; NotFound where there is none that he sees."""
        session = self._session
        actor = session.refresh().actor
        if not api_name:
            return Target()
        space_id = self._space(api_name)
        if space_id not in actor.spaces and not session.policy.decide(actor, "spaces.manage").allowed:
            raise NotFound
        return Target(facts=RecordFacts(actor.user_id, space_id=space_id))

    def _is_space_admin(self, target: Target, login: str) -> bool:
        member = self._store.member(login)
        space_id = target.facts.space_id if target.facts else None
        if member is None or space_id is None:
            return False
        return self._store.space_members(space_id).get(member.id) is SpaceRole.ADMIN

    def _space(self, api_name: str) -> int:
        return found(self._store.spaces(), lambda row: row.api_name == api_name).id
