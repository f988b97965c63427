"""What the form asks of which part of a stream is shown (I22)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from crm_tui.base.messages import N_, _
from crm_tui.domain.fields import FieldKind, Value
from crm_tui.domain.interactions import Channel, Direction, StreamFilter
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
from crm_tui.tui.presenters.channels import CHANNELS
from crm_tui.tui.presenters.stream_filter import DIRECTIONS, Asked

BOTH = "with"
"""The code of `Direction.BOTH`, which is an empty text and would read as no choice."""


def filter_spec(ws: Workspace, module: str, asked: Asked) -> FormSpec:
    """The form, filled with the filter that stands; runs in a thread."""
    directions = [(direction.value or BOTH, words) for direction, words in DIRECTIONS.items()]
    channels = [(channel.value, words) for channel, words in CHANNELS.items()]
    fields = (
        made_field("channels", N_("Channels"), FieldKind.MULTI_PICKLIST, channels),
        made_field("direction", N_("Direction"), FieldKind.PICKLIST, directions),
        person_field(),
        *days_fields(),
        made_field("gap", N_("Silences (days)"), FieldKind.INTEGER),
    )
    return filter_form(ws, module, _("Filter interactions"), fields, _values(asked))


def _values(asked: Asked) -> dict[str, Value]:
    wanted = asked.filter
    return {
        "channels": tuple(channel.value for channel in CHANNELS if channel in wanted.channels),
        "direction": None if wanted.direction is None else wanted.direction.value or BOTH,
        "person": person_value(wanted.user, asked.person),
        "since": wanted.since,
        "until": wanted.until,
        "gap": wanted.gap,
    }


def asked_of(values: Mapping[str, object], before: Asked, today: dt.date) -> Asked:
    """What was chosen; the order stays."""
    if not values:
        return before.cleared
    channels, direction, gap = values.get("channels"), values.get("direction"), values.get("gap")
    (login, name), (since, until) = person_chosen(values), days_chosen(values, today)
    wanted = StreamFilter(
        channels=frozenset(Channel(one) for one in channels) if isinstance(channels, tuple) else frozenset(),
        direction=Direction("" if direction == BOTH else direction) if isinstance(direction, str) else None,
        user=login,
        since=since,
        until=until,
        gap=gap if isinstance(gap, int) else before.cleared.filter.gap,
        oldest_first=before.filter.oldest_first,
    )
    return Asked(wanted, name)
