"""The form in which one chooses what of a timeline is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from crm_tui.base.messages import N_, _
from crm_tui.domain.events import GROUP_WORDS, EventFilter, EventGroup
from crm_tui.domain.fields import FieldKind, UserRef, Value
from crm_tui.domain.values import ValueContext
from crm_tui.services.workspace import Workspace
from crm_tui.tui.forms.made_fields import made_field
from crm_tui.tui.forms.sources import users
from crm_tui.tui.forms.spec import FieldSpec, FormSection, FormSpec
from crm_tui.tui.presenters.cells import decimal_mark
from crm_tui.tui.presenters.stream_filter import PERIODS, period_start
from crm_tui.tui.presenters.timeline_filter import AskedEvents


def event_filter_spec(ws: Workspace, module_name: str, asked: AskedEvents) -> FormSpec:
    """The form, filled with the filter that stands; runs in a thread."""
    session, module = ws.session, ws.modules.named(module_name)
    context = ValueContext(session.now(), session.zone(), 0, decimal_mark(session.locale()))
    seen = [(field.api_name, field.label) for field in ws.modules.fields(module)]
    groups = [(group.value, words) for group, words in GROUP_WORDS.items()]
    fields = (
        made_field("groups", N_("Kinds"), FieldKind.MULTI_PICKLIST, groups),
        made_field("person", N_("Person"), FieldKind.USER),
        made_field("field", N_("Field"), FieldKind.PICKLIST, seen),
        made_field("period", N_("Period"), FieldKind.PICKLIST, PERIODS.items()),
        made_field("since", N_("Since"), FieldKind.DATE),
        made_field("until", N_("Until"), FieldKind.DATE),
    )
    find = users(lambda text: ws.pickers.everybody(module_name, text))
    values = _values(asked)
    specs = tuple(
        FieldSpec(field, values.get(field.api_name), search=find if field.kind is FieldKind.USER else None)
        for field in fields
    )
    return FormSpec(_("Filter timeline"), (FormSection("", specs, 1),), context)


def _values(asked: AskedEvents) -> dict[str, Value]:
    wanted = asked.filter
    return {
        "groups": tuple(group.value for group in EventGroup if group in wanted.groups),
        "person": UserRef(0, wanted.user, asked.person or wanted.user) if wanted.user else None,
        "field": wanted.field or None,
        "since": wanted.since,
        "until": wanted.until,
    }


def asked_events(values: Mapping[str, object], today: dt.date) -> AskedEvents:
    """What was chosen. Days that were typed go before a period."""
    person, since, until = values.get("person"), values.get("since"), values.get("until")
    groups, field = values.get("groups"), values.get("field")
    wanted = EventFilter(
        groups=frozenset(EventGroup(name) for name in groups) if isinstance(groups, tuple) else frozenset(),
        user=person.login if isinstance(person, UserRef) else "",
        field=field if isinstance(field, str) else "",
        since=since if isinstance(since, dt.date) else period_start(str(values.get("period", "")), today),
        until=until if isinstance(until, dt.date) else None,
    )
    return AskedEvents(wanted, person.name if isinstance(person, UserRef) else "")
