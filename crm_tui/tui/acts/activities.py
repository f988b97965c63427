"""Contacts with the customer from a record: activities, and what has no record of its own, as an e-mail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from crm_tui.base.text import display_text
from crm_tui.domain.fields import Link, Value
from crm_tui.domain.records import Done
from crm_tui.tui.acts.hanging import where
from crm_tui.tui.acts.records import make
from crm_tui.tui.desk import Act, Desk
from crm_tui.tui.forms.log_contact import email_spec, new_interaction, other_spec
from crm_tui.tui.forms.record_form import RecordForm
from crm_tui.tui.forms.spec import FormSpec

MEETING = dt.timedelta(minutes=30)
"""How long a meeting is taken to have been, until somebody says otherwise."""
First = Callable[[dt.datetime], Mapping[str, Value]]
"""What a new activity starts with, at this moment."""


def just_called(now: dt.datetime) -> Mapping[str, Value]:
    """A call that has just ended."""
    return {"Call_Type": "Outbound", "Call_Start_Time": now, "Call_Status": "Completed"}


def just_met(now: dt.datetime) -> Mapping[str, Value]:
    """A meeting that has just ended."""
    return {"Start_DateTime": now - MEETING, "End_DateTime": now, "Meeting_Status": "Held"}


def new_activity(module: str, first: First = lambda _now: {}) -> Act:
    """An act that makes a task, call or meeting on the record."""

    async def act(desk: Desk) -> None:
        above, record_id = where(desk)
        record = await desk.off_loop(lambda: desk.ws.records.get(above, record_id))
        now = desk.ws.session.now().replace(second=0, microsecond=0)
        parent = Link(record_id, above, display_text(record.name))
        await make(desk, module, {"Parent": parent, **first(now)})

    return act


async def log_email(desk: Desk) -> None:
    """Log an e-mail."""
    await _log(desk, email_spec)


async def log_other(desk: Desk) -> None:
    """Log a chat, a form, a survey or a social post."""
    await _log(desk, other_spec)


async def _log(desk: Desk, spec_of: Callable[..., FormSpec]) -> None:
    module, record_id = where(desk)
    spec = await desk.off_loop(lambda: spec_of(desk.ws, module, record_id))
    saved: list[Done] = []

    def save(values: Mapping[str, object], _version: int | None) -> None:
        saved.append(desk.ws.interactions.log(module, record_id, new_interaction(values)))

    if await desk.ask(RecordForm(spec, save)) is not None and saved:
        await desk.changed(saved[-1])
