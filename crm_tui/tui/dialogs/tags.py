"""Add tags to a record and take off one's own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from crm_tui.base.messages import _
from crm_tui.base.text import clean, fold
from crm_tui.domain.records import TagLink
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.picker import SearchList


@dataclass(frozen=True, slots=True)
class TagChange:
    """What a person did to the tags of a record, by name."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class TagEditor(SearchList[TagChange]):
    """The record's tags are marked; enter marks and unmarks, a new word makes a new tag.

    `suggest` finds tags of the module in a thread. Tags that may not be removed are those that `locked` gives a
    reason for. Dismissed with the change, None when left.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "done", "Save", id="tags.save", show=False),
    ]

    def __init__(
        self,
        title: str,
        tags: Sequence[TagLink],
        *,
        suggest: Callable[[str], Sequence[str]],
        locked: Callable[[TagLink], str] = lambda tag: "" if tag.mine else _("not yours"),
    ) -> None:
        items = [PickItem(tag.name, tag.name, reason=locked(tag), marked=True) for tag in tags]
        self._before = {tag.name for tag in tags}
        super().__init__(
            title,
            items=items,
            search=lambda text: [PickItem(name, name, marked=False) for name in suggest(text)],
            placeholder=_("type a tag"),
            empty=_("no tags yet"),
        )

    def keys(self) -> Keys:
        return [("enter", _("mark")), ("ctrl+s/F2", _("save")), ("esc", _("close"))]

    def lines(self, text: str) -> list[PickItem[Any]]:
        typed = clean(text)
        found = super().lines(text)
        # Tags that are marked already stand above; the same word is not offered twice.
        mine = {fold(item.label) for item in self.items}
        found = [item for item in found if item in self.items or fold(item.label) not in mine]
        known = {fold(item.label) for item in found}
        if typed and fold(typed) not in known:
            found.append(PickItem(typed, typed, _("new tag"), marked=False))
        return found

    def take(self, item: PickItem[Any]) -> None:
        if item in self.items:
            at = self.items.index(item)
            self.items[at] = item.with_mark(not item.marked)
            self.redraw(cursor=self.choices.cursor)
            return
        self.items.append(item.with_mark(True))
        self.query_one("#text").value = ""  # type: ignore[attr-defined]

    def action_done(self) -> None:
        """Close with the change; a typed word that was not entered counts too."""
        typed = clean(self.text)
        marked = {item.value for item in self.items if item.marked} | ({typed} if typed else set())
        gone = {item.value for item in self.items if not item.marked and not item.reason}
        self.dismiss(TagChange(tuple(sorted(marked - self._before)), tuple(sorted(gone & self._before))))
