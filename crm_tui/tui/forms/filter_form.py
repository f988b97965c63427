"""The form in which one chooses what of a stream or of a timeline is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from crm_tui.base.messages import N_, _
from crm_tui.domain.fields import FieldDef, FieldKind, UserRef, Value
from crm_tui.domain.values import ValueContext
from crm_tui.services.workspace import Workspace
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.forms.made_fields import made_field
from crm_tui.tui.forms.record_form import RecordForm
from crm_tui.tui.forms.sources import users
from crm_tui.tui.forms.spec import FieldSpec, FormSection, FormSpec
from crm_tui.tui.presenters.cells import decimal_mark
from crm_tui.tui.presenters.filters import PERIODS, period_start


class FilterForm(RecordForm):
    """Choose; dismissed with what was chosen, nothing for everything, None when left."""

    types_first = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "everything", "Everything", id="stream.everything", show=False),
    ]

    def keys(self) -> Keys:
        # The way out stands before what gives way in a narrow terminal.
        return [("ctrl+s/F2", _("show")), ("F3", _("show everything")), ("esc", _("close")), ("tab", _("next field"))]

    @property
    def changed(self) -> bool:
        """A filter that was not applied is nothing to lose."""
        return False

    def action_everything(self) -> None:
        """Take the filter away."""
        self.dismiss({})


def person_field() -> FieldDef:
    """Whose doing is asked for."""
    return made_field("person", N_("Person"), FieldKind.USER)


def days_fields() -> tuple[FieldDef, ...]:
    """Which days are asked for: by a word, or one by one."""
    return (
        made_field("period", N_("Period"), FieldKind.PICKLIST, PERIODS.items()),
        made_field("since", N_("Since"), FieldKind.DATE),
        made_field("until", N_("Until"), FieldKind.DATE),
    )


def filter_form(
    ws: Workspace, module: str, title: str, fields: Sequence[FieldDef], values: Mapping[str, Value]
) -> FormSpec:
    """The form of these fields; the person is one who sees the module. Runs in a thread."""
    session = ws.session
    context = ValueContext(session.now(), session.zone(), 0, decimal_mark(session.locale()))
    find = users(lambda text: ws.pickers.everybody(module, text))
    specs = tuple(
        FieldSpec(field, values.get(field.api_name), search=find if field.kind is FieldKind.USER else None)
        for field in fields
    )
    return FormSpec(title, (FormSection("", specs, 1),), context)


def person_value(login: str, name: str) -> UserRef | None:
    """The person that a filter names, as a value of the form."""
    return UserRef(0, login, name or login) if login else None


def person_chosen(values: Mapping[str, object]) -> tuple[str, str]:
    """Login and name of the person that was chosen; empty texts for none."""
    person = values.get("person")
    return (person.login, person.name) if isinstance(person, UserRef) else ("", "")


def days_chosen(values: Mapping[str, object], today: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """The first and the last day that were chosen. Days that were typed go before a period."""
    since, until = values.get("since"), values.get("until")
    start = since if isinstance(since, dt.date) else period_start(str(values.get("period", "")), today)
    return start, until if isinstance(until, dt.date) else None
