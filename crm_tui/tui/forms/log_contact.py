"""The form of a contact that has no record of its own, as an e-mail; its fields are those of `NewInteraction`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from crm_tui.base.messages import N_, _
from crm_tui.domain.channels import channel_data
from crm_tui.domain.fields import FieldDef, FieldKind, Value
from crm_tui.domain.interactions import Channel, Direction, NewInteraction
from crm_tui.domain.records import Record
from crm_tui.domain.values import ValueContext
from crm_tui.services.workspace import Workspace
from crm_tui.tui.forms.made_fields import made_field
from crm_tui.tui.forms.spec import FieldSpec, FormSection, FormSpec
from crm_tui.tui.presenters.cells import decimal_mark
from crm_tui.tui.presenters.channels import CHANNELS, STATUSES

DIRECTIONS = (
    (Direction.OUT.value, N_("out: from us")),
    (Direction.IN.value, N_("in: from the customer")),
)


def email_spec(ws: Workspace, module: str, record_id: int) -> FormSpec:
    """An e-mail with the record, from us and now; runs in a thread."""
    record = ws.records.get(module, record_id)
    values: dict[str, Value] = {"direction": Direction.OUT.value, "people": address_of(record)}
    return _spec(ws, _("Log e-mail: {name}", name=record.name), _common(), values)


def other_spec(ws: Workspace, module: str, record_id: int) -> FormSpec:
    """Another contact, from the customer and now; runs in a thread."""
    record = ws.records.get(module, record_id)
    others = {name: rules for name, rules in channel_data().channels.items() if name is not Channel.EMAIL}
    channels = [(name.value, CHANNELS[name]) for name in others]
    known = dict.fromkeys(each for rules in others.values() for some in rules.statuses.values() for each in some)
    fields = (
        made_field("channel", N_("Channel"), FieldKind.PICKLIST, channels, required=True),
        *_common(),
        made_field("status", N_("Outcome"), FieldKind.PICKLIST, [(each, STATUSES.get(each, each)) for each in known]),
        made_field("minutes", N_("Minutes"), FieldKind.INTEGER),
    )
    values: dict[str, Value] = {
        "channel": channels[0][0],
        "direction": Direction.IN.value,
        "people": record.name,
    }
    return _spec(ws, _("Log contact: {name}", name=record.name), fields, values)


def _common() -> tuple[FieldDef, ...]:
    return (
        made_field("direction", N_("Direction"), FieldKind.PICKLIST, DIRECTIONS, required=True),
        made_field("subject", N_("Subject"), FieldKind.TEXT, required=True),
        made_field("people", N_("With"), FieldKind.TEXT),
        made_field("at", N_("When"), FieldKind.DATETIME, required=True),
    )


def address_of(record: Record) -> str:
    """The first e-mail address of a record that the reader may see; hidden ones are no values of it."""
    fields = (field for field in record.module.fields if field.kind is FieldKind.EMAIL)
    return next((str(value) for field in fields if (value := record.values.get(field.api_name))), "")


def _spec(ws: Workspace, title: str, fields: tuple[FieldDef, ...], values: Mapping[str, Value]) -> FormSpec:
    session = ws.session
    now = session.now().astimezone(dt.UTC).replace(second=0, microsecond=0)
    context = ValueContext(now, session.zone(), ws.organisation.currency_digits, decimal_mark(session.locale()))
    text = made_field("text", N_("Text"), FieldKind.LONG_TEXT)
    first = {"at": now, **values}
    specs = tuple(FieldSpec(field, first.get(field.api_name)) for field in (*fields, text))
    return FormSpec(title, (FormSection("", specs, 1),), context)


def new_interaction(values: Mapping[str, object]) -> NewInteraction:
    """What was entered."""

    def text(name: str) -> str:
        return str(values.get(name) or "")

    at, minutes = values.get("at"), values.get("minutes")
    return NewInteraction(
        channel=Channel(text("channel") or Channel.EMAIL),
        direction=Direction(text("direction")),
        subject=text("subject"),
        at=at if isinstance(at, dt.datetime) else None,
        people=text("people"),
        text=text("text"),
        status=text("status"),
        minutes=minutes if isinstance(minutes, int) else None,
    )
