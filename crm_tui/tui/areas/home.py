"""Home: what waits for the actor, and where he was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from crm_tui.base.messages import _
from crm_tui.services.workspace import Workspace
from crm_tui.tui.acts.areas import go
from crm_tui.tui.area_source import Section
from crm_tui.tui.commands.registry import Context
from crm_tui.tui.desk import Desk
from crm_tui.tui.place import Place
from crm_tui.tui.presenters.cells import Formats
from crm_tui.tui.presenters.home import action_lines, deal_lines, more_line, recent_lines, silence_lines
from crm_tui.tui.presenters.lines import Line
from crm_tui.tui.presenters.navigation import view_title
from crm_tui.tui.presenters.requests import request_lines

SHORT = 6
"""Lines of a section."""
SILENT = 30
"""Days after which a customer stands among the silences."""
VIEW = "view:"
"""Start of a key that names the view of a module, as `view:Deals/My_Open`."""
REQUESTS = "area:requests"
TASKS, DEALS = f"{VIEW}Tasks/My_Open", f"{VIEW}Deals/My_Open"

T = TypeVar("T")


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
        """Each a few lines, with a way to the whole list where there is one.

        Deals only for who sees deals, requests only for who may raise some or has.
        """
        asks = bool(self._ws.requests.modules() or self._ws.requests.mine(limit=1))
        sells = any(module.api_name == "Deals" for module in self._ws.modules.visible())
        return (
            Section("actions", _("My next actions"), _("Nothing waits for you: N t on a record makes a task."),
                    self._actions),
            *([self._asked()] if asks else []),
            *([self._sold()] if sells else []),
            Section("recent", _("Recently viewed"), _("Nothing yet: g s finds any record."), self._recent),
            Section("silences", _("Silences: nobody spoke to them for {days} days", days=SILENT),
                    _("All your customers were spoken to lately."), self._silences),
        )  # fmt: skip

    def _asked(self) -> Section:
        none = _("No request of yours is open: N r on a record raises one.")
        return Section("requests", _("My requests"), none, self._requests)

    def _sold(self) -> Section:
        return Section("deals", _("My open deals"), _("No deal of yours is open."), self._deals)

    async def chosen(self, desk: Desk, key: str) -> None:
        """A line `more: …` leads to its list."""
        if key == REQUESTS:
            await go("requests")(desk)
        elif key.startswith(VIEW):
            module, _slash, view = key.removeprefix(VIEW).partition("/")
            await open_view(desk, module, view)

    def _actions(self) -> Sequence[Line]:
        found = self._ws.home.next_actions(SHORT + 1)
        return _short(found, lambda kept: action_lines(kept, self._formats), more_line(_("all my open tasks"), TASKS))

    def _requests(self) -> Sequence[Line]:
        found = self._ws.requests.mine(limit=SHORT + 1)
        return _short(found, request_lines, more_line(_("all my requests"), REQUESTS))

    def _deals(self) -> Sequence[Line]:
        found = self._ws.home.open_deals(SHORT + 1)
        return _short(found, lambda kept: deal_lines(kept, self._formats), more_line(_("all my open deals"), DEALS))

    def _recent(self) -> Sequence[Line]:
        return recent_lines(self._ws.recent.list(SHORT), self._ws.catalog())

    def _silences(self) -> Sequence[Line]:
        return silence_lines(self._ws.home.silences(SILENT, SHORT))


def _short(found: Sequence[T], lines: Callable[[Sequence[T]], list[Line]], more: Line) -> list[Line]:
    """A few lines, and where there are more of them, the way to all."""
    return lines(found[:SHORT]) + ([more] if len(found) > SHORT else [])


async def open_view(desk: Desk, module: str, view: str) -> None:
    """Open the list of a module in one of its views."""
    found = await desk.off_loop(lambda: desk.ws.views.named(desk.ws.module(module), view))
    space = desk.navigation.space_of(module, desk.place.space)
    await desk.go(Place(space, module, found.api_name, view_title(found)))
    desk.focus_pane("table")
