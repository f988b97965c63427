"""People: kinds of user, states, and the actor who asks (product.md 1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crm_tui.domain.modules import Level
from crm_tui.domain.sharing import Opening


class UserKind(StrEnum):
    """U02-U06."""

    SUPER_ADMIN = "super_admin"
    ADMINISTRATOR = "administrator"
    REGULAR = "regular"
    TEAM = "team"
    EXTERNAL = "external"


FIXED_PROFILES = {UserKind.ADMINISTRATOR: "Administrator", UserKind.TEAM: "Team_User"}
"""Kinds whose profile is the system's (U32), by its API name."""
STANDARD_PROFILE = "Standard"


class UserState(StrEnum):
    """1.4."""

    UNCONFIRMED = "unconfirmed"
    ACTIVE = "active"
    INACTIVE = "inactive"
    DELETED = "deleted"


class TeamProfile(StrEnum):
    """The five team-module profiles, widest first (3.2)."""

    ADMIN = "Admin"
    MANAGER = "Manager"
    MEMBER = "Member"
    PARTICIPANT = "Participant"
    REQUESTER = "Requester"


class SpaceRole(StrEnum):
    """SP06."""

    ADMIN = "admin"
    USER = "user"


@dataclass(frozen=True, slots=True)
class ProfileRights:
    """What an organisation profile allows (9.4): one switch for each action, per module where it has one.

    `modules` names the enabled modules by API name, None meaning all; it counts for organisation modules.
    `denied` holds the switches that are off, as (action, module API name or "*").
    `everything` is the Administrator profile: all on, cannot be lowered.
    `team_user` is the single system profile Team User (U32).
    `custom_views` `create_team_module` `manage_teamspace` are the switches of U35.
    """

    api_name: str
    label: str
    everything: bool = False
    team_user: bool = False
    modules: frozenset[str] | None = None
    denied: frozenset[tuple[str, str]] = frozenset()
    custom_views: bool = True
    create_team_module: bool = True
    manage_teamspace: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks: one user of one organisation, with all that decides his rights.

    `team_profiles`: module id -> his team-module profiles there, his own and those of his role and groups (3.2).
    `below`: ids of the users below him in the hierarchy (AC12, AC13).
    `spaces`: space id -> his role there.
    `openings`: id of an organisation module -> the sharing rules that open records there to him (AC15).
    `opened`: the same by owner: module id -> id of an owner -> the widest level on his records.
    """

    user_id: int
    login: str
    name: str
    kind: UserKind
    state: UserState
    profile: ProfileRights
    role_id: int | None = None
    role: str = ""
    team_profiles: Mapping[int, frozenset[TeamProfile]] = field(default_factory=dict)
    below: frozenset[int] = frozenset()
    spaces: Mapping[int, SpaceRole] = field(default_factory=dict)
    openings: Mapping[int, tuple[Opening, ...]] = field(default_factory=dict)
    opened: Mapping[int, Mapping[int, Level]] = field(default_factory=dict)
    owner_of_data: bool = False
    """Asks locally as the owner of the data directory (AC52)."""
    admin_elsewhere: bool = False
    """Administrator or super administrator of another organisation (ORG-2)."""

    @property
    def is_admin(self) -> bool:
        """Administrator or super administrator."""
        return self.kind in (UserKind.SUPER_ADMIN, UserKind.ADMINISTRATOR)
