"""Requests between teams (3.5): records of a team module, seen by who asked for them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from crm_tui.domain.facts import RecordFacts
from crm_tui.domain.fields import Link, UserRef
from crm_tui.domain.modules import ModuleDef


@dataclass(frozen=True, slots=True)
class RequestModule:
    """A module in which one may raise requests. `module` holds only the fields that a requester may fill."""

    module: ModuleDef
    open: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """A request as its requester sees it in his list.

    `state`: API value of the module's status field, empty where that is hidden from him; `owner`: None where
    that is. `closed`: the state says so.
    `accepted`: the team has taken it up, which its requester is told by Q07 whatever fields he sees.
    `of`: the record it was raised from, not visible where the reader does not see it. `facts`: for greying.
    """

    id: int
    module: ModuleDef
    number: str
    name: str
    state: str
    closed: bool
    accepted: bool
    owner: UserRef | None
    requester: UserRef
    at: dt.datetime
    changed_at: dt.datetime
    of: Link | None = None
    editable: bool = False
    facts: RecordFacts | None = None


@dataclass(frozen=True, slots=True)
class RequestSettings:
    """Requester settings of a module (Q05, Q09). `owners`: logins, at most five, in the order of their turns."""

    owners: tuple[str, ...] = ()
    edit_after_acceptance: bool = False


MOST_OWNERS = 5
"""Q05."""
