"""Recently opened records of the actor."""

from __future__ import annotations

from crm_tui.domain.records import Found
from crm_tui.services.gate import Gate, Target
from crm_tui.services.reading import Reading
from crm_tui.services.session import Session
from crm_tui.store.recent import KEPT, Recents


class Recent:
    """What the actor opened lately; whatever left his scope since is left out."""

    def __init__(self, session: Session, gate: Gate, reading: Reading) -> None:
        self._session, self._gate, self._reading = session, gate, reading
        self._rows = Recents(session.engine)

    def note(self, record_id: int) -> None:
        """Remember that he opened a record. A mark of his own, no change of anybody's data: it passes no gate.

        Of a record that he does not see, or that does not exist, nothing is kept (AC50). Who views as somebody else
        leaves no mark in that person's name: Forbidden (AC56).
        """
        self._gate.only_looking("settings.personal", Target())
        self._session.refresh()
        if record_id not in self._reading.links([record_id]):
            return
        with self._session.engine.write():
            self._rows.note(self._session.actor.user_id, record_id, self._session.at())

    def list(self, limit: int = 20) -> list[Found]:
        """The records, latest first, at least one and at most all that are remembered."""
        self._session.refresh()
        ids = [
            record_id for record_id, _module in self._rows.list(self._session.actor.user_id, max(1, min(limit, KEPT)))
        ]
        links = self._reading.links(ids)
        return [Found(i, links[i].module, links[i].name) for i in ids if i in links]
