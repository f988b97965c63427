"""What stands between users and records, named for people: who reaches a record, and what a user reaches (part 5)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from crm_tui.domain.fields import UserRef
from crm_tui.domain.modules import Level


class By(StrEnum):
    """What opens a record to somebody (AC05, M11)."""

    OWNER = "owner"
    ADMINISTRATOR = "administrator"
    HIERARCHY = "hierarchy"
    DEFAULT = "default"
    RULE = "rule"
    SHARE = "share"
    MEMBERSHIP = "membership"
    REQUESTER = "requester"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Way:
    """One way in. `name`: label of the sharing rule, team-module profile, who shared it; empty where there is none, or
    the reader may not know it."""

    by: By
    level: Level
    name: str = ""


@dataclass(frozen=True, slots=True)
class Reacher:
    """Somebody who sees a record. `level`: what he may in effect, profile and locks counted; `ways`: widest first."""

    user: UserRef
    level: Level
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True)
class ModuleReach:
    """What a user reaches in one module. Numbers of records, None where it was not counted."""

    module: str
    label: str
    sees: int | None
    edits: int | None
    deletes: int | None
    at_least: bool = False
    hidden: tuple[str, ...] = ()
    read_only: tuple[str, ...] = ()
    profile: str = ""
