"""What a page of the set-up area is: rows to search in, a card of the chosen one, and where its commands make sense.

A page says what stands there. The frame (`source`, `AreaControl`) reads it in threads, narrows it, paints it, keeps
cursor, filter and way back, and greys its commands; what commands do stands in `tui/acts/`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from crm_tui.base.text import fold
from crm_tui.domain.modules import ModuleDef
from crm_tui.services.workspace import Workspace
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.desk import Desk
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import Column, DetailView, Tone

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SetupRow(Generic[T]):
    """One line of a page. `key` tells it from the others and stays the same when it is read again (a login, an API
    name); without one it is a heading, which the cursor passes over. `cells` in the order of the page's columns, raw:
    the frame makes them safe. `depth` indents the first cell, as in a tree. `item`: what the page itself knows of it.
    """

    key: str
    cells: tuple[str, ...]
    item: T
    sign: str = ""
    tone: Tone = Tone.PLAIN
    depth: int = 0


class Page(Generic[T]):
    """A page for one actor. It lives as long as the screen, so that what was chosen or typed in it stays.

    `subject`: what the page is about where there are several of a kind, as the profile in `setup/profiles/Standard`.
    """

    context: ClassVar[Context]
    """Its commands stand in this context alone."""
    on_row: ClassVar[frozenset[str]] = frozenset()
    """Ids of the commands that need a chosen row; absent where there is none."""

    def __init__(self, ws: Workspace, formats: Formats, subject: str = "") -> None:
        self.ws, self.formats, self.subject = ws, formats, subject

    @property
    def columns(self) -> tuple[Column, ...]:
        """Title and width of each cell, translated; only as many as fit are shown. A single one has no title line."""
        return (Column("name", "", most=200),)

    @property
    def name(self) -> str:
        """What the subject is called, for the breadcrumb."""
        return self.subject

    @property
    def empty(self) -> str:
        """What a page without rows says, and what to do then."""
        return ""

    @property
    def note(self) -> str:
        """What stands right in the title, as how much is not saved yet; the number of rows where it is empty."""
        return ""

    def rows(self, text: str) -> Sequence[SetupRow[T]]:
        """The rows that a text leaves, in a thread; `narrowed` does it for rows that are all here. Forbidden and
        the like close the page with the reason."""
        raise NotImplementedError

    def card(self, row: SetupRow[T]) -> DetailView:
        """What is shown beside of the chosen row: at once and without a query, from what `rows` read. Enter on a line
        whose key starts with `setup:` calls `chosen` with what follows."""
        return DetailView(title=row.cells[0])

    def offers(self, command: str, row: SetupRow[T] | None) -> bool:
        """Whether a command of this page makes sense on the chosen row; where not, it is absent (not grey)."""
        return row is not None or command not in self.on_row

    def module(self, row: SetupRow[T] | None) -> ModuleDef | None:
        """The module that decisions on the row are about, for actions that a module Admin may do (M24, M26)."""
        return None

    async def open(self, desk: Desk, row: SetupRow[T]) -> None:
        """Enter on a row: its card, or what belongs to the page, as a page on this one thing (`go_to_page`)."""
        desk.focus_pane("detail")

    async def chosen(self, desk: Desk, row: SetupRow[T], key: str) -> None:
        """Enter on a line of the card."""

    async def leave(self, desk: Desk) -> bool:
        """Escape on the page: whether it stays, as where something unsaved was asked about."""
        return False


def narrowed(rows: Sequence[SetupRow[T]], text: str) -> list[SetupRow[T]]:
    """The rows whose cells hold all words, case and marks apart; headings only where something of theirs stays, and
    in a tree whatever stands above a row that stays."""
    words = fold(text).split()
    if not words:
        return list(rows)
    kept: list[SetupRow[T]] = []
    above: list[SetupRow[T]] = []  # the heading, and what stands over the row in the tree, until one of theirs stays
    for row in rows:
        above = [each for each in above if row.key and (not each.key or each.depth < row.depth)]
        if row.key and all(word in fold(" ".join(row.cells)) for word in words):
            kept += [*above, row]
            above = []
        else:
            above.append(row)
    return kept
