"""Organisations as a login sees them from outside, and what a new one is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from crm_tui.domain.users import UserKind


@dataclass(frozen=True, slots=True)
class Membership:
    """An organisation that a login is in (ORG-14). `kind` and `profile` are his own there."""

    slug: str
    name: str
    edition: str = ""
    kind: str = ""
    profile: str = ""
    default: bool = False
    created_by_me: bool = False


@dataclass(frozen=True, slots=True)
class SignIn:
    """A login that the owner of the data may act as, on his own machine; what helps to choose one."""

    login: str
    name: str
    kind: UserKind
    role: str = ""


@dataclass(frozen=True, slots=True)
class NewOrganisation:
    """What a new organisation is asked for (ORG-7). `login` becomes its super administrator (ORG-2)."""

    name: str
    slug: str
    currency: str
    locale: str
    country: str
    time_zone: str
    sample_data: bool = False
    login: str = ""
    user_name: str = ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """An invitation that a login may answer (ORG-14). `days`: so many are begun and left; `by`: who invited."""

    slug: str
    name: str
    edition: str
    by: str
    days: int


@dataclass(frozen=True, slots=True)
class Answered:
    """What an answer led to; `kind`: what he is there now, an external user perhaps (ORG-4)."""

    slug: str
    name: str
    accepted: bool
    kind: UserKind
