"""Fields: kinds, definitions and the values they hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class FieldKind(StrEnum):
    """What a field holds. In brackets: domain value; stored form."""

    TEXT = "text"  # str; text
    LONG_TEXT = "long_text"  # str; text
    EMAIL = "email"  # str; text
    PHONE = "phone"  # str; text
    URL = "url"  # str; text
    INTEGER = "integer"  # int; integer
    DECIMAL = "decimal"  # Decimal; real
    PERCENT = "percent"  # Decimal; real
    CURRENCY = "currency"  # Decimal; integer minor units
    DATE = "date"  # date; ISO text
    DATETIME = "datetime"  # aware UTC datetime; integer epoch seconds
    CHECKBOX = "checkbox"  # bool; integer 0 or 1
    PICKLIST = "picklist"  # str, API value of the choice; integer choice id
    MULTI_PICKLIST = "multi_picklist"  # tuple[str, ...]; link table
    LOOKUP = "lookup"  # Link; integer record id
    PARENT = "parent"  # Link to a record of any module; integer record id
    USER = "user"  # UserRef; integer user id
    AUTO_NUMBER = "auto_number"  # str such as CON-0041, given by the store; text


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a pick-list. `probability` (percent) is of deal stages; `closed` and `won` of statuses."""

    id: int
    api_name: str
    label: str
    active: bool = True
    probability: int | None = None
    closed: bool = False
    won: bool = False


@dataclass(frozen=True, slots=True)
class FieldDef:
    """A field of a module.

    `column` is made from ids, never from people's text. `length` counts characters. `target` is the API name
    of a look-up's module. `related_label` titles the related list that a look-up makes on the other side.
    `locked` required fields cannot be made optional (R05). `system` fields stand in each record's own columns
    (owner, created, modified); `computed` ones are never written by people. `standard` fields come with the
    product, and their labels are translated.
    """

    id: int
    api_name: str
    label: str
    kind: FieldKind
    column: str
    required: bool = False
    locked: bool = False
    unique: bool = False
    length: int | None = None
    target: str | None = None
    related_label: str = ""
    choices: tuple[Choice, ...] = ()
    default: str | None = None
    read_only: bool = False
    computed: bool = False
    system: bool = False
    standard: bool = True
    indexed: bool = False
    prefix: str = ""
    """Of an auto number, as `CON-`."""

    def choice(self, api_name: str) -> Choice | None:
        return next((c for c in self.choices if c.api_name == api_name), None)


@dataclass(frozen=True, slots=True)
class Link:
    """A look-up's value. A record that the reader may not see has neither name nor id (AC28)."""

    id: int | None
    module: str = ""
    name: str = ""

    @property
    def visible(self) -> bool:
        return self.id is not None


NOT_VISIBLE = Link(None)


@dataclass(frozen=True, slots=True)
class UserRef:
    """A user as a value. `former` is a deleted one (U43). `left`: he owns a record of a team module that he is no
    member of any more (M53); it is no part of who he is.
    """

    id: int
    login: str
    name: str
    active: bool = True
    former: bool = False
    left: bool = field(default=False, compare=False)


NOBODY = UserRef(0, "", "")
"""Where a user is hidden from the reader."""

Value = None | str | int | bool | Decimal | dt.date | dt.datetime | tuple[str, ...] | Link | UserRef
"""The domain value of any field."""

Stored = None | int | float | str
"""The stored form of any field."""
