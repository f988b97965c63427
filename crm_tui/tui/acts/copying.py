"""Copy what is on the screen: a value, a row, or the marked rows with their titles, for a spreadsheet."""

from __future__ import annotations

from crm_tui.base.messages import _, ngettext
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.desk import Desk
from crm_tui.tui.presenters.lines import Status


async def copy(desk: Desk) -> None:
    """Copy to the clipboard. Only what the list and the record show leaves here: under the actor's scope and mask."""
    if desk.context is Context.RECORD:
        line = desk.record.pane.line
        _put(desk, line.value if line is not None else "")
    elif len(desk.list.table.marks) > 1:
        await _copy_marked(desk)
    else:
        row = desk.list.table.row
        _put(desk, "\t".join(row.cells) if row is not None else "")


def _put(desk: Desk, text: str) -> None:
    if text:
        desk.say(Status(_("Copied"), "done"))
        desk.copy(text)


async def _copy_marked(desk: Desk) -> None:
    """The marked rows, tabs between their cells, in the order of the list and below the titles of its columns."""
    table, source = desk.list.table, desk.list.source
    if source is None:
        return
    marks = table.marks
    rows = await desk.off_loop(lambda: source.among(marks))
    titles = "\t".join(column.title for column in table.columns)
    desk.say(Status(ngettext("{count} row copied", "{count} rows copied", len(rows)), "done"))
    desk.copy("\n".join([titles, *("\t".join(row.cells) for row in rows)]))
