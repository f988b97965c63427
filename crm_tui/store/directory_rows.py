"""What leaves the directory: rows as values. Times are epoch seconds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class OrgState(StrEnum):
    """`CREATING`: its database is not finished yet; a crash in between leaves it so."""

    CREATING = "creating"
    OPEN = "open"
    DELETED = "deleted"


class InvitationState(StrEnum):
    """The one machine of 1.4. An expired one is kept as pending with its time over."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class OrgRow:
    """An organisation. `location` names its folder beside the directory, or its schema; `created_by` a login's id."""

    id: int
    slug: str
    name: str
    location: str
    state: OrgState
    created_by: int | None
    created_at: int


@dataclass(frozen=True, slots=True)
class LoginRow:
    """An e-mail address that can sign in. `default_org`: what opens then (ORG-12)."""

    id: int
    login: str
    name: str
    created_at: int
    default_org: int | None


@dataclass(frozen=True, slots=True)
class BelongsRow:
    """A login's place in an organisation. `default`: it opens at sign-in; `created`: by this login."""

    org: OrgRow
    default: bool
    created: bool


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """An invitation as it stands at the moment of asking."""

    id: int
    org: OrgRow
    login: str
    state: InvitationState
    sent_at: int
    expires_at: int
    by_login: str
