"""Open tasks, meetings and calls, the most urgent first (I30): of one user, or of one record."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator, Mapping

from crm_tui.domain.fields import NOBODY, Link, UserRef, Value
from crm_tui.domain.home import NextAction
from crm_tui.domain.modules import ModuleDef
from crm_tui.domain.records import ListQuery, Row, Sort
from crm_tui.domain.views import standard_view
from crm_tui.services.listing import Listing
from crm_tui.services.modules import Modules
from crm_tui.services.session import Session

TIMES: Mapping[str, tuple[str, str]] = {
    "Tasks": ("Due_Date", ""),
    "Meetings": ("Start_DateTime", "End_DateTime"),
    "Calls": ("Call_Start_Time", ""),
}
"""API name of a module of activities -> the fields that say when it is and when it has ended."""
MINE, ALL = "My_Open", "Open"
"""Standard views; what is open, the module's status field says."""


class NextActions:
    """Activities as one actor sees them. Where their status is hidden from him nothing can be called open (AC08)."""

    def __init__(self, session: Session, modules: Modules, listing: Listing) -> None:
        self._session, self._modules, self._listing = session, modules, listing

    def mine(self, limit: int) -> list[NextAction]:
        """His own, at most `limit`: overdue ones, then by time, then those without a day."""
        found = [one for module in self._open(MINE, "Owner") for one in self._of(module, MINE, limit)]
        return sorted(found, key=_urgency)[:limit]

    def of(self, record_id: int) -> NextAction | None:
        """The most urgent one that hangs on a record that he is known to see."""
        found = [one for module in self._open(ALL, "Parent") for one in self._of(module, ALL, 1, record_id)]
        return min(found, key=_urgency, default=None)

    def _open(self, view: str, *needed: str) -> Iterator[ModuleDef]:
        """The modules of which such a view can be asked for without telling of a hidden field."""
        for module in self._modules.visible():
            if module.api_name in TIMES and standard_view(module, view) is not None:
                shows = self._session.mask(module).shows
                if all(map(shows, (module.status_field, *needed))):
                    yield module

    def _of(self, module: ModuleDef, view: str, limit: int, record_id: int | None = None) -> list[NextAction]:
        starts, ends = TIMES[module.api_name]
        shows = self._session.mask(module).shows
        names = [n for n in (module.name_field, starts, ends, "Parent", "Owner") if module.field(n) and shows(n)]
        query = ListQuery(
            module.api_name,
            view=view,
            columns=tuple(names),
            sort=Sort(starts) if starts in names else None,
            related=None if record_id is None else ("Parent", record_id),
        )
        rows = self._listing.page(query, limit=limit).rows
        return [self._action(module, row, dict(zip(names, row.values, strict=True))) for row in rows]

    def _action(self, module: ModuleDef, row: Row, values: Mapping[str, Value]) -> NextAction:
        starts, ends = (values.get(name) for name in TIMES[module.api_name])
        at = starts if isinstance(starts, dt.datetime) else None
        day = at.astimezone(self._session.zone()).date() if at else starts
        on, owner = values.get("Parent"), values.get("Owner")
        return NextAction(
            id=row.id,
            module=module.api_name,
            name=str(values.get(module.name_field) or ""),
            owner=owner if isinstance(owner, UserRef) else NOBODY,
            day=day if isinstance(day, dt.date) else None,
            at=at,
            on=on if isinstance(on, Link) else None,
            overdue=self._is_over(starts, ends),
        )

    def _is_over(self, starts: Value, ends: Value) -> bool:
        """A task from the day after it was due, a meeting from its end, a call from its start."""
        last = ends if isinstance(ends, dt.datetime) else starts
        if isinstance(last, dt.datetime):
            return last < self._session.now()
        return isinstance(last, dt.date) and last < self._session.today()


def _urgency(action: NextAction) -> tuple[bool, dt.date, float, str, int]:
    """Sorts by urgency; what is for a day without a time comes after what has one."""
    moment = action.at.timestamp() if action.at else math.inf
    return not action.overdue, action.day or dt.date.max, moment, action.module, action.id
