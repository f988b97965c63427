"""A list to choose from that paints its own lines: a marker shows the cursor, not colour alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Generic, TypeVar

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.geometry import clamp
from textual.message import Message
from textual.widget import Widget

from crm_tui.tui.dialogs.text import content

T = TypeVar("T")
POINTER, MARK, GAP = 2, 4, 2
"""Cells of what stands before a line, and between its label and its detail."""


@dataclass(frozen=True, slots=True)
class PickItem(Generic[T]):
    """A line to choose. `detail` stands dim at its right.

    `reason` says why it cannot be chosen now: the line is shown in parentheses.
    `marked` is None where lines are not marked, else whether this one is.
    """

    value: T
    label: str
    detail: str = ""
    reason: str = ""
    marked: bool | None = None

    def with_mark(self, marked: bool) -> PickItem[T]:
        """The same line, marked or not."""
        return replace(self, marked=marked)


class ChoiceList(Widget):
    """Lines to choose from; holds the cursor and scrolls with it. The dialog moves it and reads `current`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--cursor", "choice--detail", "choice--refused"}
    can_focus = False

    @dataclass
    class Clicked(Message):
        """A line was clicked with the mouse; the cursor is on it."""

        index: int

    def __init__(self, empty: str = "", *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.items: Sequence[PickItem[Any]] = ()
        self.empty = empty
        self.cursor = 0
        self._top = 0

    def show(self, items: Sequence[PickItem[Any]], cursor: int = 0, empty: str | None = None) -> None:
        """Show these lines with the cursor on one of them; `empty` is said when there are none."""
        self.items = items
        self.empty = self.empty if empty is None else empty
        self.cursor = clamp(cursor, 0, max(0, len(items) - 1))
        self._follow()
        self.refresh()

    def move(self, lines: int) -> None:
        """Move the cursor by so many lines; it stops at the ends."""
        self.cursor = clamp(self.cursor + lines, 0, max(0, len(self.items) - 1))
        self._follow()
        self.refresh()

    @property
    def current(self) -> PickItem[Any] | None:
        """The line under the cursor, None when there is none."""
        return self.items[self.cursor] if self.items else None

    @property
    def page(self) -> int:
        """How many lines are seen at once."""
        return max(1, self.size.height)

    def holds(self, item: PickItem[Any]) -> bool:
        """Whether a line is shown as a whole; it is, until the list has a size."""
        room = self.size.width - POINTER - (0 if item.marked is None else MARK)
        needed = content(item.label).cell_length + GAP + content(item.detail).cell_length
        return not self.size.width or needed <= room

    def _follow(self) -> None:
        self._top = clamp(self._top, self.cursor - self.page + 1, self.cursor)
        self._top = max(0, min(self._top, len(self.items) - self.page))

    def on_resize(self) -> None:
        self._follow()

    def on_click(self, event: events.Click) -> None:
        index = self._top + event.y
        if index < len(self.items):
            self.move(index - self.cursor)
            self.post_message(self.Clicked(index))

    def render(self) -> RenderResult:
        if not self.items:
            return content(self.empty, "italic")
        shown = self.items[self._top : self._top + self.page]
        return Content("\n").join([self._line(item, self._top + at) for at, item in enumerate(shown)])

    def _line(self, item: PickItem[Any], index: int) -> Content:
        here = index == self.cursor
        line = self._words(item, "▸ " if here else " " * POINTER)
        if here:
            return line.without_spans.stylize(self.get_visual_style("choice--cursor"))
        return line.stylize_before(self.get_visual_style("choice--refused")) if item.reason else line

    def _words(self, item: PickItem[Any], pointer: str) -> Content:
        width = self.size.width
        mark = "" if item.marked is None else ("[x] " if item.marked else "[ ] ")
        label = content(f"({item.label})" if item.reason else item.label)
        detail = content(item.reason or item.detail)
        start = Content(pointer + mark)
        room = max(1, width - start.cell_length)
        beside = min(detail.cell_length, max(room // 3, room - label.cell_length - GAP))
        if not detail or beside < min(4, detail.cell_length):
            return start + label.truncate(room, ellipsis=True, pad=True)
        label = label.truncate(room - beside - GAP, ellipsis=True, pad=True)
        style = self.get_visual_style("choice--detail", partial=True)
        return start + label + Content(" " * GAP) + detail.truncate(beside, ellipsis=True, pad=True).stylize(style)
