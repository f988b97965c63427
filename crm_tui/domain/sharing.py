"""Data sharing of organisation modules: hierarchy, sharing rules, e-mail sharing (AC13-AC15, AC30)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crm_tui.domain.groups import Party
from crm_tui.domain.modules import Level


class Hierarchy(StrEnum):
    """Who stands above whom (AC13)."""

    ROLES = "roles"
    REPORTING = "reporting"


class EmailSharing(StrEnum):
    """Who reads other people's e-mails of a record (AC30). Roles can be named under PUBLIC and ROLES."""

    PRIVATE = "private"
    PUBLIC = "public"
    ROLES = "roles"


@dataclass(frozen=True, slots=True)
class SharingRule:
    """Widens who reaches records of an organisation module (AC15).

    Shared are the records owned by `source`, or, where it is None, those that meet `criteria` (the text of one, in
    the language of filters). `level` is READ, EDIT or FULL. `superiors`: those above `target` have it too (AC23).
    """

    id: int
    module_id: int
    label: str
    target: Party
    level: Level
    source: Party | None = None
    criteria: str = ""
    superiors: bool = False


@dataclass(frozen=True, slots=True)
class Opening:
    """What one sharing rule opens to one user: records of these owners, or those that meet `criteria`."""

    rule: int
    label: str
    level: Level
    owners: frozenset[int] = frozenset()
    criteria: str = ""
