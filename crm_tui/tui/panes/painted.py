"""The base of all line-painted panes: a list of strips, of which only what changed is painted again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.style import Style
from textual.events import Blur, Focus, Key
from textual.filter import ANSIToTruecolor
from textual.geometry import Region, Size
from textual.strip import Strip
from textual.widget import Widget

from crm_tui.tui.panes.cells import Run, fit, strip_of, width
from crm_tui.tui.panes.labels import Label, Spot, overlaid
from crm_tui.tui.theme import Look, Palette, palette


class Painted(Widget):
    """A widget that paints lines itself and bypasses Textual's box model.

    Give it no border, padding or opacity in CSS: `render_lines` hands strips to the compositor unchanged
    (measured: 1.3 times less CPU a key). `edge` draws a rule down its left side, to part it from its neighbour.
    `keys` maps Textual's keys to what the pane does by itself. `ahead` sees each key before the pane does and takes it
    by returning True (key sequences of the screen).
    """

    ALLOW_SELECT = False  # our strips carry no offsets, so a drag could select nothing

    def __init__(self, *, edge: bool = False, **options: Any) -> None:
        super().__init__(**options)
        self.edge = edge
        self.ahead: Callable[[Key], bool] | None = None
        self.keys: dict[str, str] = {}
        self._palette: Palette | None = None
        self._lines: list[Strip | None] = []
        self._painted_for: tuple[Size, Palette] | None = None
        self._labels: Mapping[int, Sequence[Label]] = {}

    def paint(self, y: int, cells: int) -> Strip:
        """One line of the pane, exactly so many cells wide. Pure: asks for nothing and changes nothing."""
        raise NotImplementedError

    def press(self, key: str) -> bool:
        """Take a key (Textual's name for it); False leaves it to the screen."""
        return False

    def act(self, verb: str) -> bool:
        """Do what the pane's own `keys` call so; False for anything else."""
        return False

    def places(self) -> Sequence[Spot]:
        """The lines in view that can be chosen, from the top, with the cells where their jump labels stand."""
        return ()

    def stand_on(self, key: str) -> None:
        """Put the cursor on the line of this key, if it is here."""

    def put_labels(self, labels: Mapping[int, Sequence[Label]]) -> None:
        """Lay jump labels over lines, by line of the pane; only lines that differ are painted again."""
        changed = [y for y in {*labels, *self._labels} if labels.get(y) != self._labels.get(y)]
        self._labels = labels
        if changed:
            self.touch(*changed)

    def forget(self) -> None:
        """Drop what was painted for another size, theme or content; called before a full repaint."""

    @property
    def inner_width(self) -> int:
        """Cells that `paint` gets."""
        return max(0, self.size.width - self.edge)

    @property
    def colours(self) -> Palette:
        """The looks of the theme in use, resolved once."""
        if self._palette is None:
            self._palette = palette(self.app.current_theme)
        return self._palette

    def look(self, look: Look) -> Style:
        """The style of a look in the theme in use."""
        return self.colours.styles[look]

    def touch(self, *ys: int) -> None:
        """Have lines painted again before the next frame; none named means all."""
        if not ys:
            self._painted_for = None
            self.refresh()
            return
        inside = [y for y in dict.fromkeys(ys) if 0 <= y < len(self._lines)]
        for y in inside:
            self._lines[y] = None
        if inside and self._painted_for:
            self.refresh(*[Region(0, y, self.size.width, 1) for y in inside])

    def repaint(self) -> None:
        """Paint all lines now, and have the terminal told of those that look different."""
        if self._painted_for is None or self._painted_for != (self.size, self.colours):
            self.touch()
            return
        before, self._lines = self._lines, [None] * self.size.height
        changed = [y for y, old in enumerate(before) if old is None or old != self._line(self._lines, y)]
        if changed:
            self.refresh(*[Region(0, y, self.size.width, 1) for y in changed])

    def notify_style_update(self) -> None:
        """Textual's word that the theme or the CSS changed."""
        super().notify_style_update()
        self._palette = None
        self._painted_for = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """The strips of a region of this widget, those that changed painted now."""
        lines = self._current_lines()
        strips = [self._line(lines, y) for y in crop.line_range]
        if crop.width == self.size.width:
            return strips
        start, end = crop.column_span
        return [strip.crop(start, end) for strip in strips]

    def render_line(self, y: int) -> Strip:
        """One painted line; Textual asks for it outside of frames."""
        return self._line(self._current_lines(), y)

    def _current_lines(self) -> list[Strip | None]:
        wanted = (self.size, self.colours)
        if self._painted_for != wanted:
            self.forget()
            self._lines = [None] * self.size.height
            self._painted_for = wanted
        return self._lines

    def _line(self, lines: list[Strip | None], y: int) -> Strip:
        if y >= len(lines):
            return Strip.blank(self.size.width, self.look(Look.PLAIN))
        strip = lines[y]
        if strip is None:
            strip = lines[y] = self._filtered(self._edged(y, self._labelled(y, self.paint(y, self.inner_width))))
        return strip

    def _labelled(self, y: int, strip: Strip) -> Strip:
        labels = self._labels.get(y)
        # Turned round and bold on any theme, and without any colour too.
        return overlaid(strip, labels, self.look(Look.PLAIN) + Style(reverse=True, bold=True)) if labels else strip

    def _edged(self, y: int, strip: Strip) -> Strip:
        if not self.edge:
            return strip
        line = self.look(Look.LINE)
        return Strip.join([strip_of([("│" if y else "┬", line)], 1, line), strip])

    def _filtered(self, strip: Strip) -> Strip:
        for each in self.get_line_filters():
            # Our own truecolour palettes hold no ANSI colour that would have to be converted.
            if self.colours.ansi or not isinstance(each, ANSIToTruecolor):
                strip = strip.apply_filter(each, self.colours.background)
        return strip

    def title_line(self, title: str, note: str, cells: int, tone: Look = Look.TITLE) -> Strip:
        """The rule on top of a pane: title left, note right; heavy where the pane has the keyboard."""
        rule, look = ("━", Look.TITLE_ON) if self.has_focus else ("─", Look.TITLE)
        end = f" {note} {rule}" if note else rule
        room = max(0, cells - width(end) - 3)
        start = f"{rule} {fit(title, min(width(title), room))} " if title and room else rule
        middle = rule * max(0, cells - width(start) - width(end))
        line = self.look(Look.LINE)
        runs: list[Run] = [(start, self.look(look)), (middle, line), (end, self.look(tone) if note else line)]
        return strip_of(runs, cells, line)

    def on_focus(self, event: Focus) -> None:
        """The keyboard came: the title and cursor say so."""
        self.touch()

    def on_blur(self, event: Blur) -> None:
        """The keyboard went."""
        self.touch()

    def on_key(self, event: Key) -> None:
        """Keys of the pane stop here: one handler is a third of the cost of a binding chain."""
        if (self.ahead is not None and self.ahead(event)) or self.press(event.key):
            event.stop()
            event.prevent_default()
