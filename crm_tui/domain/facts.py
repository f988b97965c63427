"""What the rules are told about the organisation, a module and a record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm_tui.domain.decisions import FieldMask
from crm_tui.domain.modules import Level, ModuleKind, OrgDefault


@dataclass(frozen=True, slots=True)
class OrganisationFacts:
    """`features`: what the edition has (X14), as `team_users`, `team_modules`; `missing`: API names of the standard
    modules that it lacks (X12); `email_roles`: roles named in AC30."""

    edition: str = "enterprise_trial"
    read_only: bool = False
    features: frozenset[str] = frozenset({"team_users", "team_modules", "spaces"})
    missing: frozenset[str] = frozenset()
    email_sharing: str = "public"
    email_roles: frozenset[int] = frozenset()
    field_rights: Mapping[tuple[int, str], FieldMask] = field(default_factory=dict)
    """Field permissions (AC18, M26): (module id, API name of the profile or name of the team profile) -> mask."""
    computed: Mapping[int, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """Module id -> computed field -> the fields that it is made of: what is made of a hidden one is hidden (AC29)."""


@dataclass(frozen=True, slots=True)
class ModuleFacts:
    """`deleted` is a team module in its 60 days (M52). `requests_after_acceptance` is the switch of Q09."""

    id: int
    api_name: str
    kind: ModuleKind
    label: str = ""
    activity: bool = False
    standard: bool = True
    default: OrgDefault = OrgDefault.PRIVATE
    requests_after_acceptance: bool = False


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """A record as the rules see it, for one actor.

    `level`: the widest that record shares and sharing rules of criteria give this actor. What rules give him by the
    owner stands with the actor. `shared` is the share's part of it, `rules` the ids of those rules of criteria.
    `requester_id` and `handled` (accepted or changed by the team) are of requests (3.5).
    `item_author`: who made the note, tag, attachment, e-mail or view that the action is on.
    `item_public`: the view that the action is on is shared.
    `pending` approval by a process; `approver`: the process names this actor (10.6).
    `parent`: module and record that an activity hangs on (AC10).
    `set_by_admin`: the membership that the action is on was set by an administrator of the organisation (M34).
    """

    owner_id: int
    level: Level = Level.NONE
    requester_id: int | None = None
    handled: bool = False
    deleted: bool = False
    locked: bool = False
    item_author: int | None = None
    parent: tuple[ModuleFacts, RecordFacts] | None = field(default=None)
    space_id: int | None = None
    item_public: bool = False
    pending: bool = False
    approver: bool = False
    set_by_admin: bool = False
    shared: Level = Level.NONE
    rules: tuple[int, ...] = ()
