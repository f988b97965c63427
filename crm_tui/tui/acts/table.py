"""Command id -> act. A test holds it against the registry: each command has exactly one act, and each act a command."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.tui.acts import going, hanging, listing, records
from crm_tui.tui.desk import Act, Desk


async def nothing(desk: Desk) -> None:
    """Keys that panes and dialogs carry out themselves."""


ACTS: Mapping[str, Act] = {
    "record.open": records.open_record,
    "record.new": records.new,
    "record.edit": records.edit,
    "record.clone": records.clone,
    "record.delete": records.delete,
    "record.restore": records.restore,
    "record.owner": records.owner,
    "record.share": records.share,
    "record.note": hanging.note,
    "record.tag": hanging.tag,
    "record.attach": hanging.attach,
    "record.copy": listing.copy,
    "record.act": nothing,
    "record.related": going.tab("related"),
    "record.all_actions": going.tab("actions"),
    "record.next": going.beside(1),
    "record.previous": going.beside(-1),
    "activity.task": records.new_activity("Tasks"),
    "activity.call": records.new_activity("Calls"),
    "activity.meeting": records.new_activity("Meetings"),
    "list.filter": listing.filter_list,
    "list.sort": listing.sort,
    "list.views": listing.views,
    "list.columns": listing.columns,
    "list.mark": listing.mark,
    "list.mark_all": listing.mark_all,
    "tab.info": going.tab("info"),
    "tab.timeline": going.tab("timeline"),
    "tab.notes": going.tab("notes"),
    "tab.files": going.tab("files"),
    "tab.related": going.tab("related"),
    "tab.all_actions": going.tab("actions"),
    "tab.next": nothing,
    "tab.previous": nothing,
    "navigation.open": nothing,
    "navigation.fold": nothing,
    "form.save": nothing,
    "form.next": nothing,
    "form.previous": nothing,
    "go.home": going.home,
    "go.search": going.search,
    "go.spaces": going.spaces,
    "go.organisations": going.organisations,
    "pane.next": going.next_pane,
    "pane.previous": going.previous_pane,
    "history.back": going.back,
    "history.forward": going.forward,
    "undo": going.undo,
    "redo": going.redo,
    "refresh": going.refresh,
    "out": going.out,
    "palette": going.palette,
    "help": going.help_here,
    "quit": going.quit_app,
}
