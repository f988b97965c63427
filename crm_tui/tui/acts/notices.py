"""The inbox: read, unread, all read, unread only."""

from __future__ import annotations

from crm_tui.base.messages import ngettext
from crm_tui.tui.areas.inbox import InboxSource
from crm_tui.tui.desk import Desk
from crm_tui.tui.presenters.lines import Status
from crm_tui.tui.presenters.notices import notice_of


async def toggle_read(desk: Desk) -> None:
    """Mark the notice under the cursor as read, or as unread again."""
    inbox, line = _inbox(desk), desk.areas.pane.line
    notice_id = notice_of(line.key) if line is not None else None
    if notice_id is not None:
        await inbox.mark(desk, [notice_id], read=not inbox.is_read(notice_id))


async def read_all(desk: Desk) -> None:
    """Mark all notices as read."""
    count = await _inbox(desk).mark(desk, None, read=True)
    desk.say(Status(ngettext("{count} notice marked as read", "{count} notices marked as read", count), "done"))


async def unread_only(desk: Desk) -> None:
    """Show unread notices only, or all again."""
    inbox = _inbox(desk)
    inbox.unread_only = not inbox.unread_only
    await desk.areas.reload()
    desk.repaint_bars()


def _inbox(desk: Desk) -> InboxSource:
    """The commands of notices stand only in the inbox."""
    source = desk.areas.source
    if not isinstance(source, InboxSource):
        raise LookupError("no inbox")
    return source
