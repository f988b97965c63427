"""The two sidebars: a strip of areas, one letter each, and the spaces, folders and modules of the current place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual.events import Click, MouseScrollDown, MouseScrollUp, Resize
from textual.strip import Strip

from crm_tui.tui.panes.cells import Run, fit, strip_of, width
from crm_tui.tui.panes.labels import Spot
from crm_tui.tui.panes.painted import Painted
from crm_tui.tui.presenters.lines import Area, NavLine
from crm_tui.tui.theme import Look

STRIP = 3
"""Cells of the folded strip of areas, its rule included."""
MOVES = {"down": 1, "j": 1, "up": -1, "k": -1}


class Navigation(Painted, can_focus=True):
    """Areas and places. The strip shows its words while the cursor is in it.

    Callbacks, inside the key handler: `on_open(id)` of a place, `on_area(id)`, `on_move(id)` after the cursor moved.
    """

    def __init__(
        self,
        *,
        on_open: Callable[[str], None] = lambda key: None,
        on_area: Callable[[str], None] = lambda key: None,
        on_move: Callable[[str], None] = lambda key: None,
        **options: Any,
    ) -> None:
        super().__init__(**options)
        self.call_open, self.call_area, self.call_move = on_open, on_area, on_move
        self.keys = {"enter": "open", "space": "fold"}
        self.folded: set[str] = set()
        self.in_strip = False
        self.cursor = 0
        self.top = 0
        self._area = 0
        self._title = ""
        self._current, self._open_area = "", ""
        self._areas: tuple[Area, ...] = ()
        self._all: tuple[NavLine, ...] = ()
        self._shown: tuple[NavLine, ...] = ()
        self._depths: dict[str, int] = {}

    def show(
        self, title: str, areas: Sequence[Area], lines: Sequence[NavLine], current: str = "", area: str = ""
    ) -> None:
        """Show places; parents stand before their children. The cursor stays on its place, or goes to `current`.

        `area`: the area that is open.
        """
        here = self.line.id if self.line else current
        self._title, self._areas, self._all, self._current = title, tuple(areas), tuple(lines), current
        if area != self._open_area:
            self._open_area = area
            self._area = next((at for at, each in enumerate(self._areas) if each.id == area), 0)
        self._reshow(here)

    def set_current(self, id_: str) -> None:
        """Say which place is open in the list beside."""
        if id_ != self._current:
            self._current = id_
            self._reshow(id_)

    def places(self) -> list[Spot]:
        """The places in view, by their ids."""
        strip = self._strip_width()
        return [Spot(line.id, strip, y) for y, line in enumerate(self._shown[self.top : self.top + self.rows], 1)]

    def stand_on(self, key: str) -> None:
        """Put the cursor on a place, if it is shown."""
        found = next((at for at, line in enumerate(self._shown) if line.id == key), None)
        if found is not None:
            if self.in_strip:
                self.in_strip = False
                self.touch()
            self.go_to(found)

    @property
    def line(self) -> NavLine | None:
        """The place under the cursor."""
        return self._shown[self.cursor] if self.cursor < len(self._shown) else None

    @property
    def rows(self) -> int:
        """Places in view."""
        return max(1, self.size.height - 1)

    def _reshow(self, stay_on: str) -> None:
        hidden: set[str] = set()
        shown: list[NavLine] = []
        self._depths = {}
        for line in self._all:
            self._depths[line.id] = self._depths.get(line.parent, -1) + 1
            if line.parent in hidden or line.parent in self.folded:
                hidden.add(line.id)
            else:
                shown.append(line)
        self._shown = tuple(shown)
        at = next((i for i, line in enumerate(shown) if line.id == stay_on), self.cursor)
        self.cursor = max(0, min(at, len(shown) - 1))
        self._into_view()
        self.repaint()

    def _into_view(self) -> bool:
        top = max(0, min(max(self.top, self.cursor - self.rows + 1), self.cursor, len(self._shown) - self.rows))
        changed, self.top = top != self.top, top
        return changed

    # keys and mouse

    def press(self, key: str) -> bool:
        """Moves, folding, and what `keys` names."""
        if key in MOVES:
            self._move(MOVES[key])
        elif key in ("pagedown", "pageup"):
            self._move(self.rows if key == "pagedown" else -self.rows)
        elif key in ("home", "end"):
            self._move(len(self._shown) if key == "end" else -len(self._shown))
        elif key in ("left", "right"):
            self._sideways(key == "right")
        else:
            return self.act(self.keys.get(key, ""))
        return True

    def _move(self, by: int) -> None:
        if self.in_strip:
            old, self._area = self._area, max(0, min(len(self._areas) - 1, self._area + by))
            self.touch(old + 1, self._area + 1)
            return
        self.go_to(self.cursor + by)

    def go_to(self, index: int) -> None:
        """Put the cursor on a place in view order, as far as there are any."""
        new = max(0, min(len(self._shown) - 1, index))
        if new == self.cursor or not self._shown:
            return
        old, self.cursor = self.cursor, new
        self.touch(*(() if self._into_view() else (old - self.top + 1, new - self.top + 1)))
        self.call_move(self._shown[new].id)

    def _sideways(self, right: bool) -> None:
        line = self.line
        if self.in_strip:
            self.in_strip = not right
            self.touch()
        elif line is None:
            self._enter_strip(not right)
        elif line.container and (line.id in self.folded) == right:
            self.fold()
        elif not right:
            parent = next((i for i, other in enumerate(self._shown) if other.id == line.parent), None)
            if parent is None:
                self._enter_strip(True)
            else:
                self.go_to(parent)

    def _enter_strip(self, wanted: bool) -> None:
        if wanted and self._areas:
            self.in_strip = True
            self.touch()

    def act(self, verb: str) -> bool:
        """Do what `keys` calls so; False for anything else."""
        if verb == "open" and self.in_strip:
            self.in_strip = False
            self.touch()
            self.call_area(self._areas[self._area].id)
        elif verb == "open" and self.line is not None:
            self.call_open(self.line.id)
        elif verb == "fold":
            self.fold()
        else:
            return False
        return True

    def fold(self) -> None:
        """Fold or unfold the place under the cursor, if it holds others."""
        if self.line is not None and self.line.container:
            self.folded ^= {self.line.id}
            self._reshow(self.line.id)

    def on_click(self, event: Click) -> None:
        """A click opens an area or a place, and folds one that only holds others."""
        y = event.y - 1
        if event.x - self.edge < self._strip_width() - 1:
            if 0 <= y < len(self._areas):
                self._area = y
                self.touch()
                self.call_area(self._areas[y].id)
        elif y >= 0 and self.top + y < len(self._shown):
            self.go_to(self.top + y)
            if self.line is not None:
                self.fold() if self.line.container else self.call_open(self.line.id)

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.go_to(self.cursor + 3)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """The wheel moves the cursor."""
        event.stop()
        self.go_to(self.cursor - 3)

    def on_resize(self, event: Resize) -> None:
        """The cursor stays in view."""
        self._into_view()
        self.touch()

    # painting

    def _strip_width(self) -> int:
        if not self._areas:
            return 0
        if not self.in_strip:
            return STRIP
        widest = max(width(_area_words(area)) for area in self._areas)
        return min(STRIP - 1 + widest, max(STRIP, self.inner_width // 2))

    def paint(self, y: int, cells: int) -> Strip:
        """Title, then a letter of the strip and a place on each line."""
        if y == 0:
            return self.title_line(self._title, "", cells)
        strip = self._strip_width()
        runs = [*self._area_runs(y - 1, strip), *self._place_runs(self.top + y - 1, cells - strip)]
        return strip_of(runs, cells, self.look(Look.PLAIN))

    def _area_runs(self, index: int, cells: int) -> list[Run]:
        if not cells:
            return []
        rule: Run = ("│", self.look(Look.LINE))
        if index >= len(self._areas):
            return [(" " * (cells - 1), self.look(Look.PLAIN)), rule]
        area = self._areas[index]
        text = _area_words(area) if self.in_strip else _area_sign(area)
        here = self.in_strip and index == self._area
        strong = area.id == self._open_area or area.count
        look = Look.CURSOR if here and self.has_focus else Look.STRONG if strong else Look.MUTED
        return [(fit(("▌" if here else " ") + text if self.in_strip else text, cells - 1), self.look(look)), rule]

    def _place_runs(self, index: int, cells: int) -> list[Run]:
        if index >= len(self._shown):
            return []
        line = self._shown[index]
        here = index == self.cursor and not self.in_strip
        look = self.look(self._place_look(line, here))
        start = f"{'▌' if here else ' '}{'  ' * self._depths[line.id]}{self._sign(line)} "
        count = f" {line.count} " if line.count else " "
        title = fit(line.title, cells - width(start) - width(count))
        return [(fit(f"{start}{title}{count}", cells), look)]

    def _sign(self, line: NavLine) -> str:
        if line.container:
            return "▸" if line.id in self.folded else "▾"
        return "›" if line.id == self._current else " "

    def _place_look(self, line: NavLine, here: bool) -> Look:
        if here:
            return Look.CURSOR if self.has_focus else Look.CURSOR_AWAY
        if line.id == self._current:
            return Look.STRONG
        return Look.HEADING if line.container else Look(line.tone.value)


def _area_words(area: Area) -> str:
    return f"{area.letter} {area.word} {area.count}".rstrip()


def _area_sign(area: Area) -> str:
    """What fits into two cells: the letter, and a digit, or that there are more than nine."""
    return area.letter + (area.count if len(area.count) < 2 else "+")
