"""Areas: going to one, and what enter does on a line of it."""

from __future__ import annotations

from crm_tui.tui.desk import Act, Desk
from crm_tui.tui.presenters.areas import record_named


def go(area: str) -> Act:
    """An act that goes to an area."""

    async def act(desk: Desk) -> None:
        await desk.go(desk.place.at_area(area))
        desk.focus_pane("table")

    return act


async def note_opened(desk: Desk, record_id: int) -> None:
    """Remember that the record was opened; who views as somebody else leaves no mark (AC56)."""
    if desk.ws.own is None:
        await desk.off_loop(lambda: desk.ws.recent.note(record_id))


async def act_on_area_line(desk: Desk, key: str) -> None:
    """Open the record that a line names, in the area; what else belongs to the line is its source's to do."""
    source, record = desk.areas.source, record_named(key)
    if record is not None:
        module, record_id = record
        await desk.go(desk.place.on(record_id, module=module))
        await note_opened(desk, record_id)
    if source is not None:
        await source.chosen(desk, key)
