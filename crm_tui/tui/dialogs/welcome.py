"""The first screen of a new installation: a sample organisation, or one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from textual.app import ComposeResult
from textual.widgets import Static

from crm_tui.base.messages import _
from crm_tui.domain.organisations import NewOrganisation
from crm_tui.domain.values import ValueContext
from crm_tui.tui.dialogs.choice_list import PickItem
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.dialogs.picker import Picker
from crm_tui.tui.dialogs.text import content
from crm_tui.tui.forms.new_organisation import NewOrganisationForm, OrganisationOptions


class _Way(Enum):
    SAMPLE = auto()
    OWN = auto()


@dataclass(frozen=True, slots=True)
class SampleWanted:
    """The person wants to look around in the sample organisation."""


class Welcome(Picker[Any]):
    """Dismissed with `SampleWanted` or the `NewOrganisation`, None when left.

    `create` makes the organisation in a thread, so that a taken slug shows at its field.
    """

    def __init__(
        self,
        options: OrganisationOptions,
        context: ValueContext,
        create: Callable[[NewOrganisation], object] | None = None,
    ) -> None:
        self.options, self.context = options, context
        self.create = create
        sample = PickItem(_Way.SAMPLE, _("Look around in a sample organisation"))
        own = PickItem(_Way.OWN, _("Set up your own organisation"))
        super().__init__(_("Welcome to crm-tui"), items=[sample, own], placeholder=" ")

    def body(self) -> ComposeResult:
        yield Static(content(_("A CRM for whole companies, in the terminal. Nothing is set up here yet.")), id="ask")
        yield from super().body()

    def keys(self) -> Keys:
        return [("↑↓", _("move")), ("enter", _("choose")), ("esc", _("quit"))]

    def take(self, item: PickItem[Any]) -> None:
        if item.value is _Way.SAMPLE:
            self.dismiss(SampleWanted())
            return
        form = NewOrganisationForm(self.options, self.context, self.create)
        self.app.push_screen(form, lambda values: self._organisation_entered(form, values))

    def _organisation_entered(self, form: NewOrganisationForm, values: dict[str, object] | None) -> None:
        if values is not None:
            self.dismiss(form.wanted)
