"""Home: what waits for the actor, and where he was."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.base.messages import _
from crm_tui.services.workspace import Workspace
from crm_tui.tui.area_source import Section
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.desk import Desk
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.home import recent_lines
from crm_tui.tui.presenters.lines import Line

SHORT = 6
"""Lines of a section."""


class HomeSource:
    """The home screen of one actor."""

    context = Context.HOME

    def __init__(self, ws: Workspace, formats: Formats) -> None:
        self._ws, self._formats = ws, formats

    @property
    def title(self) -> str:
        """Its name."""
        return _("Home")

    def sections(self) -> Sequence[Section]:
        """Each a few lines, with a way to the whole list where there is one."""
        return (Section("recent", _("Recently viewed"), _("Nothing yet: g s finds any record."), self._recent),)

    async def chosen(self, desk: Desk, key: str) -> None:
        """A line `more: …` leads to its list."""

    def _recent(self) -> Sequence[Line]:
        return recent_lines(self._ws.recent.list(SHORT), self._ws.catalog())
