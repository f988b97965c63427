"""Write or change a note."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from crm_tui.base.messages import _
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.inputs import TextBox
from crm_tui.tui.dialogs.saving import SavingDialog


class NoteEditor(SavingDialog[str]):
    """A text of several lines; dismissed with it, None when left.

    `save` is given the text and runs in a thread; while it fails the text stays. Without it the text is handed over.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s,f2", "save", "Save", id="note.save", show=False),
    ]

    def __init__(self, title: str, text: str = "", *, save: Callable[[str], object] | None = None) -> None:
        super().__init__(title)
        self.save = save
        self._box = TextBox(text, id="note")
        self._before = self._box.text

    def body(self) -> ComposeResult:
        yield self._box

    def keys(self) -> Keys:
        return [("ctrl+s/F2", _("save")), ("esc", _("close"))]

    def on_mount(self) -> None:
        self._box.focus()

    def action_save(self) -> None:
        """Save, unless there is nothing to save."""
        text = self._box.text.strip()
        if not text:
            self.show_problem(_("The note is empty."))
        elif self.save is None:
            self.dismiss(text)
        else:
            save = self.save
            self.save_by(lambda: save(text))

    def after_save(self) -> None:
        self.dismiss(self._box.text.strip())

    def unsaved(self) -> str:
        return self._box.text.strip() if self.changed else ""

    @property
    def changed(self) -> bool:
        """Whether there is something to lose; emptied text is not."""
        return self._box.text.strip() not in ("", self._before.strip())
