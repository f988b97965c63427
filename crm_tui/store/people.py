"""What the store knows of users, roles and profiles, as values."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from crm_tui.domain.users import Actor, ProfileRights, SpaceRole, TeamProfile, UserKind, UserState
from crm_tui.store.engine import Engine


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A user of the organisation. Times are epoch seconds; `settings` is JSON text."""

    id: int
    login: str
    name: str
    kind: UserKind
    state: UserState
    profile_id: int
    role_id: int | None
    locale: str
    theme: str
    time_zone: str
    created_at: int
    last_seen_at: int | None
    settings: str
    manager_id: int | None = None


@dataclass(frozen=True, slots=True)
class RoleRow:
    """AC12. `peers`: users of the role see each other's records."""

    id: int
    api_name: str
    label: str
    parent_id: int | None
    peers: bool


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """A profile with its key."""

    id: int
    rights: ProfileRights


@dataclass(frozen=True, slots=True)
class ModuleMemberRow:
    """A user's team-module profile (3.2). `set_by_admin`: an organisation administrator put him there."""

    module_id: int
    user_id: int
    profile: TeamProfile
    set_by_admin: bool


@dataclass(frozen=True)
class People:
    """All users, roles and profiles as of one policy version."""

    members: Mapping[int, MemberRow]
    roles: Mapping[int, RoleRow]
    profiles: Mapping[int, ProfileRow]

    def below(self, user_id: int, role_id: int | None) -> frozenset[int]:
        """The users in roles below a role, and those of the role itself where its peers share (AC12)."""
        if role_id is None or role_id not in self.roles:
            return frozenset()
        roles = self.roles_below(role_id)
        if self.roles[role_id].peers:
            roles |= {role_id}
        return frozenset(m.id for m in self.members.values() if m.role_id in roles and m.id != user_id)

    def roles_below(self, role_id: int) -> set[int]:
        """The roles below a role, at any depth."""
        children: dict[int | None, list[int]] = defaultdict(list)
        for role in self.roles.values():
            children[role.parent_id].append(role.id)
        found: set[int] = set()
        waiting = [role_id]
        while waiting:
            new = [child for child in children[waiting.pop()] if child not in found]
            found.update(new)
            waiting += new
        return found - {role_id}


_MEMBER = (
    "id, login, name, kind, state, profile_id, role_id, locale, theme, time_zone, created_at, last_seen_at, settings,"
    " manager_id"
)
_PROFILE = (
    "id, api_name, label, everything, team_user, modules, denied, custom_views, create_team_module, manage_teamspace"
)


def read_people(engine: Engine) -> People:
    """All users, roles and profiles."""
    with engine.read():
        members = engine.rows(f"SELECT {_MEMBER} FROM member ORDER BY id")
        roles = engine.rows("SELECT id, api_name, label, parent_id, peers FROM role ORDER BY id")
        profiles = engine.rows(f"SELECT {_PROFILE} FROM profile ORDER BY id")
    return People(
        {row[0]: _member(row) for row in members},
        {row[0]: _role(row) for row in roles},
        {row[0]: _profile(row) for row in profiles},
    )


def read_actor(engine: Engine, people: People, member: MemberRow) -> Actor:
    """A user with all that decides his rights."""
    modules = engine.rows("SELECT module_id, profile FROM module_member WHERE user_id = ?", (member.id,))
    spaces = engine.rows("SELECT space_id, role FROM space_member WHERE user_id = ?", (member.id,))
    role = people.roles.get(member.role_id or 0)
    return Actor(
        user_id=member.id,
        login=member.login,
        name=member.name,
        kind=member.kind,
        state=member.state,
        profile=people.profiles[member.profile_id].rights,
        role_id=member.role_id,
        role=role.api_name if role else "",
        team_profiles=_by_module(modules),
        below=people.below(member.id, member.role_id),
        spaces={space_id: SpaceRole(role) for space_id, role in spaces},
    )


def profile_values(rights: ProfileRights) -> tuple[object, ...]:
    """What stands in the columns of a profile, but its key."""
    modules = None if rights.modules is None else json.dumps(sorted(rights.modules))
    denied = json.dumps(sorted(rights.denied))
    return (
        rights.api_name, rights.label, int(rights.everything), int(rights.team_user), modules, denied,
        int(rights.custom_views), int(rights.create_team_module), int(rights.manage_teamspace),
    )  # fmt: skip


def _member(row: tuple[Any, ...]) -> MemberRow:
    user_id, login, name, kind, state, *rest = row
    return MemberRow(user_id, login, name, UserKind(kind), UserState(state), *rest)


def _role(row: tuple[int, str, str, int | None, int]) -> RoleRow:
    role_id, api_name, label, parent_id, peers = row
    return RoleRow(role_id, api_name, label, parent_id, bool(peers))


def _profile(row: tuple[int, str, str, int, int, str | None, str, int, int, int]) -> ProfileRow:
    profile_id, api_name, label, everything, team_user, modules, denied, views, create, manage = row
    rights = ProfileRights(
        api_name,
        label,
        everything=bool(everything),
        team_user=bool(team_user),
        modules=None if modules is None else frozenset(json.loads(modules)),
        denied=frozenset((action, module) for action, module in json.loads(denied)),
        custom_views=bool(views),
        create_team_module=bool(create),
        manage_teamspace=bool(manage),
    )
    return ProfileRow(profile_id, rights)


def _by_module(rows: Iterable[tuple[int, str]]) -> dict[int, frozenset[TeamProfile]]:
    return {module_id: frozenset({TeamProfile(profile)}) for module_id, profile in rows}
