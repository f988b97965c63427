"""Forms of set-up: made fields, and a change of rights that is shown with its effect before it is saved (AC58)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from crm_tui.base.messages import _
from crm_tui.domain.errors import Invalid
from crm_tui.domain.fields import FieldKind, Value
from crm_tui.domain.values import ValueContext
from crm_tui.tui.dialogs.change import Change, ChangeDialog
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.forms.made_fields import Options, made_field
from crm_tui.tui.forms.record_form import RecordForm
from crm_tui.tui.forms.spec import FieldSpec, FormSection, FormSpec, Save

MakeChange = Callable[[Mapping[str, object]], Change]
"""From what was entered (field name -> value; fields left empty are absent) to the change that is shown."""


class SetupForm(RecordForm):
    """Enter something of set-up; dismissed with the values once it is saved, None when left.

    With `change` the effect is shown over the form and saved there; whoever goes back finds what he typed. What the
    act gave back stands in `result`. Without it `save` is called at once, as in any form; with neither the values are
    asked for what comes after, and nothing is saved here.
    """

    def __init__(self, spec: FormSpec, change: MakeChange | None = None, save: Save | None = None) -> None:
        super().__init__(spec, save if change is None else self._never)
        self.make_change = change
        self._only_asks = change is None and save is None
        self._over: ChangeDialog | None = None

    def keys(self) -> Keys:
        if self.make_change is None and not self._only_asks:
            return super().keys()
        words = _("go on") if self._only_asks else _("show the effect")
        return [("ctrl+s/F2", words), ("tab", _("next field")), ("esc", _("close"))]

    def save_by(self, call: Callable[[], object]) -> None:
        """Show the effect first; the values are checked already."""
        if self.make_change is None:
            super().save_by(call)
            return
        self.show_problem("")
        self._over = ChangeDialog(self.make_change(self._values))
        self.app.push_screen(self._over, self._shown)

    def _shown(self, saved: bool | None) -> None:
        """The dialog over the form has closed: saved, or what was wrong is shown where it was typed."""
        over = self._over
        if over is not None and saved:
            self.result = over.result
            self.after_save()
        elif over is not None and isinstance(over.refusal, Invalid):
            self.when_refused(over.refusal)

    @staticmethod
    def _never(_values: Mapping[str, object], _version: int | None) -> object:
        raise LookupError("saved by the dialog that shows the effect")


def setup_spec(title: str, fields: Sequence[FieldSpec], *, edited: bool = False) -> FormSpec:
    """A form of these fields, one below the other. `edited`: of something that exists; only what changed is sent."""
    return FormSpec(
        title, (FormSection("", tuple(fields), 1),), ValueContext(dt.datetime.now(dt.UTC)), 0 if edited else None
    )


def setup_field(
    name: str, label: str, kind: FieldKind, value: Value = None, *, options: Options = (), required: bool = False
) -> FieldSpec:
    """A field of such a form. `label` and the words of `options` are shown as they are: people's own among them."""
    made = made_field(name, label, kind, options, required=required)
    return FieldSpec(replace(made, standard=False), value)
