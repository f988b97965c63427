"""What waits for one actor: the home screen."""

from __future__ import annotations

from crm_tui.domain.home import NextAction, Silence
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import Found, ListQuery, Sort
from crm_tui.domain.views import standard_view
from crm_tui.services.gate import Gate, Target
from crm_tui.services.listing import Listing
from crm_tui.services.modules import Modules
from crm_tui.services.next_actions import MINE, NextActions
from crm_tui.services.session import Session
from crm_tui.services.silences import Silences

MOST = 100
"""Lines of one part of the screen."""


class Home:
    """One's own next actions, open deals and silences; requests and recent records have services of their own."""

    def __init__(self, session: Session, gate: Gate, modules: Modules, listing: Listing) -> None:
        self._session, self._gate, self._modules, self._listing = session, gate, modules, listing
        self._actions = NextActions(session, modules, listing)
        self._silences = Silences(session, gate, modules, listing)

    def next_actions(self, limit: int = 10) -> list[NextAction]:
        """One's open tasks, meetings and calls, the most urgent first."""
        return self._actions.mine(_lines(limit))

    def next_action_of(self, module_name: str, record_id: int) -> NextAction | None:
        """The nearest open task, meeting or call of a record that the reader sees (I30)."""
        self._gate.see(Target(self._modules.named(module_name), record_id))
        return self._actions.of(record_id)

    def open_deals(self, limit: int = 10) -> list[Found]:
        """One's open deals, by closing date: `detail` is that day in ISO, empty where it is hidden from him."""
        module = self._own("Deals", "Owner", "Stage")
        if module is None or standard_view(module, MINE) is None:
            return []
        shows = self._session.mask(module).shows
        names = [n for n in (module.name_field, "Closing_Date", "Owner") if module.field(n) and shows(n)]
        sort = Sort("Closing_Date") if "Closing_Date" in names else None
        query = ListQuery(module.api_name, view=MINE, columns=tuple(names), sort=sort)
        found: list[Found] = []
        for row in self._listing.page(query, limit=_lines(limit)).rows:
            values = dict(zip(names, row.values, strict=True))
            name, day = (str(values.get(field) or "") for field in (module.name_field, "Closing_Date"))
            found.append(Found(row.id, module.api_name, name, day))
        return found

    def silences(self, days: int = 30, limit: int = 10) -> list[Silence]:
        """One's customers to whom nobody has spoken for so many days, the longest silence first."""
        return self._silences.longest(days, _lines(limit))

    def _own(self, module_name: str, *needed: str) -> ModuleDef | None:
        """A module that he sees, with the fields by which his own are told from others; None elsewhere (AC08)."""
        module = next((m for m in self._modules.visible() if m.api_name == module_name), None)
        if module is None or not all(module.field(n) and self._session.mask(module).shows(n) for n in needed):
            return None
        return module


def _lines(limit: int) -> int:
    return max(1, min(limit, MOST))
