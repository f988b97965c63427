"""Requests for access: who was refused asks somebody who can grant (AC48)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from crm_tui.domain.fields import Link, UserRef


class AskState(StrEnum):
    """Where a request for access stands."""

    OPEN = "open"
    GRANTED = "granted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class AccessRequest:
    """One request as its reader may see it.

    `rule`: the rule that refused. `record`: not visible where the reader does not see it. `offers`: what a grantor
    who reads it can do with his own rights, best first; empty to everybody else.
    """

    id: int
    asker: UserRef
    action: str
    rule: str
    at: dt.datetime
    state: AskState
    module: str = ""
    record: Link | None = None
    text: str = ""
    answered_by: UserRef | None = None
    answer: str = ""
    offers: tuple[Offer, ...] = ()


class OfferKind(StrEnum):
    """How access is granted: one act of the product each."""

    SHARE = "share"  # the record, at the level that the action needs (AC16)
    MEMBERSHIP = "membership"  # a wider team-module profile (3.2)
    ENABLE = "enable"  # the module in the profile
    SWITCH = "switch"  # the action in the profile
    CONVERT = "convert"  # team to regular user (U50)
    OTHER = "other"  # by hand in set-up; granting only tells the asker


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to grant. `value`: level, team profile or profile API name."""

    kind: OfferKind
    value: str = ""
