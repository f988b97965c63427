"""The record pane: card, tabs, and the lines of the current tab."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize
from textual.strip import Strip

from crm_tui.tui.panes.cells import Run, fit, strip_of, width, wrap
from crm_tui.tui.panes.painted import Painted
from crm_tui.tui.presenters.lines import DetailView, Line, Tab
from crm_tui.tui.theme import Look

WIDE = 64
"""Cells from which fields stand in two columns."""
LABEL = 22
"""Most cells of a label."""
INDENT = 2
"""Cells that the further rows of a value stand in, where its columns have no room."""
MOVES = {"down": 1, "j": 1, "up": -1, "k": -1}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a painted row: the number of its line, and the words of it that stand on this row."""

    at: int
    line: Line
    value: str
    first: bool = True


@dataclass(frozen=True, slots=True)
class Body:
    """The lines of a tab laid out for a width: rows of one or two pieces, and where each line starts."""

    rows: tuple[tuple[Piece, ...], ...] = ()
    first_row: tuple[int, ...] = ()
    label: int = 0


def lay_out(lines: Sequence[Line], cells: int) -> Body:
    """Pair `half` lines where the pane is wide, wrap long values, line the labels up."""
    wide = cells >= WIDE
    label = min(LABEL, max((width(line.label) for line in lines), default=0))
    rows: list[tuple[Piece, ...]] = []
    first_row: list[int] = []
    half_open = False
    for at, line in enumerate(lines):
        piece = Piece(at, line, line.value)
        if wide and line.half and half_open:
            rows[-1] = (*rows[-1], piece)
            first_row.append(len(rows) - 1)
            half_open = False
            continue
        first_row.append(len(rows))
        room = cells - 2 - (label + 1 if line.label else 0) - (width(line.sign) + 1 if line.sign else 0)
        words = _wrapped(line, room) if line.wrap else [line.value]
        rows += [(Piece(at, line, word, n == 0),) for n, word in enumerate(words)]
        half_open = line.half
    return Body(tuple(rows), tuple(first_row), label)


def _wrapped(line: Line, room: int) -> list[str]:
    """A long value; columns within it give way where they would leave too little room for its words."""
    if line.hang * 3 <= room:
        return wrap(line.value, room, line.hang)
    return wrap(" ".join(line.value.split()), room, INDENT)


