"""Building an organisation: people, roles, modules, spaces, data sharing. Each verb passes the gate like any change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from crm_tui.base.messages import message
from crm_tui.domain.blueprints import ModuleBlueprint
from crm_tui.domain.errors import Invalid, LimitReached, NotFound
from crm_tui.domain.modules import ModuleDef, OrgDefault
from crm_tui.domain.users import ProfileRights, SpaceRole, TeamProfile, UserKind, UserState
from crm_tui.services.gate import Gate, Target
from crm_tui.services.limits import REGULAR_SEATS, TEAM_SEATS, Limits
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session
from crm_tui.store.people import MemberRow, RoleRow


class Setup:
    """The verbs of those who set an organisation up."""

    def __init__(self, session: Session, gate: Gate, modules: Modules) -> None:
        self._session, self._gate, self._modules = session, gate, modules
        self._store = session.store
        self._limits = Limits(session)

    # People

    def add_role(self, api_name: str, label: str, above: str = "") -> int:
        """A role below another one (AC12)."""
        with self._gate.act("roles.manage", Target()) as change:
            change.detail = api_name
            return self._store.add_role(api_name, label, self._role(above).id if above else None)

    def delete_role(self, api_name: str, to: str) -> None:
        """Remove a role; its users and the roles below it move to another one (AC12)."""
        with self._gate.act("roles.manage", Target()) as change:
            change.detail = f"{api_name} -"
            role, heir = self._role(api_name), self._role(to)
            if role.parent_id is None:
                raise Invalid(message("The top role cannot be removed."))
            if role.id in self._up_from(heir):
                raise Invalid(message("Its users need a role that stays."))
            self._store.delete_role(role.id, heir.id)

    def add_profile(self, rights: ProfileRights) -> int:
        """A profile of one's own making (AC11)."""
        with self._gate.act("profiles.manage", Target()) as change:
            change.detail = rights.api_name
            return self._store.add_profile(rights)

    def save_profile(self, rights: ProfileRights) -> None:
        """Change what a profile allows; Administrator cannot be lowered (9.4)."""
        with self._gate.act("profiles.manage", Target()) as change:
            change.detail = rights.api_name
            found = next(
                (row for row in self._store.profiles().values() if row.rights.api_name == rights.api_name), None
            )
            if found is None:
                raise NotFound
            if found.rights.everything:
                raise Invalid(message("The Administrator profile cannot be changed."))
            self._limits.team_user_modules(rights)
            self._store.save_profile(found.id, rights)

    def add_user(self, login: str, name: str, kind: UserKind, profile: str, role: str = "") -> int:
        """An active user; a free seat is needed (U28)."""
        with self._gate.act("users.invite", Target()) as change:
            change.detail = login
            self._limits.seat(kind)
            role_id = self._role(role).id if role else None
            self._session.register(login, name)
            return self._store.add_member(login, name, kind, self._profile(profile), role_id)

    def set_state(self, login: str, state: UserState) -> None:
        """Activate or deactivate a user (U41)."""
        with self._gate.act("users.activate", Target()) as change:
            member = self._member(login)
            change.detail = f"{login} {state}"
            if state is UserState.ACTIVE and member.state is not UserState.ACTIVE:
                self._limits.seat(member.kind)
            if state is not UserState.ACTIVE and member.kind is UserKind.SUPER_ADMIN:
                raise LimitReached(message("The super administrator hands over first."))
            self._store.edit_member(member.id, state=state)

    def buy_licences(self, *, regular: int | None = None, team: int | None = None) -> None:
        """Record how many licences there are; no payment is made (U23)."""
        with self._gate.act("licences.buy", Target()) as change:
            change.detail = f"regular {regular} team {team}"
            if regular is not None:
                self._store.set_mark(REGULAR_SEATS, str(regular))
            if team is not None:
                self._store.set_mark(TEAM_SEATS, str(team))

    # Modules and spaces

    def add_module(self, blueprint: ModuleBlueprint, space: str = "") -> ModuleDef:
        """A team module; who makes it is its first Admin (M30, M31)."""
        with self._gate.act("module.create", Target()) as change:
            change.detail = blueprint.api_name
            self._limits.team_modules()
            module = self._store.add_module(blueprint, created_by=self._session.actor.user_id)
            self._store.set_module_member(module.id, self._session.actor.user_id, TeamProfile.ADMIN)
            if space:
                self._store.put_module_in_space(self._space(space), module.id)
            return module

    def set_member(self, module_name: str, login: str, profile: TeamProfile | None) -> None:
        """Put an active user into a team module, change his profile there, or take him out (M32)."""
        module = self._modules.named(module_name)
        action = "module.appoint_admin" if profile is TeamProfile.ADMIN else "module.manage_members"
        with self._gate.act(action, Target(module)) as change:
            member = self._member(login)
            change.detail = f"{login} {profile or '-'}"
            if profile is not None and member.state is not UserState.ACTIVE:
                raise Invalid(message("{login} is no active user.", login=login))
            mine = TeamProfile.ADMIN in self._session.actor.team_profiles.get(module.id, ())
            self._limits.last_admin(
                module, member.id, profile, by_administrator=self._session.actor.is_admin and not mine
            )
            self._store.set_module_member(module.id, member.id, profile, by_admin=self._session.actor.is_admin)

    def add_space(self, api_name: str, name: str, description: str = "", icon: str = "") -> int:
        """A team space (SP03) with its attributes (SP09)."""
        with self._gate.act("spaces.manage", Target()) as change:
            change.detail = api_name
            self._limits.spaces()
            return self._store.add_space(api_name, name, icon, description)

    def add_folder(self, space: str, name: str) -> int:
        """A folder in a space (SP11)."""
        with self._gate.act("spaces.manage", Target()) as change:
            change.detail = f"{space}/{name}"
            return self._store.add_folder(self._space(space), name)

    def put_in_space(self, space: str, module_name: str, folder_id: int | None = None) -> None:
        """List a module in a space; that moves and grants nothing (SP20, SP21)."""
        module = self._modules.named(module_name)
        with self._gate.act("spaces.manage", Target()) as change:
            change.detail = f"{space} {module.api_name}"
            self._store.put_module_in_space(self._space(space), module.id, folder_id)

    def set_space_member(self, space: str, login: str, role: SpaceRole | None) -> None:
        """Put a user into a space as user or admin, or take him out (SP06)."""
        with self._gate.act("spaces.manage", Target()) as change:
            change.detail = f"{space} {login} {role or '-'}"
            self._store.set_space_member(self._space(space), self._member(login).id, role)

    def set_default(self, module_name: str, level: OrgDefault) -> None:
        """What everybody may with records of an organisation module (AC14, AC26)."""
        module = self._modules.named(module_name)
        with self._gate.act("sharing.manage", Target(module)) as change:
            change.detail = level
            self._store.set_org_default(module.id, level)

    # Finding

    def _role(self, api_name: str) -> RoleRow:
        return found(self._store.roles().values(), lambda row: row.api_name == api_name)

    def _up_from(self, role: RoleRow) -> set[int]:
        """A role and all above it."""
        roles, found = self._store.roles(), {role.id}
        while role.parent_id is not None and role.parent_id not in found:
            role = roles[role.parent_id]
            found.add(role.id)
        return found

    def _profile(self, api_name: str) -> int:
        return found(self._store.profiles().values(), lambda row: row.rights.api_name == api_name).id

    def _member(self, login: str) -> MemberRow:
        member = self._store.member(login)
        if member is None:
            raise NotFound(message("There is no user {login}.", login=login))
        return member

    def _space(self, api_name: str) -> int:
        return found(self._store.spaces(), lambda row: row.api_name == api_name).id


Row = TypeVar("Row")


def found(rows: Iterable[Row], test: Callable[[Row], bool]) -> Row:
    """The first row that meets a test; NotFound where none does."""
    for row in rows:
        if test(row):
            return row
    raise NotFound
