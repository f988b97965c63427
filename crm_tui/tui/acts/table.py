"""Command id -> act. A test holds it against the registry: each command has exactly one act, and each act a command."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from crm_tui.tui.acts import (
    activities,
    areas,
    converting,
    copying,
    going,
    hanging,
    listing,
    marking,
    notices,
    records,
    repeating,
    requests,
    settings,
    setup,
    stream,
)
from crm_tui.tui.acts.rights_table import RIGHTS_ACTS
from crm_tui.tui.desk import Act, Desk

AT_ONCE: Mapping[str, Callable[[Desk], None]] = {
    "list.filter": listing.filter_list,
    "list.mark": marking.mark,
    "go.spaces": going.spaces,
    "pane.next": going.next_pane,
    "pane.previous": going.previous_pane,
    "jump": going.jump,
    "quit": going.quit_app,
}
"""What only moves the keyboard: it waits for nothing."""

ACTS: Mapping[str, Act] = {
    "record.open": records.open_record,
    "record.new": records.new,
    "record.edit": records.edit,
    "record.clone": records.clone,
    "record.convert": converting.convert,
    "record.delete": records.delete,
    "record.restore": records.restore,
    "record.owner": records.owner,
    "record.share": records.share,
    "record.note": hanging.note,
    "record.tag": hanging.tag,
    "record.attach": hanging.attach,
    "record.copy": copying.copy,
    "record.related": going.tab("related"),
    "record.all_actions": going.tab("actions"),
    "record.next": going.beside(1),
    "record.previous": going.beside(-1),
    "activity.task": activities.new_activity("Tasks"),
    "activity.call": activities.new_activity("Calls", activities.just_called),
    "activity.meeting": activities.new_activity("Meetings", activities.just_met),
    "activity.email": activities.log_email,
    "activity.other": activities.log_other,
    "list.builder": listing.build_filter,
    "list.sort": listing.sort,
    "list.views": listing.views,
    "list.columns": listing.columns,
    "list.mark_range": marking.mark_range,
    "list.mark_all": marking.mark_all,
    "tab.info": going.tab("info"),
    "tab.timeline": going.tab("timeline"),
    "tab.interactions": going.tab("interactions"),
    "tab.notes": going.tab("notes"),
    "tab.files": going.tab("files"),
    "tab.related": going.tab("related"),
    "tab.all_actions": going.tab("actions"),
    "record.older": stream.read_on,
    "stream.filter": stream.choose_filter,
    "stream.order": stream.turn_order,
    "interaction.delete": stream.delete,
    "go.home": areas.go("home"),
    "go.requests": areas.go("requests"),
    "go.notices": areas.go("inbox"),
    "go.setup": setup.go_to_setup,
    "setup.open": setup.open_row,
    "request.new": requests.new,
    "request.raise": requests.raise_from_record,
    "request.edit": requests.edit,
    "request.withdraw": requests.withdraw,
    "request.accept": requests.accept,
    "request.internal": requests.internal_note,
    "request.closed": requests.closed_too,
    "notice.read": notices.toggle_read,
    "notice.read_all": notices.read_all,
    "notice.unread_only": notices.unread_only,
    "go.search": going.search,
    "go.organisations": going.organisations,
    "history.back": going.back,
    "history.forward": going.forward,
    "settings.language": settings.choose_language,
    "settings.theme": settings.choose_theme,
    "settings.motion": settings.toggle_motion,
    "settings.mouse": settings.toggle_mouse,
    "settings.header": settings.toggle_header,
    "repeat": repeating.repeat,
    "undo": going.undo,
    "redo": going.redo,
    "refresh": going.refresh,
    "out": going.out,
    "palette": going.palette,
    "help": going.help_here,
    **RIGHTS_ACTS,
}

BY_PANES = frozenset(
    {
        "record.act", "area.open", "tab.next", "tab.previous", "navigation.open", "navigation.fold",
        "form.save", "form.next", "form.previous",
    }
)  # fmt: skip
"""Commands that panes and forms carry out themselves."""
