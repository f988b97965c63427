"""Marks of a list: one, a range, all; by record id, so that they hold where rows were never on the screen."""

from __future__ import annotations

from crm_tui.base.messages import _
from crm_tui.tui.commands.registry import BY_ID, first_key
from crm_tui.tui.desk import Desk
from crm_tui.tui.presenters.lines import Status

MARKS = 1000
"""Records that `mark all` and one range reach."""


def mark(desk: Desk) -> None:
    """Mark the record under the cursor, and as many in all as were asked for; the table does it itself on its key."""
    desk.list.table.toggle_mark(desk.count())


async def mark_range(desk: Desk) -> None:
    """Mark all records from the last mark to the cursor; without a mark, begin there."""
    table, source = desk.list.table, desk.list.source
    row, begun = table.row, table.last_mark
    if row is None or source is None:
        return
    if begun is None:
        table.begin_range()
        key = first_key(BY_ID["list.mark_range"], desk.keymap)
        desk.say(Status(_("The range begins here: move, and press {key} again.", key=key)))
        return
    first, last = sorted((begun[0], table.cursor))
    number = min(last - first + 1, MARKS)
    ids = await desk.off_loop(lambda: source.span(first, number))
    whole = number == last - first + 1
    if not ids or ids[0] not in (begun[1], row.id) or (whole and {ids[0], ids[-1]} != {begun[1], row.id}):
        # Rows have come or gone meanwhile: what would be marked is not what was seen.
        await desk.changed()
        desk.say(Status(_("The list has changed: mark the beginning of the range again."), "warn"))
        return
    table.set_marks(table.marks | set(ids))
    table.last_mark = (table.cursor, row.id)
    if not whole:
        desk.say(Status(_("Only the first {count} are marked.", count=MARKS), "warn"))


async def mark_all(desk: Desk) -> None:
    """Mark all records of the view, or none."""
    table = desk.list.table
    if table.marks:
        table.set_marks(())
        return
    query = desk.place.query()
    page = await desk.off_loop(lambda: desk.ws.listing.page(query, limit=MARKS))
    table.set_marks(row.id for row in page.rows)
    if page.after is not None and len(page.rows) == MARKS:
        desk.say(Status(_("Only the first {count} are marked.", count=MARKS), "warn"))
