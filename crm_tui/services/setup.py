"""Building an organisation: people, roles, modules, spaces, data sharing. Each verb passes the gate like any change."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from crm_tui.base.messages import message
from crm_tui.base.text import clean
from crm_tui.domain.blueprints import ModuleBlueprint
from crm_tui.domain.errors import Invalid, LimitReached, NotFound
from crm_tui.domain.modules import ModuleDef, ModuleKind, OrgDefault
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import ProfileRights, SpaceRole, TeamProfile, UserKind, UserState
from crm_tui.policy.facts import RecordFacts
from crm_tui.services.gate import Gate, Target
from crm_tui.services.limits import REGULAR_SEATS, TEAM_SEATS, Limits
from crm_tui.services.modules import Modules
from crm_tui.services.names import checked_api_name, checked_name, is_login
from crm_tui.services.session import Session
from crm_tui.store.people import MemberRow, ProfileRow, RoleRow


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
            change.detail = checked_api_name(api_name)
            if any(row.api_name.casefold() == api_name.casefold() for row in self._store.roles().values()):
                raise Invalid(message("There is a role {role} already.", role=api_name))
            label = checked_name(label, message("A role"))
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
            change.detail = checked_api_name(rights.api_name)
            checked_name(rights.label, message("A profile"))
            if rights.everything or rights.team_user:
                raise Invalid(message("There is one Administrator profile and one Team User profile."))
            if self._profile_row(rights.api_name) is not None:
                raise Invalid(message("There is a profile {profile} already.", profile=rights.api_name))
            return self._store.add_profile(rights)

    def save_profile(self, rights: ProfileRights) -> None:
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

    def add_user(self, login: str, name: str, kind: UserKind, profile: str, role: str = "") -> int:
        """An active user; a free seat is needed (U28). An administrator is made by whoever manages profiles."""
        login, name = login.strip().casefold(), clean(name)
        if kind is UserKind.ADMINISTRATOR:
            self._gate.insist("profiles.manage", Target())
        with self._gate.act("users.invite", Target()) as change:
            change.detail = login
            profile_id = self._fitting(kind, profile)
            role_id = self._role(role).id if role else None
            self._check_new(login, name)
            self._limits.seat(kind)
            self._session.register(login, name)
            return self._store.add_member(login, name, kind, profile_id, role_id)

    def set_state(self, login: str, state: UserState) -> None:
        """Activate or deactivate a user (U41)."""
        with self._gate.act("users.activate", Target()) as change:
            member = self._member(login)
            change.detail = f"{login} {state}"
            if state not in (UserState.ACTIVE, UserState.INACTIVE):
                raise Invalid(message("A user is activated or deactivated."))
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
        with self._gate.act("module.create", self._in_space(space)) as change:
            change.detail = blueprint.api_name
            self._check_module(blueprint)
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
            before = next((m.profile for m in self._store.module_members(module.id) if m.user_id == member.id), None)
            change.detail = f"{login} {profile or '-'}"
            if profile is not None and member.state is not UserState.ACTIVE:
                raise Invalid(message("{login} is no active user.", login=login))
            self._limits.module_people(module, member.id, profile)
            mine = TeamProfile.ADMIN in self._session.actor.team_profiles.get(module.id, ())
            self._limits.last_admin(
                module, member.id, profile, by_administrator=self._session.actor.is_admin and not mine
            )
            if profile is TeamProfile.REQUESTER and before is not profile:
                change.notify(member.id, NoticeKind.REQUESTER, module_id=module.id)  # Q03
            self._store.set_module_member(module.id, member.id, profile, by_admin=self._session.actor.is_admin)

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

    def _profile_row(self, api_name: str) -> ProfileRow | None:
        rows = self._store.profiles().values()
        return next((row for row in rows if row.rights.api_name == api_name), None)

    def _fitting(self, kind: UserKind, api_name: str) -> int:
        """The id of a profile that users of a kind may have (1.1)."""
        row = found(self._store.profiles().values(), lambda row: row.rights.api_name == api_name)
        fits = {
            UserKind.SUPER_ADMIN: False,  # there is exactly one, from the start (U02)
            UserKind.ADMINISTRATOR: row.rights.everything,
            UserKind.TEAM: row.rights.team_user,
        }.get(kind, not (row.rights.everything or row.rights.team_user))
        if not fits:
            raise Invalid(message("Users of the kind {kind} do not have the profile {profile}.", kind=kind.value,
                                  profile=api_name))  # fmt: skip
        return row.id

    def _check_new(self, login: str, name: str) -> None:
        if not is_login(login):
            raise Invalid(message("A login is an e-mail address."))
        checked_name(name, message("A user"))
        if self._store.member(login) is not None:
            raise Invalid(message("{login} is a user of this organisation already.", login=login))

    def _check_module(self, blueprint: ModuleBlueprint) -> None:
        if blueprint.kind is not ModuleKind.TEAM:
            raise Invalid(message("Only team modules are made this way."))
        checked_api_name(blueprint.api_name)
        for label in (blueprint.label, blueprint.singular):
            checked_name(label, message("A module"))
        if self._session.catalog().find(blueprint.api_name) is not None:
            raise Invalid(message("There is a module {module} already.", module=blueprint.api_name))

    def _member(self, login: str) -> MemberRow:
        member = self._store.member(login)
        if member is None:
            raise NotFound(message("There is no user {login}.", login=login))
        return member

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


Row = TypeVar("Row")


def found(rows: Iterable[Row], test: Callable[[Row], bool]) -> Row:
    """The first row that meets a test; NotFound where none does."""
    for row in rows:
        if test(row):
            return row
    raise NotFound
