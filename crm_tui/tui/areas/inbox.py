"""The inbox: what the actor was told of."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.base.messages import _
from crm_tui.domain.access_requests import AccessRequest
from crm_tui.domain.errors import NotFound
from crm_tui.domain.notices import Notice
from crm_tui.services.notice_words import notice_words
from crm_tui.services.workspace import Workspace
from crm_tui.tui.acts.access import answer
from crm_tui.tui.area_source import Section
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.desk import Desk
from crm_tui.tui.presenters.areas import record_named
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import Line, Status, Tone
from crm_tui.tui.presenters.notices import notice_lines, notice_of

SHOWN = 100
"""Notices shown at first, and more with each `more: …`."""
MORE = "more:"


class InboxSource:
    """The notices of one actor. `unread_only` and how many are shown stay until the screen is left."""

    context = Context.INBOX

    def __init__(self, ws: Workspace, formats: Formats) -> None:
        self._ws, self._formats = ws, formats
        self.unread_only = False
        self._most = SHOWN
        self._read_marks: dict[int, bool] = {}
        self._of_records: set[int] = set()
        self._asked: dict[int, AccessRequest] = {}

    @property
    def title(self) -> str:
        """Its name, and what is left out."""
        return " · ".join((_("Notices"), _("unread only"))) if self.unread_only else _("Notices")

    def sections(self) -> Sequence[Section]:
        """One: its days are headings of their own."""
        none = (
            _("Everything is read: f shows what was.") if self.unread_only else _("Nobody has told you anything yet.")
        )
        return (Section("notices", "", none, self._lines),)

    def is_read(self, notice_id: int) -> bool:
        """Whether a notice that is shown stands there as read."""
        return self._read_marks.get(notice_id, False)

    def asked(self, key: str) -> AccessRequest | None:
        """The request for access that a line is about, as far as the actor may see it."""
        return self._asked.get(notice_of(key) or 0)

    async def chosen(self, desk: Desk, key: str) -> None:
        """A notice that was opened is read, and says so where its record is not open to him; the last line shows
        older ones."""
        notice_id = notice_of(key)
        if notice_id is not None:
            if desk.ws.own is None:
                await self.mark(desk, [notice_id], read=True)
            if (one := self.asked(key)) is not None and one.offers:
                await answer(desk, one)
            elif record_named(key) is None and notice_id in self._of_records:
                desk.say(Status(str(NotFound()), "warn"))
        elif key == MORE:
            self._most += SHOWN
            await desk.areas.reload()

    async def mark(self, desk: Desk, ids: Sequence[int] | None, *, read: bool) -> int:
        """Mark notices, all where none is named, and show it; how many changed."""
        changed = await desk.off_loop(lambda: self._ws.notices.mark_read(ids, read=read))
        await desk.areas.reload()
        await desk.navigation.read_unread()
        return changed

    def _lines(self) -> Sequence[Line]:
        """In a thread."""
        found = self._ws.notices.list(self._most + 1, unread=self.unread_only)
        self._read_marks = {notice.id: notice.read for notice in found}
        self._of_records = {notice.id for notice in found if notice.record is not None}
        self._asked = {notice.id: notice.asked for notice in found if notice.asked is not None}
        lines = notice_lines(found[: self._most], _words, self._ws.catalog(), self._formats)
        if len(found) > self._most:
            lines += [Line(), Line(_("more: older notices"), tone=Tone.LINK, key=MORE)]
        return lines


def _words(notice: Notice, module: str) -> object:
    return notice_words(notice, module)
