"""The answer of the rules engine: may he, by which rule, why, and who could grant it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crm_tui.base.messages import Message
from crm_tui.domain.standing import Way


class RemedyClass(StrEnum):
    """9.5, AC41-AC47."""

    HARD = "H"
    PROFILE = "P"
    MODULE = "M"
    SHARING = "S"
    LIMIT = "L"
    WAIT = "W"
    NOBODY = "N"
    NONE = ""  # of an allowing rule


class Scope(StrEnum):
    """AC51: which records an allowed action reaches where no record is named."""

    ALL = "all"
    OWN = "own"
    SHARED = "shared"
    REQUESTED = "requested"


class OrgRows(StrEnum):
    """Which activities of the organisation are somebody's as their owner, or by what sharing opens (AC10)."""

    ALL = "all"
    LOOSE = "those that hang on nothing"
    NONE = "none"


class GrantorKind(StrEnum):
    """Who could grant; services turn it into people (`services.access`)."""

    USER_MANAGERS = "users.manage"
    PROFILE_MANAGERS = "profiles.manage"
    FIELD_MANAGERS = "fields.manage"
    SHARING_MANAGERS = "sharing.manage"
    SUPER_ADMIN = "super_admin"
    ADMINISTRATORS = "administrators"
    MODULE_ADMINS = "module_admins"
    SPACE_ADMINS = "space_admins"
    SPACE_MANAGERS = "spaces.manage"
    RECORD_OWNER = "record_owner"
    ABOVE_OWNER = "above_owner"
    LICENCE_BUYERS = "licences.buy"
    EDITION_CHOOSERS = "org.choose_edition"
    APPROVERS = "approvers"
    PROMISE_WRITERS = "access.promises"


@dataclass(frozen=True, slots=True)
class Decision:
    """One answer. `rule` is always set; a denial by default has a rule too (O00, AC04, AC02).

    `step` is the step of 9.3 (0 to 9) that decided. `grantors` is in the order in which to ask.
    `found` is False where the asker must read the same text as for a wrong id (AC50).
    `existing_only` is True where the denial comes from a counted limit.
    """

    allowed: bool
    rule: str
    because: Message
    remedy: Message
    remedy_class: RemedyClass
    grantors: tuple[GrantorKind, ...] = ()
    scope: Scope | None = None
    step: int = 0
    found: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an explanation: a step of 9.3 and what it found."""

    number: int
    rule: str
    title: Message
    outcome: str
    """"passed", "allowed", "denied" or "skipped"."""
    because: Message


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who could grant: a user that the asker may see, or a role in words (AC48)."""

    name: str
    login: str = ""
    why: Message | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """A decision with its grantors as people and, on request, all its steps and what opens the record, widest first."""

    decision: Decision
    grantors: tuple[Person, ...]
    steps: tuple[Step, ...] = ()
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class RowScope:
    """Which records of one module an actor may reach, as a value that the store turns into SQL.

    `everything`: all rows. Otherwise the union of: rows whose owner is in `owners`; rows shared to
    `user_id` at `shared_level` or more (None: shares do not count); rows that `requester_id` requested;
    and, for activities and other rows that hang on a record, rows whose parent is visible (`by_parent`).
    An empty scope reaches nothing.

    Of activities, `org_everything` and `org_owners` (rows of these owners) count only for rows that hang on
    nothing or on a record of an organisation module: team modules have no hierarchy and no default (AC10, AC26).
    So do `rules`: criteria of sharing rules, as texts; rows that meet one of them are in scope (AC15).

    Of activities too, where `team_modules` is given: owners, shares and rules count, of what hangs on a record of a
    team module, in those alone and for owners and shares; of the organisation's rows, for `org_rows`. What hangs on
    a record of an organisation module follows it where `by_org_parent` says so.

    `nameless`: the names of these records are hidden from him, so that no look-up is found or sorted by them (AC08).
    """

    everything: bool = False
    owners: frozenset[int] = frozenset()
    user_id: int = 0
    shared_level: int | None = None
    requester_id: int | None = None
    by_parent: bool = False
    org_everything: bool = False
    org_owners: frozenset[int] = frozenset()
    rules: tuple[str, ...] = ()
    nameless: bool = False
    team_modules: frozenset[int] | None = None
    org_rows: OrgRows = OrgRows.ALL
    by_org_parent: bool = True

    @property
    def nothing(self) -> bool:
        return not (
            self.everything
            or self.owners
            or self.shared_level is not None
            or self.requester_id is not None
            or self.by_parent
            or self.org_everything
            or self.org_owners
            or self.rules
        )


@dataclass(frozen=True, slots=True)
class FieldMask:
    """Fields of a module, by API name, that are kept from an actor or that he may only read (AC18)."""

    hidden: frozenset[str] = frozenset()
    read_only: frozenset[str] = frozenset()

    def shows(self, api_name: str) -> bool:
        return api_name not in self.hidden

    def writes(self, api_name: str) -> bool:
        return api_name not in self.hidden and api_name not in self.read_only
