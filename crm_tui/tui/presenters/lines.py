"""The models that panes paint: all texts in them have passed `display_text`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a text says; the same names as the looks of `crm_tui.tui.theme`."""

    PLAIN = "plain"
    MUTED = "muted"
    STRONG = "strong"
    HEADING = "heading"
    LINK = "link"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `weight` shares out the room; `least` and `most` are cells; `right` is for numbers.

    `key` is the field's API name; `sort` is "", "up" or "down"; `sortable` ones answer to a click on their title.
    """

    key: str
    title: str
    weight: int = 1
    least: int = 6
    most: int = 40
    right: bool = False
    sort: str = ""
    sortable: bool = True


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of a list, in the order of its columns. `id` is the record's; `sign` is one character in front."""

    id: int
    cells: tuple[str, ...]
    tone: Tone = Tone.PLAIN
    sign: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a card: label, value and what enter on it acts on.

    `key` as `field:Phone`, `note:12`, `file:3`, `related:Contacts`, `record:Leads/7`, `action:records.delete`;
    lines without a key are passed over by the cursor. `half` lines may stand two beside each other.
    `sign` is a short word or character in front of the value, so that colour is never alone; `note` stands right.
    `wrap` breaks long values over several lines instead of cutting them, and all but the first stand `hang` cells
    further in. `close` ends a value that stands on one line, as a rule drawn round it; broken ones go without.
    `cells` stand under the titles of the pane's columns, in place of the value.
    """

    value: str = ""
    label: str = ""
    tone: Tone = Tone.PLAIN
    key: str = ""
    sign: str = ""
    half: bool = False
    wrap: bool = False
    note: str = ""
    hang: int = 0
    close: str = ""
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a record, with its number of items where that is known; `key` as `notes`."""

    key: str
    title: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class DetailView:
    """Everything the record pane shows. `note` stands right in its title; `card` lines are always in view."""

    title: str = ""
    note: str = ""
    card: tuple[str, ...] = ()
    tabs: tuple[Tab, ...] = ()
    tab: str = ""
    lines: tuple[Line, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """An entry of the primary sidebar: one letter, and its word where there is room. `id` as `home`.

    `count`: how many things wait there, as text.
    """

    id: str
    letter: str
    word: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class NavLine:
    """An entry of the secondary sidebar. `id` as `space:3`, `folder:7`, `module:Leads`; `parent` is an id or empty.

    `count` is the actor's own number of records, as text; `container` ones fold.
    """

    id: str
    title: str
    parent: str = ""
    count: str = ""
    container: bool = False
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class FooterItem:
    """A command in the footer. `on` False is greyed: dim and in parentheses."""

    id: str
    key: str
    title: str
    on: bool = True
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Status:
    """What just happened. `hint` tells what to do about it, as `u undo`."""

    text: str = ""
    kind: str = "info"
    """"info", "done", "warn" or "error"."""
    hint: str = ""
