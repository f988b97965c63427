"""One contact to read: an e-mail, a chat, what somebody wrote into a form."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from crm_tui.base.messages import _
from crm_tui.domain.interactions import Interaction
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.reader import Reader
from crm_tui.tui.dialogs.text import content_lines, safe_lines
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.channels import way
from crm_tui.tui.presenters.interactions import facts_of


class ContactReader(Reader[bool]):
    """Dismissed with True where the record that it hangs on shall be opened."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open", "Open", id="contact.open", show=False),
    ]

    def __init__(self, contact: Interaction, text: str, formats: Formats) -> None:
        self.contact = contact
        whole = "\n".join([*facts_of(contact, formats), "", text or _("It has no text.")])
        super().__init__(contact.subject or way(contact), content_lines(whole), safe_lines(whole))

    def keys(self) -> Keys:
        open_ = [("o", _("open {name}", name=self.contact.on[2]))] if self.contact.on else []
        return [*super().keys()[:-1], *open_, ("esc", _("close"))]

    def action_open(self) -> None:
        """Open the record that it hangs on."""
        if self.contact.on is not None:
            self.dismiss(True)
