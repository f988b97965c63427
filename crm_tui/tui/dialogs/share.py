"""Share a record with a user at a level (AC16)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from crm_tui.base.messages import _, message
from crm_tui.domain.fields import UserRef
from crm_tui.domain.modules import Level
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.picker import SearchList
from crm_tui.tui.dialogs.text import content

LEVELS = {
    Level.READ: message("read"),
    Level.EDIT: message("edit"),
    Level.FULL: message("full"),
    Level.NONE: message("no longer shared"),
}


@dataclass(frozen=True, slots=True)
class ShareChoice:
    """With whom, and at which level; NONE takes the share back."""

    user: UserRef
    level: Level


class SharePicker(SearchList[ShareChoice]):
    """Find a user, tab turns the level, enter shares. `now` holds the logins that it is shared with already, `full`
    those who have all of it without a share, as its owner: they come last and cannot be chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "level(1)", "Next level", id="share.level", show=False, priority=True),
        Binding("shift+tab", "level(-1)", "Previous level", id="share.level_back", show=False, priority=True),
    ]

    def __init__(
        self,
        title: str,
        find: Callable[[str], Sequence[UserRef]],
        now: Mapping[str, Level] | None = None,
        full: Collection[str] = (),
    ) -> None:
        self.now, self.full = dict(now or {}), frozenset(full) - frozenset(now or ())
        self.levels = [level for level in LEVELS if level is not Level.NONE or self.now]
        self.level = Level.READ
        super().__init__(title, search=lambda text: self._ordered(find(text)))

    def _ordered(self, users: Sequence[UserRef]) -> list[PickItem[UserRef]]:
        return sorted(map(self._item, users), key=lambda item: item.reason != "")

    def _item(self, user: UserRef) -> PickItem[UserRef]:
        level = Level.FULL if user.login in self.full else self.now.get(user.login)
        now = _("now: {level}", level=LEVELS[level]) if level is not None else ""
        reason = _("not active") if not user.active else now if user.login in self.full else ""
        return PickItem(user, user.name or user.login, now or user.login, reason)

    def body(self) -> ComposeResult:
        yield from super().body()
        yield Static(self._level_line(), id="level")

    def keys(self) -> Keys:
        return [("tab", _("level")), ("enter", _("share")), ("esc", _("close"))]

    def _level_line(self) -> Content:
        marks = [f"{'(•)' if level is self.level else '( )'} {LEVELS[level]}" for level in self.levels]
        return content("  ".join(marks))

    def action_level(self, steps: int) -> None:
        """Turn to another level."""
        self.level = self.levels[(self.levels.index(self.level) + steps) % len(self.levels)]
        self.query_one("#level", Static).update(self._level_line(), layout=False)

    def take(self, item: PickItem[Any]) -> None:
        self.dismiss(ShareChoice(item.value, self.level))
