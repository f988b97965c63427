"""The one-line panes: where am I and who am I, what just happened, what can I do here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from textual.events import Click
from textual.strip import Strip

from crm_tui.base.messages import _
from crm_tui.tui.panes.cells import Run, cut, strip_of, width
from crm_tui.tui.panes.painted import Painted
from crm_tui.tui.presenters.lines import FooterItem, Status
from crm_tui.tui.theme import Look

STEP = "  ›  "
DOT = " · "
LEAST_CRUMB = 4
"""Cells below which a part of the breadcrumb is not cut further."""


class HeadLine(Painted):
    """Breadcrumb on the left; search, notices and the user on the right. Height 1."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.styles.height = 1
        self._crumbs: tuple[str, ...] = ()
        self._right: tuple[str, ...] = ()

    def show(self, crumbs: Iterable[str], right: Iterable[str] = ()) -> None:
        """Say where we are (organisation, space, module, view) and, most important last, what stands right."""
        wanted = (tuple(crumbs), tuple(right))
        if wanted != (self._crumbs, self._right):
            self._crumbs, self._right = wanted
            self.touch()

    def paint(self, y: int, cells: int) -> Strip:
        """Right parts give way first, then the breadcrumb is cut, its longest part first."""
        bar, strong = self.look(Look.BAR), self.look(Look.BAR_KEY)
        right = self._fitting_right(cells)
        crumbs = shortened(self._crumbs, cells - width(right) - 2)
        *before, last = crumbs or [""]
        start = f" {STEP.join(before)}{STEP if before else ''}"
        gap = " " * max(1, cells - width(start) - width(last) - width(right) - 1)
        return strip_of([(start, bar), (last, strong), (gap, bar), (right, bar), (" ", bar)], cells, bar)

    def _fitting_right(self, cells: int) -> str:
        free = cells - width(STEP.join(self._crumbs)) - 4
        parts = [_shortest(part, max(8, cells // 3, free)) for part in self._right if part]
        while len(parts) > 1 and width("    ".join(parts)) > cells // 2:
            parts.pop(0)
        return "    ".join(parts) if cells >= 30 else ""


def _shortest(part: str, room: int) -> str:
    """The part if it fits, else what stands before its first dot: a name rather than half a word about it."""
    return part if width(part) <= room else cut(part.split(DOT)[0], room)


def shortened(parts: Sequence[str], room: int) -> list[str]:
    """Parts that fit into so many cells with their steps, the longest cut first, the last ones kept longest."""
    texts = [cut(part, max(1, room)) for part in parts if part]
    while (over := sum(map(width, texts)) + width(STEP) * (len(texts) - 1) - room) > 0:
        longest = max(range(len(texts)), key=lambda i: width(texts[i]), default=0)
        if not texts or width(texts[longest]) <= LEAST_CRUMB:
            if len(texts) < 2:
                break
            del texts[0]
        else:
            texts[longest] = cut(texts[longest], max(LEAST_CRUMB, width(texts[longest]) - over))
    return texts


SIGNS = {"info": " ", "done": "✓", "warn": "!", "error": "✗"}
_LOOKS = {"info": Look.PLAIN, "done": Look.GOOD, "warn": Look.WARN, "error": Look.BAD}


class StatusLine(Painted):
    """What just happened, with the key that takes it back. Height 1."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.styles.height = 1
        self.status = Status()
        self._pending = ""

    def show(self, status: Status) -> None:
        """Say what happened; it stays until something else does."""
        if status != self.status:
            self.status = status
            self.touch()

    def move_on(self) -> None:
        """Another command begins: what was done stays with the key that takes it back, all else has been read."""
        if not (self.status.kind == "done" and self.status.hint):
            self.show(Status())

    def show_pending(self, keys: str) -> None:
        """Show keys of a sequence or count that is not complete, on the right."""
        if keys != self._pending:
            self._pending = keys
            self.touch()

    def paint(self, y: int, cells: int) -> Strip:
        """A sign and, for an error, a word: never colour alone."""
        kind = self.status.kind
        plain, look = self.look(Look.PLAIN), self.look(_LOOKS.get(kind, Look.PLAIN))
        text = _("Error: {text}", text=self.status.text) if kind == "error" else self.status.text
        hint = f" · {self.status.hint}" if self.status.hint else ""
        text = cut(text, cells - 4 - width(hint) - width(self._pending) - 1)
        runs: list[Run] = [(f" {SIGNS.get(kind, ' ')} ", look), (text, look), (hint, self.look(Look.MUTED))]
        gap = cells - sum(width(part) for part, _style in runs) - width(self._pending) - 1
        return strip_of([*runs, (" " * gap, plain), (self._pending, self.look(Look.STRONG))], cells, plain)


class FooterLine(Painted):
    """The commands of the focused pane, greyed ones in parentheses. Height 1.

    Stock Footer costs 52 ms for each change of a greyed state; this one compares a tuple and paints one line.
    `call_press(command id)` answers a click.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.styles.height = 1
        self.call_press: Callable[[str], None] = lambda command_id: None
        self._items: tuple[FooterItem, ...] = ()
        self._lead = ""
        self._resting = False

    def rest(self, resting: bool) -> None:
        """Show nothing while a dialog has the keyboard: it names its keys itself."""
        if resting != self._resting:
            self._resting = resting
            self.touch()

    def show(self, items: Sequence[FooterItem], lead: str = "") -> None:
        """Show these commands, in this order, as far as they fit by priority, after words on what they are about."""
        wanted = (tuple(items), f"{lead} · " if lead else "")
        if wanted != (self._items, self._lead):
            self._items, self._lead = wanted
            self.touch()

    def paint(self, y: int, cells: int) -> Strip:
        """Each item as `key Title`, or `(key Title)` where it is not allowed."""
        bar = self.look(Look.BAR)
        if self._resting:
            return strip_of([], cells, bar)
        runs: list[Run] = [(" ", bar), (self._lead, self.look(Look.BAR_KEY))]
        for item in fitting(self._items, cells - 1 - width(self._lead)):
            runs += self._item(item)
        return strip_of(runs, cells, bar)

    def _item(self, item: FooterItem) -> list[Run]:
        bar, off = self.look(Look.BAR), self.look(Look.BAR_OFF)
        if not item.on:
            return [(cut(f"({item.key} {item.title})", 40), off), ("  ", bar)]
        return [(cut(item.key, 20), self.look(Look.BAR_KEY)), (f" {cut(item.title, 40)}", bar), ("  ", bar)]

    def on_click(self, event: Click) -> None:
        """A click on an item is a press of its key."""
        at = 1 + self.edge + width(self._lead)
        for item in fitting(self._items, self.inner_width - 1 - width(self._lead)):
            end = at + item_width(item)
            if at <= event.x < end:
                self.call_press(item.id)
                return
            at = end


def item_width(item: FooterItem) -> int:
    """Cells that an item takes in the footer, with the gap after it."""
    return width(item.key) + 1 + width(item.title) + 2 + (0 if item.on else 2)


def fitting(items: Sequence[FooterItem], cells: int) -> list[FooterItem]:
    """The items that fit, most important first chosen, in their own order shown."""
    kept: list[FooterItem] = []
    for item in sorted(items, key=lambda item: -item.priority):
        cost = item_width(item)
        if cost <= cells + 2:  # the last gap may hang over
            kept.append(item)
            cells -= cost
    return [item for item in items if item in kept]
