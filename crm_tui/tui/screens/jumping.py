"""Jump labels on the main screen: shown over every line that can be chosen, read letter by letter, and gone again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.events import Key

from crm_tui.base.messages import _
from crm_tui.tui.panes.labels import Label, Spot, label_words
from crm_tui.tui.presenters.lines import Status

if TYPE_CHECKING:
    from crm_tui.tui.screens.main import MainScreen


class Jumping:
    """Label -> pane and line, while labels stand on the screen."""

    def __init__(self, screen: MainScreen) -> None:
        self._screen = screen
        self._labels: dict[str, tuple[str, Spot]] = {}
        self._typed = ""

    def begin(self) -> None:
        """Label every line that can be chosen, those of the pane with the keyboard first."""
        spots = self._spots()
        self._labels = dict(zip(label_words(len(spots)), spots, strict=False))
        self._typed = ""
        if self._labels:
            self._paint()
        else:
            self._screen.say(Status(_("There is nothing here to jump to.")))

    def press(self, event: Key) -> bool:
        """A key while labels stand: the next letter of one, or any other key, which takes them away."""
        if not self._labels:
            return False
        typed = self._typed + (event.character or "")
        found = self._labels.get(typed)
        if found is not None:
            self._go(*found)
        elif any(label.startswith(typed) for label in self._labels) and event.is_printable:
            self._typed = typed
            self._paint()
        else:
            self.leave()
        return True

    def leave(self) -> None:
        """Take the labels away."""
        if self._labels:
            self._labels, self._typed = {}, ""
            self._paint()

    def _go(self, pane: str, spot: Spot) -> None:
        stale = (pane, spot) not in self._spots()
        self.leave()
        if stale:  # what was labelled has moved under the fingers
            self._screen.say(Status(_("The lines have changed: jump again."), "warn"))
        else:
            self._screen.panes.pane(pane).stand_on(spot.key)
            self._screen.jumped_to(pane)

    def _spots(self) -> list[tuple[str, Spot]]:
        return [
            (name, spot) for name in self._screen.panes.in_view() for spot in self._screen.panes.pane(name).places()
        ]

    def _paint(self) -> None:
        left = {label: place for label, place in self._labels.items() if label.startswith(self._typed)}
        for name in self._screen.panes.names:
            found: dict[int, list[Label]] = {}
            for label, (pane, spot) in left.items():
                if pane == name:
                    found.setdefault(spot.y, []).append(Label(spot.x, label))
            self._screen.panes.pane(name).put_labels(found)
        self._screen.status.show_pending(_("jump {typed}", typed=self._typed).strip() if self._labels else "")
