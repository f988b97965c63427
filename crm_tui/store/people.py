"""What the store knows of users, roles and profiles, as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from crm_tui.domain.users import ProfileRights, TeamProfile, UserKind, UserState
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

    @cached_property
    def by_login(self) -> Mapping[str, MemberRow]:
        """The living users."""
        return {row.login: row for row in self.members.values() if row.state is not UserState.DELETED}


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
