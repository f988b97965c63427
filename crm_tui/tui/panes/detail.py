"""The record pane: card, tabs, and the lines of the current tab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.events import Click
from textual.strip import Strip

from crm_tui.tui.panes.cells import Run, fit, strip_of, width
from crm_tui.tui.panes.lines_pane import LinesPane
from crm_tui.tui.presenters.company import Company
from crm_tui.tui.presenters.lines import DetailView, Tab
from crm_tui.tui.theme import Look

LEAST_TITLE = 14
"""Cells of the title that stay, however many others are here."""
RULES = 7
"""Cells of the rule around title and note."""


class Detail(LinesPane):
    """A record, or anything that is a card of labelled lines. The view is a value: only lines that differ are painted.

    Callbacks, inside the key handler: `on_act(key)` of the line under the cursor, `on_tab(tab key)`.
    """

    def __init__(self, *, on_tab: Callable[[str], None] = lambda key: None, **options: Any) -> None:
        super().__init__(**options)
        self.call_tab = on_tab
        self.keys = {"enter": "act", "right": "next_tab", "left": "previous_tab"}
        self.view, self.company = DetailView(), Company()

    def show(self, view: DetailView, *, keep: bool = False) -> None:
        """Show a record or tab; `keep` leaves cursor and scroll where they are (the same record, read again)."""
        if view == self.view:
            return
        before = self._all_now()
        if not keep:
            self.cursor = self.top = 0
        self.view, self.lines, self.empty = view, view.lines, view.empty
        self.relay()
        self.touch_changed(before, self._all_now())

    def show_company(self, company: Company) -> None:
        """Say who else is at the record."""
        if company != self.company:
            self.company = company
            self.touch(0)

    @property
    def head(self) -> int:
        """Lines above the body: title, card, tabs."""
        return 1 + len(self.view.card) + (1 if self.view.tabs else 0)

    def act(self, verb: str) -> bool:
        """The line under the cursor, or the tab beside."""
        if verb in ("next_tab", "previous_tab") and self.view.tabs:
            self._turn(1 if verb == "next_tab" else -1)
            return True
        return super().act(verb)

    def _turn(self, by: int) -> None:
        keys = [tab.key for tab in self.view.tabs]
        at = keys.index(self.view.tab) if self.view.tab in keys else 0
        self.call_tab(keys[(at + by) % len(keys)])

    def on_click(self, event: Click) -> None:
        """A click on a tab turns to it; lines are the base's."""
        if self.view.tabs and event.y == self.head - 1:
            event.prevent_default()
            if tab := self._tab_at(event.x - self.edge):
                self.call_tab(tab)

    def _tab_at(self, x: int) -> str:
        at = 1
        for tab in self.view.tabs[slice(*self._tabs_in_view(self.inner_width))]:
            at += width(_tab_text(tab, tab.key == self.view.tab)) + 1
            if x < at:
                return tab.key
        return ""

    # painting

    def _all_now(self) -> list[object]:
        """What each line of the pane says now."""
        head: list[object] = [(self.view.title, self.view.note), *self.view.card]
        if self.view.tabs:
            head.append((self.view.tabs, self.view.tab))
        return head + self.rows_now()

    def paint(self, y: int, cells: int) -> Strip:
        """Title, card, tabs, then the body."""
        plain = self.look(Look.PLAIN)
        if y == 0:
            note, tone = beside_title(self.view.title, self.view.note, self.company, cells)
            return self.title_line(self.view.title, note, cells, tone)
        if y <= len(self.view.card):
            look = self.look(Look.STRONG if y == 1 else Look.PLAIN)
            return strip_of([(fit(f" {self.view.card[y - 1]}", cells), look)], cells, plain)
        if y < self.head:
            return self._tabs_line(cells)
        return self.paint_body(y - self.head, cells)

    def _tabs_line(self, cells: int) -> Strip:
        """The tabs that fit, with a sign at the edge where there are more."""
        first, end = self._tabs_in_view(cells)
        plain, muted = self.look(Look.PLAIN), self.look(Look.MUTED)
        runs: list[Run] = [("‹" if first else " ", muted)]
        for tab in self.view.tabs[first:end]:
            on = tab.key == self.view.tab
            runs += [(_tab_text(tab, on), self.look(Look.TAB_ON) if on else muted), (" ", plain)]
        if end == len(self.view.tabs):
            return strip_of(runs, cells, plain)
        return Strip.join([strip_of(runs, cells - 1, plain), strip_of([("›", muted)], 1, plain)])

    def _tabs_in_view(self, cells: int) -> tuple[int, int]:
        """The first tab in view and the one after the last: those on the left give way to the chosen one."""
        tabs = self.view.tabs
        widths = [width(_tab_text(tab, on=True)) + 1 for tab in tabs]
        chosen = next((at for at, tab in enumerate(tabs) if tab.key == self.view.tab), 0)

        def fit_in(first: int, end: int) -> bool:
            # Blanks after the last one may hang over, or give way to the sign that more follow.
            blanks = (1 if chosen == end - 1 else 2) - (1 if end < len(tabs) else 0)
            return 1 + sum(widths[first:end]) - blanks <= cells

        first = next((at for at in range(chosen) if fit_in(at, chosen + 1)), chosen)
        end = next((at for at in range(len(tabs), chosen + 1, -1) if fit_in(first, at)), chosen + 1)
        return first, end


def _tab_text(tab: Tab, on: bool) -> str:
    words = f"{tab.title} {tab.count}".strip()
    return f"[{words}]" if on else f" {words} "


def beside_title(title: str, note: str, company: Company, cells: int) -> tuple[str, Look]:
    """What stands right of the title: who else is here, in as many words as leave the title room; kind and state where
    nobody is, or where these fit too."""
    if not company.texts:
        return note, Look.TITLE
    whole, room = f"{company.text} · {note}", cells - RULES
    if note and width(title) + width(whole) <= room:
        return whole, Look(company.tone)
    left = room - min(width(title), LEAST_TITLE)
    return next((text for text in company.texts if width(text) <= left), company.texts[-1]), Look(company.tone)
