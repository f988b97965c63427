"""Customers of one user to whom nobody has spoken for a while, by the contacts that he sees (I26)."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.base.clock import from_epoch
from crm_tui.domain.home import Silence
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import ListQuery
from crm_tui.domain.views import standard_view
from crm_tui.services.gate import Gate
from crm_tui.services.listing import Listing
from crm_tui.services.modules import Modules
from crm_tui.services.next_actions import MINE
from crm_tui.services.session import Session
from crm_tui.services.streaming import Streaming
from crm_tui.store.silences import SilentRow, silences, silent_columns
from crm_tui.store.streams import Streams

CUSTOMERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "Leads": (MINE, ("Lead_Status",)),
    "Contacts": ("My", ()),
}
"""Module -> the standard view of one's own customers there, and the fields that tell them besides the owner."""
DAY = 86_400
LONGEST = 36_500
"""Days."""


class Silences:
    """Reads them for one actor. Where a field that tells them is hidden from him, there are none (AC08)."""

    def __init__(self, session: Session, gate: Gate, modules: Modules, listing: Listing) -> None:
        self._session, self._modules, self._listing = session, modules, listing
        self._streaming, self._streams = Streaming(session, gate), Streams(session.store, session.parent_scope)

    def longest(self, days: int, limit: int) -> list[Silence]:
        """Silences of at least so many days, the longest first."""
        before = self._session.at() - max(1, min(days, LONGEST)) * DAY
        modules = (module for module in self._modules.visible() if module.api_name in CUSTOMERS)
        found = [(row, module) for module in modules for row in self._of(module, before, limit)]
        found.sort(key=lambda pair: (pair[0].since, pair[0].id))
        return [self._silence(module, row) for row, module in found[:limit]]

    def _of(self, module: ModuleDef, before: int, limit: int) -> list[SilentRow]:
        view, needed = CUSTOMERS[module.api_name]
        shows, stream = self._session.mask(module).shows, self._streaming.of_each(module)
        if stream is None or standard_view(module, view) is None or not all(map(shows, ("Owner", *needed))):
            return []
        unconverted = "Converted = false" if module.field("Converted") and shows("Converted") else ""
        plan = self._listing.plan(ListQuery(module.api_name, view=view, where=unconverted))
        columns = silent_columns(self._streams.latest(stream, "t.id"))
        rows = self._session.rows.query(plan, columns)
        return silences(self._session.engine, rows, before, limit, never=shows("Created_Time"))

    def _silence(self, module: ModuleDef, row: SilentRow) -> Silence:
        return Silence(
            id=row.id,
            module=module.api_name,
            name=row.name if self._session.mask(module).shows(module.name_field) else "",
            days=(self._session.at() - row.since) // DAY,
            last=None if row.last is None else from_epoch(row.last),
        )
