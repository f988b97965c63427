"""What can be done in a timeline: filter it. Reading on is the tab's own (`stream.read_on`)."""

from __future__ import annotations

from crm_tui.tui.desk import Desk
from crm_tui.tui.forms.filter_form import FilterForm
from crm_tui.tui.forms.timeline_filter import asked_events, event_filter_spec
from crm_tui.tui.presenters.timeline_filter import AskedEvents

TAB = "timeline"


async def choose_filter(desk: Desk) -> None:
    """Choose what the timeline shows, here and on every record from now on."""
    record = desk.record.record
    if record is None:
        return
    spec = await desk.off_loop(lambda: event_filter_spec(desk.ws, record.module.api_name, desk.record.told))
    values = await desk.ask(FilterForm(spec))
    if values is not None:
        desk.record.ask_events(asked_events(values, desk.formats.today))


def clear_filter(desk: Desk) -> bool:
    """Take the filter of the timeline in view away; False where there is none."""
    if not desk.record.shows(TAB) or not desk.record.told.narrowed:
        return False
    desk.record.ask_events(AskedEvents())
    return True
