"""In which modules something happened since the last look: a hint what to read anew, never something to show."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.services.session import Session
from crm_tui.store.audit import AuditLog
from crm_tui.store.events import Events

MOST = 500
"""Rows that are looked through; where more came in one look, everything counts as touched."""
LATE = 200
"""On PostgreSQL an event may be committed after others with greater ids: so many ids are looked at again."""
PERSONAL = "settings.personal"
"""What somebody does for himself alone, as reading his notices."""
REACHING = frozenset({"shared", "unshared", "owner_changed", "accepted", "released", "deleted", "restored"})
"""Kinds of event after which activities that hang on the record may come into sight or leave it (AC10)."""


class Touched:
    """Keeps where one actor's last look ended."""

    def __init__(self, session: Session) -> None:
        self._session, self._audit, self._events = session, AuditLog(session.engine), Events(session.engine)
        self._late = 0 if session.engine.is_sqlite else LATE
        self._act, self._event = self._audit.last_id(), self._events.last_id()
        self._seen = {row[0] for row in self._events.modules_after(self._event - self._late, self._late)}

    def look(self) -> frozenset[str] | None:
        """API names of the modules whose records were touched since the last look; None: anything may have changed.

        What somebody did for himself alone touches nothing. Scope is not asked: whoever reads anew reads under his.
        """
        acts = self._audit.acts_after(self._act, MOST)
        if not acts:
            return frozenset()
        self._act = acts[-1][0]
        events = self._news()
        aimed = {target for _id, action, target in acts if action != PERSONAL}
        if len(acts) == MOST or events is None or any("/" not in target for target in aimed):
            return None
        modules = {target.partition("/")[0] for target in aimed}
        return frozenset(modules | self._named(events))

    def _news(self) -> Sequence[tuple[int, str, int]] | None:
        found = self._events.modules_after(self._event - self._late, MOST + self._late)
        news = [event for event in found if event[0] not in self._seen]
        self._event = max((event[0] for event in found), default=self._event)
        self._seen = {event[0] for event in found if event[0] > self._event - self._late}
        return None if len(news) >= MOST else news

    def _named(self, events: Sequence[tuple[int, str, int]]) -> set[str]:
        catalog = self._session.catalog()
        names = {module.api_name for _id, _kind, at in events if (module := catalog.by_id.get(at)) is not None}
        if any(kind in REACHING for _id, kind, _at in events):
            names |= {module.api_name for module in catalog.modules if module.activity}
        return names
