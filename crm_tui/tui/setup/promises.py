"""The page of promises: the organisation's own tests of its access; those that do not hold stand first (AC57)."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.base.messages import _, ngettext
from crm_tui.domain.promises import Kept
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.presenters.lines import Column, DetailView, Tone
from crm_tui.tui.presenters.promises import must_text, promise_title, subject_text, what_text
from crm_tui.tui.presenters.rights_words import fact, named_lines
from crm_tui.tui.setup.page import Page, SetupRow, narrowed


class PromisesPage(Page[Kept]):
    """All promises, each as it stands now."""

    context = Context.SETUP_PROMISES
    on_row = frozenset({"promise.edit", "promise.delete"})

    @property
    def columns(self) -> tuple[Column, ...]:
        return (
            Column("name", _("Promise"), weight=3, least=16, most=70),
            Column("state", _("Now"), least=12, most=16),
            Column("who", _("Who"), weight=2, least=10),
            Column("must", _("Must be"), least=7, most=10),
        )

    @property
    def empty(self) -> str:
        return _("No promise yet: n makes one, which every change of rights then has to keep.")

    def rows(self, text: str) -> Sequence[SetupRow[Kept]]:
        found = sorted(self.ws.promises.check(), key=lambda kept: kept.holds)
        return narrowed([_row(kept) for kept in found], text)

    def card(self, row: SetupRow[Kept]) -> DetailView:
        kept, promise = row.item, row.item.promise
        lines = [
            fact(_("Who"), subject_text(promise)),
            fact(_("Must be"), must_text(promise.must)),
            fact(_("What"), what_text(promise)),
            *([fact(_("Records that meet"), promise.criteria)] if promise.criteria else []),
            fact(_("Users"), kept.checked or _("nobody fits")),
            *([] if kept.holds else named_lines(_("Does not hold for"), kept.breakers, "")),
        ]
        return DetailView(title=row.cells[0], lines=tuple(lines))


def _row(kept: Kept) -> SetupRow[Kept]:
    promise = kept.promise
    cells = (promise_title(promise), state_text(kept), subject_text(promise), must_text(promise.must))
    tone = Tone.PLAIN if kept.holds else Tone.BAD
    return SetupRow(str(promise.id), cells, kept, sign="✓" if kept.holds else "!", tone=tone)


def state_text(kept: Kept) -> str:
    """Whether it holds, and for how many it does not."""
    if not kept.holds:
        return ngettext("broken for {count}", "broken for {count}", len(kept.breakers))
    return _("holds") if kept.checked else _("nobody fits")
