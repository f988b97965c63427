"""Lead conversion (7.4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from crm_tui.domain.fields import Value
from crm_tui.domain.records import Done, Found


@dataclass(frozen=True, slots=True)
class Conversion:
    """What a lead would become. `account` is None where it has no company (R40). `accounts`, `contacts`: existing
    ones that look like it, of those that the asker sees. `version`: of the lead as it was read."""

    name: str
    version: int
    contact: Mapping[str, Value]
    account: Mapping[str, Value] | None = None
    deal: Mapping[str, Value] = field(default_factory=dict)
    accounts: tuple[Found, ...] = ()
    contacts: tuple[Found, ...] = ()


@dataclass(frozen=True, slots=True)
class Converted:
    """What a lead became; `untouched`: records that were merged into and may not be edited by him (R42)."""

    done: Done
    contact: Found
    account: Found | None = None
    deal: Found | None = None
    untouched: tuple[str, ...] = ()
