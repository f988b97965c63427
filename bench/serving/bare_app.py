"""An empty Textual app that tells how often a key was pressed: what a session is measured against."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Static


class Counting(App[None]):
    """Nothing but a line with a number."""

    pressed = 0

    def compose(self) -> ComposeResult:
        yield Static("ready")

    def on_key(self, event: Key) -> None:
        self.pressed += 1
        self.query_one(Static).update(f"pressed {self.pressed} times", layout=False)


if __name__ == "__main__":
    Counting().run()
