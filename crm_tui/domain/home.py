"""What waits for a user: next actions and silences."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from crm_tui.domain.fields import Link, UserRef


@dataclass(frozen=True, slots=True)
class NextAction:
    """An open task, meeting or call. `day`: its due day, or that of its start in the reader's zone. `at`: its start."""

    id: int
    module: str
    name: str
    owner: UserRef
    day: dt.date | None = None
    at: dt.datetime | None = None
    on: Link | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Silence:
    """A customer to whom nobody has spoken. `last`: the last contact, None where there never was one."""

    id: int
    module: str
    name: str
    days: int
    last: dt.datetime | None = None
