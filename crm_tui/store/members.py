"""Verbs on users, roles and profiles of an organisation. Each change raises the policy version."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.clock import Clock, epoch
from crm_tui.base.messages import message
from crm_tui.domain.errors import Invalid, NotFound
from crm_tui.domain.users import Actor, ProfileRights, TeamProfile, UserKind, UserState
from crm_tui.store.departing import forget_user
from crm_tui.store.engine import Engine
from crm_tui.store.parts import given
from crm_tui.store.people import (
    MemberRow,
    ModuleMemberRow,
    People,
    ProfileRow,
    RoleRow,
    profile_values,
    read_people,
)
from crm_tui.store.roster import Roster, read_roster
from crm_tui.store.sharing_part import SharingPart
from crm_tui.store.versions import POLICY, Kept

NO_ROLE = 0
"""Given as a role id, it takes the role away."""
NOBODY = 0
"""Given as a manager's id, it takes the manager away."""


class MembersPart(SharingPart):
    """Users, roles, profiles, team-module members; and the users as actors, with what is shared to them."""

    def __init__(self, engine: Engine, clock: Clock) -> None:
        super().__init__(engine, clock)
        self._people = Kept(lambda: read_people(engine))
        self._roster = Kept(lambda: read_roster(engine, self._people_now(), self.shared()))

    def _people_now(self) -> People:
        versions = self.versions
        if not versions.seen.policy:
            versions.read()
        return self._people.at(versions.seen.policy, keep=not versions.raised)

    def roster(self) -> Roster:
        """All users as actors, as of the policy version that was last read; one's own open changes count."""
        versions = self.versions
        if not versions.seen.policy:
            versions.read()
        return self._roster.at(versions.seen.policy, keep=not versions.raised)

    def members(self) -> Mapping[int, MemberRow]:
        """All users by id, deleted ones too; as of the policy version that was last read."""
        return self._people_now().members

    def roles(self) -> Mapping[int, RoleRow]:
        """All roles by id."""
        return self._people_now().roles

    def roles_below(self, role_id: int) -> frozenset[int]:
        """The roles below a role, at any depth."""
        return self.roster().parties.roles_below(role_id)

    def profiles(self) -> Mapping[int, ProfileRow]:
        """All profiles by id."""
        return self._people_now().profiles

    def member(self, login: str) -> MemberRow | None:
        """The living user of this login."""
        return self._people_now().by_login.get(login.casefold())

    def actor(self, login: str) -> Actor | None:
        """A user of this login with all that decides his rights, as it stands now; None where there is none."""
        self.versions.read()
        member = self.member(login)
        return self.roster().actor(member.id) if member else None

    def actors(self) -> Mapping[int, Actor]:
        """All users but deleted ones, by id, as it stands now; inside a transaction with its changes."""
        self.versions.read()
        return self.roster().living

    def hold_people(self) -> None:
        """Let nobody else change who may be active until this transaction ends, and read users as they stand then."""
        self.engine.serialise("people")
        self.versions.read()

    # Roles and profiles

    def add_role(self, api_name: str, label: str, parent_id: int | None = None, *, peers: bool = False) -> int:
        """A new role below another one; its id."""
        self.versions.bump(POLICY)
        return self.engine.insert(
            "INSERT INTO role (api_name, label, parent_id, peers) VALUES (?, ?, ?, ?) RETURNING id",
            (api_name, label, parent_id, int(peers)),
        )

    def edit_role(
        self, role_id: int, *, label: str | None = None, parent_id: int | None = None, peers: bool | None = None
    ) -> None:
        """Change what is given; `parent_id` `NO_ROLE` makes it a top one. Invalid below itself."""
        if parent_id and (parent_id == role_id or parent_id in self.roles_below(role_id)):
            raise Invalid(message("A role cannot stand below itself."))
        self.versions.bump(POLICY)
        self._set("role", role_id, given(label=label, peers=peers))
        if parent_id is not None:
            self._set("role", role_id, {"parent_id": parent_id or None})

    def delete_role(self, role_id: int, to: int) -> None:
        """Remove a role; its users and the roles below it move to another one."""
        self.versions.bump(POLICY)
        self.engine.execute("UPDATE member SET role_id = ? WHERE role_id = ?", (to, role_id))
        self.engine.execute("UPDATE role SET parent_id = ? WHERE parent_id = ?", (to, role_id))
        self.engine.execute("DELETE FROM role WHERE id = ?", (role_id,))

    def add_profile(self, rights: ProfileRights) -> int:
        """A new profile; its id."""
        self.versions.bump(POLICY)
        return self.engine.insert(
            "INSERT INTO profile (api_name, label, everything, team_user, modules, denied, custom_views,"
            " create_team_module, manage_teamspace) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            profile_values(rights),
        )

    def save_profile(self, profile_id: int, rights: ProfileRights) -> None:
        """Replace what a profile allows."""
        self.versions.bump(POLICY)
        changed = self.engine.execute(
            "UPDATE profile SET api_name = ?, label = ?, everything = ?, team_user = ?, modules = ?, denied = ?,"
            " custom_views = ?, create_team_module = ?, manage_teamspace = ? WHERE id = ?",
            (*profile_values(rights), profile_id),
        )
        if not changed:
            raise NotFound

    def delete_profile(self, profile_id: int, to: int) -> None:
        """Remove a profile; its users, those who are gone too, get another one."""
        self.versions.bump(POLICY)
        self.engine.execute("UPDATE member SET profile_id = ? WHERE profile_id = ?", (to, profile_id))
        self.engine.execute("DELETE FROM profile WHERE id = ?", (profile_id,))

    # Users

    def add_member(
        self,
        login: str,
        name: str,
        kind: UserKind,
        profile_id: int,
        role_id: int | None = None,
        *,
        state: UserState = UserState.ACTIVE,
        locale: str = "",
        time_zone: str = "",
    ) -> int:
        """A new user; his id. Invalid where a living one has this login."""
        login = login.casefold()
        if self.engine.value("SELECT 1 FROM member WHERE login = ? AND state <> 'deleted'", (login,)):
            raise Invalid(message("{login} is a user of this organisation already.", login=login))
        self.versions.bump(POLICY)
        return self.engine.insert(
            "INSERT INTO member (login, name, kind, state, profile_id, role_id, locale, time_zone, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
            (login, name, kind, state, profile_id, role_id, locale, time_zone, epoch(self.clock.now())),
        )

    def edit_member(
        self,
        user_id: int,
        *,
        name: str | None = None,
        kind: UserKind | None = None,
        state: UserState | None = None,
        profile_id: int | None = None,
        role_id: int | None = None,
        locale: str | None = None,
        theme: str | None = None,
        time_zone: str | None = None,
        settings: str | None = None,
        manager_id: int | None = None,
    ) -> None:
        """Change what is given; `role_id` `NO_ROLE` takes the role away, `manager_id` `NOBODY` the manager.

        NotFound for an unknown user.
        """
        self.versions.bump(POLICY)
        changes = given(
            name=name, kind=kind, state=state, profile_id=profile_id, role_id=role_id, locale=locale, theme=theme,
            time_zone=time_zone, settings=settings,
        )  # fmt: skip
        if role_id == NO_ROLE:
            changes["role_id"] = None
        if manager_id is not None:
            changes["manager_id"] = manager_id or None
        self._set("member", user_id, changes)

    def remove_member(self, user_id: int) -> None:
        """Take away the row of a user who never accepted (ORG-9). NotFound for any other."""
        self.versions.bump(POLICY)
        forget_user(self.engine, user_id)
        if not self.engine.execute("DELETE FROM member WHERE id = ? AND state = 'unconfirmed'", (user_id,)):
            raise NotFound

    def note_seen(self, user_id: int) -> None:
        """Write down that a user was here now; nobody's rights change by it."""
        self._set("member", user_id, {"last_seen_at": epoch(self.clock.now())})

    def personal(self, user_id: int) -> str:
        """A user's own settings, JSON text, as they stand now."""
        return str(self.engine.value("SELECT settings FROM member WHERE id = ?", (user_id,)) or "{}")

    def keep_personal(self, user_id: int, settings: str) -> None:
        """Write a user's own settings down; nobody's rights change by it."""
        self._set("member", user_id, {"settings": settings})

    # Team-module profiles

    def set_module_member(
        self, module_id: int, user_id: int, profile: TeamProfile | None, *, by_admin: bool = False
    ) -> None:
        """Give a user a team-module profile, or take his membership away with None."""
        self.versions.bump(POLICY)
        if profile is None:
            self.engine.execute("DELETE FROM module_member WHERE module_id = ? AND user_id = ?", (module_id, user_id))
            return
        self.engine.execute(
            "INSERT INTO module_member (module_id, user_id, profile, set_by_admin) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (module_id, user_id) DO UPDATE"
            " SET profile = excluded.profile, set_by_admin = excluded.set_by_admin",
            (module_id, user_id, profile, int(by_admin)),
        )

    def module_members(self, module_id: int) -> tuple[ModuleMemberRow, ...]:
        """The members of a team module, requesters among them."""
        rows = self.engine.rows(
            "SELECT module_id, user_id, profile, set_by_admin FROM module_member WHERE module_id = ? ORDER BY user_id",
            (module_id,),
        )
        return tuple(ModuleMemberRow(m, user, TeamProfile(profile), bool(by)) for m, user, profile, by in rows)
