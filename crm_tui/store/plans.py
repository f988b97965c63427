"""What a list asks for and what rows look like when they leave the store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING

from crm_tui.domain.decisions import RowScope
from crm_tui.domain.fields import FieldDef, Stored
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Sort

if TYPE_CHECKING:
    from crm_tui.domain.criteria.ast import Criterion

Held = Stored | tuple[int, ...]
"""What a field of a row holds: its stored form; the choice ids, in their order, of a multi-select."""

ScopeOf = Callable[[int], RowScope]
"""Tells the asker's row scope in the module of this id."""

COUNT_CAP = 1001
"""Counts stop here unless the exact number is asked for: shown as 1000+."""


@dataclass(frozen=True, slots=True)
class ListPlan:
    """One list, fully resolved: every name is a definition, every right a scope.

    `scope`: the asker's row scope in the module. `criteria`: of view and filter together, None for all.
    `text`: words, each of which must begin a word of the record's search entry.
    `columns`: what to read, in that order; never a hidden field (services drop them).
    `bin`: the deleted rows instead of the living. `related`: (look-up, record id), rows that point there.
    `hidden`: API names of fields kept from the asker, so that no word finds them (AC08).
    `user_id` is `me` of the criteria; `now` an aware moment in the zone by which `today` is meant.
    """

    module: ModuleDef
    scope: RowScope
    criteria: Criterion | None = None
    text: str = ""
    sort: Sort = Sort("Modified_Time", descending=True)  # noqa: RUF009 - a frozen value
    columns: tuple[FieldDef, ...] = ()
    bin: bool = False
    related: tuple[FieldDef, int] | None = None
    hidden: frozenset[str] = frozenset()
    user_id: int = 0
    now: dt.datetime = field(default_factory=lambda: dt.datetime.fromtimestamp(0, dt.UTC))


class StoredRow(tuple[Held, ...]):
    """A line of a list: a tuple of id, version, owner id, sort key, and then the values of the plan's columns.

    It wraps the database's own tuple, because fifty frozen dataclasses cost more than the query itself.
    """

    __slots__ = ()
    id: int = property(itemgetter(0))  # type: ignore[assignment]
    version: int = property(itemgetter(1))  # type: ignore[assignment]
    owner_id: int = property(itemgetter(2))  # type: ignore[assignment]
    key: Stored = property(itemgetter(3))  # type: ignore[assignment]

    @property
    def values(self) -> tuple[Held, ...]:
        """The values in the order of the plan's columns."""
        return self[4:]


@dataclass(frozen=True, slots=True)
class StoredRecord:
    """One record with all its fields; `values`: API name -> what it holds, system and name fields included.

    Times are epoch seconds. `requester_id` and `handled` are of requests (3.5); `parent_id` of activities.
    """

    id: int
    version: int
    owner_id: int
    name: str
    created_by: int
    created_at: int
    modified_by: int
    modified_at: int
    number: str
    locked: bool
    requester_id: int | None
    handled: bool
    parent_id: int | None
    deleted_at: int | None
    values: Mapping[str, Held]


@dataclass(frozen=True, slots=True)
class NewRow:
    """A record to be written by `RecordRows.insert_many`; `stored` as for `insert`."""

    owner_id: int
    name: str
    stored: Mapping[str, Held]
    parent_id: int | None = None
    requester_id: int | None = None


@dataclass(frozen=True, slots=True)
class Gone:
    """How a record came to be in the bin; `at` is epoch seconds, `by` a user's id."""

    at: int
    by: int | None
    batch: int | None
