"""What the form asks of which part of a timeline is shown."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from crm_tui.base.messages import N_, _
from crm_tui.domain.events import GROUP_WORDS, EventFilter, EventGroup
from crm_tui.domain.fields import FieldKind, Value
from crm_tui.services.workspace import Workspace
from crm_tui.tui.forms.filter_form import (
    days_chosen,
    days_fields,
    filter_form,
    person_chosen,
    person_field,
    person_value,
)
from crm_tui.tui.forms.made_fields import made_field
from crm_tui.tui.forms.spec import FormSpec
from crm_tui.tui.presenters.timeline_filter import AskedEvents


def event_filter_spec(ws: Workspace, module_name: str, asked: AskedEvents) -> FormSpec:
    """The form, filled with the filter that stands; runs in a thread."""
    seen = [(field.api_name, field.label) for field in ws.modules.fields(ws.modules.named(module_name))]
    groups = [(group.value, words) for group, words in GROUP_WORDS.items()]
    fields = (
        made_field("groups", N_("Kinds"), FieldKind.MULTI_PICKLIST, groups),
        person_field(),
        made_field("field", N_("Field"), FieldKind.PICKLIST, seen),
        *days_fields(),
    )
    return filter_form(ws, module_name, _("Filter timeline"), fields, _values(asked))


def _values(asked: AskedEvents) -> dict[str, Value]:
    wanted = asked.filter
    return {
        "groups": tuple(group.value for group in EventGroup if group in wanted.groups),
        "person": person_value(wanted.user, asked.person),
        "field": wanted.field or None,
        "since": wanted.since,
        "until": wanted.until,
    }


def asked_events(values: Mapping[str, object], today: dt.date) -> AskedEvents:
    """What was chosen."""
    groups, field = values.get("groups"), values.get("field")
    (login, name), (since, until) = person_chosen(values), days_chosen(values, today)
    wanted = EventFilter(
        groups=frozenset(EventGroup(one) for one in groups) if isinstance(groups, tuple) else frozenset(),
        user=login,
        field=field if isinstance(field, str) else "",
        since=since,
        until=until,
    )
    return AskedEvents(wanted, name)
