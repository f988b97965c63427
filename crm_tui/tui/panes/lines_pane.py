"""Lines of which those with a key can be chosen: what the record pane and the areas have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize
from textual.strip import Strip

from crm_tui.tui.panes.cells import Run, fit, strip_of, width
from crm_tui.tui.panes.labels import Spot
from crm_tui.tui.panes.line_layout import WIDE, Body, Piece, lay_out, note_width
from crm_tui.tui.panes.painted import Painted
from crm_tui.tui.presenters.lines import Line
from crm_tui.tui.theme import Look

MOVES = {"down": 1, "j": 1, "up": -1, "k": -1}
WHEEL = 3
"""Rows a notch of the wheel scrolls."""


class LinesPane(Painted, can_focus=True):
    """A body of lines with a cursor and its own scrolling, under `head` lines that the heir paints.

    Callbacks, inside the key handler: `on_act(key)` of the line under the cursor, `on_move()` after the cursor
    stands on another line.
    """

    def __init__(
        self,
        *,
        on_act: Callable[[str], None] = lambda key: None,
        on_move: Callable[[], None] = lambda: None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.call_act, self.call_move = on_act, on_move
        self.keys = {"enter": "act"}
        self.lines: tuple[Line, ...] = ()
        self.empty = ""
        self.cursor = 0
        self.top = 0
        self._body = Body()
        self._body_for: tuple[tuple[Line, ...], int] | None = None

    @property
    def line(self) -> Line | None:
        """The line under the cursor."""
        return self.lines[self.cursor] if self.cursor < len(self.lines) else None

    @property
    def head(self) -> int:
        """Lines above the body: the title."""
        return 1

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
            self._to_edge(key == "end")
        else:
            return self.act(self.keys.get(key, ""))
        return True

    def act(self, verb: str) -> bool:
        """Carry out what a key is for; False where it is for nothing here."""
        if verb == "act" and self.line is not None and self.line.key:
            self.call_act(self.line.key)
            return True
        return False

    def move(self, by: int) -> None:
        """Go to the next line that can be chosen; where none is in reach, scroll."""
        places = range(self.cursor + 1, len(self.lines)) if by > 0 else range(self.cursor - 1, -1, -1)
        target = next((at for at in places if self.lines[at].key), None)
        if target is None or not self._near(target):
            self.scroll_by(by)
        else:
            self.go_to(target)

    def places(self) -> list[Spot]:
        """The lines in view that can be chosen, by their numbers and what enter on them acts on."""
        rows = range(self.top, min(self.top + self.rows, len(self._body.rows)))
        pieces = ((row, n, piece) for row in rows for n, piece in enumerate(self._body.rows[row]))
        return [
            Spot(f"{piece.at} {piece.line.key}", self.inner_width // 2 if n else 0, row - self.top + self.head)
            for row, n, piece in pieces
            if piece.first and piece.line.key
        ]

    def stand_on(self, key: str) -> None:
        """Put the cursor on a line in view."""
        number, _blank, acts_on = key.partition(" ")
        if int(number) < len(self.lines) and self.lines[int(number)].key == acts_on:
            self.go_to(int(number))

    def _near(self, target: int) -> bool:
        row = self._body.first_row[target]
        return self.top - self.rows < row < self.top + 2 * self.rows

    def go_to(self, at: int) -> None:
        """Put the cursor on a line that can be chosen, and have it in view."""
        old, self.cursor = self.cursor, at
        row = self._body.first_row[at]
        top = min(max(self.top, row - self.rows + 1), row)
        if top != self.top:
            self.top = top
            self.touch()
        else:
            self.touch(*self._ys(old), *self._ys(at))
        self.call_move()

    def _ys(self, at: int) -> list[int]:
        rows = [row for row, pieces in enumerate(self._body.rows) if any(piece.at == at for piece in pieces)]
        return [row - self.top + self.head for row in rows if self.top <= row < self.top + self.rows]

    def scroll_by(self, by: int) -> None:
        """Scroll the body; the cursor goes to the nearest line in view that can be chosen."""
        top = max(0, min(len(self._body.rows) - self.rows, self.top + by))
        if top == self.top:
            return
        self.top = top
        inside = self._in_view()
        self.touch()
        if inside and self.cursor not in inside:
            self.cursor = inside[0] if self.cursor < inside[0] else inside[-1]
            self.call_move()

    def _to_edge(self, end: bool) -> None:
        """Scroll to the first or last row; the cursor goes to the line nearest to it."""
        self.scroll_by(len(self._body.rows) if end else -len(self._body.rows))
        if inside := self._in_view():
            self.go_to(inside[-1 if end else 0])

    def _in_view(self) -> list[int]:
        """The lines that can be chosen and begin in view."""
        view = range(self.top, self.top + self.rows)
        return [at for at, row in enumerate(self._body.first_row) if row in view and self.lines[at].key]

    def on_click(self, event: Click) -> None:
        """A click chooses a line; a double click acts."""
        y = event.y - self.head
        at = self._line_at(event.x - self.edge, y + self.top) if y >= 0 else None
        if at is not None and self.lines[at].key:
            self.go_to(at)
            if event.chain == 2:
                self.call_act(self.lines[at].key)

    def _line_at(self, x: int, row: int) -> int | None:
        if not 0 <= row < len(self._body.rows):
            return None
        pieces = self._body.rows[row]
        return pieces[-1 if x >= self.inner_width // 2 else 0].at

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel scrolls the body."""
        event.stop()
        self.scroll_by(WHEEL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel scrolls the body."""
        event.stop()
        self.scroll_by(-WHEEL)

    def on_resize(self, event: Resize) -> None:
        """Fields go from one column to two and back; the cursor stays in view."""
        self.relay()
        self.touch()

    # painting

    def relay(self) -> None:
        """Lay the lines out for the width; cursor and scroll stay within them."""
        wanted = (self.lines, self.inner_width)
        if wanted != self._body_for:
            self._body = lay_out(*wanted)
            self._body_for = wanted
        self.cursor = max(0, min(self.cursor, len(self.lines) - 1))
        near = self.cursor
        places = (*range(near, len(self.lines)), *range(near, 0, -1))
        self.cursor = next((at for at in places if self.lines[at].key), 0)
        self.top = max(0, min(self.top, len(self._body.rows) - self.rows))

    def rows_now(self) -> list[object]:
        """What each line of the body says now, to be compared after a change."""
        found: list[object] = []
        for row in range(self.top, self.top + self.rows):
            pieces = self._body.rows[row] if row < len(self._body.rows) else self.empty
            on = isinstance(pieces, tuple) and any(piece.at == self.cursor for piece in pieces)
            found.append((pieces, on, self._body.label))
        return found

    def touch_changed(self, before: list[object], after: list[object]) -> None:
        """Have the lines painted again that say something else now; all of them where lines came or went."""
        if len(before) != len(after):
            self.touch()
        elif ys := [y for y, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]:
            self.touch(*ys)

    def paint_body(self, row: int, cells: int) -> Strip:
        """A row of the body as it stands in view, counted from 0."""
        at = self.top + row
        if at < len(self._body.rows):
            return self._body_line(self._body.rows[at], cells)
        text = f" {self.empty}" if at == 0 and self.empty else ""
        return strip_of([(fit(text, cells), self.look(Look.MUTED))], cells, self.look(Look.PLAIN))

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
        sign = self.sign_of(piece)
        look = on or self.look(Look(line.tone.value))
        room = max(0, cells - 2 - width(label))
        runs: list[Run] = [
            ("▌" if here else " ", on or self.look(Look.PLAIN)),
            (fit(label, min(width(label), max(0, cells - 2))), on or self.look(Look.MUTED)),
        ]
        beside = note_width(line, room) if piece.first else 0
        if not beside:
            words = self.value_of(piece, max(0, room - width(sign)))
            return [*runs, (fit(f"{sign}{words}", room) + " ", look)]
        note = fit(line.note, beside - 1, right=True)
        return [*runs, (fit(f"{sign}{piece.value}", room - beside), look), (f" {note} ", on or self.look(Look.MUTED))]

    def sign_of(self, piece: Piece) -> str:
        """What stands in front of a value."""
        line = piece.line
        return f"{line.sign if piece.first else ' ' * width(line.sign)} " if line.sign else ""

    def value_of(self, piece: Piece, room: int) -> str:
        """The words of a piece for so many cells."""
        return piece.value
