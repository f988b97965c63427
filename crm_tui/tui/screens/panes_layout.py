"""Which panes are in view, and which one has the keyboard."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from crm_tui.tui.commands.registry import BY_ID
from crm_tui.tui.panes.painted import Painted

if TYPE_CHECKING:
    from crm_tui.tui.screens.main import MainScreen

PANES = ("nav", "table", "detail")
"""Left to right. `table` is what stands in the middle: the list, or an area in its place."""
WIDE = 100
"""Cells from which all three panes stand beside each other."""
OWN_KEYS = {
    "nav": {"enter": "navigation.open", "space": "navigation.fold", "right": "", "left": ""},
    "table": {"enter": "record.open", "space": "list.mark"},
    "area": {"enter": "area.open"},
    "detail": {"enter": "record.act", "right": "tab.next", "left": "tab.previous"},
}
"""Commands that a pane carries out itself, for a frame less."""


class Panes:
    """Three panes side by side, or one at a time with `tab` between them. `panes`: those of `PANES`, and `area`."""

    def __init__(self, screen: MainScreen, panes: Mapping[str, Painted]) -> None:
        self._screen, self._panes = screen, panes
        self._verbs = {name: dict(pane.keys) for name, pane in panes.items()}
        for name, pane in panes.items():
            pane.keys = {key: verb for key, verb in pane.keys.items() if self._still(name, key)}
        self.narrow = False
        self.focused = "table"
        self._middle = "table"
        panes["area"].display = False

    @property
    def names(self) -> tuple[str, ...]:
        """All panes, from the left."""
        return tuple(self._panes)

    def pane(self, name: str) -> Painted:
        """A pane by its name."""
        return self._panes[name]

    def in_view(self) -> list[str]:
        """The panes in view, the one with the keyboard first; the middle one by what stands there."""
        shown = [name for name in PANES if self.shown(name)]
        return [self._widget(name) for name in sorted(shown, key=lambda name: name != self.focused)]

    def shown(self, name: str) -> bool:
        """Whether a pane is in view."""
        return not self.narrow or name == self.focused

    def own(self, key: str) -> frozenset[str]:
        """The commands that the focused pane carries out itself on this key."""
        own = OWN_KEYS[self._widget(self.focused)].get(key, "")
        return frozenset({own} if own else ())

    def _still(self, pane: str, key: str) -> bool:
        """Whether a pane's own key was not given another meaning or taken away by the person's keymap."""
        own = BY_ID.get(OWN_KEYS[pane].get(key, ""))
        return own is None or key in self._screen.keymap.keys_of(own)

    def do(self, command_id: str) -> None:
        """Let the focused pane carry out one of its own commands, for whoever chose it without its key."""
        name = self._widget(self.focused)
        for key, own in OWN_KEYS[name].items():
            if own == command_id:
                self._panes[name].act(self._verbs[name][key])

    def stand(self, middle: str) -> None:
        """Let the list (`table`) or an area (`area`) stand in the middle; the keyboard stays where it was."""
        if middle != self._middle:
            self._middle = middle
            self._show()
            if self.focused == "table":
                self._panes[middle].focus()

    def place_of(self, widget_id: str) -> str:
        """Which of `PANES` a widget stands for; empty for another widget."""
        if widget_id == self._middle:
            return "table"
        return widget_id if widget_id in PANES else ""

    def focus(self, name: str) -> None:
        """Give the keyboard to a pane; where only one is in view, show it."""
        self.chosen(name)
        self._panes[self._widget(name)].focus()

    def chosen(self, name: str) -> None:
        """A pane has the keyboard; where only one is in view, show it."""
        self.focused = name
        if self.narrow:
            self._show()

    def turn(self, by: int) -> None:
        """Give the keyboard to the next pane."""
        self.focus(PANES[(PANES.index(self.focused) + by) % len(PANES)])

    def fold(self, width: int) -> None:
        """Lay the panes out for a width in cells."""
        narrow = width < WIDE
        if narrow == self.narrow:
            return
        self.narrow = narrow
        for name, pane in self._panes.items():
            pane.edge = not narrow and name != PANES[0]
            pane.touch()
        self._screen.set_class(narrow, "narrow")
        self._show()

    def _widget(self, name: str) -> str:
        return self._middle if name == "table" else name

    def _show(self) -> None:
        wanted = {self._widget(name) for name in PANES if self.shown(name)}
        for name, pane in self._panes.items():
            pane.display = name in wanted
