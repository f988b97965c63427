"""The form in which one chooses what of a stream is shown (I22)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import ClassVar

from textual.binding import Binding, BindingType

from crm_tui.base.messages import N_, _
from crm_tui.domain.fields import FieldKind, UserRef, Value
from crm_tui.domain.interactions import Channel, Direction, StreamFilter
from crm_tui.domain.values import ValueContext
from crm_tui.services.workspace import Workspace
from crm_tui.tui.dialogs.dialog import Keys
from crm_tui.tui.forms.made_fields import made_field
from crm_tui.tui.forms.record_form import RecordForm
from crm_tui.tui.forms.sources import users
from crm_tui.tui.forms.spec import FieldSpec, FormSection, FormSpec
from crm_tui.tui.presenters.cells import decimal_mark
from crm_tui.tui.presenters.channels import CHANNELS
from crm_tui.tui.presenters.stream_filter import DIRECTIONS, PERIODS, Asked, period_start

BOTH = "with"
"""The code of `Direction.BOTH`, which is an empty text and would read as no choice."""


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


def filter_spec(ws: Workspace, module: str, asked: Asked) -> FormSpec:
    """The form, filled with the filter that stands; runs in a thread."""
    session = ws.session
    context = ValueContext(session.now(), session.zone(), 0, decimal_mark(session.locale()))
    directions = [(direction.value or BOTH, words) for direction, words in DIRECTIONS.items()]
    channels = [(channel.value, words) for channel, words in CHANNELS.items()]
    fields = (
        made_field("channels", N_("Channels"), FieldKind.MULTI_PICKLIST, channels),
        made_field("direction", N_("Direction"), FieldKind.PICKLIST, directions),
        made_field("person", N_("Person"), FieldKind.USER),
        made_field("period", N_("Period"), FieldKind.PICKLIST, PERIODS.items()),
        made_field("since", N_("Since"), FieldKind.DATE),
        made_field("until", N_("Until"), FieldKind.DATE),
        made_field("gap", N_("Silences (days)"), FieldKind.INTEGER),
    )
    find = users(lambda text: ws.pickers.everybody(module, text))
    values = _values(asked)
    specs = tuple(
        FieldSpec(field, values.get(field.api_name), search=find if field.kind is FieldKind.USER else None)
        for field in fields
    )
    return FormSpec(_("Filter interactions"), (FormSection("", specs, 1),), context)


def _values(asked: Asked) -> dict[str, Value]:
    wanted = asked.filter
    return {
        "channels": tuple(channel.value for channel in CHANNELS if channel in wanted.channels),
        "direction": None if wanted.direction is None else wanted.direction.value or BOTH,
        "person": UserRef(0, wanted.user, asked.person or wanted.user) if wanted.user else None,
        "since": wanted.since,
        "until": wanted.until,
        "gap": wanted.gap,
    }


def asked_of(values: Mapping[str, object], before: Asked, today: dt.date) -> Asked:
    """What was chosen; the order stays. Days that were typed go before a period."""
    if not values:
        return before.cleared
    person, since, until = values.get("person"), values.get("since"), values.get("until")
    channels, direction, gap = values.get("channels"), values.get("direction"), values.get("gap")
    wanted = StreamFilter(
        channels=frozenset(Channel(name) for name in channels) if isinstance(channels, tuple) else frozenset(),
        direction=Direction("" if direction == BOTH else direction) if isinstance(direction, str) else None,
        user=person.login if isinstance(person, UserRef) else "",
        since=since if isinstance(since, dt.date) else period_start(str(values.get("period", "")), today),
        until=until if isinstance(until, dt.date) else None,
        gap=gap if isinstance(gap, int) else before.cleared.filter.gap,
        oldest_first=before.filter.oldest_first,
    )
    return Asked(wanted, person.name if isinstance(person, UserRef) else "")
