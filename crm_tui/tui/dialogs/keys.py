"""The keys of a login: read, and chosen to be revoked; whoever opened the dialog does what is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.widgets import Static

from crm_tui.base.messages import _
from crm_tui.base.text import display_text
from crm_tui.domain.doors import SshKey
from crm_tui.tui.dialogs.choice_list import ChoiceList, PickItem
from crm_tui.tui.dialogs.dialog import Dialog, Keys
from crm_tui.tui.dialogs.text import content_lines
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.keys import key_detail, key_facts


class KeyWish(StrEnum):
    """What is asked for."""

    ADD = "add"
    REVOKE = "revoke"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class KeyAsked:
    """A wish, and the key that it is about."""

    wish: KeyWish
    key: SshKey | None = None


class KeyList(Dialog[KeyAsked]):
    """The keys, oldest first, with all that there is to say of the one under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "ask('add')", "Add", id="keys.add", show=False),
        Binding("d,delete", "ask('revoke')", "Revoke", id="keys.revoke", show=False),
        Binding("c", "ask('code')", "Code", id="keys.code", show=False),
        Binding("y", "copy", "Copy", id="keys.copy", show=False),
        Binding("j,down", "move(1)", "Down", id="keys.down", show=False),
        Binding("k,up", "move(-1)", "Up", id="keys.up", show=False),
    ]

    def __init__(self, title: str, keys: Sequence[SshKey], formats: Formats) -> None:
        super().__init__(title)
        self._items = [PickItem(key, key.name, key_detail(key, formats)) for key in keys]
        self._formats = formats
        self._list = ChoiceList(_("No key yet: n adds one."), id="choices")
        self._list.can_focus = True

    def body(self) -> ComposeResult:
        yield self._list
        yield Static(id="facts")

    def keys(self) -> Keys:
        one = [("d", _("revoke")), ("y", _("copy"))] if self._items else []
        return [("n", _("add")), *one, ("c", _("one-time code")), ("esc", _("close"))]

    def on_mount(self) -> None:
        self._list.show(self._items)
        self._list.focus()
        self._tell()

    def on_resize(self, event: Resize) -> None:
        """In a narrow terminal more is said below the list, as its lines are cut."""
        self.call_after_refresh(self._tell)

    @property
    def _key(self) -> SshKey | None:
        item = self._list.current
        return item.value if item is not None else None

    def _tell(self) -> None:
        key = self._key
        cut = self._list.current is not None and not self._list.holds(self._list.current)
        facts = key_facts(key, self._formats, whole=cut) if key is not None else ()
        self.query_one("#facts", Static).update(content_lines("\n".join(map(display_text, facts))))

    @on(ChoiceList.Clicked)
    def _clicked(self, event: ChoiceList.Clicked) -> None:
        event.stop()
        self._tell()

    def action_move(self, lines: int) -> None:
        """Go to another key."""
        self._list.move(lines)
        self._tell()

    def action_ask(self, wish: str) -> None:
        """Close with what is asked for."""
        asked = KeyWish(wish)
        if asked is not KeyWish.REVOKE or self._key is not None:
            self.dismiss(KeyAsked(asked, self._key))

    def action_copy(self) -> None:
        """Copy the fingerprint."""
        if self._key is not None:
            self.app.copy_to_clipboard(display_text(self._key.fingerprint))
            self.notify(_("Copied."), markup=False)