class Detail(Painted, can_focus=True):
    """A record, or anything that is a card of labelled lines. The view is a value: only lines that differ are painted.

    Callbacks, inside the key handler: `on_act(key)` of the line under the cursor, `on_tab(tab key)`.
    """

    def __init__(
        self,
        *,
        on_act: Callable[[str], None] = lambda key: None,
        on_tab: Callable[[str], None] = lambda key: None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.call_act, self.call_tab = on_act, on_tab
        self.keys = {"enter": "act", "right": "next_tab", "left": "previous_tab"}
        self.view = DetailView()
        self.cursor = 0
        self.top = 0
        self._body = Body()
        self._body_for: tuple[tuple[Line, ...], int] | None = None

    def show(self, view: DetailView, *, keep: bool = False) -> None:
        """Show a record or tab; `keep` leaves cursor and scroll where they are (the same record, read again)."""
        if view == self.view:
            return
        before = self._rows_now()
        if not keep:
            self.cursor = self.top = 0
        self.view = view
        self._relay()
        self._touch_changed(before)

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        return self.view.lines[self.cursor] if self.cursor < len(self.view.lines) else None

    @property
    def head(self) -> int:
        """Lines above the body: title, card, tabs."""
        return 1 + len(self.view.card) + (1 if self.view.tabs else 0)

    @property
    def rows(self) -> int:
        """Rows of the body in view."""
        return max(1, self.size.height - self.head)

    # keys and mouse

    def press(self, key: str) -> bool:
        """Moves, and what `keys` names."""
        if key in MOVES:
            self.move(MOVES[key])
        elif key in ("pagedown", "pageup"):
            self.scroll_by(self.rows if key == "pagedown" else -self.rows)
        elif key in ("home", "end"):
            self.scroll_by(len(self._body.rows) if key == "end" else -len(self._body.rows))
        else:
            return self._act(self.keys.get(key, ""))
        return True

    def move(self, by: int) -> None:
        """Go to the next line that can be chosen; where none is in reach, scroll."""
        lines = self.view.lines
        places = range(self.cursor + 1, len(lines)) if by > 0 else range(self.cursor - 1, -1, -1)
        target = next((at for at in places if lines[at].key), None)
        if target is None or not self._near(target):
            self.scroll_by(by)
        else:
            self._go_to(target)

    def _near(self, target: int) -> bool:
        row = self._body.first_row[target]
        return self.top - self.rows < row < self.top + 2 * self.rows

    def _go_to(self, at: int) -> None:
        old, self.cursor = self.cursor, at
        row = self._body.first_row[at]
        top = min(max(self.top, row - self.rows + 1), row)
        if top != self.top:
            self.top = top
            self.touch()
        else:
            self.touch(*self._ys(old), *self._ys(at))

    def _ys(self, at: int) -> list[int]:
        rows = [row for row, pieces in enumerate(self._body.rows) if any(piece.at == at for piece in pieces)]
        return [row - self.top + self.head for row in rows if self.top <= row < self.top + self.rows]

    def scroll_by(self, by: int) -> None:
        """Scroll the body; the cursor goes to the nearest line in view that can be chosen."""
        top = max(0, min(len(self._body.rows) - self.rows, self.top + by))
        if top == self.top:
            return
        self.top = top
        view = range(top, top + self.rows)
        inside = [at for at, row in enumerate(self._body.first_row) if row in view and self.view.lines[at].key]
        if inside and self.cursor not in inside:
            self.cursor = inside[0] if self.cursor < inside[0] else inside[-1]
        self.touch()

    def _act(self, verb: str) -> bool:
        if verb == "act" and self.line is not None and self.line.key:
            self.call_act(self.line.key)
        elif verb in ("next_tab", "previous_tab") and self.view.tabs:
            self._turn(1 if verb == "next_tab" else -1)
        else:
            return False
        return True

    def _turn(self, by: int) -> None:
        keys = [tab.key for tab in self.view.tabs]
        at = keys.index(self.view.tab) if self.view.tab in keys else 0
        self.call_tab(keys[(at + by) % len(keys)])

    def on_click(self, event: Click) -> None:
        """A click chooses a line or a tab; a double click acts."""
        x, y = event.x - self.edge, event.y
        if self.view.tabs and y == self.head - 1:
            if tab := self._tab_at(x):
                self.call_tab(tab)
            return
        at = self._line_at(x, y - self.head + self.top) if y >= self.head else None
        if at is not None and self.view.lines[at].key:
            self._go_to(at)
            if event.chain == 2:
                self.call_act(self.view.lines[at].key)

    def _tab_at(self, x: int) -> str:
        at = 1
        for tab in self.view.tabs[self._first_tab(self.inner_width) :]:
            at += width(_tab_text(tab, tab.key == self.view.tab)) + 1
            if x < at:
                return tab.key
        return ""

    def _line_at(self, x: int, row: int) -> int | None:
        if not 0 <= row < len(self._body.rows):
            return None
        pieces = self._body.rows[row]
        return pieces[-1 if x >= self.inner_width // 2 else 0].at

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel scrolls the body."""
        event.stop()
        self.scroll_by(3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel scrolls the body."""
        event.stop()
        self.scroll_by(-3)

    def on_resize(self, event: Resize) -> None:
        """Fields go from one column to two and back; the cursor stays in view."""
        self._relay()
        self.touch()

    # painting

    def _relay(self) -> None:
        wanted = (self.view.lines, self.inner_width)
        if wanted != self._body_for:
            self._body = lay_out(*wanted)
            self._body_for = wanted
        self.cursor = max(0, min(self.cursor, len(self.view.lines) - 1))
        lines, near = self.view.lines, self.cursor
        self.cursor = next((at for at in (*range(near, len(lines)), *range(near, 0, -1)) if lines[at].key), 0)
        self.top = max(0, min(self.top, len(self._body.rows) - self.rows))

    def _rows_now(self) -> list[object]:
        """What each line of the pane says now, to be compared after a change."""
        head: list[object] = [(self.view.title, self.view.note), *self.view.card]
        if self.view.tabs:
            head.append((self.view.tabs, self.view.tab))
        for row in range(self.top, self.top + self.rows):
            pieces = self._body.rows[row] if row < len(self._body.rows) else self.view.empty
            on = isinstance(pieces, tuple) and any(piece.at == self.cursor for piece in pieces)
            head.append((pieces, on, self._body.label))
        return head

    def _touch_changed(self, before: list[object]) -> None:
        after = self._rows_now()
        if len(before) != len(after):
            self.touch()
            return
        if ys := [y for y, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]:
            self.touch(*ys)

    def paint(self, y: int, cells: int) -> Strip:
        """Title, card, tabs, then the body."""
        plain = self.look(Look.PLAIN)
        if y == 0:
            return self.title_line(self.view.title, self.view.note, cells)
        if y <= len(self.view.card):
            look = self.look(Look.STRONG if y == 1 else Look.PLAIN)
            return strip_of([(fit(f" {self.view.card[y - 1]}", cells), look)], cells, plain)
        if y < self.head:
            return strip_of(self._tab_runs(cells), cells, plain)
        row = self.top + y - self.head
        if row < len(self._body.rows):
            return self._body_line(self._body.rows[row], cells)
        text = f" {self.view.empty}" if row == 0 and self.view.empty else ""
        return strip_of([(fit(text, cells), self.look(Look.MUTED))], cells, plain)

    def _tab_runs(self, cells: int) -> list[Run]:
        first = self._first_tab(cells)
        runs: list[Run] = [("‹" if first else " ", self.look(Look.MUTED))]
        for tab in self.view.tabs[first:]:
            on = tab.key == self.view.tab
            runs += [(_tab_text(tab, on), self.look(Look.TAB_ON if on else Look.MUTED)), (" ", self.look(Look.PLAIN))]
        return runs

    def _first_tab(self, cells: int) -> int:
        """The first tab in view: where there is no room for all, those on the left give way to the chosen one."""
        widths = [width(_tab_text(tab, on=True)) + 1 for tab in self.view.tabs]
        chosen = next((at for at, tab in enumerate(self.view.tabs) if tab.key == self.view.tab), 0)
        first = 0
        while first < chosen and 1 + sum(widths[first : chosen + 1]) > cells:
            first += 1
        return first

    def _body_line(self, pieces: tuple[Piece, ...], cells: int) -> Strip:
        left = cells // 2 if cells >= WIDE and pieces[0].line.half else cells
        runs = self._piece(pieces[0], left)
        if len(pieces) > 1:
            runs += self._piece(pieces[1], cells - left)
        return strip_of(runs, cells, self.look(Look.PLAIN))

    def _piece(self, piece: Piece, cells: int) -> list[Run]:
        line, here = piece.line, piece.at == self.cursor and bool(piece.line.key)
        on = self.look(Look.CURSOR if self.has_focus else Look.CURSOR_AWAY) if here else None
        label = f"{fit(line.label if piece.first else '', self._body.label)} " if line.label else ""
        sign = f"{line.sign if piece.first else ' ' * width(line.sign)} " if line.sign else ""
        look = on or self.look(Look(line.tone.value))
        room = max(0, cells - 2 - width(label))
        return [
            ("▌" if here else " ", on or self.look(Look.PLAIN)),
            (fit(label, min(width(label), max(0, cells - 2))), on or self.look(Look.MUTED)),
            (fit(f"{sign}{piece.value}", room) + " ", look),
        ]


def _tab_text(tab: Tab, on: bool) -> str:
    words = f"{tab.title} {tab.count}".strip()
    return f"[{words}]" if on else f" {words} "
