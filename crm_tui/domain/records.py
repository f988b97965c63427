"""Records as values: rows, pages, cursors, queries, and what hangs on a record."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from crm_tui.domain.facts import RecordFacts
from crm_tui.domain.fields import FieldDef, Link, Stored, UserRef, Value
from crm_tui.domain.modules import Level, ModuleDef


@dataclass(frozen=True, slots=True)
class Sort:
    """Order of a list: `-Field` on the command line is descending."""

    field: str
    descending: bool = False

    @classmethod
    def parse(cls, text: str) -> Sort:
        return cls(text[1:], True) if text.startswith("-") else cls(text)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which records to list. `view`: API name of a view; `where`: criteria text; `text`: words to find in the name,
    e-mail or phone; `columns`: API names, empty for the view's or the module's own. `bin`: deleted ones instead.
    `related`: (look-up field API name, record id), rows that point there."""

    module: str
    view: str = ""
    where: str = ""
    text: str = ""
    sort: Sort | None = None
    columns: tuple[str, ...] = ()
    bin: bool = False
    related: tuple[str, int] | None = None


class Cursor(NamedTuple):
    """A place in a sorted list: the sort key (stored form) and id of a row."""

    key: Stored
    id: int


class Row(NamedTuple):
    """A line of a list. `values` stands in the order of the page's columns.

    A tuple, for a page makes fifty: frozen dataclasses cost as much as the page's own query.
    """

    id: int
    version: int
    owner_id: int
    values: tuple[Value, ...]
    cursor: Cursor
    facts: RecordFacts | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a list; `after` is None at its end, `before` None at its start."""

    columns: tuple[FieldDef, ...]
    rows: tuple[Row, ...]
    sort: Sort
    before: Cursor | None = None
    after: Cursor | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many; `more` says that it was capped and there are more."""

    number: int
    more: bool = False


@dataclass(frozen=True)
class Record:
    """A record as an actor may see it: hidden fields are absent from `values` (API name -> value).

    `level` is what the actor's record right is (9.1), before his profile and locks.
    `mine` is True where the actor is its owner. `parent_module` is the module of the record that an activity hangs on.
    """

    id: int
    module: ModuleDef
    name: str
    version: int
    owner: UserRef
    values: Mapping[str, Value]
    level: Level = Level.READ
    created_at: dt.datetime | None = None
    modified_at: dt.datetime | None = None
    deleted_at: dt.datetime | None = None
    locked: bool = False
    tags: tuple[str, ...] = ()
    number: str = ""
    facts: RecordFacts | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A note as its reader sees it. `internal`: the team's own; requesters who are no members never read it (Q12)."""

    id: int
    record_id: int
    author: UserRef
    text: str
    at: dt.datetime
    edited_at: dt.datetime | None = None
    mine: bool = False
    internal: bool = False


@dataclass(frozen=True, slots=True)
class TagLink:
    name: str
    added_by: int
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file on a record. `digest` is the SHA-256 of its content, in hex; `size` in bytes."""

    id: int
    record_id: int
    author: UserRef
    name: str
    size: int
    digest: str
    at: dt.datetime
    mine: bool = False


@dataclass(frozen=True, slots=True)
class FieldChange:
    """Before and after of one field; domain values, already masked for the reader."""

    field: str
    label: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a record's Timeline. `kind` as `created`, `edited`, `note_added`; `door` as `screen`, `cli`."""

    id: int
    record_id: int
    at: dt.datetime
    actor: UserRef
    kind: str
    door: str
    changes: tuple[FieldChange, ...] = ()
    detail: str = ""
    link: Link | None = None
    """The other record that it speaks of, where the reader sees that one."""


@dataclass(frozen=True, slots=True)
class SinceBy:
    """Who changed what, by API names, while somebody else had the record open. `kind` as of the event in the Timeline:
    `edited`, `owner_changed`, `converted`."""

    user: UserRef
    fields: tuple[str, ...]
    kind: str = "edited"


@dataclass(frozen=True, slots=True)
class Since:
    """What became of a record since a version, as its reader sees it: no values where it is the same version.

    `by` leaves out computed fields, which nobody entered, and is empty where only hidden fields changed.
    """

    version: int
    values: Mapping[str, Value] = field(default_factory=dict)
    by: tuple[SinceBy, ...] = ()


@dataclass(frozen=True, slots=True)
class RelatedList:
    """Records of `module` that point to a record through `field`, or that hang on it. `count` is the reader's own."""

    api_name: str
    label: str
    module: ModuleDef
    field: str
    count: Count
    can_add: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """A hit of search or of a look-up."""

    id: int
    module: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What just happened, for the status line: words, and the undo that takes it back (None: cannot be).

    `item_id`: what was put on the record, as a contact with a customer.
    """

    text: str
    undo_id: int | None = None
    record_id: int | None = None
    refused: tuple[str, ...] = field(default_factory=tuple)
    item_id: int | None = None
