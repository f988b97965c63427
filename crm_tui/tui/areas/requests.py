"""One's own requests to other teams: where each stands, and the request itself beside them (3.5)."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.base.messages import _, ngettext
from crm_tui.domain.access_requests import AccessRequest, AskState
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Cursor, Row
from crm_tui.domain.requests import Request
from crm_tui.services.workspace import Workspace
from crm_tui.tui.acts.access import answer
from crm_tui.tui.area_source import Section
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.desk import Desk
from crm_tui.tui.presenters.access_requests import access_of, mine_lines, waiting_lines
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.lines import Line
from crm_tui.tui.presenters.requests import request_lines


class RequestsSource:
    """The requests of one actor. `closed_too` stays until the screen is left."""

    context = Context.REQUESTS

    def __init__(self, ws: Workspace, formats: Formats) -> None:
        self._ws, self._formats = ws, formats
        self.closed_too = False
        self._found: dict[tuple[str, int], Request] = {}
        self._asked: dict[int, AccessRequest] = {}

    @property
    def title(self) -> str:
        """Its name, and what is shown besides."""
        return " · ".join((_("My requests"), _("closed too"))) if self.closed_too else _("My requests")

    def sections(self) -> Sequence[Section]:
        """Open ones, then closed ones where they are wanted. What to do where there is none follows from one's part."""
        modules = self._ws.requests.modules()
        number = sum(one.open for one in modules)
        heading = ngettext("{count} open", "{count} open", number)
        none = _("Nothing is asked for: n raises a request.") if modules else _("No team takes requests from you yet.")
        opened = Section("open", heading, none, lambda: self._lines(closed=False))
        closed = Section("closed", _("Closed"), _("No request of yours is closed."), lambda: self._lines(closed=True))
        return (*self._waiting(), *((opened, closed) if self.closed_too else (opened,)), *self._access())

    def _waiting(self) -> Sequence[Section]:
        """Requests for access that wait for one's answer stand first; nothing where there is none (AC48)."""
        found = self._ws.access_requests.waiting()
        self._asked = {one.id: one for one in found}
        lines = waiting_lines(found, self._ws.catalog(), self._formats)
        return (Section("waiting", _("Wait for your answer"), "", lambda: lines),) if found else ()

    def _access(self) -> Sequence[Section]:
        """What one asked access for: what is open, and what was answered where closed ones are wanted."""
        mine = self._ws.access_requests.mine()
        found = [one for one in mine if self.closed_too or one.state is AskState.OPEN]
        self._asked |= {one.id: one for one in found}
        lines = mine_lines(found, self._ws.catalog(), self._formats)
        return (Section("access", _("Access you asked for"), "", lambda: lines),) if found else ()

    def asked(self, key: str) -> AccessRequest | None:
        """The request for access that a line is about."""
        return self._asked.get(access_of(key) or 0)

    def row(self, module: str, record_id: int) -> tuple[ModuleDef, Row] | None:
        """A request as commands work on it."""
        one = self._found.get((module, record_id))
        if one is None or one.facts is None:
            return None
        return one.module, Row(one.id, 0, one.facts.owner_id, (one.name,), Cursor(one.name, one.id), one.facts)

    async def chosen(self, desk: Desk, key: str) -> None:
        """A request that one raised is opened by the area; one for access is answered."""
        if (one := self.asked(key)) is not None and one.offers:
            await answer(desk, one)

    def _lines(self, *, closed: bool) -> Sequence[Line]:
        """In a thread."""
        found = [one for one in self._ws.requests.mine(closed=closed) if one.closed == closed]
        self._found |= {(one.module.api_name, one.id): one for one in found}
        return request_lines(found)
