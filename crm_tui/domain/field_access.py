"""Field permissions (AC18, M26)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FieldAccess(StrEnum):
    """What a profile leaves of a field; as on the command line."""

    READ_WRITE = "read-write"
    READ_ONLY = "read-only"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class FieldPermission:
    """What one profile may with one field. `holder`: API name of a profile, in a team module of a team profile."""

    module: str
    field: str
    holder: str
    access: FieldAccess
