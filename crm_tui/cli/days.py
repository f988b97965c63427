"""Days and moments as a command line names them, where the actor is."""

from __future__ import annotations

import datetime as dt

from crm_tui.base.messages import message
from crm_tui.cli.verbs import Call
from crm_tui.domain.errors import Invalid
from crm_tui.domain.moments import read_date, read_moment


def day_named(call: Call, text: str | None) -> dt.date | None:
    """The day that an option names, None where it is not given; Invalid where the text is none."""
    if not text:
        return None
    day = read_date(text, call.workspace.session.today())
    if day is None:
        raise Invalid(message("{text} is no date: write 2026-01-31, today or -3m.", text=text))
    return day


def moment_named(call: Call, text: str | None) -> dt.datetime | None:
    """The moment that an option names, None where it is not given; Invalid where the text is none."""
    if not text:
        return None
    session = call.workspace.session
    found = read_moment(text, session.now(), session.zone())
    if found is None:
        raise Invalid(message("{text} is no date or time.", text=text))
    return found
