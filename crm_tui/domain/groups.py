"""Groups, and what else data is shared to: a user, a role, a role with its subordinates, a group (AC15)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PartyKind(StrEnum):
    """What a party is."""

    USER = "user"
    ROLE = "role"
    ROLE_BELOW = "role_below"  # a role and its subordinates
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Party:
    """One or many users named at once; `id` is of the user, role or group."""

    kind: PartyKind
    id: int


@dataclass(frozen=True, slots=True)
class Group:
    """Users named together. `members` may hold other groups, never in a circle."""

    id: int
    api_name: str
    label: str
    description: str = ""
    members: tuple[Party, ...] = ()
